/// An incident measured against an agreement: what each provision makes of it, under the mechanism's best evidence
/// and under each side's account. Computed, never recorded; what a named officer adopts is a finding.
public struct Assessment: Sendable, Hashable {
    /// The version of the agreement in force then: its place in ``AgreementHistory/versions``.
    public var agreementVersion: Int
    /// The mechanism's first, then each party's, in the agreement's order.
    public var readings: [Reading]
    public var severity: Severity
    public var attribution: Attribution
    /// A group whose standing the sides dispute and that some report says took part while the agreement was in force:
    /// its place in ``Agreement/actors``.
    public var contestedActor: Int?

    public init(
        agreementVersion: Int, readings: [Reading], severity: Severity, attribution: Attribution,
        contestedActor: Int? = nil
    ) {
        self.agreementVersion = agreementVersion
        self.readings = readings
        self.severity = severity
        self.attribution = attribution
        self.contestedActor = contestedActor
    }

    public var mechanism: Reading { readings[0] }

    /// Whether the sides' accounts come to different outcomes, or a group takes part whose standing they dispute: then
    /// both readings are shown.
    public var isContested: Bool { !partings.isEmpty || contestedActor != nil }

    /// The questions on which the sides' accounts part, the first of each pair that come to different outcomes: the
    /// facts that decide between them. What follows from an earlier answer is not listed again.
    public var partings: [Question] {
        guard readings.count > 2 else { return [] }
        var found: [Question] = []
        for other in readings.dropFirst(2) where other.outcome != readings[1].outcome {
            if let question = readings[1].parts(from: other), !found.contains(question) { found.append(question) }
        }
        return found
    }
}

/// Under whose account facts are taken.
public enum Account: Sendable, Hashable {
    case mechanism
    /// A party, by its place in ``Agreement/parties``.
    case party(Int)
}

/// One account's answer.
public struct Reading: Sendable, Hashable {
    public var account: Account
    /// Whether the agreement speaks to this incident at all, question by question.
    public var scope: [Condition]
    public var provisions: [ProvisionAssessment]
    public var outcome: ProposedOutcome

    public init(account: Account, scope: [Condition], provisions: [ProvisionAssessment], outcome: ProposedOutcome) {
        self.account = account
        self.scope = scope
        self.provisions = provisions
        self.outcome = outcome
    }

    /// The first question that two accounts answer differently, scope before provisions.
    func parts(from other: Reading) -> Question? {
        for (a, b) in zip(scope, other.scope) where a.truth != b.truth { return a.question }
        for (p, q) in zip(provisions, other.provisions) where p.verdict != q.verdict {
            for (a, b) in zip(p.conditions, q.conditions) where a.truth != b.truth { return a.question }
        }
        return nil
    }

    /// Every fact that is missing and would settle something, each once, in a fixed order.
    public var missing: [MissingFact] {
        guard outcome == .undetermined else { return [] }
        var found: [MissingFact] = []
        for condition in scope + provisions.filter({ $0.verdict == .undetermined }).flatMap(\.conditions)
        where condition.truth == .unknown {
            if let fact = condition.missing, !found.contains(fact) { found.append(fact) }
        }
        return found
    }
}

/// What the evidence comes to, before any officer has ruled.
public enum ProposedOutcome: Sendable, Hashable {
    /// At least one provision is breached.
    case breached
    /// None is, and none might be.
    case notBreached
    /// At least one might be.
    case undetermined
    case outOfScope(ScopeReason)

    public var code: String {
        switch self {
        case .breached: "breached"
        case .notBreached: "not_breached"
        case .undetermined: "undetermined"
        case .outOfScope: "out_of_scope"
        }
    }
}

/// Why the agreement does not speak to an incident: the first question of the scope that is answered no.
public enum ScopeReason: UInt8, Sendable, Hashable, CaseIterable {
    case beforeEntryIntoForce, afterExpiry, suspended, outsideTerritory, excludedGroup, notBound

    public var code: String {
        switch self {
        case .beforeEntryIntoForce: "before_entry_into_force"
        case .afterExpiry: "after_expiry"
        case .suspended: "suspended"
        case .outsideTerritory: "outside_territory"
        case .excludedGroup: "excluded_group"
        case .notBound: "not_bound"
        }
    }
}

/// What one provision makes of an incident.
public struct ProvisionAssessment: Sendable, Hashable {
    /// Its place in ``Agreement/provisions``.
    public var provision: Int
    public var verdict: Verdict
    /// The chance of a breach where only the place or the time is open; nil where something else is.
    public var probability: Double?
    public var conditions: [Condition]

    public init(provision: Int, verdict: Verdict, probability: Double? = nil, conditions: [Condition]) {
        self.provision = provision
        self.verdict = verdict
        self.probability = probability
        self.conditions = conditions
    }
}

public enum Verdict: String, Sendable, Hashable, CaseIterable {
    case breached
    case notBreached = "not_breached"
    case undetermined
}

