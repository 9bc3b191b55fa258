/// Proposes a finding. It binds nobody.
public struct DraftFinding: Hashable, Sendable, CommandPayload {
    public var incident: IncidentID
    public var content: FindingContent

    public init(incident: IncidentID, content: FindingContent) {
        self.incident = incident
        self.content = content
    }

    static let kind = CommandKind.draftFinding
    static let shape = FactShape(Self.init, .init("incident", \.incident), .init("content", \.content))
}

/// Clears a draft or gives it back.
public struct ReviewFinding: Hashable, Sendable, CommandPayload {
    public var finding: FindingID
    public var verdict: ReviewVerdict
    public var note: String?

    public init(finding: FindingID, verdict: ReviewVerdict, note: String?) {
        self.finding = finding
        self.verdict = verdict
        self.note = note
    }

    static let kind = CommandKind.reviewFinding
    static let shape = FactShape(
        Self.init, .init("finding", \.finding), .init("verdict", \.verdict), .init("note", \.note))
}

/// Asks the accused party, and each guarantor that answers for it, to reply.
public struct AskReply: Hashable, Sendable, CommandPayload {
    public var incident: IncidentID
    public var accused: PartyID
    /// In words for the accused: nothing in them may tell who reported.
    public var allegation: String
    public var provisions: [ProvisionID]
    /// Which of the agreement's periods holds; nil: as assessed. A shorter period than that is for a head of mission, who
    /// says why.
    public var severity: Int?
    /// Why another period holds than the assessed one.
    public var note: String?

    public init(
        incident: IncidentID, accused: PartyID, allegation: String, provisions: [ProvisionID], severity: Int?,
        note: String? = nil
    ) {
        self.incident = incident
        self.accused = accused
        self.allegation = allegation
        self.provisions = provisions
        self.severity = severity
        self.note = note
    }

    static let kind = CommandKind.askReply
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("accused", \.accused), .init("allegation", \.allegation),
        .init("provisions", \.provisions), .init("severity", \.severity, in: 0...3), .init("note", \.note))
}

/// Gives those that were asked together more time to reply. A head of mission may take back time that was given.
public struct ExtendReply: Hashable, Sendable, CommandPayload {
    public var ask: AskID
    public var deadline: Instant
    public var note: String?

    public init(ask: AskID, deadline: Instant, note: String?) {
        self.ask = ask
        self.deadline = deadline
        self.note = note
    }

    static let kind = CommandKind.extendReply
    static let shape = FactShape(Self.init, .init("ask", \.ask), .init("deadline", \.deadline), .init("note", \.note))
}

/// Answers what a side was asked.
public struct FileReply: Hashable, Sendable, CommandPayload {
    public var ask: AskID
    public var position: ReplyPosition
    /// To stand beside the finding when one is adopted.
    public var statement: String?
    /// For the mechanism only.
    public var confidence: String?
    public var evidence: [FileDigest]

    public init(ask: AskID, position: ReplyPosition, statement: String?, confidence: String?, evidence: [FileDigest]) {
        self.ask = ask
        self.position = position
        self.statement = statement
        self.confidence = confidence
        self.evidence = evidence
    }

    static let kind = CommandKind.fileReply
    static let shape = FactShape(
        Self.init, .init("ask", \.ask), .init("position", \.position), .init("statement", \.statement),
        .init("in_confidence", \.confidence), .init("evidence", \.evidence))
}

/// Adopts a draft as what the mechanism holds, in the words that were drafted and reviewed.
public struct AdoptFinding: Hashable, Sendable, CommandPayload {
    public var finding: FindingID

    public init(finding: FindingID) {
        self.finding = finding
    }

    static let kind = CommandKind.adoptFinding
    static let shape = FactShape(Self.init, .init("finding", \.finding))
}

/// Takes up again what a finding had settled.
public struct ReopenFinding: Hashable, Sendable, CommandPayload {
    public var finding: FindingID
    /// In words for the public.
    public var reason: String

    public init(finding: FindingID, reason: String) {
        self.finding = finding
        self.reason = reason
    }

    static let kind = CommandKind.reopenFinding
    static let shape = FactShape(Self.init, .init("finding", \.finding), .init("reason", \.reason))
}
