import Crypto

/// A SHA-256 value of the tree: 32 bytes, held in four words so that arrays of them lie flat.
///
/// Leaf and node hashes are those of RFC 6962 §2.1: a leaf is SHA-256(0x00 ‖ entry), a node
/// SHA-256(0x01 ‖ left ‖ right), the empty tree SHA-256 of nothing.
public struct TreeHash: Hashable, Comparable, Sendable, CustomStringConvertible {
    // In memory order, so that the bytes of this value are the bytes of the hash.
    private var words: Words
    package typealias Words = (UInt64, UInt64, UInt64, UInt64)

    public static let byteCount = 32

    /// Nil unless there are exactly 32 bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        words = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// The 32 bytes at `start`, of at least 32.
    package init(copying start: UnsafeRawPointer) {
        self.init(words: start.loadUnaligned(as: Words.self))
    }

    private init(words: Words) { self.words = words }

    init(_ digest: SHA256Digest) {
        self = digest.withUnsafeBytes { TreeHash(copying: $0.baseAddress!) }
    }

    /// SHA-256 of nothing: the root of a log without entries.
    public static let emptyTree = TreeHash(SHA256().finalize())

    /// The leaf that an entry becomes.
    public static func leaf(_ entry: some Sequence<UInt8>) -> TreeHash {
        var hasher = SHA256()
        let bytes = ContiguousArray(entry)
        hasher.update(prefix: 0x00)
        bytes.withUnsafeBytes { hasher.update(bufferPointer: $0) }
        return TreeHash(hasher.finalize())
    }

    /// As ``leaf(_:)``, for bytes that lie somewhere already.
    public static func leaf(_ entry: UnsafeRawBufferPointer) -> TreeHash {
        var hasher = SHA256()
        hasher.update(prefix: 0x00)
        hasher.update(bufferPointer: entry)
        return TreeHash(hasher.finalize())
    }

    /// The node above two others.
    public static func node(_ left: TreeHash, _ right: TreeHash) -> TreeHash {
        // 65 bytes, laid out by hand: a tuple would pad the prefix.
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
            buffer[0] = 0x01
            buffer.baseAddress!.storeBytes(of: left.words, toByteOffset: 1, as: Words.self)
            buffer.baseAddress!.storeBytes(of: right.words, toByteOffset: 33, as: Words.self)
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return TreeHash(hasher.finalize())
        }
    }

    public var bytes: [UInt8] { withUnsafeBytes { Array($0) } }

    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Swift.withUnsafeBytes(of: words, body)
    }

    /// Lower-case hexadecimal.
    public var description: String { Hex.text(bytes) }

    public static func == (a: TreeHash, b: TreeHash) -> Bool {
        a.words.0 == b.words.0 && a.words.1 == b.words.1 && a.words.2 == b.words.2 && a.words.3 == b.words.3
    }

    /// In the order of their bytes.
    public static func < (a: TreeHash, b: TreeHash) -> Bool {
        if a.words.0 != b.words.0 { return a.words.0.bigEndian < b.words.0.bigEndian }
        if a.words.1 != b.words.1 { return a.words.1.bigEndian < b.words.1.bigEndian }
        if a.words.2 != b.words.2 { return a.words.2.bigEndian < b.words.2.bigEndian }
        return a.words.3.bigEndian < b.words.3.bigEndian
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}

extension SHA256 {
    fileprivate mutating func update(prefix: UInt8) {
        var prefix = prefix
        Swift.withUnsafeBytes(of: &prefix) { update(bufferPointer: $0) }
    }
}

/// Hexadecimal, lower case.
package enum Hex {
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil unless the text is pairs of hexadecimal digits, of either case.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map(digit)
        guard digits.count.isMultiple(of: 2), !digits.contains(255) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    private static func digit(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: 255
        }
    }
}
