import Foundation
import GRDB
import Truce

/// What administrators do with accounts. `by` is for the journal.
extension Accounts {
    package static let holderLimit = 16

    /// A new account. Without a password it can be signed in to only by an external identity tied to it. Throws
    /// ``AccountsError/loginTaken``, ``AccountsError/weakPassword(_:)`` and what is said of a bad login or name.
    package func createAccount(
        login: String, displayName: String, holders: [HolderID], password: String? = nil, by: AccountID? = nil,
        at now: Instant
    ) async throws(AccountsError) -> AccountID {
        let person = try Person(login: login, displayName: displayName, holders: holders)
        let derived = try await derived(password, for: person.login, from: nil)
        let keys = keys
        let id = try await file.write { db in
            let id = try person.insert(db, at: now)
            if let derived { try StoredPassword(derived, of: id, keys).save(db, of: id, at: now) }
            return id
        }
        tell(.accountCreated, at: now, account: id, by: by)
        return id
    }

    package func account(_ id: AccountID) async throws(AccountsError) -> Account? {
        try await file.read { try Self.accounts($0, where: "id = ?", [id.number]).first }
    }

    /// By number, oldest first.
    package func accounts() async throws(AccountsError) -> [Account] {
        try await file.read { try Self.accounts($0, where: "true", []) }
    }

    /// Ends the account's sessions, and its tokens for holders that it no longer has.
    package func setHolders(
        _ holders: [HolderID], of id: AccountID, by: AccountID? = nil, at now: Instant
    ) async throws(AccountsError) {
        let holders = try Person.checked(holders)
        try await revoke { db in
            try Self.expect(id, in: db)
            try db.execute(sql: "DELETE FROM session WHERE account = ?", arguments: [id.number])
            for holder in try Self.holders(of: id, db) where !holders.contains(holder) {
                try db.execute(
                    sql: "DELETE FROM holding WHERE account = ? AND holder = ?", arguments: [id.number, holder.text])
            }
            try Person.insert(holders, of: id, db)
        }
        tell(.accountChanged, at: now, account: id, by: by)
    }

    package func setDisplayName(
        _ name: String, of id: AccountID, by: AccountID? = nil, at now: Instant
    ) async throws(AccountsError) {
        let name = try Person.checked(name)
        try await file.write { db in
            try Self.expect(id, in: db)
            try db.execute(sql: "UPDATE account SET display_name = ? WHERE id = ?", arguments: [name, id.number])
        }
        tell(.accountChanged, at: now, account: id, by: by)
    }

    /// Its sessions end, for good; its tokens rest until it is enabled again.
    package func disable(_ id: AccountID, by: AccountID? = nil, at now: Instant) async throws(AccountsError) {
        try await revoke { db in
            try Self.expect(id, in: db)
            try db.execute(
                sql: "UPDATE account SET disabled_at = ifnull(disabled_at, ?) WHERE id = ?",
                arguments: [now.seconds, id.number])
            try db.execute(sql: "DELETE FROM session WHERE account = ?", arguments: [id.number])
        }
        tell(.accountDisabled, at: now, account: id, by: by)
    }

    package func enable(_ id: AccountID, by: AccountID? = nil, at now: Instant) async throws(AccountsError) {
        try await revoke { db in
            try Self.expect(id, in: db)
            try db.execute(sql: "UPDATE account SET disabled_at = NULL WHERE id = ?", arguments: [id.number])
        }
        tell(.accountEnabled, at: now, account: id, by: by)
    }

    /// Forgets the failures counted against its login, from wherever they came.
    package func unlock(_ id: AccountID, by: AccountID? = nil, at now: Instant) async throws(AccountsError) {
        let keys = keys
        try await file.write { db in
            let login = try Self.loginKey(of: id, db)
            try db.execute(
                sql: "UPDATE attempt SET against_login = 0 WHERE login = ?", arguments: [keys.trace("login", login)])
        }
        tell(.accountUnlocked, at: now, account: id, by: by)
    }

    /// Removes the person: login, name, password, second factor, sessions, tokens, invitations, identities, and what
    /// is remembered of where they signed in. None of it remains in the file or beside it; what a file system or a
    /// backup keeps is out of reach here. What the holder did stays in the ledger, which never knew the person.
    ///
    /// The login may be given again: to refuse it would mean to remember it, and nothing outside refers to it. The
    /// number is not given again, since the journal does.
    package func erase(_ id: AccountID, by: AccountID? = nil, at now: Instant) async throws(AccountsError) {
        let keys = keys
        try await revoke { db in
            let login = try Self.loginKey(of: id, db)
            try db.execute(sql: "DELETE FROM attempt WHERE login = ?", arguments: [keys.trace("login", login)])
            try db.execute(sql: "DELETE FROM account WHERE id = ?", arguments: [id.number])
        }
        tell(.accountErased, at: now, account: id, by: by)
        try await file.scrub()
    }
}

/// The rows behind it.
extension Accounts {
    static func expect(_ id: AccountID, in db: Database) throws {
        _ = try loginKey(of: id, db)
    }

    static func loginKey(of id: AccountID, _ db: Database) throws -> String {
        guard
            let key = try String.fetchOne(
                db, sql: "SELECT login_key FROM account WHERE id = ?", arguments: [id.number])
        else { throw AccountsError.unknownAccount(id) }
        return key
    }

    static func holders(of id: AccountID, _ db: Database) throws -> [HolderID] {
        try String.fetchAll(
            db.cachedStatement(sql: "SELECT holder FROM holding WHERE account = ? ORDER BY position"),
            arguments: [id.number]
        ).map(holder)
    }

    static func holder(_ text: String) throws -> HolderID {
        guard let holder = HolderID(text) else {
            throw AccountsError.damaged(why: "a holder has a name that none can have")
        }
        return holder
    }

    private static func accounts(
        _ db: Database, where condition: String, _ arguments: StatementArguments
    ) throws -> [Account] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT account.*,
                    EXISTS (SELECT 1 FROM password WHERE account = id) AS has_password,
                    EXISTS (SELECT 1 FROM second_factor WHERE account = id AND confirmed_at NOT NULL) AS has_factor,
                    (SELECT count(*) FROM recovery_code WHERE account = id) AS codes
                FROM account WHERE \(condition) ORDER BY id
                """, arguments: arguments)
        return try rows.map { row in
            let id = AccountID(row["id"])
            return Account(
                id: id, login: row["login"], displayName: row["display_name"], holders: try holders(of: id, db),
                createdAt: Instant(seconds: row["created_at"]),
                disabledAt: (row["disabled_at"] as Int64?).map { Instant(seconds: $0) },
                hasPassword: row["has_password"], hasSecondFactor: row["has_factor"],
                recoveryCodesLeft: row["codes"])
        }
    }
}
