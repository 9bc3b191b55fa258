/// The kinds of facts, by the names that entries carry.
public enum FactKind: String, Sendable, CaseIterable {
    case ledgerOpened = "ledger-opened"
    case agreementAdopted = "agreement-adopted"
    case agreementAmended = "agreement-amended"
    case agreementSuspended = "agreement-suspended"
    case agreementResumed = "agreement-resumed"
    case rulesVersionChanged = "rules-version-changed"
    case keyRotated = "key-rotated"
    case reportReceived = "report-received"
    case reportCorrected = "report-corrected"
    case reportWithdrawn = "report-withdrawn"
    case incidentsJoined = "incidents-joined"
    case incidentSplit = "incident-split"
    case patrolTasked = "patrol-tasked"
    case evidenceAdded = "evidence-added"
    case custodyPassed = "custody-passed"
    case findingDrafted = "finding-drafted"
    case findingAdopted = "finding-adopted"
    case findingReopened = "finding-reopened"
    case replyFiled = "reply-filed"
    case replyDeadlinePassed = "reply-deadline-passed"
    case escalated
    case obligationProgressed = "obligation-progressed"
    case dailyReportPublished = "daily-report-published"
    case accessGranted = "access-granted"
    case accessRevoked = "access-revoked"
    case secretErased = "secret-erased"
    case witnessSilent = "witness-silent"
    case witnessReturned = "witness-returned"

    /// How each version of it is read; the last one is the one written. A version is only ever added.
    var codecs: [FactCodec] {
        switch self {
        case .ledgerOpened: [FactCodec(LedgerOpened.self, Fact.ledgerOpened)]
        case .agreementAdopted: [FactCodec(AgreementAdopted.self, Fact.agreementAdopted)]
        case .agreementAmended: [FactCodec(AgreementAmended.self, Fact.agreementAmended)]
        case .agreementSuspended: [FactCodec(AgreementSuspended.self, Fact.agreementSuspended)]
        case .agreementResumed: [FactCodec(AgreementResumed.self, Fact.agreementResumed)]
        case .rulesVersionChanged: [FactCodec(RulesVersionChanged.self, Fact.rulesVersionChanged)]
        case .keyRotated: [FactCodec(KeyRotated.self, Fact.keyRotated)]
        case .reportReceived: [FactCodec(ReportReceived.self, Fact.reportReceived)]
        case .reportCorrected: [FactCodec(ReportCorrected.self, Fact.reportCorrected)]
        case .reportWithdrawn: [FactCodec(ReportWithdrawn.self, Fact.reportWithdrawn)]
        case .incidentsJoined: [FactCodec(IncidentsJoined.self, Fact.incidentsJoined)]
        case .incidentSplit: [FactCodec(IncidentSplit.self, Fact.incidentSplit)]
        case .patrolTasked: [FactCodec(PatrolTasked.self, Fact.patrolTasked)]
        case .evidenceAdded: [FactCodec(EvidenceAdded.self, Fact.evidenceAdded)]
        case .custodyPassed: [FactCodec(CustodyPassed.self, Fact.custodyPassed)]
        case .findingDrafted: [FactCodec(FindingDrafted.self, Fact.findingDrafted)]
        case .findingAdopted: [FactCodec(FindingAdopted.self, Fact.findingAdopted)]
        case .findingReopened: [FactCodec(FindingReopened.self, Fact.findingReopened)]
        case .replyFiled: [FactCodec(ReplyFiled.self, Fact.replyFiled)]
        case .replyDeadlinePassed: [FactCodec(ReplyDeadlinePassed.self, Fact.replyDeadlinePassed)]
        case .escalated: [FactCodec(Escalated.self, Fact.escalated)]
        case .obligationProgressed: [FactCodec(ObligationProgressed.self, Fact.obligationProgressed)]
        case .dailyReportPublished: [FactCodec(DailyReportPublished.self, Fact.dailyReportPublished)]
        case .accessGranted: [FactCodec(AccessGranted.self, Fact.accessGranted)]
        case .accessRevoked: [FactCodec(AccessRevoked.self, Fact.accessRevoked)]
        case .secretErased: [FactCodec(SecretErased.self, Fact.secretErased)]
        case .witnessSilent: [FactCodec(WitnessSilent.self, Fact.witnessSilent)]
        case .witnessReturned: [FactCodec(WitnessReturned.self, Fact.witnessReturned)]
        }
    }

    /// What it says, in one sentence.
    public var meaning: String {
        switch self {
        case .ledgerOpened: "The first entry: whose record this is."
        case .agreementAdopted: "The agreement that the mechanism serves from then on."
        case .agreementAmended: "A new version of the agreement's text."
        case .agreementSuspended: "The agreement does not bind for a time."
        case .agreementResumed: "A suspended agreement binds again."
        case .rulesVersionChanged: "From here on incidents are assessed by other rules."
        case .keyRotated: "The log signs its checkpoints with another key."
        case .reportReceived: "A report came in. Who reported, who suffered and where exactly are sealed."
        case .reportCorrected: "A source corrected its report. What was received first stays."
        case .reportWithdrawn: "A report no longer counts."
        case .incidentsJoined: "An officer ruled that incidents are one."
        case .incidentSplit: "An officer ruled that an incident is several."
        case .patrolTasked: "A patrol was sent out to find what is missing."
        case .evidenceAdded: "The mechanism took a piece of evidence into its keeping."
        case .custodyPassed: "A piece of evidence went from one keeper to another."
        case .findingDrafted: "An officer proposes a finding. It binds nobody and may be drafted again."
        case .findingAdopted: "A named officer adopted a finding: what the mechanism holds."
        case .findingReopened: "A finding no longer stands; the incident is under review again."
        case .replyFiled: "A side answered to what is alleged against it."
        case .replyDeadlinePassed: "A side did not answer in time. Silence is recorded as silence, not as admission."
        case .escalated: "An incident went to the next rung of the agreement's ladder."
        case .obligationProgressed: "Somebody reported how far an obligation has come."
        case .dailyReportPublished: "The daily report of a mission day was published."
        case .accessGranted: "Somebody was given a role."
        case .accessRevoked: "A role was taken back."
        case .secretErased:
            "Sealed parts were made unreadable for ever by erasing their keys. The entries that commit to them stay."
        case .witnessSilent: "Witnesses do not co-sign: nobody but the mechanism vouches for the entries since."
        case .witnessReturned: "Witnesses co-sign again, and so vouch for the entries in between."
        }
    }
}
