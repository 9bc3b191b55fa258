import Truce
import TruceLedger

/// One change, and what a sentence that refuses it should name.
struct Attempt {
    enum Subject {
        case log(any LogSource, known: [Checkpoint])
        case receipt([UInt8])
    }

    var subject: Subject
    var naming: Naming

    enum Answer {
        case accepted
        case refused(sentence: String)
    }

    func answer(by policy: LogPolicy) -> Answer {
        do {
            switch subject {
            case .log(let source, let known):
                var check = LogCheck(policy: policy)
                check.known = known
                _ = try check.run(on: source)
            case .receipt(let bytes):
                _ = try Receipt(bytes).check(by: policy)
            }
            return .accepted
        } catch { return .refused(sentence: "\(error)") }
    }
}

/// What names a change exactly: one of these words, or an entry or range of entries that touches these; and no tile but
/// these.
struct Naming {
    var words: [String] = []
    var entries: [Range<Int>] = []
    var tiles: [String] = []

    static func file(_ path: String) -> Naming { Naming(words: ["“\(path)”"], tiles: [path]) }

    static func + (a: Naming, b: Naming) -> Naming {
        Naming(words: a.words + b.words, entries: a.entries + b.entries, tiles: a.tiles + b.tiles)
    }

    func isMet(by sentence: String) -> Bool {
        for part in sentence.split(separator: "“") where part.hasPrefix("tile/") {
            guard tiles.contains(String(part.prefix { $0 != "”" })) else { return false }
        }
        if words.contains(where: { sentence.contains($0) }) { return true }
        guard let named = Self.entries(in: sentence) else { return false }
        return entries.contains { $0.overlaps(named) }
    }

    /// “Entry 17 …” or “Entries 0 to 255 …”.
    private static func entries(in sentence: String) -> Range<Int>? {
        let words = sentence.split(separator: " ")
        guard words.count > 3, let first = Int(words[1]) else { return nil }
        if words[0] == "Entry" { return first..<first + 1 }
        guard words[0] == "Entries", words[2] == "to", let last = Int(words[3]), last >= first else { return nil }
        return first..<last + 1
    }
}

/// A log of which some files were put in the place of others.
struct Overlay: LogSource {
    let base: MemoryFiles
    /// Nil for a file that is gone.
    var changed: [String: [UInt8]?] = [:]

    func read(_ path: String) -> [UInt8]? { changed[path] ?? base.read(path) }

    func list() -> [String]? {
        let paths = (base.list() ?? []).filter { changed[$0] == nil }
        return paths + changed.filter { $0.value != nil && $0.key.hasPrefix("tile/") }.keys
    }

    /// Whether anything differs from what it lies over.
    var isChange: Bool { changed.contains { base.read($0.key) != $0.value } }
}
