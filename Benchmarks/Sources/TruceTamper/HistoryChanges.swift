import Truce
import TruceLedger

/// Changes that keep files consistent with each other, or put a whole other history in their place.
struct HistoryChanges {
    private let log: HonestLog

    init(_ log: HonestLog) { self.log = log }

    /// An entry in its bundle, and its hash in the tile of leaves.
    func entryAndLeaf(_ random: inout SeededRandom) -> Attempt? {
        let index = random.below(log.size)
        let other = rewritten(from: index, to: [otherEntry(&random)])
        let changed = other.files.filter { $0.key.hasPrefix("tile/entries/") || $0.key.hasPrefix("tile/0/") }
        // Nothing stands above the last, unfinished tile but the root itself.
        let isInFullTile = index < log.size / Tile.fullWidth * Tile.fullWidth
        let naming = isInFullTile ? Naming(entries: [index..<index + 1]) : ofSize(log.size)
        return attempt(changed, known: [], naming)
    }

    /// An entry and every hash above it, under the checkpoint as it was.
    func entryAndTree(_ random: inout SeededRandom) -> Attempt? {
        attempt(rewritten(from: random.below(log.size), to: [otherEntry(&random)]).files, known: [], ofSize(log.size))
    }

    /// An earlier checkpoint with the files of its time, shown to somebody who saw a later one.
    func rolledBack(_ random: inout SeededRandom) -> Attempt? {
        let old = random.below(log.published.count - 1)
        let seen = old + 1 + random.below(log.published.count - old - 1)
        return Attempt(
            subject: .log(MemoryFiles(log.published[old].files), known: [log.published[seen].checkpoint]),
            naming: Naming(words: ["checkpoint for \(log.published[seen].checkpoint.size) was signed"]))
    }

    /// Another history with the log's own signature and its witnesses', shown to somebody who saw a checkpoint of the
    /// first.
    func forked(_ random: inout SeededRandom, longer: Bool) -> Attempt? {
        let index = random.below(log.size)
        var tail = [otherEntry(&random)]
        if longer {
            tail += log.entries[(index + 1)...]
            tail += (0...random.below(600)).map { _ in otherEntry(&random) }
        }
        let other = rewritten(from: index, to: tail)
        let seen = longer ? log.published.filter { $0.checkpoint.size > index }.randomElement(using: &random)! : log.now
        let checkpoint = Checkpoint(
            origin: HonestLog.origin, size: other.levels[0].count, root: MerkleLevels.root(other.levels))
        var files = other.files
        files["checkpoint"] = log.keys.sign(checkpoint, at: Instant(seconds: 1_900_000_000))
        for path in log.leftOver { files[path] = .some(nil) }
        return attempt(
            files, known: [seen.checkpoint], Naming(words: ["its first \(seen.checkpoint.size) entries"]))
    }

    private func otherEntry(_ random: inout SeededRandom) -> [UInt8] { random.bytes(100 + random.below(200)) }

    private func ofSize(_ size: Int) -> Naming { Naming(words: ["a whole log of \(size) entries"]) }

    /// The tiles of the history that has other entries from `index` on.
    private func rewritten(from index: Int, to tail: [[UInt8]]) -> (files: [String: [UInt8]?], levels: [[TreeHash]]) {
        let levels = MerkleLevels.update(log.levels, leaves: tail.map { .leaf($0) }, from: index)
        let size = levels[0].count
        let changed = index..<index + tail.count
        var files: [String: [UInt8]?] = [:]
        for tile in Tile.all(size: size) {
            let first = tile.index * Tile.fullWidth
            let covered: Range<Int>
            if case .hashes(let level) = tile.content {
                covered = first << (8 * level)..<(first + tile.width) << (8 * level)
            } else {
                covered = first..<first + tile.width
            }
            guard covered.overlaps(changed) else { continue }
            guard tile.content == .entries else {
                files[tile.path] = MerkleLevels.bytes(tile, in: levels)
                continue
            }
            files[tile.path] = EntryBundle.bytes(
                covered.lazy.map { changed.contains($0) ? tail[$0 - index] : log.entries[$0] })
        }
        return (files, levels)
    }

    private func attempt(_ changed: [String: [UInt8]?], known: [Checkpoint], _ naming: Naming) -> Attempt? {
        let overlay = Overlay(base: log.source, changed: changed)
        guard overlay.isChange else { return nil }
        return Attempt(subject: .log(overlay, known: known), naming: naming)
    }
}
