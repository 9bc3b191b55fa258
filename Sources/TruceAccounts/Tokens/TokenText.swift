import Truce

/// A token as it is copied about: `truce_`, 256 random bits in base64url, and a check sum in six more characters, so that
/// a slip of the hand is told from a token that was revoked, and scanners find tokens that were left lying about.
struct TokenText {
    static let prefix = "truce_"
    let secret: Secret

    init(_ secret: Secret) { self.secret = secret }

    /// Nil for anything that was never given out.
    init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count == Self.prefix.utf8.count + 43 + 6, text.hasPrefix(Self.prefix),
            let secret = Secret(text.dropFirst(Self.prefix.count).dropLast(6))
        else { return nil }
        self.secret = secret
        guard self.text.utf8.elementsEqual(bytes) else { return nil }
    }

    var text: String { Self.prefix + secret.text + Base64URL.text(checksum) }

    private var checksum: [UInt8] {
        withUnsafeBytes(of: Self.crc32(Array(Self.prefix.utf8) + secret.bytes).bigEndian) { Array($0) }
    }

    /// CRC-32 as in IEEE 802.3, bit by bit: 38 bytes take no time.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(~UInt32(0)) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
