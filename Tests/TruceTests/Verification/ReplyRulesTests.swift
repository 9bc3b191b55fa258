import Testing
import TruceTesting

@testable import Truce

@Suite("Verification: the right of reply")
struct ReplyRulesTests {
    /// A draft that attributes a violation of provision 1 to the Hill.
    static func drafted() throws -> (mission: TestMission, incident: IncidentID, finding: FindingID) {
        var mission = TestMission()
        let report = try mission.report()
        let incident = try mission.open(1, [report])
        let finding = try mission.draft(mission.finding(on: [report], attributedTo: "hill"), of: incident)
        return (mission, incident, finding)
    }

    private static func deadline(_ mission: TestMission, _ ask: AskID) -> Instant? {
        mission.register.asks[ask]?.deadline
    }

    @Test(
        "the period is the agreement's for that severity; the last one holds for higher ones; three days where none is set",
        arguments: [
            ([72, 48, 24, 12], 0, 72), ([72, 48, 24, 12], 3, 12), ([72, 48], 1, 48), ([72, 48], 3, 48), ([], 2, 72),
            ([0], 0, 0), ([-5], 0, 0), ([Int.max], 0, 8_784),
        ])
    func period(hours: [Int], severity: Int, expected: Int64) throws {
        var agreement = TestMission.agreement()
        agreement.procedure.replyHours = hours
        var mission = TestMission(agreement: agreement)
        let report = try mission.report()
        let incident = try mission.open(1, [report])
        let facts = try mission.submit(
            .askReply(
                .init(incident: incident, accused: id("hill"), allegation: "zzsealed", provisions: [], severity: nil)),
            by: "analyst-1", basis: mission.basis([report], severity: severity))
        let asks = facts[0].sealed.question?.asks.map(\.ask) ?? []
        #expect(Self.deadline(mission, asks[0]) == mission.now.advanced(bySeconds: expected * 3_600))
    }

    @Test("without a severity the assessed one holds; without either nobody can be asked")
    func assessedSeverity() throws {
        var mission = TestMission()
        let report = try mission.report()
        let incident = try mission.open(1, [report])
        let command = Command.askReply(
            .init(incident: incident, accused: id("hill"), allegation: "zzsealed", provisions: [], severity: nil))
        #expect(mission.refusal(of: command, by: "analyst-1")?.kindOf == "invalid severity")
        let facts = try mission.submit(command, by: "analyst-1", basis: mission.basis([report], severity: 2))
        #expect(facts.map(\.sealed.question?.severity) == [2])
    }

    @Test(
        "nobody shortens the accused's time but a head of mission who says why; to lengthen it every officer may",
        arguments: [
            (1, 1, "analyst-1", nil, nil), (1, 0, "analyst-1", nil, nil),
            (1, 2, "analyst-1", "why", "invalid severity"),
            (1, 2, "head", nil, "invalid note"), (1, 2, "head", "why", nil), (1, 0, "head", nil, nil),
            (nil, 0, "analyst-1", nil, nil), (nil, 1, "analyst-1", nil, "invalid severity"),
            (nil, 3, "head", "why", nil),
        ] as [(Int?, Int, String, String?, String?)])
    func chosenSeverity(assessed: Int?, given: Int, holder: String, why: String?, refusal: String?) throws {
        var mission = TestMission()
        let report = try mission.report()
        let incident = try mission.open(1, [report])
        let command = Command.askReply(
            .init(
                incident: incident, accused: id("hill"), allegation: "zzsealed", provisions: [], severity: given,
                note: why))
        let basis = assessed.map { mission.basis([report], severity: $0) }
        #expect(mission.refusal(of: command, by: holder, basis: basis)?.kindOf == refusal)
        guard refusal == nil else { return }
        let facts = try mission.submit(command, by: holder, basis: basis)
        #expect(facts.map(\.sealed.question?.severity) == [given] && facts[0].sealed.note?.text == why)
    }

