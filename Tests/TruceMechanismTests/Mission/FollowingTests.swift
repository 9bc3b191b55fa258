import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism

@Suite("Answers follow the ledger")
struct FollowingTests {
    @Test("who waits for the position of an answer sees what was done")
    func readYourOwnWrite() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        for number in 0..<20 {
            let answer = try await mission.submit(.report(text: "\(number)"), as: .observer, key: "\(number)")
            let id = ReportID(answer.name("report")!)!
            let single = try await mission.ask(ReportByID(id: id), as: mission.asker(.observer), after: answer.position)
            #expect(single.record?.id == id)
            #expect(single.position >= answer.position)
        }
        try await mission.close()
    }

    @Test("who waits until all is folded is told when it cannot be, and is not kept for ever")
    func standsStill() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        try await mission.settle()
        let follower = mission.parts.follower
        // As a disk that is full: nothing can be folded any more.
        try follower.views.close()
        let answer = try await mission.submit(.report(text: "after"), as: .observer, key: "1")
        await #expect(throws: MissionError.self) {
            try await follower.waitUntilFolded(answer.position, patience: .milliseconds(600))
        }
        #expect(mission.parts.recorder.size == answer.position)
        // Closed already in part.
        try? await mission.close()
    }

    @Test("to wait for what is not recorded ends after the time that was set, and says how far answers are")
    func neverComes() async throws {
        let test = try TestMission()
        let mission = try await test.start { $0.answerWithin = .milliseconds(20) }
        let size = mission.parts.recorder.size
        try await mission.parts.follower.wait(for: size, atMost: .seconds(60))
        await #expect(throws: MissionError.notYet(position: size + 1, reached: size)) {
            try await mission.ask(HolderList(), as: .anyone, after: size + 1)
        }
        try await mission.close()
    }

    @Test("who follows is told where answers are, and skips to the newest")
    func follow() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let positions = mission.follow()
        var last = 0
        for number in 0..<10 {
            last = try await mission.submit(.report(text: "\(number)"), as: .observer, key: "\(number)").position
        }
        var seen = -1
        for await position in positions {
            #expect(position > seen)
            seen = position
            if position >= last { break }
        }
        #expect(seen == last)
        try await mission.close()
    }

    @Test("what changed is told once from a mark on, and of what the asker may not know nothing is")
    func changes() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        try await mission.settle()
        let officer = mission.asker(.analyst)
        let mark = try await mission.changes(since: nil, for: officer).mark
        let answer = try await mission.submit(.report(), as: .observer, key: "r")
        try await mission.settle()
        let changes = try await mission.changes(since: mark, for: officer)
        #expect(changes.records.contains { $0.kind == "report" && $0.id == answer.name("report") })
        #expect(try await mission.changes(since: mark, for: .anyone).records.isEmpty)
        #expect(try await mission.changes(since: changes.mark, for: officer).records.isEmpty)
        await #expect(throws: MissionError.badCursor) { try await mission.changes(since: "rubbish", for: officer) }
        try await mission.close()
    }

    /// Everything that the lists show to the head of mission and to the public.
    private func everything(_ mission: Mission) async throws -> [String] {
        var all: [String] = []
        for holder in [HolderID.head, nil] {
            let page = Page(limit: 500)
            all += try await mission.shown(ReportList(page: page), to: holder)
            all += try await mission.shown(IncidentList(page: page), to: holder)
            all += try await mission.shown(ObligationList(page: page), to: holder)
            all += try await mission.shown(GateList(page: page), to: holder)
            all += try await mission.shown(HolderList(page: page), to: holder)
            all += try await mission.shown(EntryList(page: page), to: holder)
        }
        return all
    }

    /// Reports of a small front over a day, some of the same thing, some corrected or taken back.
    private func commands(seed: UInt64) -> [(holder: HolderID, command: (inout [ReportID]) -> Command)] {
        var random = SeededRandom(seed)
        return (0..<40).map { number in
            let holder = HolderID("observer-\(Int.random(in: 1...3, using: &random))")!
            let minutes = Int64(Int.random(in: 0...600, using: &random))
            let latitude = 40.5 + Double(Int.random(in: 0...3, using: &random)) * 0.02
            return (
                holder, { _ in .report(minutes: minutes, text: "Report \(number) of mortars.", latitude: latitude) }
            )
        }
    }

    @Test(
        "proposals depend on the position only: one by one, in bulk and after the views are deleted",
        arguments: UInt64(0)..<2)
    func sameProposals(seed: UInt64) async throws {
        let test = try TestMission(seed: seed)
        var mission = try await test.start()
        var reports: [ReportID] = []
        for (number, item) in commands(seed: seed).enumerated() {
            let answer = try await mission.submit(item.command(&reports), as: item.holder, key: "\(number)")
            if let name = answer.name("report") { reports.append(ReportID(name)!) }
            try await mission.settle()
            if number == 20 {
                let officer = mission.asker(.analyst)
                if let first = try await mission.ask(IncidentList(), as: officer).records.first {
                    _ = try await mission.submit(
                        .openIncident(OpenIncident(incident: first.id, reports: first.reports, note: nil)),
                        as: .analyst, key: "open")
                }
            }
        }
        try await mission.settle()
        let oneByOne = try await everything(mission)
        try await mission.close()

        mission = try await test.open()
        try await mission.settle()
        #expect(try await everything(mission) == oneByOne)
        try await mission.close()

        for suffix in ["", "-wal", "-shm"] {
            try? FileManager.default.removeItem(atPath: test.path + "/views.sqlite" + suffix)
        }
        mission = try await test.open()
        try await mission.settle()
        #expect(try await everything(mission) == oneByOne)
        #expect(oneByOne.contains { $0.contains("\"stage\":\"under_verification\"") })
        try await mission.close()
    }

    @Test("a proposal that is none any more goes, also when a side spoke for the first time meanwhile")
    func goneBesideANewSpeaker() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let first = try await mission.submit(.report(text: "a mistake"), as: .observer, key: "1")
        try await mission.settle()
        let officer = mission.asker(.analyst)
        #expect(try await mission.ask(IncidentList(), as: officer).records.count == 1)
        let mistake = ReportID(first.name("report")!)!
        _ = try await mission.submit(
            .withdrawReport(WithdrawReport(report: mistake, note: nil)), as: .observer, key: "2")
        let allegation = try await mission.submit(
            .allegation(minutes: 600, latitude: 40.9, by: .party), as: .north, key: "3")
        try await mission.settle()
        let proposed = try await mission.ask(IncidentList(), as: officer).records
        #expect(proposed.map(\.reports) == [[ReportID(allegation.name("report")!)!]])
        try await mission.close()
    }

    @Test("what falls due is late by time alone, with nothing recorded since")
    func lateInAQuietNight() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        try await mission.settle()
        func late() async throws -> Int {
            try await mission.ask(ObligationList(), as: mission.asker(.analyst)).records.count { $0.isLate == true }
        }
        let before = try await late()
        test.clock.move(hours: 24 * 3_650)
        mission.parts.follower.standNow()
        #expect(try await late() > before)
        try await mission.close()
    }

    @Test("a gate that a command puts on record stands as the list of gates says")
    func gatesForACommand() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let (follower, desk) = (mission.parts.follower, WritersDesk(mission.agreement))
        func gates() -> [GateID: GateCode] {
            follower.gates(at: test.clock.now, under: desk.onRecord.agreement, findings: desk.findings)
        }
        #expect(gates().isEmpty)
        try await mission.settle()
        let shown = try await mission.ask(GateList(), as: mission.asker(.analyst)).records
        #expect(!shown.isEmpty)
        #expect(gates() == Dictionary(uniqueKeysWithValues: shown.map { ($0.id, $0.standing) }))
        try await mission.close()
    }

    @Test("nothing is proposed from a part of the reports: at a start, incidents stay until all are read again")
    func partOfTheReports() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        for number in 0..<5 {
            _ = try await mission.submit(.report(text: "\(number)"), as: .observer, key: "\(number)")
        }
        try await mission.settle()
        let before = try await mission.ask(IncidentList(), as: mission.asker(.analyst)).records
        #expect(!before.isEmpty)
        let parts = mission.parts
        // As after a start: the views are there, and nothing is read again yet.
        let reading = LedgerReading(store: await parts.session.store, vault: try parts.session.openVault())
        let starting = Follower(
            views: parts.follower.views, reading: reading, shelf: parts.shelf,
            secret: try MissionSecret(at: parts.folder.secret), settings: parts.settings, language: .english,
            recorded: parts.recorder.size)
        #expect(try starting.propose() == 0)
        #expect(try await mission.ask(IncidentList(), as: mission.asker(.analyst)).records == before)
        try await mission.close()
    }

    @Test("views that were torn or are another mission's are made anew")
    func torn() async throws {
        let test = try TestMission()
        var mission = try await test.start()
        for number in 0..<5 {
            _ = try await mission.submit(.report(text: "\(number)"), as: .observer, key: "\(number)")
        }
        try await mission.settle()
        let before = try await everything(mission)
        try await mission.close()
        let views = URL(filePath: test.path + "/views.sqlite")
        for damage in [Data(), Data("not a database".utf8), try Data(contentsOf: views).prefix(5_000)] {
            for suffix in ["-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: test.path + "/views.sqlite" + suffix)
            }
            try damage.write(to: views)
            mission = try await test.open()
            try await mission.settle()
            #expect(try await everything(mission) == before)
            try await mission.close()
        }
    }
}