/// One question of the chain: its answer, what the answer rests on, and which reports say so.
public struct Condition: Sendable, Hashable {
    public var question: Question
    public var truth: Truth
    /// The chance of yes, where the place or the time leaves it open.
    public var probability: Double?
    public var ground: Ground
    /// Rows of the report table behind it; empty = every report of the incident, or none needed.
    public var reports: [Int32]
    /// What would settle it, where the answer is unknown.
    public var missing: MissingFact?

    public init(
        _ question: Question, _ truth: Truth, _ ground: Ground, probability: Double? = nil, reports: [Int32] = [],
        missing: MissingFact? = nil
    ) {
        self.question = question
        self.truth = truth
        self.ground = ground
        self.probability = probability
        self.reports = reports
        self.missing = missing
    }
}

/// What is asked. A breach is a yes to every question of scope and of the provision.
public enum Question: String, Sendable, Hashable, CaseIterable {
    // Scope, in this order.
    case inForce = "in_force"
    case territory
    case covered  // no excluded group takes part
    case bound
    // Evidence.
    case established
    // Provision.
    case provisionInForce = "provision_in_force"
    case act
    case author
    case target
    case zone
    case weapon
    case distance
    case notExempt = "not_exempt"
    case notPermitted = "not_permitted"
}

/// What an answer rests on, as data: a page says it in the reader's language. `actor` is a place in
/// ``Agreement/actors``, `zone` in ``Agreement/zones``, `line` in ``Agreement/lines``, `text` a source's own words.
public enum Ground: Sendable, Hashable {
    // in_force, provision_in_force
    case before(Instant)
    case after(Instant)
    case during
    case suspended(Instant)
    case straddles(Instant)
    case timeUnknown
    // territory, zone
    case unlimited
    case inside(zone: Int)
    case outside
    case mayBeInside(zone: Int)
    case insideExcludedCombat(zone: Int)
    case placeUnknown
    // covered, bound, author, target
    case excludedGroup(actor: Int)
    /// Contested: what this account says of it (nil: the mechanism leaves it open).
    case contestedGroup(actor: Int, says: Standing?)
    case partlyExcluded(actor: Int)
    case noneExcluded
    case bound(actor: Int)
    case bothBound(Int, Int)
    case notBound(actor: Int)
    case unnamed(text: String)
    case notGiven
    case collective(text: String)
    case civilians
    case sourcesDisagree
    case sameSide(actor: Int)
    case otherParty(actor: Int)
    case noTargetNeeded
    // established
    case independent(Int)
    case onlySides
    case accountOfSide
    // act
    case forbiddenAct(ActSet)
    case otherAct(ActSet)
    case mayBeForbidden(ActSet)
    case actUnknown(text: String)
    // weapon, distance
    case weaponListed(text: String)
    case weaponNotListed(text: String)
    case weaponUnknown
    /// Metres to the line where the place is exact, else nil.
    case nearerThan(required: Double, line: Int, metres: Double?)
    case fartherThan(required: Double, line: Int, metres: Double?)
    case mayBeNearerThan(required: Double, line: Int)
    case linesDisagree(required: Double)
    case noSuchLine
    // not_exempt
    case noExemptionClaimed
    case exemptionClaimed(Exemption)
    case exemptionAccepted(Exemption)
    case inHoldingArea(zone: Int)
    case mayBeInHoldingArea(zone: Int)
    // not_permitted
    case notPermittedAnywhere
    case permitted(provision: Int)
    case mayBePermitted(provision: Int)
}

/// What would settle an open question: the list that patrols are sent out with.
public enum MissingFact: Sendable, Hashable {
    /// When it happened: before or after that moment.
    case timeRelativeTo(Instant)
    case time
    /// Where it happened: in or out of that zone.
    case placeRelativeToZone(Int)
    case place
    /// Where exactly: nearer or farther than so many metres from a line.
    case placeRelativeToLine(Int, metres: Double)
    /// Which of the competing lines holds.
    case whichLine
    case who
    case toWhom
    /// Which group a collective name stands for, or who a name not in the agreement is.
    case whoIs(text: String)
    /// A ruling on the standing of a group: no patrol can find it.
    case standing(actor: Int)
    /// Which members of a coalition took part or were hit.
    case whichMember(actor: Int)
    case whatHappened
    case weapon
    case independentSource
    case exemption(Exemption)
}

/// Who did it: a conclusion of its own, apart from whether a provision was breached.
public struct Attribution: Sendable, Hashable {
    public enum Status: Sendable, Hashable {
        /// Sources name this party and the agreement's threshold is met.
        case attributed(party: Int)
        /// Named, below the threshold.
        case alleged(party: Int)
        /// Sources name different parties.
        case disputed
        /// No source names who, or who is named belongs to no party.
        case notAttributable
    }
    public var status: Status
    public var confidence: Confidence
    /// Rows that name somebody.
    public var reports: [Int32]

    public init(status: Status, confidence: Confidence, reports: [Int32] = []) {
        self.status = status
        self.confidence = confidence
        self.reports = reports
    }
}
