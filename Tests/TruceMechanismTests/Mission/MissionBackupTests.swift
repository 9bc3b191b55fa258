import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism

@Suite("Backup and restore of a mission")
struct MissionBackupTests {
    @Test("a backup made while commands come in holds all that was acknowledged before, without keys")
    func online() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let evidence = try await mission.takeIn(
            AsyncStream<[UInt8]> {
                $0.yield([1, 2, 3]); $0.finish()
            }, by: .observer)
        _ = try await mission.submit(.report(evidence: [evidence]), as: .observer, key: "e")
        let before = mission.parts.recorder.size
        let busy = Task {
            for number in 0..<30 {
                _ = try await mission.submit(.report(text: "\(number)"), as: .observer, key: "\(number)")
            }
        }
        let copy = test.path + "/backup"
        let summary = try await mission.backup(to: copy)
        try await busy.value
        #expect(summary.entries >= before)
        #expect(!Files.exists(copy + "/keys") && !Files.exists(copy + "/unfinished"))
        await #expect(throws: MechanismError.self) { try await mission.backup(to: copy) }
        try await mission.close()

        // The same machine's keys, at another place: it knows that no newer history was signed.
        let place = test.path + "/restored"
        await #expect(throws: MechanismError.self) { try await Mission.restore(from: copy, to: place) }
        _ = try await Mission.restore(from: copy, to: place, keys: test.path + "/keys")
        var settings = MissionSettings()
        settings.clock = { [clock = test.clock] in clock.now }
        settings.runsByItself = false
        let restored = try await Mission.open(at: place, settings: settings)
        #expect(restored.parts.recorder.size == summary.entries)
        #expect(try await restored.submit(.report(evidence: [evidence]), as: .observer, key: "e").wasThere)
        try await restored.close()
    }

    @Test("with its keys a backup is a mission by itself")
    func withKeys() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        _ = try await mission.submit(.report(), as: .observer, key: "r")
        try await mission.publish()
        let copy = test.path + "/backup"
        _ = try await mission.backup(to: copy, withKeys: true)
        try await mission.close()
        let place = test.path + "/restored"
        _ = try await Mission.restore(from: copy, to: place)
        var settings = MissionSettings()
        settings.clock = { [clock = test.clock] in clock.now }
        settings.runsByItself = false
        let restored = try await Mission.open(at: place, settings: settings)
        #expect(try await restored.submit(.report(), as: .observer, key: "r").wasThere)
        try await restored.publish()
        try await restored.close()
    }

    @Test("nothing is signed over a newer history: an old backup with the newest memory of the key is refused")
    func older() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let copy = test.path + "/backup"
        _ = try await mission.backup(to: copy)
        _ = try await mission.submit(.report(), as: .observer, key: "r")
        try await mission.publish()
        try await mission.close()
        await #expect(throws: MechanismError.self) {
            try await Mission.restore(from: copy, to: test.path + "/restored", keys: test.path + "/keys")
        }
    }

    @Test("an entry that was altered in the copy's source is found when the copy is checked")
    func damaged() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let digest = try await mission.takeIn(
            AsyncStream<[UInt8]> {
                $0.yield([1, 2, 3]); $0.finish()
            }, by: .observer)
        _ = try await mission.submit(.report(evidence: [digest]), as: .observer, key: "e")
        let file = Files.tree(test.path + "/ledger/evidence/sha256")[0]
        let path = test.path + "/ledger/evidence/sha256/" + file
        chmod(path, 0o600)
        try Data([1, 2, 4]).write(to: URL(filePath: path))
        await #expect(throws: MechanismError.self) { try await mission.backup(to: test.path + "/backup") }
        try await mission.close()
    }
}
