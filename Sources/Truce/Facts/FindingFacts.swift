/// What the mechanism holds of an incident, or of an incident under one provision.
public enum Outcome: String, Sendable, CaseIterable, FactCode {
    case violationVerified = "violation_verified"
    case verifiedNoViolation = "verified_no_violation"
    case unableToRule = "unable_to_rule"
    case outOfScope = "out_of_scope"
}

/// What a finding says of one provision.
public struct ProvisionOutcome: Hashable, Sendable, FactRecord {
    public var provision: ProvisionID
    public var outcome: Outcome

    public init(provision: ProvisionID, outcome: Outcome) {
        self.provision = provision
        self.outcome = outcome
    }

    static let shape = FactShape(Self.init, .init("provision", \.provision), .init("outcome", \.outcome))
}

/// Who did it according to a finding: a conclusion of its own, apart from the outcome.
public struct FindingAttribution: Hashable, Sendable, FactRecord {
    public enum Status: String, Sendable, CaseIterable, FactCode {
        case attributed, disputed
        case notAttributable = "not_attributable"
    }

    public var status: Status
    /// The side it is attributed to; nil for the other two.
    public var party: PartyID?
    public var confidence: Confidence

    public init(status: Status, party: PartyID?, confidence: Confidence) {
        self.status = status
        self.party = party
        self.confidence = confidence
    }

    static let shape = FactShape(
        Self.init, .init("status", \.status), .init("party", \.party), .init("confidence", \.confidence))
}
/// What a finding rests on, so that anybody who holds the same can come to it again.
public struct FindingBasis: Hashable, Sendable, FactRecord {
    public var reports: [ReportID]
    public var evidence: [EvidenceID]
    /// Of the agreement's text that was in force.
    public var agreementVersion: Int
    /// ``RulesVersion/rules`` of the assessment.
    public var rulesVersion: Int

    public init(reports: [ReportID], evidence: [EvidenceID], agreementVersion: Int, rulesVersion: Int) {
        self.reports = reports
        self.evidence = evidence
        self.agreementVersion = agreementVersion
        self.rulesVersion = rulesVersion
    }

    static let shape = FactShape(
        Self.init, .init("reports", \.reports), .init("evidence", \.evidence),
        .init("agreement_version", \.agreementVersion, in: 1...Int.max),
        .init("rules_version", \.rulesVersion, in: 1...Int.max))
}

/// What an officer proposes that the mechanism hold of an incident.
public struct FindingContent: Hashable, Sendable, FactRecord {
    /// Of the incident as a whole.
    public var outcome: Outcome
    /// Those that were measured; empty where the incident is out of scope.
    public var provisions: [ProvisionOutcome]
    public var attribution: FindingAttribution
    /// What it rests on.
    public var basis: FindingBasis
    /// Reasons in words for the public; nobody who reported or suffered is named.
    public var statement: String?

    public init(
        outcome: Outcome, provisions: [ProvisionOutcome], attribution: FindingAttribution, basis: FindingBasis,
        statement: String?
    ) {
        self.outcome = outcome
        self.provisions = provisions
        self.attribution = attribution
        self.basis = basis
        self.statement = statement
    }

    static let shape = FactShape(
        Self.init, .init("outcome", \.outcome), .init("provisions", \.provisions), .init("attribution", \.attribution),
        .init("basis", \.basis), .init("statement", \.statement))
}

/// An officer proposes a finding. It binds nobody and may be drafted again. What it proposes is sealed: an accused is not
/// condemned in public by a draft.
public struct FindingDrafted: Hashable, Sendable, FactPayload {
    public var finding: FindingID
    public var incident: IncidentID
    /// Where it was drafted openly.
    public var content: FindingContent?
    /// Who drafted it.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(
        finding: FindingID, incident: IncidentID, content: FindingContent?, officer: OfficerID, sealed: [Commitment]
    ) {
        self.finding = finding
        self.incident = incident
        self.content = content
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.findingDrafted
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("finding", \.finding), .init("incident", \.incident), .init("content", \.content),
        .init("officer", \.officer), .init("sealed", \.sealed))
}

/// What legal review made of a draft.
public enum ReviewVerdict: String, Sendable, CaseIterable, FactCode {
    case cleared, returned
}

/// A legal reviewer cleared a draft or gave it back.
public struct FindingReviewed: Hashable, Sendable, FactPayload {
    public var finding: FindingID
    public var verdict: ReviewVerdict
    /// Who reviewed it; not its author.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(finding: FindingID, verdict: ReviewVerdict, officer: OfficerID, sealed: [Commitment]) {
        self.finding = finding
        self.verdict = verdict
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.findingReviewed
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("finding", \.finding), .init("verdict", \.verdict), .init("officer", \.officer),
        .init("sealed", \.sealed))
}

