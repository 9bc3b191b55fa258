/// A table written as text: a head with a word for each role, a row of letters for each thing. Checked whole when it is
/// first looked at: a table with a hole in it answers nothing.
struct AccessGrid: Sendable {
    /// By row, a letter for each role.
    private let marks: [String: [Character]]
    private static let columns = Dictionary(uniqueKeysWithValues: Role.allCases.enumerated().map { ($1, $0) })

    /// - Parameters:
    ///   - rows: Every row that there must be, in this order.
    ///   - marks: The letters that may stand beside the point.
    init(rows: [String], marks: String, _ text: String) {
        do { try self.init(reading: text, rows: rows, marks: marks) } catch { preconditionFailure("\(error)") }
    }

    init(reading text: String, rows: [String], marks: String) throws(Fault) {
        var lines = text.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        lines.removeAll(where: \.isEmpty)
        guard let head = lines.first, head.count == Role.allCases.count,
            zip(head, Role.allCases).allSatisfy({ $1.rawValue.hasPrefix($0) })
        else { throw .head(lines.first ?? []) }
        var found: [String: [Character]] = [:]
        for line in lines.dropFirst() {
            let letters = line.dropFirst().map { $0.count == 1 ? $0.first! : "?" }
            guard letters.count == Role.allCases.count else { throw .columns(line[0], letters.count) }
            if let wrong = letters.first(where: { $0 != "." && !marks.contains($0) }) { throw .mark(line[0], wrong) }
            found[line[0]] = letters
        }
        guard lines.dropFirst().map({ $0[0] }) == rows else {
            throw .rows(lines.dropFirst().map { $0[0] }.difference(from: rows).map { "\($0)" })
        }
        self.marks = found
    }

    /// - Precondition: `row` is one of the table's.
    func mark(_ row: String, _ role: Role) -> Character { marks[row]![Self.columns[role]!] }

    enum Fault: Error, CustomStringConvertible {
        case head([String])
        case columns(String, Int)
        case mark(String, Character)
        case rows([String])

        var description: String {
            switch self {
            case .head(let words): "The access table's head should have a word for each role, in order, not \(words)."
            case .columns(let row, let count):
                "Row “\(row)” of the access table has \(count) letters; a role each is wanted."
            case .mark(let row, let mark): "Row “\(row)” of the access table has “\(mark)”, which means nothing."
            case .rows(let changes): "The access table's rows are not the fields, each once, in order: \(changes)."
            }
        }
    }
}
