import GRDB
import Truce

/// When what was known: how many entries there were at each second at which any was recorded.
enum ClockView: View {
    static let schema = """
        CREATE TABLE clock (recorded INTEGER PRIMARY KEY, entries INTEGER NOT NULL) STRICT
        """

    /// A clock that went back is read as standing still, so that what was known never shrinks.
    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {
        writing.clock = max(writing.clock, entry.recorded.seconds)
        try writing.db.cachedStatement(
            sql: "INSERT INTO clock VALUES (?, ?) ON CONFLICT DO UPDATE SET entries = excluded.entries"
        ).execute(arguments: [writing.clock, entry.index + 1])
    }

    static func entries(recordedBy time: Instant, in db: Database) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT entries FROM clock WHERE recorded <= ? ORDER BY recorded DESC LIMIT 1"),
            arguments: [time.seconds]) ?? 0
    }
}
