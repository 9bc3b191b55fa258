import Truce

/// What was computed and not recorded, as far as a decision looks at it.
protocol ComputedLookUp: Sendable {
    /// The reports that an incident which nobody opened is proposed for, ascending; empty where there is no such proposal.
    /// Waits for the disk.
    func reports(ofProposal incident: IncidentID) throws(MissionError) -> [ReportID]
    /// How gates stand, incidents without a finding as they were computed last. Those that are not listed are unknown.
    /// May wait for a computation.
    func gates(
        at now: Instant, under agreement: AgreementInForce, findings: StandingFindings
    ) -> [GateID: GateCode]
}

extension Register {
    /// The incident on whose assessment a decision about this command rests.
    func incidentJudged(by command: Command) -> IncidentID? {
        switch command {
        case .openIncident(let command): command.incident
        case .draftFinding(let command): command.incident
        case .askReply(let command): command.incident
        case .adoptFinding(let command): incident(of: command.finding)
        default: nil
        }
    }
}
