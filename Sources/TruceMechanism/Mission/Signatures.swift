import Foundation
import TruceLedger

/// Checks what a side signed: by a key of the same form as a log's, over the exact bytes.
enum Signatures {
    @Sendable static func verify(_ key: String, _ message: [UInt8], _ signature: String) -> Bool {
        guard let data = Data(base64Encoded: signature), data.base64EncodedString() == signature else { return false }
        // What is no key verifies nothing.
        guard let key = try? VerifierKey(key), key.kind == .log else { return false }
        return key.check(Array(data)[...], on: message) != nil
    }
}
