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

/// An officer proposes a finding. It binds nobody and may be drafted again.
public struct FindingDrafted: Hashable, Sendable, FactPayload {
    public var finding: FindingID
    public var incident: IncidentID
    /// Of the incident as a whole.
    public var outcome: Outcome
    /// Those that were measured; empty where the incident is out of scope.
    public var provisions: [ProvisionOutcome]
    public var attribution: FindingAttribution
    /// What it rests on.
    public var basis: FindingBasis
    /// Who drafted it.
    public var officer: OfficerID

    public init(
        finding: FindingID, incident: IncidentID, outcome: Outcome, provisions: [ProvisionOutcome],
        attribution: FindingAttribution, basis: FindingBasis, officer: OfficerID
    ) {
        self.finding = finding
        self.incident = incident
        self.outcome = outcome
        self.provisions = provisions
        self.attribution = attribution
        self.basis = basis
        self.officer = officer
    }

    static let kind = FactKind.findingDrafted
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("finding", \.finding), .init("incident", \.incident), .init("outcome", \.outcome),
        .init("provisions", \.provisions), .init("attribution", \.attribution), .init("basis", \.basis),
        .init("officer", \.officer))
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
    /// Who adopted it and answers for it.
    public var officer: OfficerID

    public init(
        finding: FindingID, incident: IncidentID, outcome: Outcome, provisions: [ProvisionOutcome],
        attribution: FindingAttribution, basis: FindingBasis, officer: OfficerID
    ) {
        self.finding = finding
        self.incident = incident
        self.outcome = outcome
        self.provisions = provisions
        self.attribution = attribution
        self.basis = basis
        self.officer = officer
    }

    static let kind = FactKind.findingAdopted
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("finding", \.finding), .init("incident", \.incident), .init("outcome", \.outcome),
        .init("provisions", \.provisions), .init("attribution", \.attribution), .init("basis", \.basis),
        .init("officer", \.officer))
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
