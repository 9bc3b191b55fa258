import GRDB
import Truce

/// Which incidents a question as of an earlier moment has to look at. Each is folded from its steps, so it looks at a bounded
/// number: anybody may ask for any moment.
struct EarlierIncidents {
    static let most = 2_000

    private let look: Look
    private let reach: Reach

    init(_ look: Look) {
        self.look = look
        reach = Reach(look.asker, IncidentRecord.existence)
    }

    /// Throws when that many are too many.
    static func check(_ count: Int) throws(ViewsError) {
        guard count > most else { return }
        throw .outOfRange(
            "As of an earlier moment at most 2,000 incidents are looked through. Ask for fewer days, or as of now.")
    }

    /// All that the asker may know of, and that may be told to it as of these days, in no order; some of them are not.
    func onRecord(_ from: MissionDay?, _ through: MissionDay?) throws -> Set<IncidentID> {
        let days = (from?.daysSince1970 ?? .min)...max(from?.daysSince1970 ?? .min, through?.daysSince1970 ?? .max)
        var found: Set<IncidentID> = []
        if reach.all {
            found = try known(days)
        } else {
            if reach.published { found = try published(days) }
            // Of what is its own, whoever sees no day is told nothing by days.
            let isByDay = from != nil || through != nil
            if reach.own, !isByDay || Reach(look.asker, IncidentRecord.existence, .incidentDay).own {
                found.formUnion(try own())
            }
        }
        try Self.check(found.count)
        return found
    }

    private func known(_ days: ClosedRange<Int32>) throws -> Set<IncidentID> {
        try Set(
            Int64.fetchAll(
                look.db.cachedStatement(
                    sql: """
                        SELECT id FROM incident_known WHERE day BETWEEN ? AND ?
                        AND from_position < ? AND (until_position IS NULL OR until_position >= ?) LIMIT ?
                        """),
                arguments: [days.lowerBound, days.upperBound, look.position, look.position, Self.most + 1]
            ).map { IncidentID(raw: UInt64($0)) })
    }

    /// By the day that a finding gives; one that gives none is told under any day.
    private func published(_ days: ClosedRange<Int32>) throws -> Set<IncidentID> {
        let topic = Topic.incident.rawValue
        return try named(
            """
            SELECT subject FROM finding JOIN about ON about.position = finding.born AND topic = ?
            WHERE day BETWEEN ? AND ? AND born < ?
            UNION SELECT subject FROM finding JOIN about ON about.position = finding.born AND topic = ?
            WHERE dated = 0 AND born < ? LIMIT ?
            """,
            [topic, days.lowerBound, days.upperBound, look.position, topic, look.position, Self.most + 1])
    }

    private func own() throws -> Set<IncidentID> {
        try Owners.of(look.asker).reduce(into: []) { found, owner in
            try found.formUnion(
                named(
                    "SELECT id FROM subject_owner WHERE topic = ? AND owner = ? AND born < ? LIMIT ?",
                    [Topic.incident.rawValue, owner, look.position, Self.most + 1]))
        }
    }

    private func named(_ sql: String, _ arguments: StatementArguments) throws -> Set<IncidentID> {
        try Set(String.fetchAll(look.db.cachedStatement(sql: sql), arguments: arguments).compactMap { IncidentID($0) })
    }
}
