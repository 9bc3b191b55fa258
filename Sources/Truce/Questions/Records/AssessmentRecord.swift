/// What the rules make of an incident. Computed, binds nobody.
public struct AssessmentRecord: Hashable, Sendable, ShownPart {
    /// `breached`, `not_breached`, `undetermined` or `out_of_scope`.
    public var outcome: String
    public var provisions: [ProvisionRecord]
    /// 0 to 3.
    public var harm: Int
    /// 0 to 3.
    public var weaponOrZone: Int
    /// 0 to 3.
    public var threat: Int
    public var attribution: FindingAttribution
    /// Whether the sides' accounts come to different outcomes.
    public var isContested: Bool
    /// What would settle it.
    public var missing: [MissingFactCode]
    public var agreementVersion: Int
    public var rulesVersion: Int

    public init(
        outcome: String, provisions: [ProvisionRecord], harm: Int, weaponOrZone: Int, threat: Int,
        attribution: FindingAttribution, isContested: Bool, missing: [MissingFactCode], agreementVersion: Int,
        rulesVersion: Int
    ) {
        self.outcome = outcome
        self.provisions = provisions
        self.harm = harm
        self.weaponOrZone = weaponOrZone
        self.threat = threat
        self.attribution = attribution
        self.isContested = isContested
        self.missing = missing
        self.agreementVersion = agreementVersion
        self.rulesVersion = rulesVersion
    }

    public static let recordName = "Assessment"
    public static let existence = Field.incidentAssessment
    public static let shown: ShownFields<Self> = [
        .init("outcome", .incidentAssessment, \.outcome, "breached, not_breached, undetermined or out_of_scope."),
        .init("provisions", \.provisions, "Each provision that was measured."),
        .init("harm", .incidentAssessment, \.harm, "Severity: harm, 0 to 3."),
        .init("weapon_or_zone", .incidentAssessment, \.weaponOrZone, "Severity: weapon or zone, 0 to 3."),
        .init("threat", .incidentAssessment, \.threat, "Severity: threat to the cease-fire, 0 to 3."),
        .init("attribution", .incidentAssessment, \.attribution, "Who did it, as computed."),
        .init(
            "contested", .incidentAssessment, \.isContested, "Whether the sides' accounts come to different outcomes."),
        .init("missing", .incidentAssessment, \.missing, "The facts that would settle it."),
        .init("agreement_version", .incidentAssessment, \.agreementVersion, "The text in force at the time."),
        .init("rules_version", .incidentAssessment, \.rulesVersion, "The version of the rules of assessment."),
    ]
}

/// One provision, as assessed.
public struct ProvisionRecord: Hashable, Sendable, ShownPart {
    public var provision: ProvisionID
    /// `breached`, `not_breached` or `undetermined`.
    public var verdict: String

    public init(provision: ProvisionID, verdict: String) {
        self.provision = provision
        self.verdict = verdict
    }

    public static let recordName = "Provision"
    public static let existence = Field.incidentAssessment
    public static let shown: ShownFields<Self> = [
        .init("provision", .incidentAssessment, \.provision, "Its number in the agreement."),
        .init("verdict", .incidentAssessment, \.verdict, "breached, not_breached or undetermined."),
    ]
}
