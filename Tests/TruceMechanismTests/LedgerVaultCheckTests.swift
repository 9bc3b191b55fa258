import Foundation
import Testing
import TruceTesting

/// What “truce ledger verify” finds out about an operator's own vault and sealed files.
@Suite("The check of what a ledger sealed")
struct LedgerVaultCheckTests {
    let mission: MissionFolder

    init() throws {
        mission = try MissionFolder()
        #expect(try mission.append([MissionFolder.line(1, source: "observer-7")]).exitCode == 0)
    }

    private var vault: URL { URL(filePath: mission.ledger + "/vault.sqlite") }

    private func verify(_ exitCode: Int32, _ says: String, _ place: SourceLocation = #_sourceLocation) throws {
        let result = try mission.run("ledger", "verify", mission.ledger)
        #expect(result.exitCode == exitCode, "\(result.output)\(result.errors)", sourceLocation: place)
        #expect(
            (result.output + result.errors).contains(says), "\(result.output)\(result.errors)", sourceLocation: place)
    }

    private func addSealed(_ id: String) throws {
        let file = try mission.folder.write("\(id).txt", "two shells, one crater\n")
        let added = try mission.run(
            "evidence", "add", mission.ledger, file, "--id", id, "--custodian", "evidence-officer", "--how",
            "by a patrol", "--sealed")
        #expect(added.exitCode == 0, "\(added.errors)")
    }

    @Test("a vault that is gone is refused; a key that is elsewhere is a note")
    func missing() throws {
        let key = mission.path("vault.key")
        try FileManager.default.moveItem(atPath: key, toPath: key + ".away")
        try verify(0, "The vault was not checked.")
        try FileManager.default.moveItem(atPath: key + ".away", toPath: key)
        try verify(0, "2 sealed parts open")
        try FileManager.default.removeItem(at: vault)
        try verify(1, "is missing, and with it all that this ledger sealed")
    }

    @Test("an older copy of the vault is found by the first entry that it does not know")
    func older() throws {
        let old = try Data(contentsOf: vault)
        #expect(try mission.append([MissionFolder.line(2), MissionFolder.line(3, source: "observer-8")]).exitCode == 0)
        try verify(0, "4 sealed parts open")
        let new = try Data(contentsOf: vault)
        try old.write(to: vault)
        chmod(vault.path, 0o600)
        try verify(1, "Entry 3 carries the commitment")
        try new.write(to: vault)
        #expect(
            try mission.run("erase", mission.ledger, "--source", "observer-8", "--authority", "a", "--reason", "b")
                .exitCode == 0)
        try verify(0, "2 sealed parts open")
    }

    @Test("a sealed file must be there and open by its key, until its key is erased")
    func sealedFile() throws {
        try addSealed("E-1")
        try addSealed("E-2")
        try verify(0, "Sealed evidence: 2 files open by their keys")
        let stored = try mission.allBytes().filter { $0.0.contains("/evidence/sealed/") }
        #expect(stored.count == 2)
        for (path, good) in stored {
            var bad = good
            bad[good.count - 1] ^= 1
            try bad.write(to: URL(filePath: path))
            try verify(1, "was altered")
            try FileManager.default.removeItem(atPath: path)
            try verify(1, "is missing: nothing is kept under")
            try good.write(to: URL(filePath: path))
            chmod(path, 0o600)
        }
        #expect(
            try mission.run("erase", mission.ledger, "--evidence", "E-1", "--authority", "a", "--reason", "b").exitCode
                == 0)
        try verify(0, "Sealed evidence: 1 file opens by its key and fits its commitment; the vault has no key to 1")
    }

    @Test("the size of a sealed file is on record rounded up; what cannot go on record is not sealed")
    func size() throws {
        try addSealed("E-1")
        #expect(try mission.run("ledger", "show", mission.ledger, "2").output.contains("\"size\":256"))
        #expect(try mission.run("evidence", "show", mission.ledger, "E-1").output.contains("at most 256 bytes"))
        for wrong in [
            ["--id", "E-2", "--how", "a\u{7}b"], ["--id", "E-2", "--how", "by a patrol", "--incident", "17"],
            ["--id", "E-1", "--how", "by a patrol"],
        ] {
            let refused = try TruceProgram.run(
                list: [
                    "evidence", "add", mission.ledger, mission.path("E-1.txt"), "--custodian",
                    "evidence-officer", "--sealed",
                ] + wrong)
            #expect(refused.exitCode != 0)
        }
        try verify(0, "3 sealed parts open")
        #expect(try mission.allBytes().filter { $0.0.contains("/evidence/sealed/") }.count == 1)
    }

    @Test("an erased source is on record report by report")
    func erasedOneByOne() throws {
        #expect(try mission.append((2..<9).map { MissionFolder.line($0, source: "observer-7") }).exitCode == 0)
        let erased = try mission.run(
            "erase", mission.ledger, "--source", "observer-7", "--authority", "a", "--reason", "b")
        #expect(erased.exitCode == 0, "\(erased.errors)")
        let shown = try mission.run("ledger", "show", mission.ledger, "--all").output
            .split(separator: "\n").filter { $0.contains("secret-erased") }
        #expect(shown.count == 8)
        for line in shown {
            #expect(line.matches(of: /[A-Za-z0-9_-]{43}/).count == 8)
        }
        try verify(0, "0 sealed parts open")
    }
}
