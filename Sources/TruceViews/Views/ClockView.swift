import GRDB
import Truce

/// When what was known: how many entries there were at each second at which any was recorded, and when each mission day
/// began.
enum ClockView: View {
    static let schema = """
        CREATE TABLE clock (recorded INTEGER PRIMARY KEY, entries INTEGER NOT NULL) STRICT;
        CREATE TABLE mission_day ( -- on which anything was recorded
            day INTEGER PRIMARY KEY, first INTEGER NOT NULL -- its first entry
        ) STRICT
        """

    /// A clock that went back is read as standing still, so that what was known never shrinks.
    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {
        writing.clock = max(writing.clock, entry.recorded.seconds)
        try writing.db.cachedStatement(
            sql: "INSERT INTO clock VALUES (?, ?) ON CONFLICT DO UPDATE SET entries = excluded.entries"
        ).execute(arguments: [writing.clock, entry.index + 1])
        guard writing.clock >= writing.dayEnds else { return }
        let day = writing.rules.zone.day(of: Instant(seconds: writing.clock))
        writing.dayEnds = writing.rules.zone.start(of: day.advanced(byDays: 1)).seconds
        try writing.db.cachedStatement(sql: "INSERT OR IGNORE INTO mission_day VALUES (?, ?)")
            .execute(arguments: [day.daysSince1970, entry.index])
    }

    /// Entries that were there when the mission day began on which the last one before `position` was recorded: the end of
    /// the last day that was over by then.
    static func closedDays(before position: Int, in db: Database) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(sql: "SELECT first FROM mission_day WHERE first < ? ORDER BY day DESC LIMIT 1"),
            arguments: [position]) ?? 0
    }

    static func entries(recordedBy time: Instant, in db: Database) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT entries FROM clock WHERE recorded <= ? ORDER BY recorded DESC LIMIT 1"),
            arguments: [time.seconds]) ?? 0
    }
}
