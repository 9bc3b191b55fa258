import Truce

/// Checks a published log whole: signatures, every entry, every hash, every file.
///
/// One pass, from the left: a bundle, its tile of leaves, and what stands above; memory does not grow with the log but
/// for one hash for each 256 entries.
public struct LogCheck: Sendable {
    public var policy: LogPolicy
    /// Checkpoints known from before; the log must extend or equal each of them.
    public var known: [Checkpoint] = []
    /// Takes a log that its witnesses have not confirmed.
    public var acceptsLogged = false
    /// To refuse cosignatures from the future; nil asks for no clock.
    public var now: Instant?
    /// The signed checkpoint to check the files against; nil for the one that is published with them.
    public var checkpoint: [UInt8]?

    public init(policy: LogPolicy) { self.policy = policy }

    /// What was found to be in order.
    public struct Result: Hashable, Sendable {
        public var checkpoint: VerifiedCheckpoint
        /// Files read.
        public var files: Int
        /// Files of entries beyond the checkpoint: written, and not signed yet. Nothing is known of them.
        public var filesAhead: Int
    }

    /// - Parameters:
    ///   - source: where the log is published.
    ///   - progress: called after each bundle with the entries checked and their number in all.
    ///   - entry: called for each entry in order, before the root has been compared.
    public func run(
        on source: any LogSource, progress: (Int, Int) -> Void = { _, _ in },
        entry: (Int, UnsafeRawBufferPointer) -> Void = { _, _ in }
    ) throws(LogFault) -> Result {
        let verified = try checkpoint(of: source)
        let size = verified.checkpoint.size
        if let larger = known.filter({ $0.size > size }).max(by: { $0.size < $1.size }) {
            throw .cutShort(size: size, known: larger.size)
        }
        let extra = try LeftOvers(in: source, size: size)
        var pass = LogPass(source: source, checkpoint: verified.checkpoint, extra: extra)
        for known in known { pass.rootsWanted[known.size, default: []].insert(known.root) }
        // Any size below 2^63 may be signed: nothing is added to it.
        for index in 0..<size / Tile.fullWidth + (size.isMultiple(of: Tile.fullWidth) ? 0 : 1) {
            try pass.bundle(index, entry)
            progress(min(size, (index + 1) * Tile.fullWidth), size)
        }
        try pass.finish()
        return Result(checkpoint: verified, files: pass.files, filesAhead: extra.ahead)
    }

    private func checkpoint(of source: any LogSource) throws(LogFault) -> VerifiedCheckpoint {
        var bytes = checkpoint
        if bytes == nil {
            do { bytes = try source.read(PublishedPath.checkpoint) } catch { throw .unreadable(error) }
        }
        guard let bytes else { throw .noCheckpoint }
        do {
            let verified = try policy.check(bytes, now: now, isStrict: true)
            if !acceptsLogged { try policy.requireQuorum(verified) }
            return verified
        } catch { throw .badCheckpoint(error) }
    }
}

/// Partial tiles that stay from smaller sizes, by the tile that they are the beginning of. A file that belongs to no
/// size of any log is found here.
private struct LeftOvers {
    private var widths: [Tile: [Int]] = [:]
    private(set) var ahead = 0

    init(in source: any LogSource, size: Int) throws(LogFault) {
        let paths: [String]?
        do { paths = try source.list() } catch { throw .unreadable(error) }
        for path in paths ?? [] {
            guard let tile = Tile(path: path) else { throw .stray(path: path) }
            let level = if case .hashes(let level) = tile.content { level } else { 0 }
            let count = level < 8 ? size >> (8 * level) : 0
            if tile.index * Tile.fullWidth + tile.width > count {
                ahead += 1
                continue
            }
            // The tile of this very size is read in its turn.
            if !tile.isFull && tile.index * Tile.fullWidth + tile.width < count {
                widths[tile.full, default: []].append(tile.width)
            }
        }
    }

    /// Takes out the left-over tiles of this one.
    mutating func take(_ tile: Tile) -> [Tile] {
        (widths.removeValue(forKey: tile.full) ?? []).map { Tile(tile.content, index: tile.index, width: $0) }
    }
}

/// The state of one pass over a log.
private struct LogPass {
    let source: any LogSource
    let checkpoint: Checkpoint
    var extra: LeftOvers
    var files = 0
    /// Roots that the log must have had, by size.
    var rootsWanted: [Int: Set<TreeHash>] = [:]
    /// By the tiles of leaves as they stand, and by the entries as they stand.
    private var byTiles = CompactRange()
    private var byEntries = CompactRange()
    /// The first entry that does not fit its leaf.
    private var firstMisfit: Int?
    /// Roots of the full tiles of leaves.
    private var level1: [TreeHash] = []
    /// The first older checkpoint whose root is another.
    private var rewrittenSince: Int?
    /// The first left-over tile that is not the beginning of its full one. Which of the two was altered is known only at
    /// the end: what leads to the signed root is right.
    private var firstStale: Tile?

