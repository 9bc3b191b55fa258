import Foundation
import GRDB
import Truce

/// That fields were destroyed: what the ledger records of it.
public struct Erasure: Hashable, Sendable {
    /// Counts the erasures of this vault, from 1. Also the number of the notice.
    public let id: Int
    /// What can never be opened again, in the order of bytes.
    public let commitments: [TreeHash]
    /// The same by the item that they belonged to, which its entry shows to belong together anyway: what says all of
    /// them in one breath says besides that the items have something in common.
    public let items: [[TreeHash]]
    /// Who ordered it, by role, and why. Neither may name a person: both go into the ledger, where they stay.
    public let authority: String
    public let reason: String
    public let at: Instant
}

extension Vault {
    /// Destroys fields: what was sealed and their keys, in one transaction that also leaves a mark for each
    /// commitment and a notice. Then the free space of the file is cleaned. When all fields of an item are gone, its
    /// decoys and tags are erased with them, so that the record of the erasure does not tell how many fields there were.
    ///
    /// Until the caller has appended the fact to the ledger and called ``settle(_:)``, the erasure stands in
    /// ``pendingNotices()``: a crash in between neither loses it nor claims one that did not happen.
    ///
    /// The result lists what this call destroyed. Erasing what was erased is harmless: when nothing was left to
    /// destroy, the result is the erasure that destroyed the first of `commitments`. Throws ``VaultError/unknown(_:)``,
    /// with nothing erased, when the vault never held one of them; ``VaultError/notScrubbed(why:)`` when all is
    /// recorded but the cleaning failed: opening the vault again makes it good.
    ///
    /// Copies of the file made earlier still hold what is erased here: ``rewrap(to:)`` is how they die.
    public func erase(
        commitments: [TreeHash], authority: String, reason: String, at: Instant
    ) throws(VaultError) -> Erasure {
        let erasure = try file.write { db in
            let index = try index(in: db)
            let items = try index.items(holding: commitments)
            let gone = try Self.erased(among: commitments, in: db)
            let held = Set(items.flatMap(\.commitments)).subtracting(gone).intersection(commitments)
            let unknown = Set(commitments).subtracting(held).subtracting(gone)
            guard unknown.isEmpty else { throw VaultError.unknown(unknown.sorted()) }
            guard !held.isEmpty else {
                guard let first = commitments.first else { throw VaultError.unknown([]) }
                return try Self.erasure(of: first, in: db)
            }
            // Nobody erases under a key that the vault no longer has.
            _ = try cipher(checkedIn: db)
            try db.execute(
                sql: "INSERT INTO erasure (authority, reason, at, settled) VALUES (?, ?, ?, 0)",
                arguments: [authority, reason, at.seconds])
            let id = db.lastInsertedRowID
            for item in items { try Self.destroy(item, where: held.contains, erasure: id, in: db) }
            try db.execute(sql: "UPDATE vault SET unscrubbed = 1")
            return try Self.erasure(id, in: db)
        }
        try file.scrub()
        return erasure
    }

    /// Erasures that the ledger may not know of yet, oldest first.
    public func pendingNotices() throws(VaultError) -> [Erasure] {
        try file.read { db in
            try Int64.fetchAll(db, sql: "SELECT id FROM erasure WHERE settled = 0 ORDER BY id")
                .map { try Self.erasure($0, in: db) }
        }
    }

    /// Says that the ledger holds the fact of this erasure. Harmless when said twice. Throws
    /// ``VaultError/unknownNotice(_:)``.
    public func settle(_ notice: Int) throws(VaultError) {
        try file.write { db in
            try db.execute(sql: "UPDATE erasure SET settled = 1 WHERE id = ?", arguments: [notice])
            guard db.changesCount == 1 else { throw VaultError.unknownNotice(notice) }
        }
    }

    static func erased(among commitments: [TreeHash], in db: Database) throws -> Set<TreeHash> {
        let statement = try db.cachedStatement(sql: "SELECT 1 FROM erased WHERE commitment = ?")
        return try Set(commitments.filter { try Bool.fetchOne(statement, arguments: [$0.data]) == true })
    }

    /// Removes the fields that are meant, with their keys. When none is left, the item goes whole: its decoys, its tags,
    /// and where it is found.
    private static func destroy(
        _ item: VaultItem, where isMeant: (TreeHash) -> Bool, erasure: Int64, in db: Database
    ) throws {
        for (commitment, number) in zip(item.commitments, item.numbers) where isMeant(commitment) {
            try db.execute(sql: "DELETE FROM sealed WHERE number = ?", arguments: [number])
            try mark(commitment, of: item, erasure: erasure, in: db)
        }
        guard try SealedRow.rows(of: item, in: db).isEmpty else { return }
        for commitment in try item.commitments.filter({ try !erased(among: [$0], in: db).contains($0) }) {
            try mark(commitment, of: item, erasure: erasure, in: db)
        }
        try VaultIndex.remove(item, from: db)
        try db.execute(sql: "DELETE FROM item WHERE first = ?", arguments: [item.first])
    }

    private static func mark(_ commitment: TreeHash, of item: VaultItem, erasure: Int64, in db: Database) throws {
        try db.execute(
            sql: "INSERT INTO erased VALUES (?, ?, ?)", arguments: [commitment.data, erasure, Data(item.name)])
    }

    private static func erasure(of commitment: TreeHash, in db: Database) throws -> Erasure {
        let id = try Int64.fetchOne(
            db, sql: "SELECT erasure FROM erased WHERE commitment = ?", arguments: [commitment.data])
        guard let id else { throw VaultError.unknown([commitment]) }
        return try erasure(id, in: db)
    }

    private static func erasure(_ id: Int64, in db: Database) throws -> Erasure {
        guard let row = try Row.fetchOne(db, sql: "SELECT * FROM erasure WHERE id = ?", arguments: [id]) else {
            throw VaultError.unknownNotice(Int(id))
        }
        var (commitments, items): ([TreeHash], [Data: [TreeHash]]) = ([], [:])
        let rows = try Row.fetchCursor(
            db, sql: "SELECT commitment, item FROM erased WHERE erasure = ? ORDER BY commitment", arguments: [id])
        while let erased = try rows.next() {
            guard let commitment = TreeHash(erased["commitment"] as Data) else { continue }
            commitments.append(commitment)
            items[erased["item"] as Data, default: []].append(commitment)
        }
        return Erasure(
            id: Int(id), commitments: commitments, items: items.values.sorted { $0[0] < $1[0] },
            authority: row["authority"], reason: row["reason"], at: Instant(seconds: row["at"]))
    }
}
