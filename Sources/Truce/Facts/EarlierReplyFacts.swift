/// Facts about questions and replies as earlier versions of the program wrote them; see ``FactVersion1``.
extension FactVersion1 {
    struct ReplyAsked: Hashable, Sendable, FactPayload {
        var ask: AskID
        var incident: IncidentID
        var deadline: Instant
        var officer: OfficerID
        var sealed: [Commitment]

        static let kind = FactKind.replyAsked
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("ask", \.ask), .init("incident", \.incident), .init("deadline", \.deadline),
            .init("officer", \.officer), .init("sealed", \.sealed))
    }

    struct ReplyExtended: Hashable, Sendable, FactPayload {
        var ask: AskID
        var deadline: Instant
        var officer: OfficerID
        var sealed: [Commitment]

        static let kind = FactKind.replyExtended
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("ask", \.ask), .init("deadline", \.deadline), .init("officer", \.officer),
            .init("sealed", \.sealed))
    }

    struct ReminderSent: Hashable, Sendable, FactPayload {
        var ask: AskID
        var deadline: Instant

        static let kind = FactKind.reminderSent
        static let version = 1
        static let shape = FactShape(Self.init, .init("ask", \.ask), .init("deadline", \.deadline))
    }

    static func asked(_ old: ReplyAsked) -> Fact {
        .replyAsked(
            .init(
                ask: old.ask, incident: old.incident, deadline: old.deadline, officer: old.officer,
                sealed: old.sealed))
    }

    static func extended(_ old: ReplyExtended) -> Fact {
        .replyExtended(.init(ask: old.ask, deadline: old.deadline, officer: old.officer, sealed: old.sealed))
    }

    static func reminded(_ old: ReminderSent) -> Fact {
        .reminderSent(.init(ask: old.ask, deadline: old.deadline))
    }
}

/// As ``FactVersion1``, of the version after it.
enum FactVersion2 {
    struct ReplyFiled: Hashable, Sendable, FactPayload {
        var reply: ReplyID
        var ask: AskID?
        var incident: IncidentID
        var filedAt: Instant
        var party: PartyID?
        var position: ReplyPosition?
        var statement: String?
        var sealed: [Commitment]
        var evidence: [FileDigest]

        static let kind = FactKind.replyFiled
        static let version = 2
        static let shape = FactShape(
            Self.init, .init("reply", \.reply), .init("ask", \.ask), .init("incident", \.incident),
            .init("filed_at", \.filedAt), .init("party", \.party), .init("position", \.position),
            .init("statement", \.statement), .init("sealed", \.sealed), .init("evidence", \.evidence))
    }

    struct ReplyDeadlinePassed: Hashable, Sendable, FactPayload {
        var ask: AskID?
        var incident: IncidentID
        var party: PartyID?
        var deadline: Instant

        static let kind = FactKind.replyDeadlinePassed
        static let version = 2
        static let shape = FactShape(
            Self.init, .init("ask", \.ask), .init("incident", \.incident), .init("party", \.party),
            .init("deadline", \.deadline))
    }

    static func filed(_ old: ReplyFiled) -> Fact {
        .replyFiled(
            .init(
                reply: old.reply, ask: old.ask, incident: old.incident, filedAt: old.filedAt, party: old.party,
                position: old.position, statement: old.statement, sealed: old.sealed, evidence: old.evidence))
    }

    static func silent(_ old: ReplyDeadlinePassed) -> Fact {
        .replyDeadlinePassed(
            .init(ask: old.ask, incident: old.incident, party: old.party, deadline: old.deadline))
    }
}
