import Testing
import Truce
import TruceTesting

@testable import TruceAccounts
@testable import TruceWeb

@Suite("Which holders one account may act as")
struct SeparateHandsTests {
    private static func asker(_ name: String, _ role: Role, side: String? = nil) -> Asker {
        Asker(holder: HolderID(name), grants: [.init(role: role, side: side.flatMap { PartyID($0) })])
    }

    @Test(
        "who drafts does not adopt or review, and no side meets another or an office",
        arguments: [
            ([asker("a", .analyst), asker("h", .headOfMission)], false),
            ([asker("h", .headOfMission), asker("a", .analyst)], false),
            ([asker("a", .analyst), asker("l", .legalReviewer)], false),
            ([asker("adm", .administrator), asker("h", .headOfMission)], true),
            ([asker("o", .observer), asker("a", .analyst)], true),
            ([asker("p", .partyLiaison, side: "x"), asker("a", .analyst)], false),
            ([asker("p", .partyLiaison, side: "x"), asker("q", .partyLiaison, side: "y")], false),
            ([asker("p", .partyLiaison, side: "x"), asker("q", .partyLiaison, side: "x")], true),
            ([asker("w", .witness), asker("p", .partyLiaison, side: "x")], true),
            ([asker("adm", .administrator), asker("p", .partyLiaison, side: "x")], false),
            ([asker("a", .analyst)], true), ([], true),
        ] as [([Asker], Bool)])
    func together(askers: [Asker], may: Bool) {
        #expect((SeparateHands.fault(askers) == nil) == may)
    }
}

extension DemonstrationTests {
    @Suite("Who gives out offices")
    struct OfficesTests {
        @Test("takes none, and gives nobody two that check one another")
        func offices() async throws {
            try await Demonstrated.serve { server, accounts in
                let all = try await accounts.accounts()
                func id(_ login: String) throws -> AccountID { try #require(all.first { $0.login == login }?.id) }
                let admin = try await Browser(server, as: "administrator")
                let key = try await admin.key()
                let own = try await admin.post(
                    "/people/\(try id("administrator"))/holders", ["csrf": key, "holders": "administrator, head"])
                #expect(own.status == 409)
                let both = try await admin.post(
                    "/people/\(try id("analyst"))/holders", ["csrf": key, "holders": "analyst, head"])
                #expect(both.status == 422 && both.text.contains("analyst and head"))
                let invited = try await admin.post(
                    "/people/invitations", ["csrf": key, "login": "both", "holders": "analyst, government-liaison"])
                #expect(invited.status == 422)
                #expect(try await accounts.accounts().first { $0.login == "analyst" }?.holders.count == 1)
            }
        }

        @Test("cannot be passed by roles that came later: nobody goes from one such holder to the other")
        func later() async throws {
            try await Demonstrated.serve { server, accounts in
                let id = try #require(try await accounts.accounts().first { $0.login == "second-analyst" }?.id)
                try await accounts.setHolders(
                    [HolderID("second-analyst")!, HolderID("head")!], of: id, at: WallClockNow.now)
                let browser = try await Browser(server, as: "second-analyst")
                let answer = try await browser.post(
                    "/account/holder", ["csrf": try await browser.key(), "holder": "head"])
                #expect(answer.status == 409 && answer["set-cookie"] == nil)
                try await accounts.setHolders([HolderID("second-analyst")!], of: id, at: WallClockNow.now)
            }
        }
    }
}
