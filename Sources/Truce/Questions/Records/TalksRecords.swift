/// A session of talks.
public struct SessionRecord: Hashable, Sendable, ShownRecord {
    public var id: SessionID
    public var title: String
    public var at: Instant
    public var closedAt: Instant?
    public var delegations: [Delegation]
    public var note: String?

    public init(id: SessionID, title: String, at: Instant, closedAt: Instant?, delegations: [Delegation], note: String?)
    {
        self.id = id
        self.title = title
        self.at = at
        self.closedAt = closedAt
        self.delegations = delegations
        self.note = note
    }

    public static let recordName = "Session"
    public static let existence = Field.session
    public static let shown: ShownFields<Self> = [
        .init("id", .session, \.id, "The session's name."),
        .init("title", .session, \.title, "As announced."),
        .init("at", .session, \.at, "When it began."),
        .init("closed_at", .session, \.closedAt, "When it ended."),
        .init("delegations", .session, \.delegations, "Who sits."),
        .init("note", .sessionNote, \.note, "The mediation office's own."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}

/// A written demand, and what became of it.
public struct DemandRecord: Hashable, Sendable, ShownRecord {
    public var id: DemandID
    public var session: SessionID?
    public var by: PartyID
    public var of: [PartyID]
    public var text: String?
    public var isPublic: Bool
    public var filedAt: Instant
    public var answers: [DemandAnswerRecord]

    public init(
        id: DemandID, session: SessionID?, by: PartyID, of: [PartyID], text: String?, isPublic: Bool, filedAt: Instant,
        answers: [DemandAnswerRecord]
    ) {
        self.id = id
        self.session = session
        self.by = by
        self.of = of
        self.text = text
        self.isPublic = isPublic
        self.filedAt = filedAt
        self.answers = answers
    }

    private var answersOfSides: [DemandAnswerRecord] {
        answers.map {
            var answer = $0
            (answer.sides, answer.isOfAll) = ([by] + of, of.isEmpty)
            return answer
        }
    }

    public static let recordName = "Demand"
    public static let existence = Field.demand
    public static let shown: ShownFields<Self> = [
        .init("id", .demand, \.id, "The demand's name."),
        .init("session", .demand, \.session, "The session that it was made in."),
        .init("by", .demand, \.by, "Who makes it."),
        .init("of", .demand, \.of, "Of whom; empty: of all."),
        .init("text", .demandText, \.text, "Its words."),
        .init("public", .demand, \.isPublic, "Whether its words are public."),
        .init("filed_at", .demand, \.filedAt, "When it was made."),
        .init("answers", \.answersOfSides, "What became of it."),
    ]

    public func relation(to asker: Asker) -> Relation {
        let isOfAll = of.isEmpty && asker.isOfASide
        return Relation(isOwn: asker.isOf(by) || of.contains(where: asker.isOf) || isOfAll, isPublished: isPublic)
    }
}

/// An answer to a demand.
public struct DemandAnswerRecord: Hashable, Sendable, ShownRecord {
    public var by: HolderID
    public var answer: DemandAnswer
    public var obligation: ObligationID?
    public var text: String?
    public var at: Instant
    public var isPublic: Bool
    /// Those that the demand is between; a demand sets it for its own. Not shown.
    public var sides: [PartyID] = []
    /// Whether the demand is made of every side. Not shown.
    public var isOfAll = false

    public init(
        by: HolderID, answer: DemandAnswer, obligation: ObligationID?, text: String?, at: Instant, isPublic: Bool
    ) {
        self.by = by
        self.answer = answer
        self.obligation = obligation
        self.text = text
        self.at = at
        self.isPublic = isPublic
    }

    public static let recordName = "DemandAnswer"
    public static let existence = Field.demand
    public static let shown: ShownFields<Self> = [
        .init("by", .demand, \.by, "Who answers."),
        .init("answer", .demand, \.answer, "What became of the demand."),
        .init("obligation", .demand, \.obligation, "The obligation that meets it."),
        .init("text", .demandText, \.text, "In the answerer's words."),
        .init("at", .demand, \.at, "When."),
        .init("public", .demand, \.isPublic, "Whether the words are public."),
    ]

    public func relation(to asker: Asker) -> Relation {
        let isOwn = asker.isHolder(by) || (isOfAll && asker.isOfASide) || sides.contains(where: asker.isOf)
        return Relation(isOwn: isOwn, isPublished: isPublic)
    }
}

/// A communiqué.
public struct CommuniqueRecord: Hashable, Sendable, ShownRecord {
    public var id: CommuniqueID
    public var session: SessionID?
    public var version: Int
    public var parts: [CommuniquePart]?
    public var draftedAt: Instant
    public var agreedAt: Instant?
    /// Once agreed.
    public var text: String?
    public var parties: [PartyID]
    /// Whose agreement this version needs, and who has given it.
    public var needs: [PartyID]
    public var agreedBy: [PartyID]

    public init(
        id: CommuniqueID, session: SessionID?, version: Int, parts: [CommuniquePart]?, draftedAt: Instant,
        agreedAt: Instant?, text: String?, parties: [PartyID], needs: [PartyID] = [], agreedBy: [PartyID] = []
    ) {
        self.id = id
        self.session = session
        self.version = version
        self.parts = parts
        self.draftedAt = draftedAt
        self.agreedAt = agreedAt
        self.text = text
        self.parties = parties
        self.needs = needs
        self.agreedBy = agreedBy
    }

    public static let recordName = "Communique"
    public static let existence = Field.communique
    public static let shown: ShownFields<Self> = [
        .init("id", .communique, \.id, "The communiqué's name."),
        .init("session", .communique, \.session, "The session that it comes from."),
        .init("version", .communique, \.version, "Of the draft, from 1."),
        .init("parts", .communiqueDraft, \.parts, "The text as it stands, with what is in brackets and whose."),
        .init("drafted_at", .communique, \.draftedAt, "When this version was drafted."),
        .init("agreed_at", .communique, \.agreedAt, "When it was agreed."),
        .init("text", .communique, \.text, "Once agreed."),
        .init("parties", .communique, \.parties, "Who agreed."),
        .init("needs", .communiqueDraft, \.needs, "Whose agreement this version needs."),
        .init("agreed_by", .communiqueDraft, \.agreedBy, "Who has agreed to this version."),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation(isPublished: agreedAt != nil)
    }
}
