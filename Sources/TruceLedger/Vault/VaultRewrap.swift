import Foundation
import GRDB

extension Vault {
    /// Gives the vault a new master key: every field's key is wrapped anew and every item's tags sealed anew, in one
    /// transaction; after a crash the vault opens under the old key or under the new one, and says which.
    ///
    /// This is how copies die. A backup from before an erasure still holds what was erased, under the old master key.
    /// Once the vault is rewrapped and the old key file destroyed, wherever a copy of it lies, no such backup opens any
    /// more. So: erase, rewrap, make a new backup, destroy the old key file. Keep both key files until this returns.
    ///
    /// Throws ``VaultError/damaged(_:why:)``, with nothing changed, when a row does not open under the present key.
    public func rewrap(to newMaster: MasterKey) throws(VaultError) {
        let new = VaultCipher(newMaster)
        try file.write { db in
            let old = try cipher(checkedIn: db)
            let chance = SystemBytes()
            var items = try VaultItem.items(from: 0, limit: Self.itemsAtOnce, in: db)
            while let last = items.last {
                for item in items { try Self.rewrap(item, from: old, to: new, using: chance, in: db) }
                items = try VaultItem.items(from: last.numbers.upperBound, limit: Self.itemsAtOnce, in: db)
            }
            try db.execute(sql: "UPDATE vault SET key_id = ?, unscrubbed = 1", arguments: [new.keyID])
        }
        use(new)
        try file.scrub()
    }

    private static func rewrap(
        _ item: VaultItem, from old: VaultCipher, to new: VaultCipher, using chance: SystemBytes, in db: Database
    ) throws {
        guard let tags = old.open(tags: item.tags, ofItem: item.name) else {
            throw VaultError.damaged(item.commitments[0], why: "its tags do not open under the master key")
        }
        let tagRow = try SQLiteStatement("UPDATE item SET tags = ? WHERE first = ?", in: db)
        tagRow.bind(copying: try new.seal(tags: tags, ofItem: item.name, using: chance), at: 1)
        tagRow.bind(item.first, at: 2)
        try tagRow.run()
        let keyRow = try SQLiteStatement("UPDATE sealed SET wrapped_key = ? WHERE number = ?", in: db)
        for row in try SealedRow.rows(of: item, in: db) {
            let commitment = row.place.commitment
            guard let wrapped = try old.rewrapped(row.wrappedKey, for: commitment, to: new, using: chance) else {
                throw VaultError.damaged(commitment, why: "its key does not open under the master key")
            }
            keyRow.bind(copying: wrapped, at: 1)
            keyRow.bind(row.number, at: 2)
            try keyRow.run()
        }
    }
}
