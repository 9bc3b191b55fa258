import Foundation
import Truce
import TruceTesting

/// Who may see what, as `docs/access.md` promises it to people: read here rather than from the code, so that the code is
/// held to the page.
struct PublishedTable: Sendable {
    /// By row of the table, then by role.
    var sights: [String: [Role: Sight]] = [:]
    /// The row that guards a field, by record, then by field.
    private(set) var rows: [String: [String: String]] = [:]
    /// The row that guards a record's being there: its first field's.
    private(set) var existence: [String: String] = [:]
    /// Which roles may send a command.
    private(set) var commands: [String: Set<Role>] = [:]

    static let page = SharedData.repository.appending(path: "docs/access.md")

    init() throws {
        let words: [String: Sight] = [
            "·": .never, "published": .published, "own": .own, "own, published": .ownOrPublished, "yes": .always,
        ]
        for line in try String(contentsOf: Self.page, encoding: .utf8).split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: [" ", "`"]) }
            if cells.count == 4, line.hasPrefix("| "), cells[0] != "record", line.contains("| `") {
                rows[cells[0], default: [:]][cells[1]] = cells[2]
                if existence[cells[0]] == nil { existence[cells[0]] = cells[2] }
            } else if cells.count == 2 + Role.allCases.count, line.hasPrefix("| `") {
                let marks = Array(zip(Role.allCases, cells.dropFirst(2)))
                let sights = marks.compactMap { role, cell in words[cell].map { (role, $0) } }
                if CommandKind(rawValue: cells[0]) != nil {
                    commands[cells[0]] = Set(sights.filter { $0.1 == .always }.map(\.0))
                } else if sights.count == marks.count {
                    self.sights[cells[0]] = Dictionary(uniqueKeysWithValues: sights)
                }
            }
        }
    }

    /// Whether any of the roles sees what the row guards, of something that stands to the reader so.
    func shows(_ row: String, _ relation: Relation, to roles: [Role]) -> Bool {
        roles.contains { sights[row]?[$0]?.allows(relation) ?? false }
    }

    /// Another table, in which one cell says something else.
    func changing(_ row: String, _ role: Role, to sight: Sight) -> PublishedTable {
        var other = self
        other.sights[row]![role] = sight
        return other
    }
}
