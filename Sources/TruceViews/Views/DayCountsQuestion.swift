import GRDB
import Truce

extension DayCounts: AnsweredByViews {
    /// Counting rule: reports by the day on which they were received, incidents and denials by the day of their earliest
    /// moment, findings by the day of the incident, or of their adoption where they name none. Each finding that stands
    /// counts once; what was reopened does not.
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
            try countCoverage(days, look, &counts)
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

    /// Entry by entry, and to the second, for those who may read what was told. For all others as of the end of the last
    /// day that was over, and in whole hours: the log says which entry tells of a denial or a watch, and counts before and
    /// after it would say when that was.
    private func countCoverage(_ days: ClosedRange<Int>, _ look: Look, _ counts: inout [DayCountRecord]) throws {
        let closed = try ClockView.closedDays(before: look.position, in: look.db)
        func told(_ topic: Topic, _ readsIt: Bool) throws -> [Int: DayCoverage] {
            try CoverageView.told(
                of: topic, days, before: readsIt ? look.position : closed, zone: look.rules.zone, in: look.db)
        }
        for (day, coverage) in try told(.denial, Reach(look.asker, .denialContent).all) {
            counts[day - days.lowerBound].denials = coverage.count
        }
        let readsIt = Reach(look.asker, .presenceContent).all
        for (day, coverage) in try told(.presence, readsIt) {
            let hours = Double(coverage.seconds) / 3600
            counts[day - days.lowerBound].watchedHours = readsIt ? hours : hours.rounded()
        }
    }
}
