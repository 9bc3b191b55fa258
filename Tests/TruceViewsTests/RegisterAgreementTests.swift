import Testing
import TruceTesting

@testable import Truce
@testable import TruceViews

@Suite("The views show of a case what decisions rest on")
struct RegisterAgreementTests {
    @Test(
        "each incident holds the reports, asks, patrols and rungs that the register gives it, now and at any earlier moment",
        arguments: UInt64(0)..<24)
    func belongings(seed: UInt64) throws {
        let entries = RandomHistory(seed: seed + 900, count: 220, isHostile: seed % 3 == 0).history.entries
        let open = try OpenViews(entries)
        var register = Register()
        let stops = Set([entries.count / 4, entries.count / 2, 3 * entries.count / 4, entries.count])
        for entry in entries {
            register.apply(entry)
            let position = entry.index + 1
            guard stops.contains(position) else { continue }
            for (id, known) in register.incidents.values {
                let record = try open.views.answer(IncidentByID(id: id), for: Cast.head, at: .position(position)).record
                let who: Comment = "\(id) after \(position) entries"
                #expect(record?.reports ?? [] == register.reports.ids(known.reports).sorted(), who)
                #expect(Set(record?.asks.map(\.id) ?? []) == Set(known.asks), who)
                #expect(Set(record?.patrols.map(\.id) ?? []) == Set(known.patrols), who)
                #expect(record?.escalations.map(\.rung) ?? [] == known.rungs.map(\.number), who)
                #expect(record?.into == known.into && (record?.stage == .joined) == (known.stage == .joined), who)
                for ask in record?.asks ?? [] {
                    #expect(ask.incident == id, who)
                    // The first version of a silence named the side, which the register leaves alone.
                    if !ask.isOverdue { #expect(ask.isLapsed == register.asks[ask.id]?.isLapsed, who) }
                }
            }
        }
    }

    /// Two incidents, each with a report, an ask, a patrol and a rung.
    private static func pair() -> (history: History, a: IncidentID, b: IncidentID) {
        let (a, b) = (IncidentID.numbered(1), IncidentID.numbered(2))
        var history = History()
        for (incident, name, side) in [(a, "1", Cast.hill), (b, "2", Cast.lake)] {
            history.report("R-\(name)")
            history.open(incident, ["R-\(name)"])
            history.ask("A-\(name)", incident, of: side, allegation: "It is alleged.")
            history.add(
                .patrolTasked(
                    PatrolTasked(
                        patrol: PatrolID("P-\(name)")!, incident: incident, missing: nil, due: nil,
                        officer: History.officer, sealed: [])))
            history.add(
                .escalated(Escalated(incident: incident, rung: 1, to: nil, reason: nil, officer: nil, sealed: [])))
        }
        return (history, a, b)
    }

    @Test("a question goes along with a join: the side still finds it, its reply is shown, the head sees both")
    func joined() throws {
        var (history, a, b) = Self.pair()
        history.join([a, b], into: a)
        history.reply("Y-2", to: "A-2", of: Cast.lake, statement: "It was not us.")
        let open = try OpenViews(history.entries)
        func incident(_ id: IncidentID, _ asker: Asker) throws -> IncidentRecord? {
            try open.views.answer(IncidentByID(id: id), for: asker).record
        }
        let whole = try #require(try incident(a, Cast.head))
        #expect(whole.asks.map(\.id.text) == ["A-1", "A-2"] && whole.askedSides == [Cast.hill, Cast.lake])
        #expect(whole.asks.last?.reply?.statement == "It was not us.")
        #expect(whole.patrols.map(\.id.text) == ["P-1", "P-2"] && whole.escalations.map(\.rung) == [1])
        #expect(try incident(a, Cast.lakeLiaison)?.asks.contains { $0.reply?.id.text == "Y-2" } == true)
        #expect(try incident(b, Cast.head)?.asks.isEmpty == true)
        let queue = try open.views.answer(QueueList(page: Page(limit: 50)), for: Cast.hillLiaison).records
        #expect(queue.map(\.subject).contains("A-1") && queue.allSatisfy { $0.incident == a })
    }

    @Test("a split that tells the two apart again gives each back what was its own")
    func split() throws {
        var (history, a, b) = Self.pair()
        history.join([a, b], into: b)
        let between = history.entries.count
        let c = IncidentID.numbered(3)
        history.split(b, [(b, ["R-2"]), (c, ["R-1"])])
        let open = try OpenViews(history.entries)
        func parts(_ id: IncidentID, _ moment: Moment) throws -> [String] {
            let record = try open.views.answer(IncidentByID(id: id), for: Cast.head, at: moment).record
            return (record?.asks.map(\.id.text) ?? []) + (record?.patrols.map(\.id.text) ?? [])
                + (record?.escalations.map { "rung \($0.rung)" } ?? [])
        }
        #expect(try parts(b, .now) == ["A-2", "P-2", "rung 1"] && parts(c, .now) == ["A-1", "P-1", "rung 1"])
        #expect(try parts(b, .position(between)) == ["A-1", "A-2", "P-1", "P-2", "rung 1"])
        #expect(try parts(c, .position(between)) == [])
    }

    @Test("after a request for time the answer is awaited, and shown when it comes")
    func timeAsked() throws {
        var history = History()
        let incident = IncidentID.numbered(1)
        history.report("R-1")
        history.open(incident, ["R-1"])
        history.ask("A-1", incident, of: Cast.hill, allegation: "It is alleged.")
        history.reply("Y-1", to: "A-1", of: Cast.hill, position: .asksForTime)
        func ask(_ history: History) throws -> (record: AskRecord?, open: Int, waits: Bool) {
            let open = try OpenViews(history.entries)
            let views = open.views
            defer { withExtendedLifetime(open) {} }
            let queue = try views.answer(QueueList(page: Page(limit: 50)), for: Cast.hillLiaison).records
            return (
                try views.answer(AskList(page: Page(limit: 5)), for: Cast.hillLiaison).records.first,
                try views.answer(AskList(open: true, page: Page(limit: 5)), for: Cast.hillLiaison).records.count,
                queue.contains { $0.subject == "A-1" }
            )
        }
        var now = try ask(history)
        #expect(now.record?.reply?.position == .asksForTime && now.open == 1 && now.waits)
        history.reply("Y-2", to: "A-1", of: Cast.hill, statement: "It was not us.")
        now = try ask(history)
        #expect(now.record?.reply?.statement == "It was not us." && now.open == 0 && !now.waits)
    }

    @Test("a question that was open when a finding was adopted waits for nobody any more, also when that is reopened")
    func lapsed() throws {
        var history = History()
        let incident = IncidentID.numbered(1)
        history.report("R-1")
        history.open(incident, ["R-1"])
        history.ask("A-1", incident, of: Cast.hill)
        func open(_ history: History) throws -> (lapsed: Bool?, open: Int, queue: Int) {
            let views = try OpenViews(history.entries)
            let queue = try views.views.answer(QueueList(page: Page(limit: 50)), for: Cast.hillLiaison).records
            return (
                try views.views.answer(AskList(), for: Cast.hillLiaison).records.first?.isLapsed,
                try views.views.answer(AskList(open: true, page: Page(limit: 5)), for: Cast.hillLiaison).records.count,
                queue.count { $0.kind == "file-reply" }
            )
        }
        #expect(try open(history) == (false, 1, 1))
        history.adopt("F-1", incident, .unableToRule, of: nil, reports: ["R-1"])
        #expect(try open(history) == (true, 0, 0))
        history.reopen("F-1")
        #expect(try open(history) == (true, 0, 0))
        history.reply("Y-1", to: "A-1", of: Cast.hill)
        #expect(try open(history) == (true, 0, 0))
    }

    @Test("two threads that fold never set the position back")
    func advancing() async throws {
        let entries = RandomHistory(seed: 5, count: 150, isHostile: false).history.entries
        let open = try OpenViews([])
        let views = open.views
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for entry in entries { try views.fold([entry]) } }
            group.addTask {
                for _ in 0..<150 { try views.fold(Proposals(position: 0, changed: [])) }
            }
            try await group.waitForAll()
        }
        #expect(views.position == entries.count)
    }
}
