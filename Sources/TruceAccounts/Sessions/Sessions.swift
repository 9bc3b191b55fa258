import Foundation
import GRDB
import Truce

/// Looking sessions up, listing and ending them.
extension Accounts {
    /// Whose session this is; nil when it is unknown, signed out or expired. On the calling thread: from memory, or by one
    /// read of an index.
    ///
    /// - Parameter countsAsSeen: Not where a machine only looks whether it still stands: who is away is signed out.
    package func session(
        _ secret: String, at now: Instant, countsAsSeen: Bool = true
    ) throws(AccountsError) -> Session? {
        guard let hash = Secret(secret)?.hash else { return nil }
        guard let credential = try find(hash, at: now, Self.readSession), let session = session(credential, hash),
            isLive(session, at: now)
        else { return nil }
        if countsAsSeen, memory.see(hash, at: now, every: settings.seenSeconds) {
            saw("UPDATE session SET seen_at = max(seen_at, ?) WHERE hash = ?", [now.seconds, hash])
        }
        return session
    }

    /// Acts as another of the account's holders from now on, under a new secret.
    package func choose(
        _ holder: HolderID, in session: Session, at now: Instant
    ) async throws(AccountsError) -> NewSession {
        try session.expectFull()
        let secret = Secret(chance)
        let renewed = try await revoke { db in
            guard try Self.holders(of: session.account, db).contains(holder) else {
                throw AccountsError.notItsHolder(holder)
            }
            return try Self.renew(session, secret: secret, holder: holder, in: db)
        }
        tell(.holderChosen, at: now, account: session.account, number: session.number)
        return try admitted(renewed, secret)
    }

    package func signOut(_ session: Session, at now: Instant) async throws(AccountsError) {
        _ = try await endSession(session.number, of: session.account, at: now)
    }

    /// False when the account has no such session.
    package func endSession(
        _ number: Int64, of id: AccountID, at now: Instant
    ) async throws(AccountsError) -> Bool {
        let isEnded = try await revoke { db in
            try db.execute(
                sql: "DELETE FROM session WHERE number = ? AND account = ?", arguments: [number, id.number])
            return db.changesCount == 1
        }
        if isEnded { tell(.signedOut, at: now, account: id, number: number) }
        return isEnded
    }

    /// Ends every session of the account, and its tokens: somebody else may have had a session, and made one.
    package func signOutEverywhere(
        _ id: AccountID, by: AccountID? = nil, at now: Instant
    ) async throws(AccountsError) {
        try await revoke { db in try Self.endEverything(of: id, db) }
        tell(.signedOutEverywhere, at: now, account: id, by: by)
    }

    /// Those that are live, newest first. What they were last seen is as written, up to
    /// ``AccountsSettings/seenSeconds`` ago.
    package func sessions(of id: AccountID, at now: Instant) async throws(AccountsError) -> [Session] {
        let rows = try await file.read { db in
            let holders = try Self.holders(of: id, db)
            return try Row.fetchAll(
                db, sql: "SELECT * FROM session WHERE account = ? ORDER BY number DESC", arguments: [id.number]
            ).map { (hash: $0["hash"] as Data, credential: try Self.sessionCredential($0, holders)) }
        }
        return rows.compactMap { session($0.credential, $0.hash) }.filter { isLive($0, at: now) }
    }

    // MARK: Forms

    /// What a form carries to show that it came from this session's own pages: bound to the session, and worth nothing
    /// once its secret changes.
    package func formToken(of session: Session) -> String { Base64URL.text(Array(keys.formToken(session.hash))) }

    package func isFormToken(_ text: String, of session: Session) -> Bool {
        isSame(Array(text.utf8), Array(formToken(of: session).utf8))
    }

    // MARK: What others here need

    /// A look-up in memory, then in the file.
    func find(
        _ hash: Data, at now: Instant, _ read: (Data, Database) throws -> Credential?
    ) throws(AccountsError) -> Credential? {
        if let credential = memory.find(hash, at: now, reliedOn: settings.reliedOnSeconds) { return credential }
        let generation = memory.generation
        guard let credential = try file.readNow({ try read(hash, $0) }) else { return nil }
        return memory.remember(credential, by: hash, readAt: now, generation: generation)
    }

    /// Written when the file has time: nobody waits for it, and it does not matter if the power fails first.
    func saw(_ sql: String, _ arguments: StatementArguments) {
        file.pool.asyncWriteWithoutTransaction { db in
            try? db.execute(sql: sql, arguments: arguments)
        }
    }

