import GRDB
import GRDBSQLite

/// A record in one SQLite file (WAL, `synchronous = FULL`): what was acknowledged survives the loss of power.
///
/// One process writes; any number read beside it, also from media that cannot be written. While it is open for writing
/// there are files beside it, whose names go on with `-wal`, `-shm` and `.lock`; after ``close()`` there is one file.
/// After any error the store can go on: a write that failed is undone, unless the error says otherwise.
public final class SQLiteStore: LedgerStore {
    let path: String
    let isImmutable: Bool
    private let origin: String
    private let reader: DatabaseQueue
    private let writer: DatabaseQueue?
    private let lock: WriterLock?

    /// Makes an empty ledger and opens it for writing. `origin` is what checkpoints will call it, for ever: at least
    /// one character and no line break. Throws ``StoreError/cannotOpen(path:why:)`` if there is a file already.
    public static func create(path: String, origin: String) throws(StoreError) -> SQLiteStore {
        guard !origin.isEmpty, !origin.contains(where: \.isNewline) else {
            throw .cannotOpen(
                path: path, why: "its origin must be one line of text. Name the log, as ledger.example.org/truce")
        }
        let lock = try WriterLock(for: path)
        let file = try UnfinishedFile(path)
        do {
            let queue = try SQLiteFile.connect(file.temporary, readOnly: false)
            try queue.inDatabase { try SQLiteStoreSchema.create(origin: origin, in: $0) }
            try queue.close()
            try file.finish()
        } catch {
            file.abandon()
            throw StoreError(error, path: path, doing: .opening)
        }
        return try SQLiteStore(writing: path, lock: lock)
    }

    /// Opens for writing. Throws ``StoreError/busy(path:)`` while another has it open for writing.
    public convenience init(path: String) throws(StoreError) {
        try SQLiteFile.examine(path)
        try self.init(writing: path, lock: try WriterLock(for: path))
    }

