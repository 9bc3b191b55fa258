import Truce

/// In which relations to a reader the things behind a row can stand at all, so that it can be told which cells of the table
/// make a difference to anybody.
struct Reachable: Sendable {
    let table: PublishedTable

    private static let (no, own, published) = (Relation(), Relation(isOwn: true), Relation(isPublished: true))

    /// A row whose things are shown inside those of another one, where they are not the same thing.
    private static let within: [String: (row: String, at: [Relation])] = [
        "draft": ("incident", [no, own]), "patrol": ("incident", [no, own]), "patrol_orders": ("incident", [no, own]),
        "journal": ("incident", [no, own, published]), "escalation_answer": ("escalation", [no, own]),
    ]

    /// The row of the thing itself, for a row that guards some of its fields.
    private static let wholes = [
        "report_": "report", "incident_": "incident", "reply_in": "reply", "patrol_": "patrol",
        "denial_": "denial", "presence_": "presence", "session_": "session", "demand_": "demand",
        "communique_": "communique", "statistics_": "statistics",
    ]

    private func relations(_ row: String, _ role: Role) -> [Relation] {
        let (no, own, published) = (Self.no, Self.own, Self.published)
        let isNamed = role != .public
        switch row {
        case "finding": return [published]
        case "queue": return isNamed ? [own] : []
        case "communique", "communique_draft": return [no, published]
        case "demand_text": return role.isForASide ? [no, own, published] : [no, published]
        case "ask", "reply", "reply_in_confidence", "escalation", "escalation_answer":
            return role.isForASide ? [no, own] : [no]
        case "grant": return isNamed ? [no, own] : [no]
        case let row where row == "incident" || row.hasPrefix("incident_"):
            return isNamed ? [no, own, published] : [no, published]
        case let row where ["report", "denial", "presence"].contains { row == $0 || row.hasPrefix($0 + "_") }:
            return isNamed ? [no, own] : [no]
        default: return [no]
        }
    }

    /// Whether somebody of the role would see something else, were this cell to say that.
    func makesADifference(_ row: String, _ role: Role, _ sight: Sight) -> Bool {
        let other = table.changing(row, role, to: sight)
        // A cell of the public's is everybody's.
        let roles = role == .public ? Role.allCases : [role]
        return roles.contains { reader in
            relations(row, reader).contains { relation in
                let sees = [table, other].map { $0.shows(row, relation, to: [reader, .public]) }
                return sees[0] != sees[1] && canBeMet(row, reader, relation)
            }
        }
    }

    private func canBeMet(_ row: String, _ role: Role, _ relation: Relation) -> Bool {
        if let (outer, at) = Self.within[row] {
            let relations = relations(outer, role).filter {
                at.contains($0) && (outer != "incident" || !role.isForASide || $0 == relation)
            }
            guard relations.contains(where: { table.shows(outer, $0, to: [role, .public]) }) else { return false }
        }
        if row == "escalation", !table.shows("incident", relation, to: [role, .public]),
            role.isForASide || !table.shows("incident", Self.own, to: [role, .public])
        {
            return false
        }
        // A reply is shown with what was asked.
        if row.hasPrefix("reply"), !table.shows("ask", relation, to: [role, .public]) { return false }
        guard let whole = Self.wholes.first(where: { row.hasPrefix($0.key) })?.value, whole != row else { return true }
        return table.shows(whole, relation, to: [role, .public])
    }
}
