import Foundation
import Testing
import Truce
import TruceLedger
import TruceTesting

@testable import TruceMechanism

@Suite("The folder of another version")
struct MissionUpgradeTests {
    /// A mission as an older program left it: its vault is the one that the first version wrote
    /// (`Tests/Fixtures/vault`), under its key.
    private func older() async throws -> TestMission {
        let test = try TestMission()
        try await Mission.make(TestMission.new, at: test.path)
        let fixtures = SharedData.repository.appending(path: "Tests/Fixtures/vault").path
        for (name, place) in [("vault.1.sqlite", vault(test)), ("vault.1.key", test.path + "/keys/vault")] {
            unlink(place)
            try FileManager.default.copyItem(atPath: fixtures + "/" + name, toPath: place)
            chmod(place, 0o600)
        }
        return test
    }

    private func vault(_ test: TestMission) -> String { test.path + "/ledger/vault.sqlite" }

    /// Writes a number where SQLite keeps the version of a file that nobody has open.
    private func set(version: UInt8, of file: String) throws {
        var bytes = try Data(contentsOf: URL(filePath: file))
        bytes.replaceSubrange(60..<64, with: [0, 0, 0, version])
        try bytes.write(to: URL(filePath: file))
    }

    @Test("an older vault is copied, then brought up to date; the copy stays until something is erased")
    func upgraded() async throws {
        let test = try await older()
        let key = try MasterKey.read(from: test.path + "/keys/vault")
        let before = try Vault.open(reading: vault(test), key: key).check()
        #expect(SQLiteHeader(vault(test))?.version == 1)
        var mission = try await test.open()
        let copies = Mission.copiesBeforeUpgrade(at: test.path)
        #expect(copies == [test.path + "/ledger/before-upgrade/vault.sqlite.1"])
        #expect(try Vault.open(reading: copies[0], key: key).check() == before)
        #expect(SQLiteHeader(copies[0])?.version == 1)
        _ = try await mission.submit(.report(), as: .observer, key: "r")
        try await mission.close()
        #expect(SQLiteHeader(vault(test))?.version == 2)

        mission = try await test.open()
        #expect(Mission.copiesBeforeUpgrade(at: test.path) == copies)
        _ = try await mission.erase(source: "observer-1", authority: "request of the source", reason: "protection")
        #expect(Mission.copiesBeforeUpgrade(at: test.path).isEmpty)
        try await mission.close()
    }

    @Test("an upgrade that was interrupted after its copy is begun again")
    func interrupted() async throws {
        let test = try await older()
        let copy = try UpgradeCopy.vault(vault(test), key: MasterKey.read(from: test.path + "/keys/vault"))
        #expect(copy != nil && SQLiteHeader(vault(test))?.version == 1)
        try await test.open().close()
        #expect(SQLiteHeader(vault(test))?.version == 2)
    }

    @Test("an older vault of which a part does not open is left as it is")
    func damaged() async throws {
        let test = try await older()
        // Content that is sealed lies in the last pages; a byte of it.
        let bytes = try Data(contentsOf: URL(filePath: vault(test)))
        var changed = 0
        for place in stride(from: bytes.count - 40, to: bytes.count / 2, by: -512) where changed == 0 {
            var other = bytes
            other[place] ^= 1
            try other.write(to: URL(filePath: vault(test)))
            chmod(vault(test), 0o600)
            let key = try MasterKey.read(from: test.path + "/keys/vault")
            if let check = try? Vault.open(reading: vault(test), key: key).check(), !check.isIntact { changed = place }
        }
        try #require(changed > 0)
        let damaged = try Data(contentsOf: URL(filePath: vault(test)))
        await #expect(throws: MechanismError.self) { try await test.open() }
        #expect(try Data(contentsOf: URL(filePath: vault(test))) == damaged)
    }

    @Test(
        "what a newer program wrote is refused with the file and both versions, and left as it is",
        arguments: [
            ("ledger/vault.sqlite", UInt8(3), "is of version 3, and Truce \(RulesVersion.product) knows none above 2"),
            ("ledger/ledger.sqlite", 2, "it is of version 2, and this program knows none above 1"),
        ])
    func newer(file: String, version: UInt8, sentence: String) async throws {
        let test = try TestMission()
        try await Mission.make(TestMission.new, at: test.path)
        let path = test.path + "/" + file
        try set(version: version, of: path)
        chmod(path, 0o600)
        let before = try Data(contentsOf: URL(filePath: path))
        let error = await #expect(throws: MechanismError.self) { try await test.open() }
        let words = error?.description ?? ""
        #expect(words.contains(path) && words.contains(sentence), "\(words)")
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("settings of a ledger of a newer form are refused by name")
    func newerSettings() async throws {
        let test = try TestMission()
        try await Mission.make(TestMission.new, at: test.path)
        let file = URL(filePath: test.path + "/ledger/ledger.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("truce-ledger/1", with: "truce-ledger/2").write(to: file, atomically: true, encoding: .utf8)
        let error = await #expect(throws: MechanismError.self) { try await test.open() }
        let words = error?.description ?? ""
        #expect(words.contains("truce-ledger/2") && words.contains("truce-ledger/1"), "\(words)")
    }

    @Test("views of another version are made anew, and answer the same")
    func views() async throws {
        let test = try TestMission()
        var mission = try await test.start()
        _ = try await mission.submit(.report(), as: .observer, key: "r")
        try await mission.settle()
        let reports = try await mission.shown(ReportList())
        try await mission.close()
        for leftover in ["-wal", "-shm"] { unlink(test.path + "/views.sqlite" + leftover) }
        try Data("written by another version".utf8).write(to: URL(filePath: test.path + "/views.sqlite"))
        mission = try await test.open()
        try await mission.settle()
        #expect(try await mission.shown(ReportList()) == reports)
        try await mission.close()
    }
}
