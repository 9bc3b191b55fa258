import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: who holds which role")
struct AccessRulesTests {
    @Test("a role ends at its moment, and when it is revoked")
    func until() throws {
        var mission = TestMission()
        let end = mission.now.advanced(bySeconds: 100)
        try mission.submit(
            .grantAccess(.init(holder: id("guest"), role: .observer, side: nil, until: end)), by: "admin")
        for (seconds, roles) in [(0, [Role.observer]), (99, [.observer]), (100, []), (101, [])] as [(Int64, [Role])] {
            let asker = mission.register.asker(
                id("guest"), at: mission.now.advanced(bySeconds: seconds), under: mission.history)
            #expect(asker.grants.map(\.role) == roles)
        }
        try mission.submit(
            .revokeAccess(.init(holder: id("guest"), role: .observer, reason: "Left.")), by: "admin")
        #expect(mission.asker("guest").grants == [])
    }

    @Test("a liaison speaks for its party, a guarantor answers for its own, and nobody for a side that there is not")
    func sides() {
        var mission = TestMission()
        #expect(
            mission.asker("hill-1").grants == [.init(role: .partyLiaison, side: id("hill"), answersFor: [id("hill")])])
        #expect(
            mission.asker("north-1").grants == [.init(role: .guarantor, side: id("north"), answersFor: [id("hill")])])
        for (role, side) in [("party_liaison", "moon"), ("party_liaison", nil), ("emperor", nil)] as [(String, String?)]
        {
            mission.record(
                NewFact(
                    .accessGranted(
                        .init(
                            holder: id("x"), role: id(role), party: side.map { id($0) }, until: nil, officer: id("hand")
                        ))))
        }
        #expect(mission.asker("x").grants == [])
        #expect(mission.asker("nobody").grants == [])
    }

    @Test(
        "which roles are given, for which side",
        arguments: [
            ("new", Role.observer, nil, nil), ("new", .observer, "hill", "invalid side"),
            ("new", .partyLiaison, "hill", nil), ("new", .partyLiaison, nil, "invalid side"),
            ("new", .partyLiaison, "north", "invalid side"), ("new", .guarantor, "north", nil),
            ("new", .guarantor, "hill", "invalid side"), ("new", .guarantor, nil, "invalid side"),
            ("new", .public, nil, "invalid role"),
            // What a side sees and what the mechanism sees never come into one pair of hands.
            ("hill-1", .analyst, nil, "conflict"), ("hill-1", .partyLiaison, "lake", "conflict"),
            ("hill-1", .guarantor, "north", "conflict"), ("hill-1", .witness, nil, nil),
            ("hill-1", .auditor, nil, "conflict"),
            ("analyst-1", .partyLiaison, "hill", "conflict"), ("analyst-1", .headOfMission, nil, nil),
            ("keeper", .guarantor, "north", nil), ("admin", .guarantor, "north", "conflict"),
            ("mediation", .partyLiaison, "hill", "conflict"),
            // Nobody passes for a side by its name.
            ("hill", .analyst, nil, "invalid holder"), ("hill", .partyLiaison, "lake", "invalid holder"),
            ("hill", .partyLiaison, "hill", nil), ("north", .mediator, nil, "invalid holder"),
        ] as [(String, Role, String?, String?)])
    func granting(holder: String, role: Role, side: String?, refusal: String?) {
        let mission = TestMission()
        let command = Command.grantAccess(
            .init(holder: id(holder), role: role, side: side.map { id($0) }, until: nil))
        #expect(mission.refusal(of: command, by: "admin")?.kindOf == refusal)
        #expect(mission.refusal(of: command, by: "head")?.kindOf == "not allowed")
    }

    @Test("facts written by hand do not put a side's sight and the mechanism's together either")
    func byHand() {
        var mission = TestMission()
        func grant(_ role: Role, _ side: String?) {
            mission.record(
                NewFact(
                    .accessGranted(
                        .init(
                            holder: id("x"), role: role.identifier, party: side.map { id($0) }, until: nil,
                            officer: id("hand")))))
        }
        for (role, side) in [(Role.analyst, nil), (.witness, nil), (.partyLiaison, "hill"), (.guarantor, "south")]
            as [(Role, String?)]
        {
            grant(role, side)
        }
        #expect(mission.asker("x").grants.map(\.role) == [.witness, .partyLiaison])
        #expect(mission.asker("x").isOf(id("hill")) && !mission.asker("x").isOf(id("south")))
    }

    @Test("a role that has ended does not stand in the way of another")
    func endedRole() throws {
        var mission = TestMission()
        let end = mission.now.advanced(bySeconds: 10)
        try mission.submit(
            .grantAccess(.init(holder: id("new"), role: .partyLiaison, side: id("hill"), until: end)), by: "admin")
        let command = Command.grantAccess(.init(holder: id("new"), role: .analyst, side: nil, until: nil))
        #expect(mission.refusal(of: command, by: "admin")?.kindOf == "conflict")
        mission.now = end
        #expect(mission.refusal(of: command, by: "admin") == nil)
    }

    @Test(
        "a grant is for a time to come",
        arguments: [(1, nil), (0, "invalid until"), (-1, "invalid until")] as [(Int64, String?)])
    func future(seconds: Int64, refusal: String?) {
        let mission = TestMission()
        let until = mission.now.advanced(bySeconds: seconds)
        let command = Command.grantAccess(.init(holder: id("new"), role: .observer, side: nil, until: until))
        #expect(mission.refusal(of: command, by: "admin")?.kindOf == refusal)
    }

    @Test("nobody gives a role to themselves", arguments: Role.allCases)
    func ownRole(role: Role) {
        let mission = TestMission()
        let command = Command.grantAccess(.init(holder: id("admin"), role: role, side: nil, until: nil))
        let expected = role == .public ? "invalid role" : "conflict"
        #expect(mission.refusal(of: command, by: "admin")?.kindOf == expected)
    }

    @Test("the last administrator stays until there is another that stays")
    func lastAdministrator() throws {
        var mission = TestMission()
        let revoking = Command.revokeAccess(.init(holder: id("admin"), role: .administrator, reason: "Left."))
        #expect(mission.refusal(of: revoking, by: "admin")?.kindOf == "conflict")
        let end = mission.now.advanced(bySeconds: 1_000)
        try mission.submit(
            .grantAccess(.init(holder: id("b"), role: .administrator, side: nil, until: end)), by: "admin")
        #expect(mission.refusal(of: revoking, by: "admin")?.kindOf == "conflict")
        try mission.submit(
            .grantAccess(.init(holder: id("b"), role: .administrator, side: nil, until: nil)), by: "admin")
        try mission.submit(revoking, by: "b")
        #expect(mission.refusal(of: revoking, by: "b")?.kindOf == "unknown role")
        #expect(mission.refusal(of: revoking, by: "admin")?.kindOf == "not allowed")
    }
}
