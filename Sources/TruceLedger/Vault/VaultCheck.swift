import Foundation
import GRDB

/// What a check of every row found.
public struct VaultCheck: Hashable, Sendable {
    /// Rows that opened to what was committed to.
    public var sound = 0
    /// What is wrong, a sentence each.
    public var damages: [String] = []

    public var isIntact: Bool { damages.isEmpty }
}

extension Vault {
    /// Opens every row and hashes what is in it, opens every tag, and has SQLite check the file's own structure.
    /// Damage is reported, not thrown; an error means that the file could not be read at all.
    public func check() throws(VaultError) -> VaultCheck {
        try file.read { db in
            var check = VaultCheck()
            let cipher = try cipher(checkedIn: db)
            let structure = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)") + Self.strayTags(db)
            check.damages += structure.filter { $0 != "ok" }.map { "The vault's file: \($0)." }
            let rows = try Row.fetchCursor(db, sql: "SELECT * FROM sealed ORDER BY commitment")
            while let row = try rows.next() {
                guard let commitment = TreeHash(row["commitment"] as Data) else { continue }
                do {
                    _ = try Self.disclosure(commitment, row, cipher)
                    check.sound += 1
                } catch VaultError.unreadableDisclosure {
                    check.damages.append(VaultError.damaged(commitment, why: "it is no disclosure").description)
                } catch { check.damages.append("\(error)") }
            }
            let joined = VaultTags(db, cipher)
            let tags = try Row.fetchCursor(db, sql: "SELECT * FROM tag")
            while let row = try tags.next() {
                guard let commitment = TreeHash(row["commitment"] as Data) else { continue }
                guard let (tag, number) = cipher.open(tag: row["sealed"], for: commitment),
                    cipher.lookup(tag, number) == row["lookup"] as Data
                else {
                    check.damages.append(
                        VaultError.damaged(commitment, why: "one of its tags does not open").description)
                    continue
                }
                guard try joined.isJoined(tag, number) else {
                    check.damages.append(
                        VaultError.damaged(commitment, why: "by one of its tags it is not found any more").description)
                    continue
                }
            }
            return check
        }
    }

    /// How many commitments are best asked about at once.
    package static let questionLimit = 2_000

    /// Those among the commitments that are neither held, nor decoys, nor erased. One query for each
    /// ``questionLimit``.
    package func unknown(among commitments: [TreeHash]) throws(VaultError) -> [TreeHash] {
        try file.read { db in
            var unknown: [TreeHash] = []
            for start in stride(from: 0, to: commitments.count, by: Self.questionLimit) {
                let part = commitments[start...].prefix(Self.questionLimit)
                let places = part.map { _ in "(?)" }.joined(separator: ",")
                unknown += try Data.fetchAll(
                    db,
                    sql: """
                        WITH asked (it) AS (VALUES \(places)) SELECT it FROM asked
                        WHERE NOT EXISTS (SELECT 1 FROM sealed WHERE commitment = it)
                        AND NOT EXISTS (SELECT 1 FROM decoy WHERE commitment = it)
                        AND NOT EXISTS (SELECT 1 FROM erased WHERE commitment = it)
                        """,
                    arguments: StatementArguments(part.map(\.data))
                ).compactMap { TreeHash($0) }
            }
            return unknown
        }
    }

    /// Whether anything was ever erased.
    package var hasErased: Bool {
        get throws(VaultError) {
            try file.read { db in try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM erased)") ?? false }
        }
    }

    private static func strayTags(_ db: Database) throws -> [String] {
        try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map {
            "a row of “\($0["table"] as String)” refers to nothing"
        }
    }
}
