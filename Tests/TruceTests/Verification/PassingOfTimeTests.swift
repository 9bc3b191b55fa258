import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: what the passing of time puts on record")
struct PassingOfTimeTests {
    private static func kinds(_ facts: [NewFact]) -> [FactKind] { facts.map(\.fact.kind) }

    /// A mission with one question to a party without guarantors, and no ladder.
    private static func asked() throws -> (mission: TestMission, ask: AskID, start: Instant) {
        var agreement = TestMission.agreement()
        agreement.guarantors = []
        agreement.procedure.escalation = []
        var mission = TestMission(agreement: agreement)
        let incident = try mission.open(1, [try mission.report()])
        let ask = try mission.ask("hill", about: incident)[0]
        return (mission, ask, mission.now)
    }

    @Test(
        "a side is reminded when half of its period has gone; its silence is on record a second after the deadline",
        arguments: [
            (36, -1, []), (36, 0, [.reminderSent]), (72, 0, [.reminderSent]), (72, 1, [.replyDeadlinePassed]),
            (400, 0, [.replyDeadlinePassed]),
        ] as [(Int64, Int64, [FactKind])])
    func reply(hours: Int64, seconds: Int64, expected: [FactKind]) throws {
        var (mission, _, start) = try Self.asked()
        mission.now = start.advanced(bySeconds: hours * 3_600 + seconds)
        #expect(Self.kinds(mission.runClerk()) == expected)
        #expect(mission.runClerk() == [])
    }

    @Test("a side is reminded once, also when it gets more time")
    func remindedOnce() throws {
        var (mission, ask, start) = try Self.asked()
        mission.now = start.advanced(bySeconds: 40 * 3_600)
        #expect(Self.kinds(mission.runClerk()) == [.reminderSent])
        let later = start.advanced(bySeconds: 200 * 3_600)
        try mission.submit(.extendReply(.init(ask: ask, deadline: later, note: nil)), by: "head")
        mission.now = later
        #expect(mission.runClerk() == [])
        mission.now = later.advanced(bySeconds: 1)
        #expect(Self.kinds(mission.runClerk()) == [.replyDeadlinePassed])
    }

    @Test("who has replied is neither reminded nor silent", arguments: ReplyPosition.allCases)
    func replied(position: ReplyPosition) throws {
        var (mission, ask, _) = try Self.asked()
        try mission.submit(TestMission.reply(ask, position), by: "hill-1")
        mission.wait(hours: 1_000)
        #expect(mission.runClerk() == [])
    }

