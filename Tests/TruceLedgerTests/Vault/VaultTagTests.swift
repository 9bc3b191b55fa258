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

    @Test("no two items share any bytes of their tags, whatever tags they share")
    func unlinked() throws {
        let vault = try Vault.create(at: path, key: key)
        for _ in 0..<20 { _ = try seal("source:a", vault) }
        let tags = try vault.file.queue.read { try Data.fetchAll($0, sql: "SELECT tags FROM item") }
        let pieces = tags.flatMap { tags in (0...tags.count - 8).map { tags[$0..<$0 + 8] } }
        #expect(tags.count == 20 && Set(tags.map(\.count)).count == 1)
        #expect(Set(pieces).count == pieces.count)
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
                let inOrder = (expected[tag] ?? []).sorted()
                let some = inOrder.filter { _ in Bool.random(using: &random) }
                guard !some.isEmpty else { continue }
                _ = try vault.erase(commitments: some, authority: "registrar", reason: "order", at: noon)
                expected[tag]?.subtract(some)
            }
            if step == 75 { try vault.rewrap(to: MasterKey()) }
            if step == 50 || step == 100 { try vault.fileAll() }
            for tag in tags { #expect(try Set(vault.commitments(tagged: tag)) == expected[tag] ?? []) }
        }
        #expect(try vault.check().isIntact)
        let held = expected.values.reduce(0) { $0 + $1.count }
        let items = try vault.file.queue.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM item") }
        #expect(try items == held && vault.count == held, "nothing is left of what was erased")
    }

    @Test("any texts are tags, and any number of them", arguments: [[], [""], ["a\"b\\", "é\u{0}\n", "😀"]])
    func texts(tags: [String]) throws {
        let vault = try Vault.create(at: path, key: key)
        let item = try vault.seal([SealedField(name: "a", text: "b")], tags: tags, at: noon)
        for tag in tags { #expect(try vault.commitments(tagged: tag) == Array(item.real.values)) }
        #expect(try vault.commitments(tagged: "c") == [])
        #expect(try vault.check().isIntact)
    }

    @Test("tags that do not open are damage")
    func damaged() throws {
        let vault = try Vault.create(at: path, key: key)
        for _ in 0..<3 { _ = try seal("source:a", vault) }
        try vault.file.queue.write { db in
            // Those of one item under the name of another.
            try db.execute(sql: "UPDATE item SET tags = (SELECT tags FROM item WHERE first = 0) WHERE first = 8")
        }
        let check = try vault.check()
        #expect(check.damages.count == 1)
        #expect(check.damages.first?.contains("the tags of its item do not open") == true)
    }
}
