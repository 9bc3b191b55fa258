import Foundation
import GRDB
import Synchronization
import Truce

/// A field to be sealed: its name and its value as JSON text in UTF-8.
public struct SealedField: Hashable, Sendable {
    public var name: String
    public var value: [UInt8]

    public init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    /// A field whose value is a word or a sentence.
    public init(name: String, text: String) { self.init(name: name, value: JSONText.string(text)) }
}

/// What an entry says of an item whose fields lie in the vault.
public struct SealedItem: Hashable, Sendable {
    /// What goes into the entry: a multiple of ``Vault/commitmentsPerItem``, some of them decoys, in the order of
    /// their bytes, so that neither the number nor the order of the fields can be read off.
    public let commitments: [TreeHash]
    /// The commitments that stand for fields, by the field's name.
    public let real: [String: TreeHash]
}

/// An item encrypted and not kept yet: what it is committed to is known before anything of it is written.
package struct PreparedItem: Sendable {
    package let sealed: SealedItem
    let keyID: String
    /// 16 bytes.
    let name: [UInt8]
    let at: Instant
    let tags: Data
    let fields: [Field]

    struct Field: Sendable {
        /// Among the item's commitments, from 0.
        let place: Int
        let wrappedKey: Data
        let sealed: Data
    }
}

extension Vault {
    /// Seals the fields of one item. Durable when it returns. Tags are for finding it again, such as
    /// `source:observer-7`; without the master key nobody can read them, or tell from a copy of the file
    /// which items share one. When each field came stands in the file all the same.
    ///
    /// Throws ``VaultError/tooLarge(bytes:)`` above ``byteLimit``, and ``VaultError/unusableField(name:why:)`` for a
    /// value that is no JSON or a name that comes twice.
    public func seal(_ fields: [SealedField], tags: [String], at: Instant) throws(VaultError) -> SealedItem {
        try seal([(fields, tags)], at: at)[0]
    }

    /// Seals many items in one transaction, so that they share its wait for the disk: all of them, or none. They are
    /// encrypted on all processors, while others may write. Answers one for one; throws as
    /// ``seal(_:tags:at:)-([SealedField],_,_)``.
    public func seal(
        _ items: [(fields: [SealedField], tags: [String])], at: Instant
    ) throws(VaultError) -> [SealedItem] {
        let prepared = try prepare(items, at: at)
        try keep(prepared)
        return prepared.map(\.sealed)
    }

    /// In slices, which are worth a thread each; few items are not. In the same order.
    private func prepare(
        _ items: [(fields: [SealedField], tags: [String])], at: Instant
    ) throws(VaultError) -> [PreparedItem] {
        @Sendable func prepared(_ part: Range<Int>) -> Result<[PreparedItem], VaultError> {
            Result { () throws(VaultError) in
                var chance = SystemBytes()
                var made: [PreparedItem] = []
                for item in items[part] {
                    made.append(try prepare(item.fields, tags: item.tags, at: at, using: &chance))
                }
                return made
            }
        }
        let slice = 16
        guard items.count > slice else { return try prepared(items.indices).get() }
        let slices = (items.count + slice - 1) / slice
        let parts = Mutex<[Int: Result<[PreparedItem], VaultError>]>([:])
        DispatchQueue.concurrentPerform(iterations: slices) { number in
            let part = prepared(number * slice..<min(items.count, (number + 1) * slice))
            parts.withLock { $0[number] = part }
        }
        var all: [PreparedItem] = []
        all.reserveCapacity(items.count)
        for number in 0..<slices {
            guard let part = parts.withLock({ $0[number] }) else { preconditionFailure("every slice is made") }
            all += try part.get()
        }
        return all
    }

    /// As ``seal(_:at:)``, with salts, decoys and the items' names drawn from `random`. Keys and nonces come from the
    /// system all the same.
    package func seal(
        _ items: [(fields: [SealedField], tags: [String])], at: Instant, using random: inout some RandomNumberGenerator
    ) throws(VaultError) -> [SealedItem] {
        var prepared: [PreparedItem] = []
        for item in items { prepared.append(try prepare(item.fields, tags: item.tags, at: at, using: &random)) }
        try keep(prepared)
        return prepared.map(\.sealed)
    }

    /// Encrypts an item, which is not written before ``keep(_:)``. Throws as ``seal(_:tags:at:)-([SealedField],_,_)``.
    package func prepare(_ fields: [SealedField], tags: [String], at: Instant) throws(VaultError) -> PreparedItem {
        var chance = SystemBytes()
        return try prepare(fields, tags: tags, at: at, using: &chance)
    }

