import Crypto
import Foundation
import Truce

/// An attachment kept encrypted: what an entry says of it.
public struct SealedAttachment: Hashable, Sendable {
    /// HMAC-SHA-256 of the content under a salt of 32 bytes, which is also the file's name: says nothing without the
    /// salt, not even to somebody who has the same picture.
    public let content: TreeHash
    /// The vault's item that holds salt and key, in one field.
    public let item: SealedItem
    public let bytes: Int
    public let mediaType: MediaType

    /// The size as it may be told: ``bytes`` rounded up to 256, 384, 512, 768, 1024 and so on, so that nobody who has the
    /// same picture knows it by its length. The stored file has as many, besides what encryption adds.
    public var paddedBytes: Int { SealedEvidence.paddedSize(bytes) }

    /// The commitment of that field.
    public var key: TreeHash? { item.real[SealedEvidence.field] }
}

/// How an attachment is encrypted: pieces of 64 KiB, each AES-256-GCM under the file's own key. The nonce is the number
/// of the piece and whether it is the last, so that pieces cannot be exchanged, left out or cut off (the STREAM
/// construction; Hoang, Reyhanitabar, Rogaway and Vizár 2015). Zeros follow the content up to one of few sizes; how long
/// the content is stands with the key. One key seals one file only, so no nonce comes twice.
enum SealedEvidence {
    static let field = "attachment"
    static let mark = Array("truce-sealed-1\n".utf8)
    /// What a sealed piece has beyond its content.
    static let overhead = 16

    static func seal(_ piece: [UInt8], _ number: UInt64, isLast: Bool, under key: SymmetricKey) throws -> [UInt8] {
        let box = try AES.GCM.seal(piece, using: key, nonce: nonce(number, isLast), authenticating: mark)
        return Array(box.ciphertext) + Array(box.tag)
    }

    /// Nil when it does not open.
    static func open(_ sealed: [UInt8], _ number: UInt64, isLast: Bool, under key: SymmetricKey) -> [UInt8]? {
        guard sealed.count >= overhead else { return nil }
        // Nil says all there is to say: it does not open.
        guard let nonce = try? nonce(number, isLast),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: sealed.dropLast(overhead), tag: sealed.suffix(overhead))
        else { return nil }
        return (try? AES.GCM.open(box, using: key, authenticating: mark)).map { Array($0) }
    }

    private static func nonce(_ number: UInt64, _ isLast: Bool) throws -> AES.GCM.Nonce {
        try AES.GCM.Nonce(data: [0, 0, 0] + withUnsafeBytes(of: number.bigEndian) { Array($0) } + [isLast ? 1 : 0])
    }

    static func paddedSize(_ bytes: Int) -> Int { VaultCipher.bucket(bytes) }

    /// What the vault keeps of a sealed file.
    struct Secrets {
        var salt = SymmetricKey(size: .bits256)
        var key = SymmetricKey(size: .bits256)
        /// Length of the content.
        var bytes = 0

        init() {}

        /// From ``value``; nil when it is something else.
        init?(value: [UInt8]) {
            var text = JSONText(value)
            guard let all = text.string().flatMap({ Base64URL.bytes($0) }), all.count == 72,
                let count = Int(exactly: all[64...].reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
            else { return nil }
            (salt, key, bytes) = (SymmetricKey(data: all[..<32]), SymmetricKey(data: all[32..<64]), count)
        }

        /// As the vault's field holds it: a JSON string of base64url; salt, key, and eight bytes of length.
        var value: [UInt8] {
            var all = salt.withUnsafeBytes { Array($0) } + key.withUnsafeBytes { Array($0) }
            all += withUnsafeBytes(of: UInt64(bytes).bigEndian) { Array($0) }
            return JSONText.string(Base64URL.text(all))
        }
    }
}

