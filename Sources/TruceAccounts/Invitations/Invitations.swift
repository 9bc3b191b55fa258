import Foundation
import GRDB
import Truce

/// A link that makes one account, or lets one set a new password; once, until a time.
package struct Invitation: Sendable, Equatable {
    package let number: Int64
    package let login: String
    package let displayName: String
    package let holders: [HolderID]
    /// The account whose password it sets anew; nil for a new account.
    package let account: AccountID?
    package let invitedBy: AccountID?
    package let createdAt: Instant
    package let expiresAt: Instant
}

extension Accounts {
    /// Invites somebody to a new account. The code is told once and goes into a link. An earlier invitation for this
    /// login ends. Throws ``AccountsError/loginTaken``.
    package func invite(
        login: String, displayName: String, holders: [HolderID], lifetimeSeconds: Int64? = nil, by: AccountID?,
        at now: Instant
    ) async throws(AccountsError) -> (code: String, invitation: Invitation) {
        let person = try Person(login: login, displayName: displayName, holders: holders)
        return try await invite(lifetimeSeconds, by: by, at: now) { db, draft in
            try Person.expectFree(person.login, db)
            try db.execute(sql: "DELETE FROM invitation WHERE login_key = ?", arguments: [person.login.key])
            let number = try draft.insert(db, person: person)
            for (position, holder) in person.holders.enumerated() {
                try db.execute(
                    sql: "INSERT INTO invitation_holding VALUES (?, ?, ?)", arguments: [number, holder.text, position])
            }
            return number
        }
    }

    /// Invites the owner of an account to set a new password. The old one holds until then. An earlier such invitation
    /// ends.
    package func inviteToNewPassword(
        _ id: AccountID, lifetimeSeconds: Int64? = nil, by: AccountID?, at now: Instant
    ) async throws(AccountsError) -> (code: String, invitation: Invitation) {
        try await invite(lifetimeSeconds, by: by, at: now) { db, draft in
            try Self.expect(id, in: db)
            try db.execute(sql: "DELETE FROM invitation WHERE account = ?", arguments: [id.number])
            return try draft.insert(db, account: id)
        }
    }

    /// What a code invites to; nil when it is unknown, used, revoked or out of date.
    package func invitation(code: String, at now: Instant) async throws(AccountsError) -> Invitation? {
        guard let hash = Secret(code)?.hash else { return nil }
        return try await file.read {
            try Self.invitations($0, where: "invitation.hash = ? AND invitation.expires_at > ?", [hash, now.seconds])
                .first
        }
    }

    /// Those that can still be accepted, newest first.
    package func invitations(at now: Instant) async throws(AccountsError) -> [Invitation] {
        try await file.read { try Self.invitations($0, where: "invitation.expires_at > ?", [now.seconds]) }
    }

    /// False when there is no such invitation.
    package func revokeInvitation(
        _ number: Int64, by: AccountID? = nil, at now: Instant
    ) async throws(AccountsError) -> Bool {
        let isRevoked = try await file.write { db in
            try db.execute(sql: "DELETE FROM invitation WHERE number = ?", arguments: [number])
            return db.changesCount == 1
        }
        if isRevoked { tell(.invitationRevoked, at: now, by: by, number: number) }
        return isRevoked
    }

    /// Accepts by setting a password; then sign in with it. For an account that exists this ends its sessions and tokens;
    /// its second factor stays. Throws ``AccountsError/noInvitation``, ``AccountsError/weakPassword(_:)``,
    /// ``AccountsError/loginTaken``.
    package func acceptInvitation(
        code: String, password: String, from address: NetworkAddress, at now: Instant
    ) async throws(AccountsError) -> AccountID {
        // Looked at before the password costs anything: only who has a code gets so far.
        guard let invitation = try await invitation(code: code, at: now) else { throw .noInvitation }
        let derived = try await derived(password, for: try LoginName(invitation.login), from: address)
        let keys = keys
        return try await accept(code, from: address, at: now) { db, id in
            if let derived { try StoredPassword(derived, of: id, keys).save(db, of: id, at: now) }
        }
    }

