import Foundation
import GRDB
import Testing
import TruceTesting

@testable import TruceLedger

@Suite("Files that are no ledger, or no longer whole")
struct SQLiteFileTests {
    private let folder = TestFolder()

    private func closed(_ count: Int = 200) async throws -> String {
        let store = try SQLiteStore.create(path: folder.file(), origin: "ledger.example.org/test")
        try await store.append((0..<count).map { StoreContract.entry($0, bytes: 300) }, after: 0)
        try store.close()
        return store.path
    }

    /// Both ways of opening refuse, in the same way.
    private func refused(_ path: String) -> StoreError? {
        let reading = refusal { () throws(StoreError) in try SQLiteStore.open(reading: path) }
        let writing = refusal { () throws(StoreError) in try SQLiteStore(path: path) }
        #expect(reading == writing)
        return writing
    }

    @Test("a name that is not there, a folder, an empty file, a text, another program's database")
    func strangers() async throws {
        let path = folder.file()
        guard case .cannotOpen(path, let why) = refused(path), why.contains("no such file")
        else { Issue.record("a missing file"); return }
        #expect(try folder.names.isEmpty)
        guard case .notALedger(folder.path, _) = refused(folder.path) else { Issue.record("a folder"); return }
        for (what, bytes) in [
            ("empty", []), ("text", Array("A letter, not a ledger.\n".utf8)),
            ("long text", [UInt8](repeating: 65, count: 9_000)),
        ] {
            try write(bytes, to: path)
            guard case .notALedger(path, _) = refused(path) else { Issue.record("\(what)"); return }
            #expect(try contents(path) == bytes)
        }
        let other = folder.file("other")
        let queue = try DatabaseQueue(path: other)
        try await queue.write { try $0.execute(sql: "CREATE TABLE letter (text TEXT)") }
        try queue.close()
        let before = try contents(other)
        guard case .notALedger(other, let why) = refused(other), why.contains("another program")
        else { Issue.record("another program's"); return }
        #expect(try contents(other) == before)
    }

    @Test(
        "a later version, and a file whose guards were taken away",
        arguments: [
            ("PRAGMA user_version = 2", "version 2"), ("PRAGMA user_version = 0", "version 1"),
            ("DROP TRIGGER entry_stays", "triggers"), ("CREATE TABLE more (text TEXT)", "tables"),
            ("CREATE TRIGGER more AFTER INSERT ON entry BEGIN SELECT 1; END", "triggers"),
            ("DROP TRIGGER ledger_stays; DELETE FROM ledger", "triggers"),
            ("PRAGMA application_id = 7", "another program"),
        ])
    func tampered(sql: String, says: String) async throws {
        let path = try await closed()
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
        let error = refused(path)
        #expect(error?.description.contains(says) == true, "\(error as Any)")
    }

