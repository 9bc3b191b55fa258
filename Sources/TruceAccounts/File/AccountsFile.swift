import Foundation
import GRDB

/// The accounts' SQLite file (0600, WAL, `synchronous = FULL`: what was revoked stays revoked when the power fails).
///
/// Any number of processes may use it at once; SQLite lets one write at a time. Freed space is overwritten.
struct AccountsFile: Sendable {
    let path: String
    let pool: DatabasePool

    /// An empty file of accounts at a path where nothing is. A crash in between leaves an empty file, which is then
    /// not opened.
    static func create(at path: String, keyID: String) throws(AccountsError) {
        try PlainFile.createEmpty(path)
        do {
            let pool = try connect(path)
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA application_id = \(AccountsSchema.applicationID)")
                try db.inTransaction(.immediate) {
                    try AccountsSchema.migrate(db, from: 0)
                    try db.execute(sql: "INSERT INTO accounts VALUES (1, ?)", arguments: [keyID])
                    return .commit
                }
            }
            try pool.close()
        } catch { throw AccountsError(error, path: path, doing: .opening) }
    }

    /// Throws ``AccountsError/wrongKey(expected:found:)``, ``AccountsError/readableByOthers(path:)``,
    /// ``AccountsError/notAccounts(path:why:)``, ``AccountsError/damaged(why:)``. Brings an older file up to date.
    init(opening path: String, keyID: String) throws(AccountsError) {
        guard try PlainFile.size(of: path) > 0 else {
            throw .notAccounts(
                path: path, why: "it is empty. If its making was interrupted, remove it and make it again")
        }
        self.path = path
        do {
            pool = try Self.connect(path)
            try pool.writeWithoutTransaction { db in try Self.identify(db, path: path) }
            let found = try pool.read { try String.fetchOne($0, sql: "SELECT key_id FROM accounts") ?? "none" }
            guard found == keyID else { throw AccountsError.wrongKey(expected: found, found: keyID) }
        } catch { throw AccountsError(error, path: path, doing: .opening) }
    }

    private static func identify(_ db: Database, path: String) throws {
        guard try Int32.fetchOne(db, sql: "PRAGMA application_id") == AccountsSchema.applicationID else {
            throw AccountsError.notAccounts(
                path: path, why: "it belongs to another program. Name the accounts' own file")
        }
        // The file is small: all of it is looked at before anything in it is believed.
        let pages = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") ?? "no answer"
        guard pages == "ok" else { throw AccountsError.damaged(why: pages) }
        try db.inTransaction(.immediate) {
            let found = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
            guard (1...AccountsSchema.version).contains(found) else {
                throw AccountsError.notAccounts(
                    path: path,
                    why: "it is of version \(found), and this program knows 1 to \(AccountsSchema.version). "
                        + "Use the program that wrote it, or a newer one")
            }
            if found < AccountsSchema.version { try AccountsSchema.migrate(db, from: found) }
            guard try AccountsSchema.text(of: db) == AccountsSchema.expectedText() else {
                throw AccountsError.damaged(why: "its tables are not those of version \(AccountsSchema.version)")
            }
            return .commit
        }
        guard try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") == nil else {
            throw AccountsError.damaged(why: "a row refers to one that is not there")
        }
    }

    private static func connect(_ path: String) throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "accounts"
        configuration.busyMode = .timeout(5)
        configuration.observesSuspensionNotifications = false
        configuration.prepareDatabase { db in
            try db.execute(
                sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY; "
                    + "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA secure_delete = ON")
        }
        // SQLite would take a relative name that begins with “file:” for an address.
        return try DatabasePool(path: path.hasPrefix("/") ? path : "./" + path, configuration: configuration)
    }

    /// On the calling thread: for the look-ups that every request makes.
    func readNow<Answer>(_ body: (Database) throws -> Answer) throws(AccountsError) -> Answer {
        do { return try pool.read(body) } catch { throw AccountsError(error, path: path, doing: .reading) }
    }

    func read<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(AccountsError) -> Answer {
        try await perform { finish in
            pool.asyncRead { db in finish(Result { try body(db.get()) }, .reading) }
        }
    }

    /// One transaction: all of it, durable, or nothing. Goes on when the caller is cancelled: who hangs up does not
    /// escape being counted.
    func write<Answer: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(AccountsError) -> Answer {
        try await perform { finish in
            pool.asyncWriteWithoutTransaction { db in
                let result = Result {
                    var answer: Answer?
                    try db.inTransaction(.immediate) {
                        answer = try body(db)
                        return .commit
                    }
                    guard let answer else { preconditionFailure("a transaction that committed has an answer") }
                    return answer
                }
                finish(result, .writing)
            }
        }
    }

    private typealias Finish<Answer> = @Sendable (Result<Answer, any Error>, AccountsError.Doing) -> Void

    private func perform<Answer: Sendable>(
        _ start: (@escaping Finish<Answer>) -> Void
    ) async throws(AccountsError) -> Answer {
        let path = path
        let result = await withCheckedContinuation {
            (done: CheckedContinuation<Result<Answer, AccountsError>, Never>) in
            start { result, doing in
                done.resume(returning: result.mapError { AccountsError($0, path: path, doing: doing) })
            }
        }
        return try result.get()
    }

    /// Copies the file whole, as it is now, to a path where nothing is, while others use it.
    func copy(to destination: String) async throws(AccountsError) {
        try PlainFile.createEmpty(destination)
        do {
            try await perform { finish in
                pool.asyncWriteWithoutTransaction { db in
                    finish(Result { try db.execute(sql: "VACUUM INTO ?", arguments: [destination]) }, .writing)
                }
            }
        } catch {
            unlink(destination)
            throw error
        }
    }

    /// Leaves nothing of what was deleted, in free pages or in the log beside the file.
    func scrub() async throws(AccountsError) {
        try await perform { finish in
            pool.asyncWriteWithoutTransaction { db in
                finish(
                    Result {
                        try db.execute(sql: "VACUUM")
                        try db.checkpoint(.truncate)
                    }, .writing)
            }
        }
    }
}

extension AccountsError {
    enum Doing: Sendable { case opening, reading, writing }

    init(_ error: any Error, path: String, doing: Doing) {
        if let own = error as? AccountsError {
            self = own
            return
        }
        func failure(_ why: String) -> AccountsError {
            switch doing {
            case .opening: .cannotOpen(path: path, why: why)
            case .reading: .cannotRead(why: why)
            case .writing: .cannotWrite(why: why)
            }
        }
        guard let error = error as? DatabaseError else {
            self = failure("\(error)")
            return
        }
        // Without the statement and its arguments, which are nobody's business in a log.
        let message = error.message ?? "SQLite reports \(error.extendedResultCode.rawValue)"
        self =
            switch error.resultCode {
            case .SQLITE_BUSY, .SQLITE_LOCKED: .locked(path: path)
            case .SQLITE_NOTADB:
                .notAccounts(path: path, why: "it is not an SQLite file, or its first page is damaged")
            case .SQLITE_CORRUPT: .damaged(why: message)
            case .SQLITE_FULL: failure("the disk is full. Make room on it")
            case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
                failure("the file or its folder may not be written. Change their permissions")
            case .SQLITE_MISUSE: failure("they were closed. Open them again")
            default: failure("\(message) (SQLite code \(error.extendedResultCode.rawValue))")
            }
    }
}
