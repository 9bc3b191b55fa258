/// What officers have decided about which reports belong together: the matching engine proposes within it, never against it.
public struct MatchingConstraints: Hashable, Sendable {
    /// An incident's reports, ascending. They belong together, and with no report of another of these incidents.
    public struct Fixed: Hashable, Sendable {
        public var incident: IncidentID
        public var reports: [ReportID]
    }

    /// An officer took the report out of the incident, and placed it with no other.
    public struct Apart: Hashable, Sendable {
        public var report: ReportID
        public var incident: IncidentID
    }

    /// Ascending by incident.
    public var together: [Fixed]
    /// Ascending by report.
    public var apart: [Apart]
    /// Withdrawn, duplicates and set aside: they are matched with nothing. Ascending.
    public var leftOut: [ReportID]
}

extension Register {
    /// - Complexity: All reports. Ask again when ``constraintsVersion`` is another.
    public func constraints() -> MatchingConstraints {
        var together: [IncidentID: [ReportID]] = [:]
        var (apart, leftOut): ([MatchingConstraints.Apart], [ReportID]) = ([], [])
        for (row, id) in zip(reports.rows, reports.ids) {
            if !row.isStanding {
                leftOut.append(id)
            } else if row.incident != ReportRoll.Row.none {
                together[IncidentID(raw: row.incident), default: []].append(id)
            } else if row.takenFrom != ReportRoll.Row.none {
                apart.append(.init(report: id, incident: standing(IncidentID(raw: row.takenFrom))))
            }
        }
        return MatchingConstraints(
            together: together.sorted { $0.key < $1.key }.map { .init(incident: $0.key, reports: $0.value.sorted()) },
            apart: apart.sorted { $0.report < $1.report }, leftOut: leftOut.sorted())
    }
}
