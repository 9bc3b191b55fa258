import TruceLedger

/// What every ``LedgerStore`` promises, asked of one. Nothing here knows how a store keeps what it keeps.
public struct StoreContract: Sendable {
    /// A new store, empty, with this origin.
    public var make: @Sendable (_ origin: String) async throws -> any LedgerStore
    /// The same record again, as after a restart: closes the store it is given.
    public var reopen: @Sendable (any LedgerStore) async throws -> any LedgerStore

    public init(
        make: @escaping @Sendable (_ origin: String) async throws -> any LedgerStore,
        reopen: @escaping @Sendable (any LedgerStore) async throws -> any LedgerStore
    ) {
        self.make = make
        self.reopen = reopen
    }

    static let origin = "ledger.example.org/contract"

    /// The promises that were broken, a sentence each; empty when all are kept. The seed picks the random operations.
    public func brokenPromises(seed: UInt64) async -> [String] {
        var broken: [String] = []
        let parts: [(String, @Sendable (inout Verdict) async throws -> Void)] = [
            ("an empty record", empty), ("appending and reading", appending), ("sizes of entries", limits),
            ("appending after another size", wrongSize), ("repeated submissions", repeated),
            ("writers that race", racing), ("reading while another writes", readingWhileWriting),
            ("opening again", reopening), ("random operations", { try await random(seed: seed, &$0) }),
        ]
        for (name, part) in parts {
            var verdict = Verdict()
            do { try await part(&verdict) } catch { verdict.broken.append("unexpected error: \(error)") }
            broken += verdict.broken.map { "\(name): \($0)" }
        }
        return broken
    }

    struct Verdict: Sendable {
        var broken: [String] = []

        mutating func expect(_ isKept: Bool, _ sentence: @autoclosure () -> String) {
            if !isKept { broken.append(sentence()) }
        }

        /// That this fails in exactly this way and changes nothing.
        mutating func expect(
            _ error: StoreError, appending entries: [StoredEntry], after size: Int, to store: any LedgerStore,
            _ what: String
        ) async throws {
            let before = try await store.head()
            let found = await refusal(of: entries, after: size, by: store)
            expect(found == error, "\(what): \(describe(found)) rather than “\(error)”")
            let after = try await store.head()
            expect(after == before, "\(what) changed the size from \(before.size) to \(after.size)")
            let indices = try await store.indices(of: entries.map(\.submission))
            expect(
                indices.allSatisfy { ($0 ?? 0) < max(1, before.size) }, "\(what) left a submission that has no entry")
        }
    }

