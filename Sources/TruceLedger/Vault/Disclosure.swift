import Crypto
import Truce

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
    /// SHA-256 of ``text``: what an entry carries.
    public let commitment: TreeHash

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
        var json: [UInt8] = []
        json.reserveCapacity(salt.utf8.count + name.utf8.count + value.count + 16)
        json.append(UInt8(ascii: "["))
        json += JSONText.string(salt)
        json += ", ".utf8
        json += JSONText.string(name)
        json += ", ".utf8
        json += value
        json.append(UInt8(ascii: "]"))
        self.json = json
        commitment = Self.commitment(to: json)
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
        commitment = Self.commitment(to: json)
    }

    /// A disclosure from its text. Only canonical base64url is accepted, so that one disclosure has one text.
    public init(text: some StringProtocol) throws(VaultError) {
        guard let json = Base64URL.bytes(text) else { throw .unreadableDisclosure }
        try self.init(json: json)
    }

    /// What is handed to those who may see the field.
    public var text: String { Base64URL.text(json) }

    private static func commitment(to json: [UInt8]) -> TreeHash {
        let count = Base64URL.letters(forBytes: json.count)
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { text in
            json.withUnsafeBytes { Base64URL.write($0, to: text) }
            var hasher = SHA256()
            hasher.update(bufferPointer: UnsafeRawBufferPointer(text))
            return TreeHash(hasher.finalize())
        }
    }

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
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count + 7)
    while bytes.count < count { withUnsafeBytes(of: random.next()) { bytes += $0 } }
    return Array(bytes[..<count])
}
