import GRDB

/// What a ledger's SQLite file holds. The file guards itself: whatever program writes to it, entries follow one another
/// without gaps, a submission is recorded once, and nothing is changed or removed.
enum SQLiteStoreSchema {
    /// "Trce": marks the file as a ledger, in bytes 68–71 of its header.
    static let applicationID: Int32 = 0x5472_6365
    static let version: Int32 = 1

    /// Written as SQLite keeps them, so that a file's own can be compared.
    static let statements = [
        """
        CREATE TABLE ledger (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            origin TEXT NOT NULL CHECK (length(origin) > 0)
        ) STRICT
        """,
        """
        CREATE TABLE entry (
            index_ INTEGER PRIMARY KEY CHECK (index_ >= 0),
            submission BLOB NOT NULL UNIQUE CHECK (length(submission) = 32),
            leaf BLOB NOT NULL CHECK (length(leaf) = 32),
            bytes BLOB NOT NULL CHECK (length(bytes) <= 65535)
        ) STRICT
        """,
        // OR REPLACE removes a row without asking the triggers below, so it is stopped before it begins.
        """
        CREATE TRIGGER entry_follows BEFORE INSERT ON entry
        WHEN NEW.index_ IS NOT (SELECT ifnull(max(index_) + 1, 0) FROM entry)
            OR EXISTS (SELECT 1 FROM entry WHERE submission = NEW.submission)
        BEGIN SELECT RAISE(ABORT, 'an entry is recorded once, after the last one'); END
        """,
        """
        CREATE TRIGGER entry_stays BEFORE DELETE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is never removed'); END
        """,
        """
        CREATE TRIGGER entry_is_final BEFORE UPDATE ON entry
        BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END
        """,
        """
        CREATE TRIGGER ledger_is_one BEFORE INSERT ON ledger WHEN EXISTS (SELECT 1 FROM ledger)
        BEGIN SELECT RAISE(ABORT, 'a ledger has one origin'); END
        """,
        """
        CREATE TRIGGER ledger_stays BEFORE DELETE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the origin is never removed'); END
        """,
        """
        CREATE TRIGGER ledger_is_final BEFORE UPDATE ON ledger
        BEGIN SELECT RAISE(ABORT, 'the origin is never changed'); END
        """,
    ]

    static func create(origin: String, in db: Database) throws {
        try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        try db.inTransaction(.immediate) {
            for statement in statements { try db.execute(sql: statement) }
            try db.execute(sql: "INSERT INTO ledger (one, origin) VALUES (1, ?)", arguments: [origin])
            try db.execute(sql: "PRAGMA user_version = \(version)")
            return .commit
        }
    }

    /// The origin, once it is sure that this is a ledger that this program knows and that no entry is missing. Reads
    /// the index over submissions once to count them: 45 bytes an entry.
    static func identify(_ db: Database, path: String) throws -> String {
        try SQLiteFile.examineLength(db, path: path)
        let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
        guard application == applicationID else {
            throw StoreError.notALedger(path: path, why: "it belongs to another program. Name the ledger's own file")
        }
        let found = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard found <= version else {
            throw StoreError.notALedger(
                path: path,
                why: "it is of version \(found), and this program knows none above \(version). Use a newer one")
        }
        let held = try Set(
            String.fetchAll(
                db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"))
        guard found == version, held == Set(statements) else {
            throw StoreError.damaged(
                why: "its tables or the triggers that guard them are not those of version \(version)")
        }
        guard let origin = try String.fetchOne(db, sql: "SELECT origin FROM ledger WHERE one = 1") else {
            throw StoreError.damaged(why: "it does not say whose record it is")
        }
        let size = try size(db)
        let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM entry") ?? 0
        guard count == size else {
            throw StoreError.damaged(why: "its last entry is \(size - 1), and it holds \(count) entries, not \(size)")
        }
        return origin
    }

    static func size(_ db: Database) throws -> Int {
        try Int.fetchOne(db.cachedStatement(sql: "SELECT ifnull(max(index_) + 1, 0) FROM entry")) ?? 0
    }
}
