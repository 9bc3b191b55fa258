import Truce
import TruceMechanism

/// Who signs in to a demonstration: one for each role, a login that is the office's own name, and one password that
/// everybody knows.
package enum DemonstrationPeople {
    package static let password = "seven-olive-branches"

    package struct Person: Sendable {
        package let login: String
        package let role: Role
        package let side: PartyID?
        var holder: HolderID { HolderID(login)! }
    }

    /// - Parameter agreement: Every party gets a liaison, every guarantor an envoy.
    package static func all(_ agreement: Agreement) -> [Person] {
        let offices: [(String, Role)] = [
            ("observer", .observer), ("analyst", .analyst), ("second-analyst", .analyst), ("team-leader", .teamLeader),
            ("legal", .legalReviewer), ("head", .headOfMission), ("mediator", .mediator), ("witness", .witness),
            ("auditor", .auditor), ("administrator", .administrator),
        ]
        return offices.map { Person(login: $0.0, role: $0.1, side: nil) }
            + agreement.parties.map { Person(login: "\($0.id)-liaison", role: .partyLiaison, side: PartyID($0.id)) }
            + agreement.guarantors.map { Person(login: "\($0.id)-envoy", role: .guarantor, side: PartyID($0.id)) }
    }
}

extension ServedFolder {
    package var isCompleteDemonstration: Bool {
        (try? String(contentsOfFile: demonstration, encoding: .utf8)) == "complete\n"
    }

    /// Who may sign in there.
    package var demonstrationPeople: [DemonstrationPeople.Person] {
        // Asked of a mission that was opened a moment ago.
        guard let history = try? Mechanism.readAgreement(path + "/agreement/agreement.yaml") else { return [] }
        return DemonstrationPeople.all(history.latest)
    }
}
