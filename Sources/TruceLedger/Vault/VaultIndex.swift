import Foundation
import GRDB
import Truce

/// What a vault's file says of itself.
struct VaultState {
    let keyID: String
    /// The number that the next commitment gets.
    var next: Int
    /// Numbers below this are in the index.
    var filed: Int

    init(_ db: Database) throws {
        let row = try Row.fetchOne(db.cachedStatement(sql: "SELECT key_id, next, filed FROM vault"))
        guard let row else { throw VaultError.cannotRead(why: "it does not say which key opens it") }
        (keyID, next, filed) = (row["key_id"], row["next"], row["filed"])
    }

    func write(to db: Database) throws {
        let statement = try db.cachedStatement(sql: "UPDATE vault SET next = ?, filed = ?")
        try statement.execute(arguments: [next, filed])
    }

    /// The more there is, the more is filed at once, since each time most of the index is written anew.
    var isFilingDue: Bool { next - filed >= min(max(next / 16, 16_384), 262_144) }
}

/// An item of a vault's file.
struct VaultItem {
    /// The number of its first commitment; the others follow.
    let first: Int
    let name: [UInt8]
    let at: Instant
    let commitments: [TreeHash]
    let tags: Data

    var numbers: Range<Int> { first..<first + commitments.count }

    func place(_ number: Int) -> VaultCipher.Place {
        VaultCipher.Place(commitment: commitments[number - first], item: name, at: at)
    }

    static let columns = "first, name, created_at, commitments, tags"

    /// The row that a statement over ``columns`` stands at.
    init(_ row: SQLiteStatement) {
        first = row.int(0)
        name = Array(row.blob(1))
        at = Instant(seconds: Int64(row.int(2)))
        commitments = Self.hashes(row.blob(3))
        tags = Data(row.blob(4))
    }

    private static func hashes(_ bytes: UnsafeRawBufferPointer) -> [TreeHash] {
        stride(from: 0, to: bytes.count - TreeHash.byteCount + 1, by: TreeHash.byteCount).map {
            TreeHash(copying: bytes.baseAddress! + $0)
        }
    }

    /// At most `limit` items from a number on, in the order of sealing.
    static func items(from number: Int, limit: Int, in db: Database) throws -> [VaultItem] {
        let rows = try SQLiteStatement("SELECT \(columns) FROM item WHERE first >= ? ORDER BY first LIMIT ?", in: db)
        defer { rows.reset() }
        rows.bind(number, at: 1)
        rows.bind(limit, at: 2)
        var items: [VaultItem] = []
        while try rows.step() { items.append(VaultItem(rows)) }
        return items
    }
}

/// How an item is found by one of its commitments. Items are written one after the other, which costs next to nothing;
/// an index over what is random costs a page of the file for each commitment. So the newest are found in memory, and
/// filed many at a time, in the order of the index.
///
/// Used within one transaction.
struct VaultIndex {
    /// Numbers of the commitments that are not filed yet, as far as they were looked at.
    struct Recent: Sendable {
        fileprivate var numbers: [TreeHash: Int] = [:]
        private var from = 0
        private var to = 0

        /// Looks at what was sealed or filed since, by whatever process.
        mutating func catchUp(with db: Database) throws {
            let state = try VaultState(db)
            if from != state.filed { self = Recent(numbers: [:], from: state.filed, to: state.filed) }
            guard to < state.next else { return }
            for item in try VaultItem.items(from: to, limit: .max, in: db) {
                for (commitment, number) in zip(item.commitments, item.numbers) { numbers[commitment] = number }
            }
            to = state.next
        }
    }

    let db: Database
    let recent: Recent

    /// The items that hold some of these commitments, each once.
    func items(holding commitments: [TreeHash]) throws -> [VaultItem] {
        var wanted = Set(commitments)
        var items: [VaultItem] = []
        for commitment in commitments where wanted.contains(commitment) {
            guard let item = try item(holding: commitment) else { continue }
            wanted.subtract(item.commitments)
            items.append(item)
        }
        return items
    }

    /// Nil when this vault never held it, or when all of its item was erased.
    func item(holding commitment: TreeHash) throws -> VaultItem? {
        if let number = recent.numbers[commitment], let item = try item(at: number, holding: commitment) { return item }
        for number in try Self.filed(commitment, in: db) {
            if let item = try item(at: number, holding: commitment) { return item }
        }
        return nil
    }

    private func item(at number: Int, holding commitment: TreeHash) throws -> VaultItem? {
        let rows = try SQLiteStatement(
            "SELECT \(VaultItem.columns) FROM item WHERE first <= ? ORDER BY first DESC LIMIT 1", in: db)
        defer { rows.reset() }
        rows.bind(number, at: 1)
        guard try rows.step() else { return nil }
        let item = VaultItem(rows)
        return item.numbers.contains(number) && item.commitments[number - item.first] == commitment ? item : nil
    }

    // MARK: Filed

    /// Eight bytes of a commitment: few commitments share them, and those are told apart by their items.
    private static func key(_ commitment: TreeHash) -> Int {
        commitment.withUnsafeBytes { Int(Int64(bigEndian: $0.loadUnaligned(as: Int64.self))) }
    }

    /// The numbers that the index has for a commitment; others may share its key.
    static func filed(_ commitment: TreeHash, in db: Database) throws -> [Int] {
        let rows = try SQLiteStatement("SELECT number FROM place WHERE key = ?", in: db)
        defer { rows.reset() }
        rows.bind(key(commitment), at: 1)
        var numbers: [Int] = []
        while try rows.step() { numbers.append(rows.int(0)) }
        return numbers
    }

    /// Puts what is not filed yet into the index.
    static func file(_ state: inout VaultState, in db: Database) throws {
        var places: [(key: Int, number: Int)] = []
        for item in try VaultItem.items(from: state.filed, limit: .max, in: db) {
            for (commitment, number) in zip(item.commitments, item.numbers) { places.append((key(commitment), number)) }
        }
        // In order, a page is looked up and written once.
        places.sort { $0.key < $1.key }
        let row = try SQLiteStatement("INSERT INTO place VALUES (?, ?)", in: db)
        for place in places {
            row.bind(place.key, at: 1)
            row.bind(place.number, at: 2)
            try row.run()
        }
        state.filed = state.next
    }

    static func remove(_ item: VaultItem, from db: Database) throws {
        let row = try SQLiteStatement("DELETE FROM place WHERE key = ? AND number = ?", in: db)
        for (commitment, number) in zip(item.commitments, item.numbers) {
            row.bind(key(commitment), at: 1)
            row.bind(number, at: 2)
            try row.run()
        }
    }
}