    private init(writing path: String, lock: WriterLock) throws(StoreError) {
        do {
            let queue = try SQLiteFile.connect(path, readOnly: false)
            origin = try queue.inDatabase { db in
                if sqlite3_db_readonly(db.sqliteConnection, "main") == 1 {
                    throw StoreError.cannotOpen(
                        path: path, why: "it may not be written. Change its permissions, or open it for reading")
                }
                let origin = try SQLiteStoreSchema.identify(db, path: path)
                guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
                    throw StoreError.cannotOpen(path: path, why: "its disk does not let SQLite keep a write-ahead log")
                }
                try db.execute(sql: "PRAGMA synchronous = FULL")
                // Submissions are random, so each entry touches another page of their index: those pages stay in memory
                // (64 MiB hold the index of 1.4 million), and many commits are merged at once (log of about 32 MiB).
                try db.execute(sql: "PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 8192")
                return origin
            }
            writer = queue
            reader = try SQLiteFile.connect(path, readOnly: true)
        } catch { throw StoreError(error, path: path, doing: .opening) }
        self.path = path
        self.lock = lock
        isImmutable = false
    }

    /// Opens for reading only, also beside a writer and on media that cannot be written.
    public static func open(reading path: String) throws(StoreError) -> SQLiteStore {
        do { return try SQLiteStore(reading: path, immutable: false) } catch {
            guard case .cannotOpen = error, !SQLiteFile.canWriteBeside(path) else { throw error }
            // Nothing can be written beside it. Without a log waiting there, the file alone is the whole record.
            if SQLiteFile.hasLog(path) {
                throw .cannotOpen(
                    path: path,
                    why: "its last entries are in “\(path)-wal” and its folder cannot be written. Copy both files to a "
                        + "folder that can")
            }
            return try SQLiteStore(reading: path, immutable: true)
        }
    }

    init(reading path: String, immutable: Bool) throws(StoreError) {
        try SQLiteFile.examine(path)
        do {
            reader = try SQLiteFile.connect(path, readOnly: true, immutable: immutable)
            origin = try reader.inDatabase { try SQLiteStoreSchema.identify($0, path: path) }
        } catch { throw StoreError(error, path: path, doing: .opening) }
        self.path = path
        writer = nil
        lock = nil
        isImmutable = immutable
    }

    /// Merges the log into the file, so that one file remains, and lets another write. Further calls fail. Does nothing
    /// when it is closed already. An error means that the log was not merged: the record is whole all the same, and the
    /// next that opens it for writing merges it.
    public func close() throws(StoreError) {
        // Our own reader goes first, since one file remains only when nobody reads. That it does not go is no reason to
        // keep the writer: another may write only once this one cannot.
        let reading = Result { try reader.close() }
        let writing = Result {
            guard let writer, lock?.isHeld == true else { return }
            let merging = Result { try writer.inDatabase(Self.merge) }
            try writer.close()
            lock?.release()
            try merging.get()
        }
        do {
            try writing.get()
            try reading.get()
        } catch { throw StoreError(error, path: path, doing: .writing) }
    }

    private static func merge(_ db: Database) throws {
        try db.checkpoint(.truncate)
        // Fails while others read, who then keep the log's empty file.
        _ = sqlite3_busy_timeout(db.sqliteConnection, 0)
        try? db.execute(sql: "PRAGMA journal_mode = DELETE")
    }

    public func head() async throws(StoreError) -> LedgerHead {
        LedgerHead(origin: origin, size: try await reading { try SQLiteStoreSchema.size($0) })
    }

    public func append(_ entries: [StoredEntry], after size: Int) async throws(StoreError) {
        if let large = entries.first(where: { $0.bytes.count > StoredEntry.byteLimit }) {
            throw .tooLarge(bytes: large.bytes.count)
        }
        guard let writer else {
            throw .cannotWrite(why: "it was opened for reading. Open it for writing")
        }
        let path = path
        let result = await withCheckedContinuation { (answer: CheckedContinuation<Result<Void, StoreError>, Never>) in
            writer.asyncWriteWithoutTransaction { db in
                do {
                    try db.inTransaction(.immediate) {
                        try Self.insert(entries, after: size, in: db)
                        return .commit
                    }
                    answer.resume(returning: .success(()))
                } catch { answer.resume(returning: .failure(StoreError(error, path: path, doing: .writing))) }
            }
        }
        try result.get()
    }

    public func read(from index: Int, limit: Int) async throws(StoreError) -> [StoredEntry] {
        try await reading { db in
            var entries: [StoredEntry] = []
            entries.reserveCapacity(max(0, min(limit, try SQLiteStoreSchema.size(db) - index)))
            try Self.walk(db, from: index, limit: limit) { entry in
                entries.append(
                    StoredEntry(
                        submission: SubmissionID(hash: TreeHash(copying: entry.submission.baseAddress!)),
                        leaf: TreeHash(copying: entry.leaf.baseAddress!), bytes: [UInt8](entry.bytes)))
                return true
            }
            return entries
        }
    }

    public func indices(of submissions: [SubmissionID]) async throws(StoreError) -> [Int?] {
        try await reading { try Self.indices(of: submissions, in: $0) }
    }

    func reading<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(StoreError) -> Answer {
        let path = path
        let result = await withCheckedContinuation { (answer: CheckedContinuation<Result<Answer, StoreError>, Never>) in
            reader.asyncRead { db in
                do { answer.resume(returning: .success(try body(db.get()))) } catch {
                    answer.resume(returning: .failure(StoreError(error, path: path, doing: .reading)))
                }
            }
        }
        return try result.get()
    }

    func readingNow<Answer>(_ body: (Database) throws -> Answer) throws(StoreError) -> Answer {
        do { return try reader.read(body) } catch { throw StoreError(error, path: path, doing: .reading) }
    }

    /// Tests: how large the file may grow, in pages of 4,096 bytes, as if the disk were full.
    func limitPages(to pages: Int) throws {
        try writer?.inDatabase { _ = try Int.fetchOne($0, sql: "PRAGMA max_page_count = \(pages)") }
    }
}
