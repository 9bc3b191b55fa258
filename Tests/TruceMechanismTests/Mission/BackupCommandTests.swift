import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism

@Suite("truce backup and truce restore")
struct BackupCommandTests {
    @Test("a copy is taken while another process records, and becomes a mission again with the keys from elsewhere")
    func online() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        for number in 0..<20 {
            _ = try await mission.submit(.report(text: "\(number)"), as: .observer, key: "\(number)")
        }
        let before = mission.parts.recorder.size
        let busy = Task {
            for number in 20..<60 {
                _ = try await mission.submit(.report(text: "\(number)"), as: .observer, key: "\(number)")
            }
        }
        let copy = test.path + "/copy"
        let made = try TruceProgram.run("backup", test.path, copy)
        try await busy.value
        #expect(made.exitCode == 0, "\(made.errors)")
        #expect(made.output.contains("The backup “\(copy)” is whole."))
        #expect(made.output.contains("each as it was recorded"))
        #expect(made.errors.contains("The keys are not in it"))
        #expect(!Files.exists(copy + "/keys"))
        try await mission.close()

        let place = test.path + "/again"
        let withoutKeys = try TruceProgram.run("restore", copy, place)
        #expect(withoutKeys.exitCode == 64)
        #expect(withoutKeys.errors.contains("--keys"))
        let restored = try TruceProgram.run("restore", copy, place, "--keys", test.path + "/keys")
        #expect(restored.exitCode == 0, "\(restored.errors)")
        let verified = try TruceProgram.run("ledger", "verify", place + "/ledger")
        #expect(verified.exitCode == 0, "\(verified.output)")

