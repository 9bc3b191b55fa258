/// Takes a proposed incident up for verification.
public struct OpenIncident: Hashable, Sendable, CommandPayload {
    /// As proposed.
    public var incident: IncidentID
    /// As proposed, or those of them that the officer holds to belong to it.
    public var reports: [ReportID]
    public var note: String?

    public init(incident: IncidentID, reports: [ReportID], note: String?) {
        self.incident = incident
        self.reports = reports
        self.note = note
    }

    static let kind = CommandKind.openIncident
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("reports", \.reports), .init("note", \.note))
}

/// Rules that incidents are one.
public struct JoinIncidents: Hashable, Sendable, CommandPayload {
    /// Two or more.
    public var incidents: [IncidentID]
    /// One of them: the name it keeps.
    public var into: IncidentID
    public var note: String?

    public init(incidents: [IncidentID], into: IncidentID, note: String?) {
        self.incidents = incidents
        self.into = into
        self.note = note
    }

    static let kind = CommandKind.joinIncidents
    static let shape = FactShape(
        Self.init, .init("incidents", \.incidents), .init("into", \.into), .init("note", \.note))
}

/// Rules that an incident is several.
public struct SplitIncident: Hashable, Sendable, CommandPayload {
    public var incident: IncidentID
    /// Two or more, no report twice, all reports of the incident; the first keeps the name.
    public var parts: [[ReportID]]
    public var note: String?

    public init(incident: IncidentID, parts: [[ReportID]], note: String?) {
        self.incident = incident
        self.parts = parts
        self.note = note
    }

    static let kind = CommandKind.splitIncident
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("parts", \.parts), .init("note", \.note))
}

/// Sends a patrol to find what is missing.
public struct TaskPatrol: Hashable, Sendable, CommandPayload {
    public var incident: IncidentID
    public var content: PatrolContent

    public init(incident: IncidentID, content: PatrolContent) {
        self.incident = incident
        self.content = content
    }

    static let kind = CommandKind.taskPatrol
    static let shape = FactShape(Self.init, .init("incident", \.incident), .init("content", \.content))
}

/// Reports back from a patrol.
public struct ReportPatrol: Hashable, Sendable, CommandPayload {
    public var patrol: PatrolID
    public var result: PatrolResult
    /// What it brought, filed before.
    public var reports: [ReportID]

    public init(patrol: PatrolID, result: PatrolResult, reports: [ReportID]) {
        self.patrol = patrol
        self.result = result
        self.reports = reports
    }

    static let kind = CommandKind.reportPatrol
    static let shape = FactShape(
        Self.init, .init("patrol", \.patrol), .init("result", \.result), .init("reports", \.reports))
}

/// Takes an incident to the next rung of the ladder.
public struct Escalate: Hashable, Sendable, CommandPayload {
    public var incident: IncidentID
    /// What is asked of who is seized of it now.
    public var asked: String

    public init(incident: IncidentID, asked: String) {
        self.incident = incident
        self.asked = asked
    }

    static let kind = CommandKind.escalate
    static let shape = FactShape(Self.init, .init("incident", \.incident), .init("asked", \.asked))
}

/// Answers what was asked on a rung of the ladder.
public struct AnswerEscalation: Hashable, Sendable, CommandPayload {
    public var incident: IncidentID
    public var rung: Int
    public var answer: String

    public init(incident: IncidentID, rung: Int, answer: String) {
        self.incident = incident
        self.rung = rung
        self.answer = answer
    }

    static let kind = CommandKind.answerEscalation
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("rung", \.rung, in: 1...Int.max), .init("answer", \.answer))
}
