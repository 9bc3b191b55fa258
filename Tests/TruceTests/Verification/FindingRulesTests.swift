import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: drafting, reviewing and adopting findings")
struct FindingRulesTests {
    /// An opened incident with three reports.
    static func opened() throws -> (mission: TestMission, incident: IncidentID, reports: [ReportID]) {
        var mission = TestMission()
        let reports = try (0..<3).map { _ in try mission.report() }
        let incident = try mission.open(1, reports)
        return (mission, incident, reports)
    }

    @Test(
        "an outcome and its provisions say the same",
        arguments: [
            (Outcome.violationVerified, [Outcome.violationVerified], nil),
            (.violationVerified, [.verifiedNoViolation, .violationVerified], nil),
            (.violationVerified, [], "invalid content.provisions"),
            (.violationVerified, [.unableToRule], "invalid content.provisions"),
            (.verifiedNoViolation, [.verifiedNoViolation], nil), (.verifiedNoViolation, [], nil),
            (.verifiedNoViolation, [.violationVerified], "invalid content.outcome"),
            (.unableToRule, [.unableToRule], nil), (.unableToRule, [.violationVerified], "invalid content.outcome"),
            (.outOfScope, [], nil), (.outOfScope, [.outOfScope], "invalid content.provisions"),
        ] as [(Outcome, [Outcome], String?)])
    func outcomes(outcome: Outcome, provisions: [Outcome], refusal: String?) throws {
        let (mission, incident, reports) = try Self.opened()
        var content = mission.finding(outcome, on: reports)
        content.provisions = zip(["1", "2"], provisions).map { .init(provision: id($0), outcome: $1) }
        let command = Command.draftFinding(.init(incident: incident, content: content))
        #expect(mission.refusal(of: command, by: "analyst-1")?.kindOf == refusal)
    }

    @Test(
        "a violation is attributed to a party from the agreement's confidence on, and nothing else is",
        arguments: [
            (Outcome.violationVerified, FindingAttribution.Status.attributed, "hill", Confidence.medium, nil),
            (.violationVerified, .attributed, "hill", .high, nil),
            (.violationVerified, .attributed, "hill", .low, "invalid content.attribution.confidence"),
            (.violationVerified, .attributed, nil, .high, "invalid content.attribution.party"),
            (.violationVerified, .attributed, "north", .high, "invalid content.attribution.party"),
            (.violationVerified, .disputed, nil, .high, nil),
            (.violationVerified, .disputed, "hill", .high, "invalid content.attribution.party"),
            (.violationVerified, .notAttributable, nil, .none, nil),
            (.verifiedNoViolation, .attributed, "hill", .high, "invalid content.attribution.status"),
            (.unableToRule, .attributed, "hill", .high, "invalid content.attribution.status"),
            (.outOfScope, .notAttributable, nil, .none, nil),
        ] as [(Outcome, FindingAttribution.Status, String?, Confidence, String?)])
    func attribution(
        outcome: Outcome, status: FindingAttribution.Status, party: String?, confidence: Confidence, refusal: String?
    ) throws {
        let (mission, incident, reports) = try Self.opened()
        var content = mission.finding(outcome, on: reports)
        content.attribution = .init(status: status, party: party.map { id($0) }, confidence: confidence)
        let command = Command.draftFinding(.init(incident: incident, content: content))
        #expect(mission.refusal(of: command, by: "analyst-1")?.kindOf == refusal)
    }

