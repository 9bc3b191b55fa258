import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: apply folds whatever stands in the ledger")
struct HostileFactsTests {
    /// Facts in any order, repeated, about names that were never given, without their sealed parts.
    private static func history(seed: UInt64) -> [OpenedEntry] {
        var random = SeededRandom(seed)
        var mission = TestMission(seed: seed)
        var commands = RandomCommands(seed: seed)
        for _ in 0..<300 {
            let (command, holder, basis) = commands.next(in: mission)
            let count = mission.entries.count
            // Refusals are part of it: what is recorded is what matters here.
            _ = try? mission.submit(command, by: holder, basis: basis)
            for entry in mission.entries[count...] { commands.learn(entry) }
            if Int.random(in: 0..<8, using: &random) == 0 { mission.wait(hours: 30) }
            mission.runClerk()
        }
        var entries = mission.entries
        for kind in FactKind.allCases {
            entries.append(OpenedEntry(index: 0, recorded: mission.now, fact: FactExamples.fact(kind)))
        }
        entries += Self.knots(at: mission.now)
        entries += (0..<50).map { _ in entries.randomElement(using: &random)! }
        entries.shuffle(using: &random)
        for i in entries.indices where Bool.random(using: &random) { entries[i].sealed = SealedParts() }
        return entries
    }

    /// Joins in a ring, splits into what it was split from, duplicates of themselves.
    private static func knots(at now: Instant) -> [OpenedEntry] {
        let (a, b, c) = (IncidentID(raw: 1), IncidentID(raw: 2), IncidentID(raw: 3))
        let officer: OfficerID = id("hand")
        let facts: [Fact] = [
            .incidentsJoined(.init(incidents: [a, b], into: b, reason: nil, officer: officer, sealed: [])),
            .incidentsJoined(.init(incidents: [b, c], into: c, reason: nil, officer: officer, sealed: [])),
            .incidentsJoined(.init(incidents: [c, a], into: a, reason: nil, officer: officer, sealed: [])),
            .incidentsJoined(.init(incidents: [a, a], into: a, reason: nil, officer: officer, sealed: [])),
            .incidentsJoined(.init(incidents: [], into: b, reason: nil, officer: officer, sealed: [])),
            .incidentSplit(
                .init(
                    incident: a,
                    parts: [
                        .init(incident: b, reports: [id("R-0042"), id("R-0042")]), .init(incident: a, reports: []),
                    ],
                    reason: nil, officer: officer, sealed: [])),
            .reportTriaged(
                .init(
                    report: id("R-0042"), disposition: .duplicate, incident: nil, duplicateOf: id("R-0042"),
                    officer: officer, sealed: [])),
            .reportTriaged(
                .init(
                    report: id("R-0044"), disposition: .incident, incident: b, duplicateOf: nil, officer: officer,
                    sealed: [])),
            .incidentOpened(.init(incident: a, reports: [id("R-0042"), id("R-0042")], officer: officer, sealed: [])),
            .escalated(.init(incident: a, rung: .max, to: nil, reason: nil, officer: nil, sealed: [])),
            .replyExtended(.init(ask: id("A-1"), deadline: .distantPast, officer: officer, sealed: [])),
            .replyAsked(.init(ask: id("A-1"), incident: a, deadline: .distantFuture, officer: officer, sealed: [])),
            .replyAsked(.init(ask: id("A-9"), incident: b, deadline: .distantPast, officer: officer, sealed: [])),
        ]
        return facts.map { OpenedEntry(index: 0, recorded: now, fact: $0) }
    }

