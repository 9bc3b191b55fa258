import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: opening, joining and splitting incidents")
struct IncidentRulesTests {
    static func opening(_ incident: UInt64, _ reports: [ReportID]) -> Command {
        .openIncident(.init(incident: IncidentID(raw: incident), reports: reports, note: nil))
    }

    @Test("an officer opens what is proposed, with all of its reports or some of them")
    func opening() throws {
        var mission = TestMission()
        let reports = try (0..<5).map { _ in try mission.report() }
        try mission.submit(ReportRulesTests.triage(reports[3], .setAside), by: "analyst-1")
        try mission.open(9, [reports[4]])
        let basis = mission.basis(Array(reports[0..<2]) + [reports[3], reports[4]])
        let table: [([ReportID], String?)] = [
            ([reports[0], reports[1]], nil), ([reports[0]], nil), ([], "invalid reports"),
            ([reports[0], reports[0]], "invalid reports[1]"), ([reports[2]], "conflict"), ([reports[3]], "conflict"),
            ([reports[4]], "conflict"), ([id("R-NONE")], "unknown report"),
        ]
        for (chosen, refusal) in table {
            #expect(mission.refusal(of: Self.opening(1, chosen), by: "analyst-1", basis: basis)?.kindOf == refusal)
        }
        #expect(mission.refusal(of: Self.opening(1, [reports[0]]), by: "analyst-1")?.kindOf == "unknown incident")
        #expect(
            mission.refusal(of: Self.opening(1, [reports[0]]), by: "observer-1", basis: basis)?.kindOf == "not allowed")
        #expect(
            mission.refusal(of: Self.opening(9, [reports[0]]), by: "head", basis: basis)?.kindOf
                == "stage under_verification")
    }

    @Test("joined incidents are one: its reports, questions and patrols, and the earliest opening")
    func joining() throws {
        var mission = TestMission()
        let reports = try (0..<3).map { _ in try mission.report() }
        let a = try mission.open(1, [reports[0]])
        mission.wait(hours: 2)
        let (b, c) = (try mission.open(2, [reports[1]]), try mission.open(3, [reports[2]]))
        let asks = try mission.ask("hill", about: a)
        func joining(_ incidents: [IncidentID], into: IncidentID) -> Command {
            .joinIncidents(.init(incidents: incidents, into: into, note: nil))
        }
        let table: [([IncidentID], IncidentID, String?)] = [
            ([a, b], b, nil), ([a, b, c], a, nil), ([a], a, "invalid incidents"), ([a, a], a, "invalid incidents[1]"),
            ([a, b], c, "invalid into"), ([a, IncidentID(raw: 99)], a, "unknown incident"),
        ]
        for (incidents, into, refusal) in table {
            #expect(mission.refusal(of: joining(incidents, into: into), by: "analyst-1")?.kindOf == refusal)
        }
        try mission.submit(joining([a, b], into: b), by: "analyst-1")
        #expect(mission.register.incident(a)?.stage == .joined && mission.register.incident(a)?.into == b)
        #expect(mission.register.incident(a)?.reports == [])
        #expect(mission.register.incident(b)?.reports == [reports[0], reports[1]].sorted())
        #expect(mission.register.incident(b)?.accusedAsked == [id("hill")])
        #expect(mission.register.incident(of: asks[0]) == b)
        #expect(mission.register.openIncidents == [b, c])
        #expect(mission.refusal(of: joining([a, c], into: c), by: "analyst-1")?.kindOf == "stage joined")
        // Six hours after the first of them was opened, not after the second.
        mission.wait(hours: 4)
        #expect(
            mission.runClerk().contains { if case .escalated(let fact) = $0.fact { fact.incident == b } else { false } }
        )
    }

    @Test("a split leaves no report over and takes none twice; the first part keeps the name")
    func splitting() throws {
        var mission = TestMission()
        let reports = try (0..<4).map { _ in try mission.report() }
        let incident = try mission.open(1, Array(reports[0..<3]))
        func splitting(_ parts: [[ReportID]]) -> Command {
            .splitIncident(.init(incident: incident, parts: parts, note: nil))
        }
        let (a, b, c) = (reports[0], reports[1], reports[2])
        let table: [([[ReportID]], String?)] = [
            ([[a], [b, c]], nil), ([[a], [b], [c]], nil), ([[a, b, c]], "invalid parts"),
            ([[a], [b, c], []], "invalid parts"),
            ([[a], [b]], "conflict"), ([[a, b], [b, c]], "invalid parts[1][0]"),
            ([[a], [b, c, reports[3]]], "conflict"),
        ]
        for (parts, refusal) in table {
            #expect(mission.refusal(of: splitting(parts), by: "analyst-1")?.kindOf == refusal, "\(parts)")
        }
        let facts = try mission.submit(splitting([[a], [b, c]]), by: "analyst-1")
        guard case .incidentSplit(let fact) = facts[0].fact else { return }
        #expect(fact.parts[0].incident == incident && fact.parts[1].incident != incident)
        #expect(mission.register.incident(incident)?.reports == [a])
        #expect(mission.register.incident(fact.parts[1].incident)?.reports == [b, c].sorted())
        #expect(mission.register.openIncidents == [incident, fact.parts[1].incident].sorted())
        #expect(mission.register.report(b)?.incident == fact.parts[1].incident)
    }

    @Test("who was told apart again is asked apart: what a join brought goes back with its reports")
    func givenBack() throws {
        var mission = TestMission()
        let reports = try (0..<2).map { _ in try mission.report() }
        let (a, b) = (try mission.open(1, [reports[0]]), try mission.open(2, [reports[1]]))
        let asked = try mission.ask("hill", about: b)
        try mission.submit(.joinIncidents(.init(incidents: [a, b], into: a, note: nil)), by: "analyst-1")
        #expect(mission.register.incident(of: asked[0]) == a)
        let later = try mission.ask("lake", about: a)
        let parts = [[reports[0]], [reports[1]]]
        let facts = try mission.submit(.splitIncident(.init(incident: a, parts: parts, note: nil)), by: "analyst-1")
        guard case .incidentSplit(let fact) = facts[0].fact else { return }
        let c = fact.parts[1].incident
        #expect(mission.register.incident(of: asked[0]) == c && mission.register.incident(of: later[0]) == a)
        #expect(mission.register.incident(a)?.accusedAsked == [id("lake")])
        #expect(mission.register.incident(c)?.accusedAsked == [id("hill")])
    }

    @Test("a report is placed with a settled incident, but not taken out of one before it is reopened")
    func settled() throws {
        var mission = TestMission()
        let (a, b) = (try mission.report(), try mission.report())
        let incident = try mission.open(1, [a])
        let finding = try mission.draft(mission.finding(.unableToRule, on: [a]), of: incident)
        try mission.submit(mission.adoption(of: finding), by: "head")
        #expect(mission.refusal(of: ReportRulesTests.triage(a, .setAside), by: "analyst-1")?.kindOf == "stage adopted")
        // Nor withdrawn by anybody but its source.
        #expect(mission.refusal(of: ReportRulesTests.withdrawal(a), by: "head")?.kindOf == "stage adopted")
        #expect(mission.refusal(of: ReportRulesTests.withdrawal(a), by: "observer-1") == nil)
        try mission.submit(ReportRulesTests.triage(b, .incident, incident), by: "analyst-1")
        try mission.submit(.reopenFinding(.init(finding: finding, reason: "More came in.")), by: "head")
        #expect(mission.refusal(of: ReportRulesTests.triage(a, .setAside), by: "analyst-1") == nil)
    }

    @Test("where a patrol goes is sealed; it reports once, what it brought was filed before")
    func patrols() throws {
        var mission = TestMission()
        let report = try mission.report()
        let incident = try mission.open(1, [report])
        func tasking(due: Instant?, _ incident: IncidentID) -> Command {
            .taskPatrol(
                .init(
                    incident: incident,
                    content: .init(
                        missing: [id("place")], place: .unknown, due: due, priority: 2, instructions: "zzsealed route"))
            )
        }
        for (seconds, refusal) in [(1, nil), (0, "invalid content.due"), (-1, "invalid content.due")]
            as [(Int64, String?)]
        {
            let command = tasking(due: mission.now.advanced(bySeconds: seconds), incident)
            #expect(mission.refusal(of: command, by: "analyst-1")?.kindOf == refusal)
        }
        #expect(
            mission.refusal(of: tasking(due: nil, IncidentID(raw: 9)), by: "analyst-1")?.kindOf == "unknown incident")
        let facts = try mission.submit(tasking(due: nil, incident), by: "analyst-1")
        guard case .patrolTasked(let fact) = facts[0].fact else { return }
        #expect(fact.due == nil && fact.missing == nil && facts[0].sealed.patrol?.instructions == "zzsealed route")
        let brought = try mission.report(by: "leader")
        func reporting(_ patrol: PatrolID, _ reports: [ReportID]) -> Command {
            .reportPatrol(.init(patrol: patrol, result: .init(outcome: .found, note: nil), reports: reports))
        }
        #expect(mission.refusal(of: reporting(id("P-NONE"), []), by: "leader")?.kindOf == "unknown patrol")
        // A leader does not learn whether another's report is there.
        #expect(mission.refusal(of: reporting(fact.patrol, [report]), by: "leader")?.kindOf == "unknown report")
        try mission.submit(reporting(fact.patrol, [brought]), by: "leader")
        #expect(mission.refusal(of: reporting(fact.patrol, []), by: "leader")?.kindOf == "conflict")
    }

    @Test("rungs are climbed one by one, and answered by who is seized of the incident")
    func escalation() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let escalating = Command.escalate(.init(incident: incident, asked: "zzsealed please"))
        func answering(_ rung: Int) -> Command {
            .answerEscalation(.init(incident: incident, rung: rung, answer: "zzsealed answer"))
        }
        #expect(mission.refusal(of: answering(1), by: "mediation")?.kindOf == "conflict")
        // To have reported it is not to be asked about it.
        let own = try mission.report(by: "lake-1")
        try mission.submit(ReportRulesTests.triage(own, .incident, incident), by: "analyst-1")
        #expect(mission.refusal(of: answering(1), by: "lake-1")?.kindOf == "unknown incident")
        for rung in 1...3 {
            let facts = try mission.submit(escalating, by: "analyst-1")
            guard case .escalated(let fact) = facts[0].fact else { return }
            #expect(fact.rung == rung && fact.to == nil && fact.officer == id("analyst-1"))
        }
        #expect(mission.refusal(of: escalating, by: "head")?.kindOf == "conflict")
        for (holder, refusal) in [
            ("mediation", nil), ("leader", nil), ("head", nil), ("hill-1", "unknown incident"),
            ("north-1", "unknown incident"), ("analyst-1", "not allowed"),
        ] as [(String, String?)] {
            #expect(mission.refusal(of: answering(2), by: holder)?.kindOf == refusal, "\(holder)")
        }
        try mission.ask("hill", about: incident)
        for (holder, refusal) in [
            ("hill-1", nil), ("north-1", nil), ("lake-1", "unknown incident"), ("south-1", "unknown incident"),
        ] as [(String, String?)] {
            #expect(mission.refusal(of: answering(2), by: holder)?.kindOf == refusal, "\(holder)")
        }
    }
}
