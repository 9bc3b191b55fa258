import Foundation
import Synchronization
import Truce
import TruceLedger

/// The one writer: takes all commands that wait, decides each against what was decided before, seals what is private,
/// records the batch in one transaction, and only then answers. What one command comes to is recorded together or not at
/// all, without anything between.
///
/// Commands are handed in from many tasks at once (``queue``); everything else belongs to the one loop that works them
/// off. A caller that is cancelled still gets its answer: what was handed in is recorded.
actor Recorder {
    /// As many commands, entries and bytes at most in one transaction.
    private static let commandCap = 1_000
    private static let entryCap = 4_096
    private static let byteCap = 8 << 20

    /// What questions need to know of the writer's desk, without waiting for it.
    private struct Access {
        var onRecord: AccessOnRecord
        var size = 0
        var trouble: String?
    }

    private let store: any LedgerStore
    private let vault: Vault
    private let reading: LedgerReading
    private let marks: ContentMarks
    private let attachments: Attachments
    private let shelf: AgreementShelf
    private let computed: any ComputedLookUp
    private let settings: MissionSettings
    private let clock: ClockCheck
    /// Takes what was recorded, in order.
    private let feed: @Sendable ([OpenedEntry]) -> Void
    /// Returns once not too much of it waits to be worked off.
    private let hasRoom: @Sendable () async -> Void
    private nonisolated let queue: RecordingQueue
    private nonisolated let access: Mutex<Access>
    private var desk: WritersDesk
    /// The store may hold more than the desk knows of: an answer was lost, or something else in this process appended.
    private var isBehind = true

    init(
        store: any LedgerStore, vault: Vault, marks: ContentMarks, attachments: Attachments,
        shelf: AgreementShelf, computed: any ComputedLookUp, settings: MissionSettings, clock: ClockCheck,
        feed: @escaping @Sendable ([OpenedEntry]) -> Void,
        hasRoom: @escaping @Sendable () async -> Void
    ) {
        self.store = store
        self.vault = vault
        self.marks = marks
        self.attachments = attachments
        self.settings = settings
        self.clock = clock
        self.feed = feed
        self.hasRoom = hasRoom
        reading = LedgerReading(store: store, vault: vault)
        self.shelf = shelf
        self.computed = computed
        desk = WritersDesk(shelf.history)
        queue = RecordingQueue(limit: settings.waitingLimit)
        access = Mutex(Access(onRecord: desk.onRecord))
    }

    // MARK: From any task

    nonisolated func submit(
        _ command: Command, as holder: HolderID, key: String
    ) async throws(MissionError) -> Submitted {
        try await answer(to: Self.work(command, holder, key).get())
    }

    /// In this order, each decided by itself. Answers one for one.
    nonisolated func submit(
        _ commands: [(command: Command, key: String)], as holder: HolderID
    ) async -> [Result<Submitted, MissionError>] {
        let work = commands.map { Self.work($0.command, holder, $0.key) }
        guard !work.isEmpty else { return [] }
        return await withCheckedContinuation { continuation in
            let answers = Answers(work.count) { continuation.resume(returning: $0) }
            handIn(
                work.enumerated().compactMap { place, work in
                    switch work {
                    case .success(let work): return RecordingRequest(work: work) { answers.put($0, at: place) }
                    case .failure(let error):
                        answers.put(.failure(error), at: place)
                        return nil
                    }
                })
        }
    }

    private static func work(
        _ command: Command, _ holder: HolderID, _ key: String
    ) -> Result<RecordingRequest.Work, MissionError> {
        guard let name = SubmissionName(holder, key: key) else { return .failure(.badKey) }
        do throws(FactError) { return .success(.command(command, name, try ContentMark(command, name))) } catch {
            return .failure(.refused(Refusal(error)))
        }
    }

    /// Records what the mechanism has to say by itself. Nothing to say is no entry.
    nonisolated func record(
        _ facts: @escaping @Sendable (WritersDesk, Instant) -> [OwnFact]
    ) async throws(MissionError) -> Submitted {
        try await answer(to: .own(facts))
    }

    /// Looks at the writer's desk between two batches.
    nonisolated func look<Value: Sendable>(
        _ body: @escaping @Sendable (WritersDesk) -> Value
    ) async throws(MissionError) -> Value {
        let found = Mutex<Value?>(nil)
        _ = try await answer(to: .look { desk in found.withLock { $0 = body(desk) } })
        guard let value = found.withLock({ $0 }) else { preconditionFailure("a look was answered and not taken") }
        return value
    }

    /// Puts a desk made anew from the ledger in place of the one that is used: what was erased since is in it no more.
    nonisolated func replace(by desk: WritersDesk) async throws(MissionError) {
        _ = try await answer(to: .replace(desk))
    }

    nonisolated func asker(_ holder: HolderID?) -> Asker {
        guard let holder else { return .anyone }
        let now = settings.clock()
        return access.withLock { $0.onRecord.asker(holder, at: now) }
    }

    nonisolated var agreement: AgreementHistory { access.withLock { $0.onRecord.agreement.history } }
    nonisolated var size: Int { access.withLock { $0.size } }
    nonisolated var trouble: String? { access.withLock { $0.trouble } }
    nonisolated var waiting: Int { queue.count }

    /// Takes nothing more, and returns once all that was taken is answered.
    nonisolated func close() async { await queue.close() }

    private nonisolated func answer(to work: RecordingRequest.Work) async throws(MissionError) -> Submitted {
        let result = await withCheckedContinuation { continuation in
            handIn([RecordingRequest(work: work) { continuation.resume(returning: $0) }])
        }
        return try result.get()
    }

    private nonisolated func handIn(_ requests: [RecordingRequest]) {
        // A task of its own: it serves all that wait, so it must not end with the caller that began it.
        if queue.add(requests) { Task { await self.work() } }
    }

    // MARK: The one loop

    private func work() async {
        while let requests = queue.next(atMost: Self.commandCap) {
            queue.giveBack(await record(requests))
            // Those just answered get to send their next before the next batch is closed.
            await Task.yield()
        }
    }

    /// Answers these, but for those at the end that belong into another batch: they are given back.
    private func record(_ requests: [RecordingRequest]) async -> [RecordingRequest] {
        // These take no part in a batch.
        switch requests[0].work {
        case .look(let look): look(desk)
        case .replace(let other): replaceDesk(by: other)
        case .command, .own: return await recordBatch(requests)
        }
        requests[0].answer(.success(Submitted(position: desk.size, entries: [], names: [], wasThere: false)))
        return Array(requests.dropFirst())
    }

    private func recordBatch(_ requests: [RecordingRequest]) async -> [RecordingRequest] {
        do throws(MissionError) { try await catchUp() } catch {
            for request in requests { request.answer(.failure(error)) }
            return []
        }
        var batch = RecordingBatch(time: settings.clock(), after: desk)
        let places: [Int?]
        do {
            places = try await store.indices(
                of: requests.map { if case .command(_, let name, _) = $0.work { name.id(0) } else { .none } })
        } catch {
            for request in requests { request.answer(.failure(.notRecorded(why: error.description))) }
            return []
        }
        var old: [(RecordingRequest, Int)] = []
        var taken = 0
        desk.register.begin()
        for (request, place) in zip(requests, places) {
            if let place {
                old.append((request, place))
            } else {
                guard await add(request, to: &batch) else { break }
            }
            taken += 1
        }
        let again = await finish(batch)
        for (request, index) in old { request.answer(await answerAgain(request, at: index)) }
        return again + requests[taken...]
    }

    /// Decides on one request and folds what it comes to into the desk. False when it must wait for the next batch.
    private func add(_ request: RecordingRequest, to batch: inout RecordingBatch) async -> Bool {
        if batch.isFull(commands: Self.commandCap, entries: Self.entryCap, bytes: Self.byteCap) { return false }
        do throws(MissionError) {
            switch request.work {
            case .look, .replace: return false
            case .own(let facts):
                let own = try await unrecorded(facts(desk, batch.time))
                // Who has nothing to record needs no clock, so that a mission opens for reading under a wrong one.
                if !own.isEmpty { try batch.checkClock(clock) }
                try batch.add(own.map { ($0.submission, $0.fact, nil) }, for: request, folding: &desk)
            case .command(let command, let name, let mark):
                if batch.names.contains(name) { return false }
                try batch.checkClock(clock)
                let asker = desk.register.asker(name.holder, at: batch.time, under: desk.history)
                var basis: (computed: CaseBasis?, erased: [ReportID]) = (nil, [])
                if let incident = desk.register.incidentJudged(by: command),
                    AccessTable.may(asker, do: command.kind)
                {
                    // What was recorded so far is what it must rest on.
                    guard batch.isEmpty else { return false }
                    basis = try await self.basis(of: incident)
                }
                let gates = try await self.gates(for: command, at: batch.time)
                let facts = try decide(command, by: asker, at: batch.time, basis, gates)
                try batch.add(
                    facts.enumerated().map { (name.id($0.offset), $0.element, mark) }, for: request, folding: &desk)
                batch.names.insert(name)
            }
        } catch { request.answer(.failure(error)) }
        return true
    }

    /// Those that no entry is of yet.
    private func unrecorded(_ facts: [OwnFact]) async throws(MissionError) -> [OwnFact] {
        guard !facts.isEmpty else { return [] }
        do {
            let places = try await store.indices(of: facts.map(\.submission))
            return zip(facts, places).filter { $0.1 == nil }.map(\.0)
        } catch { throw .notRecorded(why: error.description) }
    }

    private func decide(
        _ command: Command, by asker: Asker, at time: Instant, _ basis: (computed: CaseBasis?, erased: [ReportID]),
        _ gates: [GateID: GateCode]
    ) throws(MissionError) -> [NewFact] {
        let context = DecisionContext(
            now: time, history: desk.history, basis: basis.computed, erased: basis.erased, names: settings.names,
            gates: gates, verify: Signatures.verify)
        var facts: [NewFact]
        do { facts = try desk.register.decide(command, by: asker, in: context) } catch { throw .refused(error) }
        facts += try attachments.keep(command, by: asker, desk: desk, at: time, names: settings.names)
        if case .proposeAmendment(let proposed) = command, let why = shelf.refusal(of: proposed) {
            throw .refused(.invalid(path: "files", why: why))
        }
        return facts
    }

    /// How gates stand, for a command that puts one on record: worked out anew, by the findings that stand this moment.
    private func gates(for command: Command, at time: Instant) async throws(MissionError) -> [GateID: GateCode] {
        guard case .beginStep = command else { return [:] }
        let (computed, agreement, findings) = (computed, desk.onRecord.agreement, desk.findings)
        do {
            return try await Blocking.run(in: Blocking.answering) {
                computed.gates(at: time, under: agreement, findings: findings)
            }
        } catch { throw MissionError(error) }
    }

    /// What is computed of an incident: of the reports that officers placed with it, or while nobody opened it, of those
    /// that it is proposed for. Computed anew, because what views show may be a moment old. And those of the reports of
    /// which nothing is left to compute from.
    private func basis(
        of incident: IncidentID
    ) async throws(MissionError) -> (computed: CaseBasis?, erased: [ReportID]) {
        let reports: [ReportID]
        if let opened = desk.register.incident(incident) {
            reports = opened.standingReports
        } else {
            let computed = computed
            do {
                reports = try await Blocking.run(in: Blocking.answering) {
                    try computed.reports(ofProposal: incident)
                }
            } catch { throw MissionError(error) }
        }
        var entries: [OpenedEntry] = []
        do {
            for report in reports {
                guard let index = desk.contentOf[report] else { continue }
                entries += try await reading.entries(from: index, limit: 1)
            }
        } catch { throw .notRecorded(why: error.description) }
        return (
            CaseBasis(entries, under: desk.history, at: settings.clock()), entries.compactMap(\.erasedReport)
        )
    }

    // MARK: Recording

    /// Seals, records, answers; or takes back what was folded, and says so to each. Gives those that are to be decided
    /// again.
    private func finish(_ batch: RecordingBatch) async -> [RecordingRequest] {
        guard !batch.isEmpty else {
            desk.register.rollback()
            batch.answerEmpty(at: desk.size)
            return []
        }
        var batch = batch
        let size = desk.size
        do {
            let (vault, unsealed) = (vault, batch)
            batch = try await Blocking.run(in: Blocking.recording) { try unsealed.sealed(by: vault) }
        } catch {
            desk.register.rollback()
            batch.fail(.notRecorded(why: MechanismError(error).description))
            return []
        }
        let stored = batch.stored
        do throws(StoreError) { try await store.append(stored, after: size) } catch {
            return await settle(batch, stored, error)
        }
        accept(batch)
        return []
    }

    private func accept(_ batch: RecordingBatch) {
        desk.register.commit()
        let entries = batch.opened
        take(entries)
        marks.put(batch.marks, from: batch.first)
        attachments.release(batch.released)
        batch.succeed()
    }

    /// After a write that failed: what the store holds decides. Appends are whole, so that the first entry tells of all.
    private func settle(
        _ batch: RecordingBatch, _ stored: [StoredEntry], _ failure: StoreError
    ) async -> [RecordingRequest] {
        isBehind = true
        let held: [StoredEntry]
        do throws(StoreError) {
            held =
                switch failure {
                case .movedOn: []
                default: try await store.read(from: batch.first, limit: stored.count)
                }
        } catch {
            desk.register.rollback()
            batch.fail(.unknownOutcome(why: error.description))
            return []
        }
        if held == stored {
            accept(batch)
            return []
        }
        desk.register.rollback()
        // Something else in this process appended, as the log does when a witness falls silent: decide again.
        if case .movedOn = failure { return batch.requests }
        batch.fail(.notRecorded(why: failure.description))
        return []
    }

    /// Folds in what the store holds and the desk does not know of.
    func catchUp() async throws(MissionError) {
        guard isBehind else { return }
        do {
            let head = try await store.head().size
            while desk.size < head {
                let entries = try await reading.entries(from: desk.size)
                guard !entries.isEmpty else { throw StoreError.damaged(why: "entry \(desk.size) cannot be read") }
                for entry in entries { desk.register.apply(entry) }
                take(entries)
                await hasRoom()
                guard settings.whileOpening(desk.size, head) else { throw MissionError.closed }
            }
            isBehind = false
            access.withLock { $0.trouble = nil }
        } catch {
            let why = MechanismError(error).description
            access.withLock { $0.trouble = why }
            throw .notRecorded(why: why)
        }
    }

    /// Something else in this process appended to the store.
    func lookAgain() { isBehind = true }

    private func replaceDesk(by other: WritersDesk) {
        desk = other
        isBehind = true
        access.withLock { $0.onRecord = other.onRecord }
    }

    /// What the ledger holds now.
    private func take(_ entries: [OpenedEntry]) {
        for entry in entries {
            if case .agreementAmended(let fact) = entry.fact { shelf.take(fact) }
            desk.note(entry, files: shelf.history)
        }
        let (onRecord, size) = (desk.onRecord, desk.size)
        access.withLock { access in
            access.onRecord = onRecord
            access.size = size
        }
        feed(entries)
    }

    // MARK: The same again

    /// The answer to a submission that is recorded, if it has the content that is.
    private func answerAgain(
        _ request: RecordingRequest, at first: Int
    ) async -> Result<Submitted, MissionError> {
        guard case .command(_, let name, let mark) = request.work else {
            preconditionFailure("only a command comes again")
        }
        if let known = marks[first], known != mark { return .failure(.otherContent(key: name.key)) }
        do {
            var next = first + 1
            while try await store.indices(of: [name.id(next - first)])[0] == next { next += 1 }
            let named = try await reading.entries(from: first, limit: next - first).flatMap { $0.fact.named($0.sealed) }
            return .success(
                Submitted(position: next, entries: Array(first..<next), names: named, wasThere: true))
        } catch { return .failure(.cannotAnswer(why: MechanismError(error).description)) }
    }
}

extension SubmissionID {
    /// Of what is no command: never recorded.
    fileprivate static let none = SubmissionID("no command")
}

extension Refusal {
    /// A command that says what no fact can hold.
    init(_ error: FactError) { self = .invalid(path: "", why: error.description) }
}
