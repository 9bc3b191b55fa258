import Truce

/// What is wrong with a log as published. Each sentence says what was altered, as far as that can be known.
public enum LogFault: Error, Equatable, CustomStringConvertible {
    case noCheckpoint
    case badCheckpoint(NoteError)
    /// The file of what is signed and not witnessed yet.
    case badLogged(NoteError)
    case unreadable(LogError)
    case missing(Tile)
    /// Too long, too short, or no list of entries.
    case wrongForm(Tile)
    /// An entry does not hash to its leaf, and the leaf is the one that was signed.
    case entryAltered(index: Int, in: Tile)
    /// A hash is not the one that was signed, and the entries below it are.
    case tileAltered(Tile, hash: Int)
    /// An entry and its leaf do not fit each other, and neither leads to the signed root.
    case entryAndTileAltered(index: Int)
    /// Entries and hashes fit each other but not what stands above them.
    case entriesReplaced(ClosedRange<Int>)
    /// All files fit each other and make another history than the one signed.
    case otherHistory(size: Int)
    /// The log at the size of an earlier checkpoint had another root.
    case rewritten(since: Int)
    /// The log ends before a checkpoint that was signed.
    case cutShort(size: Int, known: Int)
    /// No checkpoint covers that entry.
    case notCovered(index: Int, size: Int)
    /// A file that no size of this log has.
    case stray(path: String)
    /// A left-over partial tile holds something else than the log.
    case staleTileAltered(Tile)

    public var description: String {
        switch self {
        case .noCheckpoint: "There is no checkpoint: the file “checkpoint” is missing. Is this the folder of a log?"
        case .badCheckpoint(.notWitnessed(let quorum, let by, let missing)):
            NoteError.notWitnessed(quorum: quorum, by: by, missing: missing).description
                + " Say --logged to check it as what the log alone signed."
        case .badCheckpoint(let error): "The checkpoint was altered or is not this log's. \(error)"
        case .badLogged(let error): "The file “logged” was altered or is not this log's. \(error)"
        case .unreadable(let error): error.description
        case .missing(let tile): "“\(tile.path)” is missing: \(tile.covers) cannot be checked."
        case .wrongForm(let tile): "“\(tile.path)” was altered: its length is not that of \(tile.covers)."
        case .entryAltered(let index, let bundle):
            "Entry \(index) was altered: its bytes in “\(bundle.path)” are not those that were signed."
        case .tileAltered(let tile, let hash):
            "“\(tile.path)” was altered: its hash \(hash) is not the one that was signed."
        case .entryAndTileAltered(let index):
            "Entry \(index) does not fit its hash, and neither leads to the signed root: the entry was altered, and the tree too."
        case .entriesReplaced(let range):
            "Entries \(range.lowerBound) to \(range.upperBound) were altered together with their hashes: they do not lead to "
                + "the signed root."
        case .otherHistory(let size):
            "The files make a whole log of \(size) entries, but not the one that this checkpoint signs: entries were replaced, "
                + "reordered or removed, or the checkpoint belongs to another history."
        case .rewritten(let size):
            "The log was rewritten: its first \(size) entries are not those of the earlier checkpoint."
        case .cutShort(let size, let known):
            "The log was cut short: it has \(size) entries, but a checkpoint for \(known) was signed."
        case .notCovered(let index, let size):
            "No published checkpoint covers entry \(index): the newest covers \(size) entries, counted from 0."
        case .stray(let path): "“\(path)” does not belong to this log: no size of it has such a file."
        case .staleTileAltered(let tile): "“\(tile.path)”, kept from a smaller size, was altered."
        }
    }
}

extension Tile {
    /// In words, what the tile stands for.
    var covers: String {
        let first = index * Tile.fullWidth
        switch content {
        case .entries: return "entries \(first) to \(first + width - 1)"
        case .hashes(let level): return "\(width) hashes of level \(level)"
        }
    }
}
