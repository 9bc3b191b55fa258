import Foundation
import GRDB
import Truce

/// What is shown once, when somebody begins to enrol an authenticator app.
package struct Enrolment: Sendable {
    /// In Base32, to be typed.
    package let secret: String
    /// `otpauth://`, to be shown as a QR code.
    package let uri: String
}

/// The second factor: a code from an authenticator app, or a recovery code.
extension Accounts {
    /// Begins; nothing is asked at sign-in before ``confirmSecondFactor(code:by:at:)``. Beginning again makes a new
    /// secret. Throws ``AccountsError/secondFactorStands`` when there is one already.
    package func beginSecondFactor(by session: Session, at now: Instant) async throws(AccountsError) -> Enrolment {
        try session.expectPassword()
        let id = session.account
        let secret = chance.bytes(TOTP.secretBytes)
        let sealed = try keys.seal(secret, of: id, chance)
        let login = try await file.write { db in
            try Self.expectLive(session, db)
            if try SecondFactor.find(id, db)?.isConfirmed == true { throw AccountsError.secondFactorStands }
            try db.execute(
                sql: "INSERT OR REPLACE INTO second_factor VALUES (?, ?, ?, NULL)",
                arguments: [id.number, sealed, Int64.min])
            return try String.fetchOne(db, sql: "SELECT login FROM account WHERE id = ?", arguments: [id.number]) ?? ""
        }
        tell(.secondFactorBegun, at: now, account: id)
        return Enrolment(
            secret: Base32.text(secret), uri: TOTP.uri(secret, mission: settings.mission, login: login))
    }

    /// What was begun and not confirmed yet; nil when nothing was.
    package func pendingSecondFactor(by session: Session) async throws(AccountsError) -> Enrolment? {
        try session.expectPassword()
        let id = session.account
        let found = try await file.read { db -> (sealed: Data, login: String)? in
            try Self.expectLive(session, db)
            guard let factor = try SecondFactor.find(id, db), !factor.isConfirmed else { return nil }
            return (
                factor.sealed,
                try String.fetchOne(db, sql: "SELECT login FROM account WHERE id = ?", arguments: [id.number]) ?? ""
            )
        }
        guard let found else { return nil }
        let secret = try keys.open(found.sealed, of: id)
        return Enrolment(
            secret: Base32.text(secret), uri: TOTP.uri(secret, mission: settings.mission, login: found.login))
    }

    /// The first code: from now on sign-in asks for one. Other sessions end; this one gets a new secret and counts as
    /// signed in in full. The recovery codes are shown once. Throws ``AccountsError/wrongCode(retryAfterSeconds:)``,
    /// uncounted: who enrols has the secret.
    package func confirmSecondFactor(
        code: String, by session: Session, at now: Instant
    ) async throws(AccountsError) -> (session: NewSession, recoveryCodes: [String]) {
        try session.expectPassword()
        let (id, keys, secret, codes) = (session.account, keys, Secret(chance), recoveryCodes())
        let renewed = try await revoke { db in
            guard let factor = try SecondFactor.find(id, db), !factor.isConfirmed else {
                throw AccountsError.noSecondFactor
            }
            guard let step = try factor.acceptedStep(code, keys, at: now) else {
                throw AccountsError.wrongCode(retryAfterSeconds: nil)
            }
            try db.execute(
                sql: "UPDATE second_factor SET confirmed_at = ?, last_step = ? WHERE account = ?",
                arguments: [now.seconds, step, id.number])
            try Self.replaceRecoveryCodes(codes, of: id, db)
            try Self.endOthers(than: session, db)
            return try Self.renew(session, secret: secret, factor: .passed, in: db)
        }
        tell(.secondFactorConfirmed, at: now, account: id)
        return (try admitted(renewed, secret), codes.map(\.text))
    }

    /// New recovery codes instead of the old ones; shown once. Asks for a code, as at sign-in.
    package func renewRecoveryCodes(
        code: String, by session: Session, from address: NetworkAddress, at now: Instant
    ) async throws(AccountsError) -> [String] {
        try session.expectFull()
        let (id, codes) = (session.account, recoveryCodes())
        try await withCode(code, by: session, from: address, at: now) { db in
            try Self.replaceRecoveryCodes(codes, of: id, db)
        }
        tell(.recoveryCodesMade, at: now, account: id)
        return codes.map(\.text)
    }

    /// Removes one's own. Asks for a code, as at sign-in. Other sessions end; this one gets a new secret, and may do no
    /// more than enrol anew where a second factor is needed.
    package func removeSecondFactor(
        code: String, by session: Session, from address: NetworkAddress, at now: Instant
    ) async throws(AccountsError) -> NewSession {
        try session.expectFull()
        let (id, secret) = (session.account, Secret(chance))
        let renewed = try await withCode(code, by: session, from: address, at: now) { db in
            try Self.dropSecondFactor(of: id, db)
            try Self.endOthers(than: session, db)
            return try Self.renew(session, secret: secret, factor: .some(.none), in: db)
        }
        memory.forgetAll()
        tell(.secondFactorRemoved, at: now, account: id, from: address)
        return try admitted(renewed, secret)
    }

