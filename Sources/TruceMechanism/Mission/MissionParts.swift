import Foundation
import Synchronization
import Truce
import TruceDocuments
import TruceIntake
import TruceLedger
import TruceViews

/// What a running mission is made of, and how it starts and stops. Data flows one way: commands → recorder → ledger →
/// follower → views → answers; the clerk and the publisher hand in and sign by themselves.
final class MissionParts: Sendable {
    let folder: MissionFolder
    let file: MissionFile
    let settings: MissionSettings
    let session: LedgerSession
    let attachments: Attachments
    let marks: ContentMarks
    let shelf: AgreementShelf
    let recorder: Recorder
    let follower: Follower
    let publisher: Publisher
    let clock: ClockCheck
    private let lock: MissionLock
    private let tasks = Mutex<[Task<Void, Never>]>([])
    private let isClosed = Mutex(false)

    /// Opens the folder and brings everything up to what the ledger holds, people of `mission.yaml` included. Answers may
    /// be behind when it returns, where the views are built anew: ``MissionHealth/answered``.
    init(_ path: String, _ settings: MissionSettings) async throws(MechanismError) {
        folder = MissionFolder(path)
        self.settings = settings
        guard !Files.exists(folder.unfinished) else {
            throw .refused(
                "The mission “\(path)” was not made to the end. Make it again: what is there is removed first.")
        }
        lock = try MissionLock(folder)
        try MissionUpgrade.run(folder)
        let named = try folder.missionFile()
        shelf = try AgreementShelf(
            agreement: folder.path + "/" + named.agreement, evidence: folder.ledger + "/evidence")
        file = try folder.missionFile(sides: shelf.history.sides)
        session = try await LedgerSession(LedgerFolder(folder.ledger), vaultUse: .continuous, clock: settings.clock)
        let secret = try MissionSecret(at: folder.secret)
        attachments = try Attachments(
            folder: folder.quarantine, evidence: folder.ledger + "/evidence", secret: secret, settings: settings)
        marks = try ContentMarks(folder.marks)
        let vault = try session.openVault()
        let reading = LedgerReading(store: session.store, vault: vault)
        clock = ClockCheck(folder.clockMark, elapsed: settings.elapsed)
        let recorded = try await session.recordedSize()
        // Of a mission that never was at work there is nothing to lose, and no time to compare with.
        if settings.elapsed != nil, recorded <= 1, !Files.exists(folder.clockMark) {
            try ClockCheck.write(.init(seen: settings.clock()), to: folder.clockMark)
        }
        let views = try Self.views(folder, shelf, session, vault, size: recorded)
        let follower = Follower(
            views: views, reading: reading, shelf: shelf, secret: secret, settings: settings,
            language: Language(rawValue: file.languages[0]) ?? .english, recorded: recorded)
        self.follower = follower
        recorder = Recorder(
            store: session.store, vault: vault, marks: marks, attachments: attachments, shelf: shelf,
            computed: follower, settings: settings, clock: clock, feed: { follower.take($0) },
            hasRoom: { await follower.hasRoom() })
        publisher = Publisher(session, recorder, settings, clock: clock)
        start { await follower.run() }
        let hasBegun: Bool
        do throws(MechanismError) {
            // Nothing is acknowledged that could not be signed afterwards.
            try await session.survey()
            hasBegun = try await recordBeginnings()
            try await lookAtClock()
            try await checkAgreement()
            try await finishErasure()
        } catch {
            // What cannot be let go of in order goes with the process.
            try? await letGo()
            throw error
        }
        if settings.runsByItself { startByThemselves() }
        if settings.runsByItself, !hasBegun { start { [self] in await recordBeginningsLater() } }
    }

    private static func views(
        _ folder: MissionFolder, _ shelf: AgreementShelf, _ session: LedgerSession, _ vault: Vault, size: Int
    ) throws(MechanismError) -> Views {
        let rules = ViewRules(zone: shelf.history.first.zone) { [shelf] in
            shelf.history.latest.publicPlace($0, named: $1)
        }
        return try asMechanism {
            let source = RecordOfLedger(
                store: session.store, vault: vault, evidence: try EvidenceStore(folder: folder.ledger + "/evidence"))
            let views = try Views.open(folder.views, rules: rules, source: source)
            // Of another ledger, or of a newer copy of this one: a cache of something else.
            guard views.position > size else { return views }
            try views.close()
            for suffix in ["", "-wal", "-shm"] { unlink(folder.views + suffix) }
            return try Views.open(folder.views, rules: rules, source: source)
        }
    }

