import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: talks, demands and communiqués")
struct TalksRulesTests {
    static func session(_ mission: inout TestMission) throws -> SessionID {
        let facts = try mission.submit(
            .openSession(
                .init(
                    title: "First round", at: mission.now, delegations: [.init(party: id("hill"), head: nil)],
                    note: "zzsealed agenda")), by: "mediation")
        guard case .sessionOpened(let fact) = facts[0].fact else { preconditionFailure() }
        return fact.session
    }

    @Test("a session is of sides, is closed once, and not before it began")
    func sessions() throws {
        var mission = TestMission()
        func opening(_ sides: [String]) -> Command {
            .openSession(
                .init(
                    title: "x", at: mission.now, delegations: sides.map { .init(party: id($0), head: nil) }, note: nil))
        }
        for (sides, refusal) in [
            (["hill", "north"], nil), ([], nil), (["moon"], "invalid delegations[0]"),
            (["hill", "hill"], "invalid delegations[1]"),
        ] as [([String], String?)] {
            #expect(mission.refusal(of: opening(sides), by: "mediation")?.kindOf == refusal)
        }
        let session = try Self.session(&mission)
        func closing(_ seconds: Int64) -> Command {
            .closeSession(.init(session: session, at: mission.now.advanced(bySeconds: seconds), reason: nil))
        }
        #expect(mission.refusal(of: closing(-1), by: "mediation")?.kindOf == "invalid at")
        try mission.submit(closing(0), by: "mediation")
        #expect(mission.refusal(of: closing(1), by: "mediation")?.kindOf == "conflict")
        let none = Command.closeSession(.init(session: id("S-NONE"), at: mission.now, reason: nil))
        #expect(mission.refusal(of: none, by: "mediation")?.kindOf == "unknown session")
    }

    @Test("a demand is made of others; what is not public is sealed; its side and the mediator answer")
    func demands() throws {
        var mission = TestMission()
        func filing(_ of: [String], isPublic: Bool = false) -> Command {
            .fileDemand(.init(session: nil, of: of.map { id($0) }, text: "zzsealed demand", isPublic: isPublic))
        }
        for (holder, of, refusal) in [
            ("hill-1", ["lake"], nil), ("hill-1", [], nil), ("hill-1", ["hill"], "invalid of"),
            ("hill-1", ["moon"], "invalid of[0]"), ("mediation", ["lake"], "not allowed"), ("north-1", ["lake"], nil),
        ] as [(String, [String], String?)] {
            #expect(mission.refusal(of: filing(of), by: holder)?.kindOf == refusal)
        }
        let open = try mission.submit(filing(["lake"], isPublic: true), by: "hill-1")
        guard case .demandFiled(let shown) = open[0].fact else { return }
        #expect(shown.text == "zzsealed demand" && open[0].sealed.isEmpty)
        let facts = try mission.submit(filing(["lake"]), by: "hill-1")
        guard case .demandFiled(let fact) = facts[0].fact else { return }
        #expect(fact.text == nil && facts[0].sealed.note?.text == "zzsealed demand")
        func answering(_ answer: DemandAnswer, _ obligation: String? = nil, _ demand: DemandID = fact.demand) -> Command
        {
            .answerDemand(
                .init(
                    demand: demand, answer: answer, obligation: obligation.map { id($0) }, text: "zzsealed",
                    isPublic: false))
        }
        for (holder, command, refusal) in [
            ("lake-1", answering(.accepted, "aid"), nil), ("lake-1", answering(.accepted), nil),
            ("lake-1", answering(.accepted, "moon"), "unknown obligation"),
            ("lake-1", answering(.refused, "aid"), "invalid obligation"),
            ("lake-1", answering(.withdrawn), "unknown demand"),
            ("hill-1", answering(.withdrawn), nil), ("hill-1", answering(.refused), "unknown demand"),
            ("north-1", answering(.refused), "unknown demand"), ("mediation", answering(.deferred), nil),
            ("mediation", answering(.refused, nil, id("M-NONE")), "unknown demand"),
        ] as [(String, Command, String?)] {
            #expect(mission.refusal(of: command, by: holder)?.kindOf == refusal, "\(holder): \(command)")
        }
        try mission.submit(answering(.withdrawn), by: "hill-1")
        #expect(mission.refusal(of: answering(.accepted), by: "lake-1")?.kindOf == "conflict")
    }

