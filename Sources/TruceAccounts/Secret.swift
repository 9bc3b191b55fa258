import Crypto
import Foundation

/// 256 random bits handed out once: a session's cookie, an invitation's code, a token's heart. Only their hash is kept.
/// A hash can be looked up in an index without care for timing: who does not know the secret cannot choose its hash.
struct Secret: Sendable {
    static let byteCount = 32
    let bytes: [UInt8]

    init(_ chance: Chance) { bytes = chance.bytes(Self.byteCount) }

    /// Nil unless the text is exactly what ``text`` gives.
    init?(_ text: some StringProtocol) {
        guard text.utf8.count == 43, let bytes = Base64URL.bytes(text), bytes.count == Self.byteCount else {
            return nil
        }
        self.bytes = bytes
    }

    var text: String { Base64URL.text(bytes) }
    var hash: Data { Self.hash(bytes) }

    static func hash(_ bytes: [UInt8]) -> Data { Data(SHA256.hash(data: bytes)) }
}

/// Where random bytes come from: the system's generator, or a seeded one in tests.
package struct Chance: Sendable {
    let bytes: @Sendable (_ count: Int) -> [UInt8]

    /// `bytes` answers as many as it is asked for, and is called from several threads.
    package init(_ bytes: @escaping @Sendable (_ count: Int) -> [UInt8]) { self.bytes = bytes }

    package static let system = Chance { count in
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}

/// Base64 of RFC 4648 §5 without padding; one value has one text.
enum Base64URL {
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        let plain = Data(bytes).base64EncodedData().filter { $0 != UInt8(ascii: "=") }
        return String(decoding: plain.map { exchanged($0, "+", "-", "/", "_") }, as: UTF8.self)
    }

    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let plain = text.utf8.map { exchanged($0, "-", "+", "_", "/") }
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: (4 - plain.count % 4) % 4)
        // Foundation takes more than this alphabet, and ignores unused bits: only what would be written again counts.
        guard let data = Data(base64Encoded: Data(plain + padding)), Self.text(data).utf8.elementsEqual(text.utf8)
        else { return nil }
        return Array(data)
    }

    private static func exchanged(
        _ byte: UInt8, _ a: Unicode.Scalar, _ forA: Unicode.Scalar, _ b: Unicode.Scalar, _ forB: Unicode.Scalar
    ) -> UInt8 {
        switch byte {
        case UInt8(ascii: a): UInt8(ascii: forA)
        case UInt8(ascii: b): UInt8(ascii: forB)
        default: byte
        }
    }
}

/// Whether two secrets are the same, in a time that depends on their lengths only.
func isSame(_ a: some Collection<UInt8>, _ b: some Collection<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for (x, y) in zip(a, b) { difference |= x ^ y }
    return difference == 0
}
