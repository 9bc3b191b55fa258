import GRDB
import GRDBSQLite

/// Rows in and out.
extension SQLiteStore {
    private static let indexSQL = "SELECT index_ FROM entry WHERE submission = ?"
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
        let statement = try SQLiteStatement(insertSQL, in: db)
        for (offset, entry) in entries.enumerated() {
            statement.bind(size + offset, at: 1)
            let code = entry.submission.hash.withUnsafeBytes { submission in
                entry.leaf.withUnsafeBytes { leaf in
                    entry.bytes.withUnsafeBytes { bytes in
                        statement.bind(submission, at: 2)
                        statement.bind(leaf, at: 3)
                        statement.bind(bytes, at: 4)
                        defer { statement.reset() }
                        return statement.stepped()
                    }
                }
            }
            if code & 0xFF == SQLITE_CONSTRAINT, let index = try indices(of: [entry.submission], in: db)[0] {
                throw StoreError.repeatedSubmission(entry.submission, index: index)
            }
            try statement.expect(SQLITE_DONE, code)
        }
    }

    static func indices(of submissions: [SubmissionID], in db: Database) throws -> [Int?] {
        let statement = try SQLiteStatement(indexSQL, in: db)
        return try submissions.map { submission in
            try submission.hash.withUnsafeBytes { hash in
                statement.bind(hash, at: 1)
                defer { statement.reset() }
                return try statement.step() ? statement.int(0) : nil
            }
        }
    }

    /// Rows in order, until `body` answers false. Throws ``StoreError/damaged(why:)`` at a gap.
    static func walk(_ db: Database, from start: Int, limit: Int, body: (Row) throws -> Bool) throws {
        precondition(start >= 0, "entries count from 0")
        guard limit > 0 else { return }
        let statement = try SQLiteStatement(walkSQL, in: db)
        defer { statement.reset() }
        statement.bind(start, at: 1)
        statement.bind(limit, at: 2)
        var expected = start
        while try statement.step() {
            let row = Row(
                index: statement.int(0), submission: statement.blob(1), leaf: statement.blob(2),
                bytes: statement.blob(3))
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
}
