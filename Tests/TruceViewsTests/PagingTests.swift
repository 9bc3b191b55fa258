import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("Pages")
struct PagingTests {
    @Test("each record once, whatever the size of a page", arguments: [1, 2, 3, 10, 499, 500])
    func sizes(limit: Int) throws {
        var history = History()
        for number in 0..<40 { history.report("R-\(number)", holder: "observer-\(number % 3)", day: Int64(number % 7)) }
        for number in 0..<40 { history.open(.numbered(UInt64(number)), ["R-\(number)"]) }
        let open = try OpenViews(history.entries)
        for asker in [Cast.analyst, Cast.observer] {
            let reports = try open.views.pages(limit) { try open.views.answer(ReportList(page: $0), for: asker) }
            #expect(reports.count == (asker == Cast.analyst ? 40 : 13))
            #expect(Set(reports.map(\.id)).count == reports.count)
            #expect(reports.map(\.index) == reports.map(\.index).sorted(by: >))
            let incidents = try open.views.pages(limit) { try open.views.answer(IncidentList(page: $0), for: asker) }
            #expect(Set(incidents.map(\.id)).count == incidents.count)
            #expect(incidents.count == reports.count)
        }
    }

    @Test("incidents that one entry brought to be are each on one page", arguments: [1, 3, 7, 29, 30, 50])
    func ties(limit: Int) throws {
        let parts = (1...30).map { IncidentID.numbered($0) }
        var history = History()
        for number in 0..<31 { history.report("R-\(number)", holder: "observer-1") }
        history.open(.numbered(0), (0..<31).map { "R-\($0)" })
        history.split(.numbered(0), parts.enumerated().map { ($1, ["R-\($0 + 1)"]) })
        for (number, part) in parts.enumerated() { history.adopt("F-\(number)", part) }
        let open = try OpenViews(history.entries)
        for (asker, expected) in [(Asker.anyone, parts), (Cast.observer, parts + [.numbered(0)])] {
            let listed = try open.views.pages(limit) {
                try open.views.answer(IncidentList(page: $0), for: asker, at: .position(history.entries.count))
            }
            #expect(listed.map(\.id).sorted() == expected.sorted())
        }
    }

    @Test(
        "those that one entry brought are each shown once, in the order in which the question has them",
        arguments: [1, 2, 3, 4, 500])
    func together(limit: Int) throws {
        var history = History()
        history.report("R-1")
        history.open(.numbered(1), ["R-1"])
        for (question, count) in [("A", 3), ("B", 1), ("C", 5)] {
            var sealed = SealedParts()
            // Names say nothing of the order.
            let asks = (0..<count).map { SideAsk(ask: AskID("\(question)-\(($0 * 7 + 5) % 11)")!, of: Cast.hill) }
            sealed.question = QuestionContent(
                accused: Cast.hill, allegation: "It is alleged.", provisions: [], severity: 1,
                deadline: Instant(seconds: history.clock + 9_000), asks: asks)
            history.add(
                .replyAsked(
                    ReplyAsked(
                        ask: nil, incident: .numbered(1), deadline: nil, officer: History.officer, sealed: [])), sealed)
        }
        let open = try OpenViews(history.entries)
        for asker in [Cast.analyst, Cast.hillLiaison] {
            let all = try open.views.pages(limit) { try open.views.answer(AskList(page: $0), for: asker) }
            #expect(all.count == 9 && Set(all.map(\.id)).count == 9)
            #expect(all.map { $0.id.text.first } == Array("CCCCCBAAA"))
        }
        let incident = try open.views.answer(IncidentByID(id: .numbered(1)), for: Cast.analyst).record
        #expect(
            incident?.asks.map(\.id.text) == ["A-5", "A-1", "A-8", "B-5", "C-5", "C-1", "C-8", "C-4", "C-0"])
    }

    @Test("what is added meanwhile moves nothing")
    func added() throws {
        var history = History()
        for number in 0..<20 { history.report("R-\(number)", day: Int64(number % 4)) }
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        let before = Set(
            try open.views.answer(IncidentList(page: Page(limit: 500)), for: Cast.analyst).records.map(\.id))
        let first = try open.views.answer(IncidentList(page: Page(limit: 6)), for: Cast.analyst)
        for number in 20..<40 { history.report("R-\(number)", day: Int64(number % 8)) }
        open.source.set(history.entries)
        try open.views.fold(history.entries)
        try open.views.fold(Proposals.simple(history.entries))
        var (seen, after) = (first.records.map(\.id), first.next)
        while let place = after {
            let part = try open.views.answer(IncidentList(page: Page(limit: 6, after: place)), for: Cast.analyst)
            seen += part.records.map(\.id)
            after = part.next
        }
        #expect(Set(seen).isSuperset(of: before))
        #expect(Set(seen).count == seen.count)
    }

    @Test(
        "a place that no page gave is refused",
        arguments: [
            "", "x", "1.2.3", "01", "1 OR 1=1", "9999999999999999999999", "-", "1.", ".1", "１", "'; DROP TABLE report",
        ])
    func madeUp(text: String) throws {
        let open = try OpenViews([])
        #expect(throws: ViewsError.unknownPlace(text)) {
            try open.views.answer(ReportList(page: Page(after: text)), for: Cast.analyst)
        }
        #expect(throws: ViewsError.unknownPlace(text)) {
            try open.views.answer(IncidentList(page: Page(after: text)), for: Cast.analyst)
        }
        #expect(throws: ViewsError.unknownPlace(text)) {
            try open.views.answer(QueueList(page: Page(after: text)), for: Cast.analyst)
        }
    }

    @Test("a list in pages is the list", arguments: 0..<2 as Range<UInt64>)
    func everyList(seed: UInt64) throws {
        let history = RandomHistory(seed: seed + 300, count: 150, isHostile: true).history
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        let views = open.views
        for asker in Cast.all {
            for limit in [1, 3] {
                #expect(
                    try views.pages(limit) { try views.answer(IncidentList(page: $0), for: asker) }
                        == views.pages(500) { try views.answer(IncidentList(page: $0), for: asker) })
                #expect(
                    try views.pages(limit) { try views.answer(QueueList(page: $0), for: asker) }
                        == views.pages(500) { try views.answer(QueueList(page: $0), for: asker) })
                #expect(
                    try views.pages(limit) { try views.answer(FindingList(page: $0), for: asker) }
                        == views.pages(500) { try views.answer(FindingList(page: $0), for: asker) })
                #expect(
                    try views.pages(limit) { try views.answer(Search(text: "words", page: $0), for: asker) }
                        == views.pages(500) { try views.answer(Search(text: "words", page: $0), for: asker) })
            }
        }
    }
}
