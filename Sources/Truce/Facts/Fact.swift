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
    case reportTriaged(ReportTriaged)
    case incidentOpened(IncidentOpened)
    case incidentsJoined(IncidentsJoined)
    case incidentSplit(IncidentSplit)
    case patrolTasked(PatrolTasked)
    case patrolReported(PatrolReported)
    case evidenceAdded(EvidenceAdded)
    case custodyPassed(CustodyPassed)
    case findingDrafted(FindingDrafted)
    case findingReviewed(FindingReviewed)
    case findingAdopted(FindingAdopted)
    case findingReopened(FindingReopened)
    case replyAsked(ReplyAsked)
    case replyExtended(ReplyExtended)
    case reminderSent(ReminderSent)
    case replyFiled(ReplyFiled)
    case replyDeadlinePassed(ReplyDeadlinePassed)
    case escalated(Escalated)
    case escalationAnswered(EscalationAnswered)
    case movementDenied(MovementDenied)
    case presenceReported(PresenceReported)
    case obligationProgressed(ObligationProgressed)
    case baselineStated(BaselineStated)
    case stepBegun(StepBegun)
    case sessionOpened(SessionOpened)
    case sessionClosed(SessionClosed)
    case demandFiled(DemandFiled)
    case demandAnswered(DemandAnswered)
    case communiqueDrafted(CommuniqueDrafted)
    case communiqueAgreed(CommuniqueAgreed)
    case signatoryKeyNamed(SignatoryKeyNamed)
    case amendmentProposed(AmendmentProposed)
    case amendmentSigned(AmendmentSigned)
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
        case .reportTriaged(let payload): payload
        case .incidentOpened(let payload): payload
        case .incidentsJoined(let payload): payload
        case .incidentSplit(let payload): payload
        case .patrolTasked(let payload): payload
        case .patrolReported(let payload): payload
        case .evidenceAdded(let payload): payload
        case .custodyPassed(let payload): payload
        case .findingDrafted(let payload): payload
        case .findingReviewed(let payload): payload
        case .findingAdopted(let payload): payload
        case .findingReopened(let payload): payload
        case .replyAsked(let payload): payload
        case .replyExtended(let payload): payload
        case .reminderSent(let payload): payload
        case .replyFiled(let payload): payload
        case .replyDeadlinePassed(let payload): payload
        case .escalated(let payload): payload
        case .escalationAnswered(let payload): payload
        case .movementDenied(let payload): payload
        case .presenceReported(let payload): payload
        case .obligationProgressed(let payload): payload
        case .baselineStated(let payload): payload
        case .stepBegun(let payload): payload
        case .sessionOpened(let payload): payload
        case .sessionClosed(let payload): payload
        case .demandFiled(let payload): payload
        case .demandAnswered(let payload): payload
        case .communiqueDrafted(let payload): payload
        case .communiqueAgreed(let payload): payload
        case .signatoryKeyNamed(let payload): payload
        case .amendmentProposed(let payload): payload
        case .amendmentSigned(let payload): payload
        case .dailyReportPublished(let payload): payload
        case .accessGranted(let payload): payload
        case .accessRevoked(let payload): payload
        case .secretErased(let payload): payload
        case .witnessSilent(let payload): payload
        case .witnessReturned(let payload): payload
        }
    }
}

extension Fact {
    /// The commitments under `sealed`, none where a fact has no such list.
    package var sealedCommitments: [Commitment] {
        // A fact that was read can be written.
        guard case .object(let object)? = try? json(), case .object(let data)? = object["data"],
            case .array(let list)? = data["sealed"]
        else { return [] }
        return list.compactMap { if case .string(let text) = $0 { Commitment(text) } else { nil } }
    }
}
