import Crypto
import Foundation
import Truce

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

/// Whether two secrets are the same, in a time that depends on their lengths only.
func isSame(_ a: some Collection<UInt8>, _ b: some Collection<UInt8>) -> Bool {
    guard a.count == b.count else { return false }
    var difference: UInt8 = 0
    for (x, y) in zip(a, b) { difference |= x ^ y }
    return difference == 0
}
