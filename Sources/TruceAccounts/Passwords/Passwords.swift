import Foundation
import GRDB
import Truce

/// Setting, changing and checking passwords.
extension Accounts {
    /// Sets a password without asking for the old one: for administrators. Ends the account's sessions and tokens.
    package func setPassword(
        _ password: String, of id: AccountID, by: AccountID? = nil, at now: Instant
    ) async throws(AccountsError) {
        guard let account = try await account(id) else { throw .unknownAccount(id) }
        let derived = try await derived(password, for: try LoginName(account.login), from: nil)
        let keys = keys
        try await revoke { db in
            try Self.expect(id, in: db)
            if let derived { try StoredPassword(derived, of: id, keys).save(db, of: id, at: now) }
            try Self.endEverything(of: id, db)
        }
        tell(.passwordSet, at: now, account: id, by: by)
    }

    /// Changes one's own password. Every other session of the account ends and this one gets a new secret; tokens stay,
    /// since machines should not stop because a person was careful. Throws
    /// ``AccountsError/wrongPassword(retryAfterSeconds:)`` for a wrong old one, which counts towards a lock-out.
    package func changePassword(
        from old: String, to new: String, by session: Session, from address: NetworkAddress, at now: Instant
    ) async throws(AccountsError) -> NewSession {
        try session.expectFull()
        let id = session.account
        guard let account = try await account(id) else { throw .unknownAccount(id) }
        let login = try LoginName(account.login)
        // What the new one lacks is said before the old one is tried.
        if let fault = PasswordRules.fault(of: new, login: login) { throw .weakPassword(fault) }
        let proof = try await confirm(old, of: login, from: address, at: now)
        let derived = try await derived(new, for: login, from: address)
        let keys = keys
        let secret = Secret(chance)
        let renewed = try await revoke { db in
            try proof.expectStill(db)
            try proof.attempts.succeed(db)
            if let derived { try StoredPassword(derived, of: id, keys).save(db, of: id, at: now) }
            try db.execute(
                sql: "DELETE FROM session WHERE account = ? AND number <> ?", arguments: [id.number, session.number])
            return try Self.renew(session, secret: secret, in: db)
        }
        tell(.passwordSet, at: now, account: id, from: address, number: session.number)
        return try admitted(renewed, secret)
    }

    /// Nil for no password. Takes its time.
    func derived(
        _ password: String?, for login: LoginName, from address: NetworkAddress?
    ) async throws(AccountsError) -> DerivedPassword? {
        guard let password else { return nil }
        if let fault = PasswordRules.fault(of: password, login: login) { throw .weakPassword(fault) }
        let (cost, salt) = (settings.cost, chance.bytes(16))
        return try await work.run(for: address) { () throws(AccountsError) in
            try DerivedPassword(PasswordText(password), cost, salt: salt)
        }
    }

    /// The password of somebody who has signed in already.
    func confirm(
        _ password: String, of login: LoginName, from address: NetworkAddress, at now: Instant
    ) async throws(AccountsError) -> PasswordProof {
        switch try await check(password, login: login.key, from: address, at: now) {
        case .right(let proof): return proof
        case .wrong(let seconds): throw .wrongPassword(retryAfterSeconds: seconds)
        }
    }

    enum PasswordCheck: Sendable {
        case right(PasswordProof)
        case wrong(retryAfterSeconds: Int64?)
    }

    /// One try, counted. Whether the login is nobody's, locked, disabled or without a password, or the password wrong,
    /// cannot be told from the answer, nor from the time that it takes (except for an old password of another cost than
    /// the present one). Only a lock of the caller's own address is said.
    func check(
        _ password: String, login key: String, from address: NetworkAddress, at now: Instant
    ) async throws(AccountsError) -> PasswordCheck {
        let attempts = attempts(key, from: address, at: now)
        let (admission, target) = try await file.write { db in
            (try attempts.begin(db), try PasswordTarget.find(login: key, db))
        }
        let outcome: PasswordOutcome
        do { outcome = try await compare(password, with: target, from: address) } catch {
            // Nobody looked at it.
            if case .counted(let count) = admission { try await file.write { try attempts.takeBack(count, $0) } }
            if error == .busy { tell(.tooBusy, at: now, account: target?.account, from: address) }
            throw error
        }
        let count: Attempts.Count
        switch admission {
        case .locked(let addressSeconds):
            tell(.signInWhileLocked, at: now, account: target?.account, from: address)
            return .wrong(retryAfterSeconds: addressSeconds > 0 ? addressSeconds : nil)
        case .counted(let counted): count = counted
        }
        guard outcome.isRight, let target, let stored = target.stored, !target.isDisabled else {
            tellFailure(.signInFailed, target?.account, count, from: address, at: now)
            return .wrong(retryAfterSeconds: count.addressSeconds > 0 ? count.addressSeconds : nil)
        }
        return .right(
            PasswordProof(
                account: target.account, stored: stored, anew: outcome.anew, attempts: attempts, count: count))
    }

