/// The right edge of the published tiles, level by level: what is needed to go on writing them.
package struct TileEdge: Hashable, Sendable {
    /// Leaves so far.
    package private(set) var size: Int
    /// For each level the hashes of its last, unfinished tile; fewer than 256.
    package private(set) var levels: [[TreeHash]]

    package init() {
        size = 0
        levels = []
    }

    /// Reads the edge of a log of `size` entries from its tiles. Check ``root`` against a signed one.
    package init(size: Int, from source: any LogSource) throws(LogFault) {
        self.size = size
        levels = []
        var count = size
        var level = 0
        while count > 0 {
            let width = count % Tile.fullWidth
            if width > 0 {
                let tile = Tile(.hashes(level: level), index: count / Tile.fullWidth, width: width)
                levels.append(try tile.hashes(tile.read(from: source)))
            } else {
                levels.append([])
            }
            count /= Tile.fullWidth
            level += 1
        }
    }

    /// Appends a leaf; `full` receives every tile of hashes that it completes, from the leaves up.
    package mutating func append(_ leaf: TreeHash, full: (Tile, [TreeHash]) throws -> Void) rethrows {
        var hash = leaf
        var level = 0
        size += 1
        while true {
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
            guard levels[level].count == Tile.fullWidth else { return }
            let tile = Tile(.hashes(level: level), index: (size >> (8 * level)) / Tile.fullWidth - 1)
            try full(tile, levels[level])
            hash = TileHashes.combine(levels[level][...])
            levels[level].removeAll(keepingCapacity: true)
            level += 1
        }
    }

    /// The unfinished tiles of this size.
    package var partial: [(Tile, [TreeHash])] {
        levels.enumerated().filter { !$1.isEmpty }.map { level, hashes in
            let tile = Tile(
                .hashes(level: level), index: (size >> (8 * level)) / Tile.fullWidth, width: hashes.count)
            return (tile, hashes)
        }
    }

    /// MTH of the leaves so far.
    package var root: TreeHash {
        var subtrees: [TreeHash] = []
        for hashes in levels.reversed() {
            var rest = hashes[...]
            while !rest.isEmpty {
                let width = 1 << (Int.bitWidth - 1 - rest.count.leadingZeroBitCount)
                subtrees.append(TileHashes.combine(rest.prefix(width)))
                rest = rest.dropFirst(width)
            }
        }
        guard let range = CompactRange(size: size, subtrees: subtrees) else {
            preconditionFailure("the levels of the edge do not fit its size \(size)")
        }
        return range.root
    }
}
