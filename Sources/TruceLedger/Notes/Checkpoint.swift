/// A statement by the log: so many entries, with this root. C2SP tlog-checkpoint.
public struct Checkpoint: Hashable, Sendable {
    /// Which log, for ever. Compared byte by byte, never interpreted.
    public var origin: String
    /// Entries covered, below 2^63.
    public var size: Int
    public var root: TreeHash
    /// Opaque further lines of other logs; ours writes none.
    public var extensionLines: [String]

    public init(origin: String, size: Int, root: TreeHash) {
        self.origin = origin
        self.size = size
        self.root = root
        extensionLines = []
    }

    /// The text that is signed: three lines, each ended.
    public var text: String {
        ([origin, String(size), root.base64] + extensionLines).map { $0 + "\n" }.joined()
    }

    /// Reads the text of a note.
    public init(text: [UInt8]) throws(NoteError) {
        guard text.last == 0x0A else { throw .badCheckpoint("its last line does not end") }
        let lines = text.dropLast().split(separator: 0x0A, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
        guard lines.count >= 3 else { throw .badCheckpoint("it has not the three lines origin, size and root") }
        guard !lines.contains(where: \.utf8.isEmpty) else { throw .badCheckpoint("one of its lines is empty") }
        guard let size = Self.size(lines[1]) else {
            throw .badCheckpoint("“\(lines[1])” is not a size: digits, without a sign or leading zeros, below 2^63")
        }
        guard let root = CanonicalBase64.hash(lines[2]) else {
            throw .badCheckpoint("its root is not 32 bytes in base64")
        }
        guard size > 0 || root == .emptyTree else {
            throw .badCheckpoint("it covers no entries, but its root is not that of an empty log")
        }
        origin = lines[0]
        self.size = size
        self.root = root
        extensionLines = Array(lines[3...])
    }

    /// ASCII decimal without sign or leading zeros, below 2^63; otherwise nil.
    package static func size(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            text.utf8.count == 1 || text.utf8.first != UInt8(ascii: "0")
        else { return nil }
        return Int(text)
    }
}
