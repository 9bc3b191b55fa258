import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("Following the views")
struct FollowingTests {
    @Test("who waits is answered when the entry is folded")
    func waits() async throws {
        var history = History()
        history.report("R-1")
        let open = try OpenViews([])
        let views = open.views
        try await views.wait(until: 0, atMost: .zero)
        let entries = history.entries
        async let waited: Void = views.wait(until: 1, atMost: .seconds(60))
        try views.fold(entries)
        try await waited
        await #expect(throws: ViewsError.behind(wanted: 2, at: 1)) {
            try await views.wait(until: 2, atMost: .milliseconds(1))
        }
    }

    @Test("who is cancelled waits no more")
    func cancelled() async throws {
        let open = try OpenViews([])
        let views = open.views
        let waiting = Task { try await views.wait(until: 1, atMost: .seconds(600)) }
        waiting.cancel()
        await #expect(throws: ViewsError.behind(wanted: 1, at: 0)) { try await waiting.value }
    }

    @Test("what changed is told to those who may know of it, once each")
    func changes() throws {
        let marked = MarkedCase()
        let open = try OpenViews(marked.history.entries)
        let start = ChangeMark(position: 0, computed: 0)
        func told(_ asker: Asker, _ mark: ChangeMark) throws -> Set<String> {
            let changes = try open.views.changes(since: mark, for: asker)
            #expect(!changes.isCut)
            let names = changes.changes.map { "\($0.kind) \($0.id)" }
            #expect(Set(names).count == names.count)
            return Set(names)
        }
        let settled = "incident \(marked.settled)"
        #expect(try told(.anyone, start).isSuperset(of: [settled, "finding F-1", "demand M-1", "session S-1"]))
        #expect(
            try told(.anyone, start).isDisjoint(with: ["incident \(marked.open)", "ask A-1", "report R-1", "draft F-1"])
        )
        #expect(try told(Cast.lakeLiaison, start).isSuperset(of: ["incident \(marked.open)", "ask A-3"]))
        #expect(try told(Cast.lakeLiaison, start).isDisjoint(with: ["ask A-1", "report R-2", "draft F-1"]))
        #expect(try told(Cast.analyst, start).isSuperset(of: ["report R-1", "draft F-1", "ask A-1", "ask A-3"]))
        #expect(try told(Cast.analyst, open.views.mark).isEmpty)
        // What is computed comes without an entry.
        let mark = try open.views.mark
        try open.views.fold(Proposals.simple(marked.history.entries))
        #expect(try told(Cast.analyst, mark).count == 3)
        #expect(try told(.anyone, mark).isEmpty)
        try open.views.fold(Proposals.simple(marked.history.entries))
        #expect(try told(Cast.analyst, open.views.mark).isEmpty)
    }

    @Test("who comes back to views that were made anew reads everything anew")
    func madeAnew() throws {
        var history = History()
        history.report("R-1")
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        let mark = try open.views.mark
        #expect(try !open.views.changes(since: mark, for: Cast.analyst).isCut)
        history.report("R-2")
        // Computed as often, or more often than the old ones when the mark was given.
        for times in 1...3 {
            let anew = try OpenViews(history.entries)
            for _ in 0..<times { try anew.views.fold(Proposals.simple(history.entries)) }
            #expect(try anew.views.changes(since: mark, for: Cast.analyst).isCut)
            #expect(try !anew.views.changes(since: anew.views.mark, for: Cast.analyst).isCut)
        }
        let shorter = try OpenViews(Array(history.entries.prefix(1)))
        let ahead = ChangeMark(position: 2, computed: 0)
        #expect(try shorter.views.changes(since: ahead, for: .anyone).isCut)
        #expect(try !open.views.changes(since: ChangeMark(position: 0, computed: 0), for: Cast.analyst).isCut)
    }

    @Test("a mark is read as it is written", arguments: [("3.4", true), ("3", false), ("-1.0", false), ("x", false)])
    func marks(text: String, isMark: Bool) {
        #expect(ChangeMark(text)?.description == (isMark ? text : nil))
    }

    @Test("what is proposed no longer goes; a report's proposed incident with it")
    func proposals() throws {
        var history = History()
        history.report("R-1")
        history.report("R-2", day: 1)
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        func proposed(_ report: String) throws -> IncidentID? {
            try open.views.answer(ReportByID(id: ReportID(report)!), for: Cast.analyst).record?.proposedIncident
        }
        let (a, b) = (IncidentID.numbered(1000), IncidentID.numbered(1001))
        #expect(try proposed("R-1") == a && proposed("R-2") == b)
        let content = try #require(history.entries[0].sealed.report)
        let both = ComputedIncident.simple(a, [ReportID("R-1")!, ReportID("R-2")!], content)
        try open.views.fold(Proposals(position: 2, changed: [both], gone: [b]))
        #expect(try proposed("R-1") == a && proposed("R-2") == a)
        #expect(try open.views.answer(IncidentList(), for: Cast.analyst).records.map(\.id) == [a])
        try open.views.fold(Proposals(position: 2, changed: [], isWhole: true))
        #expect(try proposed("R-1") == nil && proposed("R-2") == nil)
        #expect(try open.views.answer(IncidentList(), for: Cast.analyst).records.isEmpty)
        #expect(try open.views.computedAt() == 2)
    }
}