    /// An entry told apart by its number, of `count` bytes.
    public static func entry(_ number: Int, bytes count: Int = 40) -> StoredEntry {
        var random = SeededRandom(UInt64(number))
        return StoredEntry(
            submission: SubmissionID("submission \(number)"),
            bytes: (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) })
    }

    private func entries(_ numbers: Range<Int>) -> [StoredEntry] { numbers.map { Self.entry($0) } }

    @Sendable private func empty(_ verdict: inout Verdict) async throws {
        let store = try await make(Self.origin)
        let head = try await store.head()
        verdict.expect(head == LedgerHead(origin: Self.origin, size: 0), "the head is \(head)")
        verdict.expect(try await store.read(from: 0, limit: 10).isEmpty, "something is read")
        verdict.expect(try await store.indices(of: [SubmissionID("a")]) == [nil], "an unseen submission has an index")
        verdict.expect(try await store.indices(of: []).isEmpty, "no submissions have indices")
        try await store.append([], after: 0)
        verdict.expect(try await store.head().size == 0, "an empty batch added something")
    }

    @Sendable private func appending(_ verdict: inout Verdict) async throws {
        let store = try await make(Self.origin)
        let all = entries(0..<10)
        try await store.append(Array(all[..<1]), after: 0)
        try await store.append(Array(all[1..<7]), after: 1)
        try await store.append([], after: 7)
        try await store.append(Array(all[7...]), after: 7)
        verdict.expect(try await store.head().size == 10, "the size is not that of what was appended")
        for start in 0...11 {
            for limit in [0, 1, 2, 9, 10, 11, Int.max] {
                let read = try await store.read(from: start, limit: limit)
                verdict.expect(
                    read == Array(all.dropFirst(start).prefix(limit)),
                    "read(from: \(start), limit: \(limit)) is not exact")
            }
        }
        verdict.expect(try await store.read(from: .max, limit: .max).isEmpty, "something is read far past the end")
        let asked = [all[9], Self.entry(77), all[0], all[9]].map(\.submission)
        verdict.expect(try await store.indices(of: asked) == [9, nil, 0, 9], "the indices are not in the order asked")
    }

    @Sendable private func limits(_ verdict: inout Verdict) async throws {
        let store = try await make(Self.origin)
        let limit = StoredEntry.byteLimit
        let sizes = [0, 1, limit - 1, limit]
        try await store.append(sizes.enumerated().map { Self.entry($0, bytes: $1) }, after: 0)
        let read = try await store.read(from: 0, limit: 10)
        verdict.expect(
            read.map(\.bytes.count) == sizes, "entries of \(sizes) bytes come back as \(read.map(\.bytes.count))")
        verdict.expect(read == sizes.enumerated().map { Self.entry($0, bytes: $1) }, "the bytes differ")
        try await verdict.expect(
            .tooLarge(bytes: limit + 1), appending: [Self.entry(10), Self.entry(11, bytes: limit + 1)], after: 4,
            to: store,
            "an entry of \(limit + 1) bytes")
    }

    @Sendable private func wrongSize(_ verdict: inout Verdict) async throws {
        let store = try await make(Self.origin)
        try await verdict.expect(
            .movedOn(expected: 1, found: 0), appending: entries(0..<1), after: 1, to: store, "an append after 1 of 0")
        try await store.append(entries(0..<3), after: 0)
        for size in [0, 2, 4, 1_000_000] {
            try await verdict.expect(
                .movedOn(expected: size, found: 3), appending: entries(5..<7), after: size, to: store,
                "an append after \(size) of 3")
            try await verdict.expect(
                .movedOn(expected: size, found: 3), appending: [], after: size, to: store,
                "an empty append after \(size) of 3")
        }
    }

    @Sendable private func repeated(_ verdict: inout Verdict) async throws {
        let store = try await make(Self.origin)
        try await store.append(entries(0..<3), after: 0)
        let again = StoredEntry(submission: Self.entry(1).submission, bytes: [1, 2, 3])
        try await verdict.expect(
            .repeatedSubmission(again.submission, index: 1), appending: [Self.entry(3), again], after: 3, to: store,
            "a submission recorded before")
        let twice = StoredEntry(submission: Self.entry(4).submission, bytes: [4])
        let before = try await store.head()
        let found = await refusal(of: [Self.entry(3), Self.entry(4), twice], after: 3, by: store)
        verdict.expect(
            found == .repeatedSubmission(twice.submission, index: 4),
            "a submission twice in one batch: \(describe(found))")
        verdict.expect(try await store.head() == before, "a refused batch changed the size")
        verdict.expect(
            try await store.indices(of: [Self.entry(3).submission, twice.submission]) == [nil, nil],
            "a refused batch left its submissions")
        try await store.append(entries(3..<5), after: 3)
        verdict.expect(try await store.read(from: 0, limit: 9) == entries(0..<5), "the record after a refused batch")
    }

    @Sendable private func racing(_ verdict: inout Verdict) async throws {
        let store = try await make(Self.origin)
        let writers = 6
        let each = 10
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    for number in 0..<each {
                        let entry = Self.entry(writer * each + number)
                        while true {
                            let size = try await store.head().size
                            do {
                                try await store.append([entry], after: size)
                                break
                            } catch StoreError.movedOn {}
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        let read = try await store.read(from: 0, limit: .max)
        verdict.expect(read.count == writers * each, "\(read.count) entries of \(writers * each)")
        verdict.expect(Set(read) == Set(entries(0..<writers * each)), "an entry is missing or there twice")
        let places = try await store.indices(of: read.map(\.submission))
        verdict.expect(places == read.indices.map { $0 }, "an index is not where its entry is")
        for writer in 0..<writers {
            let own = read.filter { entry in (0..<each).contains { Self.entry(writer * each + $0) == entry } }
            verdict.expect(
                own == entries(writer * each..<(writer + 1) * each), "the entries of writer \(writer) are out of order")
        }
    }

    @Sendable private func readingWhileWriting(_ verdict: inout Verdict) async throws {
        let store = try await make(Self.origin)
        let total = 120
        let all = entries(0..<total)
        let broken = try await withThrowingTaskGroup(of: [String].self) { group in
            group.addTask {
                for size in stride(from: 0, to: total, by: 3) {
                    try await store.append(Array(all[size..<size + 3]), after: size)
                }
                return []
            }
            for _ in 0..<3 {
                group.addTask {
                    var broken: [String] = []
                    var size = 0
                    while size < total {
                        let head = try await store.head().size
                        if head < size { broken.append("the size went back from \(size) to \(head)") }
                        if !head.isMultiple(of: 3) { broken.append("part of a batch was seen") }
                        size = head
                        let read = try await store.read(from: 0, limit: .max)
                        if read != Array(all.prefix(read.count)) { broken.append("what is read is not a prefix") }
                        if read.count < head { broken.append("an entry that was counted is not read") }
                    }
                    return broken
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        verdict.broken += Set(broken)
    }

    @Sendable private func reopening(_ verdict: inout Verdict) async throws {
        var store = try await make(Self.origin)
        var size = 0
        for count in [0, 1, 5, 0, 14] {
            try await store.append(entries(size..<size + count), after: size)
            size += count
            store = try await reopen(store)
            verdict.expect(
                try await store.head() == LedgerHead(origin: Self.origin, size: size), "the head after \(size) entries")
            verdict.expect(
                try await store.read(from: 0, limit: .max) == entries(0..<size), "the bytes of \(size) entries")
        }
        let places = try await store.indices(of: entries(0..<size).map(\.submission))
        verdict.expect(places == (0..<size).map { $0 }, "the indices of \(size) entries")
    }
}

/// Nil when the append was accepted.
func refusal(of entries: [StoredEntry], after size: Int, by store: any LedgerStore) async -> StoreError? {
    do throws(StoreError) {
        try await store.append(entries, after: size)
        return nil
    } catch { return error }
}

func describe(_ refusal: StoreError?) -> String { refusal.map { "“\($0)”" } ?? "acceptance" }
