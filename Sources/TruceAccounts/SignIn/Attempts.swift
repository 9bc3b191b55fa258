import Foundation
import GRDB
import Truce

/// Tries to sign in, counted by login and by network address (as traces: the file holds neither).
///
/// - A try is counted before the password is looked at and taken back when it was right, so that many tries at once, and
///   tries that are hung up on, all count.
/// - Logins that are nobody's are counted as those that are somebody's: a lock says nothing of who has an account.
/// - A try at a login that is locked is not counted at all. It could not succeed, so nothing is gained by it; and if it
///   counted, one person's forgotten programme, or an enemy's with a name made known, would lock out a whole office.
///   What it costs us is bounded by ``PasswordWork``.
/// - Whoever knows a login can lock it for those who come from elsewhere. From an address that the login was used from
///   in the last days, only failures from such addresses count: an officer at the usual desk cannot be locked out from
///   afar. What remains: on a journey an officer may have to wait up to an hour, or ask an administrator to unlock.
/// - Whoever shares an address (a hotel's, a mission's proxy) can lock it for logins that were not used from there in the
///   last days; for those that were it stays open, and their own failures count. Nobody can tell which those are: all are
///   refused alike, after the same time, and no try changes how long the address is said to be locked.
struct Attempts {
    enum Admission: Sendable {
        /// Not counted. For so long nobody new may try from the address; 0: only the login is locked.
        case locked(addressSeconds: Int64)
        case counted(Count)
    }

    /// A try that counts, and what the delays will be if it fails.
    struct Count: Sendable {
        let loginSeconds: Int64
        let addressSeconds: Int64
        /// Whether against the address, too: not where the address was locked already.
        let countsAddress: Bool
    }

    let login: Data
    let address: Data
    let lockOut: LockOut
    let now: Int64

    init(_ login: Data, from address: Data, _ lockOut: LockOut, at now: Instant) {
        self.login = login
        self.address = address
        self.lockOut = lockOut
        self.now = now.seconds
    }

    func begin(_ db: Database) throws -> Admission {
        try forget(db)
        let before = try addressSeconds(db)
        guard try loginSeconds(db) == 0 else { return .locked(addressSeconds: before) }
        if before > 0 {
            guard try isKnown(db) else { return .locked(addressSeconds: before) }
            try db.execute(
                sql: """
                    UPDATE attempt SET against_login = against_login + 1, tried_at = ? WHERE login = ? AND address = ?
                    """, arguments: [now, login, address])
        } else {
            try db.execute(
                sql: """
                    INSERT INTO attempt (login, address, against_login, from_address, tried_at, address_tried_at)
                    VALUES (?1, ?2, 1, 1, ?3, ?3)
                    ON CONFLICT DO UPDATE SET against_login = against_login + 1, from_address = from_address + 1,
                        tried_at = ?3, address_tried_at = ?3
                    """, arguments: [login, address, now])
        }
        return .counted(
            Count(
                loginSeconds: try loginSeconds(db), addressSeconds: try addressSeconds(db), countsAddress: before == 0))
    }

    /// It was right, but more is asked; or nobody looked at it.
    func takeBack(_ count: Count, _ db: Database) throws {
        try db.execute(
            sql: """
                UPDATE attempt SET against_login = max(0, against_login - 1), from_address = max(0, from_address - ?)
                WHERE login = ? AND address = ?
                """, arguments: [count.countsAddress ? 1 : 0, login, address])
    }

    /// Signed in. The login begins anew; of the address only this login's failures are forgiven, so that an enemy with
    /// an account of their own cannot use it to go on guessing others'.
    func succeed(_ db: Database) throws {
        try db.execute(sql: "UPDATE attempt SET against_login = 0 WHERE login = ?", arguments: [login])
        try db.execute(
            sql: """
                INSERT INTO attempt VALUES (?1, ?2, 0, 0, ?3, ?3, ?3)
                ON CONFLICT DO UPDATE SET from_address = 0, tried_at = ?3, known_at = ?3
                """, arguments: [login, address, now])
    }

    private func forget(_ db: Database) throws {
        let old = now - lockOut.forgetSeconds
        try db.execute(
            sql: """
                UPDATE attempt SET against_login = 0, from_address = 0
                WHERE tried_at <= ? AND (login = ? OR address = ?)
                """, arguments: [old, login, address])
        try db.execute(
            sql: "UPDATE attempt SET from_address = 0 WHERE address_tried_at <= ? AND address = ?",
            arguments: [old, address])
        try db.execute(
            sql: "DELETE FROM attempt WHERE tried_at <= ? AND ifnull(known_at, 0) <= ?",
            arguments: [old, now - lockOut.knownSeconds])
    }

    /// Whether the login was used from the address in the last days.
    private func isKnown(_ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db, sql: "SELECT known_at > ? FROM attempt WHERE login = ? AND address = ?",
            arguments: [now - lockOut.knownSeconds, login, address]) ?? false
    }

    private func loginSeconds(_ db: Database) throws -> Int64 {
        let isKnown = try isKnown(db)
        return try remaining(
            Row.fetchOne(
                db,
                sql: """
                    SELECT ifnull(sum(against_login), 0) AS count, max(tried_at) AS last FROM attempt
                    WHERE login = ? AND against_login > 0 AND (ifnull(known_at, 0) > ? OR NOT ?)
                    """, arguments: [login, now - lockOut.knownSeconds, isKnown]))
    }

    private func addressSeconds(_ db: Database) throws -> Int64 {
        try remaining(
            Row.fetchOne(
                db,
                sql: """
                    SELECT ifnull(sum(from_address), 0) AS count, max(address_tried_at) AS last FROM attempt
                    WHERE address = ? AND from_address > 0
                    """, arguments: [address]))
    }

    private func remaining(_ row: Row?) -> Int64 {
        guard let row, let last: Int64 = row["last"] else { return 0 }
        return lockOut.remainingSeconds(failures: row["count"], last: last, now: now)
    }
}