extension EvidenceStore {
    /// Takes in a file encrypted, under a key that only the vault holds. Durable in both when it returns; stopped
    /// half-way, it leaves at most a key that opens nothing. `tags` are those of the vault.
    public func seal(
        _ path: String, in vault: Vault, tags: [String], at: Instant
    ) throws(EvidenceError) -> SealedAttachment {
        let source: Descriptor
        do { source = try Descriptor.open(path) } catch {
            throw error.code == ELOOP ? .notAFile(path: path) : .cannotRead(path: path, why: error.reason)
        }
        var secrets = SealedEvidence.Secrets()
        var hasher = HMAC<SHA256>(key: secrets.salt)
        var start: [UInt8] = []
        var number: UInt64 = 0
        let incoming = try Incoming(in: folder)
        try incoming.write(SealedEvidence.mark)
        let bytes = try Self.stream(source, path: path) { piece, isLast throws(EvidenceError) in
            if number == 0 { start = Array(piece.prefix(MediaType.sniffedBytes)) }
            hasher.update(data: piece)
            secrets.bytes += piece.count
            var zeros = isLast ? SealedEvidence.paddedSize(secrets.bytes) - secrets.bytes : 0
            var filled = piece
            repeat {
                let some = min(zeros, Self.step - filled.count)
                filled += [UInt8](repeating: 0, count: some)
                zeros -= some
                let sealed: [UInt8]
                do {
                    sealed = try SealedEvidence.seal(filled, number, isLast: isLast && zeros == 0, under: secrets.key)
                } catch { throw .cannotWrite(path: path, why: "\(error)") }
                try incoming.write(sealed)
                number += 1
                filled = []
            } while zeros > 0
        }
        let content = TreeHash(copying: hasher.finalize())
        let item: SealedItem
        do {
            let field = SealedField(name: SealedEvidence.field, value: secrets.value)
            item = try vault.seal([field], tags: tags, at: at)
        } catch { throw .vault(error) }
        try incoming.keep(as: self.path(of: content, in: "sealed")) { () throws(EvidenceError) in
            throw .conflict(content)
        }
        return SealedAttachment(content: content, item: item, bytes: bytes, mediaType: MediaType(sniffing: start))
    }

    /// The content of a sealed file. `key` is the commitment of the vault's field that holds its key. Throws
    /// ``EvidenceError/damaged(_:why:)`` when a piece was changed, moved, left out or cut off, and what the vault
    /// throws, such as ``VaultError/erased(at:authority:)``.
    public func open(
        _ content: TreeHash, key: TreeHash, in vault: Vault, limit: Int = 1 << 26
    ) throws(EvidenceError) -> [UInt8] {
        let secrets = try secrets(of: content, key: key, in: vault)
        guard secrets.bytes <= limit else { throw .tooLarge(content, bytes: secrets.bytes, limit: limit) }
        var bytes: [UInt8] = []
        try unseal(content, secrets) { bytes += $0 }
        return bytes
    }

    /// As ``open(_:key:in:limit:)``, into a new file at `path`.
    public func export(_ content: TreeHash, key: TreeHash, in vault: Vault, to path: String) throws(EvidenceError) {
        let secrets = try secrets(of: content, key: key, in: vault)
        try Self.export(to: path) { copy throws(EvidenceError) in
            try unseal(content, secrets) { piece throws(EvidenceError) in try copy(piece) }
        }
    }

    /// Whether a sealed file opens by its key and gives what its name commits to, without keeping any of it. Throws as
    /// ``open(_:key:in:limit:)``.
    package func verify(_ content: TreeHash, key: TreeHash, in vault: Vault) throws(EvidenceError) {
        try unseal(content, secrets(of: content, key: key, in: vault)) { _ in }
    }

    /// Erases a sealed file: first its key in the vault, which is the erasure (see
    /// ``Vault/erase(commitments:authority:reason:at:)`` for the notice), then the file, which nothing opens any more.
    /// Stopped in between, it is finished by asking again.
    public func erase(
        _ content: TreeHash, key: TreeHash, in vault: Vault, authority: String, reason: String, at: Instant
    ) throws(EvidenceError) -> Erasure {
        let erasure: Erasure
        do { erasure = try vault.erase(commitments: [key], authority: authority, reason: reason, at: at) } catch {
            throw .vault(error)
        }
        try removeSealed(content)
        return erasure
    }

