import Foundation
import GRDB
import GRDBSQLite
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("Many items at once")
struct VaultBulkTests {
    let folder = TestFolder()
    let key = MasterKey()
    var path: String { folder.path("vault.sqlite") }

    private typealias Item = (fields: [SealedField], tags: [String])

    private func items(_ count: Int, _ random: inout SeededRandom) -> [Item] {
        (0..<count).map { number in
            let fields = (0..<Int.random(in: 0...10, using: &random)).map {
                SealedField(name: "field \($0)", text: String(repeating: "\(number) ", count: $0 * $0))
            }
            return (fields, ["source:\(number % 3)"])
        }
    }

    /// What a field's commitment should disclose.
    private func expected(_ items: [Item], _ sealed: [SealedItem]) throws -> [TreeHash: SealedField] {
        var expected: [TreeHash: SealedField] = [:]
        for (item, sealed) in zip(items, sealed) {
            #expect(sealed.commitments.count == Vault.commitments(forFields: item.fields.count))
            for field in item.fields { expected[try #require(sealed.real[field.name])] = field }
        }
        return expected
    }

    @Test(
        "sealed in any batches, filed or not, all are found one by one, together and by going through",
        arguments: UInt64(0)..<8)
    func anyBatches(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let vault = try Vault.create(at: path, key: key)
        var (items, sealed): ([Item], [SealedItem]) = ([], [])
        for _ in 0..<6 {
            let batch = self.items(Int.random(in: 0...60, using: &random), &random)
            sealed += try vault.seal(batch, at: noon)
            items += batch
            if Bool.random(using: &random) { try vault.fileAll() }
        }
        let expected = try expected(items, sealed)
        let strange = (0..<9).map { TreeHash.leaf([$0]) }
        let all = (sealed.flatMap(\.commitments) + strange).shuffled(using: &random)
        for reader in [vault, try Vault.open(at: path, key: key), try Vault.open(reading: path, key: key)] {
            #expect(try reader.check() == VaultCheck(sound: expected.count))
            #expect(try reader.unknown(among: all) == all.filter(strange.contains))
            for (commitment, answer) in try zip(all, reader.disclosures(of: all)) {
                let disclosure = try answer.get()
                #expect(disclosure.map { SealedField(name: $0.name, value: $0.value) } == expected[commitment])
            }
            for commitment in all.prefix(40) {
                #expect(try reader.disclosure(of: commitment)?.value == expected[commitment]?.value)
            }
            var walked: [TreeHash] = []
            try reader.forEachDisclosure { part in
                for (commitment, field) in part {
                    let disclosure = try field.get()
                    #expect(expected[commitment]?.value == disclosure.value)
                    walked.append(commitment)
                }
            }
            #expect(walked.count == expected.count && Set(walked) == Set(expected.keys))
        }
    }

    @Test("of many items all are sealed, or none")
    func whole() throws {
        let vault = try Vault.create(at: path, key: key)
        let good = SealedField(name: "a", text: "b")
        #expect(throws: VaultError.self) {
            try vault.seal([([good], []), ([good, good], [])], at: noon)
        }
        #expect(try vault.count == 0)
        #expect(try vault.seal([], at: noon) == [])
    }

    @Test("what was erased is answered as erased, what is damaged as damaged, beside what opens")
    func mixed() throws {
        let vault = try Vault.create(at: path, key: key)
        let sealed = try vault.seal((0..<4).map { ([SealedField(name: "a", text: "\($0)")], []) }, at: noon)
        let fields = try sealed.map { try #require($0.real["a"]) }
        _ = try vault.erase(commitments: [fields[1]], authority: "registrar", reason: "order", at: noon)
        try vault.file.queue.write { db in
            let last = try #require(try Int.fetchOne(db, sql: "SELECT max(number) FROM sealed"))
            try db.execute(sql: "UPDATE sealed SET sealed = zeroblob(284) WHERE number = ?", arguments: [last])
        }
        let answers = try vault.disclosures(of: fields + [.emptyTree])
        #expect(try answers[0].get()?.value == JSONText.string("0"))
        #expect(answers[1] == .failure(.erased(at: noon, authority: "registrar")))
        #expect(try answers[2].get()?.value == JSONText.string("2"))
        #expect(answers[3] == .failure(.damaged(fields[3], why: "its content does not open under its key")))
        #expect(answers[4] == .success(nil))
    }

    @Test("what was prepared under a key that the vault no longer has is not kept")
    func rewrapped() throws {
        let vault = try Vault.create(at: path, key: key)
        let prepared = try vault.prepare([SealedField(name: "a", text: "b")], tags: [], at: noon)
        let new = MasterKey()
        try vault.rewrap(to: new)
        #expect(throws: VaultError.wrongKey(expected: new.id, found: key.id)) { try vault.keep([prepared]) }
        #expect(try vault.count == 0)
    }

    @Test(
        "a process that looks while another seals, files and erases sees what is there",
        arguments: [Vault.Use.occasional, .continuous])
    func twoProcesses(use: Vault.Use) throws {
        let writer = try Vault.create(at: path, key: key, for: use)
        let reader = try Vault.open(reading: path, key: key)
        var held: [TreeHash] = []
        for number in 0..<30 {
            held.append(
                try #require(writer.seal([SealedField(name: "a", text: "\(number)")], tags: [], at: noon).real["a"]))
            if number % 7 == 6 { try writer.fileAll() }
            if number % 5 == 4 {
                let gone = held.removeLast()
                _ = try writer.erase(commitments: [gone], authority: "r", reason: "x", at: noon)
                #expect(throws: VaultError.erased(at: noon, authority: "r")) { try reader.disclosure(of: gone) }
            }
            for answer in try reader.disclosures(of: held) { #expect(try answer.get() != nil) }
        }
        #expect(try reader.check() == VaultCheck(sound: held.count))
    }

    @Test(
        "stopped anywhere, a batch is there whole or not at all",
        arguments: [1, 40], [Vault.Use.occasional, .continuous])
    func crash(count: Int, use: Vault.Use) throws {
        let vault = try Vault.create(at: path, key: key, for: use)
        var random = SeededRandom(3)
        let first = try vault.seal(items(5, &random), at: noon)
        let batch = items(count, &random)
        var copies: [TestFolder] = []
        let points = CopyPoints {
            let copied = TestFolder()
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
                try FileManager.default.copyItem(atPath: folder.path(name), toPath: copied.path(name))
            }
            copies.append(copied)
        }
        vault.file.queue.writeWithoutTransaction { $0.trace(options: .statement) { _ in points.take() } }
        let second = try vault.seal(batch, at: noon)
        vault.file.queue.writeWithoutTransaction { $0.trace() }
        points.take()
        #expect(copies.count > 4)
        let (few, all) = (first.reduce(0) { $0 + $1.real.count }, try vault.count)
        for copied in copies {
            let reopened = try Vault.open(at: copied.path("vault.sqlite"), key: key)
            let held = try reopened.count
            #expect(held == few || held == all)
            #expect(try reopened.check() == VaultCheck(sound: held))
            let answers = try reopened.disclosures(of: second.flatMap { Array($0.real.values) })
            #expect(try answers.allSatisfy { try ($0.get() != nil) == (held == all) })
        }
    }

    @Test("closed, one file is the whole vault, also of a process that seals all the time")
    func closed() throws {
        let vault = try Vault.create(at: path, key: key, for: .continuous)
        var random = SeededRandom(5)
        let count = try vault.seal(items(30, &random), at: noon).reduce(0) { $0 + $1.real.count }
        #expect(try folder.names.contains("vault.sqlite-wal"))
        let looked = try Vault.open(reading: path, key: key)
        #expect(try looked.count == count)
        #expect(throws: VaultError.busy(path: path)) { try vault.close() }
        try looked.close()
        try vault.close()
        #expect(try !folder.names.contains("vault.sqlite-wal"))
        #expect(throws: VaultError.self) { try vault.count }
        try FileManager.default.copyItem(atPath: path, toPath: folder.path("copy"))
        let copy = try Vault.open(at: folder.path("copy"), key: key, for: .continuous)
        #expect(try copy.check() == VaultCheck(sound: count))
    }

    @Test("what a killed process left beside the vault is merged by whoever opens it next, and nothing of it remains")
    func killed() throws {
        let vault = try Vault.create(at: path, key: key, for: .continuous)
        let sealed = try vault.seal((0..<50).map { ([SealedField(name: "a", text: "\($0)")], []) }, at: noon)
        let rows = try vault.file.queue.read { try Data.fetchAll($0, sql: "SELECT wrapped_key FROM sealed") }
        let copies = TestFolder()
        for name in try folder.names {
            try FileManager.default.copyItem(atPath: folder.path(name), toPath: copies.path(name))
        }
        let next = try Vault.open(at: copies.path("vault.sqlite"), key: key)
        #expect(try next.disclosures(of: sealed.flatMap { Array($0.real.values) }).allSatisfy { try $0.get() != nil })
        #expect(try !copies.names.contains("vault.sqlite-wal"))
        _ = try next.erase(
            commitments: sealed.flatMap(\.commitments), authority: "r", reason: "x", at: noon)
        let bytes = try copies.allBytes()
        #expect(rows.count == 50 && rows.allSatisfy { !bytes.holds($0) })
    }

    @Test("an erasure beside a process that reads for long says that it could not clean, and opening again does")
    func longReader() throws {
        let vault = try Vault.create(at: path, key: key, for: .continuous)
        let item = try vault.seal([SealedField(name: "a", text: "b")], tags: [], at: noon)
        _ = try vault.seal([SealedField(name: "c", text: "d")], tags: [], at: noon)
        vault.file.queue.writeWithoutTransaction { _ = sqlite3_busy_timeout($0.sqliteConnection, 50) }
        let key = try vault.file.queue.read { try Data.fetchAll($0, sql: "SELECT wrapped_key FROM sealed")[0] }
        let reader = try DatabaseQueue(path: path)
        try reader.inDatabase { db in
            try db.execute(sql: "BEGIN")
            _ = try Int.fetchOne(db, sql: "SELECT count(*) FROM sealed")
            do throws(VaultError) {
                _ = try vault.erase(commitments: item.commitments, authority: "r", reason: "x", at: noon)
                Issue.record("cleaned while somebody reads")
            } catch {
                guard case .notScrubbed = error else {
                    Issue.record("\(error)")
                    return
                }
            }
            try db.execute(sql: "COMMIT")
        }
        #expect(try vault.pendingNotices().count == 1 && folder.allBytes().holds(key))
        try reader.close()
        try vault.close()
        #expect(try Vault.open(at: path, key: self.key, for: .continuous).count == 1)
        #expect(try !folder.allBytes().holds(key))
    }

    @Test("chance from the system does not repeat, whatever is taken of it", arguments: UInt64(0)..<4)
    func chance(seed: UInt64) {
        var random = SeededRandom(seed)
        let system = SystemBytes()
        var seen: Set<[UInt8]> = []
        for _ in 0..<2_000 {
            let count = Int.random(in: 12...64, using: &random)
            let taken = system.take(count)
            #expect(taken.count == count && seen.insert(Array(taken.prefix(12))).inserted)
            #expect(Set(taken).count > 4)
        }
    }
}
