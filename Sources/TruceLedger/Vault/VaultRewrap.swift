import Foundation
import GRDB

extension Vault {
    /// Gives the vault a new master key: every field's key is wrapped anew and every tag sealed anew, in one
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
            for commitment in try Data.fetchAll(db, sql: "SELECT commitment FROM sealed").compactMap({ TreeHash($0) }) {
                try Self.rewrapKey(of: commitment, from: old, to: new, in: db)
                try Self.resealTags(of: commitment, from: old, to: new, in: db)
            }
            try db.execute(sql: "UPDATE vault SET key_id = ?, unscrubbed = 1", arguments: [new.keyID])
        }
        use(new)
        try file.scrub()
    }

    private static func rewrapKey(of commitment: TreeHash, from old: VaultCipher, to new: VaultCipher, in db: Database)
        throws
    {
        let wrapped = try Data.fetchOne(
            db, sql: "SELECT wrapped_key FROM sealed WHERE commitment = ?", arguments: [commitment.data])
        guard let wrapped, let key = old.unwrap(wrapped, for: commitment) else {
            throw VaultError.damaged(commitment, why: "its key does not open under the master key")
        }
        try db.execute(
            sql: "UPDATE sealed SET wrapped_key = ? WHERE commitment = ?",
            arguments: [try new.wrap(key, for: commitment), commitment.data])
    }

    private static func resealTags(of commitment: TreeHash, from old: VaultCipher, to new: VaultCipher, in db: Database)
        throws
    {
        let sealed = try Data.fetchAll(
            db, sql: "SELECT sealed FROM tag WHERE commitment = ?", arguments: [commitment.data])
        try db.execute(sql: "DELETE FROM tag WHERE commitment = ?", arguments: [commitment.data])
        for sealed in sealed {
            guard let (tag, number) = old.open(tag: sealed, for: commitment) else {
                throw VaultError.damaged(commitment, why: "one of its tags does not open under the master key")
            }
            try db.execute(
                sql: "INSERT INTO tag VALUES (?, ?, ?)",
                arguments: [new.lookup(tag, number), commitment.data, try new.seal(tag: tag, number, for: commitment)])
        }
    }
}
