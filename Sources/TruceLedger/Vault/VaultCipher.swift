import Crypto
import Foundation
import Truce

/// What is encrypted in a vault, how, and under which key. Everything is AES-256-GCM with a random nonce; what a
/// ciphertext belongs to is authenticated with it, so that rows cannot be exchanged.
///
/// - A field's own key is wrapped under the wrapping key, which is derived from the master key.
/// - A field's disclosure is sealed under its own key, padded to one of few lengths.
/// - A tag is found by HMAC-SHA-256 (see ``VaultTags``) and kept sealed, so that it can be given to a new master key;
///   both keys are derived from the master key.
struct VaultCipher: Sendable {
    let keyID: String
    private let wrapping: SymmetricKey
    private let tagLookup: SymmetricKey
    private let tagSealing: SymmetricKey

    init(_ master: MasterKey) {
        keyID = master.id
        wrapping = master.derived("wrap a field's key")
        tagLookup = master.derived("look a tag up")
        tagSealing = master.derived("seal a tag")
    }

    // MARK: Keys

    func wrap(_ key: SymmetricKey, for commitment: TreeHash) throws -> Data {
        try key.withUnsafeBytes {
            try Self.sealed(Data($0), under: wrapping, bound: Array("key".utf8) + commitment.bytes)
        }
    }

    /// Nil when it does not open.
    func unwrap(_ wrapped: Data, for commitment: TreeHash) -> SymmetricKey? {
        Self.opened(wrapped, under: wrapping, bound: Array("key".utf8) + commitment.bytes).map {
            SymmetricKey(data: $0)
        }
    }

    // MARK: Disclosures

    /// Where a row stands: what its ciphertext is bound to.
    struct Place {
        let commitment: TreeHash
        let item: [UInt8]
        let at: Instant

        var bytes: [UInt8] {
            Array("field".utf8) + commitment.bytes + item + withUnsafeBytes(of: at.seconds.bigEndian) { Array($0) }
        }
    }

    static func seal(_ disclosure: Disclosure, under key: SymmetricKey, at place: Place) throws -> Data {
        try sealed(padded(disclosure.json), under: key, bound: place.bytes)
    }

    /// Nil when it does not open.
    static func open(_ sealed: Data, under key: SymmetricKey, at place: Place) -> [UInt8]? {
        opened(sealed, under: key, bound: place.bytes).flatMap(unpadded)
    }

    // MARK: Tags

    /// Under which the field with this number, counted from 0, among those of a tag is found.
    func lookup(_ tag: String, _ number: Int) -> Data {
        Data(HMAC<SHA256>.authenticationCode(for: Self.numbered(tag, number), using: tagLookup))
    }

    func seal(tag: String, _ number: Int, for commitment: TreeHash) throws -> Data {
        try Self.sealed(
            Self.padded(Self.numbered(tag, number), smallest: 64), under: tagSealing, bound: commitment.bytes)
    }

    /// Nil when it does not open.
    func open(tag: Data, for commitment: TreeHash) -> (tag: String, number: Int)? {
        guard let bytes = Self.opened(tag, under: tagSealing, bound: commitment.bytes).flatMap({ Self.unpadded($0) }),
            bytes.count >= 8, let text = String(validating: bytes[8...], as: UTF8.self)
        else { return nil }
        let number = bytes[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(exactly: number).map { (text, $0) }
    }

    /// Eight bytes of number, so that no two of number and tag are the same bytes.
    private static func numbered(_ tag: String, _ number: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt64(number).bigEndian) { Array($0) } + Array(tag.utf8)
    }

    // MARK: Lengths

    /// The least of 256, 384, 512, 768, 1024 and so on that holds so many bytes: a length tells little and costs at most
    /// half as much again.
    static func bucket(_ needed: Int, smallest: Int = 256) -> Int {
        var power = smallest
        while power < needed { power *= 2 }
        return power > smallest && power / 4 * 3 >= needed ? power / 4 * 3 : power
    }

    /// Four bytes of length, the bytes, zeros up to a bucket.
    static func padded(_ bytes: [UInt8], smallest: Int = 256) -> Data {
        let needed = bytes.count + 4
        let bucket = bucket(needed, smallest: smallest)
        var padded = withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Data($0) }
        padded.append(contentsOf: bytes)
        padded.append(Data(count: bucket - needed))
        return padded
    }

    private static func unpadded(_ padded: Data) -> [UInt8]? {
        guard padded.count >= 4 else { return nil }
        let bytes = Array(padded)
        let count = bytes[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard count <= bytes.count - 4 else { return nil }
        return Array(bytes[4..<(4 + count)])
    }

    // MARK: AES-GCM

    /// Nonce, ciphertext and tag in one.
    private static func sealed(_ bytes: Data, under key: SymmetricKey, bound: [UInt8]) throws -> Data {
        let box = try AES.GCM.seal(bytes, using: key, authenticating: bound)
        guard let combined = box.combined else { preconditionFailure("a nonce of 12 bytes always combines") }
        return combined
    }

    private static func opened(_ sealed: Data, under key: SymmetricKey, bound: [UInt8]) -> Data? {
        // Nil says all there is to say: it does not open.
        guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
        return try? AES.GCM.open(box, using: key, authenticating: bound)
    }
}
