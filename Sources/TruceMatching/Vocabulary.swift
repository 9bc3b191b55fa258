import Truce

/// Every distinct word met, known by a small number, with what it is good for. Single typing errors lead to the
/// known word they were meant for (deletion neighbourhoods: Garbe's SymSpell), so that comparing texts is comparing
/// numbers. Linear in the number of distinct words.
struct Vocabulary {
    private var pool = StringPool()
    /// Word number → number of the word it stands for (itself, unless a typing error).
    private(set) var meaning: [Int32] = [0]
    private(set) var classes: [WordClass] = [.ignored]
    private(set) var acts: [ActSet] = [[]]
    private(set) var isCorrection: [Bool] = [false]
    private(set) var countsAfter: [Bool] = [false]
    private(set) var countsBefore: [Bool] = [false]
    private var spellings = SpellingIndex()

    let bearing: Int32
    let shaft: Int32
    let mine: Int32

    init(context: MatchingContext) {
        bearing = pool.intern("brg")
        shaft = pool.intern("shaft")
        mine = pool.intern("mine")
        grow()
        func words(_ list: String) -> [Substring] { list.split(separator: " ") }
        for word in words(Lexicon.ignored) { classes[add(word)] = .ignored }
        for alias in context.actors.keys.sorted() {
            for word in Self.words(in: alias) where word.count > 1 { classes[add(word)] = .ignored }
        }
        for (list, meant) in Lexicon.acts {
            for word in words(list) {
                let id = add(word)
                classes[id] = .ignored
                acts[id] = meant
            }
        }
        for word in words(Lexicon.weapons) { classes[add(word)] = .weapon }
        for word in words(Lexicon.landmarks) { classes[add(word)] = .landmark }
        for name in context.places.sorted() {
            guard let longest = Self.words(in: name).max(by: { $0.count < $1.count }), longest.count >= 4 else {
                continue
            }
            classes[add(longest)] = .place
        }
        for word in words(Lexicon.corrections) { isCorrection[add(word)] = true }
        for word in words(Lexicon.countAfter) { countsAfter[add(word)] = true }
        for word in words(Lexicon.countBefore) { countsBefore[add(word)] = true }
        for id in 1..<pool.count where pool.texts.range(id).count >= 5 {
            pool.texts.withBytes(id) { spellings.add($0, Int32(id)) }
        }
    }

    var count: Int { pool.count }
    subscript(id: Int32) -> String { pool[id] }

    /// The number of a word in lower case; a new word is looked up once.
    mutating func number(of word: ByteSlice) -> Int32 {
        let id = pool.intern(word)
        if Int(id) == meaning.count {
            grow()
            if word.count >= 5, let meant = spellings.nearest(word, in: pool) {
                meaning[Int(id)] = meant
                classes[Int(id)] = classes[Int(meant)]
                acts[Int(id)] = acts[Int(meant)]
            } else {
                classes[Int(id)] = word.count >= 4 ? .other : .ignored
            }
        }
        return id
    }

    private mutating func add(_ word: some StringProtocol) -> Int {
        let id = Int(pool.intern(String(word)))
        grow()
        return id
    }

    private mutating func grow() {
        while meaning.count < pool.count {
            meaning.append(Int32(meaning.count))
            classes.append(.ignored)
            acts.append([])
            isCorrection.append(false)
            countsAfter.append(false)
            countsBefore.append(false)
        }
    }

    private static func words(in text: String) -> [String] {
        text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init)
    }
}

/// Finds the known word one typing error (letter left out, put in, changed, or two swapped) away from a given one.
struct SpellingIndex {
    private var wordsOfHash: [UInt64: [Int32]] = [:]
    /// Longer words are only ever met as they are written: a neighbourhood costs the square of the length, and a
    /// hostile text may be one word of a megabyte.
    static let longestWord = 128

    mutating func add(_ word: ByteSlice, _ id: Int32) {
        if word.count > Self.longestWord { return }
        for hash in Self.neighbourhood(word) { wordsOfHash[hash, default: []].append(id) }
    }

    /// The lowest-numbered known word within one error; nil when there is none.
    func nearest(_ word: ByteSlice, in pool: StringPool) -> Int32? {
        if word.count > Self.longestWord + 1 { return nil }
        var best: Int32?
        for hash in Self.neighbourhood(word) {
            for id in wordsOfHash[hash] ?? [] where best.map({ id < $0 }) ?? true {
                if pool.texts.withBytes(Int(id), { Self.isOneErrorApart($0, word) }) { best = id }
            }
        }
        return best
    }

    private static func neighbourhood(_ word: ByteSlice) -> [UInt64] {
        var hashes = [stableHash(word)]
        var buffer = [UInt8](word.dropFirst())
        for i in 0..<word.count {
            if i > 0 { buffer[i - 1] = word[i - 1] }
            hashes.append(buffer.withUnsafeBufferPointer { stableHash($0) })
        }
        return hashes
    }

    static func isOneErrorApart(_ a: ByteSlice, _ b: ByteSlice) -> Bool {
        if a.count > b.count { return isOneErrorApart(b, a) }
        guard b.count - a.count <= 1 else { return false }
        var start = 0
        while start < a.count, a[start] == b[start] { start += 1 }
        var tail = 0
        while tail < a.count - start, a[a.count - 1 - tail] == b[b.count - 1 - tail] { tail += 1 }
        let left = a.count - start - tail
        if a.count < b.count { return left == 0 }
        return left <= 1 || (left == 2 && a[start] == b[start + 1] && a[start + 1] == b[start])
    }
}