    @Test(
        "a draft rests on reports of its incident that count, on evidence that is kept, and on a text and rules there are"
    )
    func basis() throws {
        var (mission, incident, reports) = try Self.opened()
        let other = try mission.report()
        try mission.submit(ReportRulesTests.triage(reports[1], .duplicate, of: reports[0]), by: "analyst-1")
        try mission.submit(ReportRulesTests.withdrawal(reports[2]), by: "observer-1")
        mission.record(NewFact(FactExamples.fact(.evidenceAdded)))
        func content(_ change: (inout FindingContent) -> Void) -> FindingContent {
            var content = mission.finding(on: [reports[0]])
            change(&content)
            return content
        }
        let table: [(FindingContent, String?)] = [
            (content { _ in }, nil), (content { $0.basis.reports = [] }, "invalid content.basis.reports"),
            (content { $0.basis.reports = [reports[0], reports[0]] }, "invalid content.basis.reports[1]"),
            (content { $0.basis.reports = [reports[1]] }, "conflict"),
            (content { $0.basis.reports = [reports[2]] }, "conflict"),
            (content { $0.basis.reports = [other] }, "conflict"),
            (content { $0.basis.reports = [id("R-NONE")] }, "unknown report"),
            (content { $0.basis.evidence = [id("E-5")] }, nil),
            (content { $0.basis.evidence = [id("E-6")] }, "unknown evidence"),
            (content { $0.basis.agreementVersion = 2 }, "invalid content.basis.agreement_version"),
            (content { $0.basis.rulesVersion = 2 }, "invalid content.basis.rules_version"),
            (content { $0.provisions[0].provision = id("3") }, "invalid content.provisions[0].provision"),
            (content { $0.provisions.append($0.provisions[0]) }, "invalid content.provisions[1]"),
        ]
        for (content, refusal) in table {
            let command = Command.draftFinding(.init(incident: incident, content: content))
            #expect(mission.refusal(of: command, by: "analyst-1")?.kindOf == refusal, "\(content)")
        }
    }

    @Test(
        "what condemns nobody is adopted without asking anybody",
        arguments: [Outcome.verifiedNoViolation, .unableToRule, .outOfScope, .violationVerified])
    func adoptedUnasked(outcome: Outcome) throws {
        var (mission, incident, reports) = try Self.opened()
        let finding = try mission.draft(mission.finding(outcome, on: reports), of: incident)
        let facts = try mission.submit(mission.adoption(of: finding), by: "head", basis: mission.basis(of: incident))
        guard case .findingAdopted(let fact) = facts[0].fact else { return }
        #expect(fact.author == id("analyst-1") && fact.officer == id("head") && fact.outcome == outcome)
        #expect(fact.statement == "zzdraft reasons" && fact.summary?.place == "a square" && fact.replies == [])
        #expect(mission.register.incident(incident)?.stage == .adopted)
        #expect(mission.register.incident(incident)?.finding == finding)
    }

    @Test("who drafted a finding neither reviews nor adopts it, and only a head of mission adopts")
    func ownFinding() throws {
        var (mission, incident, reports) = try Self.opened()
        let finding = try mission.draft(mission.finding(.unableToRule, on: reports), of: incident, by: "head")
        for (holder, refusal) in [
            ("head", "own finding"), ("deputy", nil), ("analyst-1", "not allowed"), ("legal", "not allowed"),
            ("hill-1", "not allowed"), ("admin", "not allowed"),
        ] as [(String, String?)] {
            #expect(mission.refusal(of: mission.adoption(of: finding), by: holder)?.kindOf == refusal, "\(holder)")
        }
        try mission.submit(
            .grantAccess(.init(holder: id("head"), role: .legalReviewer, side: nil, until: nil)), by: "admin")
        let review = Command.reviewFinding(.init(finding: finding, verdict: .cleared, note: nil))
        #expect(mission.refusal(of: review, by: "head")?.kindOf == "own finding")
        #expect(mission.refusal(of: review, by: "legal") == nil)
    }

