/// What a log sends to a witness: the body of `add-checkpoint` (C2SP tlog-witness).
///
/// ```
/// old 257
/// <base64 hash of the consistency proof>     (0 to 63 lines)
///
/// <checkpoint, a signed note>
/// ```
public struct WitnessRequest: Hashable, Sendable {
    /// Size of the checkpoint that the witness is believed to have cosigned last; 0 if none.
    public let oldSize: Int
    /// From that size to the checkpoint's.
    public let proof: [TreeHash]
    public let note: SignedNote
    /// What the note says. Of size 0 it may have any root here: the witness answers that with a status of its own.
    public let checkpoint: Checkpoint

    public static let byteLimit = 1 << 17
    public static let proofLimit = 63

    public init(oldSize: Int, proof: [TreeHash], note: SignedNote) throws(NoteError) {
        guard oldSize >= 0 else { throw .badRequest("the old size is negative") }
        guard proof.count <= Self.proofLimit else { throw .badRequest("its proof has more than 63 hashes") }
        self.oldSize = oldSize
        self.proof = proof
        self.note = note
        checkpoint = try Self.checkpoint(note.text)
    }

    public init(_ bytes: [UInt8]) throws(NoteError) {
        guard bytes.count <= Self.byteLimit else { throw .badRequest("it is larger than \(Self.byteLimit >> 10) KiB") }
        var rest = bytes[...]
        let first = try Self.line(&rest)
        guard first.hasPrefix("old "), let oldSize = Checkpoint.size(first.dropFirst(4)) else {
            throw .badRequest("it does not begin with “old” and a size")
        }
        var proof: [TreeHash] = []
        while true {
            let line = try Self.line(&rest)
            if line.isEmpty { break }
            guard let hash = CanonicalBase64.hash(line) else {
                throw .badRequest("line \(proof.count + 2) is not a hash in base64, nor the empty line before the note")
            }
            proof.append(hash)
            guard proof.count <= Self.proofLimit else { throw .badRequest("its proof has more than 63 hashes") }
        }
        try self.init(oldSize: oldSize, proof: proof, note: try SignedNote(rest))
    }

    /// Takes one line off the front, without its end.
    private static func line(_ rest: inout ArraySlice<UInt8>) throws(NoteError) -> String {
        guard let end = rest.firstIndex(of: 0x0A), let line = String(validating: rest[..<end], as: UTF8.self) else {
            throw .badRequest("no note follows an empty line")
        }
        rest = rest[(end + 1)...]
        return line
    }

    private static func checkpoint(_ text: [UInt8]) throws(NoteError) -> Checkpoint {
        let lines = text.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: false)
        guard lines.count == 4, lines[1].elementsEqual("0".utf8),
            let root = CanonicalBase64.hash(String(decoding: lines[2], as: UTF8.self)), root != .emptyTree
        else { return try Checkpoint(text: text) }
        let empty = Checkpoint(origin: String(decoding: lines[0], as: UTF8.self), size: 0, root: .emptyTree)
        var checkpoint = try Checkpoint(text: Array(empty.text.utf8) + lines[3])
        checkpoint.root = root
        return checkpoint
    }

    public var bytes: [UInt8] {
        let head = ["old \(oldSize)"] + proof.map(\.base64)
        return Array((head.joined(separator: "\n") + "\n\n").utf8) + note.bytes
    }
}
