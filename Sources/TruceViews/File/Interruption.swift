import GRDB
import GRDBSQLite
import Synchronization

/// Whether anybody still waits for an answer: once nobody does, the reading for it stops soon, wherever it is.
package final class Interruption: Sendable {
    private let isSet = Atomic(false)

    package init() {}

    /// From any thread, at any time; for good.
    package func interrupt() { isSet.store(true, ordering: .relaxed) }

    package var isInterrupted: Bool { isSet.load(ordering: .relaxed) }

    func check() throws(ViewsError) { if isInterrupted { throw .interrupted } }

    /// Steps of SQLite's machine between two looks: some microseconds.
    private static let steps: Int32 = 1_000

    /// Reads, looking whether it is still wanted: within a statement by SQLite's own count of its steps, which an
    /// interruption cannot miss by coming between two statements.
    func watching<Value>(_ db: Database, _ read: () throws -> Value) throws -> Value {
        sqlite3_progress_handler(
            db.sqliteConnection, Self.steps,
            { context in
                guard let context else { return 0 }
                return Unmanaged<Interruption>.fromOpaque(context).takeUnretainedValue().isInterrupted ? 1 : 0
            }, Unmanaged.passUnretained(self).toOpaque())
        defer { sqlite3_progress_handler(db.sqliteConnection, 0, nil, nil) }
        return try withExtendedLifetime(self) {
            try check()
            return try read()
        }
    }
}
