import Foundation
import Synchronization
import Testing
import Truce
import TruceLedger
import TruceTesting

@testable import TruceMechanism

/// A clock and one that nobody sets beside it, and the mark of a mission in a folder of its own.
private final class Clocks: Sendable {
    let wall = TestClock(Fictional.moment("2031-03-19T12:00:00Z"))
    private let counted = Mutex(Duration.zero)
    let file = FileManager.default.temporaryDirectory.appending(path: "truce-clock-\(UUID().uuidString)").path

    var elapsed: @Sendable () -> Duration { { self.counted.withLock { $0 } } }
    var check: ClockCheck { ClockCheck(file, elapsed: elapsed) }

    /// Time passes.
    func pass(_ seconds: Int64) {
        wall.move(seconds: seconds)
        counted.withLock { $0 += .seconds(seconds) }
    }

    // What is left in a folder for temporary files does no harm.
    deinit { try? FileManager.default.removeItem(atPath: file) }
}

@Suite("Whether the clock is believed")
struct ClockCheckTests {
    private static let (minute, day): (Int64, Int64) = (60, 86_400)

    private func fault(_ check: ClockCheck, _ now: Instant, _ last: Instant?) -> MissionError? {
        do throws(MissionError) {
            try check.check(now, after: last)
            return nil
        } catch { return error }
    }

    @Test(
        "not when it is behind the last entry by more than two seconds", arguments: [(0, true), (2, true), (3, false)])
    func behind(seconds: Int64, isBelieved: Bool) {
        let clocks = Clocks()
        let (now, last) = (clocks.wall.now, clocks.wall.now.advanced(bySeconds: seconds))
        for check in [clocks.check, ClockCheck(clocks.file, elapsed: nil)] {
            let error = MissionError.clockRunsBackwards(now: now, last: last)
            #expect(fault(check, now, last) == (isBelieved ? nil : error))
        }
    }

    @Test(
        "not when it jumps by more than a quarter of an hour, however long nothing was recorded; then again once it is right",
        arguments: [0, 400 * day], [(15 * minute, true), (15 * minute + 1, false), (400 * day, false)])
    func jump(quiet: Int64, jump: (seconds: Int64, isBelieved: Bool)) throws {
        let clocks = Clocks()
        let (check, last) = (clocks.check, clocks.wall.now)
        try check.check(last, after: last)
        clocks.pass(quiet)
        try check.check(clocks.wall.now, after: last)
        let right = clocks.wall.now
        clocks.wall.move(seconds: jump.seconds)
        let error = MissionError.clockAhead(now: clocks.wall.now, expected: right)
        #expect(fault(check, clocks.wall.now, last) == (jump.isBelieved ? nil : error))
        #expect(check.letsLapse(clocks.wall.now) == jump.isBelieved)
        clocks.wall.move(seconds: -jump.seconds)
        clocks.pass(1)
        try check.check(clocks.wall.now, after: last)
        #expect(check.letsLapse(clocks.wall.now))
    }

    @Test(
        "at a start not when it is more than seven days after the mission was last seen at work: the later of mark and entry",
        arguments: [(7 * day, true), (7 * day + 1, false)], [nil, -day, 0, day] as [Int64?])
    func start(away: (seconds: Int64, isBelieved: Bool), markAfterEntry: Int64?) throws {
        let clocks = Clocks()
        let last = clocks.wall.now
        let mark = markAfterEntry.map { last.advanced(bySeconds: $0) }
        if let mark { try ClockCheck.write(.init(seen: mark), to: clocks.file) }
        let seen = max(last, mark ?? last)
        let now = seen.advanced(bySeconds: away.seconds)
        let error = MissionError.clockAhead(now: now, expected: seen)
        #expect(fault(clocks.check, now, last) == (away.isBelieved ? nil : error))
    }

    @Test("of a mission without an entry and without a mark is believed: there is nothing to compare")
    func nothing() throws { try Clocks().check.check(Fictional.moment("2099-01-01T00:00:00Z"), after: nil) }

