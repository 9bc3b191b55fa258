import Truce
import TruceIntake
import TruceLedger

/// Whom `mission.yaml` gave which role, as the ledger has it: grants and revocations in the mechanism's own name. What
/// officers granted or revoked is theirs: the file neither takes back the one nor gives again the other.
struct PeopleOnRecord: Sendable {
    private struct Held: Hashable {
        var holder: HolderID
        var role: RoleID
    }

    private struct Grant: Hashable {
        var side: PartyID?
        var until: Instant?
    }

    /// As the file last had it; nil once it was taken out.
    private var byFile: [Held: Grant] = [:]
    /// What an officer granted after the file did: a revocation would take that back too, since it names the role only.
    private var byOfficer: Set<Held> = []
    /// How often the file spoke of it.
    private var times: [Held: Int] = [:]

    mutating func apply(_ fact: Fact) {
        switch fact {
        case .accessGranted(let fact) where fact.officer == MechanismOffice.officer:
            let held = Held(holder: fact.holder, role: fact.role)
            byFile[held] = Grant(side: fact.party, until: fact.until)
            times[held, default: 0] += 1
        case .accessRevoked(let fact) where fact.officer == MechanismOffice.officer:
            let held = Held(holder: fact.holder, role: fact.role)
            byFile[held] = nil
            times[held, default: 0] += 1
        case .accessGranted(let fact): byOfficer.insert(Held(holder: fact.holder, role: fact.role))
        case .accessRevoked(let fact): byOfficer.remove(Held(holder: fact.holder, role: fact.role))
        default: break
        }
    }

    /// What is to be recorded so that the ledger says what the file says now.
    func changes(to people: [MissionFile.Person], now: Instant) -> [OwnFact] {
        var wanted: [Held: Grant] = [:]
        for person in people {
            guard let role = RoleID(person.role.rawValue) else { continue }
            wanted[Held(holder: person.holder, role: role)] = Grant(side: person.side, until: person.until)
        }
        var facts: [OwnFact] = []
        var spoken = times
        func record(_ held: Held, _ fact: Fact) {
            let time = spoken[held, default: 0]
            spoken[held] = time + 1
            facts.append(
                OwnFact(
                    submission: SubmissionID("mission.yaml\n\(held.holder)\n\(held.role)\n\(time)"), fact: NewFact(fact)
                ))
        }
        func revoke(_ held: Held) {
            record(
                held,
                .accessRevoked(
                    AccessRevoked(
                        holder: held.holder, role: held.role, reason: "Taken out of the mission's own list.",
                        officer: MechanismOffice.officer)))
        }
        for held in byFile.keys.sorted(by: Self.inOrder)
        where wanted[held] != byFile[held] && !byOfficer.contains(held) { revoke(held) }
        for (held, grant) in wanted.sorted(by: { Self.inOrder($0.key, $1.key) })
        where byFile[held] != grant && !byOfficer.contains(held) {
            record(
                held,
                .accessGranted(
                    AccessGranted(
                        holder: held.holder, role: held.role, party: grant.side, until: grant.until,
                        officer: MechanismOffice.officer)))
        }
        return facts
    }

    private static func inOrder(_ a: Held, _ b: Held) -> Bool {
        (a.holder.text, a.role.text) < (b.holder.text, b.role.text)
    }
}
