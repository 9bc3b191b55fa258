import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("Records as they stand")
struct RecordTests {
    private func report(_ history: History, _ id: String, _ moment: Moment = .now) throws -> ReportRecord? {
        let open = try OpenViews(history.entries)
        return try open.views.answer(ReportByID(id: ReportID(id)!), for: Cast.head, at: moment).record
    }

    @Test(
        "an amendment that all have signed is in effect from the moment that it names, or from the last signature",
        arguments: [30, -30] as [Int64])
    func amendment(namedInDays: Int64) throws {
        var history = History()
        let start = Instant(seconds: history.clock)
        history.add(
            .amendmentProposed(
                AmendmentProposed(
                    amendment: AmendmentID("X-1")!, agreement: AgreementID("fictional")!, version: 2,
                    inForceFrom: start.advanced(bySeconds: namedInDays * 86_400), files: [],
                    signatories: [Cast.hill, Cast.lake], reason: "Longer.", officer: History.officer)), later: 0)
        var standing: [Instant?] = []
        for side in [Cast.hill, Cast.lake] {
            history.add(
                .amendmentSigned(
                    AmendmentSigned(amendment: AmendmentID("X-1")!, signatory: side, key: "k", signature: "s")))
            let open = try OpenViews(history.entries)
            standing.append(
                try open.views.answer(AmendmentList(), for: .anyone).records.first?.effectiveAt)
        }
        let expected = start.advanced(
            bySeconds: namedInDays > 0 ? namedInDays * 86_400 : 2 * 60)
        #expect(standing == [nil, expected])
    }

    @Test("a report, corrected, placed, moved, withdrawn, and as known before each")
    func reports() throws {
        var history = History()
        history.report("R-1", text: "first")
        history.correct("R-1", text: "second")
        history.open(.numbered(1), ["R-1"])
        history.triage("R-1", .incident, .numbered(2))
        history.triage("R-1", .duplicate)
        history.add(.reportWithdrawn(ReportWithdrawn(report: ReportID("R-1")!, by: .source, reason: "mistaken")))
        let open = try OpenViews(history.entries)
        func record(_ position: Int) throws -> ReportRecord? {
            try open.views.answer(ReportByID(id: ReportID("R-1")!), for: Cast.head, at: .position(position)).record
        }
        #expect(try record(0) == nil)
        let first = try #require(try record(1))
        #expect(first.content?.text == "first" && first.corrections == 0 && first.disposition == nil)
        let second = try #require(try record(2))
        #expect(second.content?.text == "second" && second.corrections == 1)
        #expect(try record(3)?.incident == .numbered(1) && record(3)?.disposition == .incident)
        #expect(try record(4)?.incident == .numbered(2))
        #expect(try record(5)?.incident == nil && record(5)?.disposition == .duplicate)
        #expect(try record(5)?.isWithdrawn == false && record(6)?.isWithdrawn == true)
    }

    @Test("of two reports of one name the first stands")
    func twice() throws {
        var history = History()
        history.report("R-1", text: "first")
        history.report("R-1", text: "second")
        #expect(try report(history, "R-1")?.content?.text == "first")
    }

    @Test("files, with what is on record of them")
    func evidence() throws {
        let digest = FileDigest([UInt8](repeating: 7, count: 32))!
        var history = History()
        history.report("R-1")
        history.add(
            .evidenceAdded(
                EvidenceAdded(
                    evidence: EvidenceID("E-1")!, object: .file(digest), size: 512, mediaType: "image/jpeg",
                    incident: nil, report: ReportID("R-1"), custodian: RoleID("analyst")!, obtainedHow: "sent",
                    obtainedAt: Instant(seconds: history.clock))))
        let found = try #require(try report(history, "R-1")?.evidence.first)
        #expect(found.digest == digest && found.size == 512 && found.mediaType == "image/jpeg")
        #expect(try report(history, "R-1", .position(1))?.evidence.isEmpty == true)
    }

