import Foundation

/// Base64 of RFC 4648 §4 with padding, and nothing else: a text whose unused bits are set, or that has no padding, is
/// refused, so that one value has one text. (Foundation's decoder alone takes several.)
package enum CanonicalBase64 {
    package static func text(_ bytes: some Sequence<UInt8>) -> String { Data(bytes).base64EncodedString() }

    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        guard let data = Data(base64Encoded: String(text)), data.base64EncodedString().utf8.elementsEqual(text.utf8)
        else { return nil }
        return Array(data)
    }

    /// A hash in base64; nil unless it is 32 bytes.
    package static func hash(_ text: some StringProtocol) -> TreeHash? { bytes(text).flatMap { TreeHash($0) } }
}

extension TreeHash {
    /// As proofs and checkpoints write it.
    public var base64: String { CanonicalBase64.text(bytes) }
}
