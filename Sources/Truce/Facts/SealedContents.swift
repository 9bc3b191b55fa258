/// An officer's or a side's own words about a step.
public struct NoteContent: Hashable, Sendable, FactRecord {
    public var text: String

    public init(text: String) {
        self.text = text
    }

    static let shape = FactShape(Self.init, .init("text", \.text))
}

/// What a party is asked, and with it each guarantor that answers for it.
public struct QuestionContent: Hashable, Sendable, FactRecord {
    /// The party that it concerns.
    public var accused: PartyID
    /// In words for the accused: nothing in them may tell who reported.
    public var allegation: String
    public var provisions: [ProvisionID]
    /// Which of the agreement's periods holds.
    public var severity: Int
    /// The last moment of the period: a reply recorded then is in time.
    public var deadline: Instant
    /// Each that is to answer, by a name of its own.
    public var asks: [SideAsk]

    public init(
        accused: PartyID, allegation: String, provisions: [ProvisionID], severity: Int, deadline: Instant,
        asks: [SideAsk]
    ) {
        self.accused = accused
        self.allegation = allegation
        self.provisions = provisions
        self.severity = severity
        self.deadline = deadline
        self.asks = asks
    }

    static let shape = FactShape(
        Self.init, .init("accused", \.accused), .init("allegation", \.allegation),
        .init("provisions", \.provisions), .init("severity", \.severity, in: 0...3), .init("deadline", \.deadline),
        .init("asks", \.asks))
}

/// One of the sides that a question is put to.
public struct SideAsk: Hashable, Sendable, FactRecord {
    public var ask: AskID
    /// The party or guarantor that is to answer.
    public var of: PartyID

    public init(ask: AskID, of: PartyID) {
        self.ask = ask
        self.of = of
    }

    static let shape = FactShape(Self.init, .init("ask", \.ask), .init("of", \.of))
}

/// Whose reply a step is about, and by when it is due.
public struct ReplyTerm: Hashable, Sendable, FactRecord {
    public var asks: [AskID]
    public var deadline: Instant

    public init(asks: [AskID], deadline: Instant) {
        self.asks = asks
        self.deadline = deadline
    }

    static let shape = FactShape(Self.init, .init("asks", \.asks), .init("deadline", \.deadline))
}

/// What one side is asked: what its question says, or what was sealed of an ask that stood alone.
public struct AskContent: Hashable, Sendable, FactRecord {
    /// The party or guarantor that is to answer.
    public var of: PartyID
    /// The party that it concerns: the same, or one that the guarantor answers for.
    public var accused: PartyID
    /// In words for the accused: nothing in them may tell who reported.
    public var allegation: String
    public var provisions: [ProvisionID]
    /// Which of the agreement's periods holds.
    public var severity: Int

    public init(of: PartyID, accused: PartyID, allegation: String, provisions: [ProvisionID], severity: Int) {
        self.of = of
        self.accused = accused
        self.allegation = allegation
        self.provisions = provisions
        self.severity = severity
    }

    static let shape = FactShape(
        Self.init, .init("of", \.of), .init("accused", \.accused), .init("allegation", \.allegation),
        .init("provisions", \.provisions), .init("severity", \.severity, in: 0...3))
}

/// What a side answered.
public struct ReplyContent: Hashable, Sendable, FactRecord {
    /// The party or guarantor that answers.
    public var party: PartyID
    public var position: ReplyPosition
    /// To stand beside the finding when one is adopted.
    public var statement: String?
    /// For the mechanism only.
    public var confidence: String?

    public init(party: PartyID, position: ReplyPosition, statement: String?, confidence: String?) {
        self.party = party
        self.position = position
        self.statement = statement
        self.confidence = confidence
    }

    static let shape = FactShape(
        Self.init, .init("party", \.party), .init("position", \.position), .init("statement", \.statement),
        .init("in_confidence", \.confidence))
}

/// What a patrol is sent to find, and where.
public struct PatrolContent: Hashable, Sendable, FactRecord {
    public var missing: [MissingFactCode]
    public var place: Place
    public var due: Instant?
    /// 3 = first.
    public var priority: Int
    public var instructions: String?

    public init(missing: [MissingFactCode], place: Place, due: Instant?, priority: Int, instructions: String?) {
        self.missing = missing
        self.place = place
        self.due = due
        self.priority = priority
        self.instructions = instructions
    }