    @Test("the party and each of its guarantors are asked, but none that the party itself disputes")
    func guarantors() throws {
        var agreement = TestMission.agreement()
        agreement.guarantors += [
            Guarantor(id: "east", name: LocalizedText("East"), answersFor: ["hill", "lake"], disputedBy: ["lake"]),
            Guarantor(id: "hill", name: LocalizedText("The Hill for itself"), answersFor: ["hill"]),
        ]
        var mission = TestMission(agreement: agreement)
        let (a, b) = (try mission.open(1, [try mission.report()]), try mission.open(2, [try mission.report()]))
        let hill = try mission.ask("hill", about: a).map { mission.register.asks[$0]?.about?.of.text }
        let lake = try mission.ask("lake", about: b).map { mission.register.asks[$0]?.about?.of.text }
        #expect(hill == ["hill", "north", "east"])
        #expect(lake == ["lake", "south"])
    }

    /// From the question to silence: asked, given more time, reminded, one guarantor's reply, silence. The bytes of each
    /// entry, but for when it was recorded and for names that say nothing.
    private static func told(of accused: String, guarantors: Int, severity: Int) throws -> [String] {
        var agreement = TestMission.agreement()
        agreement.guarantors = (0..<guarantors).map {
            Guarantor(id: "friend-\($0)", name: LocalizedText("Friend"), answersFor: [accused])
        }
        var mission = TestMission(agreement: agreement)
        let incident = try mission.open(1, [try mission.report()])
        let first = mission.entries.count
        let asks = try mission.ask(accused, about: incident, severity: severity)
        #expect(asks.count == guarantors + 1)
        let deadline = try #require(Self.deadline(mission, asks[0]))
        let later = deadline.advanced(bySeconds: 3_600)
        try mission.submit(.extendReply(.init(ask: asks[0], deadline: later, note: "zzsealed")), by: "analyst-1")
        #expect(asks.allSatisfy { Self.deadline(mission, $0) == later })
        mission.now = deadline
        mission.runClerk()
        mission.now = later.advanced(bySeconds: 1)
        mission.runClerk()
        #expect(asks.allSatisfy { mission.register.asks[$0]?.isSilent == true })
        return try mission.entries[first...].filter { $0.fact.kind != .escalated }.map { entry in
            String(decoding: try entry.fact.json().canonicalBytes(), as: UTF8.self)
        }
    }

    @Test("the log tells neither who was asked nor how many, neither how grave it is nor by when a reply is due")
    func sealed() throws {
        let alone = try Self.told(of: "hill", guarantors: 0, severity: 0)
        #expect(alone.count == 4)
        #expect(alone.allSatisfy { !$0.contains("hill") && !$0.contains("zzsealed") && !$0.contains("deadline\"") })
        for (accused, guarantors, severity) in [("hill", 2, 0), ("lake", 0, 0), ("lake", 3, 0), ("hill", 0, 3)] {
            #expect(try Self.told(of: accused, guarantors: guarantors, severity: severity) == alone)
        }
    }