        var settings = MissionSettings()
        settings.clock = { [clock = test.clock] in clock.now }
        settings.runsByItself = false
        let again = try await Mission.open(at: place, settings: settings)
        #expect(again.parts.recorder.size >= before)
        #expect(try await again.submit(.report(text: "19"), as: .observer, key: "19").wasThere)
        try await again.close()
    }

    @Test("after the keys were changed, a backup and the keys' folder make the mission again")
    func changedKeys() async throws {
        let test = try TestMission()
        // The commands go by the machine's clock.
        let mission = try await test.start { $0.clock = WallClock.now }
        let hoursSince = (WallClock.now().seconds - Fictional.moment("2031-03-18T10:00:00Z").seconds) / 3600
        _ = try await mission.submit(
            .report(minutes: (hoursSince - 2) * 60), as: .observer, key: "r")
        try await mission.publish()
        try await mission.close()
        let (ledger, keys) = (test.path + "/ledger", test.path + "/keys")
        for arguments in [
            ["key", "new", "two-rivers.example/log", "--out", keys + "/log-2"],
            ["ledger", "rotate", ledger, "--key", keys + "/log-2", "--reason", "the yearly change"],
            ["key", "retire", ledger, keys + "/log"],
            ["key", "new", "vault", "--kind", "vault", "--out", keys + "/vault-2"],
            ["ledger", "rewrap", ledger, "--key", keys + "/vault-2"],
        ] {
            let result = try TruceProgram.run(list: arguments)
            #expect(result.exitCode == 0, "\(arguments): \(result.errors)")
        }
        for name in ["log", "log.signed", "vault"] { unlink(keys + "/" + name) }
        let (copy, place) = (test.path + "/copy", test.path + "/again")
        #expect(try TruceProgram.run("backup", test.path, copy).exitCode == 0)
        let restored = try TruceProgram.run("restore", copy, place, "--keys", keys)
        #expect(restored.exitCode == 0, "\(restored.errors)")
        #expect(try TruceProgram.run("ledger", "verify", place + "/ledger").exitCode == 0)
    }

    /// The disk is lost; the keys were copied to a safe when the mission was made.
    @Test("keys whose memory is lost or old are enough where the operator says so; a newer memory outranks that")
    func memory() async throws {
        let test = try TestMission()
        var mission = try await test.start()
        let (safe, copy) = (test.path + "/safe", test.path + "/copy")
        try FileManager.default.copyItem(atPath: test.path + "/keys", toPath: safe)
        _ = try await mission.submit(.report(), as: .observer, key: "r")
        try await mission.publish()
        try await mission.close()
        _ = try await Mission.backup(of: test.path, to: copy)

        for (place, forgets) in [("old", false), ("lost", true)] {
            if forgets { unlink(safe + "/log.signed") }
            let refused = try TruceProgram.run("restore", copy, test.path + "/\(place)-no", "--keys", safe)
            #expect(refused.exitCode == 1 && refused.errors.contains("--trust-published"), "\(refused.errors)")
            let folder = test.path + "/\(place)"
            let restored = try TruceProgram.run("restore", copy, folder, "--keys", safe, "--trust-published")
            #expect(restored.exitCode == 0, "\(restored.errors)")
            // From now on it is remembered.
            #expect(try TruceProgram.run("ledger", "verify", folder + "/ledger").exitCode == 0)
            #expect(Files.exists(folder + "/keys/log.signed"))
        }

        mission = try await test.open()
        _ = try await mission.submit(.report(text: "Later."), as: .observer, key: "s")
        try await mission.publish()
        try await mission.close()
        let newer = try TruceProgram.run(
            "restore", copy, test.path + "/newer", "--keys", test.path + "/keys", "--trust-published")
        #expect(newer.exitCode == 1 && newer.errors.contains("old copy was restored"), "\(newer.errors)")
    }

    @Test("what was answered and is not on record yet is in the copy: files to be cited, imports under way")
    func underWay() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let digest = try await mission.takeIn(
            AsyncStream<[UInt8]> {
                $0.yield([1, 2, 3]); $0.finish()
            }, by: .observer)
        let job = test.path + "/imports/I-1"
        try FileManager.default.createDirectory(atPath: job, withIntermediateDirectories: true)
        try Data("{}".utf8).write(to: URL(filePath: job + "/job.json"))
        _ = try await mission.backup(to: test.path + "/copy", withKeys: true)
        try await mission.close()
        _ = try await Mission.restore(from: test.path + "/copy", to: test.path + "/again")
        #expect(Files.exists(test.path + "/again/imports/I-1/job.json"))
        var settings = MissionSettings()
        settings.clock = { [clock = test.clock] in clock.now }
        settings.runsByItself = false
        let again = try await Mission.open(at: test.path + "/again", settings: settings)
        _ = try await again.submit(.report(evidence: [digest]), as: .observer, key: "e")
        try await again.close()
    }

    @Test(
        "a mission that is moved goes on; a copy signs with its own keys, not with the first one's",
        arguments: [true, false])
    func moved(namesWholePaths: Bool) async throws {
        let folder = try TemporaryFolder()
        let (first, second) = (folder.path("first"), folder.path("second"))
        try await Mission.make(TestMission.new, at: first)
        let settings = first + "/ledger/ledger.json"
        let text = try String(contentsOfFile: settings, encoding: .utf8)
        #expect(!text.contains(first))
        if namesWholePaths {
            // As earlier versions wrote them.
            try text.replacing("../keys", with: first + "/keys").write(
                toFile: settings, atomically: true, encoding: .utf8)
        }
        try FileManager.default.copyItem(atPath: first, toPath: second)
        #expect(try LedgerFolder(second + "/ledger").settings.key == second + "/keys/log")
        #expect(try LedgerFolder(second + "/ledger").settings.vaultKey == second + "/keys/vault")
        try FileManager.default.removeItem(atPath: first)
        let mission = try await Mission.open(at: second)
        try await mission.publish()
        try await mission.close()
        #expect(try TruceProgram.run("ledger", "verify", second + "/ledger").exitCode == 0)
    }

    @Test("a copy of a demonstration is one too, because everybody knows its passwords")
    func demonstration() async throws {
        let test = try TestMission()
        try await Mission.make(TestMission.new, at: test.path)
        try Data().write(to: URL(filePath: test.path + "/demonstration"))
        let copy = test.path + "/copy"
        _ = try await Mission.backup(of: test.path, to: copy, withKeys: true)
        _ = try await Mission.restore(from: copy, to: test.path + "/again")
        #expect(Files.exists(test.path + "/again/demonstration"))
    }

    @Test(
        "what cannot be done is said with the folder and what to do, and nothing is written",
        arguments: [
            (["backup", "EMPTY", "NEW"], Int32(69), "truce init"),
            (["backup", "MISSION", "MISSION"], 64, "Name a folder that does not exist yet"),
            (["backup", "UNFINISHED", "NEW"], 1, "was not made or restored to the end"),
            (["restore", "EMPTY", "NEW"], 65, "no whole backup"),
            (["restore", "UNFINISHED", "NEW"], 65, "no whole backup"),
            (["restore", "MISSION", "MISSION"], 64, "Name a folder that does not exist yet"),
            (["restore", "MISSION", "NEW", "--keys", "EMPTY"], 64, "does not hold the key “log”"),
        ])
    func refused(words: [String], exitCode: Int32, sentence: String) async throws {
        let folder = try TemporaryFolder()
        try await Mission.make(TestMission.new, at: folder.path("MISSION"))
        try FileManager.default.createDirectory(atPath: folder.path("EMPTY"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: folder.path("MISSION"), toPath: folder.path("UNFINISHED"))
        try Data().write(to: URL(filePath: folder.path("UNFINISHED") + "/unfinished"))
        let result = try TruceProgram.run(
            list: words.map { $0.uppercased() == $0 ? folder.path($0) : $0 })
        #expect(result.exitCode == exitCode)
        #expect(result.errors.contains(sentence), "\(result.errors)")
        #expect(result.output.isEmpty)
        #expect(!Files.exists(folder.path("NEW")))
    }
}
