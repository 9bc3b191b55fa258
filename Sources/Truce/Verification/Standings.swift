/// What has been decided about a report.
public struct ReportStanding: Hashable, Sendable {
    /// Who filed it, and for which side; nil where that is not known or was erased.
    public var holder: HolderID?
    public var side: PartyID?
    /// Where an officer placed it; nil: nowhere yet.
    public var disposition: Disposition?
    public var incident: IncidentID?
    public var duplicateOf: ReportID?
    public var isWithdrawn: Bool
}

/// What has been decided about an incident.
public struct IncidentStanding: Hashable, Sendable {
    public var stage: IncidentStage
    /// Where it was joined into another.
    public var into: IncidentID?
    /// All that were placed with it, ascending; those that count are ``standingReports``.
    public var reports: [ReportID]
    /// Neither withdrawn nor duplicates nor set aside; ascending. What an assessment is made from.
    public var standingReports: [ReportID]
    /// Parties that somebody was asked to answer for, ascending.
    public var accusedAsked: [PartyID]
    /// The draft that may be adopted, or that was given back.
    public var draft: FindingID?
    /// The adopted finding that stands.
    public var finding: FindingID?
    /// Rungs of the ladder taken, ascending.
    public var rungs: [Int]
}

extension Register {
    /// Nil for a report that never came in.
    public func report(_ id: ReportID) -> ReportStanding? {
        guard let number = reports.number(of: id), reports[number].isReceived else { return nil }
        let row = reports[number]
        let disposition: Disposition? =
            switch row.placing {
            case .none: nil
            case .incident: .incident
            case .duplicate: .duplicate
            case .setAside: .setAside
            }
        return ReportStanding(
            holder: reports.holder(of: number), side: reports.side(of: number), disposition: disposition,
            incident: incident(ofReport: number),
            duplicateOf: row.duplicateOf < 0 ? nil : reports.id(row.duplicateOf), isWithdrawn: row.isWithdrawn)
    }

    /// Nil for one that nobody has opened; the mechanism may propose it all the same.
    public func incident(_ id: IncidentID) -> IncidentStanding? {
        guard let known = incidents[id], known.stage != .proposed else { return nil }
        return IncidentStanding(
            stage: known.stage, into: known.into, reports: reports.ids(known.reports).sorted(),
            standingReports: reports.ids(standingReports(of: known)).sorted(),
            accusedAsked: Set(known.asks.compactMap { asks[$0]?.about?.accused }).sorted(),
            draft: known.stage.isUnderWay ? known.drafts.last : nil, finding: known.finding,
            rungs: known.rungs.map(\.number))
    }

    /// Those under verification or at a draft, ascending.
    public var openIncidents: [IncidentID] { underWay.values.keys.sorted() }

    /// The incident that a finding, an ask or a patrol is about: whose basis a decision on it needs.
    public func incident(of finding: FindingID) -> IncidentID? { findings[finding].map { standing($0.incident) } }
    public func incident(of ask: AskID) -> IncidentID? { asks[ask]?.incident }
    public func incident(of patrol: PatrolID) -> IncidentID? { patrols[patrol]?.incident }

    /// Whether anybody was ever given a role: before that, the mechanism itself gives the first ones.
    public var hasRoles: Bool { !roles.values.isEmpty }
}