    @Test(
        "a rung is taken when its hours after the opening have gone and no finding is adopted",
        arguments: [(6, -1, 0), (6, 0, 1), (24, -1, 1), (24, 0, 2), (72, 0, 3), (900, 0, 3)] as [(Int64, Int64, Int)])
    func rungs(hours: Int64, seconds: Int64, expected: Int) throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        mission.now = mission.now.advanced(bySeconds: hours * 3_600 + seconds)
        let facts = mission.runClerk()
        #expect(facts.count == expected)
        #expect(mission.register.incident(incident)?.rungs == Array(1..<expected + 1))
        #expect(
            facts.allSatisfy {
                if case .escalated(let fact) = $0.fact { fact.officer == nil && fact.to == nil } else { false }
            })
        #expect(facts.first.map { $0.sealed.escalation?.to } == (expected > 0 ? "Local team" : nil))
        #expect(mission.runClerk() == [])
    }

    @Test("a rung that an officer took is not taken again; a shorter time higher up waits for the rungs below")
    func rungOnce() throws {
        var agreement = TestMission.agreement()
        agreement.procedure.escalation[2].afterHours = 1
        var mission = TestMission(agreement: agreement)
        let incident = try mission.open(1, [try mission.report()])
        mission.wait(hours: 2)
        #expect(mission.runClerk() == [])
        try mission.submit(.escalate(.init(incident: incident, asked: "zzsealed")), by: "head")
        mission.wait(hours: 10)
        #expect(mission.runClerk() == [])
        mission.wait(hours: 12)
        let numbers = mission.runClerk().map { if case .escalated(let fact) = $0.fact { fact.rung } else { 0 } }
        #expect(numbers == [2, 3])
    }

    @Test("the words of a rung say why it is taken")
    func wordsOfARung() throws {
        var agreement = TestMission.agreement()
        agreement.procedure.escalation[0].afterHours = 0
        var mission = TestMission(agreement: agreement)
        try mission.open(1, [try mission.report()])
        #expect(mission.runClerk().map(\.sealed.escalation?.asked) == ["The incident was taken up."])
        mission.wait(hours: 24)
        #expect(mission.runClerk().map(\.sealed.escalation?.asked) == ["No finding was adopted within 24 hours."])
    }

    @Test("a rung that a split took away is taken again, and is told apart from the first time")
    func takenAgain() throws {
        var mission = TestMission()
        let reports = [try mission.report(), try mission.report()]
        let a = try mission.open(1, [reports[0]])
        mission.wait(hours: 6)
        let first = try #require(mission.runClerk().first)
        let b = try mission.open(2, [reports[1]])
        try mission.submit(.joinIncidents(.init(incidents: [a, b], into: a, note: nil)), by: "head")
        try mission.submit(
            .splitIncident(.init(incident: a, parts: [[reports[1]], [reports[0]]], note: nil)), by: "head")
        #expect(mission.register.incident(a)?.rungs == [])
        let again = mission.runClerk()
        #expect(again.map(\.fact) == [first.fact] && again[0].sealed == first.sealed)
        #expect(again[0].occasion != first.occasion)
    }

    @Test("nothing is due on a settled incident; reopened, its rungs go on where they were, their hours from then on")
    func settled() throws {
        var mission = TestMission()
        let report = try mission.report()
        let incident = try mission.open(1, [report])
        mission.wait(hours: 6)
        mission.runClerk()
        let finding = try mission.draft(mission.finding(.unableToRule, on: [report]), of: incident)
        try mission.submit(mission.adoption(of: finding), by: "head")
        mission.wait(hours: 500)
        #expect(mission.runClerk() == [])
        #expect(mission.register.nextDue(at: mission.now, under: mission.history) == nil)
        try mission.submit(.reopenFinding(.init(finding: finding, reason: "More.")), by: "head")
        let reopened = mission.now
        for (hours, rungs) in [(0, []), (23, []), (24, [2]), (71, []), (72, [3])] as [(Int64, [Int])] {
            mission.now = reopened.advanced(bySeconds: hours * 3_600)
            let facts = mission.runClerk()
            #expect(facts.map { if case .escalated(let fact) = $0.fact { fact.rung } else { 0 } } == rungs)
            #expect(facts.allSatisfy { $0.sealed.escalation?.asked.contains("hours from \(reopened)") == true })
        }
    }

    @Test("the next moment is when something becomes due, not a second before", arguments: UInt64(0)..<20)
    func nextDue(seed: UInt64) throws {
        var random = SeededRandom(seed)
        var mission = TestMission(seed: seed)
        for number in 1...3 as ClosedRange<UInt64> {
            let incident = try mission.open(number, [try mission.report()])
            if Bool.random(using: &random) {
                try mission.ask("hill", about: incident, severity: .random(in: 0...3, using: &random))
            }
            mission.wait(hours: .random(in: 0...5, using: &random))
        }
        // Each pass records something, and there is only so much: 3 × 3 rungs, 3 questions with a reminder and a silence.
        for _ in 0..<30 {
            guard let next = mission.register.nextDue(at: mission.now, under: mission.history) else { break }
            if next > mission.now {
                mission.now = next.advanced(bySeconds: -1)
                #expect(mission.runClerk() == [])
                mission.now = next
            }
            #expect(!mission.runClerk().isEmpty)
        }
        #expect(mission.register.nextDue(at: mission.now, under: mission.history) == nil)
    }

    @Test("the oldest come first, at most as many as are asked for")
    func limit() throws {
        var mission = TestMission()
        for number in 1...3 as ClosedRange<UInt64> {
            let incident = try mission.open(number, [try mission.report()])
            try mission.ask("lake", about: incident, severity: 3)
            mission.wait(hours: 1)
        }
        mission.wait(hours: 500)
        let all = mission.register.due(at: mission.now, under: mission.history, limit: .max)
        #expect(all.count == 3 * 3 + 3)
        for limit in [0, 1, 7, 12, 13] {
            #expect(
                mission.register.due(at: mission.now, under: mission.history, limit: limit) == Array(all.prefix(limit)))
        }
        #expect(mission.register.due(at: mission.now, under: mission.history, limit: -1) == [])
        let silences = all.compactMap { $0.sealed.term?.deadline }
        #expect(silences == silences.sorted())
    }
}
