/// A rung of the ladder: what was asked, of whom, when, and what came back.
public struct EscalationRecord: Hashable, Sendable, ShownRecord {
    public var incident: IncidentID
    public var rung: Int
    public var to: String?
    public var asked: String?
    public var at: Instant
    /// Nil: the agreement's own hours.
    public var by: OfficerID?
    public var answers: [EscalationAnswerRecord]
    /// Those that were asked to reply; an incident sets it for its own. Not shown.
    public var sides: [PartyID]

    public init(
        incident: IncidentID, rung: Int, to: String?, asked: String?, at: Instant, by: OfficerID?,
        answers: [EscalationAnswerRecord], sides: [PartyID] = []
    ) {
        self.incident = incident
        self.rung = rung
        self.to = to
        self.asked = asked
        self.at = at
        self.by = by
        self.answers = answers
        self.sides = sides
    }

    public static let recordName = "Escalation"
    public static let existence = Field.escalation
    public static let shown: ShownFields<Self> = [
        .init("incident", .escalation, \.incident, "What it is about."),
        .init("rung", .escalation, \.rung, "Of the agreement's ladder, from 1."),
        .init("to", .escalation, \.to, "Who is seized of it, in the agreement's words."),
        .init("asked", .escalation, \.asked, "What was asked."),
        .init("at", .escalation, \.at, "When."),
        .init("by", .escalation, \.by, "Who took it there; absent: the agreement's own hours."),
        .init("answers", \.answers, "What came back, of what the reader may see."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation(isOwn: sides.contains(where: asker.isOf))
    }
}

/// What somebody who was asked on a rung answered.
public struct EscalationAnswerRecord: Hashable, Sendable, ShownRecord {
    /// Nil where the sealed part was erased.
    public var by: HolderID?
    public var at: Instant
    public var answer: String?
    /// The party or guarantor that it spoke for then. Not shown.
    public var side: PartyID?

    public init(by: HolderID?, at: Instant, answer: String?, side: PartyID? = nil) {
        self.by = by
        self.at = at
        self.answer = answer
        self.side = side
    }

    public static let recordName = "EscalationAnswer"
    public static let existence = Field.escalationAnswer
    public static let shown: ShownFields<Self> = [
        .init("by", .escalationAnswer, \.by, "Who answered; absent where it was erased."),
        .init("at", .escalationAnswer, \.at, "When."),
        .init("answer", .escalationAnswer, \.answer, "In its own words."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation(isOwn: asker.isHolder(by) || side.map(asker.isOf) ?? false)
    }
}
