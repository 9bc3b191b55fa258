import Crypto
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

/// The part of the record that may have to be withheld or erased: fields, each under a key of its own, outside the
/// ledger, whose entries carry only commitments.
///
/// Safe to use from several threads, and by several processes on one file: SQLite lets one write at a time. Every call
/// waits for the disk, so it does not belong on a thread that must not wait.
public final class Vault: Sendable {
    /// The most bytes that the values of one item may have together: 16 MiB.
    public static let byteLimit = 1 << 24
    public static let commitmentsPerItem = 8

    let file: VaultFile
    private let current: Mutex<VaultCipher>

    private init(file: VaultFile, cipher: VaultCipher) {
        self.file = file
        current = Mutex(cipher)
    }

    /// A new vault at a path where nothing is, readable by its owner only.
    public static func create(at path: String, key: MasterKey) throws(VaultError) -> Vault {
        let cipher = VaultCipher(key)
        return Vault(file: try VaultFile.create(at: path, keyID: cipher.keyID), cipher: cipher)
    }

    /// An existing vault. Cleans up after an erasure that a crash interrupted. Throws
    /// ``VaultError/wrongKey(expected:found:)``, ``VaultError/readableByOthers(path:)``,
    /// ``VaultError/notAVault(path:why:)``.
    public static func open(at path: String, key: MasterKey) throws(VaultError) -> Vault {
        let cipher = VaultCipher(key)
        return Vault(file: try VaultFile.open(at: path, keyID: cipher.keyID), cipher: cipher)
    }

    /// An existing vault, to be looked at, also on a disk that cannot be written. Nothing is cleaned; sealing and erasing
    /// fail. Throws as ``open(at:key:)``.
    public static func open(reading path: String, key: MasterKey) throws(VaultError) -> Vault {
        let cipher = VaultCipher(key)
        return Vault(file: try VaultFile.open(at: path, keyID: cipher.keyID, readOnly: true), cipher: cipher)
    }

    // MARK: Sealing

    /// Seals the fields of one item. Durable when it returns. Tags are for finding it again, such as
    /// `source:observer-7`; without the master key nobody can read them, or tell from a copy of the file
    /// which items share one. When each field came stands in the file all the same.
    ///
    /// Throws ``VaultError/tooLarge(bytes:)`` above ``byteLimit``, and ``VaultError/unusableField(name:why:)`` for a
    /// value that is no JSON or a name that comes twice.
    public func seal(_ fields: [SealedField], tags: [String], at: Instant) throws(VaultError) -> SealedItem {
        var system = SystemRandomNumberGenerator()
        return try seal(fields, tags: tags, at: at, using: &system)
    }