    // MARK: What is on record from the start

    /// The agreement that was adopted, and the people of `mission.yaml`. Under a clock that is not believed they wait, and
    /// the mission opens for reading.
    ///
    /// - Returns: Whether they are on record.
    @discardableResult
    private func recordBeginnings() async throws(MechanismError) -> Bool {
        let (file, digests, history) = (file, shelf.digests, shelf.history)
        do throws(MissionError) {
            _ = try await recorder.record { desk, now in
                var facts: [OwnFact] = []
                if let adopted = AgreementAdopted(history, digests) {
                    facts.append(
                        OwnFact(
                            submission: SubmissionID("agreement-adopted"), fact: NewFact(.agreementAdopted(adopted))))
                }
                return facts + desk.people.changes(to: file.people, now: now)
            }
            return true
        } catch {
            guard error.isOfTheClock else { throw .unreachable(error.description) }
            return false
        }
    }

    /// What had to wait at the start. Nobody else records it, so that it is tried until it is done or the mission closed.
    private func recordBeginningsLater() async {
        while (try? await recordBeginnings()) != true {
            guard (try? await Task.sleep(for: settings.clerkEvery)) != nil else { return }
        }
    }

    /// What is wrong with the clock shows at once, and not with the first command.
    private func lookAtClock() async throws(MechanismError) {
        let last: Instant?
        do { last = try await recorder.look(\.last) } catch { throw .unreachable(error.description) }
        // Told to whoever asks how the mission stands.
        try? clock.check(settings.clock(), after: last)
    }

    /// The agreement's files must be those that the ledger names: by another text, other things would be violations.
    private func checkAgreement() async throws(MechanismError) {
        let cited: Set<FileDigest>
        do { cited = try await recorder.look(\.cited) } catch { throw .unreachable(error.description) }
        for (file, digest) in shelf.digests {
            guard let known = FileDigest(digest), cited.contains(known) else {
                // Nothing is on record yet, and nothing can be.
                if let fault = clock.fault(settings.clock()) { throw .refused(fault.description) }
                throw .refused(
                    "“\(folder.agreementFolder)/\(file)” is not a file that the ledger names: it was changed or added after the "
                        + "agreement was adopted. Put the adopted file back; a new text comes as an amendment that the sides sign."
                )
            }
        }
    }

    // MARK: Running and stopping

    private func start(_ work: @escaping @Sendable () async -> Void) {
        tasks.withLock { $0.append(Task { await work() }) }
    }

    private func startByThemselves() {
        start { [follower] in await follower.runProposals() }
        start { [follower] in await follower.runStandings() }
        start { [publisher] in await publisher.run() }
        start { [recorder, attachments, settings, clock] in
            await Clerk(recorder: recorder, attachments: attachments, settings: settings, clock: clock).run()
        }
    }

    private func letGo() async throws(MechanismError) {
        follower.close()
        let tasks = tasks.withLock { $0 }
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        // What cannot be closed in order is put in order by the next start, which must be able to open it.
        defer { lock.release() }
        try asMechanism { try follower.views.close() }
        try await session.close()
    }

    func close() async throws(MechanismError) {
        let isFirst = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return !isClosed
        }
        guard isFirst else { return }
        await recorder.close()
        if settings.runsByItself { await publisher.publishLast() }
        try await letGo()
    }

    func health() async -> MissionHealth {
        MissionHealth(
            recorded: recorder.size, answered: follower.position, computedAt: follower.computedAt,
            signed: publisher.signed, waiting: recorder.waiting,
            clock: clock.fault(settings.clock())?.description,
            troubles: ([recorder.trouble, publisher.trouble].compactMap(\.self) + follower.troubles))
    }
}

extension AgreementAdopted {
    /// Nil where the agreement's identifier is none that a ledger can hold.
    fileprivate init?(_ history: AgreementHistory, _ digests: [(file: String, digest: String)]) {
        let first = history.first
        guard let id = AgreementID(first.id) else { return nil }
        self.init(
            agreement: id, version: first.version, title: first.title.text(in: "en"), inForceFrom: first.inForce.from,
            files: digests.compactMap { FileDigest($0.digest) })
    }
}
