import Truce

/// Turns the record into the published log: bundles, tiles, and a signed checkpoint, in the order that leaves a log
/// which verifies wherever it is interrupted.
///
/// Bundles and tiles → flushed → read back → signed → remembered, flushed. Publishing the checkpoint comes after, when
/// the witnesses were asked.
package struct LogWriter: Sendable {
    private let store: any LedgerStore
    private let files: any LogFiles
    private let memory: any SigningMemory
    private let origin: String
    private var edge: TileEdge
    /// Published partial tiles, to be removed once the full one is published.
    private var partials: Set<Tile> = []
    /// What was signed last.
    package private(set) var signed: SignedState?

    /// How far behind the last signature the clock may be, in seconds.
    package static let toleranceSeconds: Int64 = 2

    /// Opens for signing, or says why not.
    ///
    /// - Parameter trustsPublished: takes the published checkpoint for the last one signed when the key's memory is gone.
    package init(
        store: any LedgerStore, files: any LogFiles, memory: any SigningMemory, policy: LogPolicy, now: Instant,
        trustsPublished: Bool = false
    ) async throws(LedgerRefusal) {
        self.store = store
        self.files = files
        self.memory = memory
        origin = policy.origin
        edge = TileEdge()
        let head: LedgerHead
        do { head = try await store.head() } catch { throw .store(error) }
        guard head.origin.utf8.elementsEqual(origin.utf8) else {
            throw .otherOrigin(expected: origin, found: head.origin)
        }
        signed = try memory.last()
        let published = try Self.published(files, policy)
        if let published = published.map(\.verified).max(by: { $0.checkpoint.size < $1.checkpoint.size }),
            published.checkpoint.size > signed?.checkpoint.size ?? -1
        {
            // Every signature is remembered before it is published.
            guard trustsPublished else {
                throw .memoryBehind(remembers: signed?.checkpoint.size, published: published.checkpoint.size)
            }
            let state = SignedState(checkpoint: published.checkpoint, note: published.note, signedAt: now)
            try memory.record(state, replacing: signed)
            signed = state
        }
        if let signed {
            guard head.size >= signed.checkpoint.size else {
                throw .behindSignature(holds: head.size, signed: signed.checkpoint.size, at: signed.signedAt)
            }
            edge = try await edge(at: signed.checkpoint)
        }
        for published in published { try await agree(published.verified.checkpoint, path: published.path) }
        // The memory begins with the log, before its first entry.
        guard signed != nil || head.size == 0 else { throw .memoryBehind(remembers: nil, published: 0) }
        if let signed { partials = try Self.tidy(files, signed: signed.checkpoint.size) }
    }

    /// Removes what an interrupted step left behind: tiles that no signed checkpoint covers. Gives the partial ones that
    /// stay.
    private static func tidy(_ files: any LogFiles, signed size: Int) throws(LedgerRefusal) -> Set<Tile> {
        var partials: Set<Tile> = []
        do {
            for tile in (try files.list() ?? []).compactMap({ Tile(path: $0) }) {
                if tile.covered > size {
                    try files.remove(tile.path)
                } else if !tile.isFull {
                    partials.insert(tile)
                }
            }
        } catch { throw .files(error) }
        return partials
    }

    /// Puts right the partial tiles of smaller sizes that readers may still ask for, and removes whatever else is there.
    private func restorePartials(of size: Int) throws(LedgerRefusal) {
        let current = Tile.all(size: size)
        let byStart = Dictionary(uniqueKeysWithValues: current.map { ($0.full, $0) })
        do {
            for path in try files.list() ?? [] {
                guard let tile = Tile(path: path) else {
                    try files.remove(path)
                    continue
                }
                guard let now = byStart[tile.full], now != tile else {
                    if byStart[tile.full] == nil { try files.remove(path) }
                    continue
                }
                guard !now.isFull, tile.width < now.width, let bytes = try files.read(now.path) else {
                    try files.remove(path)
                    continue
                }
                let end =
                    tile.content == .entries
                    ? EntryBundle.ranges(bytes, width: now.width)?[tile.width - 1].upperBound
                    : tile.width * TreeHash.byteCount
                try files.write(Array(bytes[..<(end ?? 0)]), to: path)
            }
            try files.sync()
        } catch { throw .files(error) }
    }

    /// Removes partial tiles whose full tile is signed: C2SP tlog-tiles lets readers fall back to that.
    private mutating func dropPartials() {
        guard let size = signed?.checkpoint.size else { return }
        for tile in partials where tile.full.covered <= size {
            // One that stays is superfluous, and right: it is tried again when the log is opened.
            try? files.remove(tile.path)
            partials.remove(tile)
        }
    }

    /// The checkpoints that are published, each checked by the policy.
    private static func published(_ files: any LogFiles, _ policy: LogPolicy) throws(LedgerRefusal)
        -> [(path: String, verified: VerifiedCheckpoint)]
    {
        var found: [(path: String, verified: VerifiedCheckpoint)] = []
        for path in [PublishedPath.checkpoint, PublishedPath.logged] {
            let bytes: [UInt8]?
            do { bytes = try files.read(path) } catch { throw .files(error) }
            guard let bytes else { continue }
            do { found.append((path, try policy.check(bytes))) } catch { throw .damaged(.badCheckpoint(error)) }
        }
        return found
    }

    /// Throws where a published checkpoint, with our own signature, is not what the record gives at its size.
    private func agree(_ published: Checkpoint, path: String) async throws(LedgerRefusal) {
        if signedRoot(at: published.size) == published.root { return }
        // A tile may have been altered; the record decides.
        guard try await edgeOfRecord(at: published.size).root == published.root else {
            throw .publishedOther(path: path, size: published.size)
        }
    }

    /// The tiles' right edge at a signed size: from the tiles, or where they are gone or altered from the record.
    private func edge(at checkpoint: Checkpoint) async throws(LedgerRefusal) -> TileEdge {
        if let edge = try? TileEdge(size: checkpoint.size, from: files), edge.root == checkpoint.root {
            return edge
        }
        // The tiles are missing or were altered. The record decides.
        let edge = try await edgeOfRecord(at: checkpoint.size)
        guard edge.root == checkpoint.root else { throw .otherThanSigned(size: checkpoint.size) }
        try await write(from: 0, to: checkpoint.size, replacing: false)
        return edge
    }

    /// The edge that the record gives.
    private func edgeOfRecord(at size: Int) async throws(LedgerRefusal) -> TileEdge {
        var edge = TileEdge()
        while edge.size < size {
            for entry in try await entries(from: edge.size, limit: min(4096, size - edge.size)) {
                edge.append(entry.leaf) { _, _ in }
            }
        }
        return edge
    }

    /// Entries as recorded, each checked against the hash frozen when it was accepted. At least one.
    private func entries(from index: Int, limit: Int) async throws(LedgerRefusal) -> [StoredEntry] {
        let entries: [StoredEntry]
        do { entries = try await store.read(from: index, limit: limit) } catch { throw .store(error) }
        guard !entries.isEmpty else {
            throw .store(.damaged(why: "entry \(index) is missing"))
        }
        for (offset, entry) in entries.enumerated() where TreeHash.leaf(entry.bytes) != entry.leaf {
            throw .storedEntryAltered(index: index + offset)
        }
        return entries
    }

    /// Writes what the record holds up to `size`, signs it with every key given, and remembers the signature. The
    /// checkpoint is not published yet. Signs nothing new where nothing was appended and `keys` did so already.
    package mutating func sign(upTo size: Int, by keys: [SigningKey], now: Instant) async throws(LedgerRefusal)
        -> SignedState
    {
        if let signed {
            guard size >= signed.checkpoint.size else {
                throw .behindSignature(holds: size, signed: signed.checkpoint.size, at: signed.signedAt)
            }
            guard now.seconds(since: signed.signedAt) >= -Self.toleranceSeconds else {
                throw .clockRunsBackwards(now: now, last: signed.signedAt)
            }
            if size == signed.checkpoint.size,
                keys.allSatisfy({ key in signed.note.signatures.contains { $0.isBy(key.verifier) } })
            {
                return signed
            }
        }
        let edge = try await write(from: self.edge.size, to: size, replacing: false)
        let checkpoint = Checkpoint(origin: origin, size: size, root: edge.root)
        var note = SignedNote(text: checkpoint.text)
        for key in keys { note.add(key.sign(note.text, at: now)) }
        let oldSize = self.edge.size
        let state = SignedState(
            checkpoint: checkpoint, note: note, signedAt: max(now, signed?.signedAt ?? now),
            witnesses: signed?.witnesses ?? [:])
        try memory.record(state, replacing: signed)
        signed = state
        self.edge = edge
        partials.formUnion(Tile.grown(from: oldSize, to: size).lazy.filter { !$0.isFull })
        dropPartials()
        return state
    }

    /// The root that the published tiles give at a size, up to what was signed; nil above, or where they cannot be read.
    package func signedRoot(at size: Int) -> TreeHash? {
        guard let signed, size <= signed.checkpoint.size else { return nil }
        let hashes = TileHashes(files, size: signed.checkpoint.size)
        // Tiles that cannot be read, or do not lead to what was signed, prove nothing against a witness.
        guard let root = try? TreeProof.root(0, size, subtree: hashes.subtree),
            let proof = try? TreeProof.consistency(from: size, to: signed.checkpoint.size, subtree: hashes.subtree),
            (try? TreeProof.checkConsistency(
                from: size, root: root, to: signed.checkpoint.size, root: signed.checkpoint.root, proof: proof)) != nil
        else { return nil }
        return root
    }

    /// Remembers the cosignatures that came and how the witnesses stand.
    package mutating func remember(_ note: SignedNote, _ witnesses: [String: WitnessStanding]) throws(LedgerRefusal) {
        guard var state = signed, state.note != note || state.witnesses != witnesses else { return }
        precondition(state.note.text == note.text)
        state.note = note
        state.witnesses = witnesses
        try memory.record(state, replacing: signed)
        signed = state
    }

    /// Makes every published file anew from the record, up to what was signed, and puts the signed checkpoint back. Signs
    /// nothing. Gives the number of entries covered.
    package static func rebuild(
        from store: any LedgerStore, into files: any LogFiles, memory: any SigningMemory, policy: LogPolicy
    ) async throws(LedgerRefusal) -> Int {
        guard let signed = try memory.last() else { return 0 }
        let head: LedgerHead
        do { head = try await store.head() } catch { throw .store(error) }
        guard head.size >= signed.checkpoint.size else {
            throw .behindSignature(holds: head.size, signed: signed.checkpoint.size, at: signed.signedAt)
        }
        let writer = LogWriter(store: store, files: files, memory: memory, origin: policy.origin, signed: signed)
        guard try await writer.edgeOfRecord(at: signed.checkpoint.size).root == signed.checkpoint.root else {
            throw .otherThanSigned(size: signed.checkpoint.size)
        }
        // A published checkpoint of another history is evidence; one that is merely damaged is made anew.
        for path in [PublishedPath.checkpoint, PublishedPath.logged] {
            guard let bytes = try? files.read(path), let published = try? policy.check(bytes).checkpoint else {
                continue
            }
            guard published.size <= signed.checkpoint.size else {
                throw .memoryBehind(remembers: signed.checkpoint.size, published: published.size)
            }
            guard try await writer.edgeOfRecord(at: published.size).root == published.root else {
                throw .publishedOther(path: path, size: published.size)
            }
        }
        try await writer.write(from: 0, to: signed.checkpoint.size, replacing: true)
        try writer.restorePartials(of: signed.checkpoint.size)
        let verified: VerifiedCheckpoint
        do { verified = try policy.check(signed.note) } catch { throw .damaged(.badCheckpoint(error)) }
        do throws(LogError) {
            try files.replace(signed.note.bytes, at: PublishedPath.logged)
            // What readers were left with while witnesses were silent stays; it is older, and consistent. Where it is gone,
            // the next publication decides what they get.
            if let bytes = try files.read(PublishedPath.checkpoint), (try? policy.check(bytes)) == nil {
                // Damaged: readers are better off without it until the next publication.
                try files.remove(PublishedPath.checkpoint)
            }
            if verified.isWitnessed || policy.quorum == nil {
                try files.replace(signed.note.bytes, at: PublishedPath.checkpoint)
            }
        } catch { throw .files(error) }
        return signed.checkpoint.size
    }

    private init(
        store: any LedgerStore, files: any LogFiles, memory: any SigningMemory, origin: String, signed: SignedState
    ) {
        self.store = store
        self.files = files
        self.memory = memory
        self.origin = origin
        self.signed = signed
        edge = TileEdge()
    }

    /// Writes the tiles by which a log of `size` is larger than one of `oldSize`, flushes them and reads them back.
    ///
    /// - Parameter replacing: puts right a file that holds other bytes; otherwise one that a signed checkpoint covers
    ///   stops the log, because somebody altered it.
    @discardableResult
    private func write(from oldSize: Int, to size: Int, replacing: Bool) async throws(LedgerRefusal) -> TileEdge {
        guard size > oldSize else { return edge }
        var edge = oldSize == 0 ? TileEdge() : self.edge
        var batch = Batch(files: files, signedSize: signed?.checkpoint.size ?? 0, replacing: replacing)
        var bundleStart = oldSize / Tile.fullWidth * Tile.fullWidth
        while bundleStart < size {
            let width = min(Tile.fullWidth, size - bundleStart)
            var bundle: [StoredEntry] = []
            while bundle.count < width {
                bundle += try await entries(from: bundleStart + bundle.count, limit: width - bundle.count)
            }
            // What was signed before must be what the record still says: its hashes are those of the edge.
            for (offset, leaf) in (edge.levels.first ?? []).enumerated() where bundleStart < oldSize {
                guard bundle[offset].leaf == leaf else { throw .storedEntryAltered(index: bundleStart + offset) }
            }
            try batch.write(
                EntryBundle.bytes(bundle.lazy.map(\.bytes)),
                as: Tile(.entries, index: bundleStart / Tile.fullWidth, width: width))
            var failure: LedgerRefusal?
            for entry in bundle.dropFirst(max(0, oldSize - bundleStart)) where failure == nil {
                edge.append(entry.leaf) { tile, hashes in
                    do throws(LedgerRefusal) { try batch.write(hashes.flatMap(\.bytes), as: tile) } catch {
                        failure = error
                    }
                }
            }
            if let failure { throw failure }
            bundleStart += width
        }
        for (tile, hashes) in edge.partial where tile.covered > oldSize {
            try batch.write(hashes.flatMap(\.bytes), as: tile)
        }
        try batch.finish()
        return edge
    }
}

