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
        let mark = try mission.changes(since: nil, for: officer).mark
        let answer = try await mission.submit(.report(), as: .observer, key: "r")
        try await mission.settle()
        let changes = try mission.changes(since: mark, for: officer)
        #expect(changes.records.contains { $0.kind == "report" && $0.id == answer.name("report") })
        #expect(try mission.changes(since: mark, for: .anyone).records.isEmpty)
        #expect(try mission.changes(since: changes.mark, for: officer).records.isEmpty)
        #expect(throws: MissionError.badCursor) { try mission.changes(since: "rubbish", for: officer) }
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
