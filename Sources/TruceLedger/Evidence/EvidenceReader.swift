import Crypto
import Synchronization

/// A stored file, given out piece by piece to whoever takes them in turn. The last piece comes only when all of them
/// together hash to the file's name, so that what arrives whole is what was received.
package final class EvidenceReader: Sendable {
    package let file: EvidenceFile

    private struct State: ~Copyable {
        let source: Descriptor
        var hasher = SHA256()
        /// The next piece: read and hashed, and not given out yet.
        var piece: [UInt8]?
    }

    private let state: Mutex<State>

    fileprivate init(_ hash: TreeHash, _ source: consuming Descriptor) throws(EvidenceError) {
        let size = try source.stateRead().bytes
        let first = try source.pieceRead()
        file = EvidenceFile(
            hash: hash, bytes: size, mediaType: MediaType(sniffing: first.prefix(MediaType.sniffedBytes)))
        var begun = State(source: source, piece: first)
        begun.hasher.update(data: first)
        state = Mutex(begun)
    }

    /// The next piece, at least one and if an empty one; nil after the last. Waits for the disk. Throws
    /// ``EvidenceError/damaged(_:why:)`` in place of the last piece where the bytes are not those of the name.
    package func next() throws(EvidenceError) -> [UInt8]? {
        try state.withLock { (state) throws(EvidenceError) -> [UInt8]? in
            guard let piece = state.piece else { return nil }
            let following = piece.isEmpty ? [] : try state.source.pieceRead()
            guard following.isEmpty else {
                state.hasher.update(data: following)
                state.piece = following
                return piece
            }
            guard TreeHash(state.hasher.finalize()) == file.hash else {
                throw .damaged(file.hash, why: "its bytes hash to something else")
            }
            state.piece = nil
            return piece
        }
    }
}

extension EvidenceStore {
    /// For files that should not stand in memory whole.
    package func reader(_ hash: TreeHash) throws(EvidenceError) -> EvidenceReader {
        try EvidenceReader(hash, open(hash, at: path(of: hash)))
    }
}
