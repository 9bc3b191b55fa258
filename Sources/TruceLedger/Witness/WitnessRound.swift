import Synchronization
import Truce

/// Asks all witnesses of a policy at once to cosign one checkpoint. None of them can hold up the others, have itself
/// counted without a valid signature, or change what the log holds.
///
/// The checkpoint must be the largest that the log has signed, and rounds follow each other: to a round that lags
/// behind, the witnesses would seem to know more than the log.
package struct WitnessRound: Sendable {
    package var policy: LogPolicy
    package var transport: any WitnessTransport
    /// The present.
    package var clock: @Sendable () -> Instant
    /// For one request.
    package var timeout: Duration
    /// For the whole round, whatever the transport does.
    package var deadline: Duration
    /// What each witness cosigned last, as far as known: saves a refused request, no more. By verifier key.
    private let hints = Hints()

    private final class Hints: Sendable {
        let sizes = Mutex<[VerifierKey: Int]>([:])
    }

    package init(
        policy: LogPolicy, transport: any WitnessTransport, clock: @escaping @Sendable () -> Instant,
        timeout: Duration = .seconds(10), deadline: Duration = .seconds(20)
    ) {
        self.policy = policy
        self.transport = transport
        self.clock = clock
        self.timeout = timeout
        self.deadline = deadline
    }

    package struct Result: Sendable {
        /// The note that was given, with every valid cosignature added.
        package var checkpoint: VerifiedCheckpoint
        /// One for each witness of the policy, in its order.
        package var reports: [WitnessReport]

        package var note: SignedNote { checkpoint.note }
        package var isWitnessed: Bool { checkpoint.isWitnessed }
        /// Proof that the log lost what it signed, or signed two histories: it must stop.
        package var proofsAgainstUs: [WitnessReport] { reports.filter(\.outcome.isProofAgainstUs) }
    }

    /// Returns when all have answered or the deadline has passed. Throws only for a note that does not pass the policy.
    ///
    /// - Parameters:
    ///   - root: our root at a smaller size; nil when that cannot be said.
    ///   - proof: consistency of the checkpoint with that older size, which is above 0 and below its own.
    package func ask(
        _ given: SignedNote, root: @escaping @Sendable (Int) async throws -> TreeHash? = { _ in nil },
        proof: @escaping @Sendable (Int) async throws -> [TreeHash]
    ) async throws(NoteError) -> Result {
        let verified = try policy.check(given)
        // Only what the log itself signed leaves the house.
        let signed = try WitnessedLog(origin: verified.checkpoint.origin, keys: policy.logs.map(\.key)).signed(given)
        let late = Answer(.silent(why: "it did not answer before the round ended"))
        let answers = await askAll(policy.witnesses.count, within: deadline, late: late) { [self] index in
            let witness = policy.witnesses[index]
            guard let url = witness.prefix else { return Answer(.notAsked(why: "the policy gives no address")) }
            let conversation = WitnessConversation(
                witness: witness, url: url, policy: policy, transport: transport, timeout: timeout, now: clock,
                checkpoint: verified.checkpoint, ours: given, root: root)
            return await cosignature(conversation, signed, proof)
        }
        var note = given
        for (witness, answer) in zip(policy.witnesses, answers) {
            guard case .cosigned(let time) = answer.outcome, let line = answer.line else { continue }
            // A note that is refreshed keeps the newer line.
            if let before = verified.cosignatures.first(where: { $0.witness == witness.name }), before.time > time {
                continue
            }
            note.add(line)
        }
        return Result(
            checkpoint: try policy.check(note),
            reports: zip(policy.witnesses, answers).map { WitnessReport(witness: $0.name, outcome: $1.outcome) })
    }

    private struct Answer: Sendable {
        var outcome: WitnessOutcome
        var line: SignedNote.Signature?

        init(_ outcome: WitnessOutcome, line: SignedNote.Signature? = nil) {
            self.outcome = outcome
            self.line = line
        }
    }

    private func cosignature(
        _ witness: WitnessConversation, _ signed: SignedNote, _ proof: @Sendable (Int) async throws -> [TreeHash]
    ) async -> Answer {
        let size = witness.checkpoint.size
        let hint = hints.sizes.withLock { $0[witness.witness.key] ?? 0 }
        var old = hint <= size ? hint : 0
        var isRetry = false
        while true {
            let request: WitnessRequest
            do {
                let hashes = old > 0 && old < size ? try await proof(old) : []
                request = try WitnessRequest(oldSize: old, proof: hashes, note: signed)
            } catch { return Answer(.notAsked(why: "no proof from size \(old) could be made: \(error)")) }
            let reply: WitnessReply
            do {
                reply = try await witness.transport.post(
                    witness.url + "/add-checkpoint", body: request.bytes, timeout: timeout,
                    limit: WitnessConversation.replyLimit)
            } catch { return Answer(WitnessConversation.outcome(error)) }
            switch reply.status {
            case 200: return accepted(reply, witness, signed)
            case 409:
                guard let claim = Self.size(reply) else {
                    return Answer(await witness.evidence(orFaulty: "it answered 409 without a size"))
                }
                guard claim <= size else {
                    return Answer(
                        await witness.evidence(
                            orFaulty:
                                "it claims to have cosigned \(claim) entries, without showing that the log signed so many"
                        ))
                }
                guard claim != old, !isRetry else {
                    return Answer(await witness.evidence(orFaulty: "it refused the old size that it had named itself"))
                }
                isRetry = true
                old = claim
            case 422:
                return Answer(
                    await witness.evidence(orFaulty: "it refused the proof from size \(old): \(quoted(reply.body))"))
            default:
                return Answer(.faulty(why: "it answered with status \(reply.status): \(quoted(reply.body))"))
            }
        }
    }

    /// The size that a 409 names, strictly.
    private static func size(_ reply: WitnessReply) -> Int? {
        let type = reply.contentType?.prefix { $0 != ";" }
        guard type == WitnessAnswer.size[...], reply.body.last == 0x0A,
            let text = String(validating: reply.body.dropLast(), as: UTF8.self)
        else { return nil }
        return Checkpoint.size(text)
    }

    private func accepted(_ reply: WitnessReply, _ witness: WitnessConversation, _ signed: SignedNote) -> Answer {
        let lines: [SignedNote.Signature]
        do {
            lines = try SignedNote.signatures(reply.body[...])
        } catch { return Answer(.faulty(why: "its answer is no signature line: \(error)")) }
        let key = witness.witness.key
        guard let line = lines.first(where: { $0.isBy(key) }) else {
            return Answer(.faulty(why: "it answered without a line by its key “\(key.name)”"))
        }
        guard let time = key.check(line.bytes[...], on: signed.text)?.time else {
            return Answer(.faulty(why: "its cosignature does not fit the checkpoint"))
        }
        if let why = witness.objection(to: time) { return Answer(.faulty(why: why)) }
        hints.sizes.withLock { $0[key] = witness.checkpoint.size }
        return Answer(.cosigned(time), line: line)
    }
}
