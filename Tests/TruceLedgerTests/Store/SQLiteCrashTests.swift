import Foundation
import Testing
import TruceTesting

@testable import TruceLedger

/// Power fails at every point of the log that SQLite writes. Its format: a header of 32 bytes, then frames of 24 bytes
/// and one page each (sqlite.org/fileformat2.html, "The Write-Ahead Log").
@Suite("Loss of power while SQLite writes")
struct SQLiteCrashTests {
    private let folder = TestFolder()
    private static let header = 32
    private static let frame = 24 + 4_096

    /// Commits of `sizes` entries: the main file, the log, how long the log was when each commit was acknowledged.
    private func script(_ sizes: [Int]) async throws -> (
        main: [UInt8], log: [UInt8], acknowledged: [(log: Int, size: Int)]
    ) {
        let store = try SQLiteStore.create(path: folder.file(), origin: "ledger.example.org/crash")
        var acknowledged: [(log: Int, size: Int)] = []
        var size = 0
        for count in sizes {
            try await store.append((size..<size + count).map { StoreContract.entry($0, bytes: 700) }, after: size)
            size += count
            acknowledged.append((try contents(store.path + "-wal").count, size))
        }
        let files = (try contents(store.path), try contents(store.path + "-wal"), acknowledged)
        try store.close()
        return files
    }

    private enum Ending: CaseIterable {
        /// The log ends there.
        case cut
        /// The rest of the frame, and one more, is garbage.
        case garbage
        /// The rest is zeros, as some file systems leave it.
        case zeros
    }

    @Test("what is there afterwards is a prefix of the commits, with all that was acknowledged; appends go on")
    func everyPoint() async throws {
        let (main, log, acknowledged) = try await script([1, 3, 1, 12, 2, 1])
        let whole = [0] + acknowledged.map(\.size)
        var points = [0, 1, Self.header - 1, Self.header]
        for start in stride(from: Self.header, to: log.count, by: Self.frame) {
            points += [1, 24, 2_000, Self.frame - 1, Self.frame].map { start + $0 }
        }
        var random = SeededRandom(11)
        for point in points where point <= log.count {
            for ending in Ending.allCases {
                var left = Array(log[..<point])
                switch ending {
                case .cut: break
                case .garbage: left += (0..<Self.frame + 100).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                case .zeros: left += [UInt8](repeating: 0, count: Self.frame + 100)
                }
                let path = folder.file("crash")
                try write(main, to: path)
                try write(left, to: path + "-wal")
                let place = "\(ending) at byte \(point) of \(log.count)"
                let store = try SQLiteStore(path: path)
                let size = try await store.head().size
                #expect(whole.contains(size), "\(place): \(size) entries are not whole commits")
                let promised = acknowledged.last { $0.log <= point }?.size ?? 0
                #expect(size >= promised, "\(place): \(size) of \(promised) acknowledged entries")
                // Nor is anything there that was not: a commit is acknowledged as soon as its last frame is written.
                #expect(size == promised, "\(place): \(size) entries, \(promised) of them acknowledged")
                let next = [StoreContract.entry(1_000), StoreContract.entry(1_001)]
                try await store.append(next, after: size)
                let expected = (0..<size).map { StoreContract.entry($0, bytes: 700) } + next
                #expect(try await store.read(from: 0, limit: .max) == expected, "\(place)")
                try store.close()
                if ending == .cut {
                    let again = try SQLiteStore.open(reading: path)
                    #expect(try await again.read(from: 0, limit: .max) == expected, "\(place), opened again")
                    try again.close()
                }
                unlink(path)
            }
        }
    }

    @Test("a merge of the log cut off half way is done again", arguments: UInt64(0)..<20)
    func tornMerge(seed: UInt64) async throws {
        let (main, log, acknowledged) = try await script([5, 20, 9, 30])
        let merged = folder.file("merged")
        try write(main, to: merged)
        try write(log, to: merged + "-wal")
        try SQLiteStore(path: merged).close()
        let after = try contents(merged)
        // Each page is the old or the new one, or half of each.
        var random = SeededRandom(seed)
        var torn = after
        torn.removeLast(4_096 * Int.random(in: 0...(after.count - main.count) / 4_096, using: &random))
        for page in 0..<torn.count / 4_096 {
            let kept = [0, 2_048, 4_096].randomElement(using: &random)!
            for byte in page * 4_096 + kept..<(page + 1) * 4_096 { torn[byte] = byte < main.count ? main[byte] : 0 }
        }
        let path = folder.file("torn")
        try write(torn, to: path)
        try write(log, to: path + "-wal")
        let store = try SQLiteStore(path: path)
        try await store.check()
        let size = try #require(acknowledged.last).size
        #expect(try await store.read(from: 0, limit: .max) == (0..<size).map { StoreContract.entry($0, bytes: 700) })
    }
}
