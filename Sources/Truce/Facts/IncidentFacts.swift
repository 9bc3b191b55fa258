/// One of the incidents that another was split into.
public struct IncidentPart: Hashable, Sendable, FactRecord {
    public var incident: IncidentID
    public var reports: [ReportID]

    public init(incident: IncidentID, reports: [ReportID]) {
        self.incident = incident
        self.reports = reports
    }

    static let shape = FactShape(Self.init, .init("incident", \.incident), .init("reports", \.reports))
}

/// An officer ruled that incidents are one.
public struct IncidentsJoined: Hashable, Sendable, FactPayload {
    /// Those that are one.
    public var incidents: [IncidentID]
    /// The name it keeps.
    public var into: IncidentID
    /// In words for the public.
    public var reason: String
    /// Who decided it.
    public var officer: OfficerID

    public init(incidents: [IncidentID], into: IncidentID, reason: String, officer: OfficerID) {
        self.incidents = incidents
        self.into = into
        self.reason = reason
        self.officer = officer
    }

    static let kind = FactKind.incidentsJoined
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("incidents", \.incidents), .init("into", \.into), .init("reason", \.reason),
        .init("officer", \.officer))
}

/// An officer ruled that an incident is several.
public struct IncidentSplit: Hashable, Sendable, FactPayload {
    /// The one that was split.
    public var incident: IncidentID
    /// What it was split into.
    public var parts: [IncidentPart]
    /// In words for the public.
    public var reason: String
    /// Who decided it.
    public var officer: OfficerID

    public init(incident: IncidentID, parts: [IncidentPart], reason: String, officer: OfficerID) {
        self.incident = incident
        self.parts = parts
        self.reason = reason
        self.officer = officer
    }

    static let kind = FactKind.incidentSplit
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("parts", \.parts), .init("reason", \.reason),
        .init("officer", \.officer))
}

/// A patrol was sent out to find what is missing.
public struct PatrolTasked: Hashable, Sendable, FactPayload {
    public var patrol: PatrolID
    public var incident: IncidentID
    /// What it is to find.
    public var missing: [MissingFactCode]
    /// When it is to have reported.
    public var due: Instant?
    /// Who decided it.
    public var officer: OfficerID

    public init(patrol: PatrolID, incident: IncidentID, missing: [MissingFactCode], due: Instant?, officer: OfficerID) {
        self.patrol = patrol
        self.incident = incident
        self.missing = missing
        self.due = due
        self.officer = officer
    }

    static let kind = FactKind.patrolTasked
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("patrol", \.patrol), .init("incident", \.incident), .init("missing", \.missing),
        .init("due", \.due), .init("officer", \.officer))
}