    @Test("filters of reports, with a row on each side")
    func filters() throws {
        var history = History()
        for number in 0..<6 { history.report("R-\(number)") }
        history.open(.numbered(1), ["R-1", "R-2"])
        history.triage("R-3", .setAside)
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        func listed(_ list: ReportList) throws -> [String] {
            try open.views.answer(list, for: Cast.analyst).records.map(\.id.text).sorted()
        }
        #expect(try listed(ReportList(triaged: true)) == ["R-1", "R-2", "R-3"])
        #expect(try listed(ReportList(triaged: false)) == ["R-0", "R-4", "R-5"])
        #expect(try listed(ReportList(incident: .numbered(1))) == ["R-1", "R-2"])
        #expect(try listed(ReportList(incident: .numbered(1004))) == ["R-4"])
        #expect(try listed(ReportList(incident: .numbered(77))) == [])
        // Received when the clock showed what it did before the entry.
        let third = history.entries[2].recorded.advanced(bySeconds: -60)
        #expect(try listed(ReportList(from: third)) == ["R-2", "R-3", "R-4", "R-5"])
        #expect(try listed(ReportList(until: third)) == ["R-0", "R-1"])
        #expect(try listed(ReportList(from: third.advanced(bySeconds: 1))) == ["R-3", "R-4", "R-5"])
        #expect(try listed(ReportList(from: third, until: third.advanced(bySeconds: 1))) == ["R-2"])
    }

    @Test("join, split and move take the reports along")
    func members() throws {
        let (a, b, c) = (IncidentID.numbered(1), IncidentID.numbered(2), IncidentID.numbered(3))
        var history = History()
        for number in 0..<4 { history.report("R-\(number)") }
        history.open(a, ["R-0", "R-1"])
        history.open(b, ["R-2"])
        history.add(
            .incidentsJoined(
                IncidentsJoined(incidents: [a, b], into: a, reason: nil, officer: History.officer, sealed: [])))
        history.add(
            .incidentSplit(
                IncidentSplit(
                    incident: a, parts: [IncidentPart(incident: c, reports: [ReportID("R-0")!])], reason: nil,
                    officer: History.officer, sealed: [])))
        let open = try OpenViews(history.entries)
        func record(_ id: IncidentID, _ position: Int) throws -> IncidentRecord? {
            try open.views.answer(IncidentByID(id: id), for: Cast.head, at: .position(position)).record
        }
        #expect(try record(b, 6)?.reports.map(\.text) == ["R-2"])
        #expect(try record(a, 7)?.reports.map(\.text) == ["R-0", "R-1", "R-2"])
        #expect(try record(b, 7)?.stage == .joined && record(b, 7)?.into == a && record(b, 7)?.reports.isEmpty == true)
        #expect(try record(a, 8)?.reports.map(\.text) == ["R-1", "R-2"])
        #expect(try record(c, 8)?.reports.map(\.text) == ["R-0"])
        #expect(try record(c, 8)?.stage == .underVerification && record(c, 7) == nil)
    }

    @Test(
        "a reply at the deadline is in time, a second later it is late",
        arguments: [(-1, false), (0, false), (1, true)])
    func late(seconds: Int64, isLate: Bool) throws {
        var history = History()
        history.report("R-1")
        history.open(.numbered(1), ["R-1"])
        history.ask("A-1", .numbered(1), of: Cast.hill, hours: 1)
        history.reply("Y-1", to: "A-1", of: Cast.hill, later: 3600 + seconds)
        let open = try OpenViews(history.entries)
        let ask = try #require(try open.views.answer(AskList(), for: Cast.hillLiaison).records.first)
        #expect(ask.reply?.isLate == isLate && !ask.isOverdue)
    }

    @Test("asks that are open, and those that are not")
    func asks() throws {
        let open = try OpenViews(MarkedCase().history.entries)
        func listed(_ isOpen: Bool?, _ asker: Asker) throws -> [String] {
            try open.views.answer(AskList(open: isOpen), for: asker).records.map(\.id.text)
        }
        #expect(try listed(nil, Cast.analyst) == ["A-3", "A-2", "A-1"])
        // A finding was adopted before the second was answered.
        #expect(try listed(true, Cast.analyst) == ["A-3"])
        #expect(try listed(false, Cast.analyst) == ["A-2", "A-1"])
        #expect(try listed(nil, Cast.hillLiaison) == ["A-1"])
        #expect(try listed(true, Cast.hillLiaison) == [])
        #expect(try listed(nil, .anyone) == [])
    }

