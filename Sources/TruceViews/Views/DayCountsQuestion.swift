import GRDB
import Truce

extension DayCounts: AnsweredByViews {
    /// Counting rule: reports by the day on which they were received, incidents and denials by the day of their earliest
    /// moment, findings by the day of the incident. Each finding that stands counts once; what was reopened does not.
    package func answer(_ look: Look) throws -> Listing<DayCountRecord> {
        guard from <= through, through.daysSince1970 - from.daysSince1970 < 366 else {
            throw ViewsError.outOfRange("Counts are given for 1 to 366 days. Ask for fewer, first day first.")
        }
        let days = Int(from.daysSince1970)...Int(through.daysSince1970)
        var counts = days.map { day in
            DayCountRecord(
                day: MissionDay(daysSince1970: Int32(day)), reports: 0, incidents: look.isNow ? 0 : nil,
                breached: look.isNow ? 0 : nil, undetermined: look.isNow ? 0 : nil, findings: 0, violations: 0,
                unable: 0, denials: 0, watchedHours: 0)
        }
        func at(_ day: MissionDay) -> Int? {
            days.contains(Int(day.daysSince1970)) ? Int(day.daysSince1970) - days.lowerBound : nil
        }
        guard look.mayKnow(counts[0]) else { return Listing(records: [], next: nil, position: look.position) }
        if AccessTable.may(look.asker, see: FindingRecord.existence, Relation(isPublished: true)) {
            for (day, outcome, count) in try FindingView.standing(days, before: look.position, in: look.db) {
                let at = day - days.lowerBound
                counts[at].findings += count
                counts[at].violations += outcome == .violationVerified ? count : 0
                counts[at].unable += outcome == .unableToRule ? count : 0
            }
        }
        // Only those who see it pay for it.
        if look.sees("reports", of: counts[0]) { try countRows(days, look, &counts) }
        if look.sees("denials", of: counts[0]) || look.sees("watched_hours", of: counts[0]) {
            try countCoverage(look) { window, isDenial in
                if isDenial {
                    if let at = at(look.rules.zone.day(of: window.lowerBound)) { counts[at].denials? += 1 }
                } else {
                    share(window, days, look) { counts[$0].watchedHours? += $1 }
                }
            }
        }
        return Listing(records: counts, next: nil, position: look.position)
    }

    private func countRows(_ days: ClosedRange<Int>, _ look: Look, _ counts: inout [DayCountRecord]) throws {
        let bounds: StatementArguments = [days.lowerBound, days.upperBound]
        let reports = try Row.fetchAll(
            look.db.cachedStatement(
                sql: """
                    SELECT day, COUNT(*) FROM report WHERE day BETWEEN ? AND ? AND position < ? GROUP BY day
                    """), arguments: bounds + [look.position])
        for row in reports { counts[(row[0] as Int) - days.lowerBound].reports = row[1] }
        guard look.isNow else { return }
        let incidents = try Row.fetchAll(
            look.db.cachedStatement(
                sql: """
                    SELECT day, COUNT(*), SUM(outcome IS 'breached'), SUM(outcome IS 'undetermined') FROM incident
                    WHERE day BETWEEN ? AND ? AND stage != ? GROUP BY day
                    """), arguments: bounds + [IncidentStage.allCases.firstIndex(of: .joined)])
        for row in incidents {
            let at = (row[0] as Int) - days.lowerBound
            (counts[at].incidents, counts[at].breached, counts[at].undetermined) = (row[1], row[2], row[3])
        }
    }

    private func countCoverage(_ look: Look, _ count: (ClosedRange<Instant>, Bool) -> Void) throws {
        for topic in [Topic.denial, .presence] {
            let ids = try String.fetchCursor(
                look.db.cachedStatement(sql: "SELECT id FROM subject WHERE topic = ? AND born < ?"),
                arguments: [topic.rawValue, look.position])
            while let id = try ids.next() {
                if topic == .denial, let content = try look.subject(DenialFold.self, id)?.content {
                    count(content.earliest...max(content.earliest, content.latest), true)
                } else if topic == .presence, let content = try look.subject(PresenceFold.self, id)?.content {
                    count(content.earliest...max(content.earliest, content.latest), false)
                }
            }
        }
    }

    /// The hours of a window that fall on each day.
    private func share(
        _ window: ClosedRange<Instant>, _ days: ClosedRange<Int>, _ look: Look, _ add: (Int, Double) -> Void
    ) {
        let zone = look.rules.zone
        let first = max(Int(zone.day(of: window.lowerBound).daysSince1970), days.lowerBound)
        let last = min(Int(zone.day(of: window.upperBound).daysSince1970), days.upperBound)
        guard first <= last else { return }
        for day in first...last {
            let whole = zone.window(of: MissionDay(daysSince1970: Int32(day)))
            let (from, until) = (max(window.lowerBound, whole.earliest), min(window.upperBound, whole.latest))
            if from < until { add(day - days.lowerBound, Double(until.seconds(since: from)) / 3600) }
        }
    }
}
