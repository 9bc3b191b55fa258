import Crypto
import Truce

/// The private half of a key of the log or of a witness. It never prints itself.
///
/// Its file form is that of Go's note package, `PRIVATE+KEY+<name>+<ID>+<base64 of type and 32-byte seed>`.
public struct SigningKey: Sendable, CustomStringConvertible {
    public let verifier: VerifierKey
    private let key: Curve25519.Signing.PrivateKey

    /// A new key from the system's generator. `name` must be what ``VerifierKey`` allows.
    public init(name: String, kind: VerifierKey.Kind) throws(NoteError) {
        try self.init(name: name, kind: kind, key: Curve25519.Signing.PrivateKey())
    }

    package init(name: String, kind: VerifierKey.Kind, seed: [UInt8]) throws(NoteError) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw .badKey("a private key has 32 bytes")
        }
        try self.init(name: name, kind: kind, key: key)
    }

    private init(name: String, kind: VerifierKey.Kind, key: Curve25519.Signing.PrivateKey) throws(NoteError) {
        guard VerifierKey.isName(name) else {
            throw .badKey("“\(name)” is no key name: no spaces, no +, no unseen characters, not empty")
        }
        self.key = key
        verifier = VerifierKey(name: name, kind: kind, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// Reads the file form.
    public init(secret text: some StringProtocol) throws(NoteError) {
        let parts = text.split(separator: "+", maxSplits: 4, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0] == "PRIVATE", parts[1] == "KEY" else {
            throw .badKey("a private key has the form PRIVATE+KEY+NAME+ID+KEY")
        }
        guard let bytes = CanonicalBase64.bytes(parts[4]), let type = bytes.first else {
            throw .badKey("its last part is not base64")
        }
        guard let kind = VerifierKey.Kind(rawValue: type) else {
            throw .unknownKeyType(type, name: String(parts[2]))
        }
        try self.init(name: String(parts[2]), kind: kind, seed: Array(bytes.dropFirst()))
        guard VerifierKey.hex(verifier.id).utf8.elementsEqual(parts[3].utf8) else {
            throw .badKey("its ID is \(parts[3]), but its name and key give \(VerifierKey.hex(verifier.id))")
        }
    }

    /// The file form: whoever has it can sign. Keep it in a file that only its owner can read.
    public var secret: String {
        let coded = CanonicalBase64.text([verifier.kind.rawValue] + Array(key.rawRepresentation))
        return "PRIVATE+KEY+\(verifier.name)+\(VerifierKey.hex(verifier.id))+\(coded)"
    }

    /// The public half only.
    public var description: String { verifier.description }

    /// Signs a note's text: the log as of no time, a witness as of `time`. Whoever signs answers for it: a log signs one
    /// history, a witness only what extends the one it signed last.
    public func sign(_ text: [UInt8], at time: Instant) -> SignedNote.Signature {
        let message: [UInt8]
        let prefix: [UInt8]
        switch verifier.kind {
        case .log: (message, prefix) = (text, [])
        case .witness: (message, prefix) = (VerifierKey.cosigned(text, at: time), time.seconds.bigEndianBytes)
        }
        let signature: [UInt8]
        do {
            signature = Array(try key.signature(for: message))
        } catch {
            // Signing with a key that was made or read already has nothing left that can fail.
            preconditionFailure("Ed25519 could not sign: \(error)")
        }
        return SignedNote.Signature(name: verifier.name, keyID: verifier.id, bytes: prefix + signature)
    }
}
