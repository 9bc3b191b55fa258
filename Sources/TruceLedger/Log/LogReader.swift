import Truce

/// Reads a log that somebody else may be writing: receipts, and proofs between two sizes.
package struct LogReader: Sendable {
    package var store: any LedgerStore
    package var files: any LogSource
    package var policy: LogPolicy

    package init(store: any LedgerStore, files: any LogSource, policy: LogPolicy) {
        self.store = store
        self.files = files
        self.policy = policy
    }

    /// The newest checkpoint that covers `index`: a witnessed one where there is one.
    package func checkpoint(covering index: Int) throws(LogFault) -> VerifiedCheckpoint {
        var known = 0
        for path in [PublishedPath.checkpoint, PublishedPath.logged] {
            let bytes: [UInt8]?
            do { bytes = try files.read(path) } catch { throw .unreadable(error) }
            guard let bytes else { continue }
            let verified: VerifiedCheckpoint
            do { verified = try policy.check(bytes, isStrict: true) } catch { throw .badCheckpoint(error) }
            if (0..<verified.checkpoint.size).contains(index) { return verified }
            known = max(known, verified.checkpoint.size)
        }
        throw .notCovered(index: index, size: known)
    }

    /// Throws ``LogFault``, ``StoreError`` or ``ProofError``: the proof is checked before it is handed out.
    package func receipt(for index: Int) async throws -> Receipt {
        let covering = try checkpoint(covering: index)
        guard let entry = try await store.read(from: index, limit: 1).first else {
            throw LogFault.notCovered(index: index, size: try await store.head().size)
        }
        let hashes = TileHashes(files, size: covering.checkpoint.size)
        let proof = try TreeProof.inclusion(of: index, in: covering.checkpoint.size, subtree: hashes.subtree)
        let receipt = Receipt(entry: entry.bytes, index: index, proof: proof, checkpoint: covering.note)
        _ = try receipt.check(by: policy, acceptsLogged: true)
        return receipt
    }
}