/// What the public is told of the incident itself, as coarse as the information-sharing protocol has it.
public struct IncidentSummary: Hashable, Sendable, FactRecord {
    /// Of its earliest moment, in the mission's zone.
    public var day: MissionDay
    /// The grid square or area in words, never the spot; nil where it is unknown.
    public var place: String?
    /// The same for a map.
    public var square: PublicPlace?
    /// The side of the square.
    public var placeMetres: Double?
    /// Codes of the taxonomy.
    public var acts: [String]
    public var killedLow: Int?
    public var killedHigh: Int?
    public var injuredLow: Int?
    public var injuredHigh: Int?

    public init(
        day: MissionDay, place: String?, square: PublicPlace? = nil, placeMetres: Double?, acts: [String],
        killedLow: Int?, killedHigh: Int?, injuredLow: Int?, injuredHigh: Int?
    ) {
        self.day = day
        self.place = place
        self.square = square
        self.placeMetres = placeMetres
        self.acts = acts
        self.killedLow = killedLow
        self.killedHigh = killedHigh
        self.injuredLow = injuredLow
        self.injuredHigh = injuredHigh
    }

    static let shape = FactShape(
        Self.init, .init("day", \.day), .init("place", \.place), .init("square", \.square),
        .init("place_metres", \.placeMetres, in: 0...50000000),
        .init("acts", \.acts), .init("killed_low", \.killedLow, in: 0...Int.max),
        .init("killed_high", \.killedHigh, in: 0...Int.max), .init("injured_low", \.injuredLow, in: 0...Int.max),
        .init("injured_high", \.injuredHigh, in: 0...Int.max))
}

extension IncidentSummary {
    /// ``acts`` as far as the taxonomy knows them.
    package var actSet: ActSet { acts.reduce(into: ActSet([])) { $0.formUnion(ActSet(code: $1) ?? []) } }
}

/// What a side that was asked answered, as it stands beside the finding.
public struct PublishedReply: Hashable, Sendable, FactRecord {
    /// A party or a guarantor.
    public var party: PartyID
    /// When its reply was due.
    public var deadline: Instant
    /// Nil: it was silent.
    public var reply: ReplyID?
    public var position: ReplyPosition?
    public var filedAt: Instant?
    /// Whether it came after the deadline, when its silence was due to be on record; nil: it was silent.
    public var isLate: Bool?
    /// In its own words, where it wants them public.
    public var statement: String?

    public init(
        party: PartyID, deadline: Instant, reply: ReplyID?, position: ReplyPosition?, filedAt: Instant?,
        isLate: Bool?, statement: String?
    ) {
        self.party = party
        self.deadline = deadline
        self.reply = reply
        self.position = position
        self.filedAt = filedAt
        self.isLate = isLate
        self.statement = statement
    }

    static let shape = FactShape(
        Self.init, .init("party", \.party), .init("deadline", \.deadline), .init("reply", \.reply),
        .init("position", \.position), .init("filed_at", \.filedAt), .init("late", \.isLate),
        .init("statement", \.statement))
}

/// A named officer adopted a finding: what the mechanism holds.
public struct FindingAdopted: Hashable, Sendable, FactPayload {
    public var finding: FindingID
    public var incident: IncidentID
    /// Of the incident as a whole.
    public var outcome: Outcome
    /// Those that were measured; empty where the incident is out of scope.
    public var provisions: [ProvisionOutcome]
    public var attribution: FindingAttribution
    /// What it rests on.
    public var basis: FindingBasis
    /// Reasons in words for the public.
    public var statement: String?
    /// What it is about.
    public var summary: IncidentSummary?
    /// Of each side that was asked.
    public var replies: [PublishedReply]
    /// Who drafted it; never who adopted it.
    public var author: OfficerID?
    /// Who adopted it and answers for it.
    public var officer: OfficerID

    public init(
        finding: FindingID, incident: IncidentID, outcome: Outcome, provisions: [ProvisionOutcome],
        attribution: FindingAttribution, basis: FindingBasis, statement: String?, summary: IncidentSummary?,
        replies: [PublishedReply], author: OfficerID?, officer: OfficerID
    ) {
        self.finding = finding
        self.incident = incident
        self.outcome = outcome
        self.provisions = provisions
        self.attribution = attribution
        self.basis = basis
        self.statement = statement
        self.summary = summary
        self.replies = replies
        self.author = author
        self.officer = officer
    }

    static let kind = FactKind.findingAdopted
    static let version = 3
    static let shape = FactShape(
        Self.init, .init("finding", \.finding), .init("incident", \.incident), .init("outcome", \.outcome),
        .init("provisions", \.provisions), .init("attribution", \.attribution), .init("basis", \.basis),
        .init("statement", \.statement), .init("summary", \.summary), .init("replies", \.replies),
        .init("author", \.author), .init("officer", \.officer))
}

/// A finding no longer stands; the incident is under review again.
public struct FindingReopened: Hashable, Sendable, FactPayload {
    public var finding: FindingID
    /// In words for the public.
    public var reason: String
    /// Who decided it.
    public var officer: OfficerID

    public init(finding: FindingID, reason: String, officer: OfficerID) {
        self.finding = finding
        self.reason = reason
        self.officer = officer
    }

    static let kind = FactKind.findingReopened
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("finding", \.finding), .init("reason", \.reason), .init("officer", \.officer))
}