    @Test(
        "is confirmed by an operator's word of that moment, in a mission that runs and at a start",
        arguments: [true, false])
    func confirmed(runs: Bool) throws {
        let clocks = Clocks()
        let (check, last) = (clocks.check, clocks.wall.now)
        if runs { try check.check(last, after: last) }
        clocks.wall.move(seconds: 30 * Self.day)
        // A word of an earlier moment says nothing of this one.
        try ClockCheck.confirm(clocks.file, at: clocks.wall.now.advanced(bySeconds: -15 * Self.minute - 1))
        if runs {
            #expect(throws: MissionError.self) { try check.check(clocks.wall.now, after: last) }
            clocks.pass(1)
        }
        try ClockCheck.confirm(clocks.file, at: clocks.wall.now)
        try check.check(clocks.wall.now, after: last)
        // From then on it is measured anew.
        clocks.wall.move(seconds: Self.day)
        #expect(throws: MissionError.self) { try check.check(clocks.wall.now, after: last) }
    }

    @Test(
        "lets deadlines lapse only after those concerned had the time that the mission was away, a day at most",
        arguments: [(0, 0), (900, 0), (901, 901), (7_200, 7_200), (86_400, 86_400), (7 * 86_400, 86_400)]
            as [(Int64, Int64)])
    func grace(away: Int64, grace: Int64) throws {
        let clocks = Clocks()
        try ClockCheck.write(.init(seen: clocks.wall.now), to: clocks.file)
        clocks.wall.move(seconds: away)
        let check = clocks.check
        try check.check(clocks.wall.now, after: nil)
        if grace > 0 {
            #expect(!check.letsLapse(clocks.wall.now))
            clocks.pass(grace - 1)
            #expect(!check.letsLapse(clocks.wall.now))
            clocks.pass(1)
        }
        #expect(check.letsLapse(clocks.wall.now))
    }

    @Test("is marked once a minute while it is believed, and never while it is not")
    func marks() throws {
        let clocks = Clocks()
        let (check, first) = (clocks.check, clocks.wall.now)
        check.mark(first)
        #expect(ClockCheck.marked(clocks.file) == .init(seen: first))
        clocks.pass(59)
        check.mark(clocks.wall.now)
        #expect(ClockCheck.marked(clocks.file) == .init(seen: first))
        clocks.pass(1)
        check.mark(clocks.wall.now)
        #expect(ClockCheck.marked(clocks.file) == .init(seen: first.advanced(bySeconds: 60)))
        clocks.wall.move(seconds: Self.day)
        clocks.pass(0)
        check.mark(clocks.wall.now)
        #expect(ClockCheck.marked(clocks.file) == .init(seen: first.advanced(bySeconds: 60)))
    }

    @Test("many small jumps are not believed one after the other, though each is marked")
    func smallJumps() throws {
        let clocks = Clocks()
        let (check, last) = (clocks.check, clocks.wall.now)
        try check.check(last, after: last)
        for _ in 0..<2 {
            check.mark(clocks.wall.now)
            clocks.pass(60)
            clocks.wall.move(seconds: 14 * Self.minute)
        }
        check.mark(clocks.wall.now)
        #expect(throws: MissionError.self) { try check.check(clocks.wall.now, after: last) }
        // Nor does the next start take along what was gained.
        #expect(try #require(ClockCheck.marked(clocks.file)).seen <= last.advanced(bySeconds: 60))
    }

    @Test("what is owed to those who could not answer is owed after another start, and after a word given before it")
    func owed() throws {
        let clocks = Clocks()
        try ClockCheck.write(.init(seen: clocks.wall.now), to: clocks.file)
        clocks.wall.move(seconds: 20 * 3_600)
        let first = clocks.check
        try first.check(clocks.wall.now, after: nil)
        clocks.pass(600)
        first.mark(clocks.wall.now)
        clocks.pass(60)
        let second = clocks.check
        try second.check(clocks.wall.now, after: nil)
        clocks.pass(20 * 3_600 - 661)
        #expect(!second.letsLapse(clocks.wall.now))
        clocks.pass(1)
        #expect(second.letsLapse(clocks.wall.now))
        second.mark(clocks.wall.now)
        clocks.wall.move(seconds: 10 * Self.day)
        try ClockCheck.confirm(clocks.file, at: clocks.wall.now)
        let third = clocks.check
        try third.check(clocks.wall.now, after: nil)
        clocks.pass(Self.day - 1)
        #expect(!third.letsLapse(clocks.wall.now))
        clocks.pass(1)
        #expect(third.letsLapse(clocks.wall.now))
    }

