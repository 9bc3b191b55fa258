/// A commitment: what each says of it, and how it stands.
public struct ObligationRecord: Hashable, Sendable, ShownRecord {
    public var id: ObligationID
    public var title: String
    public var of: [PartyID]
    /// Empty = agreed.
    public var demandedBy: [PartyID]
    public var due: Instant?
    /// 0 to 3.
    public var score: Int?
    public var percent: Double?
    public var isLate: Bool?
    /// When it would be fulfilled at the pace so far.
    public var expected: Instant?
    public var progress: [ProgressRecord]
    public var baselines: [BaselineRecord]

    public init(
        id: ObligationID, title: String, of: [PartyID], demandedBy: [PartyID], due: Instant?, score: Int?,
        percent: Double?, isLate: Bool?, expected: Instant?, progress: [ProgressRecord], baselines: [BaselineRecord]
    ) {
        self.id = id
        self.title = title
        self.of = of
        self.demandedBy = demandedBy
        self.due = due
        self.score = score
        self.percent = percent
        self.isLate = isLate
        self.expected = expected
        self.progress = progress
        self.baselines = baselines
    }

    public static let recordName = "Obligation"
    public static let existence = Field.obligation
    public static let shown: ShownFields<Self> = [
        .init("id", .obligation, \.id, "As in the agreement."),
        .init("title", .obligation, \.title, "As in the agreement."),
        .init("of", .obligation, \.of, "Who has taken it on."),
        .init("demanded_by", .obligation, \.demandedBy, "Who demands it; empty: agreed."),
        .init("due", .obligation, \.due, "When it is to be fulfilled."),
        .init("score", .obligation, \.score, "0 not begun, 1 minimal, 2 intermediate, 3 full."),
        .init("percent", .obligation, \.percent, "How much of it is done."),
        .init("late", .obligation, \.isLate, "Whether it is late."),
        .init("expected", .obligation, \.expected, "When it would be fulfilled at the pace so far."),
        .init("progress", \.progress, "What each has reported of it."),
        .init("baselines", \.baselines, "How much there was to begin with, according to each."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}

/// How far somebody says that an obligation has come.
public struct ProgressRecord: Hashable, Sendable, ShownPart {
    public var at: Instant
    public var by: HolderID
    public var score: Int?
    public var percent: Double?
    public var count: Double?
    public var evidence: [FileDigest]
    /// The entry; nil: stands in the agreement file.
    public var index: Int?

    public init(
        at: Instant, by: HolderID, score: Int?, percent: Double?, count: Double?, evidence: [FileDigest], index: Int?
    ) {
        self.at = at
        self.by = by
        self.score = score
        self.percent = percent
        self.count = count
        self.evidence = evidence
        self.index = index
    }

    public static let recordName = "Progress"
    public static let existence = Field.obligation
    public static let shown: ShownFields<Self> = [
        .init("at", .obligation, \.at, "The moment that the figures are of."),
        .init("by", .obligation, \.by, "Who reports it."),
        .init("score", .obligation, \.score, "0 not begun, 1 minimal, 2 intermediate, 3 full."),
        .init("percent", .obligation, \.percent, "How much of it is done."),
        .init("count", .obligation, \.count, "In the quota's unit, in all so far."),
        .init("evidence", .obligation, \.evidence, "SHA-256 of the files that show it."),
        .init("index", .obligation, \.index, "The entry; absent: stands in the agreement."),
    ]
}

/// How much there was to begin with, according to one side.
public struct BaselineRecord: Hashable, Sendable, ShownPart {
    public var by: HolderID
    public var value: Double?
    public var reason: String?
    public var index: Int?

    public init(by: HolderID, value: Double?, reason: String?, index: Int?) {
        self.by = by
        self.value = value
        self.reason = reason
        self.index = index
    }

    public static let recordName = "Baseline"
    public static let existence = Field.obligation
    public static let shown: ShownFields<Self> = [
        .init("by", .obligation, \.by, "Who states it."),
        .init("value", .obligation, \.value, "In the quota's unit; absent: accepts no other's and gives none."),
        .init("reason", .obligation, \.reason, "Why."),
        .init("index", .obligation, \.index, "The entry; absent: stands in the agreement."),
    ]
}
