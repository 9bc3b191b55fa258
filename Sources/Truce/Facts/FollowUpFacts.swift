/// What a side says of an allegation.
public enum ReplyPosition: String, Sendable, CaseIterable, FactCode {
    case accepts, denies, explains
    case asksForTime = "asks_for_time"
}

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

/// A side answered to what is alleged against it.
public struct ReplyFiled: Hashable, Sendable, FactPayload {
    public var reply: ReplyID
    public var incident: IncidentID
    /// The side that answers.
    public var party: PartyID
    public var position: ReplyPosition
    public var filedAt: Instant
    /// In the side's own words, where it wants them public.
    public var statement: String?
    /// What the side gave in confidence.
    public var sealed: [Commitment]
    /// Files that came with it and may be known.
    public var evidence: [FileDigest]

    public init(
        reply: ReplyID, incident: IncidentID, party: PartyID, position: ReplyPosition, filedAt: Instant,
        statement: String?, sealed: [Commitment], evidence: [FileDigest]
    ) {
        self.reply = reply
        self.incident = incident
        self.party = party
        self.position = position
        self.filedAt = filedAt
        self.statement = statement
        self.sealed = sealed
        self.evidence = evidence
    }

    static let kind = FactKind.replyFiled
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("reply", \.reply), .init("incident", \.incident), .init("party", \.party),
        .init("position", \.position), .init("filed_at", \.filedAt), .init("statement", \.statement),
        .init("sealed", \.sealed), .init("evidence", \.evidence))
}

/// A side did not answer in time. Silence is recorded as silence, not as admission.
public struct ReplyDeadlinePassed: Hashable, Sendable, FactPayload {
    public var incident: IncidentID
    /// The side that was asked.
    public var party: PartyID
    public var deadline: Instant

    public init(incident: IncidentID, party: PartyID, deadline: Instant) {
        self.incident = incident
        self.party = party
        self.deadline = deadline
    }

    static let kind = FactKind.replyDeadlinePassed
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("party", \.party), .init("deadline", \.deadline))
}

/// An incident went to the next rung of the agreement's ladder.
public struct Escalated: Hashable, Sendable, FactPayload {
    public var incident: IncidentID
    /// From 1, as in ``Procedure/escalation``.
    public var rung: Int
    /// Who is seized of it now, as the agreement words it.
    public var to: String
    /// In words for the public.
    public var reason: String

    public init(incident: IncidentID, rung: Int, to: String, reason: String) {
        self.incident = incident
        self.rung = rung
        self.to = to
        self.reason = reason
    }

    static let kind = FactKind.escalated
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("rung", \.rung, in: 1...Int.max), .init("to", \.to),
        .init("reason", \.reason))
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
