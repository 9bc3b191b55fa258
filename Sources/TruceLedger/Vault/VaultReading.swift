import Foundation
import GRDB
import Synchronization
import Truce

extension Vault {
    /// The field behind a commitment; nil when this vault never held it, or when it is a decoy. Throws
    /// ``VaultError/erased(at:authority:)`` when it was erased, ``VaultError/damaged(_:why:)`` when the row does not
    /// open or opens to something that was not committed to.
    public func disclosure(of commitment: TreeHash) throws(VaultError) -> Disclosure? {
        try disclosures(of: [commitment])[0].get()
    }

    /// The fields behind many commitments, answered one for one as ``disclosure(of:)`` answers. Cheapest where the
    /// commitments of an item come together, as in an entry: each item is looked up once. Fields are decrypted on all
    /// processors.
    public func disclosures(of commitments: [TreeHash]) throws(VaultError) -> [Result<Disclosure?, VaultError>] {
        let (rows, erasures, cipher) = try file.read { (db) -> ([SealedRow], [TreeHash: VaultError], VaultCipher) in
            let cipher = try self.cipher(checkedIn: db)
            let wanted = Set(commitments)
            let items = try index(in: db).items(holding: commitments)
            let rows = try items.flatMap { try SealedRow.rows(of: $0, in: db) { wanted.contains($0) } }
            let rest = wanted.subtracting(rows.map(\.place.commitment))
            return (rows, try Self.erasures(of: rest, in: db), cipher)
        }
        var found: [TreeHash: Result<Disclosure?, VaultError>] = erasures.mapValues { .failure($0) }
        for (commitment, opened) in SealedRow.opened(rows, by: cipher) { found[commitment] = opened.map { $0 } }
        return commitments.map { found[$0] ?? .success(nil) }
    }

    /// A field of the vault that was read, and what became of opening it.
    public typealias Opened = (commitment: TreeHash, field: Result<Disclosure, VaultError>)

    /// Hands over every field that is held, in the order in which they were sealed, those of some hundred items at a
    /// time: for views that are made anew from the whole record. Decrypts on all processors; others may write between
    /// two parts. Fields sealed meanwhile are included. An error of `body` ends it.
    public func forEachDisclosure(_ body: ([Opened]) throws -> Void) throws {
        var next = 0
        while true {
            let (rows, end, cipher) = try file.read { (db) -> ([SealedRow], Int?, VaultCipher) in
                let items = try VaultItem.items(from: next, limit: Self.itemsAtOnce, in: db)
                let rows = try items.flatMap { try SealedRow.rows(of: $0, in: db) }
                return (rows, items.last?.numbers.upperBound, try self.cipher(checkedIn: db))
            }
            guard let end else { return }
            next = end
            try body(SealedRow.opened(rows, by: cipher))
        }
    }

    /// Few enough that others get their turn.
    static let itemsAtOnce = 512

    /// The commitments of every field sealed with this tag and not erased since, in the order of their bytes. Decoys
    /// are not among them. Nothing in the file says which items share a tag, so the tags of every item are opened: some
    /// microseconds for each.
    public func commitments(tagged tag: String) throws(VaultError) -> [TreeHash] {
        var found: [TreeHash] = []
        var next: Int? = 0
        while let start = next {
            next = try file.read { (db) -> Int? in
                let cipher = try self.cipher(checkedIn: db)
                let items = try VaultItem.items(from: start, limit: Self.itemsAtOnce, in: db)
                for item in items where cipher.open(tags: item.tags, ofItem: item.name)?.contains(tag) == true {
                    found += try SealedRow.rows(of: item, in: db).map(\.place.commitment)
                }
                return items.last?.numbers.upperBound
            }
        }
        return found.sorted()
    }

    private static func erasures(of commitments: Set<TreeHash>, in db: Database) throws -> [TreeHash: VaultError] {
        guard try Bool.fetchOne(db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM erased)")) == true else {
            return [:]
        }
        let statement = try db.cachedStatement(
            sql: "SELECT at, authority FROM erased JOIN erasure ON id = erasure WHERE commitment = ?")
        var erasures: [TreeHash: VaultError] = [:]
        for commitment in commitments {
            guard let row = try Row.fetchOne(statement, arguments: [commitment.data]) else { continue }
            erasures[commitment] = .erased(at: Instant(seconds: row["at"]), authority: row["authority"])
        }
        return erasures
    }
}

/// A field as the file has it.
struct SealedRow: Sendable {
    let number: Int
    let place: VaultCipher.Place
    let wrappedKey: Data
    let sealed: Data

    func open(by cipher: VaultCipher) throws(VaultError) -> Disclosure {
        try cipher.open(sealed, wrappedKey: wrappedKey, at: place)
    }

    /// The fields of an item that are held.
    static func rows(
        of item: VaultItem, in db: Database, where isWanted: (TreeHash) -> Bool = { _ in true }
    ) throws -> [SealedRow] {
        let found = try SQLiteStatement(
            "SELECT number, wrapped_key, sealed FROM sealed WHERE number >= ? AND number < ? ORDER BY number", in: db)
        defer { found.reset() }
        found.bind(item.numbers.lowerBound, at: 1)
        found.bind(item.numbers.upperBound, at: 2)
        var rows: [SealedRow] = []
        while try found.step() {
            let place = item.place(found.int(0))
            guard isWanted(place.commitment) else { continue }
            rows.append(
                SealedRow(
                    number: found.int(0), place: place, wrappedKey: Data(found.blob(1)), sealed: Data(found.blob(2))))
        }
        return rows
    }

    /// Opens them in slices on all processors; few are not worth that. In the same order.
    static func opened(_ rows: [SealedRow], by cipher: VaultCipher) -> [Vault.Opened] {
        @Sendable func opened(_ part: Range<Int>) -> [Vault.Opened] {
            rows[part].map { row in
                (row.place.commitment, Result { () throws(VaultError) in try row.open(by: cipher) })
            }
        }
        let slice = 128
        guard rows.count > slice else { return opened(rows.indices) }
        let slices = (rows.count + slice - 1) / slice
        let parts = Mutex<[Int: [Vault.Opened]]>([:])
        DispatchQueue.concurrentPerform(iterations: slices) { number in
            let part = opened(number * slice..<min(rows.count, (number + 1) * slice))
            parts.withLock { $0[number] = part }
        }
        return parts.withLock { parts in (0..<slices).flatMap { parts[$0] ?? [] } }
    }
}

extension TreeHash {
    var data: Data { Data(bytes) }
}