    /// Adds a session in place of what has expired, and of the oldest above the limit. Those that await a code are
    /// counted apart: who has only the password cannot push out who has both.
    static func insertSession(
        _ secret: Secret, of id: AccountID, factor: Session.Factor, client: String, _ settings: AccountsSettings,
        at now: Instant, in db: Database
    ) throws -> Credential {
        // What was seen since was perhaps not written yet.
        let idle = now.seconds - settings.idleSeconds - settings.seenSeconds
        try db.execute(
            sql: "DELETE FROM session WHERE created_at <= ? OR seen_at <= ? OR (factor = 1 AND created_at <= ?)",
            arguments: [now.seconds - settings.sessionSeconds, idle, now.seconds - settings.codeSeconds])
        try db.execute(
            sql: """
                DELETE FROM session WHERE account = ?1 AND (factor = 1) = ?2 AND number NOT IN
                    (SELECT number FROM session WHERE account = ?1 AND (factor = 1) = ?2 ORDER BY number DESC LIMIT ?3)
                """, arguments: [id.number, factor == .awaited, max(0, settings.sessionsPerAccount - 1)])
        let holders = try holders(of: id, db)
        guard let holder = holders.first else {
            throw AccountsError.damaged(why: "account \(id) acts as no holder")
        }
        let client = String(String.UnicodeScalarView(client.unicodeScalars.filter { !$0.isSteering }.prefix(80)))
        try db.execute(
            sql: """
                INSERT INTO session (hash, account, holder, factor, client, created_at, seen_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [secret.hash, id.number, holder.text, factor.rawValue, client, now.seconds, now.seconds])
        return Credential(
            number: db.lastInsertedRowID, account: id, holder: holder, holders: holders,
            kind: .session(factor: factor, client: client), createdAt: now.seconds, seenAt: now.seconds)
    }

    /// Gives a session a new secret, and what is given besides. Throws ``AccountsError/sessionNotEnough`` when it ended.
    static func renew(
        _ session: Session, secret: Secret, factor: Session.Factor? = nil, holder: HolderID? = nil,
        startingAt now: Instant? = nil, in db: Database
    ) throws -> Credential {
        let holders = try holders(of: session.account, db)
        let row = try Row.fetchOne(
            db,
            sql: """
                UPDATE session SET hash = ?, factor = ifnull(?, factor), holder = ifnull(?, holder),
                    created_at = ifnull(?, created_at), seen_at = max(seen_at, ifnull(?, seen_at))
                WHERE number = ? AND hash = ? RETURNING *
                """,
            arguments: [
                secret.hash, factor?.rawValue, holder?.text, now?.seconds, now?.seconds, session.number, session.hash,
            ])
        guard let row else { throw AccountsError.sessionNotEnough }
        return try sessionCredential(row, holders)
    }

    static func expectLive(_ session: Session, _ db: Database) throws {
        let isLive = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM session WHERE number = ? AND hash = ?)",
            arguments: [session.number, session.hash])
        guard isLive == true else { throw AccountsError.sessionNotEnough }
    }

    /// Sessions and tokens: whatever was opened by who should not have been able to.
    static func endEverything(of id: AccountID, _ db: Database) throws {
        try db.execute(sql: "DELETE FROM session WHERE account = ?", arguments: [id.number])
        try db.execute(sql: "DELETE FROM token WHERE account = ?", arguments: [id.number])
    }

    static func endOthers(than session: Session, _ db: Database) throws {
        try db.execute(
            sql: "DELETE FROM session WHERE account = ? AND number <> ?",
            arguments: [session.account.number, session.number])
    }

    func admitted(_ credential: Credential, _ secret: Secret) throws(AccountsError) -> NewSession {
        guard let session = session(credential, secret.hash) else { preconditionFailure("a session is a session") }
        return NewSession(secret: secret.text, session: session)
    }

    private func isLive(_ session: Session, at now: Instant) -> Bool {
        now.seconds(since: session.createdAt) < settings.sessionSeconds
            && now.seconds(since: session.seenAt) < settings.idleSeconds
            && (session.factor != .awaited || now.seconds(since: session.createdAt) < settings.codeSeconds)
    }

    private func session(_ credential: Credential, _ hash: Data) -> Session? {
        guard case .session(let factor, let client) = credential.kind else { return nil }
        let standing: Session.Standing =
            switch factor {
            case .awaited: .codeAwaited
            case .none where needsSecondFactor(anyOf: credential.holders): .mustEnrol
            case .none, .passed: .full
            }
        return Session(
            number: credential.number, account: credential.account, holder: credential.holder,
            holders: credential.holders, standing: standing, client: client,
            createdAt: Instant(seconds: credential.createdAt), seenAt: Instant(seconds: credential.seenAt),
            factor: factor, hash: hash)
    }

    private static func readSession(_ hash: Data, _ db: Database) throws -> Credential? {
        let statement = try db.cachedStatement(sql: "SELECT * FROM session WHERE hash = ?")
        guard let row = try Row.fetchOne(statement, arguments: [hash]) else { return nil }
        return try sessionCredential(row, holders(of: AccountID(row["account"]), db))
    }

    private static func sessionCredential(_ row: Row, _ holders: [HolderID]) throws -> Credential {
        guard let factor = Session.Factor(rawValue: row["factor"]) else {
            throw AccountsError.damaged(why: "a session has a state that none can have")
        }
        return Credential(
            number: row["number"], account: AccountID(row["account"]), holder: try holder(row["holder"]),
            holders: holders, kind: .session(factor: factor, client: row["client"]), createdAt: row["created_at"],
            seenAt: row["seen_at"])
    }
}
