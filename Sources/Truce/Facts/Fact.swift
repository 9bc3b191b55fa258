/// Everything that can happen in the mechanism. What is in the ledger has happened: a fact is never changed, a later one
/// corrects it. What can be computed from facts (matches, assessments, counts) is none.
///
/// No fact says who reported, who suffered or where exactly: only commitments to sealed parts do.
public enum Fact: Hashable, Sendable {
    case ledgerOpened(LedgerOpened)
    case agreementAdopted(AgreementAdopted)
    case agreementAmended(AgreementAmended)
    case agreementSuspended(AgreementSuspended)
    case agreementResumed(AgreementResumed)
    case rulesVersionChanged(RulesVersionChanged)
    case keyRotated(KeyRotated)
    case reportReceived(ReportReceived)
    case reportCorrected(ReportCorrected)
    case reportWithdrawn(ReportWithdrawn)
    case incidentsJoined(IncidentsJoined)
    case incidentSplit(IncidentSplit)
    case patrolTasked(PatrolTasked)
    case evidenceAdded(EvidenceAdded)
    case custodyPassed(CustodyPassed)
    case findingDrafted(FindingDrafted)
    case findingAdopted(FindingAdopted)
    case findingReopened(FindingReopened)
    case replyFiled(ReplyFiled)
    case replyDeadlinePassed(ReplyDeadlinePassed)
    case escalated(Escalated)
    case obligationProgressed(ObligationProgressed)
    case dailyReportPublished(DailyReportPublished)
    case accessGranted(AccessGranted)
    case accessRevoked(AccessRevoked)
    case secretErased(SecretErased)
    case witnessSilent(WitnessSilent)
    case witnessReturned(WitnessReturned)

    public var kind: FactKind { type(of: payload).kind }
    /// As entries carry it: `report-received`.
    public var name: String { kind.rawValue }
    /// The version of its kind that this program writes.
    public var version: Int { type(of: payload).version }

    var payload: any FactPayload {
        switch self {
        case .ledgerOpened(let payload): payload
        case .agreementAdopted(let payload): payload
        case .agreementAmended(let payload): payload
        case .agreementSuspended(let payload): payload
        case .agreementResumed(let payload): payload
        case .rulesVersionChanged(let payload): payload
        case .keyRotated(let payload): payload
        case .reportReceived(let payload): payload
        case .reportCorrected(let payload): payload
        case .reportWithdrawn(let payload): payload
        case .incidentsJoined(let payload): payload
        case .incidentSplit(let payload): payload
        case .patrolTasked(let payload): payload
        case .evidenceAdded(let payload): payload
        case .custodyPassed(let payload): payload
        case .findingDrafted(let payload): payload
        case .findingAdopted(let payload): payload
        case .findingReopened(let payload): payload
        case .replyFiled(let payload): payload
        case .replyDeadlinePassed(let payload): payload
        case .escalated(let payload): payload
        case .obligationProgressed(let payload): payload
        case .dailyReportPublished(let payload): payload
        case .accessGranted(let payload): payload
        case .accessRevoked(let payload): payload
        case .secretErased(let payload): payload
        case .witnessSilent(let payload): payload
        case .witnessReturned(let payload): payload
        }
    }
}