    @Test("findings by outcome, side and day")
    func findings() throws {
        var history = History()
        history.adopt("F-1", .numbered(1), .violationVerified, of: Cast.hill, day: 100)
        history.adopt("F-2", .numbered(2), .unableToRule, of: nil, day: 101)
        history.adopt("F-3", .numbered(3), .violationVerified, of: Cast.lake, day: 102)
        history.reopen("F-3")
        let open = try OpenViews(history.entries)
        func listed(_ list: FindingList) throws -> [String] {
            try open.views.answer(list, for: .anyone).records.map(\.id.text)
        }
        func day(_ number: Int32) -> MissionDay { MissionDay(daysSince1970: number) }
        #expect(try listed(FindingList()) == ["F-3", "F-2", "F-1"])
        #expect(try listed(FindingList(outcome: .violationVerified)) == ["F-3", "F-1"])
        #expect(try listed(FindingList(side: Cast.hill)) == ["F-1"])
        #expect(try listed(FindingList(from: day(101))) == ["F-3", "F-2"])
        #expect(try listed(FindingList(through: day(101))) == ["F-2", "F-1"])
        #expect(try listed(FindingList(from: day(101), through: day(101))) == ["F-2"])
        let reopened = try #require(try open.views.answer(FindingByID(id: FindingID("F-3")!), for: .anyone).record)
        #expect(reopened.reopenedAt != nil && reopened.reopenedBecause == "New reports.")
    }

