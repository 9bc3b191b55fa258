import Truce

/// One witness and what we hold ourselves: the requests that both a round and a survey make.
struct WitnessConversation: Sendable {
    let witness: LogPolicy.Witness
    /// The witness's address without a slash at its end.
    let url: String
    let policy: LogPolicy
    let transport: any WitnessTransport
    let timeout: Duration
    let now: @Sendable () -> Instant
    /// Our checkpoint; of size 0 and unsigned when nothing was signed yet.
    let checkpoint: Checkpoint
    let ours: SignedNote?
    /// Our root at a smaller size; nil when that cannot be said.
    let root: @Sendable (Int) async throws -> TreeHash?

    /// Of an answer. A checkpoint with a hundred signatures fits.
    static let replyLimit = 1 << 16

    /// A checkpoint on the witness's monitoring path.
    enum View {
        case outcome(WitnessOutcome)
        /// One that is not larger than ours, signed by the log. Not compared yet.
        case signed(SignedNote, Checkpoint)
    }

    func latest() async -> View {
        let reply: WitnessReply
        do {
            reply = try await transport.get(
                "\(url)/\(WitnessedLog.id(origin: checkpoint.origin))/checkpoint", timeout: timeout,
                limit: Self.replyLimit)
        } catch { return .outcome(Self.outcome(error)) }
        guard reply.status != 404 else { return .outcome(.holdsNothing) }
        guard reply.status == 200 else {
            return .outcome(.faulty(why: "asked for its latest checkpoint, it answered with status \(reply.status)"))
        }
        let note: SignedNote
        let theirs: Checkpoint
        do {
            note = try SignedNote(reply.body)
            theirs = try Checkpoint(text: note.text)
        } catch {
            return .outcome(.faulty(why: "its latest checkpoint cannot be read: \(error)"))
        }
        guard theirs.origin.utf8.elementsEqual(checkpoint.origin.utf8) else {
            return .outcome(.faulty(why: "it shows the checkpoint of another log"))
        }
        // A line of ours that fails is the witness's doing, not the log's: only one that holds counts.
        let isOurs = policy.logs.contains { log in (try? note.check(log.key)) ?? nil != nil }
        guard isOurs else { return .outcome(.faulty(why: "it shows a checkpoint that the log did not sign")) }
        return theirs.size > checkpoint.size ? .outcome(.holdsLarger(note)) : .signed(note, theirs)
    }

    /// What the monitoring checkpoint proves, or whether it agrees with ours.
    func standing() async -> WitnessOutcome {
        switch await latest() {
        case .outcome(let outcome): return outcome
        case .signed(let note, let theirs):
            if let fork = await contradiction(note, theirs) { return fork }
            do {
                guard let time = try note.check(witness.key)?.time else {
                    return .faulty(why: "it shows a checkpoint that it did not cosign")
                }
                if let why = objection(to: time) { return .faulty(why: why) }
            } catch { return .faulty(why: "it shows a checkpoint with a wrong cosignature of its own") }
            return .consistent(size: theirs.size)
        }
    }

    /// A fork, if the log's signed checkpoint cannot stand beside ours.
    private func contradiction(_ note: SignedNote, _ theirs: Checkpoint) async -> WitnessOutcome? {
        let mine: TreeHash?
        if theirs.size == checkpoint.size {
            mine = checkpoint.root
        } else {
            // Without a root of our own there is nothing to compare with; the next proof will show it.
            mine = (try? await root(theirs.size)) ?? nil
        }
        guard let mine, mine != theirs.root else { return nil }
        return .holdsOther(ours: ours, theirs: note)
    }

    /// After an answer that makes no sense for an honest witness of an honest log: proof against the log if the witness
    /// has it, otherwise the witness is at fault.
    func evidence(orFaulty why: String) async -> WitnessOutcome {
        let outcome = await standing()
        return outcome.isProofAgainstUs ? outcome : .faulty(why: why)
    }

    /// Nil for a time that a cosignature may have.
    func objection(to time: Instant) -> String? {
        guard time.seconds > 0 else { return "its cosignature says no time" }
        guard time.seconds(since: now()) >= -LogPolicy.clockTolerance else {
            return "its cosignature is from \(time), long before it was asked"
        }
        guard time.seconds(since: now()) <= LogPolicy.clockTolerance else {
            return "its cosignature is from the future (\(time.seconds) seconds since 1970)"
        }
        return nil
    }

    static func outcome(_ error: WitnessTransportError) -> WitnessOutcome {
        switch error {
        case .badAddress: .notAsked(why: error.description)
        case .timeout, .unreachable: .silent(why: error.description)
        case .tooLong: .faulty(why: error.description)
        }
    }
}

extension LogPolicy.Witness {
    /// Its address without slashes at the end.
    var prefix: String? {
        guard var url else { return nil }
        while url.hasSuffix("/") { url.removeLast() }
        return url
    }
}
