import Crypto
import Foundation

/// The key above all keys of a vault, kept in a file of its own that only its owner may read. Without it the vault
/// says nothing but how many fields it holds, about how long they are, and when they came.
public struct MasterKey: Sendable {
    static let form = "truce-vault-key-1"
    private let secret: SymmetricKey

    /// A new key, from the system's generator.
    public init() { secret = SymmetricKey(size: .bits256) }

    /// Nil unless there are exactly 32 bytes.
    package init?(bytes: [UInt8]) {
        guard bytes.count == 32 else { return nil }
        secret = SymmetricKey(data: bytes)
    }

    /// 16 hexadecimal digits that tell keys apart and say nothing of them: 8 bytes of HKDF-SHA-256 (RFC 5869).
    public var id: String {
        derived("key id").withUnsafeBytes { Hex.text($0.prefix(8)) }
    }

    /// A key for one purpose only.
    func derived(_ purpose: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: secret, salt: Array("truce vault 1".utf8), info: Array(purpose.utf8), outputByteCount: 32)
    }

    /// Makes a new key and its file, readable by its owner only. Durable when it returns. Throws
    /// ``VaultError/keyFileExists(path:)`` rather than overwrite.
    public static func create(at path: String) throws(VaultError) -> MasterKey {
        let key = MasterKey()
        let file: Descriptor
        do { file = try Descriptor.create(path) } catch {
            if error.isExisting { throw .keyFileExists(path: path) }
            throw .cannotWrite(why: error.description)
        }
        do {
            try file.write(Array((form + " " + key.base64 + "\n").utf8))
            try file.sync()
            try Descriptor.syncFolder(of: path)
        } catch { throw .cannotWrite(why: error.description) }
        return key
    }

    /// Reads a key file. Throws ``VaultError/readableByOthers(path:)`` when its rights are wider than its owner's.
    public static func read(from path: String) throws(VaultError) -> MasterKey {
        let text: String
        do {
            let file = try Descriptor.open(path)
            let state = try file.state()
            guard state.isOwnersOnly else { throw VaultError.readableByOthers(path: path) }
            guard state.bytes < 1024 else { throw VaultError.unreadableKeyFile(path: path, why: "it is too long") }
            text = String(decoding: try file.read(atMost: 1024), as: UTF8.self)
        } catch let error as VaultError {
            throw error
        } catch {
            let why = (error as? FileFault)?.reason ?? "\(error)"
            throw .cannotReadKeyFile(path: path, why: why)
        }
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == form else {
            throw .unreadableKeyFile(path: path, why: "it does not begin with “\(form) ”")
        }
        // Decoders disagree on unused bits: only the text that would be written again is taken.
        guard let data = Data(base64Encoded: String(parts[1].trimmingSuffix("\n"))),
            let key = MasterKey(bytes: Array(data)),
            key.base64 + "\n" == parts[1]
        else { throw .unreadableKeyFile(path: path, why: "what follows is not 32 bytes in base64 and a line feed") }
        return key
    }

    private var base64: String { secret.withUnsafeBytes { Data($0).base64EncodedString() } }
}

extension Substring {
    fileprivate func trimmingSuffix(_ suffix: Character) -> Substring { last == suffix ? dropLast() : self }
}
