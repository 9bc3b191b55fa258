/// A fact to be recorded, and what of it is to be sealed. The fact's own list of commitments is empty until then.
public struct NewFact: Hashable, Sendable {
    public var fact: Fact
    public var sealed: SealedParts
    /// How the sealed parts are found again, to be erased: `source:NAME`, `report:ID`, `incident:ID`, `denial:ID`,
    /// `presence:ID`, `session:ID`, `demand:ID`, `communique:ID`.
    public var tags: [String]
    /// Tells apart what the passing of time brings a second time in the same words.
    public var occasion = 0

    public init(_ fact: Fact, sealed: SealedParts = SealedParts(), tags: [String] = []) {
        self.fact = fact
        self.sealed = sealed
        self.tags = tags
    }
}

/// An entry, with what could be opened of its sealed part: nothing where it was erased.
public struct OpenedEntry: Hashable, Sendable {
    /// Its place in the ledger, from 0.
    public var index: Int
    public var recorded: Instant
    public var fact: Fact
    public var sealed: SealedParts

    public init(index: Int, recorded: Instant, fact: Fact, sealed: SealedParts = SealedParts()) {
        self.index = index
        self.recorded = recorded
        self.fact = fact
        self.sealed = sealed
    }
}

extension OpenedEntry {
    /// Files that came with it: those that the entry itself names, and those that are sealed.
    public var files: [FileDigest] {
        let open: [FileDigest] =
            switch fact {
            case .reportReceived(let fact): fact.evidence
            case .reportCorrected(let fact): fact.evidence
            case .replyFiled(let fact): fact.evidence
            case .obligationProgressed(let fact): fact.evidence
            default: []
            }
        return open + (sealed.files?.digests ?? [])
    }
}

/// What was computed of an incident and a decision rests on.
public struct CaseBasis: Hashable, Sendable {
    /// The reports that it was computed from, ascending.
    public var reports: [ReportID]
    /// ``Severity/highest``, 0 to 3.
    public var severity: Int
    public var agreementVersion: Int
    public var rulesVersion: Int
    /// As assessed; an officer may hold otherwise.
    public var attribution: FindingAttribution
    /// What the public is told of the incident once a finding is adopted, coarsened already.
    public var summary: IncidentSummary

    public init(
        reports: [ReportID], severity: Int, agreementVersion: Int, rulesVersion: Int, attribution: FindingAttribution,
        summary: IncidentSummary
    ) {
        self.reports = reports
        self.severity = severity
        self.agreementVersion = agreementVersion
        self.rulesVersion = rulesVersion
        self.attribution = attribution
        self.summary = summary
    }
}

/// What a decision may look at besides the register. Time and chance are arguments.
public struct DecisionContext: Sendable {
    public var now: Instant
    public var history: AgreementHistory
    /// Of the incident that the command is about, where one was computed.
    public var basis: CaseBasis?
    /// Of the reports that it would be computed from, those of which nothing can be opened any more: they were erased.
    public var erased: [ReportID]
    /// Gives names that nobody can guess and that say nothing: 60 random bits after a prefix.
    public var names: NameSource
    /// How the agreement's gates stand, as computed; those that are not listed are unknown.
    public var gates: [GateID: GateCode]
    /// Whether the signature (base64) is by the verifier key (`name+hash+key`) over the message. The core knows no
    /// cryptography.
    public var verify: @Sendable (_ key: String, _ message: [UInt8], _ signature: String) -> Bool

    public init(
        now: Instant, history: AgreementHistory, basis: CaseBasis? = nil, erased: [ReportID] = [], names: NameSource,
        gates: [GateID: GateCode] = [:],
        verify: @escaping @Sendable (_ key: String, _ message: [UInt8], _ signature: String) -> Bool = { _, _, _ in
            false
        }
    ) {
        self.now = now
        self.history = history
        self.basis = basis
        self.erased = erased
        self.names = names
        self.gates = gates
        self.verify = verify
    }
}

/// Where new identifiers come from: `R-` for reports, `F-` findings, `A-` asks, `Y-` replies, `P-` patrols, `D-` denials,
/// `W-` presence, `S-` sessions, `M-` demands, `C-` communiqués, `X-` amendments, `E-` evidence, each with twelve letters and
/// digits of Crockford's base 32.
public struct NameSource: Sendable {
    private let bits: @Sendable () -> UInt64

    /// - Parameter bits: 64 random ones at each call; seeded in tests, the system's in a mission.
    public init(bits: @escaping @Sendable () -> UInt64) { self.bits = bits }

    /// - Precondition: `prefix` has 1 to 8 letters.
    public func next<Subject>(_ prefix: String) -> Identifier<Subject> {
        let text = IncidentID(raw: bits()).description.dropFirst(4)
        guard let name = Identifier<Subject>(prefix + "-" + text) else { preconditionFailure("a name cannot be made") }
        return name
    }

    public func incident() -> IncidentID { IncidentID(raw: bits()) }
}