    func attempts(_ loginKey: String, from address: NetworkAddress, at now: Instant) -> Attempts {
        Attempts(
            keys.trace("login", loginKey), from: keys.trace("address", address.description), settings.lockOut, at: now)
    }

    func tellFailure(
        _ kind: AccountEvent.Kind, _ account: AccountID?, _ count: Attempts.Count, from address: NetworkAddress,
        at now: Instant
    ) {
        tell(kind, at: now, account: account, from: address)
        if count.loginSeconds > 0 { tell(.accountLocked, at: now, account: account, from: address) }
        if count.countsAddress, count.addressSeconds > 0 { tell(.addressLocked, at: now, from: address) }
    }

    private struct PasswordOutcome: Sendable {
        let isRight: Bool
        let anew: DerivedPassword?
    }

    private func compare(
        _ password: String, with target: PasswordTarget?, from address: NetworkAddress
    ) async throws(AccountsError) -> PasswordOutcome {
        let (present, salt, keys) = (settings.cost, chance.bytes(16), keys)
        let id = target?.account ?? AccountID(0)
        let stored = target?.stored ?? StoredPassword(cost: present, salt: salt, verifier: Data(salt + salt))
        return try await work.run(for: address) { () throws(AccountsError) in
            let text = PasswordText(password)
            let bytes = try text.derived(stored.cost, salt: stored.salt)
            let isRight = isSame(keys.verifier(bytes, of: id), stored.verifier) && text.isPossible
            let anew = isRight && stored.cost.work < present.work ? try DerivedPassword(text, present, salt: salt) : nil
            return PasswordOutcome(isRight: isRight, anew: anew)
        }
    }
}

/// Whose password a login asks for.
struct PasswordTarget: Sendable {
    let account: AccountID
    let isDisabled: Bool
    let stored: StoredPassword?

    static func find(login key: String, _ db: Database) throws -> PasswordTarget? {
        guard
            let row = try Row.fetchOne(
                db,
                sql: """
                    SELECT id, disabled_at, log2_n, block_size, parallelism, salt, verifier
                    FROM account LEFT JOIN password ON account = id WHERE login_key = ?
                    """, arguments: [key])
        else { return nil }
        return PasswordTarget(
            account: AccountID(row["id"]), isDisabled: row["disabled_at"] != nil, stored: try StoredPassword(row))
    }
}

/// That a password was right a moment ago, and what it may change.
struct PasswordProof: Sendable {
    let account: AccountID
    let stored: StoredPassword
    /// At the present cost, where that is another.
    let anew: DerivedPassword?
    let attempts: Attempts
    let count: Attempts.Count

    /// Throws when the password was changed, or the account disabled, while this one was being checked.
    func expectStill(_ db: Database) throws {
        let now = try PasswordTarget.find(login: Accounts.loginKey(of: account, db), db)
        guard let now, now.stored == stored, !now.isDisabled else {
            throw AccountsError.wrongPassword(retryAfterSeconds: nil)
        }
    }
}

extension StoredPassword {
    init(_ derived: DerivedPassword, of id: AccountID, _ keys: Keys) {
        self.init(cost: derived.cost, salt: derived.salt, verifier: keys.verifier(derived.bytes, of: id))
    }

    /// Nil for a row without a password.
    init?(_ row: Row) throws {
        guard let verifier: Data = row["verifier"] else { return nil }
        let cost = ScryptCost(log2N: row["log2_n"], blockSize: row["block_size"], parallelism: row["parallelism"])
        guard let cost else { throw AccountsError.damaged(why: "a password has a cost that none can have") }
        self.init(cost: cost, salt: Array(row["salt"] as Data), verifier: verifier)
    }

    func save(_ db: Database, of id: AccountID, at now: Instant) throws {
        try db.execute(
            sql: "INSERT OR REPLACE INTO password VALUES (?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                id.number, cost.log2N, cost.blockSize, cost.parallelism, Data(salt), verifier, now.seconds,
            ])
    }
}