    /// As ``seal(_:tags:at:)``, with salts, decoys and the item's identifier drawn from `random`. Keys and nonces come
    /// from the system all the same.
    package func seal(
        _ fields: [SealedField], tags: [String], at: Instant, using random: inout some RandomNumberGenerator
    ) throws(VaultError) -> SealedItem {
        let bytes = fields.reduce(0) { $0 + $1.value.count }
        guard bytes <= Self.byteLimit else { throw .tooLarge(bytes: bytes) }
        let item = randomBytes(16, using: &random)
        var disclosures: [Disclosure] = []
        var real: [String: TreeHash] = [:]
        for field in fields {
            let salt = Disclosure.salt(using: &random)
            let disclosure = try Disclosure(salt: salt, name: field.name, value: field.value)
            guard real.updateValue(disclosure.commitment, forKey: field.name) == nil else {
                throw .unusableField(name: field.name, why: "another field of this item has that name")
            }
            disclosures.append(disclosure)
        }
        let decoys = Self.decoys(besides: disclosures.count, using: &random)
        // Several rows are prepared before the file is locked.
        let keys = disclosures.map { _ in SymmetricKey(size: .bits256) }
        try file.write { db in
            let cipher = try cipher(checkedIn: db)
            var tagged = VaultTags(db, cipher)
            for (disclosure, key) in zip(disclosures, keys) {
                try Self.insert(disclosure, key, cipher, item: item, at: at, in: db)
                for tag in Set(tags) { try tagged.add(tag, to: disclosure.commitment) }
            }
            for decoy in decoys {
                try db.execute(sql: "INSERT INTO decoy VALUES (?, ?)", arguments: [decoy.data, Data(item)])
            }
        }
        let all = disclosures.map(\.commitment) + decoys
        return SealedItem(commitments: all.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }, real: real)
    }

    /// How many commitments an item of so many fields has, decoys included.
    package static func commitments(forFields fields: Int) -> Int {
        max(1, (fields + commitmentsPerItem - 1) / commitmentsPerItem) * commitmentsPerItem
    }

    private static func decoys(besides fields: Int, using random: inout some RandomNumberGenerator) -> [TreeHash] {
        (fields..<commitments(forFields: fields)).compactMap { _ in
            TreeHash(randomBytes(TreeHash.byteCount, using: &random))
        }
    }

    private static func insert(
        _ disclosure: Disclosure, _ key: SymmetricKey, _ cipher: VaultCipher, item: [UInt8], at: Instant,
        in db: Database
    ) throws {
        let commitment = disclosure.commitment
        let place = VaultCipher.Place(commitment: commitment, item: item, at: at)
        let sealed = try VaultCipher.seal(disclosure, under: key, at: place)
        try db.execute(
            sql: "INSERT INTO sealed VALUES (?, ?, ?, ?, ?, ?)",
            arguments: [
                commitment.data, try cipher.wrap(key, for: commitment), sealed, sealed.count, Data(item), at.seconds,
            ])
    }

    // MARK: Reading

    /// The field behind a commitment; nil when this vault never held it, or when it is a decoy. Throws
    /// ``VaultError/erased(at:authority:)`` when it was erased, ``VaultError/damaged(_:why:)`` when the row does not
    /// open or opens to something that was not committed to.
    public func disclosure(of commitment: TreeHash) throws(VaultError) -> Disclosure? {
        try file.read { db in
            if let row = try Row.fetchOne(
                db, sql: "SELECT * FROM sealed WHERE commitment = ?", arguments: [commitment.data])
            {
                return try Self.disclosure(commitment, row, try cipher(checkedIn: db))
            }
            let erasure = try Row.fetchOne(
                db, sql: "SELECT at, authority FROM erased JOIN erasure ON id = erasure WHERE commitment = ?",
                arguments: [commitment.data])
            guard let erasure else { return nil }
            throw VaultError.erased(at: Instant(seconds: erasure["at"]), authority: erasure["authority"])
        }
    }

    /// Opens a row of the table `sealed`.
    static func disclosure(_ commitment: TreeHash, _ row: Row, _ cipher: VaultCipher) throws(VaultError) -> Disclosure {
        guard let key = cipher.unwrap(row["wrapped_key"], for: commitment) else {
            throw .damaged(commitment, why: "its key does not open under the master key")
        }
        let place = VaultCipher.Place(
            commitment: commitment, item: Array(row["item"] as Data), at: Instant(seconds: row["created_at"]))
        guard let json = VaultCipher.open(row["sealed"], under: key, at: place) else {
            throw .damaged(commitment, why: "its content does not open under its key")
        }
        let disclosure = try Disclosure(json: json)
        guard disclosure.commitment == commitment else {
            throw .damaged(commitment, why: "it hashes to something else")
        }
        return disclosure
    }

    /// The commitments of every field sealed with this tag and not erased since, in the order of their bytes. Decoys
    /// are not among them.
    public func commitments(tagged tag: String) throws(VaultError) -> [TreeHash] {
        try file.read { db in
            try VaultTags(db, cipher(checkedIn: db)).commitments(tag).sorted(by: Self.byBytes)
        }
    }

    /// How many fields are held, without those erased and without decoys.
    public var count: Int {
        get throws(VaultError) { try file.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sealed") ?? 0 } }
    }

    // MARK: The key

    /// The keys in use, unless somebody else has rewrapped the vault since: what is sealed under keys that the vault
    /// no longer knows could never be opened.
    func cipher(checkedIn db: Database) throws -> VaultCipher {
        let cipher = current.withLock { $0 }
        let expected = try String.fetchOne(db, sql: "SELECT key_id FROM vault") ?? "none"
        guard cipher.keyID == expected else { throw VaultError.wrongKey(expected: expected, found: cipher.keyID) }
        return cipher
    }

    func use(_ cipher: VaultCipher) { current.withLock { $0 = cipher } }
}

extension TreeHash {
    var data: Data { Data(bytes) }
}
