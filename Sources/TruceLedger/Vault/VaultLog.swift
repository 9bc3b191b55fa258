import Foundation
import GRDB
import GRDBSQLite

/// The write-ahead log that SQLite keeps beside a vault that is open ``Vault/Use/continuous``, and how it is cleaned. Its
/// form: a header of 32 bytes, then frames of 24 bytes and one page each, those in use with the header's salt
/// (sqlite.org/fileformat2.html, “The Write-Ahead Log”).
struct VaultLog {
    private static let header = 32
    private static let frameHeader = 24

    /// The vault's own.
    let path: String

    static func isKept(_ db: Database) throws -> Bool { try String.fetchOne(db, sql: "PRAGMA journal_mode") == "wal" }

    /// Merges the log and goes back to the journal, where nobody else has the vault open.
    func end(_ db: Database) throws {
        try clean(db)
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode = PERSIST") == "persist" else {
            throw VaultError.busy(path: path)
        }
    }

    static func keep(_ db: Database) throws {
        guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
            throw VaultError.cannotWrite(why: "its disk does not let SQLite keep a write-ahead log")
        }
        // Merged after about 16 MiB, since that takes two waits for the disk more.
        try db.execute(sql: "PRAGMA wal_autocheckpoint = 4096")
    }

    /// So that who only looks does not give the log back to the disk unwritten.
    static func leaveBehind(_ db: Database) {
        var isLeft: Int32 = 1
        sqlite3_file_control(db.sqliteConnection, "main", SQLITE_FCNTL_PERSIST_WAL, &isLeft)
    }

    /// Merges the log and overwrites all of it but some frames of a row that says nothing. Others may have the vault
    /// open; one that reads for long makes this fail.
    func clean(_ db: Database) throws {
        try db.checkpoint(.restart)
        // Whatever the mark was, it changes, which begins the log anew at its start: nobody looks at what lies after that.
        try db.execute(sql: "UPDATE vault SET unscrubbed = 1")
        try db.execute(sql: "UPDATE vault SET unscrubbed = 0")
        // Nobody appends meanwhile.
        try db.inTransaction(.immediate) {
            try overwriteUnused()
            return .rollback
        }
    }

    private func overwriteUnused() throws {
        let log = path + "-wal"
        guard let state = try Descriptor.state(of: log), state.bytes > Self.header else { return }
        let file = try Descriptor.openForWriting(log)
        let head = try file.read(atMost: Self.header)
        let page = head[8..<12].reduce(0) { $0 << 8 | Int($1) }
        var end = Self.header
        while end < state.bytes {
            try file.seek(to: end)
            let frame = try file.read(atMost: Self.frameHeader)
            guard frame.count == Self.frameHeader, frame[8..<16] == head[16..<24] else { break }
            end += Self.frameHeader + page
        }
        // Two commits of one row: more would be a log that somebody kept from beginning anew.
        guard end <= Self.header + 16 * (Self.frameHeader + page) else {
            throw VaultError.notScrubbed(why: "another process is reading it")
        }
        try file.overwrite(from: end, to: state.bytes)
    }
}
