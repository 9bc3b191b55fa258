import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: filing and placing reports")
struct ReportRulesTests {
    @Test(
        "who files what as whom",
        arguments: [
            ("observer-1", SourceClass.patrol, nil, nil), ("observer-1", .party, nil, "invalid source_class"),
            ("observer-1", .patrol, "caller 3", "invalid source"), ("leader", .patrol, "caller 3", "invalid source"),
            ("analyst-1", .public, "caller 3", nil), ("analyst-1", .party, "hill-liaison", nil),
            ("analyst-1", .party, nil, "invalid source_class"), ("hill-1", .party, nil, nil),
            ("hill-1", .patrol, nil, "invalid source_class"), ("hill-1", .guarantor, nil, "invalid source_class"),
            ("north-1", .guarantor, nil, nil), ("north-1", .party, nil, "invalid source_class"),
            ("legal", .patrol, nil, "not allowed"), ("mediation", .patrol, nil, "not allowed"),
            ("audit", .patrol, nil, "not allowed"), ("public", .public, nil, "not allowed"),
            ("nobody", .patrol, nil, "not allowed"),
        ] as [(String, SourceClass, String?, String?)])
    func filing(holder: String, sourceClass: SourceClass, source: String?, refusal: String?) {
        let mission = TestMission()
        let command = FileReport(
            content: TestMission.content(), channel: .phone, sourceClass: sourceClass, source: source, evidence: [])
        #expect(mission.refusal(of: .fileReport(command), by: holder)?.kindOf == refusal)
    }

