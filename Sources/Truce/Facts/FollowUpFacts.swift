/// A document as it was published.
public struct PublishedDocument: Hashable, Sendable, FactRecord {
    /// File name, as `daily-report.en.html`.
    public var name: String
    public var digest: FileDigest

    public init(name: String, digest: FileDigest) {
        self.name = name
        self.digest = digest
    }

    static let shape = FactShape(Self.init, .init("name", \.name), .init("sha256", \.digest))
}

/// Somebody reported how far an obligation has come.
public struct ObligationProgressed: Hashable, Sendable, FactPayload {
    public var obligation: ObligationID
    /// The moment that the figures are of.
    public var at: Instant
    /// A party, guarantor or the mechanism.
    public var by: HolderID
    /// 0 not begun, 1 minimal, 2 intermediate, 3 full.
    public var score: Int?
    public var percent: Double?
    /// In the quota's unit, in all so far.
    public var count: Double?
    public var evidence: [FileDigest]

    public init(
        obligation: ObligationID, at: Instant, by: HolderID, score: Int?, percent: Double?, count: Double?,
        evidence: [FileDigest]
    ) {
        self.obligation = obligation
        self.at = at
        self.by = by
        self.score = score
        self.percent = percent
        self.count = count
        self.evidence = evidence
    }

    static let kind = FactKind.obligationProgressed
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("obligation", \.obligation), .init("at", \.at), .init("by", \.by),
        .init("score", \.score, in: 0...3), .init("percent", \.percent, in: 0...100), .init("count", \.count),
        .init("evidence", \.evidence))
}

/// A side said how much there was to begin with. Contested figures stand side by side.
public struct BaselineStated: Hashable, Sendable, FactPayload {
    public var obligation: ObligationID
    /// A party, guarantor or the mechanism.
    public var by: HolderID
    /// In the quota's unit; nil: it does not accept the others and gives none.
    public var value: Double?
    /// In words for the public.
    public var reason: String?

    public init(obligation: ObligationID, by: HolderID, value: Double?, reason: String?) {
        self.obligation = obligation
        self.by = by
        self.value = value
        self.reason = reason
    }

    static let kind = FactKind.baselineStated
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("obligation", \.obligation), .init("by", \.by), .init("value", \.value, in: 0...1e15),
        .init("reason", \.reason))
}

/// The next step behind a gate began, or an officer put on record that it began in spite of a shut gate.
public struct StepBegun: Hashable, Sendable, FactPayload {
    public var gate: GateID
    /// As computed when it began.
    public var standing: GateCode
    /// In words for the public.
    public var reason: String
    /// Who decided it.
    public var officer: OfficerID

    public init(gate: GateID, standing: GateCode, reason: String, officer: OfficerID) {
        self.gate = gate
        self.standing = standing
        self.reason = reason
        self.officer = officer
    }

    static let kind = FactKind.stepBegun
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("gate", \.gate), .init("standing", \.standing), .init("reason", \.reason),
        .init("officer", \.officer))
}

/// Whether a gate was open.
public enum GateCode: String, Sendable, CaseIterable, FactCode {
    case open, shut, unknown
}

/// The daily report of a mission day was published.
public struct DailyReportPublished: Hashable, Sendable, FactPayload {
    public var day: MissionDay
    /// Entries that it was made from: the same entries give the same documents.
    public var ledgerSize: Int
    public var documents: [PublishedDocument]
    /// Who decided it.
    public var officer: OfficerID

    public init(day: MissionDay, ledgerSize: Int, documents: [PublishedDocument], officer: OfficerID) {
        self.day = day
        self.ledgerSize = ledgerSize
        self.documents = documents
        self.officer = officer
    }

    static let kind = FactKind.dailyReportPublished
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("day", \.day), .init("ledger_size", \.ledgerSize, in: 0...Int.max),
        .init("documents", \.documents), .init("officer", \.officer))
}
