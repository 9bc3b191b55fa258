/// What the mechanism holds: adopted by a named officer.
public struct FindingRecord: Hashable, Sendable, ShownRecord {
    public var id: FindingID
    public var incident: IncidentID
    /// The entry.
    public var index: Int
    public var adoptedAt: Instant
    public var outcome: Outcome
    public var provisions: [ProvisionOutcome]
    public var attribution: FindingAttribution
    public var basis: FindingBasis
    public var statement: String?
    public var summary: IncidentSummary?
    public var replies: [PublishedReply]
    public var author: OfficerID?
    public var officer: OfficerID
    /// When it ceased to stand.
    public var reopenedAt: Instant?
    public var reopenedBecause: String?
    /// In the order in which they came.
    public var laterReplies: [LaterReply]

    public init(
        id: FindingID, incident: IncidentID, index: Int, adoptedAt: Instant, outcome: Outcome,
        provisions: [ProvisionOutcome], attribution: FindingAttribution, basis: FindingBasis, statement: String?,
        summary: IncidentSummary?, replies: [PublishedReply], author: OfficerID?, officer: OfficerID,
        reopenedAt: Instant?, reopenedBecause: String?, laterReplies: [LaterReply] = []
    ) {
        self.id = id
        self.incident = incident
        self.index = index
        self.adoptedAt = adoptedAt
        self.outcome = outcome
        self.provisions = provisions
        self.attribution = attribution
        self.basis = basis
        self.statement = statement
        self.summary = summary
        self.replies = replies
        self.author = author
        self.officer = officer
        self.reopenedAt = reopenedAt
        self.reopenedBecause = reopenedBecause
        self.laterReplies = laterReplies
    }

    public static let recordName = "Finding"
    public static let existence = Field.finding
    public static let shown: ShownFields<Self> = [
        .init("id", .finding, \.id, "The finding's name."),
        .init("incident", .finding, \.incident, "What it is about."),
        .init("index", .finding, \.index, "The entry that adopted it."),
        .init("adopted_at", .finding, \.adoptedAt, "When it was adopted."),
        .init("outcome", .finding, \.outcome, "Of the incident as a whole."),
        .init("provisions", .finding, \.provisions, "Of each provision that was measured."),
        .init("attribution", .finding, \.attribution, "Who did it: a conclusion of its own."),
        .init("basis", .finding, \.basis, "What it rests on."),
        .init("statement", .finding, \.statement, "Reasons in words for the public."),
        .init(
            "summary", .finding, \.summary, "What it is about, as coarse as the information-sharing protocol has it."),
        .init("replies", .finding, \.replies, "What each side that was asked answered, or that it was silent."),
        .init(
            "later_replies", .finding, \.laterReplies,
            "Replies that came while it stood: on record, and no part of what was adopted."),
        .init("author", .finding, \.author, "Who drafted it."),
        .init("officer", .finding, \.officer, "Who adopted it and answers for it."),
        .init("reopened_at", .finding, \.reopenedAt, "When it ceased to stand; absent: it stands."),
        .init("reopened_because", .finding, \.reopenedBecause, "Why it was reopened."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation(isPublished: true)
    }
}

/// What a side that was asked replied after a finding was adopted.
public struct LaterReply: Hashable, Sendable, FactRecord {
    /// A party or a guarantor.
    public var party: PartyID
    public var reply: ReplyID
    public var position: ReplyPosition
    public var filedAt: Instant
    /// In its own words.
    public var statement: String?

    public init(party: PartyID, reply: ReplyID, position: ReplyPosition, filedAt: Instant, statement: String?) {
        self.party = party
        self.reply = reply
        self.position = position
        self.filedAt = filedAt
        self.statement = statement
    }

    static let shape = FactShape(
        Self.init, .init("party", \.party), .init("reply", \.reply), .init("position", \.position),
        .init("filed_at", \.filedAt), .init("statement", \.statement))
}

/// What an officer proposes. It binds nobody.
public struct DraftRecord: Hashable, Sendable, ShownRecord {
    public var id: FindingID
    public var incident: IncidentID
    public var content: FindingContent?
    public var author: OfficerID
    public var draftedAt: Instant
    /// What legal review made of it.
    public var verdict: ReviewVerdict?
    public var reviewer: OfficerID?
    public var reviewNote: String?

    public init(
        id: FindingID, incident: IncidentID, content: FindingContent?, author: OfficerID, draftedAt: Instant,
        verdict: ReviewVerdict?, reviewer: OfficerID?, reviewNote: String?
    ) {
        self.id = id
        self.incident = incident
        self.content = content
        self.author = author
        self.draftedAt = draftedAt
        self.verdict = verdict
        self.reviewer = reviewer
        self.reviewNote = reviewNote
    }

    public static let recordName = "Draft"
    public static let existence = Field.draft
    public static let shown: ShownFields<Self> = [
        .init("id", .draft, \.id, "The finding's name, which it keeps when adopted."),
        .init("incident", .draft, \.incident, "What it is about."),
        .init("content", .draft, \.content, "What is proposed; absent where it was erased."),
        .init("author", .draft, \.author, "Who drafted it."),
        .init("drafted_at", .draft, \.draftedAt, "When it was drafted."),
        .init("verdict", .draft, \.verdict, "What legal review made of it; absent: not reviewed."),
        .init("reviewer", .draft, \.reviewer, "Who reviewed it."),
        .init("review_note", .draft, \.reviewNote, "In the reviewer's own words."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}