    @Test("facts out of order, twice, of unknown names and without their sealed parts", arguments: UInt64(0)..<60)
    func anyOrder(seed: UInt64) {
        var register = Register()
        let history = AgreementHistory(TestMission.agreement())
        for (i, entry) in Self.history(seed: seed).enumerated() {
            let before = i % 40 == 0 ? register : nil
            if before != nil { register.begin() }
            register.apply(entry)
            if let before {
                register.rollback()
                #expect(register == before)
                register.apply(entry)
            }
        }
        check(register)
        for moment in [Instant.distantPast, Fictional.moment("2035-01-01T00:00:00Z"), .distantFuture] {
            let due = register.due(at: moment, under: history, limit: .max)
            for fact in due {
                register.apply(OpenedEntry(index: 0, recorded: moment, fact: fact.fact, sealed: fact.sealed))
            }
            #expect(register.due(at: moment, under: history, limit: .max) == [])
        }
        check(register)
    }

    /// A report and its incident say the same of each other, and what is joined leads somewhere.
    private func check(_ register: Register) {
        for (name, known) in register.incidents.values {
            #expect(Set(known.reports).count == known.reports.count)
            #expect(known.reports.allSatisfy { register.incident(ofReport: $0) == name })
            #expect((register.underWay[name] ?? false) == known.stage.isUnderWay)
            #expect(known.into == nil || known.reports.isEmpty)
            #expect(register.incidents[register.standing(name)]?.into == nil)
        }
        let placed = register.reports.rows.indices.filter { register.incident(ofReport: Int32($0)) != nil }
        #expect(placed.count == register.incidents.values.values.reduce(0) { $0 + $1.reports.count })
        let constraints = register.constraints()
        let named = constraints.together.flatMap(\.reports) + constraints.apart.map(\.report) + constraints.leftOut
        #expect(Set(named).count == named.count)
    }

    @Test("decisions on such a register refuse or come to facts, and never trap", arguments: UInt64(0)..<30)
    func decisions(seed: UInt64) {
        var mission = TestMission(seed: seed)
        for entry in Self.history(seed: seed) { mission.record(NewFact(entry.fact, sealed: entry.sealed)) }
        var commands = RandomCommands(seed: seed &+ 1)
        for entry in mission.entries { commands.learn(entry) }
        var (accepted, refused) = (0, 0)
        for _ in 0..<400 {
            let (command, holder, basis) = commands.next(in: mission)
            do {
                let count = mission.entries.count
                try mission.submit(command, by: holder, basis: basis)
                for entry in mission.entries[count...] { commands.learn(entry) }
                accepted += 1
            } catch { refused += 1 }
        }
        #expect(accepted > 0 && refused > 0)
        check(mission.register)
    }

    @Test("a silence written by hand does not undo a reply, nor does time given after a silence undo that")
    func silence() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let asks = try mission.ask("hill", about: incident)
        try mission.submit(TestMission.reply(asks[0]), by: "hill-1")
        let deadline = try #require(mission.register.asks[asks[0]]?.deadline)
        for ask in asks {
            mission.record(
                NewFact(.replyDeadlinePassed(.init(ask: ask, incident: incident, party: nil, deadline: deadline))))
            mission.record(
                NewFact(.replyExtended(.init(ask: ask, deadline: .distantFuture, officer: id("hand"), sealed: []))))
        }
        #expect(mission.register.asks[asks[0]]?.isSilent == false)
        #expect(mission.register.asks[asks[1]]?.isSilent == true)
        #expect(mission.register.asks[asks[1]]?.deadline == deadline)
    }

    @Test("reopening an earlier finding by hand does not unsettle the one that stands")
    func earlierFinding() throws {
        var mission = TestMission()
        let report = try mission.report()
        let incident = try mission.open(1, [report])
        var findings: [FindingID] = []
        for _ in 0..<2 {
            findings.append(try mission.draft(mission.finding(.unableToRule, on: [report]), of: incident))
            try mission.submit(mission.adoption(of: findings[findings.count - 1]), by: "head")
            guard findings.count == 1 else { continue }
            try mission.submit(.reopenFinding(.init(finding: findings[0], reason: "More.")), by: "head")
        }
        mission.record(
            NewFact(.findingReopened(.init(finding: findings[0], reason: "By hand.", officer: id("hand")))))
        #expect(mission.register.incident(incident)?.stage == .adopted)
        #expect(mission.register.incident(incident)?.finding == findings[1])
    }
}
