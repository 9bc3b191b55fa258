/// The word that was probably meant.
package enum Nearest {
    /// The nearest of `known` within a third of the word's length (at least one, at most three) changes; the first of
    /// equals.
    package static func word(to word: String, among known: some Sequence<String>) -> String? {
        let limit = max(1, min(3, word.count / 3))
        var best: (word: String, changes: Int)?
        for candidate in known where candidate != word && abs(candidate.count - word.count) <= limit {
            let changes = changes(Array(word.lowercased()), Array(candidate.lowercased()))
            if changes <= limit, changes < best?.changes ?? .max { best = (candidate, changes) }
        }
        return best?.word
    }

    /// Letters inserted, removed, replaced or two neighbours swapped (optimal string alignment distance).
    static func changes(_ a: [Character], _ b: [Character]) -> Int {
        if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
        var before = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 1...a.count {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] { row[j] = min(row[j], before[j - 2] + 1) }
            }
            (before, last) = (last, row)
        }
        return last[b.count]
    }
}
