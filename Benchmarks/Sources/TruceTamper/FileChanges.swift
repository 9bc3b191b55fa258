import TruceLedger

/// Changes of the published files as such.
struct FileChanges {
    private let log: HonestLog

    init(_ log: HonestLog) { self.log = log }

    /// One byte of one file.
    func altered(_ random: inout SeededRandom, by change: (inout UInt8, inout SeededRandom) -> Void) -> Attempt? {
        let path = anyFile(&random)
        var bytes = log.source.read(path)!
        let place = random.below(bytes.count)
        change(&bytes[place], &random)
        return attempt([path: bytes], naming(path, byte: place))
    }

    func truncated(_ random: inout SeededRandom) -> Attempt? {
        let path = anyFile(&random)
        let bytes = log.source.read(path)!
        return attempt([path: Array(bytes.prefix(random.below(bytes.count)))], naming(path, byte: nil))
    }

    func extended(_ random: inout SeededRandom) -> Attempt? {
        let path = anyFile(&random)
        let bytes = log.source.read(path)! + random.bytes(1 + random.below(64))
        return attempt([path: bytes], naming(path, byte: nil))
    }

    /// What stays from smaller sizes may go; nothing else.
    func removed(_ random: inout SeededRandom) -> Attempt? {
        let path = anyFile(&random)
        guard !log.leftOver.contains(path) else { return nil }
        return attempt([path: nil], .file(path))
    }

    /// Under a name that no tile has.
    func added(_ random: inout SeededRandom) -> Attempt? {
        let names = [
            "tile/0/1", "tile/00/000", "tile/64/000", "tile/0/000.p/256", "tile/0/000.p/0", "tile/entries/x000/001",
            "tile/0/x009/x000/x000/x000/x000/x000/000", "tile/1/x001/x000/x000/x000/x000/000",
        ]
        let path = Bool.random(using: &random) ? names.randomElement(using: &random)! : "tile/0/\(random.next())"
        return attempt([path: random.bytes(32)], .file(path))
    }

    func filesSwapped(_ random: inout SeededRandom) -> Attempt? {
        let (a, b) = (tile(&random), tile(&random))
        guard a != b else { return nil }
        return attempt(
            [a: log.source.read(b), b: log.source.read(a)],
            naming(a, byte: nil) + naming(b, byte: nil) + held(a) + held(b))
    }

    func entriesSwapped(_ random: inout SeededRandom) -> Attempt? {
        let tile = Tile(path: log.needed.filter { $0.hasPrefix("tile/entries/") }.randomElement(using: &random)!)!
        guard tile.width > 1 else { return nil }
        var entries = EntryBundle.entries(log.source.read(tile.path)!, width: tile.width)!
        let (i, j) = (random.below(tile.width), random.below(tile.width))
        entries.swapAt(i, j)
        let first = tile.index * Tile.fullWidth
        return attempt(
            [tile.path: EntryBundle.bytes(entries)],
            Naming(entries: [first + i..<first + i + 1, first + j..<first + j + 1], tiles: [tile.path]))
    }

    func hashesSwapped(_ random: inout SeededRandom) -> Attempt? {
        let path = tile(&random)
        guard !path.hasPrefix("tile/entries/") else { return nil }
        var bytes = log.source.read(path)!
        let count = bytes.count / TreeHash.byteCount
        let (i, j) = (random.below(count) * TreeHash.byteCount, random.below(count) * TreeHash.byteCount)
        for offset in 0..<TreeHash.byteCount { bytes.swapAt(i + offset, j + offset) }
        return attempt([path: bytes], .file(path))
    }

    /// The checkpoint one time in eight, or else a tile.
    private func anyFile(_ random: inout SeededRandom) -> String {
        random.below(8) == 0 ? "checkpoint" : tile(&random)
    }

    /// Bundles, each level and what stays from smaller sizes are as likely as each other, however many files they have.
    private func tile(_ random: inout SeededRandom) -> String {
        let group = log.groups.randomElement(using: &random)!
        return group.randomElement(using: &random)!
    }

    private func attempt(_ changed: [String: [UInt8]?], _ naming: Naming) -> Attempt? {
        let overlay = Overlay(base: log.source, changed: changed)
        guard overlay.isChange else { return nil }
        return Attempt(subject: .log(overlay, known: []), naming: naming)
    }

    /// The file; for one byte of an entry or of a hash which one it is.
    private func naming(_ path: String, byte place: Int?) -> Naming {
        if path == "checkpoint" { return Naming(words: ["The checkpoint"]) }
        guard log.needed.contains(path), let place else { return .file(path) }
        guard path.hasPrefix("tile/entries/") else {
            return Naming(words: ["“\(path)” was altered: its hash \(place / TreeHash.byteCount) "], tiles: [path])
        }
        let tile = Tile(path: path)!
        var end = 0
        for (offset, entry) in EntryBundle.entries(log.source.read(path)!, width: tile.width)!.enumerated() {
            let start = end + 2
            end = start + entry.count
            let index = tile.index * Tile.fullWidth + offset
            if (start..<end).contains(place) { return Naming(entries: [index..<index + 1], tiles: [path]) }
        }
        return .file(path)
    }

    /// The entries in a bundle.
    private func held(_ path: String) -> Naming {
        guard let tile = Tile(path: path), tile.content == .entries else { return Naming() }
        let first = tile.index * Tile.fullWidth
        return Naming(entries: [first..<first + tile.width])
    }
}