    @Test(
        "is marked in words that a person reads; anything else is no mark", arguments: ["", "now", "2031-03-19", "\0"])
    func text(other: String) throws {
        let clocks = Clocks()
        try ClockCheck.write(.init(seen: clocks.wall.now), to: clocks.file)
        #expect(try String(contentsOfFile: clocks.file, encoding: .utf8) == "2031-03-19T12:00:00Z\n")
        try Data(other.utf8).write(to: URL(filePath: clocks.file))
        #expect(ClockCheck.marked(clocks.file) == nil)
    }
}

@Suite("A mission under a wrong clock")
struct WrongClockTests {
    private static let day: Int64 = 86_400

    @Test(
        "behind its last entry it opens and is read, says what is wrong, and records nothing, until the clock is right")
    func behind() async throws {
        let test = try TestMission()
        let first = try await test.start()
        _ = try await first.submit(.report(text: "in time"), as: .observer, key: "1")
        try await first.close()
        test.clock.move(seconds: -400 * Self.day)
        // Somebody new in mission.yaml has to wait.
        let path = test.path + "/mission.yaml"
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try (text + "\n  - {holder: newcomer, role: observer}\n").write(
            toFile: path, atomically: true, encoding: .utf8)
        let mission = try await test.open()
        #expect(try await mission.shown(ReportList(), to: .head).count == 1)
        #expect(mission.clockFault?.description.contains("Reading goes on.") == true)
        #expect(await mission.health().clock != nil)
        await #expect { try await mission.submit(.report(text: "late"), as: .observer, key: "2") } throws: {
            guard case MissionError.clockRunsBackwards = $0 else { return false }
            return true
        }
        test.clock.move(seconds: 400 * Self.day)
        #expect(await mission.health().clock == nil)
        _ = try await mission.submit(.report(text: "late"), as: .observer, key: "2")
        try await mission.close()
        let again = try await test.open()
        _ = try await again.submit(.report(text: "new"), as: HolderID("newcomer")!, key: "1")
        try await again.close()
    }

    @Test("that jumped ahead it records nothing, signs nothing and lets no deadline pass, until the clock is right")
    func ahead() async throws {
        let test = try TestMission()
        let counted = Mutex(Duration.zero)
        let mission = try await test.start { $0.elapsed = { counted.withLock { $0 } } }
        let report = try await mission.submit(.report(text: "in time"), as: .observer, key: "1")
        let last = try await Self.ask(mission, about: ReportID(report.name("report")!)!)
        let clerk = Clerk(
            recorder: mission.parts.recorder, attachments: mission.parts.attachments, settings: mission.parts.settings,
            clock: mission.parts.clock)
        test.clock.move(seconds: 400 * Self.day)
        await #expect { try await mission.submit(.report(text: "now"), as: .observer, key: "2") } throws: {
            guard case MissionError.clockAhead = $0 else { return false }
            return true
        }
        #expect(try await clerk.step() == 0)
        // Nor what anybody else has due.
        await #expect(throws: MissionError.self) {
            try await mission.parts.recorder.record { _, _ in
                [
                    OwnFact(
                        submission: SubmissionID("x"),
                        fact: NewFact(.witnessSilent(.init(witnesses: [], sinceSize: 0, since: .distantPast))))
                ]
            }
        }
        await #expect(throws: MechanismError.self) { try await mission.publish() }
        #expect(await mission.health().recorded == last.position)
        test.clock.move(seconds: -400 * Self.day)
        let now = try await mission.submit(.report(text: "now"), as: .observer, key: "2")
        #expect(now.position == last.position + 1)
        try await mission.publish()
        #expect(await mission.health().signed == now.position)
        // What did not pass by the jump passes with time.
        test.clock.move(seconds: 30 * Self.day)
        counted.withLock { $0 += .seconds(30 * Self.day) }
        #expect(try await clerk.step() > 0)
        try await mission.close()
    }

    @Test("who was asked gets the time for which the mission was away before a silence goes on record")
    func away() async throws {
        let test = try TestMission()
        let counted = Mutex(Duration.zero)
        func open(_ mission: (_ change: (inout MissionSettings) -> Void) async throws -> Mission) async throws
            -> Mission
        {
            try await mission { $0.elapsed = { counted.withLock { $0 } } }
        }
        let first = try await open(test.start)
        let report = try await first.submit(.report(text: "in time"), as: .observer, key: "1")
        _ = try await Self.ask(first, about: ReportID(report.name("report")!)!)
        try await first.close()
        test.clock.move(seconds: 6 * Self.day)
        let mission = try await open(test.open)
        let clerk = Clerk(
            recorder: mission.parts.recorder, attachments: mission.parts.attachments, settings: mission.parts.settings,
            clock: mission.parts.clock)
        #expect(try await clerk.step() == 0)
        test.clock.move(seconds: Self.day)
        counted.withLock { $0 += .seconds(Self.day) }
        #expect(try await clerk.step() > 0)
        try await mission.close()
    }

    /// An incident of this report, and the north asked about it, whose answer falls due within days.
    private static func ask(_ mission: Mission, about report: ReportID) async throws -> Submitted {
        try await mission.settle()
        let proposed = try await mission.ask(IncidentList(), as: mission.asker(.analyst)).records
        let incident = try #require(proposed.first { $0.reports.contains(report) })
        _ = try await mission.submit(
            .openIncident(OpenIncident(incident: incident.id, reports: incident.reports, note: "taken up")),
            as: .analyst, key: "open")
        return try await mission.submit(
            .askReply(
                AskReply(
                    incident: incident.id, accused: PartyID("north")!, allegation: "Mortar fire at the ferry house.",
                    provisions: [ProvisionID("1")!], severity: nil)), as: .analyst, key: "ask")
    }

    @Test("that is right after all goes on at an operator's word")
    func word() async throws {
        let test = try TestMission()
        let first = try await test.start()
        _ = try await first.submit(.report(text: "before"), as: .observer, key: "1")
        try await first.close()
        let seen = try Mission.lastSeen(at: test.path)
        _ = try Mission.confirmClock(at: test.path)
        #expect(try Mission.lastSeen(at: test.path) == seen, "a word is no mark")
        test.clock.move(seconds: 30 * Self.day)
        let counted = Mutex(Duration.zero)
        let mission = try await test.open { $0.elapsed = { counted.withLock { $0 } } }
        #expect(mission.clockFault != nil)
        try ClockCheck.confirm(test.path + "/clock-mark", at: test.clock.now)
        counted.withLock { $0 += .seconds(1) }
        _ = try await mission.submit(.report(text: "after"), as: .observer, key: "2")
        try await mission.close()
    }

    @Test(
        "at its very first start, however long ago it was made, a mission begins; under a clock before that it says why not"
    )
    func firstStart() async throws {
        let test = try TestMission()
        try await Mission.make(TestMission.new, at: test.path)
        // It was made by the machine's clock, years before the test's.
        let present = test.clock.now
        test.clock.move(seconds: Fictional.moment("2001-01-01T00:00:00Z").seconds - present.seconds)
        await #expect {
            _ = try await test.open { $0.elapsed = { .zero } }
        } throws: {
            "\($0)".contains("a record does not go back in time")
        }
        test.clock.move(seconds: present.seconds - test.clock.now.seconds)
        unlink(test.path + "/clock-mark")
        let mission = try await test.open { $0.elapsed = { .zero } }
        #expect(mission.clockFault == nil)
        _ = try await mission.submit(.report(), as: .observer, key: "1")
        try await mission.close()
    }

    @Test("that is no mission has no clock to confirm")
    func noMission() throws {
        let test = try TestMission()
        #expect(throws: MechanismError.self) { try Mission.confirmClock(at: test.path) }
        #expect(throws: MechanismError.self) { try Mission.lastSeen(at: test.path) }
    }
}
