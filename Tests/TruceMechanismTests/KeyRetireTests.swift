import Foundation
import Testing
import TruceTesting

@Suite("Keys that are replaced")
struct KeyRetireTests {
    private func rotated() throws -> MissionFolder {
        let mission = try MissionFolder()
        #expect(try mission.append([MissionFolder.line(1, source: "observer-7")]).exitCode == 0)
        #expect(
            try mission.run("key", "new", "two-rivers.example/log", "--out", mission.path("log-2.key")).exitCode == 0)
        return mission
    }

    private func rotate(_ mission: MissionFolder) throws {
        let changed = try mission.run(
            "ledger", "rotate", mission.ledger, "--key", mission.path("log-2.key"), "--reason", "stolen")
        #expect(changed.exitCode == 0, "\(changed.errors)")
    }

    @Test("what only a retired key signed proves nothing by the new policy; the log goes on", arguments: [true, false])
    func retired(byFile: Bool) throws {
        let mission = try rotated()
        let old = mission.path("old.tlog-proof")
        #expect(try mission.run("ledger", "prove", mission.ledger, "1", "--out", old).exitCode == 0)
        try rotate(mission)
        let policy = mission.ledger + "/policy"
        #expect(try mission.run("verify", old, "--policy", policy).exitCode == 0)
        let key = try mission.run("key", "show", mission.path("log.key")).output.trimmingCharacters(in: .newlines)
        let retired = try mission.run("key", "retire", mission.ledger, byFile ? mission.path("log.key") : key)
        #expect(retired.exitCode == 0, "\(retired.errors)")
        #expect(retired.output.contains("log \(key)"))
        #expect(try String(contentsOfFile: policy, encoding: .utf8).contains(key) == false)
        #expect(try mission.run("verify", old, "--policy", policy).exitCode == 1)
        #expect(try mission.append([MissionFolder.line(2)]).exitCode == 0)
        #expect(try mission.run("ledger", "prove", mission.ledger, "1", "--out", old).exitCode == 0)
        #expect(try mission.run("verify", old, "--policy", policy).exitCode == 0)
        #expect(try mission.run("ledger", "verify", mission.ledger).exitCode == 0)
        // Said again it is told what is left.
        let again = try mission.run("key", "retire", mission.ledger, key)
        #expect(again.exitCode == 64)
        #expect(again.errors.contains("names no such key"))
    }

    @Test("the key that signs is not retired, and nothing is while another process writes")
    func refused() throws {
        let mission = try rotated()
        let present = try mission.run("key", "retire", mission.ledger, mission.path("log.key"))
        #expect(present.exitCode == 1)
        #expect(present.errors.contains("truce ledger rotate"))
        try rotate(mission)
        let policy = try String(contentsOfFile: mission.ledger + "/policy", encoding: .utf8)
        let lock = open(mission.ledger + "/ledger.sqlite.lock", O_RDWR | O_CREAT, 0o600)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX) == 0)
        let busy = try mission.run("key", "retire", mission.ledger, mission.path("log.key"))
        #expect(busy.exitCode == 1)
        #expect(busy.errors.contains("another process"), "\(busy.errors)")
        #expect(try String(contentsOfFile: mission.ledger + "/policy", encoding: .utf8) == policy)
    }

    @Test("a vault under another key opens whole; a copy made before opens under the old key only")
    func rewrapped() throws {
        let mission = try rotated()
        let copy = mission.path("copy.sqlite")
        try FileManager.default.copyItem(atPath: mission.ledger + "/vault.sqlite", toPath: copy)
        let settings = mission.ledger + "/ledger.json"
        let before = try Data(contentsOf: URL(filePath: settings))
        let new = mission.path("vault-2.key")
        #expect(try mission.run("key", "new", "vault", "--kind", "vault", "--out", new).exitCode == 0)
        let done = try mission.run("ledger", "rewrap", mission.ledger, "--key", new)
        #expect(done.exitCode == 0, "\(done.errors)")
        #expect(done.output.contains("2 sealed parts"), "\(done.output)")
        // Interrupted before its settings were written: said again, it is finished.
        try before.write(to: URL(filePath: settings))
        #expect(try mission.run("ledger", "verify", mission.ledger).exitCode != 0)
        #expect(try mission.run("ledger", "rewrap", mission.ledger, "--key", new).exitCode == 0)
        unlink(mission.path("vault.key"))
        let verified = try mission.run("ledger", "verify", mission.ledger)
        #expect(verified.exitCode == 0 && verified.output.contains("2 sealed parts open"), "\(verified.output)")
        // The copy in its place: the new key does not open it.
        for leftover in ["-wal", "-shm", "-journal"] { unlink(mission.ledger + "/vault.sqlite" + leftover) }
        unlink(mission.ledger + "/vault.sqlite")
        try FileManager.default.moveItem(atPath: copy, toPath: mission.ledger + "/vault.sqlite")
        let other = try mission.append([MissionFolder.line(3, source: "observer-8")])
        #expect(other.exitCode == 1)
        #expect(other.errors.contains("Say the key file that belongs to it"), "\(other.errors)")
    }

    @Test("a key for the vault that is none is refused before anything is changed")
    func noKey() throws {
        let mission = try rotated()
        let result = try mission.run("ledger", "rewrap", mission.ledger, "--key", mission.path("log-2.key"))
        #expect(result.exitCode == 1)
        #expect(result.errors.contains("is not a vault key"), "\(result.errors)")
        #expect(try mission.run("ledger", "verify", mission.ledger).exitCode == 0)
    }
}
