import Foundation
import GRDB
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

let noon = Instant(seconds: 1_773_489_600)

@Suite("The vault")
struct VaultTests {
    let folder: TestFolder
    let key = MasterKey()
    var path: String { folder.path("vault.sqlite") }

    init() throws { folder = TestFolder() }

    private func fields(_ count: Int) -> [SealedField] {
        (0..<count).map { SealedField(name: "field \($0)", text: "value \($0)") }
    }

    @Test("what was sealed is disclosed, also after reopening")
    func roundTrip() throws {
        let vault = try Vault.create(at: path, key: key)
        let item = try vault.seal(fields(3), tags: ["incident:INC-1"], at: noon)
        let again = try Vault.open(at: path, key: key)
        for (name, commitment) in item.real {
            let disclosure = try #require(try again.disclosure(of: commitment))
            #expect(disclosure.name == name && disclosure.commitment == commitment)
            #expect(disclosure.value == JSONText.string(name.replacing("field", with: "value")))
        }
        #expect(try again.count == 3)
        #expect(try Set(again.commitments(tagged: "incident:INC-1")) == Set(item.real.values))
        #expect(try again.commitments(tagged: "incident:INC-2") == [])
        #expect(try again.check() == VaultCheck(sound: 3))
        #expect(try again.disclosure(of: .emptyTree) == nil)
    }

    @Test("an item's commitments tell neither number nor order", arguments: [(0, 8), (1, 8), (7, 8), (8, 8), (9, 16)])
    func decoys(fields count: Int, commitments: Int) throws {
        var random = SeededRandom(UInt64(count))
        let item = try Vault.create(at: path, key: key).seal([(fields(count), [])], at: noon, using: &random)[0]
        #expect(item.commitments.count == commitments && Set(item.commitments).isSuperset(of: item.real.values))
        #expect(item.commitments == item.commitments.sorted { $0.description < $1.description })
    }

    @Test("the same chance gives the same commitments, and other chance other ones")
    func seeded() throws {
        var random = [SeededRandom(1), SeededRandom(1), SeededRandom(2)]
        let items = try (0..<3).map { index in
            try Vault.create(at: folder.path("\(index)"), key: key).seal(
                [(fields(2), [])], at: noon, using: &random[index])
        }
        #expect(items[0] == items[1] && items[0] != items[2])
    }

