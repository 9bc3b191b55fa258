import Foundation
import GRDB

/// How fields are found by their tags, so that a copy of the file does not tell which of them share one: the fields of
/// a tag are numbered from 0 without a gap, and each number has a lookup of its own, an HMAC of number and tag. Whoever
/// has the key asks for 0, 1, 2 and so on up to the first that is not there.
///
/// Of two copies, one from before an erasure and one from after it, this is not true: a lookup that was freed is taken
/// by another field of the same tag. After ``Vault/rewrap(to:)`` all lookups are new.
///
/// Used within one transaction.
struct VaultTags {
    let db: Database
    let cipher: VaultCipher
    /// How many fields have a tag, where that was found out.
    private var counts: [String: Int] = [:]

    init(_ db: Database, _ cipher: VaultCipher) {
        self.db = db
        self.cipher = cipher
    }

    /// Gives a tag to a field that is held. Costs about twice the logarithm of those that have it already.
    mutating func add(_ tag: String, to commitment: TreeHash) throws {
        let number = try count(tag)
        try insert(tag, number, commitment)
        counts[tag] = number + 1
    }

    /// The fields that have a tag.
    func commitments(_ tag: String) throws -> [TreeHash] {
        var found: [TreeHash] = []
        while let commitment = try commitment(tag, found.count) { found.append(commitment) }
        return found
    }

    /// Takes every tag from a field. The last of each tag moves into the gap, so that nothing remains that would tell
    /// somebody with the key that there was another.
    mutating func remove(from commitment: TreeHash) throws {
        let rows = try Data.fetchAll(
            db, sql: "DELETE FROM tag WHERE commitment = ? RETURNING sealed", arguments: [commitment.data])
        for row in rows {
            // A damaged row says nothing of where it stood; the check reports the gap.
            guard let (tag, number) = cipher.open(tag: row, for: commitment) else { continue }
            // Found out from the row above the gap on, which is there or is not.
            let last = try count(tag, above: number) - 1
            counts[tag] = last
            guard last > number, let moved = try self.commitment(tag, last) else { continue }
            try db.execute(sql: "DELETE FROM tag WHERE lookup = ?", arguments: [cipher.lookup(tag, last)])
            try insert(tag, number, moved)
        }
    }

    /// Whether the row before this one is there.
    func isJoined(_ tag: String, _ number: Int) throws -> Bool {
        try number == 0 || commitment(tag, number - 1) != nil
    }

    private func insert(_ tag: String, _ number: Int, _ commitment: TreeHash) throws {
        try db.execute(
            sql: "INSERT INTO tag VALUES (?, ?, ?)",
            arguments: [
                cipher.lookup(tag, number), commitment.data, try cipher.seal(tag: tag, number, for: commitment),
            ])
    }

    private func commitment(_ tag: String, _ number: Int) throws -> TreeHash? {
        let statement = try db.cachedStatement(sql: "SELECT commitment FROM tag WHERE lookup = ?")
        return try Data.fetchOne(statement, arguments: [cipher.lookup(tag, number)]).flatMap { TreeHash($0) }
    }

    /// The first number that is free.
    ///
    /// - Parameter above: a number that counts as taken.
    private func count(_ tag: String, above: Int = -1) throws -> Int {
        if let known = counts[tag] { return known }
        var (taken, step) = (above, 1)
        while try commitment(tag, taken + step) != nil {
            taken += step
            step *= 2
        }
        var free = taken + step
        while free - taken > 1 {
            let middle = taken + (free - taken) / 2
            if try commitment(tag, middle) != nil { taken = middle } else { free = middle }
        }
        return free
    }
}