    /// Removes a sealed file whose key was erased in the vault by itself, with everything of one source for instance.
    /// Harmless where there is none.
    public func removeSealed(_ content: TreeHash) throws(EvidenceError) {
        try remove(path(of: content, in: "sealed"))
    }

    /// Removes a file for good, where everything that cites it was erased. Harmless where there is none.
    package func remove(_ hash: TreeHash) throws(EvidenceError) { try remove(path(of: hash)) }

    private func remove(_ name: String) throws(EvidenceError) {
        if unlink(name) != 0 {
            let fault = FileFault("remove", name)
            if fault.isMissing { return }
            throw .cannotWrite(path: name, why: fault.reason)
        }
        do { try Descriptor.syncFolder(of: name) } catch { throw .cannotWrite(path: name, why: error.reason) }
    }

    private func secrets(
        of content: TreeHash, key: TreeHash, in vault: Vault
    ) throws(EvidenceError) -> SealedEvidence.Secrets {
        let disclosure: Disclosure?
        do { disclosure = try vault.disclosure(of: key) } catch { throw .vault(error) }
        guard let disclosure else { throw .vault(.unknown([key])) }
        guard disclosure.name == SealedEvidence.field, let secrets = SealedEvidence.Secrets(value: disclosure.value)
        else { throw .damaged(content, why: "the vault's field holds no key") }
        return secrets
    }

    /// Opens piece by piece. The HMAC over all of it is compared at the end: what was taken before must not be used
    /// when this throws.
    private func unseal(
        _ content: TreeHash, _ secrets: SealedEvidence.Secrets, _ take: ([UInt8]) throws(EvidenceError) -> Void
    ) throws(EvidenceError) {
        let name = path(of: content, in: "sealed")
        let file = try open(content, at: name)
        var hasher = HMAC<SHA256>(key: secrets.salt)
        var (number, sealed): (UInt64, [UInt8]) = (0, [])
        var left = secrets.bytes
        func takePiece(isLast: Bool) throws(EvidenceError) {
            guard let piece = SealedEvidence.open(sealed, number, isLast: isLast, under: secrets.key) else {
                throw .damaged(content, why: "piece \(number + 1) was changed, moved or cut off")
            }
            let inside = Array(piece.prefix(left))
            left -= inside.count
            hasher.update(data: inside)
            try take(inside)
            number += 1
        }
        let mark = try Self.bytes(SealedEvidence.mark.count, of: file, name)
        guard mark == SealedEvidence.mark else { throw .damaged(content, why: "it does not begin as a sealed file") }
        while true {
            let next = try Self.bytes(Self.step + SealedEvidence.overhead, of: file, name)
            if !sealed.isEmpty { try takePiece(isLast: next.isEmpty) }
            if next.isEmpty { break }
            sealed = next
        }
        guard number > 0, left == 0 else { throw .damaged(content, why: "it is shorter than what was sealed") }
        guard TreeHash(copying: hasher.finalize()) == content else {
            throw .damaged(content, why: "its content hashes to something else")
        }
    }

    private static func bytes(_ count: Int, of file: borrowing Descriptor, _ path: String) throws(EvidenceError)
        -> [UInt8]
    {
        do { return try file.read(atMost: count) } catch { throw .cannotRead(path: path, why: error.reason) }
    }

    /// A new file that is removed again when writing it fails.
    static func export(
        to path: String, _ write: (([UInt8]) throws(EvidenceError) -> Void) throws(EvidenceError) -> Void
    ) throws(EvidenceError) {
        let passing = try Incoming(path: path + ".part-" + UUID().uuidString)
        try write { piece throws(EvidenceError) in try passing.write(piece) }
        try passing.keep(at: path)
    }
}

extension TreeHash {
    fileprivate init(copying code: HMAC<SHA256>.MAC) {
        self = code.withUnsafeBytes { TreeHash(copying: $0.baseAddress!) }
    }
}
