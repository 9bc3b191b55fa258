/// What an entry says of a part that is kept sealed: its salted SHA-256. It binds the mechanism to what it holds and
/// tells nothing of it; once the key of the sealed part is gone, nobody can say what it was.
///
/// Written as base64url without padding (RFC 4648 §5): 43 characters, of which the last has its two unused bits zero,
/// so that one digest has one text.
public struct Commitment: Hashable, Sendable, CustomStringConvertible {
    public static let byteCount = 32

    /// In memory order, and not an array: a million entries hold eight each.
    private var words: SIMD4<UInt64>

    public var bytes: [UInt8] { withUnsafeBytes(of: words) { Array($0) } }

    /// Nil unless there are exactly 32 bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        words = SIMD4()
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
    }

    /// Reads what ``description`` writes; nil for anything else, another spelling of the same bytes included.
    public init?(_ text: String) {
        var text = text
        guard let commitment = text.withUTF8({ Commitment(letters: $0) }) else { return nil }
        self = commitment
    }

    /// As ``init(_:)-(String)``, for a text that lies somewhere already.
    init?(letters: ByteSlice) {
        words = SIMD4()
        guard withUnsafeMutableBytes(of: &words, { Base64URL.read(letters, to: $0) }) else { return nil }
    }

    public var description: String {
        let count = Base64URL.letters(forBytes: Self.byteCount)
        return String(unsafeUninitializedCapacity: count) { text in
            write(to: UnsafeMutableBufferPointer(rebasing: text[..<count]))
            return count
        }
    }

    /// Writes ``description`` to 43 bytes.
    func write(to text: UnsafeMutableBufferPointer<UInt8>) {
        withUnsafeBytes(of: words) { Base64URL.write($0, to: text) }
    }
}
