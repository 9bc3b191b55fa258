import Foundation
import GRDB

/// The vault's SQLite file: its tables, how it is opened, and how its free space is cleaned.
///
/// The journal is a rollback journal that stays in place (`PERSIST`), not a write-ahead log: after every commit the
/// main file alone is the vault, a copy of it is whole, and an erasure has one other file to clean, which can be
/// overwritten where it lies instead of being given back to the disk unwritten. `secure_delete` zeroes what a commit
/// frees; `VACUUM` writes the file anew, since moving a row between pages may leave a copy in unused space; the
/// temporary copy that it needs stays in memory.
///
/// What a file system or a disk keeps of overwritten blocks (snapshots, wear levelling, backups) is out of reach here:
/// see ``Vault/rewrap(to:)``.
struct VaultFile: Sendable {
    /// “TrVa”.
    private static let applicationID = 0x5472_5661
    private static let version = 1

    let path: String
    let queue: DatabaseQueue
    private let isForReading: Bool

    private static let schema = """
        CREATE TABLE vault (
            one INTEGER PRIMARY KEY CHECK (one = 1), key_id TEXT NOT NULL CHECK (length(key_id) = 16),
            unscrubbed INTEGER NOT NULL CHECK (unscrubbed IN (0, 1))
        ) STRICT;
        CREATE TABLE sealed (
            commitment BLOB PRIMARY KEY CHECK (length(commitment) = 32),
            wrapped_key BLOB NOT NULL, sealed BLOB NOT NULL, padded_bytes INTEGER NOT NULL,
            item BLOB NOT NULL CHECK (length(item) = 16), created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX sealed_item ON sealed (item);
        CREATE TABLE decoy (
            commitment BLOB PRIMARY KEY CHECK (length(commitment) = 32), item BLOB NOT NULL CHECK (length(item) = 16)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX decoy_item ON decoy (item);
        CREATE TABLE tag (
            lookup BLOB PRIMARY KEY CHECK (length(lookup) = 32), commitment BLOB NOT NULL REFERENCES sealed,
            sealed BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX tag_commitment ON tag (commitment);
        CREATE TABLE erasure (
            id INTEGER PRIMARY KEY, authority TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL,
            settled INTEGER NOT NULL CHECK (settled IN (0, 1))
        ) STRICT;
        CREATE TABLE erased (
            commitment BLOB PRIMARY KEY CHECK (length(commitment) = 32), erasure INTEGER NOT NULL REFERENCES erasure,
            item BLOB NOT NULL CHECK (length(item) = 16)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX erased_erasure ON erased (erasure);
        """

    static func create(at path: String, keyID: String) throws(VaultError) -> VaultFile {
        do {
            // SQLite takes an empty file for a new database, and gives its journal the same rights.
            let file = try Descriptor.create(path)
            try file.sync()
        } catch {
            if error.isExisting { throw .exists(path: path) }
            throw .cannotOpen(path: path, why: error.description)
        }
        let vault = try connected(path)
        try vault.write { db in
            try db.execute(sql: schema)
            try db.execute(sql: "INSERT INTO vault VALUES (1, ?, 0)", arguments: [keyID])
            try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
        }
        do { try Descriptor.syncFolder(of: path) } catch { throw .cannotOpen(path: path, why: error.description) }
        return vault
    }

    /// - Parameter readOnly: cleans nothing; writing fails.
    static func open(at path: String, keyID: String, readOnly: Bool = false) throws(VaultError) -> VaultFile {
        do {
            guard let state = try Descriptor.state(of: path) else {
                throw VaultError.cannotOpen(path: path, why: "there is no such file")
            }
            guard state.isRegular else { throw VaultError.notAVault(path: path, why: "it is not a plain file") }
            guard state.isOwnersOnly else { throw VaultError.readableByOthers(path: path) }
        } catch let error as VaultError {
            throw error
        } catch { throw .cannotOpen(path: path, why: "\(error)") }
        let file = try connected(path, readOnly: readOnly)
        let found = try file.read { db in
            let id = try Int.fetchOne(db, sql: "PRAGMA application_id")
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            guard id == Self.applicationID else { throw VaultError.notAVault(path: path, why: "its mark is another") }
            guard version == Self.version else {
                throw VaultError.notAVault(
                    path: path, why: "its version is \(version), and this program knows \(Self.version)")
            }
            return try String.fetchOne(db, sql: "SELECT key_id FROM vault") ?? "none"
        }
        guard found == keyID else { throw .wrongKey(expected: found, found: keyID) }
        if !readOnly { try file.scrub() }
        return file
    }

