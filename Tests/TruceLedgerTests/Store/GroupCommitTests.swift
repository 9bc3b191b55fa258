import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

/// Entries for tests: ten digits of seconds, then the text.
private let form = EntryForm<String>(
    bytes: { _, text, time in
        let digits = String(time.seconds)
        return Array((String(repeating: "0", count: 10 - digits.count) + digits + text).utf8)
    },
    recorded: { bytes in
        Int64(String(decoding: bytes.prefix(10), as: UTF8.self)).map { Instant(seconds: $0) }
    })

/// A clock set by hand.
private final class Clock: Sendable {
    private let seconds: Mutex<Int64>
    init(_ start: Int64 = 1_000) { seconds = Mutex(start) }
    func set(_ now: Int64) { seconds.withLock { $0 = now } }
    @Sendable func now() -> Instant { Instant(seconds: seconds.withLock { $0 }) }
}

private func attempt(
    _ commit: GroupCommit<String>, _ text: String, as id: String
) async -> Result<Recorded, AppendError> {
    do throws(AppendError) { return .success(try await commit.append(text, as: SubmissionID(id))) } catch {
        return .failure(error)
    }
}

@Suite("Appends that share a transaction")
struct GroupCommitTests {
    private let clock = Clock()
    private let memory = MemoryStore(origin: "ledger.example.org/group")

    private func commit(_ store: (any LedgerStore)? = nil) -> GroupCommit<String> {
        GroupCommit(store: store ?? memory, form: form, clock: clock.now)
    }

