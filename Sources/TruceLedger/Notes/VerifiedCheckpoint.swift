import Truce

/// A checkpoint whose signatures were checked against a policy.
public struct VerifiedCheckpoint: Hashable, Sendable {
    public var checkpoint: Checkpoint
    /// The note as read, with every line.
    public var note: SignedNote
    /// Who cosigned it and when, by the policy's names, in the policy's order.
    public var cosignatures: [Cosignature]
    /// Whether those make the policy's quorum. Where the policy asks for nobody, no view is witnessed.
    public var isWitnessed: Bool

    public struct Cosignature: Hashable, Sendable {
        public var witness: String
        public var time: Instant
    }

    /// When the last cosignature that counts was made.
    public var witnessedAt: Instant? { cosignatures.map(\.time).max() }
}

extension LogPolicy {
    /// A cosignature may be this much ahead of our own clock.
    public static let clockTolerance: Int64 = 300

    /// Checks a checkpoint's form, its origin, the log's signature and every cosignature by a known key.
    ///
    /// - Parameters:
    ///   - bytes: the checkpoint as published.
    ///   - now: cosignatures later than this by more than ``clockTolerance`` are refused; nil asks for no clock.
    ///   - isStrict: refuses a line whose name or key ID was altered, so that it cannot pass for one that is merely
    ///     unknown; lines by keys that the policy does not know are carried and count for nothing.
    public func check(
        _ bytes: [UInt8], now: Instant? = nil, isStrict: Bool = false
    ) throws(NoteError) -> VerifiedCheckpoint {
        try check(try SignedNote(bytes), now: now, isStrict: isStrict)
    }

    package func check(
        _ note: SignedNote, now: Instant? = nil, isStrict: Bool = false
    ) throws(NoteError) -> VerifiedCheckpoint {
        let checkpoint = try Checkpoint(text: note.text)
        guard logs.contains(where: { $0.key.name.utf8.elementsEqual(checkpoint.origin.utf8) }) else {
            throw .otherOrigin(expected: origin, found: checkpoint.origin)
        }
        var isSigned = false
        for log in logs where log.key.name.utf8.elementsEqual(checkpoint.origin.utf8) {
            if try note.check(log.key) != nil { isSigned = true }
        }
        guard isSigned else { throw .notSigned(by: "the log “\(origin)”") }
        var cosignatures: [VerifiedCheckpoint.Cosignature] = []
        for witness in witnesses {
            guard let time = try note.check(witness.key)?.time else { continue }
            if let now, time.seconds(since: now) > Self.clockTolerance {
                throw .futureCosignature(name: witness.name, time: time, now: now)
            }
            cosignatures.append(.init(witness: witness.name, time: time))
        }
        if isStrict {
            let known = logs.map(\.key) + witnesses.map(\.key)
            for line in note.signatures where known.contains(where: { line.isAltered(from: $0, on: note.text) }) {
                throw .unknownSigner(name: line.name)
            }
        }
        return VerifiedCheckpoint(
            checkpoint: checkpoint, note: note, cosignatures: cosignatures,
            isWitnessed: quorum != nil && isQuorum(Set(cosignatures.map(\.witness))))
    }

    /// Throws unless the checkpoint is witnessed, where this policy asks for witnesses at all.
    public func requireQuorum(_ verified: VerifiedCheckpoint) throws(NoteError) {
        guard let quorum, !verified.isWitnessed else { return }
        let signers = verified.cosignatures.map(\.witness)
        throw .notWitnessed(
            quorum: quorum, by: signers, missing: witnesses.map(\.name).filter { !signers.contains($0) })
    }
}
