import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("What waits for whom")
struct QueueTests {
    private func kinds(_ open: OpenViews, _ asker: Asker) throws -> [String] {
        try open.views.answer(QueueList(), for: asker).records.map { item in
            [item.kind, item.subject ?? item.report?.text].compactMap(\.self).joined(separator: " ")
        }
    }

    @Test("each step of a case waits for those who may take it")
    func steps() throws {
        let incident = IncidentID.numbered(1)
        var history = History()
        history.report("R-1", holder: "observer-1")
        let open = try OpenViews([])
        func fold() throws {
            open.source.set(history.entries)
            try open.views.fold(history.entries)
        }
        try fold()
        #expect(try kinds(open, Cast.analyst) == ["triage-report R-1"])
        let computed = ComputedIncident.simple(
            incident, [ReportID("R-1")!], try #require(history.entries[0].sealed.report), harm: 2)
        try open.views.fold(Proposals(position: 1, changed: [computed]))
        #expect(try kinds(open, Cast.head) == ["open-incident", "triage-report R-1"])
        #expect(try kinds(open, Cast.observer).isEmpty)
        history.open(incident, ["R-1"])
        try fold()
        #expect(try kinds(open, Cast.analyst) == ["draft-finding"])
        history.ask("A-1", incident, of: Cast.hill)
        try fold()
        #expect(try kinds(open, Cast.hillLiaison) == ["file-reply A-1"])
        #expect(try kinds(open, Cast.lakeLiaison).isEmpty)
        #expect(try kinds(open, Cast.analyst) == ["draft-finding"])
        history.reply("Y-1", to: "A-1", of: Cast.hill)
        history.draft("F-1", incident)
        try fold()
        #expect(try kinds(open, Cast.hillLiaison).isEmpty)
        #expect(try kinds(open, Cast.legal) == ["review-finding F-1"])
        #expect(try kinds(open, Cast.head) == ["adopt-finding F-1"])
        // Nobody decides on what is its own.
        let author = Cast.asker("analyst", .headOfMission)
        #expect(try kinds(open, author).isEmpty)
        history.add(
            .findingReviewed(
                FindingReviewed(
                    finding: FindingID("F-1")!, verdict: .returned, officer: OfficerID("legal")!, sealed: [])))
        try fold()
        #expect(try kinds(open, Cast.head) == ["draft-finding"])
        let given = try open.views.answer(IncidentByID(id: incident), for: Cast.head).record
        #expect(given?.stage == .underVerification && given?.draft?.verdict == .returned)
        history.draft("F-2", incident)
        history.adopt("F-2", incident)
        try fold()
        for asker in Cast.all { #expect(try kinds(open, asker).isEmpty, "\(Cast.name(asker))") }
        history.reopen("F-2")
        try fold()
        #expect(try kinds(open, Cast.analyst) == ["draft-finding"])
    }

    @Test("the most urgent first: by priority, then by when it is due, then by how long it has waited")
    func order() throws {
        var history = History()
        for number in 0..<4 { history.report("R-\(number)", day: Int64(4 - number)) }
        let reports = history.entries
        history.open(.numbered(1), ["R-0"])
        history.ask("A-late", .numbered(1), of: Cast.hill, hours: 90)
        history.ask("A-soon", .numbered(1), of: Cast.hill, hours: 10)
        let proposals = try reports.map { entry in
            let harm = [0, 3, 1, 3][entry.index]
            return ComputedIncident.simple(
                .numbered(UInt64(entry.index) + 1), [ReportID("R-\(entry.index)")!], try #require(entry.sealed.report),
                harm: harm)
        }
        let open = try OpenViews(history.entries, proposals: Proposals(position: 4, changed: proposals))
        #expect(try kinds(open, Cast.hillLiaison) == ["file-reply A-soon", "file-reply A-late"])
        let queue = try open.views.answer(QueueList(), for: Cast.analyst).records
        #expect(queue.map(\.priority) == queue.map(\.priority).sorted(by: >))
        #expect(
            queue.filter { $0.kind == "open-incident" }.map(\.incident) == [.numbered(4), .numbered(2), .numbered(3)])
    }

    @Test("rungs that many incidents take at one moment are each on one page", arguments: [1, 2, 7, 50])
    func ties(limit: Int) throws {
        var history = History()
        for number in 0..<20 {
            history.report("R-\(number)")
            history.open(.numbered(UInt64(number)), ["R-\(number)"])
        }
        for rung in 1...2 {
            for number in 0..<20 {
                history.add(
                    .escalated(
                        Escalated(
                            incident: .numbered(UInt64(number)), rung: rung, to: nil, reason: nil, officer: nil,
                            sealed: [])), later: 0)
            }
        }
        let open = try OpenViews(history.entries)
        let queue = try open.views.pages(limit) { try open.views.answer(QueueList(page: $0), for: Cast.mediator) }
        #expect(queue.count == 40)
        #expect(queue.allSatisfy { $0.kind == "answer-escalation" })
        let expected = (0..<20).flatMap { number in
            ["1", "2"].map { "\(IncidentID.numbered(UInt64(number))) \($0)" }
        }
        let found = queue.map { "\($0.incident.map(String.init(describing:)) ?? "") \($0.subject ?? "")" }
        #expect(found.sorted() == expected.sorted())
    }

    @Test("what is erased, silent or done waits for nobody")
    func done() throws {
        var history = History()
        history.report("R-1")
        history.open(.numbered(1), ["R-1"])
        history.ask("A-1", .numbered(1), of: Cast.hill, hours: 1)
        history.silence(["A-1"], later: 7200)
        history.report("R-2")
        history.add(.reportWithdrawn(ReportWithdrawn(report: ReportID("R-2")!, by: .source, reason: "mistaken")))
        history.report("R-3")
        history.triage("R-3", .setAside)
        let open = try OpenViews(history.entries)
        #expect(try kinds(open, Cast.hillLiaison).isEmpty)
        #expect(try kinds(open, Cast.analyst) == ["draft-finding"])
    }

    @Test("a late commitment waits for those who owe it, a demand for those it is made of")
    func sides() throws {
        let marked = MarkedCase()
        let open = try OpenViews(marked.history.entries)
        open.views.fold(
            Standings(
                position: 0,
                obligations: [
                    ObligationRecord(
                        id: ObligationID("aid")!, title: "Aid", of: [Cast.hill], demandedBy: [],
                        due: Instant(seconds: 0), score: 1, percent: nil, isLate: true, expected: nil, progress: [],
                        baselines: [])
                ], gates: []))
        #expect(try kinds(open, Cast.hillLiaison) == ["report-progress aid"])
        #expect(try kinds(open, Cast.lakeLiaison) == ["file-reply A-3"])
        #expect(try kinds(open, Cast.northGuarantor).contains("answer-demand M-2"))
    }

    @Test("what waited then is not known")
    func onlyNow() throws {
        let open = try OpenViews([])
        #expect(throws: ViewsError.onlyNow("What waits")) {
            try open.views.answer(QueueList(), for: Cast.analyst, at: .position(0))
        }
    }
}
