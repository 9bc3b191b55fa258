import Crypto
import Foundation
import Truce

/// The key beside the accounts, in a file of its own. A copy of the accounts without it gives away no password that
/// could be guessed, no second factor, and not from where people sign in.
package struct AccountsKey: Sendable {
    private static let form = "truce-accounts-key-1 "
    private let secret: SymmetricKey

    package init(_ chance: Chance = .system) { secret = SymmetricKey(data: chance.bytes(32)) }

    /// Nil unless there are exactly 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        secret = SymmetricKey(data: bytes)
    }

    /// 16 hexadecimal digits that tell keys apart and say nothing of them.
    package var id: String {
        derived("key id").withUnsafeBytes { bytes in
            bytes.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        }
    }

    /// A key for one purpose only.
    func derived(_ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret, salt: Array("truce accounts 1".utf8), info: Array(purpose.utf8),
            outputByteCount: 32)
    }

    /// Makes a new key and its file, readable by its owner only; durable when it returns.
    package static func create(at path: String, _ chance: Chance = .system) throws(AccountsError) -> AccountsKey {
        let key = AccountsKey(chance)
        let number = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard number >= 0 else {
            if errno == EEXIST { throw .keyFileExists(path: path) }
            throw .unreadableKeyFile(path: path, why: "it cannot be made (\(AccountsError.system()))")
        }
        let file = FileHandle(fileDescriptor: number, closeOnDealloc: true)
        do {
            try file.write(contentsOf: Data(key.text.utf8))
            try file.synchronize()
        } catch { throw .unreadableKeyFile(path: path, why: "it cannot be written: \(error)") }
        return key
    }

    /// Throws ``AccountsError/readableByOthers(path:)`` when its rights are wider than its owner's.
    package static func read(from path: String) throws(AccountsError) -> AccountsKey {
        guard try PlainFile.size(of: path) < 1024, let bytes = FileManager.default.contents(atPath: path),
            let text = String(validating: bytes, as: UTF8.self)
        else {
            throw .unreadableKeyFile(path: path, why: "it is not a short text that this program may read")
        }
        guard let data = Data(base64Encoded: text.dropFirst(form.count).trimmingCharacters(in: .newlines)),
            let key = AccountsKey(bytes: Array(data)), key.text.utf8.elementsEqual(bytes)
        else {
            throw .unreadableKeyFile(path: path, why: "it is not “\(form)”, 32 bytes in base64 and a line feed")
        }
        return key
    }

    private var text: String { secret.withUnsafeBytes { Self.form + Data($0).base64EncodedString() + "\n" } }
}
