import Foundation
import GRDB
import Testing
import TruceTesting

@testable import TruceLedger

@Suite("A ledger in one SQLite file")
struct SQLiteStoreTests {
    private let folder = TestFolder()
    private let origin = "ledger.example.org/test"

    private func filled(_ count: Int = 20) async throws -> SQLiteStore {
        let store = try SQLiteStore.create(path: folder.file(), origin: origin)
        try await store.append((0..<count).map { StoreContract.entry($0) }, after: 0)
        return store
    }

    @Test("while it is written, there are files beside it; closed, it is one file that its owner alone reads")
    func oneFile() async throws {
        let store = try await filled()
        let name = URL(filePath: store.path).lastPathComponent
        #expect(try folder.names == [name, name + "-shm", name + "-wal", name + ".lock"])
        for file in try folder.names {
            let rights = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + file)[.posixPermissions]
            #expect(rights as? Int == 0o600, "\(file)")
        }
        try store.close()
        try store.close()
        #expect(try folder.names == [name])
        let closed = await failure { () async throws(StoreError) in _ = try await store.head() }
        #expect(closed == .cannotRead(why: "it was closed. Open it again"))
        let unwritten = await failure { () async throws(StoreError) in
            try await store.append([StoreContract.entry(90)], after: 20)
        }
        #expect(unwritten == .cannotWrite(why: "it was closed. Open it again"))
        let again = try SQLiteStore(path: store.path)
        #expect(try await again.head() == LedgerHead(origin: origin, size: 20))
    }

    @Test("one writes at a time, any number read beside it")
    func oneWriter() async throws {
        let first = try await filled(3)
        #expect(refusal { () throws(StoreError) in try SQLiteStore(path: first.path) } == .busy(path: first.path))
        let reader = try SQLiteStore.open(reading: first.path)
        let second = try SQLiteStore.open(reading: first.path)
        #expect(try await reader.head().size == 3)
        try await first.append([StoreContract.entry(3)], after: 3)
        #expect(try await reader.head() == LedgerHead(origin: origin, size: 4))
        #expect(try await second.read(from: 3, limit: 9) == [StoreContract.entry(3)])
        let refused = await failure { () async throws(StoreError) in
            try await reader.append([StoreContract.entry(4)], after: 4)
        }
        #expect(refused == .cannotWrite(why: "it was opened for reading. Open it for writing"))
        // Closing beside readers lets the next write and leaves the readers reading.
        try first.close()
        let next = try SQLiteStore(path: first.path)
        try await next.append([StoreContract.entry(4)], after: 4)
        #expect(try await reader.head().size == 5)
        try reader.close()
        try second.close()
        try next.close()
    }

    @Test("a writer that went without closing leaves nothing locked")
    func leftOpen() async throws {
        var store: SQLiteStore? = try await filled(3)
        let path = try #require(store?.path)
        store = nil
        #expect(try await SQLiteStore(path: path).head().size == 3)
    }

    @Test("a reader that does not close is said, and the writer is closed before another may write")
    func readerStays() async throws {
        let store = try await filled(3)
        // SQLite keeps a connection open for as long as it has a statement.
        var statement: Statement? = try store.readingNow { try $0.makeStatement(sql: "SELECT 1") }
        #expect(statement != nil)
        #expect(throws: StoreError.self) { try store.close() }
        let unwritten = await failure { () async throws(StoreError) in
            try await store.append([StoreContract.entry(3)], after: 3)
        }
        #expect(unwritten == .cannotWrite(why: "it was closed. Open it again"))
        let next = try SQLiteStore(path: store.path)
        try await next.append([StoreContract.entry(3)], after: 3)
        #expect(try await next.head().size == 4)
        statement = nil
        try store.close()
        try next.close()
    }

    @Test("making one never writes over what is there")
    func createTwice() async throws {
        let store = try await filled(1)
        try store.close()
        let before = try contents(store.path)
        let refused = refusal { () throws(StoreError) in try SQLiteStore.create(path: store.path, origin: origin) }
        guard case .cannotOpen(store.path, _) = refused else { Issue.record("\(refused as Any)"); return }
        #expect(try contents(store.path) == before)
        for origin in ["", "two\nlines"] {
            let path = folder.file()
            guard
                case .cannotOpen = refusal({ () throws(StoreError) in try SQLiteStore.create(path: path, origin: origin)
                })
            else { Issue.record("an origin of “\(origin)” was taken"); return }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
        let nowhere = folder.path + "/none/ledger.sqlite"
        guard
            case .cannotOpen(nowhere, _) = refusal({ () throws(StoreError) in
                try SQLiteStore.create(path: nowhere, origin: "a")
            })
        else { Issue.record("made in a folder that is not there"); return }
    }

    @Test("what an interrupted making left is said to be empty, and does not hinder the next")
    func interruptedCreate() throws {
        let path = folder.file()
        try write([], to: path)
        try write([1, 2, 3], to: path + ".part")
        #expect(
            refusal { () throws(StoreError) in try SQLiteStore(path: path) }
                == .notALedger(
                    path: path, why: "it is empty. If its making was interrupted, remove it and create it again"))
        try FileManager.default.removeItem(atPath: path)
        try SQLiteStore.create(path: path, origin: origin).close()
    }

    @Test("a full disk refuses the batch, keeps what was there, and goes on once there is room")
    func fullDisk() async throws {
        let store = try await filled(5)
        try store.limitPages(to: 40)
        let large = (5..<30).map { StoreContract.entry($0, bytes: 20_000) }
        let refused = await failure { () async throws(StoreError) in try await store.append(large, after: 5) }
        #expect(refused == .cannotWrite(why: "the disk is full. Make room on it"))
        #expect(try await store.head().size == 5)
        #expect(try await store.indices(of: [large[0].submission]) == [nil])
        try await store.append([StoreContract.entry(5)], after: 5)
        try store.limitPages(to: 1_000_000)
        try await store.append(Array(large.dropFirst()), after: 6)
        #expect(try await store.head().size == 30)
        try await store.check()
    }

    @Test("a copy made while others write is one whole file of its own")
    func backup() async throws {
        let store = try await filled(50)
        let copy = folder.file("copy")
        @Sendable func appendMore() async throws {
            for number in 50..<80 { try await store.append([StoreContract.entry(number)], after: number) }
        }
        async let writing: Void = appendMore()
        try await store.backup(to: copy)
        try await writing
        #expect(try folder.names.filter { $0.hasPrefix("copy") }.count == 1)
        let rights = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions]
        #expect(rights as? Int == 0o600)
        for immutable in [false, true] {
            let read = try SQLiteStore(reading: copy, immutable: immutable)
            let size = try await read.head().size
            #expect((50...80).contains(size))
            #expect(try await read.read(from: 0, limit: .max) == (0..<size).map { StoreContract.entry($0) })
            try await read.check()
            try read.close()
        }
        let writable = try SQLiteStore(path: copy)
        let size = try await writable.head().size
        try await writable.append([StoreContract.entry(200)], after: size)
        try writable.close()
        let refused = await failure { () async throws(StoreError) in try await store.backup(to: copy) }
        guard case .cannotOpen(copy, _) = refused else { Issue.record("\(refused as Any)"); return }
        // A copy of what is open for reading.
        let reader = try SQLiteStore.open(reading: store.path)
        let second = folder.file("copy")
        try await reader.backup(to: second)
        #expect(try await SQLiteStore(path: second).head().size == 80)
    }

    @Test(
        "going through in order hands over each entry where it lies, and stops when told",
        arguments: [0, 1, 8_191, 8_192, 8_193, 17_000])
    func forEach(count: Int) async throws {
        let store = try SQLiteStore.create(path: folder.file(), origin: origin)
        let all = (0..<count).map {
            StoredEntry(submission: SubmissionID("\($0)"), bytes: [UInt8](repeating: 7, count: $0 % 5))
        }
        try await store.append(all, after: 0)
        var read: [StoredEntry] = []
        func collect(from start: Int, limit: Int = .max) throws {
            read = []
            try store.forEach(from: start, limit: limit) { row in
                #expect(row.index == start + read.count)
                read.append(
                    StoredEntry(
                        submission: SubmissionID(hash: TreeHash(copying: row.submission.baseAddress!)),
                        leaf: TreeHash(copying: row.leaf.baseAddress!), bytes: [UInt8](row.bytes)))
                return true
            }
        }
        try collect(from: 0)
        #expect(read == all)
        try collect(from: count)
        #expect(read.isEmpty)
        try collect(from: count / 2, limit: count / 3)
        #expect(read == Array(all[(count / 2)...].prefix(count / 3)))
        try collect(from: 0, limit: 0)
        #expect(read.isEmpty)
        var seen = 0
        try store.forEach(from: 0) { _ in
            seen += 1
            return seen < count - 1
        }
        #expect(seen == max(min(count, 1), count - 1))
    }
}
