import Foundation
import GRDB
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

/// `Tests/Fixtures/vault/vault.1.sqlite` was written by the first version: five reports, of which the fourth was erased
/// and one field of the second. Its key lies beside it and opens nothing else.
@Suite("A vault of version 1")
struct VaultUpgradeTests {
    let folder = TestFolder()
    var path: String { folder.path("vault.sqlite") }
    let key: MasterKey

    init() throws {
        let fixtures = SharedData.repository.appending(path: "Tests/Fixtures/vault")
        for (name, copy) in [("vault.1.sqlite", "vault.sqlite"), ("vault.1.key", "key")] {
            try FileManager.default.copyItem(
                atPath: fixtures.appending(path: name).path, toPath: folder.path(copy))
            chmod(folder.path(copy), 0o600)
        }
        key = try MasterKey.read(from: folder.path("key"))
    }

    private static let erasedAlone = Base64URL.bytes("GhDljWvjddR4ZQD_7DDPtIeOV1R0tF5CewOmaonjmbY").flatMap {
        TreeHash($0)
    }

    private func expectAll(in vault: Vault) throws {
        #expect(try vault.check() == VaultCheck(sound: 7))
        var held: Set<String> = []
        try vault.forEachDisclosure { part in
            for (commitment, field) in part {
                let field = try field.get()
                #expect(try vault.disclosure(of: commitment) == field)
                held.insert("\(field.name) \(String(decoding: field.value.prefix(24), as: UTF8.self))")
            }
        }
        let accounts = held.filter { $0.hasPrefix("account") }
        #expect(accounts == ["account \"xxxxxxxxxxxxxxxxxxxxxxx"])
        #expect(held.count == 7 || held.count == 6, "\(held)")
        #expect(held.contains("source {\"name\":\"observer-2\"}"))
        let counts = try ["observer-1", "observer-2", "observer-3"].map {
            try vault.commitments(tagged: "source:\($0)").count
        }
        #expect(counts == [4, 3, 0])
        #expect(try vault.commitments(tagged: "report:R-1").count == 2)
        let alone = try #require(Self.erasedAlone)
        #expect(throws: VaultError.erased(at: Instant(seconds: 1_795_341_806), authority: "registrar")) {
            try vault.disclosure(of: alone)
        }
        #expect(try vault.pendingNotices() == [])
        #expect(try vault.unknown(among: [alone]) == [])
    }

    @Test("is brought up to date when it is opened: all that it held opens, and all that was erased is erased")
    func opened() throws {
        let old = try folder.allBytes()
        try expectAll(in: try Vault.open(at: path, key: key))
        // Opened again, it is of the present version already.
        let vault = try Vault.open(at: path, key: key)
        try expectAll(in: vault)
        #expect(try vault.file.queue.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 2)
        let item = try vault.seal([SealedField(name: "a", text: "b")], tags: ["source:observer-1"], at: noon)
        #expect(try vault.commitments(tagged: "source:observer-1").count == 5)
        let mine = try vault.commitments(tagged: "source:observer-1")
        let erasure = try vault.erase(commitments: mine, authority: "r", reason: "x", at: noon)
        #expect(erasure.items.count == 3 && erasure.commitments.count == 24)
        #expect(try vault.check() == VaultCheck(sound: 3))
        #expect(throws: VaultError.erased(at: noon, authority: "r")) { try vault.disclosure(of: item.commitments[0]) }
        // Nothing of the old tags is left in any file: those were found by their lookups.
        #expect(try old.count > 0 && vault.file.queue.read { try $0.tableExists("first_tag") } == false)
    }

    @Test("can be looked at where nothing can be written, and is not changed")
    func looked() throws {
        let before = try Data(contentsOf: URL(filePath: path))
        chmod(folder.path, 0o500)
        defer { chmod(folder.path, 0o700) }
        let vault = try Vault.open(reading: path, key: key)
        try expectAll(in: vault)
        #expect(throws: VaultError.cannotWrite(why: "it was opened for reading")) {
            try vault.seal([], tags: [], at: noon)
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("is refused under another key, and left as it is")
    func otherKey() throws {
        let before = try Data(contentsOf: URL(filePath: path))
        let other = MasterKey()
        #expect(throws: VaultError.wrongKey(expected: key.id, found: other.id)) { try Vault.open(at: path, key: other) }
        #expect(try Data(contentsOf: URL(filePath: path)) == before)
    }

    @Test("whose tags are damaged is refused, and left as it is")
    func damaged() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write {
            try $0.execute(sql: "UPDATE tag SET sealed = zeroblob(92) WHERE lookup = (SELECT min(lookup) FROM tag)")
        }
        try queue.close()
        #expect(throws: VaultError.self) { try Vault.open(at: path, key: key) }
        let again = try DatabaseQueue(path: path)
        #expect(try again.read { try Int.fetchOne($0, sql: "PRAGMA user_version") } == 1)
        #expect(try again.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM sealed") } == 7)
    }
}
