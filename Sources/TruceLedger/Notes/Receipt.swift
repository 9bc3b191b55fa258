import Truce

/// Proof that an entry is in the log, in one small file that needs nothing else: C2SP tlog-proof. The entry itself
/// travels in the `extra` line, which the proof authenticates because it must hash to the leaf.
public struct Receipt: Hashable, Sendable {
    /// The entry's bytes.
    public var entry: [UInt8]
    /// Counted from 0.
    public var index: Int
    /// From the leaf's sibling upwards.
    public var proof: [TreeHash]
    public var checkpoint: SignedNote

    public static let byteLimit = SignedNote.byteLimit + 200_000
    private static let header = "c2sp.org/tlog-proof@v1"

    public init(entry: [UInt8], index: Int, proof: [TreeHash], checkpoint: SignedNote) {
        self.entry = entry
        self.index = index
        self.proof = proof
        self.checkpoint = checkpoint
    }

    /// - Parameters:
    ///   - bytes: the receipt's file.
    ///   - given: the entry that the receipt is about, for one that does not carry it.
    public init(_ bytes: [UInt8], entry given: [UInt8]? = nil) throws(NoteError) {
        guard bytes.count <= Self.byteLimit else { throw .badReceipt("it is larger than \(Self.byteLimit) bytes") }
        let gap = bytes.indices.dropLast().first { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }
        guard let gap, let head = String(validating: bytes[..<gap], as: UTF8.self) else {
            throw .badReceipt("no empty line stands between the proof and the checkpoint")
        }
        var lines = head.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }[
            ...]
        guard let first = lines.popFirst(), first.utf8.elementsEqual(Self.header.utf8) else {
            throw .badReceipt("it does not begin with “\(Self.header)”")
        }
        var carried: [UInt8]?
        if let line = lines.first, line.hasPrefix("extra ") {
            guard let extra = CanonicalBase64.bytes(line.dropFirst(6)) else {
                throw .badReceipt("its line “extra” is not base64")
            }
            carried = extra
            lines.removeFirst()
        }
        guard let line = lines.popFirst(), line.hasPrefix("index "), let index = Checkpoint.size(line.dropFirst(6))
        else {
            throw .badReceipt("it does not say which entry it is about (“index 17”)")
        }
        var proof: [TreeHash] = []
        for line in lines {
            guard let hash = CanonicalBase64.hash(line) else {
                throw .badReceipt("line \(proof.count + 2) of the proof is not a hash in base64")
            }
            proof.append(hash)
            guard proof.count <= 63 else { throw .badReceipt("its proof has more than 63 hashes") }
        }
        if let given, let carried, given != carried {
            throw .badReceipt("the entry given is not the one that it carries")
        }
        guard let entry = given ?? carried else {
            throw .badReceipt("it does not carry its entry; name the entry's file as well")
        }
        self.init(entry: entry, index: index, proof: proof, checkpoint: try SignedNote(bytes[(gap + 2)...]))
    }

    public var bytes: [UInt8] {
        let head = [Self.header, "extra \(CanonicalBase64.text(entry))", "index \(index)"] + proof.map(\.base64)
        return Array((head.joined(separator: "\n") + "\n\n").utf8) + checkpoint.bytes
    }

    /// What a receipt says, once checked.
    public struct Checked: Hashable, Sendable {
        public var entry: [UInt8]
        public var index: Int
        public var checkpoint: VerifiedCheckpoint
    }

    /// Throws ``NoteError`` for the checkpoint, ``ProofError`` for the proof.
    ///
    /// - Parameters:
    ///   - policy: whose signatures are asked for.
    ///   - now: to refuse cosignatures from the future; nil asks for no clock.
    ///   - acceptsLogged: takes a checkpoint without the policy's quorum; the answer says that it has none.
    public func check(by policy: LogPolicy, now: Instant? = nil, acceptsLogged: Bool = false) throws -> Checked {
        let verified = try policy.check(checkpoint, now: now, isStrict: true)
        if !acceptsLogged { try policy.requireQuorum(verified) }
        try TreeProof.checkInclusion(
            of: .leaf(entry), at: index, in: verified.checkpoint.size, root: verified.checkpoint.root, proof: proof)
        return Checked(entry: entry, index: index, checkpoint: verified)
    }
}