    package func prepare(
        _ fields: [SealedField], tags: [String], at: Instant, using random: inout some RandomNumberGenerator
    ) throws(VaultError) -> PreparedItem {
        let bytes = fields.reduce(0) { $0 + $1.value.count }
        guard bytes <= Self.byteLimit else { throw .tooLarge(bytes: bytes) }
        let name = randomBytes(16, using: &random)
        var disclosures: [Disclosure] = []
        var real: [String: TreeHash] = [:]
        for field in fields {
            let disclosure = try Disclosure(
                salt: Disclosure.salt(using: &random), name: field.name, value: field.value)
            guard real.updateValue(disclosure.commitment, forKey: field.name) == nil else {
                throw .unusableField(name: field.name, why: "another field of this item has that name")
            }
            disclosures.append(disclosure)
        }
        let all = disclosures.map(\.commitment) + Self.decoys(besides: disclosures.count, using: &random)
        let inOrder = all.indices.sorted { all[$0] < all[$1] }
        let cipher = cipher
        let chance = SystemBytes()
        do {
            var sealed: [PreparedItem.Field] = []
            for (place, number) in inOrder.enumerated() where number < disclosures.count {
                let disclosure = disclosures[number]
                let (key, content) = try cipher.seal(
                    disclosure, at: VaultCipher.Place(commitment: disclosure.commitment, item: name, at: at),
                    using: chance)
                sealed.append(PreparedItem.Field(place: place, wrappedKey: key, sealed: content))
            }
            return PreparedItem(
                sealed: SealedItem(commitments: inOrder.map { all[$0] }, real: real), keyID: cipher.keyID, name: name,
                at: at, tags: try cipher.seal(tags: tags, ofItem: name, using: chance), fields: sealed)
        } catch { throw .cannotWrite(why: "it cannot be encrypted (\(error))") }
    }

    /// How many commitments an item of so many fields has, decoys included.
    package static func commitments(forFields fields: Int) -> Int {
        max(1, (fields + commitmentsPerItem - 1) / commitmentsPerItem) * commitmentsPerItem
    }

    private static func decoys(besides fields: Int, using random: inout some RandomNumberGenerator) -> [TreeHash] {
        (fields..<commitments(forFields: fields)).map { _ in
            let words = (random.next(), random.next(), random.next(), random.next())
            return withUnsafeBytes(of: words) { TreeHash(copying: $0.baseAddress!) }
        }
    }

    // MARK: Keeping

    /// Writes items in one transaction: all, durable when it returns, or none. Throws
    /// ``VaultError/wrongKey(expected:found:)`` where the vault was given another key since they were prepared.
    package func keep(_ items: [PreparedItem]) throws(VaultError) {
        guard !items.isEmpty else { return }
        try file.write { try Self.insert(items, in: $0) }
    }

    /// As ``keep(_:)-([PreparedItem])``, without holding up the calling thread.
    package func keep(_ items: [PreparedItem]) async throws(VaultError) {
        guard !items.isEmpty else { return }
        try await file.writeLater { try Self.insert(items, in: $0) }
    }

    private static func insert(_ items: [PreparedItem], in db: Database) throws {
        var state = try VaultState(db)
        for item in items where item.keyID != state.keyID {
            throw VaultError.wrongKey(expected: state.keyID, found: item.keyID)
        }
        let itemRow = try SQLiteStatement("INSERT INTO item VALUES (?, ?, ?, ?, ?)", in: db)
        let fieldRow = try SQLiteStatement("INSERT INTO sealed VALUES (?, ?, ?)", in: db)
        for item in items {
            let commitments = item.sealed.commitments
            itemRow.bind(state.next, at: 1)
            itemRow.bind(copying: item.name, at: 2)
            itemRow.bind(Int(item.at.seconds), at: 3)
            var hashes: [UInt8] = []
            hashes.reserveCapacity(commitments.count * TreeHash.byteCount)
            for commitment in commitments { commitment.withUnsafeBytes { hashes += $0 } }
            itemRow.bind(copying: hashes, at: 4)
            itemRow.bind(copying: item.tags, at: 5)
            try itemRow.run()
            for field in item.fields {
                fieldRow.bind(state.next + field.place, at: 1)
                fieldRow.bind(copying: field.wrappedKey, at: 2)
                fieldRow.bind(copying: field.sealed, at: 3)
                try fieldRow.run()
            }
            state.next += commitments.count
        }
        if state.isFilingDue { try VaultIndex.file(&state, in: db) }
        try state.write(to: db)
    }
}
