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

/// What triage made of a report.
public enum Disposition: String, Sendable, CaseIterable, FactCode {
    /// It tells of an incident, alone or with others.
    case incident
    /// It says again what another report of the same source said.
    case duplicate
    /// It tells of nothing that the agreement speaks to, or of nothing at all.
    case setAside = "set_aside"
}

/// An officer placed a report: with an incident, as a duplicate, or aside. A later one moves it; an officer's word
/// outranks every proposal.
public struct ReportTriaged: Hashable, Sendable, FactPayload {
    public var report: ReportID
    public var disposition: Disposition
    /// Where it tells of an incident.
    public var incident: IncidentID?
    /// Where it is a duplicate.
    public var duplicateOf: ReportID?
    /// Who decided it.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(
        report: ReportID, disposition: Disposition, incident: IncidentID?, duplicateOf: ReportID?, officer: OfficerID,
        sealed: [Commitment]
    ) {
        self.report = report
        self.disposition = disposition
        self.incident = incident
        self.duplicateOf = duplicateOf
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.reportTriaged
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("report", \.report), .init("disposition", \.disposition), .init("incident", \.incident),
        .init("duplicate_of", \.duplicateOf), .init("officer", \.officer), .init("sealed", \.sealed))
}

/// An officer took a proposed incident up for verification. From then on its reports change by officers' decisions only.
public struct IncidentOpened: Hashable, Sendable, FactPayload {
    public var incident: IncidentID
    public var reports: [ReportID]
    /// Who decided it.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(incident: IncidentID, reports: [ReportID], officer: OfficerID, sealed: [Commitment]) {
        self.incident = incident
        self.reports = reports
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.incidentOpened
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("reports", \.reports), .init("officer", \.officer),
        .init("sealed", \.sealed))
}

/// An officer ruled that incidents are one.
public struct IncidentsJoined: Hashable, Sendable, FactPayload {
    /// Those that are one.
    public var incidents: [IncidentID]
    /// The name it keeps.
    public var into: IncidentID
    /// In words for the public, where it was given openly.
    public var reason: String?
    /// Who decided it.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(incidents: [IncidentID], into: IncidentID, reason: String?, officer: OfficerID, sealed: [Commitment]) {
        self.incidents = incidents
        self.into = into
        self.reason = reason
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.incidentsJoined
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("incidents", \.incidents), .init("into", \.into), .init("reason", \.reason),
        .init("officer", \.officer), .init("sealed", \.sealed))
}

/// An officer ruled that an incident is several.
public struct IncidentSplit: Hashable, Sendable, FactPayload {
    /// The one that was split.
    public var incident: IncidentID
    /// What it was split into.
    public var parts: [IncidentPart]
    /// In words for the public, where it was given openly.
    public var reason: String?
    /// Who decided it.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(incident: IncidentID, parts: [IncidentPart], reason: String?, officer: OfficerID, sealed: [Commitment])
    {
        self.incident = incident
        self.parts = parts
        self.reason = reason
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.incidentSplit
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("incident", \.incident), .init("parts", \.parts), .init("reason", \.reason),
        .init("officer", \.officer), .init("sealed", \.sealed))
}

/// A patrol was sent out to find what is missing. Where it goes and when is sealed: who reads that may be there first.
public struct PatrolTasked: Hashable, Sendable, FactPayload {
    public var patrol: PatrolID
    public var incident: IncidentID
    /// What it is to find, where that was given openly.
    public var missing: [MissingFactCode]?
    /// When it is to have reported, where that was given openly.
    public var due: Instant?
    /// Who decided it.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(
        patrol: PatrolID, incident: IncidentID, missing: [MissingFactCode]?, due: Instant?, officer: OfficerID,
        sealed: [Commitment]
    ) {
        self.patrol = patrol
        self.incident = incident
        self.missing = missing
        self.due = due
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.patrolTasked
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("patrol", \.patrol), .init("incident", \.incident), .init("missing", \.missing),
        .init("due", \.due), .init("officer", \.officer), .init("sealed", \.sealed))
}

/// A patrol reported back. Who led it and which reports it brought is sealed: together they would name a source.
public struct PatrolReported: Hashable, Sendable, FactPayload {
    public var patrol: PatrolID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(patrol: PatrolID, sealed: [Commitment]) {
        self.patrol = patrol
        self.sealed = sealed
    }

    static let kind = FactKind.patrolReported
    static let version = 1
    static let shape = FactShape(Self.init, .init("patrol", \.patrol), .init("sealed", \.sealed))
}
