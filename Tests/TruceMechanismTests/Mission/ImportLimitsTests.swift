import CZlib
import Foundation
import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism

@Suite("An import costs no more than its limits")
struct ImportLimitsTests {
    private static let holder = HolderID("analyst")!
    private static let head = "report_id,event_start,lat,lon,type\n"

    /// Imports into nowhere, in a folder that goes with the value.
    private final class Office: Sendable {
        let folder = FileManager.default.temporaryDirectory.appending(path: "truce-limits-\(UUID().uuidString)").path
        let answer = Mutex<Result<Void, MissionError>>(.success(()))

        func imports(_ limits: Imports.Limits = .init()) throws -> Imports {
            try Imports(folder: folder, limits: limits, zone: { .utc }) { (_, _, _) async throws(MissionError) in
                try self.answer.withLock { $0 }.get()
                return Submitted(position: 1, entries: [], names: [], wasThere: false)
            }
        }

        func begin(_ imports: Imports, _ bytes: [UInt8]) async throws -> ImportJob {
            let arriving = imports.arriving()
            try Data(bytes).write(to: URL(filePath: arriving))
            return try await imports.begin(
                ImportRequest(source: "Patrol"), file: arriving, digest: Array(repeating: 7, count: 32), by: holder,
                key: "k")
        }

        /// Works until the job is as asked, or half a minute is over.
        func work(_ imports: Imports, _ job: ImportJob, until isEnough: (ImportJob) -> Bool) async throws -> ImportJob {
            let working = Task { await imports.run() }
            defer { working.cancel() }
            for _ in 0..<3_000 {
                if let now = try imports.job(job.id, of: holder), isEnough(now) { return now }
                try await Task.sleep(for: .milliseconds(10))
            }
            return try #require(try imports.job(job.id, of: holder))
        }

        // What is left in a folder for temporary files does no harm.
        deinit { try? FileManager.default.removeItem(atPath: folder) }
    }

    private static func rows(
        _ count: Int, _ row: (Int) -> String = { "\($0),2031-03-18T09:00:00Z,40.5,-35.0,fire.mortar\n" }
    )
        -> [UInt8]
    { Array((head + (0..<count).map(row).joined()).utf8) }

    /// As a gzip file.
    private static func packed(_ bytes: [UInt8]) throws -> [UInt8] {
        let path = FileManager.default.temporaryDirectory.appending(path: "truce-packed-\(UUID().uuidString)").path
        let file = try #require(gzopen(path, "wb9"))
        #expect(bytes.withUnsafeBytes { gzwrite(file, $0.baseAddress, UInt32($0.count)) } == Int32(bytes.count))
        gzclose(file)
        defer { unlink(path) }
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    @Test(
        "a packed file may unpack to just the limit: one byte more ends the job with its reason, and the server goes on",
        arguments: [0, 1], [true, false])
    func bomb(over: Int, rowsAreGood: Bool) async throws {
        let office = Office()
        let table = rowsAreGood ? Self.rows(20_000) : Self.rows(20_000) { _ in "no,row\n" }
        let bytes = try Self.packed(table)
        #expect(bytes.count * 5 < table.count)
        var limits = Imports.Limits()
        limits.unpackedBytes = table.count - over
        let imports = try office.imports(limits)
        let job = try await office.work(imports, try await office.begin(imports, bytes)) { $0.state.isEnd }
        #expect(job.state == (over == 0 ? .done : .failed))
        #expect(job.why?.contains("unpacks to more than") == (over == 0 ? nil : true), "\(job)")
        #expect(job.why?.contains(office.folder) != true)
    }

    @Test(
        "a file may have just as many rows as the limit, good and bad ones together", arguments: [0, 1], [true, false])
    func rowLimit(over: Int, rowsAreGood: Bool) async throws {
        let office = Office()
        var limits = Imports.Limits()
        limits.rows = 5_000
        let imports = try office.imports(limits)
        let bytes = rowsAreGood ? Self.rows(5_000 + over) : Self.rows(5_000 + over) { _ in "no,row\n" }
        let job = try await office.work(imports, try await office.begin(imports, bytes)) { $0.state.isEnd }
        #expect(job.state == (over == 0 ? .done : .failed))
        #expect(job.why?.contains("more than 5000 rows") == (over == 0 ? nil : true), "\(job)")
    }

    @Test("a job that stops the whole server each time is given up after five times", arguments: [4, 5])
    func crashes(before: Int) async throws {
        let office = Office()
        let imports = try office.imports()
        var job = try await office.begin(imports, Self.rows(3))
        // As a process leaves it that was killed so often while it worked on it.
        job.attempts = before
        try ImportFolder(office.folder, job.id).save(job)
        let ended = try await office.work(try office.imports(), job) { $0.state.isEnd }
        #expect(ended.state == (before == 5 ? .failed : .done), "\(ended)")
        #expect(ended.why?.contains("begun 5 times") == (before == 5 ? true : nil))
    }

    @Test("a disk that is full is waited for, however often, and the sender can read why it stands still")
    func waits() async throws {
        let office = Office()
        office.answer.withLock { $0 = .failure(.closed) }
        let imports = try office.imports()
        let begun = try await office.begin(imports, Self.rows(3))
        let standing = try await office.work(imports, begun) { $0.why != nil }
        #expect(standing.state == .filing && standing.attempts == 0)
        #expect(standing.why?.hasPrefix("It stands still and is tried again: ") == true)
        office.answer.withLock { $0 = .success(()) }
        let done = try await office.work(try office.imports(), begun) { $0.state.isEnd }
        #expect(done.state == .done && done.accepted == 3 && done.why == nil)
    }

    @Test("a row that was filed before as it was read then counts as filed")
    func readOtherwise() async throws {
        let office = Office()
        office.answer.withLock { $0 = .failure(.otherContent(key: "k 1")) }
        let imports = try office.imports()
        let job = try await office.work(imports, try await office.begin(imports, Self.rows(3))) { $0.state.isEnd }
        #expect(job.state == .done && job.accepted == 3)
    }

    @Test("one holder can have eight files waiting, and then somebody else still gets one in", arguments: [8, 9])
    func jobs(files: Int) async throws {
        let office = Office()
        let imports = try office.imports()
        func send(_ key: String, by holder: HolderID) async throws -> ImportJob {
            let arriving = imports.arriving()
            try Data(Self.rows(1)).write(to: URL(filePath: arriving))
            return try await imports.begin(
                ImportRequest(), file: arriving, digest: Array(repeating: 7, count: 32), by: holder, key: key)
        }
        for number in 1...8 { _ = try await send("\(number)", by: Self.holder) }
        if files == 9 { await #expect(throws: MissionError.busy) { try await send("9", by: Self.holder) } }
        #expect(try await send("8", by: Self.holder).state == .waiting)
        _ = try await send("1", by: HolderID("somebody-else")!)
    }

    @Test("what ended is kept for its time and then removed; what has not ended is kept", arguments: [-1.0, 1_000])
    func swept(kept: Double) async throws {
        let office = Office()
        let first = try office.imports()
        let job = try await office.work(first, try await office.begin(first, Self.rows(1))) { $0.state.isEnd }
        var limits = Imports.Limits()
        limits.keptSeconds = kept
        let second = try office.imports(limits)
        let working = Task { await second.run() }
        for _ in 0..<200 where try second.job(job.id, of: Self.holder) != nil {
            try await Task.sleep(for: .milliseconds(5))
        }
        working.cancel()
        #expect(try (second.job(job.id, of: Self.holder) == nil) == (kept < 0))
    }
}