/// Files of one step: written, flushed together, then read back.
private struct Batch {
    let files: any LogFiles
    let signedSize: Int
    let replacing: Bool
    private var written: [(path: String, digest: TreeHash)] = []

    init(files: any LogFiles, signedSize: Int, replacing: Bool) {
        self.files = files
        self.signedSize = signedSize
        self.replacing = replacing
    }

    mutating func write(_ bytes: [UInt8], as tile: Tile) throws(LedgerRefusal) {
        do {
            let old = try files.read(tile.path)
            // What a signed checkpoint covers was flushed before it was signed. Anything else is written again: after a
            // flush that failed, what reads well may be on no disk.
            if old == bytes, !replacing, tile.covered <= signedSize { return }
            // What no signed checkpoint covers is the remains of an interrupted step.
            guard old == nil || old == bytes || replacing || tile.covered > signedSize else {
                throw LedgerRefusal.publishedFileDiffers(path: tile.path)
            }
            try files.write(bytes, to: tile.path)
        } catch let error as LogError {
            throw .files(error)
        } catch let error as LedgerRefusal {
            throw error
        } catch { preconditionFailure("\(error)") }
        written.append((tile.path, .leaf(bytes)))
    }

    func finish() throws(LedgerRefusal) {
        do {
            try files.sync()
            for (path, digest) in written {
                guard let bytes = try files.read(path), TreeHash.leaf(bytes) == digest else {
                    throw LedgerRefusal.writtenOtherwise(path: path)
                }
            }
        } catch let error as LogError {
            throw .files(error)
        } catch let error as LedgerRefusal {
            throw error
        } catch { preconditionFailure("\(error)") }
    }
}

/// Names that are not tiles.
package enum PublishedPath {
    /// The newest checkpoint that readers may rely on: witnessed, where the policy asks for witnesses.
    package static let checkpoint = "checkpoint"
    /// The newest checkpoint that the log signed, whoever has witnessed it yet.
    package static let logged = "logged"
}

extension Tile {
    /// The number of entries that a log must have for this tile to exist.
    var covered: Int {
        let count = index * Tile.fullWidth + width
        if case .hashes(let level) = content { return count << (8 * level) }
        return count
    }
}
