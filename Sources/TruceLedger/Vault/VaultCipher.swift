import Crypto
import Foundation
import Truce

/// What is encrypted in a vault, how, and under which key. Everything is AES-256-GCM with a random nonce; what a
/// ciphertext belongs to is authenticated with it, so that rows cannot be exchanged.
///
/// - A field's own key is wrapped under the wrapping key, which is derived from the master key.
/// - A field's disclosure is sealed under its own key, padded to one of few lengths.
/// - An item's tags are sealed together, under a key derived from the master key.
struct VaultCipher: Sendable {
    let keyID: String
    private let wrapping: SymmetricKey
    private let tagSealing: SymmetricKey
    private let firstTagSealing: SymmetricKey

    init(_ master: MasterKey) {
        keyID = master.id
        wrapping = master.derived("wrap a field's key")
        tagSealing = master.derived("seal an item's tags")
        firstTagSealing = master.derived("seal a tag")
    }

    /// Where a row stands: what its ciphertext is bound to.
    struct Place {
        let commitment: TreeHash
        /// The item's own, 16 bytes.
        let item: [UInt8]
        let at: Instant

        fileprivate var bytes: [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(61)
            bytes += "field".utf8
            commitment.withUnsafeBytes { bytes += $0 }
            bytes += item
            withUnsafeBytes(of: at.seconds.bigEndian) { bytes += $0 }
            return bytes
        }
    }

    // MARK: Fields

    /// A field under a key of its own, and that key wrapped.
    func seal(
        _ disclosure: Disclosure, at place: Place, using chance: SystemBytes
    ) throws -> (wrappedKey: Data, sealed: Data) {
        let key = SymmetricKey(data: chance.take(32))
        let sealed = try Self.sealed(Self.padded(disclosure.json), under: key, bound: place.bytes, using: chance)
        return (try wrap(key, for: place.commitment, using: chance), sealed)
    }

    private func wrap(
        _ key: SymmetricKey, for commitment: TreeHash, using chance: SystemBytes
    ) throws -> Data {
        try Self.sealed(
            key.withUnsafeBytes { Array($0) }, under: wrapping, bound: Self.bound(commitment), using: chance)
    }

    /// Nil when it does not open.
    private func unwrap(_ wrapped: Data, for commitment: TreeHash) -> SymmetricKey? {
        Self.opened(wrapped, under: wrapping, bound: Self.bound(commitment)).map { SymmetricKey(data: $0) }
    }

    /// Nil when it does not open.
    func rewrapped(
        _ wrapped: Data, for commitment: TreeHash, to other: VaultCipher, using chance: SystemBytes
    ) throws -> Data? {
        guard let key = unwrap(wrapped, for: commitment) else { return nil }
        return try other.wrap(key, for: commitment, using: chance)
    }

    private static func bound(_ commitment: TreeHash) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(35)
        bytes += "key".utf8
        commitment.withUnsafeBytes { bytes += $0 }
        return bytes
    }

    /// Opens a field, and sees to it that it is what was committed to.
    func open(_ sealed: Data, wrappedKey: Data, at place: Place) throws(VaultError) -> Disclosure {
        guard let key = unwrap(wrappedKey, for: place.commitment) else {
            throw .damaged(place.commitment, why: "its key does not open under the master key")
        }
        guard let json = Self.opened(sealed, under: key, bound: place.bytes).flatMap(Self.unpadded) else {
            throw .damaged(place.commitment, why: "its content does not open under its key")
        }
        let disclosure = try Disclosure(json: json)
        guard disclosure.commitment == place.commitment else {
            throw .damaged(place.commitment, why: "it hashes to something else")
        }
        return disclosure
    }

    // MARK: Tags

    /// The tags of the item of this name, sealed together. Padded: a length tells little of them.
    func seal(tags: [String], ofItem name: [UInt8], using chance: SystemBytes) throws -> Data {
        let list = try JSONValue.array(tags.map { .string($0) }).canonicalBytes()
        return try Self.sealed(
            Self.padded(list, smallest: 64), under: tagSealing, bound: Array("tags".utf8) + name, using: chance)
    }

    /// Nil when they do not open.
    func open(tags: Data, ofItem name: [UInt8]) -> [String]? {
        guard
            let list = Self.opened(tags, under: tagSealing, bound: Array("tags".utf8) + name).flatMap(Self.unpadded),
            // What opens was sealed here; what is no list all the same is damage.
            case .array(let tags)? = try? JSONValue(parsing: list, limit: list.count)
        else { return nil }
        return tags.compactMap { if case .string(let tag) = $0 { tag } else { nil } }
    }

    /// A tag as version 1 of the file kept it, for each field, after eight bytes of number.
    func open(firstTag: Data, for commitment: TreeHash) -> String? {
        guard let bytes = Self.opened(firstTag, under: firstTagSealing, bound: commitment.bytes).flatMap(Self.unpadded),
            bytes.count >= 8
        else { return nil }
        return String(validating: bytes[8...], as: UTF8.self)
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
    static func padded(_ bytes: [UInt8], smallest: Int = 256) -> [UInt8] {
        let needed = bytes.count + 4
        let bucket = bucket(needed, smallest: smallest)
        var padded: [UInt8] = []
        padded.reserveCapacity(bucket)
        withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { padded += $0 }
        padded += bytes
        padded += repeatElement(0, count: bucket - needed)
        return padded
    }

    private static func unpadded(_ padded: Data) -> [UInt8]? {
        padded.withUnsafeBytes { padded in
            guard padded.count >= 4 else { return nil }
            let count = Int(UInt32(bigEndian: padded.loadUnaligned(as: UInt32.self)))
            guard count <= padded.count - 4 else { return nil }
            return Array(padded[4..<(4 + count)])
        }
    }

    // MARK: AES-GCM

    /// Nonce, ciphertext and tag in one.
    private static func sealed(
        _ bytes: [UInt8], under key: SymmetricKey, bound: [UInt8], using chance: SystemBytes
    ) throws -> Data {
        let nonce = try AES.GCM.Nonce(data: chance.take(12))
        let box = try AES.GCM.seal(bytes, using: key, nonce: nonce, authenticating: bound)
        guard let combined = box.combined else { preconditionFailure("a nonce of 12 bytes always combines") }
        return combined
    }

    private static func opened(_ sealed: Data, under key: SymmetricKey, bound: [UInt8]) -> Data? {
        // Nil says all there is to say: it does not open.
        guard let box = try? AES.GCM.SealedBox(combined: sealed) else { return nil }
        return try? AES.GCM.open(box, using: key, authenticating: bound)
    }
}
