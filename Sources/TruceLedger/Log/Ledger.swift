import Truce

/// The record, and the log that makes it checkable: takes facts in, publishes signed checkpoints, proves entries.
///
/// ```swift
/// let ledger = try await Ledger(
///     store: store, files: files, memory: memory, keys: [key], policy: policy, clock: now)
/// let recorded = try await ledger.append(fact, as: SubmissionID("phone-3/17"))
/// let publication = try await ledger.publish()
/// let receipt = try await ledger.receipt(for: recorded.index)
/// ```
///
/// An append returns when its entry is durable. Publishing covers what was appended so far with one signature; it is
/// the caller's business how often. Publishing one at a time is the only state that requests share.
public actor Ledger {
    private let store: any LedgerStore
    private let files: any LogFiles
    private let keys: [SigningKey]
    private let policy: LogPolicy
    private let silence: SilenceRule
    private let clock: @Sendable () -> Instant
    private let commits: GroupCommit<PreparedEntry>
    private let round: WitnessRound?
    private let survey: WitnessSurvey?
    private var writer: LogWriter
    private var isSurveyed = false
    /// Checkpoints published and flushed by this process, by their paths.
    private var put: [String: SignedNote] = [:]
    private var isPublishing = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Opens for writing, or says why it may not sign.
    ///
    /// - Parameter keys: at least one, and all of them in the policy.
    public init(
        store: any LedgerStore, files: any LogFiles, memory: any SigningMemory, keys: [SigningKey], policy: LogPolicy,
        silence: SilenceRule = SilenceRule(), transport: (any WitnessTransport)? = nil,
        clock: @escaping @Sendable () -> Instant, trustsPublished: Bool = false
    ) async throws(LedgerRefusal) {
        guard !keys.isEmpty else { throw .noKey }
        for key in keys where !policy.logs.contains(where: { $0.key == key.verifier }) {
            throw .keyNotInPolicy(name: key.verifier.name)
        }
        self.store = store
        self.files = files
        self.keys = keys
        self.policy = policy
        self.silence = silence
        self.clock = clock
        let asked = policy.witnesses.contains { $0.url != nil } ? transport : nil
        round = asked.map { WitnessRound(policy: policy, transport: $0, clock: clock, timeout: silence.timeout) }
        survey = asked.map { WitnessSurvey(policy: policy, transport: $0, clock: clock, timeout: silence.timeout) }
        commits = GroupCommit(store: store, form: PreparedEntry.form, clock: clock)
        var writer = try await LogWriter(
            store: store, files: files, memory: memory, policy: policy, now: clock(), trustsPublished: trustsPublished)
        if writer.signed == nil {
            // From here on an empty memory beside a record that is not means that it was lost.
            _ = try await writer.sign(upTo: 0, by: keys, now: clock())
        }
        self.writer = writer
    }

    /// Records a fact. Returns once it would survive the loss of power; the same submission is recorded once.
    public nonisolated func append(_ fact: Fact, as submission: SubmissionID) async throws(LedgerRefusal) -> Recorded {
        let entry: PreparedEntry
        do { entry = try PreparedEntry(fact) } catch { throw .fact(error) }
        do { return try await commits.append(entry, as: submission) } catch { throw .append(error) }
    }

    /// As ``append(_:as:)`` for several, recorded in this order; answered one for one.
    package nonisolated func append(
        _ facts: [(submission: SubmissionID, fact: Fact)]
    ) async -> [Result<Recorded, LedgerRefusal>] {
        var results: [Result<Recorded, LedgerRefusal>?] = []
        var entries: [(submission: SubmissionID, payload: PreparedEntry)] = []
        for (submission, fact) in facts {
            do throws(FactError) {
                entries.append((submission, try PreparedEntry(fact)))
                results.append(nil)
            } catch { results.append(.failure(.fact(error))) }
        }
        var recorded = await append(prepared: entries).makeIterator()
        return results.map { $0 ?? recorded.next()! }
    }

    /// The same for entries that are written out already.
    nonisolated func append(
        prepared entries: [(submission: SubmissionID, payload: PreparedEntry)]
    ) async -> [Result<Recorded, LedgerRefusal>] {
        await commits.append(entries).map { $0.mapError(LedgerRefusal.append) }
    }

    /// Asks the witnesses what they hold, before anything is acknowledged that could not be signed afterwards.
    public func survey() async throws(LedgerRefusal) {
        let size: Int
        do { size = try await store.head().size } catch { throw .store(error) }
        try await survey(holds: size)
    }

    /// Signs what was recorded so far, asks the witnesses, and publishes the checkpoint as the policy has it.
    public func publish() async throws(LedgerRefusal) -> Publication {
        await enter()
        defer { leave() }
        let size: Int
        do { size = try await store.head().size } catch { throw .store(error) }
        var writer = self.writer
        // What was signed stays signed, whatever fails afterwards.
        defer { self.writer = writer }
        try await survey(holds: size)
        let signed = try await writer.sign(upTo: size, by: keys, now: clock())
        let (note, answers) = try await ask(signed)
        return try await finish(signed, note, answers, &writer)
    }

    /// A proof that an entry is in the log, against the newest published checkpoint that covers it. Entries count from 0;
    /// throws ``LogFault/notCovered(index:size:)`` for one that no published checkpoint covers.
    public func receipt(for index: Int) async throws -> Receipt {
        try await LogReader(store: store, files: files, policy: policy).receipt(for: index)
    }

    // MARK: Witnesses

    /// Before the first signature of this process: does a witness hold something of ours that we have lost?
    private func survey(holds size: Int) async throws(LedgerRefusal) {
        guard let survey, !isSurveyed else { return }
        let writer = self.writer
        let answers: [WitnessReport]
        do { answers = try await survey.look(ours: writer.signed?.note) { writer.signedRoot(at: $0) } } catch {
            throw .damaged(.badCheckpoint(error))
        }
        try goOn()
        try Self.refuse(answers, holds: size)
        // Whoever did not answer is asked again before the next signature.
        isSurveyed = !answers.contains { if case .silent = $0.outcome { true } else { false } }
    }

    /// Whoever was cancelled asked nobody, and must not take that for silence.
    private func goOn() throws(LedgerRefusal) {
        if Task.isCancelled { throw .interrupted }
    }

    private func ask(_ signed: SignedState) async throws(LedgerRefusal) -> (SignedNote, [WitnessReport]) {
        guard let round else { return (signed.note, []) }
        let size = signed.checkpoint.size
        let hashes = TileHashes(files, size: size)
        let result: WitnessRound.Result
        do {
            result = try await round.ask(signed.note) { [writer] in
                writer.signedRoot(at: $0)
            } proof: { old in
                try TreeProof.consistency(from: old, to: size, subtree: hashes.subtree)
            }
        } catch { throw .damaged(.badCheckpoint(error)) }
        try goOn()
        try Self.refuse(result.reports, holds: size)
        return (result.note, result.reports)
    }

    /// Stops the log when an answer proves, by its own signature, that it lost or contradicted what it signed.
    private static func refuse(_ answers: [WitnessReport], holds size: Int) throws(LedgerRefusal) {
        for answer in answers {
            switch answer.outcome {
            case .holdsLarger(let note):
                throw .witnessHoldsMore(witness: answer.witness, size: Self.size(note), holds: size)
            case .holdsOther(_, let theirs):
                throw .witnessHoldsOther(witness: answer.witness, size: Self.size(theirs))
            default: continue
            }
        }
    }

    private static func size(_ note: SignedNote) -> Int {
        // Checked as a checkpoint before it was taken for evidence.
        (try? Checkpoint(text: note.text))?.size ?? 0
    }

    private func finish(
        _ signed: SignedState, _ note: SignedNote, _ answers: [WitnessReport], _ writer: inout LogWriter
    ) async throws(LedgerRefusal) -> Publication {
        let now = clock()
        var standings = signed.witnesses
        var returned: [String] = []
        var cosigned: Set<String> = []
        for answer in answers {
            if case .cosigned(let time) = answer.outcome {
                cosigned.insert(answer.witness)
                if standings[answer.witness]?.isReportedSilent == true { returned.append(answer.witness) }
                standings[answer.witness] = WitnessStanding(size: signed.checkpoint.size, since: time)
            } else if standings[answer.witness] == nil {
                standings[answer.witness] = WitnessStanding(size: 0, since: now)
            }
        }
        let silent = policy.witnesses.map(\.name).filter { name in
            guard !cosigned.contains(name), let standing = standings[name], !standing.isReportedSilent else {
                return false
            }
            return now.seconds(since: standing.since) >= silence.afterSeconds
        }
        try await report(
            silent: silent, returned: returned, standings: standings, size: signed.checkpoint.size, now: now)
        for name in silent { standings[name]?.isReportedSilent = true }
        try writer.remember(note, standings)
        let verified: VerifiedCheckpoint
        do { verified = try policy.check(note) } catch { throw .damaged(.badCheckpoint(error)) }
        try put(note, as: PublishedPath.logged)
        let isReliedOn =
            verified.isWitnessed || policy.quorum == nil
            || (silence.publishesLogged && isSilent(standings, cosigned, now))
        if isReliedOn { try put(note, as: PublishedPath.checkpoint) }
        return Publication(logged: verified, isPublished: isReliedOn, answers: answers)
    }

    /// Whether the silence of witnesses, each for as long as the policy waits, is what keeps the quorum from being met.
    private func isSilent(_ standings: [String: WitnessStanding], _ cosigned: Set<String>, _ now: Instant) -> Bool {
        let heard = policy.witnesses.map(\.name).filter {
            if cosigned.contains($0) { return true }
            guard let standing = standings[$0] else { return false }
            return !standing.isReportedSilent && now.seconds(since: standing.since) < silence.afterSeconds
        }
        return !policy.isQuorum(Set(heard))
    }

    /// Puts silences and returns on record, once each. They are covered by the next checkpoint.
    private func report(
        silent: [String], returned: [String], standings: [String: WitnessStanding], size: Int, now: Instant
    ) async throws(LedgerRefusal) {
        for name in silent {
            let standing = standings[name]!
            let fact = WitnessSilent(witnesses: [Self.name(name)], sinceSize: standing.size, since: standing.since)
            let submission = SubmissionID("witness-silent \(name) \(standing.size) \(standing.since.seconds)")
            try await appendBesides(.witnessSilent(fact), as: submission)
        }
        for name in returned {
            let standing = standings[name]!
            let fact = WitnessReturned(witnesses: [Self.name(name)], atSize: standing.size, at: standing.since)
            let submission = SubmissionID("witness-returned \(name) \(standing.size) \(standing.since.seconds)")
            try await appendBesides(.witnessReturned(fact), as: submission)
        }
    }

    /// Where the caller appends to the store itself, it may be ahead of what is known here: then it is asked again, as
    /// often as a busy writer may be in the way.
    private func appendBesides(_ fact: Fact, as submission: SubmissionID) async throws(LedgerRefusal) {
        for attempt in 1... {
            do throws(LedgerRefusal) {
                _ = try await append(fact, as: submission)
                return
            } catch {
                guard case .append(.store(.movedOn)) = error, attempt < 100 else { throw error }
            }
        }
    }

    private static func name(_ name: String) -> WitnessName {
        guard let name = WitnessName(name) else {
            preconditionFailure("a policy with a witness named “\(name)” was accepted")
        }
        return name
    }

    private func put(_ note: SignedNote, as path: String) throws(LedgerRefusal) {
        // What this process put there and flushed need not be put again.
        if put[path] == note { return }
        put[path] = nil
        do { try files.replace(note.bytes, at: path) } catch { throw .files(error) }
        put[path] = note
    }

    // MARK: One at a time

    private func enter() async {
        if !isPublishing {
            isPublishing = true
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }

    private func leave() {
        if waiting.isEmpty { isPublishing = false } else { waiting.removeFirst().resume() }
    }
}

/// What the mechanism does when witnesses are silent.
public struct SilenceRule: Hashable, Sendable {
    /// Seconds without a cosignature after which a witness's silence goes on record.
    public var afterSeconds: Int64
    /// Whether checkpoints are then published as logged only; otherwise readers are left with the last witnessed one.
    public var publishesLogged: Bool
    /// How long one request to a witness may take.
    public var timeout: Duration

    public init(afterSeconds: Int64 = 3600, publishesLogged: Bool = false, timeout: Duration = .seconds(10)) {
        self.afterSeconds = afterSeconds
        self.publishesLogged = publishesLogged
        self.timeout = timeout
    }
}

/// What publishing came to.
public struct Publication: Hashable, Sendable {
    /// The newest checkpoint, with the cosignatures that came.
    public var logged: VerifiedCheckpoint
    /// It is what readers get as `checkpoint`.
    public var isPublished: Bool
    /// What became of asking each witness.
    public var answers: [WitnessReport]
}
