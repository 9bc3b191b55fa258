import Truce

/// Who asks in these tests: every role, each side, and the public.
enum Cast {
    static let hill = PartyID("hill")!
    static let lake = PartyID("lake")!
    static let north = PartyID("north")!
    static let south = PartyID("south")!

    static func asker(_ name: String, _ role: Role, side: PartyID? = nil) -> Asker {
        Asker(holder: HolderID(name), grants: [.init(role: role, side: side, answersFor: side.map { [$0] } ?? [])])
    }

    static let observer = asker("observer-1", .observer)
    static let otherObserver = asker("observer-2", .observer)
    static let analyst = asker("analyst", .analyst)
    static let team = asker("team", .teamLeader)
    static let legal = asker("legal", .legalReviewer)
    static let head = asker("head", .headOfMission)
    static let hillLiaison = asker("hill-liaison", .partyLiaison, side: hill)
    static let lakeLiaison = asker("lake-liaison", .partyLiaison, side: lake)
    static let northGuarantor = asker("north-office", .guarantor, side: north)
    static let mediator = asker("mediator", .mediator)
    static let witness = asker("witness", .witness)
    static let auditor = asker("auditor", .auditor)
    static let administrator = asker("administrator", .administrator)

    static let all: [Asker] = [
        observer, otherObserver, analyst, team, legal, head, hillLiaison, lakeLiaison, northGuarantor, mediator,
        witness, auditor, administrator, .anyone,
    ]

    static func name(_ asker: Asker) -> String { asker.holder?.text ?? "public" }
}