    static let shape = FactShape(
        Self.init, .init("missing", \.missing), .init("place", \.place), .init("due", \.due),
        .init("priority", \.priority, in: 0...3), .init("instructions", \.instructions))
}

/// What came of a patrol.
public enum PatrolOutcome: String, Sendable, CaseIterable, FactCode {
    case found, nothing
    case notReached = "not_reached"
    case denied
}

/// What a patrol reports of itself; what it saw are reports.
public struct PatrolResult: Hashable, Sendable, FactRecord {
    public var outcome: PatrolOutcome
    public var note: String?

    public init(outcome: PatrolOutcome, note: String?) {
        self.outcome = outcome
        self.note = note
    }

    static let shape = FactShape(Self.init, .init("outcome", \.outcome), .init("note", \.note))
}

/// The reports that a patrol brought, filed before.
public struct BroughtReports: Hashable, Sendable, FactRecord {
    public var reports: [ReportID]

    public init(reports: [ReportID]) {
        self.reports = reports
    }

    static let shape = FactShape(Self.init, .init("reports", \.reports))
}

/// Who speaks, where that is not open.
public struct Speaker: Hashable, Sendable, FactRecord {
    public var holder: HolderID
    /// The party or guarantor that it speaks for.
    public var side: PartyID?

    public init(holder: HolderID, side: PartyID?) {
        self.holder = holder
        self.side = side
    }

    static let shape = FactShape(Self.init, .init("holder", \.holder), .init("side", \.side))
}

/// What is asked on a rung of the ladder, and of whom.
public struct EscalationContent: Hashable, Sendable, FactRecord {
    /// As the agreement words it.
    public var to: String
    public var asked: String

    public init(to: String, asked: String) {
        self.to = to
        self.asked = asked
    }

    static let shape = FactShape(Self.init, .init("to", \.to), .init("asked", \.asked))
}

/// How observers were kept from going somewhere.
public enum DenialKind: String, Sendable, CaseIterable, FactCode {
    case threat, violence, checkpoint, weaponsSite = "weapons_site", border, mines, jamming, uav, camera, aid, other
}

/// Observers were kept from going somewhere.
public struct DenialContent: Hashable, Sendable, FactRecord {
    public var kind: DenialKind
    public var earliest: Instant
    public var latest: Instant
    public var place: Place
    /// The side that denied; nil where nobody can say.
    public var by: PartyID?
    public var text: String?

    public init(kind: DenialKind, earliest: Instant, latest: Instant, place: Place, by: PartyID?, text: String?) {
        self.kind = kind
        self.earliest = earliest
        self.latest = latest
        self.place = place
        self.by = by
        self.text = text
    }

    static let shape = FactShape(
        Self.init, .init("kind", \.kind), .init("earliest", \.earliest), .init("latest", \.latest),
        .init("place", \.place), .init("by", \.by), .init("text", \.text))
}

/// Somebody or something watched somewhere.
public struct PresenceContent: Hashable, Sendable, FactRecord {
    public var earliest: Instant
    public var latest: Instant
    /// What could be seen or heard from there.
    public var place: Place
    public var means: Means

    public init(earliest: Instant, latest: Instant, place: Place, means: Means) {
        self.earliest = earliest
        self.latest = latest
        self.place = place
        self.means = means
    }

    static let shape = FactShape(
        Self.init, .init("earliest", \.earliest), .init("latest", \.latest), .init("place", \.place),
        .init("means", \.means))
}

/// A communiqué as it stands.
public struct CommuniqueContent: Hashable, Sendable, FactRecord {
    public var parts: [CommuniquePart]
    /// Whose agreement it needs; nil where that was not said yet.
    public var parties: [PartyID]?

    public init(parts: [CommuniquePart], parties: [PartyID]? = nil) {
        self.parts = parts
        self.parties = parties
    }

    static let shape = FactShape(Self.init, .init("parts", \.parts), .init("parties", \.parties))
}

/// Files that came with a report or a reply. Who holds the same file could otherwise read in the log that the mechanism
/// has it, and since when.
public struct FilesContent: Hashable, Sendable, FactRecord {
    public var digests: [FileDigest]

    public init(digests: [FileDigest]) {
        self.digests = digests
    }

    static let shape = FactShape(Self.init, .init("sha256", \.digests))
}
