/// A question to a side, and what came back.
public struct AskRecord: Hashable, Sendable, ShownRecord {
    public var id: AskID
    public var incident: IncidentID
    public var content: AskContent?
    public var askedAt: Instant
    public var askedBy: OfficerID
    public var deadline: Instant
    /// Whether its silence is on record.
    public var isOverdue: Bool
    /// A finding was adopted before it came to an answer or to silence: it owes none.
    public var isLapsed: Bool
    public var isExtended: Bool
    public var reply: ReplyRecord?

    public init(
        id: AskID, incident: IncidentID, content: AskContent?, askedAt: Instant, askedBy: OfficerID, deadline: Instant,
        isOverdue: Bool, isLapsed: Bool = false, isExtended: Bool, reply: ReplyRecord?
    ) {
        self.id = id
        self.incident = incident
        self.content = content
        self.askedAt = askedAt
        self.askedBy = askedBy
        self.deadline = deadline
        self.isOverdue = isOverdue
        self.isLapsed = isLapsed
        self.isExtended = isExtended
        self.reply = reply
    }

    /// A request for time is no answer: one more may follow it.
    package var isAnswered: Bool { reply.map { $0.position != .asksForTime } ?? false }
    /// Whether an answer is waited for.
    package var isOpen: Bool { !isAnswered && !isOverdue && !isLapsed }

    public static let recordName = "Ask"
    public static let existence = Field.ask
    public static let shown: ShownFields<Self> = [
        .init("id", .ask, \.id, "The ask's name."),
        .init("incident", .ask, \.incident, "What it is about."),
        .init("content", .ask, \.content, "Whom, and what is alleged; absent where it was erased."),
        .init("asked_at", .ask, \.askedAt, "When it was asked."),
        .init("asked_by", .ask, \.askedBy, "Who asked."),
        .init("deadline", .ask, \.deadline, "The last moment of the period: a reply recorded then is in time."),
        .init("overdue", .ask, \.isOverdue, "Whether its silence is on record."),
        .init(
            "lapsed", .ask, \.isLapsed,
            "Whether a finding was adopted before it was answered or silent: it owes no answer."),
        .init("extended", .ask, \.isExtended, "Whether more time was given."),
        .init("reply", \.reply, "What came back: the answer, or else a request for time."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation(isOwn: content.map { asker.isOf($0.of) } ?? false)
    }
}

/// What a side answered.
public struct ReplyRecord: Hashable, Sendable, ShownRecord {
    public var id: ReplyID
    public var ask: AskID?
    public var party: PartyID?
    public var position: ReplyPosition?
    public var filedAt: Instant
    public var isLate: Bool
    public var statement: String?
    public var confidence: String?
    public var evidence: [FileDigest]

    public init(
        id: ReplyID, ask: AskID?, party: PartyID?, position: ReplyPosition?, filedAt: Instant, isLate: Bool,
        statement: String?, confidence: String?, evidence: [FileDigest]
    ) {
        self.id = id
        self.ask = ask
        self.party = party
        self.position = position
        self.filedAt = filedAt
        self.isLate = isLate
        self.statement = statement
        self.confidence = confidence
        self.evidence = evidence
    }

    public static let recordName = "Reply"
    public static let existence = Field.reply
    public static let shown: ShownFields<Self> = [
        .init("id", .reply, \.id, "The reply's name."),
        .init("ask", .reply, \.ask, "What it answers."),
        .init("party", .reply, \.party, "The party or guarantor that answers."),
        .init("position", .reply, \.position, "What it says of the allegation."),
        .init("filed_at", .reply, \.filedAt, "When it was filed."),
        .init("late", .reply, \.isLate, "Whether the period had passed."),
        .init("statement", .reply, \.statement, "To stand beside the finding when one is adopted."),
        .init("in_confidence", .replyInConfidence, \.confidence, "For the mechanism only."),
        .init("evidence", .reply, \.evidence, "SHA-256 of the files that came with it."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation(isOwn: party.map(asker.isOf) ?? false)
    }
}
