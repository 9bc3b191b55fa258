import Foundation
import GRDB
import Synchronization

/// The vault's SQLite file: its tables, how it is opened, and how its free space is cleaned.
///
/// The journal is a rollback journal that stays in place (`PERSIST`): after every commit the main file alone is the
/// vault, a copy of it is whole, and an erasure has one other file to clean, which can be overwritten where it lies
/// instead of being given back to the disk unwritten. It waits for the disk four times a commit, so a process that seals
/// all the time keeps a write-ahead log instead (see ``VaultLog``), which is cleaned likewise. `secure_delete` zeroes what a commit
/// frees; `VACUUM` writes the file anew, since moving a row between pages may leave a copy in unused space; the
/// temporary copy that it needs stays in memory.
///
/// What a file system or a disk keeps of overwritten blocks (snapshots, wear levelling, backups) is out of reach here:
/// see ``Vault/rewrap(to:)``.
final class VaultFile: Sendable {
    /// “TrVa”.
    private static let applicationID = 0x5472_5661
    static let version = 2

    let path: String
    let queue: DatabaseQueue
    private let isForReading: Bool
    private let use: Vault.Use
    /// A connection that was closed must not be used.
    private let isOpen = Atomic(true)

    private init(path: String, queue: DatabaseQueue, isForReading: Bool, use: Vault.Use) {
        self.path = path
        self.queue = queue
        self.isForReading = isForReading
        self.use = use
    }

    deinit {
        // Whoever opens it next does what could not be done now.
        try? close()
    }

    /// Items as they were sealed: numbered by the first of their commitments, whose numbers follow one another.
    static let itemSchema = """
        CREATE TABLE vault (
            one INTEGER PRIMARY KEY CHECK (one = 1), key_id TEXT NOT NULL CHECK (length(key_id) = 16),
            unscrubbed INTEGER NOT NULL CHECK (unscrubbed IN (0, 1)), next INTEGER NOT NULL,
            filed INTEGER NOT NULL CHECK (filed BETWEEN 0 AND next)
        ) STRICT;
        CREATE TABLE item (
            first INTEGER PRIMARY KEY, name BLOB NOT NULL CHECK (length(name) = 16), created_at INTEGER NOT NULL,
            commitments BLOB NOT NULL CHECK (length(commitments) > 0 AND length(commitments) % 32 = 0),
            tags BLOB NOT NULL
        ) STRICT;
        CREATE TABLE sealed (number INTEGER PRIMARY KEY, wrapped_key BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;
        CREATE TABLE place (
            key INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (key, number)
        ) STRICT, WITHOUT ROWID;
        """