    @Test("an account taken down for a side's own source is that side's allegation")
    func sideOfSource() throws {
        var mission = TestMission()
        let facts = try mission.submit(
            .fileReport(
                .init(
                    content: TestMission.content(), channel: .phone, sourceClass: .party, source: "hill-liaison",
                    evidence: [])), by: "analyst-1")
        #expect(
            facts[0].sealed.source == SourceIdentity(name: "hill-liaison", holder: id("analyst-1"), side: id("hill")))
        #expect(facts[0].tags.contains("source:hill-liaison"))
        guard case .reportReceived(let fact) = facts[0].fact else { return }
        #expect(mission.refusal(of: Self.withdrawal(fact.report), by: "hill-2") == nil)
        #expect(mission.refusal(of: Self.withdrawal(fact.report), by: "lake-1")?.kindOf == "unknown report")
    }

    @Test("the files that came with a report are sealed: not even their digests stand in the log")
    func files() throws {
        var mission = TestMission()
        var command = TestMission.filing()
        command.evidence = [FactExamples.digest(1)]
        let facts = try mission.submit(.fileReport(command), by: "observer-1")
        #expect(facts[0].sealed.files?.digests == [FactExamples.digest(1)])
        let text = String(decoding: try facts[0].fact.json().canonicalBytes(), as: UTF8.self)
        #expect(!text.contains(FactExamples.digest(1).description))
    }

    @Test(
        "what is said to have happened is not in the future, beyond an hour for clocks",
        arguments: [(0, true), (3_600, true), (3_601, false), (-86_400 * 400, true)])
    func future(seconds: Int64, isTaken: Bool) {
        let mission = TestMission()
        let content = TestMission.content(at: mission.now.advanced(bySeconds: seconds))
        let refusal = mission.refusal(of: .fileReport(TestMission.filing(content)), by: "observer-1")
        #expect(refusal?.kindOf == (isTaken ? nil : "invalid content.earliest"))
    }

    @Test(
        "a window and a range are not upside down",
        arguments: [
            (0, 0, nil, nil), (1, nil, nil, nil), (-1, nil, nil, "invalid content.latest"), (0, 2, 2, nil),
            (0, 3, 2, "invalid content.killed_high"), (0, nil, 2, nil),
        ] as [(Int64, Int?, Int?, String?)])
    func ranges(seconds: Int64, low: Int?, high: Int?, refusal: String?) {
        let mission = TestMission()
        var content = TestMission.content()
        content.latest = content.earliest.advanced(bySeconds: seconds)
        (content.killedLow, content.killedHigh) = (low, high)
        #expect(mission.refusal(of: .fileReport(TestMission.filing(content)), by: "observer-1")?.kindOf == refusal)
    }

    static func correction(_ report: ReportID) -> Command {
        .correctReport(.init(report: report, content: TestMission.content(), evidence: [], note: "zzsealed note"))
    }
    static func withdrawal(_ report: ReportID) -> Command {
        .withdrawReport(.init(report: report, note: "zzsealed note"))
    }
    static func triage(
        _ report: ReportID, _ disposition: Disposition, _ incident: IncidentID? = nil, of other: ReportID? = nil
    ) -> Command {
        .triageReport(
            .init(
                report: report, disposition: disposition, incident: incident, duplicateOf: other, note: "zzsealed note")
        )
    }

    @Test(
        "a report is corrected by who filed it, or by its side, and withdrawn by these or by the mechanism",
        arguments: [
            ("observer-1", "observer-1", nil, nil), ("observer-1", "observer-2", "unknown report", "unknown report"),
            ("observer-1", "analyst-1", "unknown report", nil), ("observer-1", "head", "unknown report", nil),
            ("observer-1", "leader", "unknown report", "unknown report"), ("hill-1", "hill-2", nil, nil),
            ("hill-1", "lake-1", "unknown report", "unknown report"),
            ("hill-1", "north-1", "unknown report", "unknown report"),
        ] as [(String, String, String?, String?)])
    func owners(filer: String, asker: String, correction: String?, withdrawal: String?) throws {
        var mission = TestMission()
        let report = try mission.report(by: filer)
        #expect(mission.refusal(of: Self.correction(report), by: asker)?.kindOf == correction)
        #expect(mission.refusal(of: Self.withdrawal(report), by: asker)?.kindOf == withdrawal)
    }

    @Test("who withdrew a report is on record; its note is sealed; and then nothing more is done with it")
    func withdrawn() throws {
        var mission = TestMission()
        let (a, b) = (try mission.report(), try mission.report())
        let own = try mission.submit(Self.withdrawal(a), by: "observer-1")
        let officers = try mission.submit(Self.withdrawal(b), by: "head")
        guard case .reportWithdrawn(let first) = own[0].fact, case .reportWithdrawn(let second) = officers[0].fact
        else {
            Issue.record("other facts")
            return
        }
        #expect(first.by == .source && second.by == .mechanism)
        #expect(own[0].sealed.note?.text == "zzsealed note")
        #expect(mission.refusal(of: Self.withdrawal(a), by: "observer-1")?.kindOf == "conflict")
        #expect(mission.refusal(of: Self.correction(a), by: "observer-1")?.kindOf == "conflict")
        #expect(mission.refusal(of: Self.triage(a, .setAside), by: "analyst-1")?.kindOf == "conflict")
        #expect(mission.register.report(a)?.isWithdrawn == true)
        #expect(mission.register.constraints().leftOut == [a, b].sorted())
    }

    @Test("triage says what goes together")
    func triageTable() throws {
        var mission = TestMission()
        let (a, b, c) = (try mission.report(), try mission.report(), try mission.report(by: "observer-2"))
        let incident = try mission.open(1, [a])
        let table: [(Command, String?)] = [
            (Self.triage(b, .incident, incident), nil), (Self.triage(b, .incident), nil),
            (Self.triage(b, .setAside), nil), (Self.triage(b, .duplicate, of: a), nil),
            (Self.triage(b, .duplicate), "invalid duplicate_of"),
            (Self.triage(b, .duplicate, of: b), "invalid duplicate_of"),
            (Self.triage(b, .setAside, of: a), "invalid duplicate_of"),
            (Self.triage(b, .setAside, incident), "invalid incident"),
            (Self.triage(b, .duplicate, incident, of: a), "invalid incident"),
            (Self.triage(b, .duplicate, of: id("R-NONE")), "unknown report"),
            (Self.triage(id("R-NONE"), .setAside), "unknown report"),
            (Self.triage(b, .incident, IncidentID(raw: 99)), "unknown incident"),
            (Self.triage(a, .incident, incident), "conflict"),
            // Another source's account is never a duplicate.
            (Self.triage(c, .duplicate, of: a), "conflict"),
        ]
        for (command, refusal) in table {
            #expect(mission.refusal(of: command, by: "analyst-1")?.kindOf == refusal, "\(command)")
        }
        #expect(mission.refusal(of: Self.triage(b, .setAside), by: "observer-1")?.kindOf == "not allowed")
    }

    @Test("duplicates do not run in a circle, and a later triage moves a report again")
    func circle() throws {
        var mission = TestMission()
        let (a, b, c) = (try mission.report(), try mission.report(), try mission.report())
        try mission.submit(Self.triage(a, .duplicate, of: b), by: "analyst-1")
        try mission.submit(Self.triage(b, .duplicate, of: c), by: "analyst-1")
        #expect(mission.refusal(of: Self.triage(c, .duplicate, of: a), by: "analyst-1")?.kindOf == "conflict")
        try mission.submit(Self.triage(a, .setAside), by: "analyst-1")
        #expect(mission.register.report(a)?.disposition == .setAside)
        #expect(mission.register.report(a)?.duplicateOf == nil)
        #expect(mission.refusal(of: Self.triage(c, .duplicate, of: a), by: "analyst-1") == nil)
    }

    @Test("an officer's word outranks the engine: what it must keep together, apart and out")
    func constraints() throws {
        var mission = TestMission()
        let reports = try (0..<6).map { _ in try mission.report() }
        #expect(mission.register.constraints() == MatchingConstraints(together: [], apart: [], leftOut: []))
        let before = mission.register.constraintsVersion
        let (x, y) = (try mission.open(7, Array(reports[0..<3])), try mission.open(3, [reports[3]]))
        #expect(mission.register.constraintsVersion != before)
        try mission.submit(Self.triage(reports[0], .incident), by: "analyst-1")
        try mission.submit(Self.triage(reports[1], .incident, y), by: "analyst-1")
        try mission.submit(Self.triage(reports[4], .setAside), by: "analyst-1")
        #expect(
            mission.register.constraints()
                == MatchingConstraints(
                    together: [
                        .init(incident: y, reports: [reports[1], reports[3]].sorted()),
                        .init(incident: x, reports: [reports[2]]),
                    ], apart: [.init(report: reports[0], incident: x)], leftOut: [reports[4]]))
    }
}
