import GRDB
import GRDBSQLite
import Truce

/// Puts reports received into their table: bound by hand, because a rebuild does it a million times.
struct ReportInserter {
    private let statement: Statement

    init(_ db: Database) throws {
        statement = try db.cachedStatement(
            sql: """
                INSERT OR IGNORE INTO report (position, id, received, day, recorded, holder, side, body, seals)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
    }

    /// Where two entries receive a report of one name, the first stands.
    func insert(_ entry: OpenedEntry, _ payload: ReportReceived, day: MissionDay) throws {
        let raw = statement.sqliteStatement
        defer { sqlite3_reset(raw) }
        sqlite3_bind_int64(raw, 1, Int64(entry.index))
        bind(payload.report.text, 2, raw)
        sqlite3_bind_int64(raw, 3, entry.receivedAt.seconds)
        sqlite3_bind_int64(raw, 4, Int64(day.daysSince1970))
        sqlite3_bind_int64(raw, 5, entry.recorded.seconds)
        bind(entry.sealed.source?.holder.map(Owners.holder), 6, raw)
        bind(entry.sealed.source?.side.map(Owners.side), 7, raw)
        bind(ReportBody(payload, entry.sealed).packed(), 8, raw)
        bind(Seals(payload.sealed).bytes, 9, raw)
        guard sqlite3_step(raw) == SQLITE_DONE else {
            let connection = sqlite3_db_handle(raw)
            throw DatabaseError(
                resultCode: ResultCode(rawValue: sqlite3_extended_errcode(connection)),
                message: String(cString: sqlite3_errmsg(connection)))
        }
    }

    /// SQLite copies what it is given.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func bind(_ text: String?, _ at: Int32, _ raw: SQLiteStatement) {
        guard var text else {
            sqlite3_bind_null(raw, at)
            return
        }
        text.withUTF8 { bytes in
            _ = bytes.withMemoryRebound(to: CChar.self) {
                sqlite3_bind_text(raw, at, $0.baseAddress, Int32($0.count), Self.copied)
            }
        }
    }

    private func bind(_ bytes: [UInt8], _ at: Int32, _ raw: SQLiteStatement) {
        // A null pointer would bind NULL.
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(raw, at, 0)
        } else {
            _ = bytes.withUnsafeBytes { sqlite3_bind_blob(raw, at, $0.baseAddress, Int32($0.count), Self.copied) }
        }
    }
}
