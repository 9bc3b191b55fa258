import Foundation
import GRDB
import Truce

/// A key that a machine uses in place of a person.
package struct Token: Sendable, Equatable {
    package let number: Int64
    package let account: AccountID
    package let name: String
    package let holder: HolderID
    package let scopes: Scope
    package let createdAt: Instant
    package let expiresAt: Instant
    /// To the hour, rounded down. Nil: never, as far as is written yet.
    package let usedAt: Instant?
    /// Whether the session that made it had passed a second factor, and that factor still stands.
    package let passedSecondFactor: Bool
}

/// What a text that should be a token is.
package enum TokenAnswer: Sendable, Equatable {
    case valid(Token)
    /// Never given out by anybody: a slip of the hand, a part of one, or another system's.
    case mistyped
    /// Well formed, and not accepted: unknown, revoked, expired, its account is disabled, or its holder needs a second
    /// factor and it was made without one.
    case refused
}

extension Accounts {
    private static let usedSeconds: Int64 = 3600

    /// A token for one of the account's holders; its text is told once. Asks for a session: a token cannot make
    /// another. A token ends with its lifetime, with its account, when the account loses the holder, and with whatever
    /// ends all sessions because somebody else may have had them.
    package func makeToken(
        name: String, holder: HolderID, scopes: Scope, lifetimeSeconds: Int64, by session: Session, at now: Instant
    ) async throws(AccountsError) -> (text: String, token: Token) {
        try session.expectFull()
        let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
        guard (1...100).contains(name.unicodeScalars.count), !name.unicodeScalars.contains(where: \.isSteering) else {
            throw .badTokenName
        }
        guard !scopes.isEmpty, Scope.all.isSuperset(of: scopes) else { throw .noScope }
        guard (1...settings.longestTokenSeconds).contains(lifetimeSeconds) else {
            throw .badLifetime(seconds: lifetimeSeconds, limit: settings.longestTokenSeconds)
        }
        let text = TokenText(Secret(chance))
        let (id, limit, hash) = (session.account, settings.tokensPerAccount, text.secret.hash)
        let expiresAt = now.advanced(bySeconds: lifetimeSeconds)
        let passed = session.passedSecondFactor
        let number = try await file.write { db in
            try Self.expectLive(session, db)
            guard try Self.holders(of: id, db).contains(holder) else { throw AccountsError.notItsHolder(holder) }
            try db.execute(
                sql: "DELETE FROM token WHERE account = ? AND expires_at <= ?", arguments: [id.number, now.seconds])
            let count = try Int.fetchOne(
                db, sql: "SELECT count(*) FROM token WHERE account = ?", arguments: [id.number])
            guard count ?? 0 < limit else { throw AccountsError.tooManyTokens(limit: limit) }
            try db.execute(
                sql: """
                    INSERT INTO token (hash, account, holder, name, scopes, created_at, expires_at, second_factor)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    hash, id.number, holder.text, name, scopes.rawValue, now.seconds, expiresAt.seconds, passed,
                ])
            return db.lastInsertedRowID
        }
        tell(.tokenMade, at: now, account: id, number: number)
        let token = Token(
            number: number, account: id, name: name, holder: holder, scopes: scopes, createdAt: now,
            expiresAt: expiresAt, usedAt: nil, passedSecondFactor: passed)
        return (text.text, token)
    }

    /// Asked at each use: a role that was granted since may ask for what the token was made without.
    package func counts(_ token: Token) -> Bool {
        token.passedSecondFactor || !needsSecondFactor(anyOf: [token.holder])
    }

    /// What this text is. Counts as a use. On the calling thread, as ``session(_:at:)``.
    package func token(_ text: String, at now: Instant) throws(AccountsError) -> TokenAnswer {
        guard let hash = TokenText(text)?.secret.hash else { return .mistyped }
        guard let credential = try find(hash, at: now, Self.readToken), let token = Self.token(credential),
            now < token.expiresAt, counts(token)
        else { return .refused }
        let hour = now.seconds - now.seconds % Self.usedSeconds
        if memory.see(hash, at: Instant(seconds: hour), every: Self.usedSeconds) {
            saw("UPDATE token SET used_at = max(ifnull(used_at, ?1), ?1) WHERE hash = ?2", [hour, hash])
        }
        return .valid(token)
    }

    /// Newest first, without the expired, with those that do not count.
    package func tokens(of id: AccountID, at now: Instant) async throws(AccountsError) -> [Token] {
        let credentials = try await file.read { db in
            try Row.fetchAll(
                db, sql: "SELECT * FROM token WHERE account = ? AND expires_at > ? ORDER BY number DESC",
                arguments: [id.number, now.seconds]
            ).map(Self.tokenCredential)
        }
        return credentials.compactMap(Self.token)
    }

    /// False when the account has no such token.
    package func revokeToken(
        _ number: Int64, of id: AccountID, by: AccountID? = nil, at now: Instant
    ) async throws(AccountsError) -> Bool {
        let isRevoked = try await revoke { db in
            try db.execute(sql: "DELETE FROM token WHERE number = ? AND account = ?", arguments: [number, id.number])
            return db.changesCount == 1
        }
        if isRevoked { tell(.tokenRevoked, at: now, account: id, by: by, number: number) }
        return isRevoked
    }

    private static func readToken(_ hash: Data, _ db: Database) throws -> Credential? {
        let statement = try db.cachedStatement(
            sql: """
                SELECT token.* FROM token JOIN account ON id = account WHERE hash = ? AND disabled_at IS NULL
                """)
        return try Row.fetchOne(statement, arguments: [hash]).map(tokenCredential)
    }

    private static func tokenCredential(_ row: Row) throws -> Credential {
        Credential(
            number: row["number"], account: AccountID(row["account"]), holder: try holder(row["holder"]), holders: [],
            kind: .token(
                name: row["name"], scopes: Scope(rawValue: row["scopes"]), expiresAt: row["expires_at"],
                passedSecondFactor: row["second_factor"]),
            createdAt: row["created_at"], seenAt: row["used_at"] ?? Instant.distantPast.seconds)
    }

    private static func token(_ credential: Credential) -> Token? {
        guard case .token(let name, let scopes, let expiresAt, let passed) = credential.kind else { return nil }
        return Token(
            number: credential.number, account: credential.account, name: name, holder: credential.holder,
            scopes: scopes, createdAt: Instant(seconds: credential.createdAt), expiresAt: Instant(seconds: expiresAt),
            usedAt: credential.seenAt == Instant.distantPast.seconds ? nil : Instant(seconds: credential.seenAt),
            passedSecondFactor: passed)
    }
}
