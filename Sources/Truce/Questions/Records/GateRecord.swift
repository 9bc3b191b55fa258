/// A next step, whether it may begin, and why not.
public struct GateRecord: Hashable, Sendable, ShownRecord {
    public var id: GateID
    public var title: String
    /// Empty = agreed by all.
    public var accordingTo: [PartyID]
    public var standing: GateCode
    public var reasons: [GateReasonRecord]
    public var begunAt: Instant?

    public init(
        id: GateID, title: String, accordingTo: [PartyID], standing: GateCode, reasons: [GateReasonRecord],
        begunAt: Instant?
    ) {
        self.id = id
        self.title = title
        self.accordingTo = accordingTo
        self.standing = standing
        self.reasons = reasons
        self.begunAt = begunAt
    }

    public static let recordName = "Gate"
    public static let existence = Field.gate
    public static let shown: ShownFields<Self> = [
        .init("id", .gate, \.id, "As in the agreement."),
        .init("title", .gate, \.title, "As in the agreement."),
        .init("according_to", .gate, \.accordingTo, "Who holds that there is such a gate; empty: agreed by all."),
        .init("standing", .gate, \.standing, "Whether the next step may begin."),
        .init("reasons", \.reasons, "Each condition, and whether it holds."),
        .init("begun_at", .gate, \.begunAt, "When the step began."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}

/// One condition of a gate.
public struct GateReasonRecord: Hashable, Sendable, ShownPart {
    /// `yes`, `no` or `unknown`.
    public var truth: String
    public var text: String

    public init(truth: String, text: String) {
        self.truth = truth
        self.text = text
    }

    public static let recordName = "GateReason"
    public static let existence = Field.gate
    public static let shown: ShownFields<Self> = [
        .init("truth", .gate, \.truth, "yes, no or unknown."),
        .init("text", .gate, \.text, "The condition in words."),
    ]
}
