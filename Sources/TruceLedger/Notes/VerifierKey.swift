import Crypto
import Truce

/// The public half of a key, by which signatures of a log or of a witness are checked.
///
/// Written `<name>+<key ID, 8 hexadecimal digits>+<base64 of type and public key>` (C2SP signed-note).
public struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    /// What the key signs. A log and a witness sign different bytes, so a key is one or the other.
    public enum Kind: UInt8, Sendable {
        /// Ed25519 over the note's text: the log's own signature.
        case log = 0x01
        /// Ed25519 over a header, a time and the note's text: a witness's cosignature.
        case witness = 0x04
    }

    public let name: String
    public let kind: Kind
    /// 32 bytes.
    public let publicKey: [UInt8]
    /// The first four bytes of SHA-256(name ‖ newline ‖ type ‖ public key).
    public let id: UInt32

    init(name: String, kind: Kind, publicKey: [UInt8]) {
        self.name = name
        self.kind = kind
        self.publicKey = publicKey
        id = Self.id(name: name, type: kind.rawValue, publicKey: publicKey)
    }

    /// Reads the text form.
    public init(_ text: some StringProtocol) throws(NoteError) {
        // The base64 part may hold a + of its own: only the first two separate.
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw .badKey("it has not the form NAME+ID+KEY") }
        guard Self.isName(parts[0]) else {
            throw .badKey("“\(parts[0])” is no key name: no spaces, no +, no unseen characters, not empty")
        }
        guard let bytes = CanonicalBase64.bytes(parts[2]), let type = bytes.first else {
            throw .badKey("its last part is not base64")
        }
        let id = Self.hex(Self.id(name: String(parts[0]), type: type, publicKey: Array(bytes.dropFirst())))
        guard id.utf8.elementsEqual(parts[1].utf8) else {
            throw .badKey("its ID is \(parts[1]), but its name and key give \(id)")
        }
        guard let kind = Kind(rawValue: type) else { throw .unknownKeyType(type, name: String(parts[0])) }
        guard bytes.count == 33 else { throw .badKey("an Ed25519 key has 32 bytes and this one \(bytes.count - 1)") }
        self.init(name: String(parts[0]), kind: kind, publicKey: Array(bytes.dropFirst()))
    }

    public var description: String {
        "\(name)+\(Self.hex(id))+\(CanonicalBase64.text([kind.rawValue] + publicKey))"
    }

    static func id(name: String, type: UInt8, publicKey: [UInt8]) -> UInt32 {
        let digest = SHA256.hash(data: Array(name.utf8) + [0x0A, type] + publicKey)
        return digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    static func hex(_ id: UInt32) -> String { Hex.text(id.bigEndianBytes) }

    /// Not empty, at most 1024 bytes; no Unicode space, no plus sign, and nothing that is not seen: no control
    /// character, none that only shapes or turns the text around it.
    package static func isName(_ name: some StringProtocol) -> Bool {
        !name.isEmpty && name.utf8.count <= 1024
            && name.unicodeScalars.allSatisfy {
                !$0.properties.isWhitespace && $0 != "+" && !$0.isSteering && $0.properties.generalCategory != .format
            }
    }

    /// A signature that this key made.
    package struct Checked: Hashable, Sendable {
        /// When a witness made it; nil for the log's own.
        package var time: Instant?
    }

    /// Whether `signature` (without the key ID) is this key's on the note's text; nil when it is not.
    package func check(_ signature: ArraySlice<UInt8>, on text: [UInt8]) -> Checked? {
        // Bytes that are no point of the curve verify nothing.
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return nil }
        switch kind {
        case .log:
            guard signature.count == 64, key.isValidSignature(signature, for: text) else { return nil }
            return Checked(time: nil)
        case .witness:
            guard signature.count == 72 else { return nil }
            let seconds = signature.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            // Beyond the calendar there is no time to show.
            guard seconds <= UInt64(Instant.distantFuture.seconds) else { return nil }
            let time = Instant(seconds: Int64(seconds))
            guard key.isValidSignature(signature.dropFirst(8), for: Self.cosigned(text, at: time)) else { return nil }
            return Checked(time: time)
        }
    }

    /// What a witness signs: C2SP tlog-cosignature, `cosignature/v1`.
    static func cosigned(_ text: [UInt8], at time: Instant) -> [UInt8] {
        Array("cosignature/v1\ntime \(time.seconds)\n".utf8) + text
    }
}

extension FixedWidthInteger {
    /// Most significant byte first.
    package var bigEndianBytes: [UInt8] { Swift.withUnsafeBytes(of: bigEndian) { Array($0) } }
}