    @Test("counts by day: what nobody ruled on is the office's, findings are everybody's")
    func days() throws {
        var history = History()
        history.clock = Fictional.moment("2030-03-11T23:58:00Z").seconds
        history.report("R-1", day: 1)
        history.report("R-2", day: 1)
        history.report("R-3", day: 2)
        history.adopt("F-1", .numbered(1), day: MissionDay(year: 2030, month: 3, day: 11).daysSince1970)
        history.adopt("F-2", .numbered(2), .unableToRule, day: MissionDay(year: 2030, month: 3, day: 11).daysSince1970)
        history.adopt("F-3", .numbered(3), day: MissionDay(year: 2030, month: 3, day: 12).daysSince1970)
        history.reopen("F-3")
        history.watch("W-1", "2030-03-11T22:00:00Z", "2030-03-12T01:00:00Z")
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        let days = DayCounts(
            from: MissionDay(year: 2030, month: 3, day: 11), through: MissionDay(year: 2030, month: 3, day: 12))
        let counts = try open.views.answer(days, for: Cast.analyst).records
        #expect(counts.map(\.reports) == [2, 1])
        // Those of which nothing but a finding is on record are listed under the day of that.
        #expect(counts.map(\.incidents) == [2, 4])
        #expect(counts.map(\.breached) == [2, 1])
        #expect(
            counts.map(\.findings) == [2, 0] && counts.map(\.violations) == [1, 0] && counts.map(\.unable) == [1, 0])
        #expect(counts.map(\.watchedHours) == [2, 1])
        for record in try open.views.answer(days, for: .anyone).records {
            let shown = try #require(record.json(for: .anyone))
            #expect(shown["reports"] == nil && shown["incidents"] == nil && shown["findings"] != nil)
        }
    }

    @Test("a finding that names no day of its incident counts on the day of its adoption")
    func undated() throws {
        var history = History()
        let adopted = MissionDay(year: 2030, month: 3, day: 11)
        history.adopt("F-1", .numbered(1), day: adopted.daysSince1970 - 3)
        history.adopt("F-2", .numbered(2))
        guard case .findingAdopted(var payload) = history.entries[1].fact else { return }
        payload.summary = nil
        history.entries[1].fact = .findingAdopted(payload)
        let open = try OpenViews(history.entries)
        let days = DayCounts(from: adopted.advanced(byDays: -4), through: adopted.advanced(byDays: 1))
        let counts = try open.views.answer(days, for: .anyone).records
        #expect(counts.map(\.findings) == [0, 1, 0, 0, 1, 0])
        #expect(counts.map(\.violations) == [0, 1, 0, 0, 1, 0])
    }

    @Test("at most 366 days, in order", arguments: [(0, true), (365, true), (366, false), (-1, false)])
    func range(days: Int, isAsked: Bool) throws {
        let open = try OpenViews([])
        let first = MissionDay(year: 2030, month: 1, day: 1)
        let counts = DayCounts(from: first, through: first.advanced(byDays: days))
        #expect(((try? open.views.answer(counts, for: .anyone)) != nil) == isAsked)
    }

    @Test("commitments and gates: as given, with what is on record since")
    func standings() throws {
        var history = History()
        history.add(
            .obligationProgressed(
                ObligationProgressed(
                    obligation: ObligationID("aid")!, at: Instant(seconds: 5), by: HolderID("hill-liaison")!, score: 2,
                    percent: nil, count: nil, evidence: [])))
        history.add(
            .baselineStated(
                BaselineStated(obligation: ObligationID("aid")!, by: HolderID("lake-liaison")!, value: 9, reason: nil)))
        history.add(
            .stepBegun(
                StepBegun(gate: GateID("second")!, standing: .shut, reason: "in spite", officer: History.officer)))
        let open = try OpenViews(history.entries)
        #expect(try open.views.answer(ObligationList(), for: .anyone).records.isEmpty)
        open.views.fold(
            Standings(
                position: 3,
                obligations: ["aid", "other"].map {
                    ObligationRecord(
                        id: ObligationID($0)!, title: "Title \($0)", of: [], demandedBy: [], due: nil, score: 1,
                        percent: nil, isLate: false, expected: nil, progress: [], baselines: [])
                },
                gates: [
                    GateRecord(
                        id: GateID("second")!, title: "Second step", accordingTo: [], standing: .shut, reasons: [],
                        begunAt: nil)
                ]))
        let all = try open.views.pages(1) { try open.views.answer(ObligationList(page: $0), for: .anyone) }
        #expect(all.map(\.id.text) == ["aid", "other"])
        #expect(all[0].progress.map(\.score) == [2] && all[0].baselines.map(\.value) == [9] && all[0].score == 1)
        let gate = try #require(try open.views.answer(GateList(), for: .anyone).records.first)
        #expect(gate.begunAt == history.entries[2].recorded && gate.standing == .shut)
        let then = try open.views.answer(ObligationList(), for: .anyone, at: .position(1)).records[0]
        #expect(then.progress.count == 1 && then.baselines.isEmpty && then.score == nil)
        #expect(try open.views.answer(Search(text: "titl oth"), for: .anyone).records.map(\.id) == ["other"])
    }

    @Test("roles, with when they were given and taken back")
    func holders() throws {
        var history = History()
        let office = OfficerID("administrator")!
        for role in ["observer", "analyst", "unknown"] {
            history.add(
                .accessGranted(
                    AccessGranted(
                        holder: HolderID("observer-1")!, role: RoleID(role)!, party: nil, until: nil, officer: office)))
        }
        history.add(
            .accessRevoked(
                AccessRevoked(
                    holder: HolderID("observer-1")!, role: RoleID("observer")!, reason: "left", officer: office)))
        let open = try OpenViews(history.entries)
        let grants = try open.views.answer(HolderList(), for: Cast.administrator).records
        #expect(grants.map(\.role) == [.analyst, .observer])
        #expect(grants.map(\.revokedAt) == [nil, history.entries[3].recorded])
        #expect(try open.views.answer(HolderList(), for: Cast.observer).records.count == 2)
        #expect(try open.views.answer(HolderList(), for: Cast.otherObserver).records.isEmpty)
    }
}
