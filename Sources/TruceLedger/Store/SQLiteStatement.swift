import Foundation
import GRDB
import GRDBSQLite

/// A statement that its connection keeps, bound, stepped and read by SQLite's own functions, because a value of GRDB's is
/// copied twice on its way. Used within one transaction, one at a time for each text.
struct SQLiteStatement {
    private let kept: Statement
    private let db: Database
    private var pointer: OpaquePointer { kept.sqliteStatement }

    init(_ sql: String, in db: Database) throws {
        kept = try db.cachedStatement(sql: sql)
        self.db = db
    }

    // MARK: In

    /// Parameters and columns: the first parameter is 1, the first column is 0.
    func bind(_ number: Int, at parameter: Int32) { sqlite3_bind_int64(pointer, parameter, Int64(number)) }

    /// The bytes must stay where they are until the statement is reset.
    func bind(_ bytes: UnsafeRawBufferPointer, at parameter: Int32) { bind(bytes, at: parameter, nil) }

    func bind(copying bytes: some ContiguousBytes, at parameter: Int32) {
        // SQLITE_TRANSIENT, a macro that is not imported: SQLite takes a copy.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        bytes.withUnsafeBytes { bind($0, at: parameter, copied) }
    }

    private func bind(_ bytes: UnsafeRawBufferPointer, at parameter: Int32, _ destructor: sqlite3_destructor_type?) {
        // No bytes have no address, which SQLite would take for NULL.
        if bytes.isEmpty {
            sqlite3_bind_zeroblob(pointer, parameter, 0)
        } else {
            sqlite3_bind_blob(pointer, parameter, bytes.baseAddress, Int32(bytes.count), destructor)
        }
    }

    // MARK: Through

    /// SQLite's code, whatever it is.
    func stepped() -> Int32 { sqlite3_step(pointer) }

    /// Whether there is a row.
    func step() throws -> Bool {
        let code = stepped()
        if code == SQLITE_ROW { return true }
        try expect(SQLITE_DONE, code)
        return false
    }

    /// For a statement without rows; afterwards it can be bound anew.
    func run() throws {
        defer { reset() }
        try expect(SQLITE_DONE, stepped())
    }

    /// What was bound is forgotten.
    func reset() {
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    func expect(_ wanted: Int32, _ code: Int32) throws {
        guard code != wanted else { return }
        throw DatabaseError(
            resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
    }

    // MARK: Out

    func int(_ column: Int32) -> Int { Int(sqlite3_column_int64(pointer, column)) }

    /// Valid until the next step.
    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(pointer, column)
        return UnsafeRawBufferPointer(
            start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(pointer, column)))
    }
}