    /// Accepts by tying an external identity to the account, as ``tie(_:to:by:at:)``.
    package func acceptInvitation(
        code: String, identity: Identity, from address: NetworkAddress, at now: Instant
    ) async throws(AccountsError) -> AccountID {
        try await accept(code, from: address, at: now) { db, id in try identity.insert(db, account: id, at: now) }
    }

    private func accept(
        _ code: String, from address: NetworkAddress, at now: Instant,
        _ body: @escaping @Sendable (Database, AccountID) throws -> Void
    ) async throws(AccountsError) -> AccountID {
        guard let hash = Secret(code)?.hash else { throw .noInvitation }
        let (id, number) = try await revoke { db in
            let found = try Self.invitations(
                db, where: "invitation.hash = ? AND invitation.expires_at > ?", [hash, now.seconds]
            ).first
            guard let invitation = found else { throw AccountsError.noInvitation }
            try db.execute(sql: "DELETE FROM invitation WHERE hash = ?", arguments: [hash])
            let id = try invitation.account ?? invitation.person.insert(db, at: now)
            try Self.endEverything(of: id, db)
            try body(db, id)
            return (id, invitation.number)
        }
        tell(.invitationAccepted, at: now, account: id, from: address, number: number)
        return id
    }

    private func invite(
        _ lifetimeSeconds: Int64?, by: AccountID?, at now: Instant,
        _ insert: @escaping @Sendable (Database, InvitationDraft) throws -> Int64
    ) async throws(AccountsError) -> (code: String, invitation: Invitation) {
        let seconds = lifetimeSeconds ?? settings.invitationSeconds
        guard (1...settings.longestInvitationSeconds).contains(seconds) else {
            throw .badLifetime(seconds: seconds, limit: settings.longestInvitationSeconds)
        }
        let secret = Secret(chance)
        let draft = InvitationDraft(
            hash: secret.hash, by: by, createdAt: now.seconds, expiresAt: now.seconds + seconds)
        let invitation = try await file.write { db in
            try db.execute(sql: "DELETE FROM invitation WHERE expires_at <= ?", arguments: [now.seconds])
            let number = try insert(db, draft)
            guard let made = try Self.invitations(db, where: "number = ?", [number]).first else {
                throw AccountsError.damaged(why: "an invitation is not there after it was written")
            }
            return made
        }
        tell(.invited, at: now, account: invitation.account, by: by, number: invitation.number)
        return (secret.text, invitation)
    }

    private static func invitations(
        _ db: Database, where condition: String, _ arguments: StatementArguments
    ) throws -> [Invitation] {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT invitation.*, ifnull(invitation.login, account.login) AS to_login,
                    ifnull(invitation.display_name, account.display_name) AS to_name
                FROM invitation LEFT JOIN account ON account.id = invitation.account
                WHERE \(condition) ORDER BY number DESC
                """, arguments: arguments)
        return try rows.map { row in
            let account = (row["account"] as Int64?).map { AccountID($0) }
            let holders =
                try account.map { try Self.holders(of: $0, db) }
                ?? String.fetchAll(
                    db, sql: "SELECT holder FROM invitation_holding WHERE invitation = ? ORDER BY position",
                    arguments: [row["number"] as Int64]
                ).map(holder)
            return Invitation(
                number: row["number"], login: row["to_login"], displayName: row["to_name"], holders: holders,
                account: account, invitedBy: (row["invited_by"] as Int64?).map { AccountID($0) },
                createdAt: Instant(seconds: row["created_at"]), expiresAt: Instant(seconds: row["expires_at"]))
        }
    }
}

extension Invitation {
    fileprivate var person: Person {
        get throws(AccountsError) { try Person(login: login, displayName: displayName, holders: holders) }
    }
}

/// A row of `invitation` before it is known whom it is for.
private struct InvitationDraft: Sendable {
    let hash: Data
    let by: AccountID?
    let createdAt: Int64
    let expiresAt: Int64

    func insert(_ db: Database, person: Person? = nil, account: AccountID? = nil) throws -> Int64 {
        try db.execute(
            sql: """
                INSERT INTO invitation
                    (hash, account, login, login_key, display_name, invited_by, created_at, expires_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                hash, account?.number, person?.login.text, person?.login.key, person?.displayName, by?.number,
                createdAt, expiresAt,
            ])
        return db.lastInsertedRowID
    }
}
