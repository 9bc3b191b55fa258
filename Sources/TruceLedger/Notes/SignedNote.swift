/// A text with signatures under it. C2SP signed-note v1.0.0. Everything is compared byte by byte.
public struct SignedNote: Hashable, Sendable {
    /// One line under the text.
    public struct Signature: Hashable, Sendable {
        public var name: String
        public var keyID: UInt32
        /// What follows the key ID; at least one byte.
        public var bytes: [UInt8]

        /// The whole line, ended.
        public var line: String { "— \(name) \(CanonicalBase64.text(keyID.bigEndianBytes + bytes))\n" }

        package func isBy(_ key: VerifierKey) -> Bool { keyID == key.id && name.utf8.elementsEqual(key.name.utf8) }

        /// Whether this is a line of `key` with its name or ID altered: the signature is the key's all the same, or the
        /// name is and the ID is all but the key's (two base64 characters may reach into both ID and signature).
        func isAltered(from key: VerifierKey, on text: [UInt8]) -> Bool {
            if isBy(key) { return false }
            if keyID == key.id || key.check(bytes[...], on: text) != nil { return true }
            return name.utf8.elementsEqual(key.name.utf8) && (keyID ^ key.id).nonzeroBitCount <= 8
        }
    }

    /// The signed text, its last newline included.
    public let text: [UInt8]
    public private(set) var signatures: [Signature]

    public static let byteLimit = 1 << 20
    public static let signatureLimit = 100

    /// A text to be signed. It ends in a newline and holds no control character but newlines.
    package init(text: String) {
        self.text = Array(text.utf8)
        signatures = []
    }

    public init(_ bytes: some Collection<UInt8>) throws(NoteError) {
        let bytes = Array(bytes)
        guard bytes.count <= Self.byteLimit else { throw .malformed("it is larger than 1 MiB") }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw .malformed("it is not UTF-8 text") }
        guard !bytes.contains(where: { $0 < 0x20 && $0 != 0x0A }) else {
            throw .malformed("it holds a control character")
        }
        guard bytes.last == 0x0A else { throw .malformed("its last line does not end") }
        guard let gap = bytes.indices.dropLast().last(where: { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }) else {
            throw .malformed("no empty line stands between text and signatures")
        }
        text = Array(bytes[...gap])
        guard text.count > 1 else { throw .malformed("it has no text") }
        signatures = try Self.signatures(bytes[(gap + 2)...])
        guard !signatures.isEmpty else { throw .malformed("nobody signed it") }
    }

    /// Signature lines alone, as a witness answers them.
    package static func signatures(_ bytes: ArraySlice<UInt8>) throws(NoteError) -> [Signature] {
        var signatures: [Signature] = []
        guard !bytes.isEmpty else { return [] }
        guard bytes.last == 0x0A else { throw .malformed("its last line does not end") }
        for line in bytes.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false) {
            let signature = try Self.signature(line)
            guard
                !signatures.contains(where: {
                    $0.keyID == signature.keyID && $0.name.utf8.elementsEqual(signature.name.utf8)
                })
            else { throw .malformed("“\(signature.name)” signed it twice") }
            signatures.append(signature)
            guard signatures.count <= signatureLimit else {
                throw .malformed("it has more than \(signatureLimit) signatures")
            }
        }
        return signatures
    }

    private static func signature(_ line: ArraySlice<UInt8>) throws(NoteError) -> Signature {
        guard line.starts(with: [0xE2, 0x80, 0x94, 0x20]) else {
            throw .malformed("a signature line does not begin with a dash and a space")
        }
        let parts = line.dropFirst(4).split(separator: 0x20, maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let name = String(validating: parts[0], as: UTF8.self), VerifierKey.isName(name) else {
            throw .malformed("a signature line names no key")
        }
        guard let coded = String(validating: parts[1], as: UTF8.self), let blob = CanonicalBase64.bytes(coded),
            blob.count > 4
        else { throw .malformed("the signature of “\(name)” is not base64 of a key ID and a signature") }
        return Signature(
            name: name, keyID: blob.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }, bytes: Array(blob.dropFirst(4)))
    }

    /// Text, empty line, signature lines.
    public var bytes: [UInt8] { text + [0x0A] + signatures.flatMap { Array($0.line.utf8) } }

    /// Adds a line; the text and the other lines stay. A line by the same key is replaced.
    package mutating func add(_ signature: Signature) {
        signatures.removeAll { $0.keyID == signature.keyID && $0.name.utf8.elementsEqual(signature.name.utf8) }
        signatures.append(signature)
    }

    /// What the line of `key` says; nil when there is none. Throws when there is one that the key did not make.
    package func check(_ key: VerifierKey) throws(NoteError) -> VerifierKey.Checked? {
        guard let line = signatures.first(where: { $0.isBy(key) }) else { return nil }
        guard let checked = key.check(line.bytes[...], on: text) else { throw .wrongSignature(name: key.name) }
        return checked
    }
}
