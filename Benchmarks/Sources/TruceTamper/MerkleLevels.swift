import TruceLedger

/// The tree of a log, held as its tiles hold it.
enum MerkleLevels {
    static func of(_ leaves: [TreeHash]) -> [[TreeHash]] {
        var levels = [leaves]
        while let row = levels.last, row.count >= Tile.fullWidth {
            levels.append(
                stride(from: 0, through: row.count - Tile.fullWidth, by: Tile.fullWidth).map {
                    combine(row[$0..<$0 + 256])
                })
        }
        return levels
    }

    /// The levels after leaves from `index` on were changed or added.
    static func update(_ levels: [[TreeHash]], leaves changed: [TreeHash], from index: Int) -> [[TreeHash]] {
        var levels = levels
        levels[0].replaceSubrange(index..<min(levels[0].count, index + changed.count), with: changed)
        var first = index
        var last = index + changed.count - 1
        var level = 0
        while levels[level].count >= Tile.fullWidth {
            if level + 1 == levels.count { levels.append([]) }
            first /= Tile.fullWidth
            last = min(last / Tile.fullWidth, levels[level].count / Tile.fullWidth - 1)
            for parent in first..<max(first, last + 1) {
                let hash = combine(levels[level][parent * Tile.fullWidth..<(parent + 1) * Tile.fullWidth])
                if parent < levels[level + 1].count {
                    levels[level + 1][parent] = hash
                } else {
                    levels[level + 1].append(hash)
                }
            }
            level += 1
        }
        return levels
    }

    static func root(_ levels: [[TreeHash]]) -> TreeHash {
        let size = levels[0].count
        var subtrees: [TreeHash] = []
        var at = 0
        for bit in (0..<Int.bitWidth - 1).reversed() where size & 1 << bit != 0 {
            let start = at >> (bit / 8 * 8)
            subtrees.append(combine(levels[bit / 8][start..<start + 1 << (bit % 8)]))
            at += 1 << bit
        }
        return CompactRange(size: size, subtrees: subtrees)!.root
    }

    /// The tile's bytes.
    static func bytes(_ tile: Tile, in levels: [[TreeHash]]) -> [UInt8] {
        guard case .hashes(let level) = tile.content else { preconditionFailure("\(tile) holds no hashes") }
        let first = tile.index * Tile.fullWidth
        return levels[level][first..<first + tile.width].flatMap(\.bytes)
    }

    /// The root of a power of two of hashes.
    private static func combine(_ hashes: ArraySlice<TreeHash>) -> TreeHash {
        var row = Array(hashes)
        while row.count > 1 {
            row = stride(from: 0, to: row.count, by: 2).map { .node(row[$0], row[$0 + 1]) }
        }
        return row[0]
    }
}