    @Test("values of more than 16 MiB together are refused, and so is a name that comes twice")
    func limit() throws {
        let vault = try Vault.create(at: path, key: key)
        func field(_ bytes: Int) -> SealedField {
            SealedField(name: "n", value: JSONText.string(String(repeating: "x", count: bytes - 2)))
        }
        #expect(throws: VaultError.tooLarge(bytes: Vault.byteLimit + 1)) {
            try vault.seal([field(Vault.byteLimit + 1)], tags: [], at: noon)
        }
        #expect(throws: VaultError.self) { try vault.seal(fields(1) + fields(1), tags: [], at: noon) }
        #expect(try vault.count == 0)
    }

    @Test(
        "lengths fall into few buckets",
        arguments: [
            (0, 256), (252, 256), (253, 384), (380, 384), (381, 512), (508, 512), (509, 768), (765, 1024), (1021, 1536),
        ])
    func padding(bytes: Int, bucket: Int) {
        #expect(VaultCipher.padded([UInt8](repeating: 1, count: bytes)).count == bucket)
    }

    @Test("of a batch of commitments it names those that it never held", arguments: [0, 1, 1_999, 2_000, 2_001])
    func unknownAmong(others: Int) throws {
        var random = SeededRandom(UInt64(others))
        let vault = try Vault.create(at: path, key: key)
        let held = try vault.seal(fields(3), tags: [], at: noon).commitments
        let gone = try vault.seal(fields(1), tags: [], at: noon)
        #expect(try !vault.hasErased)
        _ = try vault.erase(commitments: Array(gone.real.values), authority: "registrar", reason: "order", at: noon)
        #expect(try vault.hasErased)
        let strange = (0..<others).map { _ in TreeHash(randomBytes(32, using: &random))! }
        #expect(try vault.unknown(among: held + strange + gone.commitments) == strange)
    }

    @Test("another key, other rights and other files are refused by name")
    func refusals() throws {
        _ = try Vault.create(at: path, key: key)
        let other = MasterKey()
        #expect(throws: VaultError.wrongKey(expected: key.id, found: other.id)) { try Vault.open(at: path, key: other) }
        #expect(throws: VaultError.exists(path: path)) { try Vault.create(at: path, key: key) }
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
        #expect(throws: VaultError.readableByOthers(path: path)) { try Vault.open(at: path, key: key) }
        let text = folder.path("text")
        #expect(
            FileManager.default.createFile(
                atPath: text, contents: Data(repeating: 65, count: 9999), attributes: [.posixPermissions: 0o600]))
        #expect(throws: VaultError.self) { try Vault.open(at: text, key: key) }
        #expect(throws: VaultError.self) { try Vault.open(at: folder.path("nothing"), key: key) }
    }

    @Test("opened for looking, it changes nothing, also where nothing can be written")
    func looking() throws {
        let vault = try Vault.create(at: path, key: key)
        _ = try vault.seal(fields(2), tags: ["a"], at: noon)
        // After the second transaction the journal is not empty: opening for writing would clean it.
        _ = try vault.seal(fields(3), tags: ["b"], at: noon)
        let names = [path, path + "-journal"]
        let before = try names.map { try Data(contentsOf: URL(filePath: $0)) }
        #expect(before[1].contains { $0 != 0 })
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.path)
        defer {
            // The folder goes with the test.
            try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.path)
        }
        let looked = try Vault.open(reading: path, key: key)
        #expect(try looked.check() == VaultCheck(sound: 5))
        #expect(throws: VaultError.self) { try looked.seal(fields(1), tags: [], at: noon) }
        #expect(try names.map { try Data(contentsOf: URL(filePath: $0)) } == before)
    }

    @Test("opened for looking after a writer was killed, it holds what was there before")
    func killed() throws {
        let vault = try Vault.create(at: path, key: key)
        _ = try vault.seal(fields(2), tags: ["a"], at: noon)
        let copies = TestFolder()
        try vault.file.queue.writeWithoutTransaction { db in
            // So small that pages reach the disk before the commit.
            try db.execute(sql: "PRAGMA cache_size = 2; BEGIN IMMEDIATE")
            for number in 1_000..<1_200 {
                let bytes = Data(repeating: UInt8(number % 256), count: 64)
                try db.execute(sql: "INSERT INTO sealed VALUES (?, ?, ?)", arguments: [number, bytes, bytes])
            }
            for suffix in ["", "-journal"] {
                try FileManager.default.copyItem(atPath: path + suffix, toPath: copies.path("vault" + suffix))
            }
            try db.execute(sql: "ROLLBACK")
        }
        let size = try Data(contentsOf: URL(filePath: copies.path("vault"))).count
        #expect(try size > Data(contentsOf: URL(filePath: path)).count, "the copy was taken half way")
        let looked = try Vault.open(reading: copies.path("vault"), key: key)
        #expect(try looked.check() == VaultCheck(sound: 2))
        #expect(throws: VaultError.cannotWrite(why: "it was opened for reading")) {
            try looked.seal(fields(1), tags: [], at: noon)
        }
    }

    @Test("a file cut short and a key that is gone are named as what they are")
    func damage() throws {
        _ = try Vault.create(at: path, key: key)
        let whole = try Data(contentsOf: URL(filePath: path))
        try whole.prefix(5_000).write(to: URL(filePath: path))
        #expect(throws: VaultError.fileDamaged(path: path, why: "database disk image is malformed")) {
            try Vault.open(at: path, key: key)
        }
        let gone = folder.path("gone")
        #expect(throws: VaultError.cannotReadKeyFile(path: gone, why: "No such file or directory")) {
            try MasterKey.read(from: gone)
        }
    }

    @Test("its files are for the owner only")
    func rights() throws {
        let vault = try Vault.create(at: path, key: key)
        _ = try vault.seal(fields(2), tags: ["a"], at: noon)
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            let mode = try FileManager.default.attributesOfItem(atPath: folder.path(name))[.posixPermissions] as? Int
            #expect(mode == 0o600, "\(name)")
        }
    }

    @Test(
        "a flipped bit in any column is found",
        arguments: [
            ("sealed", "wrapped_key"), ("sealed", "sealed"), ("item", "name"), ("item", "commitments"),
            ("item", "tags"),
        ])
    func bitFlips(table: String, column: String) throws {
        let vault = try Vault.create(at: path, key: key)
        // Without decoys: those are nothing but chance, before and after.
        let item = try vault.seal(fields(8), tags: ["t"], at: noon)
        var random = SeededRandom(7)
        for _ in 0..<20 {
            let rows = try vault.file.queue.write { db in
                let old = try #require(try Data.fetchOne(db, sql: "SELECT \(column) FROM \(table)"))
                var new = old
                new[Int.random(in: 0..<old.count, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                try db.execute(
                    sql: "UPDATE \(table) SET \(column) = ? WHERE \(column) = ?", arguments: [new, old])
                return try VaultItem.items(from: 0, limit: 1, in: db)
            }
            #expect(try !vault.check().isIntact)
            // As its own file says, so that a commitment altered there is asked for as it stands.
            let now = try #require(rows.first).commitments
            let again = try Vault.open(at: path, key: key)
            let failures = try again.disclosures(of: now).filter { if case .failure = $0 { true } else { false } }
            if column != "tags" { #expect(!failures.isEmpty) }
            if column == "commitments" { #expect(now != item.commitments) }
        }
    }

    @Test("a field whose item is gone, an index that does not fit and a place that names another are damage")
    func strays() throws {
        let damages = [
            "DELETE FROM item", "INSERT INTO place VALUES (1, 1)", "DELETE FROM place WHERE number = 3",
            "UPDATE place SET key = key + 1 WHERE number = 2",
        ]
        for (number, damage) in damages.enumerated() {
            let vault = try Vault.create(at: folder.path("\(number)"), key: key)
            _ = try vault.seal(fields(2), tags: [], at: noon)
            try vault.fileAll()
            #expect(try vault.check() == VaultCheck(sound: 2))
            try vault.file.queue.write { try $0.execute(sql: damage) }
            #expect(try !vault.check().isIntact, "\(damage)")
        }
    }

    @Test("threads that seal, read and erase at once leave a sound vault")
    func concurrency() async throws {
        let (vault, second) = (try Vault.create(at: path, key: key), try Vault.open(at: path, key: key))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<6 {
                group.addTask {
                    for turn in 0..<8 {
                        let own = worker.isMultiple(of: 2) ? vault : second
                        let item = try own.seal(
                            [SealedField(name: "a", text: "\(worker) \(turn)")], tags: ["worker:\(worker)"], at: noon)
                        let commitment = try #require(item.real["a"])
                        #expect(try own.disclosure(of: commitment) != nil)
                        if turn == 5 {
                            _ = try own.erase(
                                commitments: [commitment], authority: "registrar", reason: "order", at: noon)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try vault.count == 42)
        #expect(try vault.check() == VaultCheck(sound: 42))
        #expect(try second.commitments(tagged: "worker:3").count == 7)
    }
}

extension Vault {
    /// Puts all that is held into the index, as a large vault does by itself.
    func fileAll() throws {
        try file.write { db in
            var state = try VaultState(db)
            try VaultIndex.file(&state, in: db)
            try state.write(to: db)
        }
    }
}