    private static let erasureSchema = """
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

    static func create(at path: String, keyID: String, use: Vault.Use) throws(VaultError) -> VaultFile {
        do {
            // SQLite takes an empty file for a new database, and gives its journal the same rights.
            let file = try Descriptor.create(path)
            try file.sync()
        } catch {
            if error.isExisting { throw .exists(path: path) }
            throw .cannotOpen(path: path, why: error.description)
        }
        let vault = try connected(path, use)
        try vault.write { db in
            try db.execute(sql: itemSchema + erasureSchema)
            try db.execute(sql: "INSERT INTO vault VALUES (1, ?, 0, 0, 0)", arguments: [keyID])
            try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(version)")
        }
        do { try Descriptor.syncFolder(of: path) } catch { throw .cannotOpen(path: path, why: error.description) }
        try vault.begin()
        return vault
    }

    /// - Parameter readOnly: cleans nothing; writing fails.
    static func open(
        at path: String, cipher: VaultCipher, use: Vault.Use = .occasional, readOnly: Bool = false
    ) throws(VaultError) -> VaultFile {
        do {
            guard let state = try Descriptor.state(of: path) else {
                throw VaultError.cannotOpen(path: path, why: "there is no such file")
            }
            guard state.isRegular else { throw VaultError.notAVault(path: path, why: "it is not a plain file") }
            guard state.isOwnersOnly else { throw VaultError.readableByOthers(path: path) }
        } catch let error as VaultError {
            throw error
        } catch { throw .cannotOpen(path: path, why: "\(error)") }
        let file = try connected(path, use, readOnly: readOnly)
        let (found, version) = try file.read { db in
            let id = try Int.fetchOne(db, sql: "PRAGMA application_id")
            let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            guard id == Self.applicationID else { throw VaultError.notAVault(path: path, why: "its mark is another") }
            guard (1...Self.version).contains(version) else {
                throw VaultError.notAVault(
                    path: path, why: "its version is \(version), and this program knows \(Self.version)")
            }
            return (try String.fetchOne(db, sql: "SELECT key_id FROM vault") ?? "none", version)
        }
        guard found == cipher.keyID else { throw .wrongKey(expected: found, found: cipher.keyID) }
        let present = version < Self.version ? try file.upgraded(by: cipher) : file
        if !readOnly {
            try present.begin()
            try present.scrub()
        }
        return present
    }

    /// From a log to the journal or back, also where a process that kept a log was killed.
    private func begin() throws(VaultError) {
        do {
            try queue.writeWithoutTransaction { db in
                if use == .continuous {
                    try VaultLog.keep(db)
                } else if try VaultLog.isKept(db) {
                    try VaultLog(path: path).end(db)
                }
            }
        } catch { throw Self.failureOfWriting(error, path) }
    }

    /// Leaves the main file alone to be the vault. Further calls fail.
    func close() throws(VaultError) {
        guard isOpen.load(ordering: .acquiring) else { return }
        do {
            if use == .continuous, !isForReading {
                try queue.writeWithoutTransaction { try VaultLog(path: path).end($0) }
            }
            try queue.close()
            isOpen.store(false, ordering: .releasing)
        } catch { throw Self.failureOfWriting(error, path) }
    }

    /// A file of version 1 in the form of version 2: where it lies, or in memory where it is only looked at.
    private func upgraded(by cipher: VaultCipher) throws(VaultError) -> VaultFile {
        var target = self
        if isForReading {
            do {
                let memory = try DatabaseQueue()
                try queue.backup(to: memory)
                target = VaultFile(path: path, queue: memory, isForReading: true, use: use)
            } catch { throw Self.failure(error, path) { .cannotRead(why: $0) } }
        }
        try target.transact { db in
            try VaultUpgrade(db: db, cipher: cipher).run()
            try db.execute(sql: "PRAGMA user_version = \(Self.version)")
        }
        return target
    }

    private static func connected(
        _ path: String, _ use: Vault.Use, readOnly: Bool = false
    ) throws(VaultError) -> VaultFile {
        var settings = Configuration()
        // What a writer that was killed left half done is undone by whoever looks next, if the disk allows it.
        settings.readonly = readOnly && !SQLiteFile.canWrite(path)
        settings.busyMode = .timeout(10)
        settings.prepareDatabase { db in
            try db.execute(sql: "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0")
            if readOnly { VaultLog.leaveBehind(db) }
            if db.configuration.readonly { return }
            try db.execute(
                sql: """
                    PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
                    PRAGMA secure_delete = ON
                    """)
            // Another process may have it open continuously, or was killed while it had.
            if try !VaultLog.isKept(db) { try db.execute(sql: "PRAGMA journal_mode = PERSIST") }
        }
        do {
            let queue = try DatabaseQueue(path: path, configuration: settings)
            return VaultFile(path: path, queue: queue, isForReading: readOnly, use: use)
        } catch {
            throw Self.failure(error, path) { .cannotOpen(path: path, why: $0) }
        }
    }

    /// One transaction: all of it, durable, or nothing.
    func write<Result>(_ body: (Database) throws -> Result) throws(VaultError) -> Result {
        try checkThatItCanBeWritten()
        return try transact(body)
    }

    private func transact<Result>(_ body: (Database) throws -> Result) throws(VaultError) -> Result {
        do { return try queue.writeWithoutTransaction { try $0.immediately(body) } } catch {
            throw Self.failureOfWriting(error, path)
        }
    }

    /// As ``write(_:)``, without holding up the calling thread.
    func writeLater(_ body: @escaping @Sendable (Database) throws -> Void) async throws(VaultError) {
        try checkThatItCanBeWritten()
        let path = path
        let failure = await withCheckedContinuation { (answer: CheckedContinuation<VaultError?, Never>) in
            queue.asyncWriteWithoutTransaction { db in
                do {
                    try db.immediately(body)
                    answer.resume(returning: nil)
                } catch { answer.resume(returning: Self.failureOfWriting(error, path)) }
            }
        }
        if let failure { throw failure }
    }

    private func checkThatItCanBeWritten() throws(VaultError) {
        guard isOpen.load(ordering: .acquiring) else { throw .cannotWrite(why: "it was closed. Open it again") }
        guard !isForReading else { throw .cannotWrite(why: "it was opened for reading") }
    }

    private static func failureOfWriting(_ error: any Error, _ path: String) -> VaultError {
        (error as? VaultError) ?? failure(error, path) { .cannotWrite(why: $0) }
    }

    func read<Result>(_ body: (Database) throws -> Result) throws(VaultError) -> Result {
        guard isOpen.load(ordering: .acquiring) else { throw .cannotRead(why: "it was closed. Open it again") }
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

    /// Cleans what an erasure or a rewrapping left in free space and in the journal or the log. A mark in the file, set in the
    /// same transaction as these, says that it is due, so that a crash before or in the middle is made good on the
    /// next opening. The cost is that of writing the file once.
    func scrub() throws(VaultError) {
        try checkThatItCanBeWritten()
        do {
            try queue.writeWithoutTransaction { db in
                if try Bool.fetchOne(db, sql: "SELECT unscrubbed FROM vault") == true {
                    try db.execute(sql: "VACUUM")
                    if use == .occasional { try db.execute(sql: "UPDATE vault SET unscrubbed = 0") }
                }
                if use == .continuous { return try VaultLog(path: path).clean(db) }
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
        try Descriptor.openForWriting(journal).overwrite(from: 0, to: state.bytes)
    }
}

extension Database {
    /// What takes the file for writing from the start, so that no other process writes between look and change.
    fileprivate func immediately<Result>(_ body: (Database) throws -> Result) throws -> Result {
        var result: Result?
        try inTransaction(.immediate) {
            result = try body(self)
            return .commit
        }
        guard let result else { preconditionFailure("a transaction that committed has a result") }
        return result
    }
}
