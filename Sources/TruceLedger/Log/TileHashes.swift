import Synchronization

/// The perfect subtrees of a published log, read from its tiles. What it gives is as good as the tiles: whoever uses a
/// hash checks what he made of it against a signed root.
package final class TileHashes: Sendable {
    private let source: any LogSource
    private let size: Int
    private let cache = Mutex<[Tile: [TreeHash]]>([:])

    package init(_ source: any LogSource, size: Int) {
        self.source = source
        self.size = size
    }

    /// MTH of the 2^`level` leaves from `index` · 2^`level` on, all of them below the size.
    package func subtree(_ level: Int, _ index: Int) throws(LogFault) -> TreeHash {
        let tileLevel = level / 8
        let first = index << (level % 8)
        let tile = Tile(
            .hashes(level: tileLevel), index: first / Tile.fullWidth,
            width: min(Tile.fullWidth, (size >> (8 * tileLevel)) - first / Tile.fullWidth * Tile.fullWidth))
        let hashes = try hashes(tile)
        let start = first % Tile.fullWidth
        return Self.combine(hashes[start..<start + (1 << (level % 8))])
    }

    private func hashes(_ tile: Tile) throws(LogFault) -> [TreeHash] {
        if let known = cache.withLock({ $0[tile] }) { return known }
        let bytes = try tile.read(from: source)
        let hashes = try tile.hashes(bytes)
        cache.withLock {
            if $0.count > 256 { $0 = [:] }
            $0[tile] = hashes
        }
        return hashes
    }

    /// The root of a power of two of hashes.
    package static func combine(_ hashes: ArraySlice<TreeHash>) -> TreeHash {
        var row = Array(hashes)
        while row.count > 1 {
            for index in 0..<row.count / 2 { row[index] = .node(row[2 * index], row[2 * index + 1]) }
            row.removeLast(row.count / 2)
        }
        return row[0]
    }
}

extension Tile {
    /// The tile's own bytes; where a partial one is gone, the first of the full one.
    package func read(from source: any LogSource) throws(LogFault) -> [UInt8] {
        do {
            if let bytes = try source.read(path) { return bytes }
            guard !isFull, let bytes = try source.read(full.path) else { throw LogFault.missing(self) }
            if content == .entries {
                guard
                    let end = bytes.withUnsafeBytes({ EntryBundle.ranges($0, width: Tile.fullWidth) })?[width - 1]
                        .upperBound
                else { throw LogFault.wrongForm(full) }
                return Array(bytes[..<end])
            }
            guard bytes.count == Tile.fullWidth * TreeHash.byteCount else { throw LogFault.wrongForm(full) }
            return Array(bytes[..<(width * TreeHash.byteCount)])
        } catch let fault as LogFault {
            throw fault
        } catch let error as LogError {
            throw .unreadable(error)
        } catch { preconditionFailure("\(error)") }
    }

    /// The hashes in the bytes of a tile of hashes.
    package func hashes(_ bytes: [UInt8]) throws(LogFault) -> [TreeHash] {
        guard bytes.count == width * TreeHash.byteCount else { throw .wrongForm(self) }
        return bytes.withUnsafeBytes { buffer in
            (0..<width).map { TreeHash(copying: buffer.baseAddress! + $0 * TreeHash.byteCount) }
        }
    }
}