    @Test(
        "the file itself refuses to change, remove, skip or replace",
        arguments: [
            "UPDATE entry SET bytes = x'00' WHERE index_ = 3", "DELETE FROM entry WHERE index_ = 9",
            "DELETE FROM entry",
            "UPDATE ledger SET origin = 'another'", "DELETE FROM ledger", "INSERT INTO ledger VALUES (1, 'another')",
            "INSERT OR REPLACE INTO ledger VALUES (1, 'another')",
            "INSERT INTO entry SELECT 11, randomblob(32), leaf, bytes FROM entry WHERE index_ = 0",
            "INSERT INTO entry SELECT -1, randomblob(32), leaf, bytes FROM entry WHERE index_ = 0",
            "INSERT OR REPLACE INTO entry SELECT 9, randomblob(32), leaf, bytes FROM entry WHERE index_ = 0",
            "INSERT OR REPLACE INTO entry SELECT 10, submission, leaf, x'00' FROM entry WHERE index_ = 4",
            "INSERT INTO entry SELECT 10, randomblob(31), leaf, bytes FROM entry WHERE index_ = 0",
            "INSERT INTO entry SELECT 10, randomblob(32), x'00', bytes FROM entry WHERE index_ = 0",
            "INSERT INTO entry SELECT 10, randomblob(32), leaf, randomblob(65536) FROM entry WHERE index_ = 0",
            "INSERT INTO entry SELECT 10, randomblob(32), leaf, 'text' FROM entry WHERE index_ = 0",
            "INSERT INTO entry SELECT 10, randomblob(32), leaf, NULL FROM entry WHERE index_ = 0",
        ])
    func guarded(sql: String) async throws {
        let path = try await closed(10)
        let queue = try DatabaseQueue(path: path)
        for recursive in ["ON", "OFF"] {
            await #expect(throws: DatabaseError.self) {
                try await queue.writeWithoutTransaction {
                    try $0.execute(sql: "PRAGMA recursive_triggers = \(recursive)")
                    try $0.execute(sql: sql)
                }
            }
        }
        try queue.close()
        let store = try SQLiteStore(path: path)
        #expect(try await store.read(from: 0, limit: .max) == (0..<10).map { StoreContract.entry($0, bytes: 300) })
    }

    @Test("an entry missing in the middle is noticed on opening")
    func gap() async throws {
        let path = try await closed()
        let queue = try DatabaseQueue(path: path)
        let trigger = try #require(SQLiteStoreSchema.statements.first { $0.contains("entry_stays") })
        try await queue.write {
            try $0.execute(sql: "DROP TRIGGER entry_stays; DELETE FROM entry WHERE index_ = 100")
            try $0.execute(sql: trigger)
        }
        try queue.close()
        guard case .damaged = refused(path) else { Issue.record("a gap"); return }
    }

    @Test("a file cut short is refused, wherever it was cut")
    func truncated() async throws {
        let path = try await closed()
        let whole = try contents(path)
        let cut = folder.file("cut")
        for length in [
            1, 15, 16, 99, 100, 511, 512, 4_095, 4_096, whole.count / 2, whole.count - 4_096, whole.count - 1,
        ] {
            try write(Array(whole[..<length]), to: cut)
            switch refused(cut) {
            case .notALedger(_, let why)? where length < 100: #expect(why.contains("cut short"), "\(length)")
            case .damaged? where length >= 100: break
            case let other: Issue.record("cut to \(length) of \(whole.count): \(other as Any)")
            }
        }
    }

    @Test("one bit flipped: refused on opening, found by the check, or without effect on what is read")
    func flipped() async throws {
        let path = try await closed(60)
        let whole = try contents(path)
        let all = (0..<60).map { StoreContract.entry($0, bytes: 300) }
        let flip = folder.file("flip")
        var random = SeededRandom(7)
        let places = Array(0..<100) + (0..<60).map { _ in Int.random(in: 100..<whole.count, using: &random) }
        var refusedOnOpening = 0
        var found = 0
        for place in places {
            var bytes = whole
            bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            try write(bytes, to: flip)
            let store: SQLiteStore
            do throws(StoreError) { store = try SQLiteStore.open(reading: flip) } catch {
                refusedOnOpening += 1
                continue
            }
            if await failure({ () async throws(StoreError) in try await store.check() }) != nil {
                found += 1
            } else {
                #expect(try await store.read(from: 0, limit: .max) == all, "byte \(place)")
            }
            try store.close()
            for beside in ["-wal", "-shm"] { unlink(flip + beside) }
        }
        #expect(refusedOnOpening >= 16, "the first 16 bytes are the format's name")
        #expect(found > 0)
    }

    @Test("a closed ledger is read from media that cannot be written")
    func immutable() async throws {
        let path = try await closed(10)
        let before = try folder.names
        let store = try SQLiteStore(reading: path, immutable: true)
        #expect(try await store.head().size == 10)
        try await store.check()
        try store.close()
        #expect(try folder.names == before)
    }

    @Test(
        "a name with spaces, marks and other scripts",
        arguments: [
            "a b.sqlite", "50%?#&=.sqlite", "السجل.sqlite", "it's \"it\".sqlite", "file:odd.sqlite",
        ])
    func names(name: String) async throws {
        let path = folder.path + "/" + name
        let store = try SQLiteStore.create(path: path, origin: "a")
        try await store.append([StoreContract.entry(1)], after: 0)
        try store.close()
        for immutable in [false, true] {
            let store = try SQLiteStore(reading: path, immutable: immutable)
            #expect(try await store.head().size == 1)
            try store.close()
        }
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test(
        "in a folder that cannot be written a closed ledger is read; one with a log beside it says what to copy",
        .enabled(if: geteuid() != 0, "the system lets root write anywhere"))
    func readOnlyFolder() async throws {
        let path = try await closed(10)
        chmod(folder.path, 0o500)
        #expect(try await SQLiteStore.open(reading: path).head().size == 10)
        guard case .cannotOpen(path, _) = refusal({ () throws(StoreError) in try SQLiteStore(path: path) })
        else { Issue.record("opened for writing"); return }
    }
}