    /// Removes somebody's who lost phone and paper: for administrators, who first make sure whom they talk to. Ends the
    /// account's sessions and tokens.
    package func resetSecondFactor(
        of id: AccountID, by: AccountID? = nil, at now: Instant
    ) async throws(AccountsError) {
        try await revoke { db in
            try Self.expect(id, in: db)
            try Self.dropSecondFactor(of: id, db)
            try Self.endEverything(of: id, db)
        }
        tell(.secondFactorRemoved, at: now, account: id, by: by)
    }

    /// One try with a code, counted as one with a password is, and then `body` in the same transaction. Throws
    /// ``AccountsError/wrongCode(retryAfterSeconds:)`` for a wrong code, a used one, and while the login is locked.
    func withCode<Answer: Sendable>(
        _ code: String, by session: Session, from address: NetworkAddress, at now: Instant,
        _ body: @escaping @Sendable (Database) throws -> Answer
    ) async throws(AccountsError) -> Answer {
        let id = session.account
        let keys = keys
        let login = try await file.read { try Self.loginKey(of: id, $0) }
        let attempts = attempts(login, from: address, at: now)
        let (admission, use, answer) = try await file.write { db in
            try Self.expectLive(session, db)
            let admission = try attempts.begin(db)
            guard case .counted = admission, let use = try CodeUse(code, of: id, keys, at: now, db) else {
                return (admission, CodeUse?.none, Answer?.none)
            }
            try attempts.succeed(db)
            return (admission, use, try body(db))
        }
        switch (admission, use, answer) {
        case (_, let use?, let answer?):
            if case .recoveryCode(let left) = use {
                tell(.recoveryCodeUsed, at: now, account: id, from: address, number: Int64(left))
            }
            return answer
        case (.counted(let count), _, _):
            tellFailure(.codeFailed, id, count, from: address, at: now)
            throw .wrongCode(retryAfterSeconds: count.addressSeconds > 0 ? count.addressSeconds : nil)
        case (.locked(let addressSeconds), _, _):
            tell(.signInWhileLocked, at: now, account: id, from: address)
            throw .wrongCode(retryAfterSeconds: addressSeconds > 0 ? addressSeconds : nil)
        }
    }

    private func recoveryCodes() -> [RecoveryCode] { (0..<RecoveryCode.count).map { _ in RecoveryCode(chance) } }

    private static func replaceRecoveryCodes(_ codes: [RecoveryCode], of id: AccountID, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM recovery_code WHERE account = ?", arguments: [id.number])
        for code in codes {
            try db.execute(sql: "INSERT INTO recovery_code VALUES (?, ?)", arguments: [id.number, code.hash])
        }
    }

    /// What was made under it was made under nothing from now on.
    private static func dropSecondFactor(of id: AccountID, _ db: Database) throws {
        try db.execute(sql: "UPDATE token SET second_factor = 0 WHERE account = ?", arguments: [id.number])
        try db.execute(sql: "DELETE FROM second_factor WHERE account = ?", arguments: [id.number])
        try db.execute(sql: "DELETE FROM recovery_code WHERE account = ?", arguments: [id.number])
    }
}

/// The row of an account's second factor.
struct SecondFactor {
    let account: AccountID
    let sealed: Data
    let lastStep: Int64
    let isConfirmed: Bool

    static func find(_ id: AccountID, _ db: Database) throws -> SecondFactor? {
        try Row.fetchOne(db, sql: "SELECT * FROM second_factor WHERE account = ?", arguments: [id.number]).map { row in
            SecondFactor(
                account: id, sealed: row["sealed"], lastStep: row["last_step"],
                isConfirmed: row["confirmed_at"] != nil)
        }
    }

    func acceptedStep(_ code: String, _ keys: Keys, at now: Instant) throws(AccountsError) -> Int64? {
        TOTP.acceptedStep(code, try keys.open(sealed, of: account), at: now, after: lastStep)
    }
}

/// What a code was, and that it is used up now.
enum CodeUse: Sendable {
    case code
    case recoveryCode(left: Int)

    /// Nil when it is none. In a transaction that writes, so that two tries cannot both use it.
    init?(_ typed: String, of id: AccountID, _ keys: Keys, at now: Instant, _ db: Database) throws {
        guard let factor = try SecondFactor.find(id, db), factor.isConfirmed else { return nil }
        if let step = try factor.acceptedStep(typed, keys, at: now) {
            try db.execute(
                sql: "UPDATE second_factor SET last_step = ? WHERE account = ?", arguments: [step, id.number])
            self = .code
            return
        }
        guard let recovery = RecoveryCode(typed) else { return nil }
        try db.execute(
            sql: "DELETE FROM recovery_code WHERE account = ? AND hash = ?", arguments: [id.number, recovery.hash])
        guard db.changesCount == 1 else { return nil }
        let left = try Int.fetchOne(
            db, sql: "SELECT count(*) FROM recovery_code WHERE account = ?", arguments: [id.number])
        self = .recoveryCode(left: left ?? 0)
    }
}
