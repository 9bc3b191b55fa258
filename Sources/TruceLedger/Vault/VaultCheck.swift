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
    /// Opens every row and hashes what is in it, opens all tags, looks every commitment up, and has SQLite check the
    /// file's own structure. Damage is reported, not thrown; an error means that the file could not be read at all.
    public func check() throws(VaultError) -> VaultCheck {
        try file.read { db in
            var check = VaultCheck()
            let cipher = try cipher(checkedIn: db)
            let structure = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)") + Self.strays(db)
            check.damages += structure.filter { $0 != "ok" }.map { "The vault's file: \($0)." }
            let state = try VaultState(db)
            var items = try VaultItem.items(from: 0, limit: Self.itemsAtOnce, in: db)
            while let last = items.last {
                for item in items { try Self.check(item, cipher, state, in: db, &check) }
                items = try VaultItem.items(from: last.numbers.upperBound, limit: Self.itemsAtOnce, in: db)
            }
            return check
        }
    }

    private static func check(
        _ item: VaultItem, _ cipher: VaultCipher, _ state: VaultState, in db: Database, _ check: inout VaultCheck
    ) throws {
        func damage(_ commitment: TreeHash, _ why: String) {
            check.damages.append(VaultError.damaged(commitment, why: why).description)
        }
        for row in try SealedRow.rows(of: item, in: db) {
            do throws(VaultError) {
                _ = try row.open(by: cipher)
                check.sound += 1
            } catch {
                if error == .unreadableDisclosure {
                    damage(row.place.commitment, "it is no disclosure")
                } else {
                    check.damages.append(error.description)
                }
            }
        }
        if cipher.open(tags: item.tags, ofItem: item.name) == nil {
            damage(item.commitments[0], "the tags of its item do not open")
        }
        for (commitment, number) in zip(item.commitments, item.numbers) where number < state.filed {
            if try !VaultIndex.filed(commitment, in: db).contains(number) {
                damage(commitment, "by its commitment it is not found any more")
            }
        }
    }

    /// Those among the commitments that are neither held, nor decoys, nor erased. Cheapest where the commitments of an
    /// item come together.
    package func unknown(among commitments: [TreeHash]) throws(VaultError) -> [TreeHash] {
        try file.read { db in
            let known = try Set(index(in: db).items(holding: commitments).flatMap(\.commitments))
            let rest = commitments.filter { !known.contains($0) }
            let gone = try Self.erased(among: rest, in: db)
            return rest.filter { !gone.contains($0) }
        }
    }

    /// How many commitments are best asked about at once.
    package static let questionLimit = 2_000

    /// Whether anything was ever erased.
    package var hasErased: Bool {
        get throws(VaultError) {
            try file.read { db in try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM erased)") ?? false }
        }
    }

    /// Rows that refer to nothing: fields of no item, and places of no commitment.
    private static func strays(_ db: Database) throws -> [String] {
        let fields = """
            SELECT count(*) FROM sealed WHERE NOT EXISTS (
                SELECT 1 FROM item
                WHERE first = (SELECT max(first) FROM item WHERE first <= number)
                AND number < first + length(commitments) / 32)
            """
        let places = """
            SELECT (SELECT count(*) FROM place)
                <> (SELECT ifnull(sum(length(commitments) / 32), 0) FROM item JOIN vault WHERE first < filed)
            """
        var strays = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").map {
            "a row of “\($0["table"] as String)” refers to nothing"
        }
        let stray = try Int.fetchOne(db, sql: fields) ?? 0
        if stray > 0 { strays.append("\(stray) fields belong to no item") }
        if try Bool.fetchOne(db, sql: places) == true { strays.append("the index does not fit the items") }
        return strays
    }
}
