/// What became of the changes, by kind and size.
struct Tally {
    private struct Cell: Hashable {
        var change: Change
        var size: Int
    }

    private struct Count {
        var made = 0
        var refused = 0
        var named = 0

        static func + (a: Count, b: Count) -> Count {
            Count(made: a.made + b.made, refused: a.refused + b.refused, named: a.named + b.named)
        }
    }

    private var counts: [Cell: Count] = [:]
    private var accepted: [String] = []
    /// Sentences that did not name what was altered: one of each kind and size.
    private var vague: [Cell: String] = [:]

    var isAllRefused: Bool { accepted.isEmpty }

    mutating func add(_ answer: Attempt.Answer, to attempt: Attempt, _ change: Change, _ size: Int) {
        let cell = Cell(change: change, size: size)
        counts[cell, default: Count()].made += 1
        switch answer {
        case .accepted: accepted.append("\(change.rawValue), \(size) entries, expected to read \(attempt.naming)")
        case .refused(let sentence):
            counts[cell]!.refused += 1
            if attempt.naming.isMet(by: sentence) {
                counts[cell]!.named += 1
            } else {
                vague[cell] = "\(sentence) — expected \(attempt.naming.words) \(attempt.naming.entries)"
            }
        }
    }

    /// Changes made, and in brackets those refused or named where these are fewer.
    func table(_ sizes: [Int]) -> String {
        let heads = sizes.map(String.init) + ["changes", "refused", "named"]
        var lines = [Self.line("kind of change", heads)]
        var all = Count()
        for change in Change.allCases {
            let row = sizes.map { counts[Cell(change: change, size: $0)] ?? Count() }
            let sum = row.reduce(Count(), +)
            all = all + sum
            lines.append(
                Self.line(change.rawValue, row.map(Self.cell) + [sum.made, sum.refused, sum.named].map(String.init)))
        }
        let columns = sizes.map { size in
            Self.cell(Change.allCases.map { counts[Cell(change: $0, size: size)] ?? Count() }.reduce(Count(), +))
        }
        lines.append(Self.line("all", columns + [all.made, all.refused, all.named].map(String.init)))
        lines += accepted.map { "ACCEPTED: \($0)" }
        let sorted = vague.sorted { ($0.key.change.rawValue, $0.key.size) < ($1.key.change.rawValue, $1.key.size) }
        lines += sorted.map { "not named: \($0.key.change.rawValue), \($0.key.size): \($0.value)" }
        return lines.joined(separator: "\n")
    }

    private static func cell(_ count: Count) -> String {
        if count.refused < count.made { return "\(count.made) (-\(count.made - count.refused))" }
        return count.named < count.made ? "\(count.made) (\(count.named))" : "\(count.made)"
    }

    private static func line(_ name: String, _ cells: [String]) -> String {
        func pad(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) }
        return name + pad(name, 28) + cells.map { pad($0, 12) + $0 }.joined()
    }
}
