import Foundation
import GRDB
import Truce

/// Somebody as another organisation's sign-in service knows them: OpenID Connect's issuer and subject, compared byte for
/// byte. Whoever calls has checked the service's answer.
package struct Identity: Hashable, Sendable {
    package let issuer: String
    package let subject: String

    /// Throws ``AccountsError/badIdentity``.
    package init(issuer: String, subject: String) throws(AccountsError) {
        for text in [issuer, subject] {
            guard (1...255).contains(text.utf8.count), !text.unicodeScalars.contains(where: \.isSteering) else {
                throw .badIdentity
            }
        }
        self.issuer = issuer
        self.subject = subject
    }

    /// Strings that look the same but are not the same bytes are two identities.
    package static func == (a: Self, b: Self) -> Bool {
        a.issuer.utf8.elementsEqual(b.issuer.utf8) && a.subject.utf8.elementsEqual(b.subject.utf8)
    }

    package func hash(into hasher: inout Hasher) {
        for byte in issuer.utf8 { hasher.combine(byte) }
        hasher.combine(UInt8(0))
        for byte in subject.utf8 { hasher.combine(byte) }
    }

    func account(_ db: Database) throws -> AccountID? {
        try Int64.fetchOne(
            db, sql: "SELECT account FROM identity WHERE issuer = ? AND subject = ?", arguments: [issuer, subject]
        ).map { AccountID($0) }
    }

    /// Throws ``AccountsError/identityTaken`` when it is another account's.
    func insert(_ db: Database, account id: AccountID, at now: Instant) throws {
        if let owner = try account(db) {
            guard owner == id else { throw AccountsError.identityTaken }
            return
        }
        try db.execute(
            sql: "INSERT INTO identity VALUES (?, ?, ?, ?)", arguments: [issuer, subject, id.number, now.seconds])
    }
}

extension Accounts {
    /// Ties an identity to an account: whoever the other service says this is signs in as the account.
    package func tie(
        _ identity: Identity, to id: AccountID, by: AccountID? = nil, at now: Instant
    ) async throws(AccountsError) {
        try await file.write { db in
            try Self.expect(id, in: db)
            try identity.insert(db, account: id, at: now)
        }
        tell(.identityTied, at: now, account: id, by: by)
    }

    /// False when it was not tied to this account. Ends the account's sessions and tokens, which it may have begun.
    package func untie(
        _ identity: Identity, from id: AccountID, by: AccountID? = nil, at now: Instant
    ) async throws(AccountsError) -> Bool {
        let isUntied = try await revoke { db in
            try db.execute(
                sql: "DELETE FROM identity WHERE issuer = ? AND subject = ? AND account = ?",
                arguments: [identity.issuer, identity.subject, id.number])
            guard db.changesCount == 1 else { return false }
            try Self.endEverything(of: id, db)
            return true
        }
        if isUntied { tell(.identityUntied, at: now, account: id, by: by) }
        return isUntied
    }

    package func identities(of id: AccountID) async throws(AccountsError) -> [Identity] {
        try await file.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM identity WHERE account = ? ORDER BY issuer, subject", arguments: [id.number]
            ).map { try Identity(issuer: $0["issuer"], subject: $0["subject"]) }
        }
    }

    /// Signs in whom another service vouches for. `secondFactor`: whether that service says it asked for one; if not,
    /// an account that has its own is asked for it here.
    package func signIn(
        _ identity: Identity, secondFactor: Bool, from address: NetworkAddress, client: String = "", at now: Instant
    ) async throws(AccountsError) -> SignInAnswer {
        let (settings, secret) = (settings, Secret(chance))
        let credential = try await file.write { db -> Credential? in
            guard let id = try identity.account(db),
                try PasswordTarget.find(login: Self.loginKey(of: id, db), db)?.isDisabled == false
            else { return nil }
            let isCodeAwaited = try !secondFactor && SecondFactor.find(id, db)?.isConfirmed == true
            let factor: Session.Factor = secondFactor ? .passed : isCodeAwaited ? .awaited : .none
            return try Self.insertSession(
                secret, of: id, factor: factor, client: client, settings, at: now, in: db)
        }
        guard let credential else {
            tell(.signInFailed, at: now, from: address)
            return .refused(retryAfterSeconds: nil)
        }
        let new = try admitted(credential, secret)
        tell(
            new.session.standing == .codeAwaited ? .passwordAccepted : .signedIn, at: now,
            account: new.session.account, from: address, number: new.session.number)
        return .admitted(new)
    }
}
