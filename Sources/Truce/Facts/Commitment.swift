/// What an entry says of a part that is kept sealed: its salted SHA-256. It binds the mechanism to what it holds and
/// tells nothing of it; once the key of the sealed part is gone, nobody can say what it was.
///
/// Written as base64url without padding (RFC 4648 §5): 43 characters, of which the last has its two unused bits zero,
/// so that one digest has one text.
public struct Commitment: Hashable, Sendable, CustomStringConvertible {
    public static let byteCount = 32

    public let bytes: [UInt8]

    /// Nil unless there are exactly 32 bytes.
    public init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = Array(bytes)
    }

    /// Reads what ``description`` writes; nil for anything else, another spelling of the same bytes included.
    public init?(_ text: String) {
        guard text.utf8.count == 43 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(33)
        var (bits, count): (UInt32, Int) = (0, 0)
        for letter in text.utf8 {
            guard let digit = Self.digit(letter) else { return nil }
            bits = bits << 6 | UInt32(digit)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            bits &= 1 << UInt32(count) - 1
        }
        guard bits == 0 else { return nil }
        self.init(bytes)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func digit(_ letter: UInt8) -> UInt8? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): letter - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): letter - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): letter - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }

    public var description: String {
        String(unsafeUninitializedCapacity: 43) { text in
            Self.alphabet.withUnsafeBufferPointer { alphabet in
                var (bits, count, at): (UInt32, Int, Int) = (0, 0, 0)
                for byte in bytes {
                    bits = bits << 8 | UInt32(byte)
                    count += 8
                    while count >= 6 {
                        count -= 6
                        text[at] = alphabet[Int(bits >> UInt32(count)) & 63]
                        at += 1
                    }
                    bits &= 1 << UInt32(count) - 1
                }
                text[at] = alphabet[Int(bits << UInt32(6 - count)) & 63]
                return at + 1
            }
        }
    }
}