    @Test(
        "a finding is adopted on all reports that count: those that were read, and those that were erased",
        arguments: [
            ([0, 1, 2], [], nil), ([0, 1], [2], nil), (nil, [0, 1, 2], nil), ([0, 1], [], "conflict"),
            (nil, [], "conflict"), (nil, [0, 1], "conflict"),
        ] as [([Int]?, [Int], String?)])
    func basis(read: [Int]?, erased: [Int], refusal: String?) throws {
        var (mission, incident, reports) = try Self.opened()
        let finding = try mission.draft(mission.finding(.unableToRule, on: reports), of: incident)
        var context = mission.context(read.map { mission.basis($0.map { reports[$0] }) })
        context.erased = erased.map { reports[$0] }
        var found: Refusal?
        do {
            let facts = try mission.register.decide(
                mission.adoption(of: finding), by: mission.asker("head"), in: context)
            guard case .findingAdopted(let fact) = facts[0].fact else { return }
            #expect((fact.summary == nil) == (read == nil))
        } catch { found = error }
        #expect(found?.kindOf == refusal)
    }

    @Test("what is published is what was drafted and reviewed: who adopts it puts no other words in its place")
    func statement() throws {
        var (mission, incident, reports) = try Self.opened()
        let finding = try mission.draft(mission.finding(.unableToRule, on: reports), of: incident)
        try mission.submit(
            .reviewFinding(.init(finding: finding, verdict: .cleared, note: nil)), by: "legal")
        let facts = try mission.submit(mission.adoption(of: finding), by: "head")
        guard case .findingAdopted(let fact) = facts[0].fact else { return }
        #expect(fact.statement == "zzdraft reasons")
        let words = #"{"finding":"\#(finding)","statement":"They did it."}"#
        let json = try JSONValue(parsing: Array(words.utf8), limit: 200)
        #expect(throws: (any Error).self) { _ = try Command(.adoptFinding, json: json) }
    }

    @Test("only the newest draft is adopted, and none that legal review gave back")
    func newestDraft() throws {
        var (mission, incident, reports) = try Self.opened()
        let content = mission.finding(.unableToRule, on: reports)
        let old = try mission.draft(content, of: incident)
        let new = try mission.draft(content, of: incident)
        #expect(mission.refusal(of: mission.adoption(of: old), by: "head")?.kindOf == "conflict")
        func review(_ finding: FindingID, _ verdict: ReviewVerdict) -> Command {
            .reviewFinding(.init(finding: finding, verdict: verdict, note: "zzsealed"))
        }
        #expect(mission.refusal(of: review(old, .cleared), by: "legal")?.kindOf == "conflict")
        try mission.submit(review(new, .cleared), by: "legal")
        #expect(mission.refusal(of: mission.adoption(of: new), by: "head") == nil)
        try mission.submit(review(new, .returned), by: "legal")
        #expect(mission.register.incident(incident)?.stage == .underVerification)
        #expect(mission.refusal(of: mission.adoption(of: new), by: "head")?.kindOf == "stage under_verification")
        #expect(mission.refusal(of: review(new, .cleared), by: "legal")?.kindOf == "stage under_verification")
        let again = try mission.draft(content, of: incident)
        #expect(mission.refusal(of: mission.adoption(of: new), by: "head")?.kindOf == "conflict")
        #expect(mission.refusal(of: mission.adoption(of: again), by: "head") == nil)
    }