    @Test("each of many is recorded once, where it was told, in fewer transactions than entries")
    func many() async throws {
        let store = FaultyStore(memory, faults: [:])
        let commit = commit(store)
        let count = 2_000
        let answers = await withTaskGroup(of: (Int, Result<Recorded, AppendError>).self) { group in
            for number in 0..<count {
                group.addTask { (number, await attempt(commit, "text \(number)", as: "\(number)")) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let entries = try await memory.read(from: 0, limit: .max)
        #expect(entries.count == count)
        for (number, answer) in answers {
            let recorded = try answer.get()
            #expect(recorded.entry == entries[recorded.index])
            #expect(recorded.entry.submission == SubmissionID("\(number)"))
            #expect(!recorded.wasThere && recorded.recorded == clock.now())
        }
        #expect(store.writes < count)
    }

    @Test("one task's entries keep their order")
    func order() async throws {
        let commit = commit()
        var last = -1
        for number in 0..<20 {
            let index = try await commit.append("\(number)", as: SubmissionID("\(number)")).index
            #expect(index > last)
            last = index
        }
    }

    @Test("sent again, the answer is the same; with other content, an error names the entry")
    func again() async throws {
        let first = try await commit().append("a", as: SubmissionID("1"))
        clock.set(5_000)
        // Also after a restart.
        for commit in [commit(), commit()] {
            var second = try await commit.append("a", as: SubmissionID("1"))
            #expect(second.wasThere)
            second.wasThere = false
            #expect(second == first)
            #expect(await attempt(commit, "b", as: "1") == .failure(.otherContent(SubmissionID("1"), index: 0)))
        }
        #expect(try await memory.head().size == 1)
    }

    @Test("the same submission from many tasks at once is recorded once")
    func atOnce() async throws {
        let commit = commit()
        let answers = await withTaskGroup(of: Result<Recorded, AppendError>.self) { group in
            for number in 0..<300 {
                group.addTask { await attempt(commit, number.isMultiple(of: 3) ? "b" : "a", as: "1") }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try await memory.head().size == 1)
        let text = try #require(try await memory.read(from: 0, limit: 1).first?.bytes.last)
        let good = answers.filter { (try? $0.get()) != nil }
        #expect(good.count == (text == UInt8(ascii: "a") ? 200 : 100))
        #expect(good.count { (try? $0.get().wasThere) == false } == 1)
        for answer in answers {
            if case .failure(let error) = answer { #expect(error == .otherContent(SubmissionID("1"), index: 0)) }
        }
    }

    @Test("an entry that is too large is refused alone")
    func tooLarge() async throws {
        let commit = commit()
        let limit = StoredEntry.byteLimit
        async let large = attempt(commit, String(repeating: "x", count: limit - 9), as: "large")
        async let fits = attempt(commit, String(repeating: "x", count: limit - 10), as: "fits")
        #expect(await large == .failure(.store(.tooLarge(bytes: limit + 1))))
        #expect(try await fits.get().entry.bytes.count == limit)
    }

    @Test("more than one transaction takes is recorded in several")
    func cap() async throws {
        let commit = commit()
        let text = String(repeating: "x", count: 60_000)
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<400 {
                group.addTask { #expect((try? await attempt(commit, text, as: "\(number)").get()) != nil) }
            }
        }
        #expect(try await memory.head().size == 400)
    }

    @Test(
        "a clock that runs backwards: within two seconds the last time is repeated, beyond that nothing is recorded",
        arguments: [(1_000, 1_000), (1_001, 1_001), (999, 1_000), (998, 1_000), (997, nil), (0, nil)]
            as [(Int64, Int64?)])
    func backwards(now: Int64, recorded: Int64?) async throws {
        _ = try await commit().append("a", as: SubmissionID("1"))
        clock.set(now)
        // Also after a restart: the last time comes from the record.
        let commit = commit()
        let answer = await attempt(commit, "b", as: "2")
        if let recorded {
            #expect(try answer.get().recorded == Instant(seconds: recorded))
        } else {
            let error = AppendError.clockRunsBackwards(
                now: Instant(seconds: now), last: Instant(seconds: 1_000), entry: 0)
            #expect(answer == .failure(error))
            #expect(error.description.contains("runs backwards by \(1_000 - now) s. Nothing was recorded."))
            #expect(try await memory.head().size == 1)
            // What was recorded is still answered.
            #expect(try await commit.append("a", as: SubmissionID("1")).wasThere)
        }
    }

    @Test("another writer: the batch is refused, and the next goes on after what the other wrote")
    func otherWriter() async throws {
        let commit = commit()
        _ = try await commit.append("a", as: SubmissionID("1"))
        let bytes = form.bytes(SubmissionID("x"), "x", Instant(seconds: 1_500))
        try await memory.append([StoredEntry(submission: SubmissionID("x"), bytes: bytes)], after: 1)
        clock.set(1_499)
        #expect(await attempt(commit, "b", as: "2") == .failure(.store(.movedOn(expected: 1, found: 2))))
        let recorded = try await commit.append("b", as: SubmissionID("2"))
        #expect(recorded.index == 2 && recorded.recorded == Instant(seconds: 1_500))
    }

    @Test("a cancelled caller's entry is recorded and answered")
    func cancelled() async throws {
        let commit = commit()
        let task = Task { await attempt(commit, "a", as: "1") }
        task.cancel()
        #expect(try await task.value.get().index == 0)
    }
}

@Suite("Writes that fail under group commit")
struct GroupCommitFaultTests {
    /// Write number, how it fails, how many questions fail after it.
    static let faults: [(Int, FaultyStore.Fault, Int)] = (0..<8).flatMap { write in
        [FaultyStore.Fault.lost, .kept, .torn].flatMap { fault in (0...4).map { (write, fault, $0) } }
    }

    @Test("sent again until acknowledged, every entry is there once, at the index that was told", arguments: faults)
    func retried(write: Int, fault: FaultyStore.Fault, readsFailing: Int) async throws {
        let memory = MemoryStore(origin: "ledger.example.org/faults")
        // The next write fails too: retrying meets trouble again.
        let store = FaultyStore(memory, faults: [write: fault, write + 1: .lost], readsFailing: readsFailing)
        try await check(memory, store)
        #expect(store.writes > write)
    }

    @Test("the same over SQLite, which is opened again afterwards", arguments: [FaultyStore.Fault.lost, .kept, .torn])
    func sqlite(fault: FaultyStore.Fault) async throws {
        let folder = TestFolder()
        let sqlite = try SQLiteStore.create(path: folder.file(), origin: "ledger.example.org/faults")
        try await check(sqlite, FaultyStore(sqlite, faults: [1: fault, 4: fault], readsFailing: 1))
        let size = try await sqlite.head().size
        try sqlite.close()
        let again = try SQLiteStore(path: sqlite.path)
        #expect(try await again.head().size == size)
        try await again.check()
    }

    private func check(_ under: any LedgerStore, _ store: FaultyStore) async throws {
        let clock = Clock()
        let commit = GroupCommit(store: store, form: form, clock: clock.now)
        let answers = try await withThrowingTaskGroup(of: [(String, Recorded)].self) { group in
            for task in 0..<4 {
                group.addTask {
                    var answers: [(String, Recorded)] = []
                    for number in 0..<10 {
                        let id = "\(task).\(number)"
                        attempts: for attempt in 0... {
                            try #require(attempt < 50)
                            do throws(AppendError) {
                                answers.append((id, try await commit.append("text " + id, as: SubmissionID(id))))
                                break attempts
                            } catch {
                                switch error {
                                case .store(FaultyStore.writeFailure), .store(FaultyStore.readFailure),
                                    .unknown(SubmissionID(id), why: FaultyStore.readFailure):
                                    continue
                                default: Issue.record("\(error)")
                                }
                            }
                        }
                    }
                    return answers
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        let entries = try await under.read(from: 0, limit: .max)
        #expect(entries.count == 40 && answers.count == 40)
        #expect(Set(answers.map(\.1.index)) == Set(0..<40))
        for (id, recorded) in answers {
            #expect(entries[recorded.index] == recorded.entry)
            #expect(recorded.entry.submission == SubmissionID(id))
            #expect(recorded.entry.bytes == form.bytes(SubmissionID(id), "text " + id, recorded.recorded))
        }
    }
}

extension SubmissionID {
    fileprivate static func ~= (pattern: SubmissionID, value: SubmissionID) -> Bool { pattern == value }
}
