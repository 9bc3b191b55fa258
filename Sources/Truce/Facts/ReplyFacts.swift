/// What a side says of an allegation.
public enum ReplyPosition: String, Sendable, CaseIterable, FactCode {
    case accepts, denies, explains
    case asksForTime = "asks_for_time"
}

/// A party, and each guarantor that answers for it, was asked to reply to what is alleged: one entry, however many they
/// are. Who was asked, until when, and what is alleged are sealed until a finding is adopted: their number would name the
/// accused, and the period the severity.
public struct ReplyAsked: Hashable, Sendable, FactPayload {
    /// Where one side was asked by a name that is open.
    public var ask: AskID?
    public var incident: IncidentID
    /// The last moment of the period, where that is open: a reply recorded then is in time.
    public var deadline: Instant?
    /// Who decided it.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(ask: AskID?, incident: IncidentID, deadline: Instant?, officer: OfficerID, sealed: [Commitment]) {
        self.ask = ask
        self.incident = incident
        self.deadline = deadline
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.replyAsked
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("ask", \.ask), .init("incident", \.incident), .init("deadline", \.deadline),
        .init("officer", \.officer), .init("sealed", \.sealed))
}

/// The sides that were asked together got another deadline. Which and until when is sealed.
public struct ReplyExtended: Hashable, Sendable, FactPayload {
    /// Where that is open.
    public var ask: AskID?
    /// Where that is open.
    public var deadline: Instant?
    /// Who decided it.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(ask: AskID?, deadline: Instant?, officer: OfficerID, sealed: [Commitment]) {
        self.ask = ask
        self.deadline = deadline
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.replyExtended
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("ask", \.ask), .init("deadline", \.deadline), .init("officer", \.officer),
        .init("sealed", \.sealed))
}

/// The sides that were asked together and have not answered were reminded that their reply is due. Which is sealed.
public struct ReminderSent: Hashable, Sendable, FactPayload {
    /// Where that is open.
    public var ask: AskID?
    /// The one that comes near, where that is open.
    public var deadline: Instant?
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(ask: AskID? = nil, deadline: Instant? = nil, sealed: [Commitment] = []) {
        self.ask = ask
        self.deadline = deadline
        self.sealed = sealed
    }

    static let kind = FactKind.reminderSent
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("ask", \.ask), .init("deadline", \.deadline), .init("sealed", \.sealed))
}

/// A side answered to what is alleged against it. Whose answer it is, and about which incident, is known to who knows the
/// question's sealed part.
public struct ReplyFiled: Hashable, Sendable, FactPayload {
    public var reply: ReplyID
    /// What it answers: a name that says nothing by itself. Nil when nobody had asked.
    public var ask: AskID?
    /// Where that is open.
    public var incident: IncidentID?
    public var filedAt: Instant
    /// The side, a party or a guarantor, where it answered openly.
    public var party: PartyID?
    /// Where it answered openly.
    public var position: ReplyPosition?
    /// In the side's own words, where it wants them public.
    public var statement: String?
    /// What the side gave in confidence, or until a finding is adopted.
    public var sealed: [Commitment]
    /// Files that came with it and may be known.
    public var evidence: [FileDigest]

    public init(
        reply: ReplyID, ask: AskID?, incident: IncidentID?, filedAt: Instant, party: PartyID?,
        position: ReplyPosition?, statement: String?, sealed: [Commitment], evidence: [FileDigest]
    ) {
        self.reply = reply
        self.ask = ask
        self.incident = incident
        self.filedAt = filedAt
        self.party = party
        self.position = position
        self.statement = statement
        self.sealed = sealed
        self.evidence = evidence
    }

    static let kind = FactKind.replyFiled
    static let version = 3
    static let shape = FactShape(
        Self.init, .init("reply", \.reply), .init("ask", \.ask), .init("incident", \.incident),
        .init("filed_at", \.filedAt), .init("party", \.party), .init("position", \.position),
        .init("statement", \.statement), .init("sealed", \.sealed), .init("evidence", \.evidence))
}

/// The sides that were asked together and did not answer in time. Silence is recorded as silence, not as admission. Whose
/// it is, and about what, is sealed.
public struct ReplyDeadlinePassed: Hashable, Sendable, FactPayload {
    /// Where that is open.
    public var ask: AskID?
    /// Where that is open.
    public var incident: IncidentID?
    /// The side that was asked, where that was open.
    public var party: PartyID?
    /// Where that is open.
    public var deadline: Instant?
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(
        ask: AskID? = nil, incident: IncidentID? = nil, party: PartyID? = nil, deadline: Instant? = nil,
        sealed: [Commitment] = []
    ) {
        self.ask = ask
        self.incident = incident
        self.party = party
        self.deadline = deadline
        self.sealed = sealed
    }

    static let kind = FactKind.replyDeadlinePassed
    static let version = 3
    static let shape = FactShape(
        Self.init, .init("ask", \.ask), .init("incident", \.incident), .init("party", \.party),
        .init("deadline", \.deadline), .init("sealed", \.sealed))
}

/// An incident went to the next rung of the agreement's ladder.
public struct Escalated: Hashable, Sendable, FactPayload {
    public var incident: IncidentID
    /// From 1, as in ``Procedure/escalation``.
    public var rung: Int
    /// Who is seized of it now, as the agreement words it; where that was given openly.
    public var to: String?
    /// In words for the public, where it was given openly.
    public var reason: String?
    /// Who decided it; nil: the agreement's own hours.
    public var officer: OfficerID?
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(
        incident: IncidentID, rung: Int, to: String?, reason: String?, officer: OfficerID?, sealed: [Commitment]
    ) {
        self.incident = incident
        self.rung = rung
        self.to = to
        self.reason = reason
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.escalated
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("rung", \.rung, in: 1...Int.max), .init("to", \.to),
        .init("reason", \.reason), .init("officer", \.officer), .init("sealed", \.sealed))
}

/// Who was asked on a rung of the ladder answered. Who that is is sealed: a side answers only where it was asked.
public struct EscalationAnswered: Hashable, Sendable, FactPayload {
    public var incident: IncidentID
    /// From 1.
    public var rung: Int
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(incident: IncidentID, rung: Int, sealed: [Commitment]) {
        self.incident = incident
        self.rung = rung
        self.sealed = sealed
    }

    static let kind = FactKind.escalationAnswered
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("rung", \.rung, in: 1...Int.max), .init("sealed", \.sealed))
}
