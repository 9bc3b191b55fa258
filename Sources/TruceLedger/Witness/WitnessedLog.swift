import Crypto

/// A log that a witness watches: its origin and the keys that may sign for it.
public struct WitnessedLog: Hashable, Sendable {
    public var origin: String
    /// More than one only while a key is being replaced.
    public var keys: [VerifierKey]

    public init(origin: String, keys: [VerifierKey]) {
        self.origin = origin
        self.keys = keys
    }

    /// A log whose key is named after it.
    public init(_ key: VerifierKey) { self.init(origin: key.name, keys: [key]) }

    /// Lower-case hexadecimal SHA-256 of the origin: the log's name in paths.
    public var id: String { Self.id(origin: origin) }

    package static func id(origin: String) -> String { Hex.text(SHA256.hash(data: Array(origin.utf8))) }

    /// The same text with only those lines that this log's keys made. Throws when there is none, or when a line that
    /// names one of the keys is not that key's.
    package func signed(_ note: SignedNote) throws(NoteError) -> SignedNote {
        var signed = SignedNote(text: String(decoding: note.text, as: UTF8.self))
        for key in keys where try note.check(key) != nil {
            signed.add(note.signatures.first { $0.isBy(key) }!)
        }
        guard !signed.signatures.isEmpty else { throw .notSigned(by: "the log “\(origin)”") }
        return signed
    }
}
