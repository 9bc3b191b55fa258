/// A file of the log as it is served: 256 hashes of one level, or 256 entries; fewer at the right edge.
/// C2SP tlog-tiles v0.1.0.
public struct Tile: Hashable, Sendable, CustomStringConvertible {
    public enum Content: Hashable, Sendable {
        /// Hashes of a level, 0 (leaves) to 63. A hash of level l is the root of 256^l leaves.
        case hashes(level: Int)
        /// The entries themselves.
        case entries
    }

    /// Hashes or entries in a full tile.
    public static let fullWidth = 256

    public var content: Content
    /// The tile's number within its level, from 0.
    public var index: Int
    /// 1 to 256.
    public var width: Int

    public init(_ content: Content, index: Int, width: Int = Tile.fullWidth) {
        precondition(index >= 0 && (1...Self.fullWidth).contains(width))
        self.content = content
        self.index = index
        self.width = width
    }

    public var isFull: Bool { width == Self.fullWidth }

    /// The same tile with all its 256.
    public var full: Tile { Tile(content, index: index) }

    /// The path under the log's prefix: `tile/0/x001/x234/067`, `tile/entries/000.p/17`.
    public var path: String {
        var path = "tile/"
        switch content {
        case .hashes(let level): path += "\(level)/"
        case .entries: path += "entries/"
        }
        var groups = [Self.threeDigits(index % 1000)]
        var rest = index / 1000
        while rest > 0 {
            groups.append("x" + Self.threeDigits(rest % 1000))
            rest /= 1000
        }
        path += groups.reversed().joined(separator: "/")
        return isFull ? path : path + ".p/\(width)"
    }

    public var description: String { path }

    /// Nil for anything that ``path`` would not write, and for a tile beyond the 2^63 entries that a log can have.
    public init?(path: some StringProtocol) {
        var parts = String(path).split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
        guard parts.count >= 3, parts.removeFirst() == "tile" else { return nil }
        let content: Content
        let kind = parts.removeFirst()
        if kind == "entries" {
            content = .entries
        } else if let level = Int(kind), (0...63).contains(level), String(level) == kind {
            content = .hashes(level: level)
        } else {
            return nil
        }
        var width = Self.fullWidth
        if parts.count >= 2, parts[parts.count - 2].hasSuffix(".p") {
            guard let given = Int(parts.removeLast()), (1..<Self.fullWidth).contains(given) else { return nil }
            width = given
            parts[parts.count - 1].removeLast(2)
        }
        var index = 0
        for (place, part) in parts.enumerated() {
            let digits = place < parts.count - 1 ? part.dropFirst() : part[...]
            guard digits.utf8.count == 3, let group = Int(digits), index <= (Int.max - 999) / 1000 else { return nil }
            index = index * 1000 + group
        }
        let level = if case .hashes(let level) = content { level } else { 0 }
        guard index == 0 || index < Int.max >> (8 * (level + 1)) else { return nil }
        self.init(content, index: index, width: width)
        guard self.path.utf8.elementsEqual(path.utf8) else { return nil }
    }

    private static func threeDigits(_ number: Int) -> String {
        String(repeating: "0", count: number < 10 ? 2 : number < 100 ? 1 : 0) + String(number)
    }

    /// Every tile that a log of `size` entries is made of, bundles first, then the levels from the leaves up, each from
    /// the left.
    public static func all(size: Int) -> [Tile] { grown(from: 0, to: size) }

    /// The tiles of a log of `size` entries that a log of `oldSize` has not, or has narrower.
    public static func grown(from oldSize: Int, to size: Int) -> [Tile] {
        var tiles: [Tile] = []
        func add(_ content: Content, from old: Int, to new: Int) {
            guard new > old else { return }
            for index in (old / fullWidth)...((new - 1) / fullWidth) {
                tiles.append(Tile(content, index: index, width: min(fullWidth, new - index * fullWidth)))
            }
        }
        add(.entries, from: oldSize, to: size)
        var old = oldSize
        var new = size
        var level = 0
        while new > 0 {
            add(.hashes(level: level), from: old, to: new)
            old /= fullWidth
            new /= fullWidth
            level += 1
        }
        return tiles
    }
}

/// An entry bundle: for each entry its length in two bytes, big-endian, then its bytes.
public enum EntryBundle {
    /// Each entry at most 65,535 bytes.
    public static func bytes(_ entries: some Sequence<[UInt8]>) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries {
            precondition(entry.count <= StoredEntry.byteLimit)
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 255))
            bytes.append(contentsOf: entry)
        }
        return bytes
    }

    /// Where each of `width` entries lies; nil unless the bytes are exactly that many entries.
    package static func ranges(_ bytes: UnsafeRawBufferPointer, width: Int) -> [Range<Int>]? {
        var ranges: [Range<Int>] = []
        ranges.reserveCapacity(width)
        var at = 0
        while ranges.count < width {
            guard at + 2 <= bytes.count else { return nil }
            let count = Int(bytes[at]) << 8 | Int(bytes[at + 1])
            at += 2
            guard at + count <= bytes.count else { return nil }
            ranges.append(at..<at + count)
            at += count
        }
        return at == bytes.count ? ranges : nil
    }

    /// As ``ranges(_:width:)``, of bytes in an array.
    package static func ranges(_ bytes: [UInt8], width: Int) -> [Range<Int>]? {
        bytes.withUnsafeBytes { ranges($0, width: width) }
    }

    /// The entries of a bundle of `width`; nil unless the bytes are exactly that many.
    public static func entries(_ bytes: [UInt8], width: Int) -> [[UInt8]]? {
        bytes.withUnsafeBytes { ranges($0, width: width) }.map { $0.map { Array(bytes[$0]) } }
    }
}
