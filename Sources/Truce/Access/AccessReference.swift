/// The tables in `docs/access.md`, made from ``AccessTable`` so that the two cannot part.
package enum AccessReference {
    package static var roles: String {
        table(
            head: ["role", "", "what it is for"],
            Role.allCases.map { ["`\($0.rawValue)`", initials($0), $0.meaning] })
    }

    package static var sights: String {
        table(
            head: ["row", "what it is"] + Role.allCases.map(initials),
            Field.allCases.map { field in
                ["`\(field.rawValue)`", field.meaning]
                    + Role.allCases.map { word(AccessTable.sight(of: field, for: $0)) }
            })
    }

    package static var commands: String {
        table(
            head: ["command", "what it does"] + Role.allCases.map(initials),
            CommandKind.allCases.map { kind in
                ["`\(kind.rawValue)`", kind.meaning]
                    + Role.allCases.map { AccessTable.may($0, do: kind) ? "yes" : "·" }
            })
    }

    package static var records: String {
        table(
            head: ["record", "field", "row", "what it is"],
            ShownRecords.all.flatMap { rows($0) })
    }

    private static func rows<Record: ShownRecord>(_: Record.Type) -> [[String]] {
        Record.shown.map { [Record.recordName, "`\($0.name)`", "`\($0.guardedBy.rawValue)`", $0.says] }
    }

    private static func initials(_ role: Role) -> String {
        switch role {
        case .observer: "obs."
        case .analyst: "an."
        case .teamLeader: "lead."
        case .legalReviewer: "legal"
        case .headOfMission: "head"
        case .partyLiaison: "party"
        case .guarantor: "guar."
        case .mediator: "med."
        case .witness: "wit."
        case .auditor: "aud."
        case .public: "pub."
        case .administrator: "adm."
        }
    }

    private static func word(_ sight: Sight) -> String {
        switch sight {
        case .never: "·"
        case .published: "published"
        case .own: "own"
        case .ownOrPublished: "own, published"
        case .always: "yes"
        }
    }

    private static func table(head: [String], _ rows: [[String]]) -> String {
        let rule = head.map { _ in "---" }
        return ([head, rule] + rows).map { "| " + $0.joined(separator: " | ") + " |\n" }.joined()
    }
}
