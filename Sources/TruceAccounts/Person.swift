import Foundation
import GRDB
import Truce

/// What an account is made of, checked; as given by an administrator, or kept with an invitation.
struct Person: Sendable {
    let login: LoginName
    let displayName: String
    let holders: [HolderID]

    init(login: String, displayName: String, holders: [HolderID]) throws(AccountsError) {
        self.login = try LoginName(login)
        self.displayName = try Self.checked(displayName)
        self.holders = try Self.checked(holders)
    }

    static func checked(_ displayName: String) throws(AccountsError) -> String {
        let name = displayName.trimmingCharacters(in: .whitespacesAndNewlines).precomposedStringWithCanonicalMapping
        guard name.unicodeScalars.count <= 200 else { throw .badDisplayName(why: "it has more than 200 characters") }
        guard !name.unicodeScalars.contains(where: \.isSteering) else {
            throw .badDisplayName(why: "it has a character that cannot be seen")
        }
        return name
    }

    /// Each once, in the order given.
    static func checked(_ holders: [HolderID]) throws(AccountsError) -> [HolderID] {
        var seen: Set<HolderID> = []
        let once = holders.filter { seen.insert($0).inserted }
        guard !once.isEmpty else { throw .noHolder }
        guard once.count <= Accounts.holderLimit else { throw .tooManyHolders(limit: Accounts.holderLimit) }
        return once
    }

    /// Throws ``AccountsError/loginTaken``.
    func insert(_ db: Database, at now: Instant) throws -> AccountID {
        try Self.expectFree(login, db)
        try db.execute(
            sql: "INSERT INTO account (login, login_key, display_name, created_at) VALUES (?, ?, ?, ?)",
            arguments: [login.text, login.key, displayName, now.seconds])
        let id = AccountID(db.lastInsertedRowID)
        try Self.insert(holders, of: id, db)
        return id
    }

    static func expectFree(_ login: LoginName, _ db: Database) throws {
        let isTaken = try Bool.fetchOne(
            db, sql: "SELECT EXISTS (SELECT 1 FROM account WHERE login_key = ?)", arguments: [login.key])
        if isTaken == true { throw AccountsError.loginTaken }
    }

    static func insert(_ holders: [HolderID], of id: AccountID, _ db: Database) throws {
        for (position, holder) in holders.enumerated() {
            try db.execute(
                sql: """
                    INSERT INTO holding (account, holder, position) VALUES (?, ?, ?)
                    ON CONFLICT DO UPDATE SET position = excluded.position
                    """, arguments: [id.number, holder.text, position])
        }
    }
}
