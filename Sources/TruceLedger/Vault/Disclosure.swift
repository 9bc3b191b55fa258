import Crypto

/// One field that can be shown, withheld or erased on its own: a salt, a name and a value. An entry of the ledger
/// carries only its ``commitment``; whoever is given the disclosure can check that it is what was committed to.
///
/// The form is that of SD-JWT (RFC 9901, section 4.2): base64url, without padding, of the UTF-8 JSON array
/// `["<salt>", "<name>", <value>]`, and its commitment is the SHA-256 of that ASCII text.
public struct Disclosure: Hashable, Sendable {
    public let salt: String
    public let name: String
    /// The value as JSON text, as it was given.
    public let value: [UInt8]
    /// The JSON array exactly as it was hashed.
    package let json: [UInt8]

    /// Throws ``VaultError/unusableField(name:why:)`` when the value is no JSON, or the name is one that RFC 9901
    /// keeps for itself. `value` is JSON text in UTF-8.
    public init(salt: String, name: String, value: [UInt8]) throws(VaultError) {
        try Self.check(name: name)
        guard JSONText.isValue(value) else {
            throw .unusableField(name: name, why: "its value is not JSON; a word has to stand in quotation marks")
        }
        self.salt = salt
        self.name = name
        self.value = value
        json =
            Array("[".utf8) + JSONText.string(salt) + Array(", ".utf8) + JSONText.string(name) + Array(", ".utf8)
            + value + Array("]".utf8)
    }

    /// A disclosure somebody else wrote, from its JSON array; the text is kept as it is, since it is what was hashed.
    public init(json: [UInt8]) throws(VaultError) {
        var text = JSONText(json)
        guard String(validating: json, as: UTF8.self) != nil, text.skip("["), let salt = text.string(), text.skip(","),
            let name = text.string(), text.skip(","), let value = text.value(), text.skip("]"), text.isAtEnd()
        else { throw .unreadableDisclosure }
        try Self.check(name: name)
        self.salt = salt
        self.name = name
        self.value = Array(value)
        self.json = json
    }

    /// A disclosure from its text. Only canonical base64url is accepted, so that one disclosure has one text.
    public init(text: some StringProtocol) throws(VaultError) {
        guard let json = Base64URL.bytes(text) else { throw .unreadableDisclosure }
        try self.init(json: json)
    }

    /// What is handed to those who may see the field.
    public var text: String { Base64URL.text(json) }

    /// SHA-256 of ``text``: what an entry carries.
    public var commitment: TreeHash { TreeHash(SHA256.hash(data: Array(text.utf8))) }

    /// A salt of 128 bits as 22 characters of base64url. The generator is an argument so that tests can repeat
    /// themselves; a salt that can be guessed discloses the field.
    package static func salt(using random: inout some RandomNumberGenerator) -> String {
        Base64URL.text(randomBytes(16, using: &random))
    }

    /// Throws ``VaultError/unusableField(name:why:)``.
    package static func check(name: String) throws(VaultError) {
        guard !name.isEmpty, name != "_sd", name != "..." else {
            throw .unusableField(
                name: name, why: "RFC 9901 keeps the names “_sd” and “...” for itself, and an empty one says nothing")
        }
    }
}

func randomBytes(_ count: Int, using random: inout some RandomNumberGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
}

/// Base64 with the URL alphabet and without padding (RFC 4648, section 5).
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func text(_ bytes: [UInt8]) -> String {
        var written: [UInt8] = []
        written.reserveCapacity((bytes.count * 4 + 2) / 3)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var word = UInt32(bytes[start]) << 16
            if count > 1 { word |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { word |= UInt32(bytes[start + 2]) }
            for place in 0...count { written.append(alphabet[Int(word >> (18 - 6 * UInt32(place))) & 63]) }
        }
        return String(decoding: written, as: UTF8.self)
    }

    /// Nil for anything but the one text that `text(_:)` writes for some bytes: unused low bits must be zero.
    static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (word, bits): (UInt32, UInt32) = (0, 0)
        for character in text.utf8 {
            guard let digit = digit(character) else { return nil }
            word = word << 6 | UInt32(digit)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> bits))
            }
        }
        guard bits < 6, word & (1 << bits - 1) == 0 else { return nil }
        return bytes
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
