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
    case reportTriaged = "report-triaged"
    case incidentOpened = "incident-opened"
    case incidentsJoined = "incidents-joined"
    case incidentSplit = "incident-split"
    case patrolTasked = "patrol-tasked"
    case patrolReported = "patrol-reported"
    case evidenceAdded = "evidence-added"
    case custodyPassed = "custody-passed"
    case findingDrafted = "finding-drafted"
    case findingReviewed = "finding-reviewed"
    case findingAdopted = "finding-adopted"
    case findingReopened = "finding-reopened"
    case replyAsked = "reply-asked"
    case replyExtended = "reply-extended"
    case reminderSent = "reminder-sent"
    case replyFiled = "reply-filed"
    case replyDeadlinePassed = "reply-deadline-passed"
    case escalated
    case escalationAnswered = "escalation-answered"
    case movementDenied = "movement-denied"
    case presenceReported = "presence-reported"
    case obligationProgressed = "obligation-progressed"
    case baselineStated = "baseline-stated"
    case stepBegun = "step-begun"
    case sessionOpened = "session-opened"
    case sessionClosed = "session-closed"
    case demandFiled = "demand-filed"
    case demandAnswered = "demand-answered"
    case communiqueDrafted = "communique-drafted"
    case communiqueAgreed = "communique-agreed"
    case signatoryKeyNamed = "signatory-key-named"
    case amendmentProposed = "amendment-proposed"
    case amendmentSigned = "amendment-signed"
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
        case .reportReceived:
            [
                FactCodec(FactVersion1.ReportReceived.self, FactVersion1.received),
                FactCodec(ReportReceived.self, Fact.reportReceived),
            ]
        case .reportCorrected:
            [
                FactCodec(FactVersion1.ReportCorrected.self, FactVersion1.corrected),
                FactCodec(ReportCorrected.self, Fact.reportCorrected),
            ]
        case .reportWithdrawn:
            [
                FactCodec(FactVersion1.ReportWithdrawn.self, FactVersion1.withdrawn),
                FactCodec(ReportWithdrawn.self, Fact.reportWithdrawn),
            ]
        case .reportTriaged: [FactCodec(ReportTriaged.self, Fact.reportTriaged)]
        case .incidentOpened: [FactCodec(IncidentOpened.self, Fact.incidentOpened)]
        case .incidentsJoined:
            [
                FactCodec(FactVersion1.IncidentsJoined.self, FactVersion1.joined),
                FactCodec(IncidentsJoined.self, Fact.incidentsJoined),
            ]
        case .incidentSplit:
            [
                FactCodec(FactVersion1.IncidentSplit.self, FactVersion1.split),
                FactCodec(IncidentSplit.self, Fact.incidentSplit),
            ]
        case .patrolTasked:
            [
                FactCodec(FactVersion1.PatrolTasked.self, FactVersion1.tasked),
                FactCodec(PatrolTasked.self, Fact.patrolTasked),
            ]
        case .patrolReported: [FactCodec(PatrolReported.self, Fact.patrolReported)]
        case .evidenceAdded: [FactCodec(EvidenceAdded.self, Fact.evidenceAdded)]
        case .custodyPassed: [FactCodec(CustodyPassed.self, Fact.custodyPassed)]
        case .findingDrafted:
            [
                FactCodec(FactVersion1.FindingDrafted.self, FactVersion1.drafted),
                FactCodec(FindingDrafted.self, Fact.findingDrafted),
            ]
        case .findingReviewed: [FactCodec(FindingReviewed.self, Fact.findingReviewed)]
        case .findingAdopted:
            [
                FactCodec(FactVersion1.FindingAdopted.self, FactVersion1.adopted),
                FactCodec(FactVersion2.FindingAdopted.self, FactVersion2.adopted),
                FactCodec(FindingAdopted.self, Fact.findingAdopted),
            ]
        case .findingReopened: [FactCodec(FindingReopened.self, Fact.findingReopened)]
        case .replyAsked:
            [
                FactCodec(FactVersion1.ReplyAsked.self, FactVersion1.asked),
                FactCodec(ReplyAsked.self, Fact.replyAsked),
            ]
        case .replyExtended:
            [
                FactCodec(FactVersion1.ReplyExtended.self, FactVersion1.extended),
                FactCodec(ReplyExtended.self, Fact.replyExtended),
            ]
        case .reminderSent:
            [
                FactCodec(FactVersion1.ReminderSent.self, FactVersion1.reminded),
                FactCodec(ReminderSent.self, Fact.reminderSent),
            ]
        case .replyFiled:
            [
                FactCodec(FactVersion1.ReplyFiled.self, FactVersion1.filed),
                FactCodec(FactVersion2.ReplyFiled.self, FactVersion2.filed),
                FactCodec(ReplyFiled.self, Fact.replyFiled),
            ]
        case .replyDeadlinePassed:
            [
                FactCodec(FactVersion1.ReplyDeadlinePassed.self, FactVersion1.silent),
                FactCodec(FactVersion2.ReplyDeadlinePassed.self, FactVersion2.silent),
                FactCodec(ReplyDeadlinePassed.self, Fact.replyDeadlinePassed),
            ]
        case .escalated:
            [
                FactCodec(FactVersion1.Escalated.self, FactVersion1.escalated),
                FactCodec(Escalated.self, Fact.escalated),
            ]
        case .escalationAnswered: [FactCodec(EscalationAnswered.self, Fact.escalationAnswered)]
        case .movementDenied: [FactCodec(MovementDenied.self, Fact.movementDenied)]
        case .presenceReported: [FactCodec(PresenceReported.self, Fact.presenceReported)]
        case .obligationProgressed: [FactCodec(ObligationProgressed.self, Fact.obligationProgressed)]
        case .baselineStated: [FactCodec(BaselineStated.self, Fact.baselineStated)]
        case .stepBegun: [FactCodec(StepBegun.self, Fact.stepBegun)]
        case .sessionOpened: [FactCodec(SessionOpened.self, Fact.sessionOpened)]
        case .sessionClosed: [FactCodec(SessionClosed.self, Fact.sessionClosed)]
        case .demandFiled: [FactCodec(DemandFiled.self, Fact.demandFiled)]
        case .demandAnswered: [FactCodec(DemandAnswered.self, Fact.demandAnswered)]
        case .communiqueDrafted: [FactCodec(CommuniqueDrafted.self, Fact.communiqueDrafted)]
        case .communiqueAgreed:
            [
                FactCodec(FactVersion1.CommuniqueAgreed.self, FactVersion1.agreed),
                FactCodec(CommuniqueAgreed.self, Fact.communiqueAgreed),
            ]
        case .signatoryKeyNamed:
            [
                FactCodec(FactVersion1.SignatoryKeyNamed.self, FactVersion1.named),
                FactCodec(SignatoryKeyNamed.self, Fact.signatoryKeyNamed),
            ]
        case .amendmentProposed: [FactCodec(AmendmentProposed.self, Fact.amendmentProposed)]
        case .amendmentSigned: [FactCodec(AmendmentSigned.self, Fact.amendmentSigned)]
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
        case .reportReceived: "A report came in. What it says, who reported, how and when it came are sealed."
        case .reportCorrected: "A source corrected its report. What was received first stays."
        case .reportWithdrawn: "A report no longer counts."
        case .reportTriaged: "An officer placed a report: with an incident, as a duplicate, or aside."
        case .incidentOpened: "An officer took a proposed incident up for verification."
        case .incidentsJoined: "An officer ruled that incidents are one."
        case .incidentSplit: "An officer ruled that an incident is several."
        case .patrolTasked: "A patrol was sent out to find what is missing."
        case .patrolReported: "A patrol reported back."
        case .evidenceAdded: "The mechanism took a piece of evidence into its keeping."
        case .custodyPassed: "A piece of evidence went from one keeper to another."
        case .findingDrafted: "An officer proposes a finding. It binds nobody and may be drafted again."
        case .findingReviewed: "A legal reviewer cleared a draft or gave it back."
        case .findingAdopted: "A named officer adopted a finding: what the mechanism holds."
        case .findingReopened: "A finding no longer stands; the incident is under review again."
        case .replyAsked:
            "A party, and each guarantor that answers for it, was asked to reply to what is alleged. Who, and until when, is sealed."
        case .replyExtended: "Sides that were asked together got another deadline. Which, and until when, is sealed."
        case .reminderSent: "Sides that were asked together were reminded that their reply is due. Which is sealed."
        case .replyFiled:
            "A side answered to what is alleged. Which, and about what, is sealed until a finding is adopted."
        case .replyDeadlinePassed:
            "Sides that were asked together did not answer in time. Silence is recorded as silence, not as admission. Whose is sealed."
        case .escalated: "An incident went to the next rung of the agreement's ladder."
        case .escalationAnswered: "Who was asked on a rung of the ladder answered."
        case .movementDenied: "Observers were kept from going where the mandate lets them."
        case .presenceReported: "Somebody or something watched somewhere for a time: without it, silence says nothing."
        case .obligationProgressed: "Somebody reported how far an obligation has come."
        case .baselineStated: "A side said how much there was to begin with."
        case .stepBegun: "The next step behind a gate began."
        case .sessionOpened: "A session of talks began."
        case .sessionClosed: "A session of talks ended."
        case .demandFiled: "A side put a demand in writing."
        case .demandAnswered: "A demand was answered."
        case .communiqueDrafted: "A version of a communiqué was drafted. Its text is sealed until it is agreed."
        case .communiqueAgreed:
            "A side agreed to a communiqué; or all did whose agreement it needs, and it is published, without brackets."
        case .signatoryKeyNamed: "The key with which a side signs for itself."
        case .amendmentProposed: "An amendment or extension was laid before the sides."
        case .amendmentSigned: "A side signed an amendment."
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