    @Test(
        "a communiqué is agreed by each side itself, in its newest version and without brackets, and published by the last"
    )
    func communiques() throws {
        var mission = TestMission()
        func drafting(
            _ name: CommuniqueID?, _ parts: [(String, [String])], _ parties: [String] = ["hill", "lake"]
        ) -> Command {
            .draftCommunique(
                .init(
                    communique: name, session: nil,
                    parts: parts.map { .init(text: $0.0, bracketedBy: $0.1.map { id($0) }) },
                    parties: parties.map { id($0) }))
        }
        let first = try mission.submit(drafting(nil, [("zzsealed a", []), ("zzsealed b", ["hill"])]), by: "mediation")
        guard case .communiqueDrafted(let draft) = first[0].fact else { return }
        let name = draft.communique
        func agreeing(_ version: Int) -> Command { .agreeCommunique(.init(communique: name, version: version)) }
        #expect(mission.refusal(of: agreeing(1), by: "hill-1")?.kindOf == "conflict")
        try mission.submit(drafting(name, [("a", []), ("b", [])]), by: "mediation")
        for (version, holder, refusal) in [
            (1, "hill-1", "conflict"), (3, "hill-1", "conflict"), (2, "hill-1", nil), (2, "lake-1", nil),
            (2, "north-1", "conflict"), (2, "mediation", "not allowed"), (2, "head", "not allowed"),
        ] as [(Int, String, String?)] {
            #expect(mission.refusal(of: agreeing(version), by: holder)?.kindOf == refusal, "\(version) by \(holder)")
        }
        let one = try mission.submit(agreeing(2), by: "hill-1")
        guard case .communiqueAgreed(let open) = one[0].fact else { return }
        #expect(one.count == 1 && open.text == nil && open.parties == [])
        #expect(one[0].sealed.speaker?.side == id("hill"))
        #expect(mission.refusal(of: agreeing(2), by: "hill-2")?.kindOf == "conflict")
        // Drafted again, it needs everybody's agreement again.
        try mission.submit(drafting(name, [("a", []), ("b", [])]), by: "mediation")
        try mission.submit(agreeing(3), by: "lake-1")
        #expect(mission.register.communiques[name]?.isAgreed == false)
        let agreed = try mission.submit(agreeing(3), by: "hill-2")
        guard agreed.count == 2, case .communiqueAgreed(let fact) = agreed[1].fact else {
            Issue.record("the last side's agreement did not publish it")
            return
        }
        #expect(fact.text == "a\n\nb" && fact.parties == [id("hill"), id("lake")])
        #expect(mission.refusal(of: agreeing(3), by: "hill-1")?.kindOf == "conflict")
        #expect(mission.refusal(of: drafting(name, [("c", [])]), by: "mediation")?.kindOf == "conflict")
        #expect(
            mission.refusal(of: drafting(id("C-NONE"), [("c", [])]), by: "mediation")?.kindOf == "unknown communiqué")
        #expect(mission.refusal(of: drafting(nil, []), by: "mediation")?.kindOf == "invalid parts")
        #expect(mission.refusal(of: drafting(nil, [("c", [])], []), by: "mediation")?.kindOf == "invalid parties")
        #expect(
            mission.refusal(of: drafting(nil, [("c", [])], ["hill", "moon"]), by: "mediation")?.kindOf
                == "invalid parties[1]")
        #expect(
            mission.refusal(of: drafting(nil, [("c", ["moon"])]), by: "mediation")?.kindOf
                == "invalid parts[0].bracketed_by[0]")
        // Two of them with the empty line between are as long as one text may be.
        let page = String(repeating: "x", count: String.freeTextByteLimit / 2 - 1)
        #expect(mission.refusal(of: drafting(nil, [(page, []), (page, [])]), by: "mediation") == nil)
        #expect(
            mission.refusal(of: drafting(nil, [(page, []), (page + "x", [])]), by: "mediation")?.kindOf
                == "invalid parts")
    }

    @Test("progress and baselines are a side's or the mechanism's word on an obligation that there is")
    func obligations() throws {
        let mission = TestMission()
        func progress(_ obligation: String = "aid", score: Int? = 1, percent: Double? = nil, count: Double? = nil)
            -> Command
        {
            .reportProgress(
                .init(
                    obligation: id(obligation), at: mission.now, score: score, percent: percent, count: count,
                    evidence: []))
        }
        for (command, refusal) in [
            (progress(), nil), (progress("moon"), "unknown obligation"), (progress(score: nil), "invalid score"),
            (progress(score: 3), nil), (progress(score: 4), "invalid score"), (progress(percent: 100), nil),
            (progress(percent: 100.5), "invalid percent"), (progress(percent: .nan), "invalid percent"),
            (progress(count: -1), "invalid count"), (progress(count: 1e15), nil),
            (progress(count: 2e15), "invalid count"),
        ] as [(Command, String?)] {
            #expect(mission.refusal(of: command, by: "hill-1")?.kindOf == refusal)
        }
        for (holder, by) in [("hill-1", "hill"), ("north-1", "north"), ("analyst-1", "analyst-1")] {
            let facts = try mission.register.decide(progress(), by: mission.asker(holder), in: mission.context())
            guard case .obligationProgressed(let fact) = facts[0].fact else { return }
            #expect(fact.by == id(by))
        }
    }

    @Test("a step is put on record with how its gate stood")
    func steps() throws {
        let mission = TestMission()
        var context = mission.context()
        func beginning(_ gate: String) -> Command { .beginStep(.init(gate: id(gate), reason: "Both asked for it.")) }
        #expect(mission.refusal(of: beginning("moon"), by: "head")?.kindOf == "unknown gate")
        for (known, standing) in [(nil, .unknown), (.shut, .shut), (.open, .open)] as [(GateCode?, GateCode)] {
            context.gates = known.map { [id("step-2"): $0] } ?? [:]
            let facts = try mission.register.decide(beginning("step-2"), by: mission.asker("head"), in: context)
            guard case .stepBegun(let fact) = facts[0].fact else { return }
            #expect(fact.standing == standing)
        }
    }

    @Test("the agreement is suspended once at a time, and resumed while it is")
    func suspension() throws {
        var mission = TestMission()
        let start = mission.now
        func suspending(_ from: Int64, _ until: Int64?) -> Command {
            .suspendAgreement(
                .init(
                    from: start.advanced(bySeconds: from), until: until.map { start.advanced(bySeconds: $0) },
                    reason: "Flood."))
        }
        func resuming(_ from: Int64) -> Command {
            .resumeAgreement(.init(from: start.advanced(bySeconds: from), reason: "It fell."))
        }
        // What happened before is judged by what bound then.
        for (from, refusal) in [(-1, "invalid from"), (0, nil)] as [(Int64, String?)] {
            #expect(mission.refusal(of: suspending(from, nil), by: "mediation")?.kindOf == refusal)
        }
        #expect(mission.refusal(of: resuming(-1), by: "head")?.kindOf == "invalid from")
        #expect(mission.refusal(of: suspending(10, 10), by: "head")?.kindOf == "invalid until")
        #expect(mission.refusal(of: resuming(10), by: "head")?.kindOf == "conflict")
        try mission.submit(suspending(10, 20), by: "head")
        for (from, until, refusal) in [
            (0, 10, nil), (0, 11, "conflict"), (19, nil, "conflict"), (20, nil, nil), (0, nil, "conflict"),
        ] as [(Int64, Int64?, String?)] {
            #expect(mission.refusal(of: suspending(from, until), by: "head")?.kindOf == refusal)
        }
        for (from, refusal) in [(9, "conflict"), (10, nil), (19, nil), (20, "conflict")] as [(Int64, String?)] {
            #expect(mission.refusal(of: resuming(from), by: "mediation")?.kindOf == refusal)
        }
        try mission.submit(resuming(15), by: "head")
        #expect(mission.refusal(of: resuming(15), by: "head")?.kindOf == "conflict")
        #expect(mission.refusal(of: suspending(15, nil), by: "head") == nil)
    }
}
