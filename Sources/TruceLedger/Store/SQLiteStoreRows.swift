import GRDB
import GRDBSQLite

/// Rows in and out. SQLite's own functions, because a value of GRDB's is copied twice on its way.
extension SQLiteStore {
    static let indexSQL = "SELECT index_ FROM entry WHERE submission = ?"
    private static let insertSQL = "INSERT INTO entry (index_, submission, leaf, bytes) VALUES (?, ?, ?, ?)"
    private static let walkSQL =
        "SELECT index_, submission, leaf, bytes FROM entry WHERE index_ >= ? ORDER BY index_ LIMIT ?"

    /// One row, where SQLite holds it: valid only during the call that hands it over.
    package struct Row {
        package var index: Int
        /// 32 bytes.
        package var submission: UnsafeRawBufferPointer
        /// 32 bytes.
        package var leaf: UnsafeRawBufferPointer
        package var bytes: UnsafeRawBufferPointer
    }

    /// Inside a transaction that writes.
    static func insert(_ entries: [StoredEntry], after size: Int, in db: Database) throws {
        let found = try SQLiteStoreSchema.size(db)
        guard found == size else { throw StoreError.movedOn(expected: size, found: found) }
        let cached = try db.cachedStatement(sql: insertSQL)
        let statement = cached.sqliteStatement
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (offset, entry) in entries.enumerated() {
            sqlite3_bind_int64(statement, 1, Int64(size + offset))
            let code = entry.submission.hash.withUnsafeBytes { submission in
                entry.leaf.withUnsafeBytes { leaf in
                    entry.bytes.withUnsafeBytes { bytes in
                        bind(submission, at: 2, to: statement)
                        bind(leaf, at: 3, to: statement)
                        bind(bytes, at: 4, to: statement)
                        return sqlite3_step(statement)
                    }
                }
            }
            if code & 0xFF == SQLITE_CONSTRAINT {
                sqlite3_reset(statement)
                let lookUp = try db.cachedStatement(sql: indexSQL)
                if let index = try index(of: entry.submission, lookUp.sqliteStatement, db) {
                    throw StoreError.repeatedSubmission(entry.submission, index: index)
                }
            }
            try expect(SQLITE_DONE, code, db)
            sqlite3_reset(statement)
        }
    }

    static func index(of submission: SubmissionID, _ statement: OpaquePointer, _ db: Database) throws -> Int? {
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        return try submission.hash.withUnsafeBytes { hash in
            bind(hash, at: 1, to: statement)
            let code = sqlite3_step(statement)
            if code == SQLITE_ROW { return Int(sqlite3_column_int64(statement, 0)) }
            try expect(SQLITE_DONE, code, db)
            return nil
        }
    }

    /// Rows in order, until `body` answers false. Throws ``StoreError/damaged(why:)`` at a gap.
    static func walk(_ db: Database, from start: Int, limit: Int, body: (Row) throws -> Bool) throws {
        precondition(start >= 0, "entries count from 0")
        guard limit > 0 else { return }
        let cached = try db.cachedStatement(sql: walkSQL)
        let statement = cached.sqliteStatement
        defer { sqlite3_reset(statement) }
        sqlite3_bind_int64(statement, 1, Int64(start))
        sqlite3_bind_int64(statement, 2, Int64(limit))
        var expected = start
        while true {
            let code = sqlite3_step(statement)
            guard code == SQLITE_ROW else { return try expect(SQLITE_DONE, code, db) }
            let row = Row(
                index: Int(sqlite3_column_int64(statement, 0)), submission: blob(1, of: statement),
                leaf: blob(2, of: statement), bytes: blob(3, of: statement))
            guard row.index == expected else {
                throw StoreError.damaged(
                    why: "entry \(expected) is missing: entry \(row.index) follows \(expected - 1)")
            }
            guard row.submission.count == TreeHash.byteCount, row.leaf.count == TreeHash.byteCount else {
                throw StoreError.damaged(
                    why: "a hash kept with entry \(expected) is not \(TreeHash.byteCount) bytes long")
            }
            guard try body(row) else { return }
            expected += 1
        }
    }

    private static func bind(_ bytes: UnsafeRawBufferPointer, at column: Int32, to statement: OpaquePointer) {
        // No bytes have no address, which SQLite would take for NULL. It reads the others before they go.
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(statement, column, 0)
        } else {
            sqlite3_bind_blob(statement, column, bytes.baseAddress, Int32(bytes.count), nil)
        }
    }

    private static func blob(_ column: Int32, of statement: OpaquePointer) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(statement, column)
        return UnsafeRawBufferPointer(
            start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(statement, column)))
    }

    private static func expect(_ wanted: Int32, _ code: Int32, _ db: Database) throws {
        guard code != wanted else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
    }
}
