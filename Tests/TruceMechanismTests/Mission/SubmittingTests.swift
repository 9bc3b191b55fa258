import Testing
import Truce
import TruceLedger
import TruceTesting

@testable import TruceMechanism

@Suite("Submitting a command")
struct SubmittingTests {
    @Test("a report is recorded with its private part sealed, and answered with its name and place")
    func report() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let before = mission.parts.recorder.size
        let answer = try await mission.submit(.report(text: "seen from MARKER-17"), as: .observer, key: "a")
        #expect(answer.entries == [before])
        #expect(answer.position == before + 1)
        #expect(!answer.wasThere)
        let report = try #require(answer.name("report"))
        #expect(answer.names == [.init(kind: "report", id: report)])
        let stored = try await mission.parts.session.store.read(from: before, limit: 1)[0]
        let entry = String(decoding: stored.bytes, as: UTF8.self)
        #expect(entry.contains(report))
        for secret in ["MARKER-17", "observer-1", "Ferry", "40.5"] { #expect(!entry.contains(secret)) }
        try await mission.close()
    }

    @Test("a report is taken back with a note, which is sealed")
    func withdrawnWithANote() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let filed = try await mission.submit(.report(), as: .observer, key: "a")
        let command = WithdrawReport(report: ReportID(filed.name("report")!)!, note: "MARKER-18 made me")
        let answer = try await mission.submit(.withdrawReport(command), as: .observer, key: "b")
        let stored = try await mission.parts.session.store.read(from: answer.entries[0], limit: 1)[0]
        #expect(!String(decoding: stored.bytes, as: UTF8.self).contains("MARKER-18"))
        let vault = try mission.parts.session.openVault()
        let opened = try LedgerReading.open([stored], from: answer.entries[0], vault)
        #expect(opened[0].sealed.note?.text == "MARKER-18 made me")
        try await mission.close()
    }

    @Test("the same key and command get the same answer, also after a restart, and are recorded once")
    func again() async throws {
        let test = try TestMission()
        var mission = try await test.start()
        let first = try await mission.submit(.report(), as: .observer, key: "phone-3/17")
        let size = mission.parts.recorder.size
        var again = try await mission.submit(.report(), as: .observer, key: "phone-3/17")
        #expect(again.wasThere)
        again.wasThere = false
        #expect(again == first)
        try await mission.close()
        mission = try await test.open()
        var later = try await mission.submit(.report(), as: .observer, key: "phone-3/17")
        #expect(later.wasThere)
        later.wasThere = false
        #expect(later == first)
        #expect(mission.parts.recorder.size == size)
        try await mission.close()
    }

    @Test("the same key with another command is refused, and of another holder it is another submission")
    func otherContent() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        _ = try await mission.submit(.report(text: "one"), as: .observer, key: "k")
        await #expect(throws: MissionError.otherContent(key: "k")) {
            try await mission.submit(.report(text: "two"), as: .observer, key: "k")
        }
        await #expect(throws: MissionError.otherContent(key: "k")) {
            try await mission.submit(
                .withdrawReport(.init(report: ReportID("R-0")!, note: "one")), as: .observer, key: "k")
        }
        let other = try await mission.submit(.report(text: "two"), as: HolderID("observer-2")!, key: "k")
        #expect(!other.wasThere)
        try await mission.close()
    }

    @Test(
        "a key is 1 to 128 bytes without control characters",
        arguments: [
            ("", false), ("k", true), (String(repeating: "k", count: 129), false), ("a\nb", false), ("a\u{7F}", false),
            (String(repeating: "k", count: 128), true), ("مفتاح", true),
        ])
    func keys(key: String, isOne: Bool) async throws {
        #expect((SubmissionName(.observer, key: key) != nil) == isOne)
    }

    @Test("what is refused records nothing, and the key stays free")
    func refused() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let size = mission.parts.recorder.size
        let withdraw = Command.withdrawReport(WithdrawReport(report: ReportID("R-UNKNOWN")!, note: nil))
        await #expect(throws: MissionError.refused(.unknown(kind: "report", name: "R-UNKNOWN"))) {
            try await mission.submit(withdraw, as: .observer, key: "k")
        }
        await #expect(throws: MissionError.refused(.notAllowed(.fileReport))) {
            try await mission.submit(.report(), as: .administrator, key: "k")
        }
        await #expect(throws: MissionError.refused(.notAllowed(.fileReport))) {
            try await mission.submit(.report(), as: HolderID("nobody")!, key: "k")
        }
        #expect(mission.parts.recorder.size == size)
        #expect(try await !mission.submit(.report(), as: .observer, key: "k").wasThere)
        try await mission.close()
    }

    @Test("many at once are each recorded once, in whole groups, and sent again get the same answers")
    func many() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let before = mission.parts.recorder.size
        func all() async throws -> [String: Submitted] {
            try await withThrowingTaskGroup(of: (String, Submitted).self) { group in
                for number in 0..<120 {
                    group.addTask {
                        let key = "k\(number % 60)"
                        let command = Command.report(minutes: Int64(number % 60), text: "report \(number % 60)")
                        return (key, try await mission.submit(command, as: .observer, key: key))
                    }
                }
                var answers: [String: Submitted] = [:]
                for try await (key, answer) in group {
                    if let known = answers[key] {
                        #expect(known.entries == answer.entries && known.names == answer.names)
                    }
                    answers[key] = answer
                }
                return answers
            }
        }
        let first = try await all()
        #expect(mission.parts.recorder.size == before + 60)
        let second = try await all()
        #expect(mission.parts.recorder.size == before + 60)
        #expect(second.allSatisfy { $0.value.wasThere && first[$0.key]?.entries == $0.value.entries })
        #expect(Set(first.values.flatMap(\.entries)) == Set(before..<before + 60))
        try await mission.close()
    }

    @Test("a role that was just given holds for the next command of the same batch")
    func grantedInBatch() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let fresh = HolderID("observer-9")!
        let grant = Command.grantAccess(GrantAccess(holder: fresh, role: .observer, side: nil, until: nil))
        async let granted = mission.submit(grant, as: .administrator, key: "g")
        _ = try await granted
        async let report = mission.submit(.report(), as: fresh, key: "r")
        async let revoked = mission.submit(
            .revokeAccess(RevokeAccess(holder: fresh, role: .observer, reason: "left")), as: .administrator, key: "v")
        // Whichever comes first: the report may be refused, and is told so before the role is off.
        _ = try? await report
        _ = try await revoked
        #expect(mission.asker(fresh).grants.isEmpty)
        await #expect(throws: MissionError.refused(.notAllowed(.fileReport))) {
            try await mission.submit(.report(text: "after"), as: fresh, key: "r2")
        }
        try await mission.close()
    }

    @Test("a clock that ran back by more than two seconds records nothing; within them the last time is repeated")
    func clock() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        _ = try await mission.submit(.report(text: "0"), as: .observer, key: "0")
        test.clock.move(seconds: -2)
        let within = try await mission.submit(.report(text: "1"), as: .observer, key: "1")
        let entries = try await mission.parts.session.store.read(from: within.entries[0] - 1, limit: 2)
        let times = try entries.map { try Entry(bytes: $0.bytes).recorded }
        #expect(times[0] == times[1])
        test.clock.move(seconds: -1)
        let (now, last) = (test.clock.now, times[1])
        await #expect(throws: MissionError.clockRunsBackwards(now: now, last: last)) {
            try await mission.submit(.report(text: "2"), as: .observer, key: "2")
        }
        test.clock.move(seconds: 3)
        #expect(try await !mission.submit(.report(text: "2"), as: .observer, key: "2").wasThere)
        try await mission.close()
    }

    @Test("a command after the mission is closed is told so; one handed in before is answered")
    func closed() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let tasks = (0..<20).map { number in
            Task { try await mission.submit(.report(text: "\(number)"), as: .observer, key: "\(number)") }
        }
        _ = try await tasks[0].value
        try await mission.close()
        for task in tasks {
            do { _ = try await task.value } catch { #expect(error as? MissionError == .closed) }
        }
        await #expect(throws: MissionError.closed) {
            try await mission.submit(.report(), as: .observer, key: "late")
        }
        let again = try await test.open()
        for (number, task) in tasks.enumerated() {
            guard let answer = try? await task.value else { continue }
            let same = try await again.submit(.report(text: "\(number)"), as: .observer, key: "\(number)")
            #expect(same.wasThere && same.entries == answer.entries)
        }
        try await again.close()
    }
}
