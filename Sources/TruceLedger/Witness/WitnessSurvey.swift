import Truce

/// What all witnesses of a policy hold, asked before the log signs anything: a log restored from an old copy must not
/// go on from there.
package struct WitnessSurvey: Sendable {
    package var policy: LogPolicy
    package var transport: any WitnessTransport
    /// The present.
    package var clock: @Sendable () -> Instant
    /// For one request.
    package var timeout: Duration
    /// For the whole survey, whatever the transport does.
    package var deadline: Duration

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

    /// One report for each witness, in the policy's order. Throws only for a note that does not pass the policy.
    ///
    /// - Parameters:
    ///   - ours: the checkpoint that the log signed last; nil when it has signed none.
    ///   - root: our root at a smaller size; nil when that cannot be said.
    package func look(
        ours: SignedNote?, root: @escaping @Sendable (Int) async throws -> TreeHash?
    ) async throws(NoteError) -> [WitnessReport] {
        let checkpoint =
            if let ours { try policy.check(ours).checkpoint } else {
                Checkpoint(origin: policy.origin, size: 0, root: .emptyTree)
            }
        let late = WitnessOutcome.silent(why: "it did not answer before the survey ended")
        let outcomes = await askAll(policy.witnesses.count, within: deadline, late: late) { [self] index in
            let witness = policy.witnesses[index]
            guard let url = witness.prefix else { return .notAsked(why: "the policy gives no address") }
            return await WitnessConversation(
                witness: witness, url: url, policy: policy, transport: transport, timeout: timeout, now: clock,
                checkpoint: checkpoint, ours: ours, root: root
            ).standing()
        }
        return zip(policy.witnesses, outcomes).map { WitnessReport(witness: $0.name, outcome: $1) }
    }
}