    @Test("a reply names its question by a name that stands in no other open part")
    func opaqueAsk() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let asks = try mission.ask("hill", about: incident)
        for (ask, holder) in zip(asks, ["hill-1", "north-1"]) {
            try mission.submit(TestMission.reply(ask), by: holder)
        }
        mission.wait(hours: 1_000)
        mission.runClerk()
        for ask in asks {
            let naming = try mission.entries.filter { entry in
                String(decoding: try entry.fact.json().canonicalBytes(), as: UTF8.self).contains(ask.text)
            }
            #expect(naming.map(\.fact.kind) == [.replyFiled])
            guard case .replyFiled(let fact)? = naming.first?.fact else { continue }
            #expect(fact.incident == nil && fact.party == nil)
        }
    }

    @Test("what earlier versions said in the open counts as it did")
    func earlierVersions() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let (ask, deadline) = (AskID("A-1")!, mission.now.advanced(bySeconds: 3_600))
        var sealed = SealedParts()
        sealed.ask = AskContent(
            of: id("hill"), accused: id("hill"), allegation: "zzsealed", provisions: [], severity: 1)
        mission.record(
            NewFact(
                .replyAsked(
                    .init(ask: ask, incident: incident, deadline: deadline, officer: id("analyst-1"), sealed: [])),
                sealed: sealed))
        #expect(mission.register.asks[ask]?.about?.of == id("hill"))
        let later = deadline.advanced(bySeconds: 60)
        mission.record(
            NewFact(.replyExtended(.init(ask: ask, deadline: later, officer: id("analyst-1"), sealed: []))))
        #expect(Self.deadline(mission, ask) == later)
        mission.record(NewFact(.reminderSent(.init(ask: ask, deadline: later))))
        #expect(mission.register.asks[ask]?.isReminded == true)
        mission.record(NewFact(.replyDeadlinePassed(.init(ask: ask, incident: incident, deadline: later))))
        #expect(mission.register.asks[ask]?.isSilent == true)
    }

    @Test("nobody is asked twice at once, and only parties are accused, of provisions there are")
    func asking() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        func asking(_ accused: String, _ provisions: [String] = ["1"]) -> Command {
            .askReply(
                .init(
                    incident: incident, accused: id(accused), allegation: "zzsealed",
                    provisions: provisions.map { id($0) },
                    severity: 0))
        }
        for (accused, provisions, refusal) in [
            ("hill", ["1"], nil), ("hill", [], nil), ("lake", ["1", "2"], nil), ("north", ["1"], "invalid accused"),
            ("black", ["1"], "invalid accused"), ("hill", ["3"], "invalid provisions[0]"),
            ("hill", ["1", "1"], "invalid provisions[1]"),
        ] as [(String, [String], String?)] {
            #expect(mission.refusal(of: asking(accused, provisions), by: "analyst-1")?.kindOf == refusal)
        }
        let asks = try mission.ask("hill", about: incident)
        #expect(mission.refusal(of: asking("hill"), by: "analyst-1")?.kindOf == "conflict")
        #expect(mission.refusal(of: asking("lake"), by: "analyst-1") == nil)
        try mission.submit(TestMission.reply(asks[0]), by: "hill-1")
        // Its guarantor still has time.
        #expect(mission.refusal(of: asking("hill"), by: "analyst-1")?.kindOf == "conflict")
        try mission.submit(TestMission.reply(asks[1]), by: "north-1")
        #expect(mission.refusal(of: asking("hill"), by: "analyst-1") == nil)
    }

    @Test(
        "a reply at the deadline is in time, a second later it is late, and it is recorded all the same",
        arguments: [
            (-1, false, false), (-1, false, true), (0, false, false), (0, false, true), (1, true, false),
            (1, true, true), (86_400, true, false), (86_400, true, true),
        ] as [(Int64, Bool, Bool)])
    func deadline(seconds: Int64, isLate: Bool, clerkRuns: Bool) throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let ask = try mission.ask("hill", about: incident)[0]
        let deadline = try #require(Self.deadline(mission, ask))
        mission.now = deadline.advanced(bySeconds: seconds)
        let silences = clerkRuns ? mission.runClerk().filter { $0.fact.kind == .replyDeadlinePassed } : []
        // Both sides were asked at once, and their silence is one.
        #expect(silences.map { $0.sealed.term?.asks.count } == (clerkRuns && isLate ? [2] : []))
        let facts = try mission.submit(TestMission.reply(ask), by: "hill-2")
        guard case .replyFiled(let fact) = facts[0].fact else { return }
        #expect((fact.filedAt > deadline) == isLate)
        #expect(fact.party == nil && fact.position == nil && fact.statement == nil)
        mission.wait(hours: 1_000)
        let later = mission.runClerk().filter { $0.fact.kind == .replyDeadlinePassed }
        #expect(!later.contains { $0.sealed.term?.asks.contains(ask) == true })
    }

    @Test("after silence is on record, a reply is late even by a clock that was set back")
    func clockSetBack() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let ask = try mission.ask("hill", about: incident)[0]
        let deadline = try #require(Self.deadline(mission, ask))
        mission.now = deadline.advanced(bySeconds: 1)
        mission.runClerk()
        mission.now = deadline
        let facts = try mission.submit(TestMission.reply(ask), by: "hill-1")
        guard case .replyFiled(let fact) = facts[0].fact else { return }
        #expect(fact.filedAt > deadline)
    }

    @Test("an ask is answered once; time may be asked for once before that")
    func once() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let ask = try mission.ask("hill", about: incident)[0]
        try mission.submit(TestMission.reply(ask, .asksForTime), by: "hill-1")
        #expect(mission.refusal(of: TestMission.reply(ask, .asksForTime), by: "hill-1")?.kindOf == "conflict")
        try mission.submit(TestMission.reply(ask, .explains), by: "hill-2")
        for position in ReplyPosition.allCases {
            #expect(mission.refusal(of: TestMission.reply(ask, position), by: "hill-1")?.kindOf == "conflict")
        }
    }

    @Test("only the side that was asked answers; to others the question is not there")
    func whoAnswers() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let asks = try mission.ask("hill", about: incident)
        for (ask, holder, refusal) in [
            (asks[0], "hill-1", nil), (asks[0], "lake-1", "unknown ask"), (asks[0], "north-1", "unknown ask"),
            (asks[1], "north-1", nil), (asks[1], "hill-1", "unknown ask"), (asks[0], "head", "not allowed"),
            (id("A-NONE"), "hill-1", "unknown ask"),
        ] as [(AskID, String, String?)] {
            #expect(mission.refusal(of: TestMission.reply(ask), by: holder)?.kindOf == refusal)
        }
    }

    @Test(
        "a statement that is to stand beside the finding fits on a page",
        arguments: [(4_000, nil), (4_001, "invalid statement")] as [(Int, String?)])
    func length(bytes: Int, refusal: String?) throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let ask = try mission.ask("hill", about: incident)[0]
        let command = Command.fileReply(
            .init(
                ask: ask, position: .denies, statement: String(repeating: "x", count: bytes), confidence: nil,
                evidence: []))
        #expect(mission.refusal(of: command, by: "hill-1")?.kindOf == refusal)
    }

    @Test(
        "more time is given before silence is on record, only to a later moment: by officers as long again, by a head a year"
    )
    func extending() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let ask = try mission.ask("hill", about: incident)[0]
        let deadline = try #require(Self.deadline(mission, ask))
        func extending(_ moment: Instant, _ note: String? = nil) -> Command {
            .extendReply(.init(ask: ask, deadline: moment, note: note))
        }
        let year = mission.now.advanced(bySeconds: 366 * 86_400)
        let twice = mission.now.advanced(bySeconds: 2 * 72 * 3_600)
        for (moment, holder, refusal) in [
            (deadline.advanced(bySeconds: 1), "analyst-1", nil), (deadline, "analyst-1", "invalid deadline"),
            (deadline.advanced(bySeconds: -1), "analyst-1", "invalid deadline"), (twice, "analyst-1", nil),
            (twice.advanced(bySeconds: 1), "analyst-1", "invalid deadline"),
            (twice.advanced(bySeconds: 1), "head", nil),
            (deadline, "head", "invalid deadline"), (year, "head", nil),
            (year.advanced(bySeconds: 1), "head", "invalid deadline"), (twice, "hill-1", "not allowed"),
        ] as [(Instant, String, String?)] {
            #expect(mission.refusal(of: extending(moment), by: holder)?.kindOf == refusal, "\(moment) by \(holder)")
        }
        // Again and again comes to no more than once.
        var again = mission
        try again.submit(extending(deadline.advanced(bySeconds: 3_600)), by: "analyst-1")
        #expect(
            again.refusal(of: extending(twice.advanced(bySeconds: 1)), by: "analyst-2")?.kindOf == "invalid deadline")
        // The deadline has gone by, but nothing is on record yet.
        mission.now = deadline.advanced(bySeconds: 10)
        #expect(
            mission.refusal(of: extending(deadline.advanced(bySeconds: 5)), by: "head")?.kindOf == "invalid deadline")
        var asked = mission
        try asked.submit(extending(deadline.advanced(bySeconds: 60)), by: "head")
        #expect(!asked.runClerk().contains { $0.fact.kind == .replyDeadlinePassed })
        mission.runClerk()
        #expect(mission.refusal(of: extending(year), by: "head")?.kindOf == "conflict")
    }

    @Test(
        "a head of mission takes back time that was given, with a reason and a day's notice, never the agreement's own")
    func shortening() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let asks = try mission.ask("hill", about: incident)
        let deadline = try #require(Self.deadline(mission, asks[0]))
        func moving(_ moment: Instant, _ note: String? = "zzsealed") -> Command {
            .extendReply(.init(ask: asks[0], deadline: moment, note: note))
        }
        try mission.submit(moving(deadline.advanced(bySeconds: 200 * 86_400)), by: "head")
        for (moment, holder, note, refusal) in [
            (deadline, "head", "why", nil), (deadline.advanced(bySeconds: -1), "head", "why", "invalid deadline"),
            (deadline, "head", nil, "invalid note"), (deadline, "analyst-1", "why", "invalid deadline"),
        ] as [(Instant, String, String?, String?)] {
            #expect(mission.refusal(of: moving(moment, note), by: holder)?.kindOf == refusal)
        }
        mission.now = deadline.advanced(bySeconds: 3_600)
        let notice = mission.now.advanced(bySeconds: 86_400)
        #expect(mission.refusal(of: moving(notice.advanced(bySeconds: -1)), by: "head")?.kindOf == "invalid deadline")
        try mission.submit(moving(notice), by: "head")
        #expect(asks.allSatisfy { Self.deadline(mission, $0) == notice })
    }

    @Test("a side that asked for time may be given it; one that answered needs none")
    func extendingAfterReply() throws {
        var mission = TestMission()
        let incident = try mission.open(1, [try mission.report()])
        let ask = try mission.ask("hill", about: incident)[0]
        let later = mission.now.advanced(bySeconds: 100 * 3_600)
        let extending = Command.extendReply(.init(ask: ask, deadline: later, note: nil))
        try mission.submit(TestMission.reply(ask, .asksForTime), by: "hill-1")
        #expect(mission.refusal(of: extending, by: "analyst-1") == nil)
        try mission.submit(TestMission.reply(ask), by: "hill-1")
        #expect(mission.refusal(of: extending, by: "analyst-1")?.kindOf == "conflict")
    }

    @Test("no violation is attributed to a party that was not asked, nor while it or a guarantor has time left")
    func adopting() throws {
        var (mission, incident, finding) = try Self.drafted()
        let adoption = mission.adoption(of: finding)
        #expect(mission.refusal(of: adoption, by: "head")?.kindOf == "conflict")
        // The other side's answer is no answer of this one.
        let others = try mission.ask("lake", about: incident)
        try mission.submit(TestMission.reply(others[0]), by: "lake-1")
        try mission.submit(TestMission.reply(others[1]), by: "south-1")
        #expect(mission.refusal(of: adoption, by: "head")?.kindOf == "conflict")
        let asks = try mission.ask("hill", about: incident)
        #expect(mission.refusal(of: adoption, by: "head")?.kindOf == "conflict")
        try mission.submit(TestMission.reply(asks[0]), by: "hill-1")
        #expect(mission.refusal(of: adoption, by: "head")?.kindOf == "conflict")
        let deadline = try #require(Self.deadline(mission, asks[1]))
        mission.now = deadline
        mission.runClerk()
        #expect(mission.refusal(of: adoption, by: "head")?.kindOf == "conflict")
        mission.now = deadline.advanced(bySeconds: 1)
        // What is not on record is not silence.
        #expect(mission.refusal(of: adoption, by: "head")?.kindOf == "conflict")
        mission.runClerk()
        let facts = try mission.submit(adoption, by: "head", basis: mission.basis(of: incident))
        guard case .findingAdopted(let fact) = facts[0].fact else { return }
        #expect(fact.replies.map(\.party) == [id("lake"), id("south"), id("hill"), id("north")])
        #expect(fact.replies.map(\.position) == [.denies, .denies, .denies, nil])
        #expect(fact.replies[2].statement == "zzreply no" && fact.replies[3].reply == nil)
        #expect(fact.replies.map(\.isLate) == [false, false, false, nil])
    }

    @Test(
        "a reply that came after the deadline is published as late",
        arguments: [(0, false), (1, true)] as [(Int64, Bool)])
    func publishedAsLate(seconds: Int64, isLate: Bool) throws {
        var (mission, incident, finding) = try Self.drafted()
        let asks = try mission.ask("hill", about: incident)
        mission.now = try #require(Self.deadline(mission, asks[0])).advanced(bySeconds: seconds)
        mission.runClerk()
        for (ask, holder) in zip(asks, ["hill-1", "north-1"]) {
            try mission.submit(TestMission.reply(ask), by: holder)
        }
        let facts = try mission.submit(mission.adoption(of: finding), by: "head")
        guard case .findingAdopted(let fact) = facts[0].fact else { return }
        #expect(fact.replies.map(\.isLate) == [isLate, isLate])
    }

    @Test("a reply that comes while a finding stands is public at once; nobody asks for time any more")
    func afterAdoption() throws {
        var (mission, incident, finding) = try Self.drafted()
        let asks = try mission.ask("hill", about: incident)
        mission.wait(hours: 100)
        mission.runClerk()
        try mission.submit(mission.adoption(of: finding), by: "head")
        let time = TestMission.reply(asks[0], .asksForTime)
        #expect(mission.refusal(of: time, by: "hill-1")?.kindOf == "invalid position")
        let facts = try mission.submit(TestMission.reply(asks[0]), by: "hill-1")
        guard case .replyFiled(let fact) = facts[0].fact else { return }
        #expect(fact.incident == incident && fact.party == id("hill") && fact.position == .denies)
        #expect(fact.statement == "zzreply no")
        #expect(facts[0].sealed.reply?.statement == nil && facts[0].sealed.reply?.confidence == "zzsealed why")
        // Reopened, the case goes on in confidence, and the answer counts.
        try mission.submit(.reopenFinding(.init(finding: finding, reason: "Heard late.")), by: "head")
        let second = try mission.submit(TestMission.reply(asks[1]), by: "north-1")
        guard case .replyFiled(let sealed) = second[0].fact else { return }
        #expect(sealed.party == nil && sealed.incident == nil && sealed.statement == nil)
        let report = try #require(mission.register.incident(incident)?.reports.first)
        let again = try mission.draft(mission.finding(on: [report], attributedTo: "hill"), of: incident)
        let adopted = try mission.submit(mission.adoption(of: again), by: "head")
        guard case .findingAdopted(let published) = adopted[0].fact else { return }
        #expect(published.replies.map(\.statement) == ["zzreply no", "zzreply no"])
        #expect(published.replies.map(\.isLate) == [true, true])
    }

    @Test("a side that asked for time keeps its whole period")
    func timeAskedFor() throws {
        var (mission, incident, finding) = try Self.drafted()
        let asks = try mission.ask("hill", about: incident)
        try mission.submit(TestMission.reply(asks[0], .asksForTime), by: "hill-1")
        try mission.submit(TestMission.reply(asks[1]), by: "north-1")
        let deadline = try #require(Self.deadline(mission, asks[0]))
        for (seconds, refusal) in [(-1, "conflict"), (0, "conflict"), (1, nil)] as [(Int64, String?)] {
            mission.now = deadline.advanced(bySeconds: seconds)
            #expect(mission.refusal(of: mission.adoption(of: finding), by: "head")?.kindOf == refusal)
        }
        let facts = try mission.submit(mission.adoption(of: finding), by: "head")
        guard case .findingAdopted(let fact) = facts[0].fact else { return }
        #expect(fact.replies[0].position == .asksForTime && fact.replies[0].reply != nil)
    }

    @Test(
        "the side was asked about the very provision that it is found to have violated",
        arguments: [(["1"], nil), ([], nil), (["2", "1"], nil), (["2"], "conflict")] as [([String], String?)])
    func provision(asked: [String], refusal: String?) throws {
        var (mission, incident, finding) = try Self.drafted()
        let asks = try mission.ask("hill", about: incident, asked)
        try mission.submit(TestMission.reply(asks[0]), by: "hill-1")
        try mission.submit(TestMission.reply(asks[1]), by: "north-1")
        #expect(mission.refusal(of: mission.adoption(of: finding), by: "head")?.kindOf == refusal)
    }

    @Test("what was placed with the incident or corrected after a side was asked, the side was not asked about")
    func askedBefore() throws {
        var (mission, incident, first) = try Self.drafted()
        func answer(_ mission: inout TestMission) throws {
            let asks = try mission.ask("hill", about: incident)
            for (ask, holder) in zip(asks, ["hill-1", "north-1"]) {
                try mission.submit(TestMission.reply(ask), by: holder)
            }
        }
        try answer(&mission)
        #expect(mission.refusal(of: mission.adoption(of: first), by: "head") == nil)
        let old = try #require(mission.register.incident(incident)?.reports.first)
        let late = try mission.report()
        try mission.submit(ReportRulesTests.triage(late, .incident, incident), by: "analyst-1")
        var other = mission
        let onLate = try mission.draft(mission.finding(on: [late], attributedTo: "hill"), of: incident)
        #expect(mission.refusal(of: mission.adoption(of: onLate), by: "head")?.kindOf == "conflict")
        // What rests on the old one alone was put to it.
        let onOld = try other.draft(other.finding(on: [old], attributedTo: "hill"), of: incident)
        #expect(other.refusal(of: other.adoption(of: onOld), by: "head") == nil)
        try answer(&mission)
        #expect(mission.refusal(of: mission.adoption(of: onLate), by: "head") == nil)
        try mission.submit(ReportRulesTests.correction(late), by: "observer-1")
        let corrected = try mission.draft(mission.finding(on: [late], attributedTo: "hill"), of: incident)
        #expect(mission.refusal(of: mission.adoption(of: corrected), by: "head")?.kindOf == "conflict")
    }

    @Test("to ask again and wait takes no answer away: every answer stands beside the finding")
    func askedAgain() throws {
        var (mission, incident, finding) = try Self.drafted()
        let asks = try mission.ask("hill", about: incident)
        for (ask, holder) in zip(asks, ["hill-1", "north-1"]) {
            try mission.submit(TestMission.reply(ask), by: holder)
        }
        let again = try mission.ask("hill", about: incident)
        try mission.submit(TestMission.reply(again[1], .explains), by: "north-1")
        mission.wait(hours: 1_000)
        mission.runClerk()
        let facts = try mission.submit(mission.adoption(of: finding), by: "head")
        guard case .findingAdopted(let fact) = facts[0].fact else { return }
        #expect(fact.replies.map(\.party) == [id("hill"), id("north"), id("north")])
        #expect(fact.replies.map(\.position) == [.denies, .denies, .explains])
    }

    @Test("a question to whom nobody can say any more is no question: the side is asked again")
    func erased() throws {
        var (mission, incident, finding) = try Self.drafted()
        let asks = try mission.ask("hill", about: incident)
        try mission.submit(TestMission.reply(asks[0]), by: "hill-1")
        try mission.submit(TestMission.reply(asks[1]), by: "north-1")
        #expect(mission.refusal(of: mission.adoption(of: finding), by: "head") == nil)
        mission.register = mission.register { $0.fact.kind == .replyAsked }
        #expect(mission.refusal(of: mission.adoption(of: finding), by: "head")?.kindOf == "conflict")
    }

    @Test("who had not answered when the finding was adopted owes nothing, and is not called silent")
    func lapsed() throws {
        var mission = TestMission()
        let report = try mission.report()
        let incident = try mission.open(1, [report])
        let ask = try mission.ask("hill", about: incident)[0]
        let finding = try mission.draft(mission.finding(.unableToRule, on: [report]), of: incident)
        let facts = try mission.submit(mission.adoption(of: finding), by: "head")
        guard case .findingAdopted(let fact) = facts[0].fact else { return }
        #expect(fact.replies == [])
        // What it says now stays sealed: nothing that is public tells that it was asked.
        var after = mission
        guard case .replyFiled(let filed) = try after.submit(TestMission.reply(ask), by: "hill-1")[0].fact else {
            return
        }
        #expect(filed.incident == nil && filed.party == nil && filed.position == nil && filed.statement == nil)
        mission.wait(hours: 1_000)
        #expect(mission.runClerk() == [])
        try mission.submit(.reopenFinding(.init(finding: finding, reason: "More.")), by: "head")
        #expect(!mission.runClerk().contains { $0.fact.kind == .replyDeadlinePassed })
        // It may still be heard, or be asked again; until then no violation is attributed to it.
        let violation = try mission.draft(mission.finding(on: [report], attributedTo: "hill"), of: incident)
        #expect(mission.refusal(of: mission.adoption(of: violation), by: "head")?.kindOf == "conflict")
        #expect(mission.refusal(of: TestMission.reply(ask), by: "hill-1") == nil)
        try mission.ask("hill", about: incident)
    }
}