    private static func connected(_ path: String, readOnly: Bool = false) throws(VaultError) -> VaultFile {
        var settings = Configuration()
        // What a writer that was killed left half done is undone by whoever looks next, if the disk allows it.
        settings.readonly = readOnly && !SQLiteFile.canWrite(path)
        settings.busyMode = .timeout(10)
        settings.prepareDatabase { db in
            if db.configuration.readonly {
                return try db.execute(sql: "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0")
            }
            try db.execute(
                sql: """
                    PRAGMA journal_mode = PERSIST; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;
                    PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0
                    """)
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: settings)
            return VaultFile(path: path, queue: queue, isForReading: readOnly)
        } catch {
            throw Self.failure(error, path) { .cannotOpen(path: path, why: $0) }
        }
    }

    /// One transaction: all of it, durable, or nothing.
    func write<Result>(_ body: (Database) throws -> Result) throws(VaultError) -> Result {
        guard !isForReading else { throw .cannotWrite(why: "it was opened for reading") }
        do {
            return try queue.inImmediateTransaction(body)
        } catch let error as VaultError {
            throw error
        } catch { throw Self.failure(error, path) { .cannotWrite(why: $0) } }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws(VaultError) -> Result {
        do { return try queue.read(body) } catch let error as VaultError { throw error } catch {
            throw Self.failure(error, path) { .cannotRead(why: $0) }
        }
    }

    private static func failure(_ error: any Error, _ path: String, _ other: (String) -> VaultError) -> VaultError {
        guard let error = error as? DatabaseError else { return other("\(error)") }
        // Without the statement and its arguments, which are nobody's business in a log.
        let message = error.message ?? "SQLite reports \(error.extendedResultCode.rawValue)"
        return switch error.resultCode {
        case _ where error.isForWantOfRoom: other("the disk is full")
        case .SQLITE_BUSY: .busy(path: path)
        case .SQLITE_NOTADB: .notAVault(path: path, why: "it is not an SQLite file, or its first page is damaged")
        case .SQLITE_CORRUPT: .fileDamaged(path: path, why: message)
        case .SQLITE_READONLY: other("the file or its folder may not be written (\(message))")
        default: other("\(message) (SQLite code \(error.extendedResultCode.rawValue))")
        }
    }

    /// Cleans what an erasure or a rewrapping left in free space and in the journal. A mark in the file, set in the
    /// same transaction as these, says that it is due, so that a crash before or in the middle is made good on the
    /// next opening. The cost is that of writing the file once.
    func scrub() throws(VaultError) {
        do {
            try queue.writeWithoutTransaction { db in
                if try Bool.fetchOne(db, sql: "SELECT unscrubbed FROM vault") == true {
                    try db.execute(sql: "VACUUM")
                    try db.execute(sql: "UPDATE vault SET unscrubbed = 0")
                }
                // Nobody else writes meanwhile, and nothing is changed within, so that the journal is not in use.
                try db.inTransaction(.exclusive) {
                    try overwriteJournal()
                    return .commit
                }
            }
        } catch { throw .notScrubbed(why: "\(error)") }
    }

    private func overwriteJournal() throws(FileFault) {
        let journal = path + "-journal"
        guard let state = try Descriptor.state(of: journal), state.bytes > 0 else { return }
        let file = try Descriptor.openForWriting(journal)
        let zeros = [UInt8](repeating: 0, count: 1 << 16)
        var left = state.bytes
        while left > 0 {
            try file.write(left >= zeros.count ? zeros : Array(zeros[..<left]))
            left -= min(left, zeros.count)
        }
        try file.sync()
        try file.truncate()
        try file.sync()
    }
}

extension DatabaseQueue {
    fileprivate func inImmediateTransaction<Result>(_ body: (Database) throws -> Result) throws -> Result {
        try writeWithoutTransaction { db in
            var result: Result?
            try db.inTransaction(.immediate) {
                result = try body(db)
                return .commit
            }
            guard let result else { preconditionFailure("a transaction that committed has a result") }
            return result
        }
    }
}