    init(source: any LogSource, checkpoint: Checkpoint, extra: LeftOvers) {
        self.source = source
        self.checkpoint = checkpoint
        self.extra = extra
    }

    mutating func bundle(_ index: Int, _ entry: (Int, UnsafeRawBufferPointer) -> Void) throws(LogFault) {
        let first = index * Tile.fullWidth
        let width = min(Tile.fullWidth, checkpoint.size - first)
        let bundle = Tile(.entries, index: index, width: width)
        let bytes = try read(bundle)
        guard let ranges = bytes.withUnsafeBytes({ EntryBundle.ranges($0, width: width) }) else {
            throw .wrongForm(bundle)
        }
        let leaves: [TreeHash] = bytes.withUnsafeBytes { buffer in
            ranges.enumerated().map { offset, range in
                let bytes = UnsafeRawBufferPointer(rebasing: buffer[range])
                entry(first + offset, bytes)
                return .leaf(bytes)
            }
        }
        let tile = Tile(.hashes(level: 0), index: index, width: width)
        let tileBytes = try read(tile)
        let hashes = try tile.hashes(tileBytes)
        checkStale(bundle, bytes) { ranges[$0 - 1].upperBound }
        checkStale(tile, tileBytes) { $0 * TreeHash.byteCount }
        let misfit = leaves.indices.first { leaves[$0] != hashes[$0] }
        if let misfit, firstMisfit == nil { firstMisfit = first + misfit }
        let wanted = rootsWanted.keys.filter { (first..<first + width).contains($0 - 1) }
        if width == Tile.fullWidth && wanted.isEmpty {
            let root = TileHashes.combine(hashes[...])
            level1.append(root)
            byTiles.append(root, level: 8)
            byEntries.append(misfit == nil ? root : TileHashes.combine(leaves[...]), level: 8)
        } else {
            for (offset, hash) in hashes.enumerated() {
                byTiles.append(hash)
                byEntries.append(leaves[offset])
                if let roots = rootsWanted[first + offset + 1], roots != [byEntries.root], rewrittenSince == nil {
                    rewrittenSince = first + offset + 1
                }
            }
            if width == Tile.fullWidth { level1.append(TileHashes.combine(hashes[...])) }
        }
    }

    mutating func finish() throws(LogFault) {
        let isTreeSigned = byTiles.root == checkpoint.root
        if let misfit = firstMisfit {
            if isTreeSigned { throw .entryAltered(index: misfit, in: tile(.entries, of: misfit)) }
            guard byEntries.root == checkpoint.root else { throw .entryAndTileAltered(index: misfit) }
            throw .tileAltered(tile(.hashes(level: 0), of: misfit), hash: misfit % Tile.fullWidth)
        }
        // Above the leaves: each tile must be what follows from the one below.
        var row = level1
        var level = 1
        while !row.isEmpty {
            var above: [TreeHash] = []
            for index in 0..<(row.count + Tile.fullWidth - 1) / Tile.fullWidth {
                let below = row[index * Tile.fullWidth..<min(row.count, (index + 1) * Tile.fullWidth)]
                let tile = Tile(.hashes(level: level), index: index, width: below.count)
                let bytes = try read(tile)
                let hashes = try tile.hashes(bytes)
                checkStale(tile, bytes) { $0 * TreeHash.byteCount }
                if let misfit = zip(below.indices, hashes).first(where: { row[$0] != $1 })?.0 {
                    if isTreeSigned { throw .tileAltered(tile, hash: misfit % Tile.fullWidth) }
                    let span = 1 << (8 * level)
                    throw .entriesReplaced(misfit * span...(misfit + 1) * span - 1)
                }
                if below.count == Tile.fullWidth { above.append(TileHashes.combine(below)) }
            }
            row = above
            level += 1
        }
        guard isTreeSigned else { throw .otherHistory(size: checkpoint.size) }
        if let roots = rootsWanted[0], roots != [.emptyTree] { throw .rewritten(since: 0) }
        if let size = rewrittenSince { throw .rewritten(since: size) }
        if let firstStale { throw .staleTileAltered(firstStale) }
    }

    private mutating func read(_ tile: Tile) throws(LogFault) -> [UInt8] {
        files += 1
        return try tile.read(from: source)
    }

    /// - Parameter end: where that many entries or hashes end in `bytes`.
    private mutating func checkStale(_ tile: Tile, _ bytes: [UInt8], end: (_ width: Int) -> Int) {
        for stale in extra.take(tile) where firstStale == nil {
            // Unreadable is as good as altered here.
            guard let old = try? source.read(stale.path), old.elementsEqual(bytes[..<end(stale.width)]) else {
                firstStale = stale
                continue
            }
        }
    }

    /// The bundle or the tile of leaves in which an entry stands.
    private func tile(_ content: Tile.Content, of index: Int) -> Tile {
        let first = index / Tile.fullWidth * Tile.fullWidth
        return Tile(content, index: index / Tile.fullWidth, width: min(Tile.fullWidth, checkpoint.size - first))
    }
}
