import Foundation
import GRDB
import Truce

/// Version 1 of the file had a row for each field, found by an index over its commitment, and rows for each of its tags:
/// thirty places of the file for one report. What was encrypted stays as it is, but for the tags, which are sealed anew,
/// those of an item together.
///
/// Used within one transaction.
struct VaultUpgrade {
    let db: Database
    let cipher: VaultCipher

    func run() throws {
        for table in ["vault", "sealed", "decoy", "tag"] {
            try db.execute(sql: "ALTER TABLE \(table) RENAME TO first_\(table)")
        }
        try db.execute(sql: VaultFile.itemSchema)
        // What the old tables held is cleaned from the file's free space.
        try db.execute(sql: "INSERT INTO vault SELECT one, key_id, 1, 0, 0 FROM first_vault")
        var state = try VaultState(db)
        let chance = SystemBytes()
        for name in try names() { try move(name, &state, chance) }
        try VaultIndex.file(&state, in: db)
        try state.write(to: db)
        for table in ["tag", "sealed", "decoy", "vault"] { try db.execute(sql: "DROP TABLE first_\(table)") }
    }

    /// The items in the order in which they were sealed; last those without fields.
    private func names() throws -> [Data] {
        try Data.fetchAll(
            db,
            sql: """
                SELECT item FROM (
                    SELECT item, min(rowid) AS place FROM first_sealed GROUP BY item
                    UNION ALL SELECT DISTINCT item, 9223372036854775807 FROM first_decoy
                    WHERE item NOT IN (SELECT item FROM first_sealed)
                ) ORDER BY place, item
                """)
    }

    private func move(_ name: Data, _ state: inout VaultState, _ chance: SystemBytes) throws {
        let fields = try Row.fetchAll(
            db, sql: "SELECT commitment, wrapped_key, sealed, created_at FROM first_sealed WHERE item = ?",
            arguments: [name])
        let decoys = try Data.fetchAll(db, sql: "SELECT commitment FROM first_decoy WHERE item = ?", arguments: [name])
        let commitments = (fields.map { $0["commitment"] as Data } + decoys).compactMap { TreeHash($0) }.sorted()
        var tags: [String] = []
        for field in fields {
            for tag in try self.tags(of: field["commitment"]) where !tags.contains(tag) { tags.append(tag) }
        }
        // Nothing is bound to the time of an item that has no fields.
        let at = fields.first.map { $0["created_at"] as Int64 } ?? 0
        try db.execute(
            sql: "INSERT INTO item VALUES (?, ?, ?, ?, ?)",
            arguments: [
                state.next, name, at, Data(commitments.flatMap(\.bytes)),
                try cipher.seal(tags: tags, ofItem: Array(name), using: chance),
            ])
        for field in fields {
            guard let commitment = TreeHash(field["commitment"] as Data),
                let place = commitments.firstIndex(of: commitment)
            else { continue }
            try db.execute(
                sql: "INSERT INTO sealed VALUES (?, ?, ?)",
                arguments: [state.next + place, field["wrapped_key"] as Data, field["sealed"] as Data])
        }
        state.next += commitments.count
    }

    private func tags(of commitment: Data) throws -> [String] {
        let rows = try Data.fetchAll(
            db, sql: "SELECT sealed FROM first_tag WHERE commitment = ? ORDER BY lookup", arguments: [commitment])
        guard let hash = TreeHash(commitment) else { return [] }
        return try rows.map { row in
            guard let tag = cipher.open(firstTag: row, for: hash) else {
                throw VaultError.damaged(hash, why: "one of its tags does not open under the master key")
            }
            return tag
        }
    }
}

extension Vault {
    /// The newest form of the file that this program knows: `user_version`.
    package static var fileVersion: Int { VaultFile.version }
}