    @Test("a draft no longer fits when a report that it rests on changes, or which reports its incident has")
    func changedReports() throws {
        let (opened, incident, reports) = try Self.opened()
        var start = opened
        let spare = try start.report()
        let other = try start.open(2, [try start.report()])
        let finding = try start.draft(start.finding(.unableToRule, on: [reports[0]]), of: incident)
        #expect(start.refusal(of: start.adoption(of: finding), by: "head") == nil)
        let changes: [(Command, String)] = [
            (ReportRulesTests.triage(spare, .incident, incident), "analyst-1"),
            (ReportRulesTests.triage(reports[2], .setAside), "analyst-1"),
            (ReportRulesTests.triage(reports[2], .duplicate, of: reports[1]), "analyst-1"),
            (ReportRulesTests.withdrawal(reports[0]), "observer-1"),
            (ReportRulesTests.correction(reports[0]), "observer-1"),
            (.joinIncidents(.init(incidents: [incident, other], into: incident, note: nil)), "analyst-1"),
            (
                .splitIncident(.init(incident: incident, parts: [[reports[0]], [reports[1], reports[2]]], note: nil)),
                "head"
            ),
        ]
        for (change, holder) in changes {
            var mission = start
            try mission.submit(change, by: holder)
            #expect(mission.refusal(of: mission.adoption(of: finding), by: "head")?.kindOf == "conflict", "\(change)")
        }
        // What does not change them leaves the draft as it is: nobody stops a finding by correcting what it does not
        // rest on.
        var mission = start
        try mission.submit(ReportRulesTests.triage(spare, .setAside), by: "analyst-1")
        try mission.submit(ReportRulesTests.correction(reports[1]), by: "observer-1")
        try mission.submit(ReportRulesTests.withdrawal(reports[2]), by: "observer-1")
        try mission.ask("hill", about: incident)
        #expect(mission.refusal(of: mission.adoption(of: finding), by: "head") == nil)
    }

    @Test("the summary that is published is of the reports that the finding is about")
    func staleSummary() throws {
        var (mission, incident, reports) = try Self.opened()
        let finding = try mission.draft(mission.finding(.unableToRule, on: reports), of: incident)
        for (computedFrom, refusal) in [
            (reports, nil), (Array(reports.dropLast()), "conflict"), (reports + [id("R-NEW")], "conflict"),
        ] as [([ReportID], String?)] {
            let basis = mission.basis(computedFrom)
            #expect(mission.refusal(of: mission.adoption(of: finding), by: "head", basis: basis)?.kindOf == refusal)
        }
    }

    @Test("a finding is reopened once, and what follows needs a new draft; nothing vanishes")
    func reopening() throws {
        var (mission, incident, reports) = try Self.opened()
        let content = mission.finding(.unableToRule, on: reports)
        let first = try mission.draft(content, of: incident)
        func reopening(_ finding: FindingID) -> Command {
            .reopenFinding(.init(finding: finding, reason: "New evidence."))
        }
        #expect(mission.refusal(of: reopening(first), by: "head")?.kindOf == "unknown finding")
        try mission.submit(mission.adoption(of: first), by: "head")
        #expect(mission.refusal(of: mission.adoption(of: first), by: "head")?.kindOf == "stage adopted")
        #expect(mission.refusal(of: reopening(first), by: "analyst-1")?.kindOf == "not allowed")
        try mission.submit(reopening(first), by: "deputy")
        #expect(mission.register.incident(incident)?.stage == .underVerification)
        #expect(mission.register.incident(incident)?.finding == nil)
        #expect(mission.refusal(of: reopening(first), by: "head")?.kindOf == "stage under_verification")
        #expect(mission.refusal(of: mission.adoption(of: first), by: "head")?.kindOf == "stage under_verification")
        let second = try mission.draft(content, of: incident, by: "analyst-2")
        try mission.submit(mission.adoption(of: second), by: "deputy")
        #expect(mission.refusal(of: reopening(first), by: "head")?.kindOf == "conflict")
        #expect(mission.refusal(of: reopening(second), by: "head") == nil)
    }

    @Test("a draft whose sealed part was erased is drafted again")
    func erased() throws {
        var (mission, incident, reports) = try Self.opened()
        let finding = try mission.draft(mission.finding(.unableToRule, on: reports), of: incident)
        mission.register = mission.register { $0.fact.kind == .findingDrafted }
        #expect(mission.refusal(of: mission.adoption(of: finding), by: "head")?.kindOf == "conflict")
        let again = try mission.draft(mission.finding(.unableToRule, on: reports), of: incident)
        #expect(mission.refusal(of: mission.adoption(of: again), by: "head") == nil)
    }
}
