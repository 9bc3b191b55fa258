import Foundation
import GRDB
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("Tags of a vault")
struct VaultTagTests {
    let folder = TestFolder()
    let key = MasterKey()
    var path: String { folder.path("vault.sqlite") }

    private func seal(_ tag: String, _ vault: Vault) throws -> TreeHash {
        let item = try vault.seal([SealedField(name: "source", text: tag)], tags: [tag], at: noon)
        return try #require(item.real.values.first)
    }

    @Test("no two rows share a lookup, whatever they share")
    func unlinked() throws {
        let vault = try Vault.create(at: path, key: key)
        for _ in 0..<20 { _ = try seal("source:a", vault) }
        let lookups = try vault.file.queue.read { try Data.fetchAll($0, sql: "SELECT lookup FROM tag") }
        #expect(lookups.count == 20)
        #expect(Set(lookups).count == 20)
    }

    @Test("sealing, erasing and a new key in any order: each tag finds what it should, and no more", arguments: 1...4)
    func anyOrder(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let vault = try Vault.create(at: path, key: key)
        let tags = ["source:a", "source:b", "source:c"]
        var expected: [String: Set<TreeHash>] = [:]
        for step in 0..<150 {
            let tag = try #require(tags.randomElement(using: &random))
            if Int.random(in: 0..<3, using: &random) > 0 {
                expected[tag, default: []].insert(try seal(tag, vault))
            } else {
                let inOrder = (expected[tag] ?? []).sorted(by: Vault.byBytes)
                let some = inOrder.filter { _ in Bool.random(using: &random) }
                guard !some.isEmpty else { continue }
                _ = try vault.erase(commitments: some, authority: "registrar", reason: "order", at: noon)
                expected[tag]?.subtract(some)
            }
            if step == 75 { try vault.rewrap(to: MasterKey()) }
            for tag in tags { #expect(try Set(vault.commitments(tagged: tag)) == expected[tag] ?? []) }
        }
        #expect(try vault.check().isIntact)
        let rows = try vault.file.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM tag") }
        #expect(rows == expected.values.reduce(0) { $0 + $1.count }, "nothing is left of what was erased")
    }

    @Test("a gap among the rows of a tag is damage")
    func gap() throws {
        let vault = try Vault.create(at: path, key: key)
        for _ in 0..<3 { _ = try seal("source:a", vault) }
        let lookup = VaultCipher(key).lookup("source:a", 1)
        try vault.file.queue.write { try $0.execute(sql: "DELETE FROM tag WHERE lookup = ?", arguments: [lookup]) }
        let check = try vault.check()
        #expect(check.damages.count == 1)
        #expect(check.damages.first?.contains("not found any more") == true)
    }
}
