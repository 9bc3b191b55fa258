import Testing
import TruceTesting

@testable import TruceLedger

@Suite("What every store promises")
struct StoreContractTests {
    @Test("in memory", arguments: UInt64(0)..<5)
    func memory(seed: UInt64) async {
        let contract = StoreContract(make: { MemoryStore(origin: $0) }, reopen: { $0 })
        #expect(await contract.brokenPromises(seed: seed) == [])
    }

    @Test("in SQLite", arguments: UInt64(0)..<5)
    func sqlite(seed: UInt64) async {
        let folder = TestFolder()
        let contract = StoreContract(
            make: { try SQLiteStore.create(path: folder.file(), origin: $0) },
            reopen: {
                let store = try #require($0 as? SQLiteStore)
                try store.close()
                return try SQLiteStore(path: store.path)
            })
        #expect(await contract.brokenPromises(seed: seed) == [])
    }

    @Test("behind a store that could fail and does not")
    func faultless() async {
        let contract = StoreContract(make: { FaultyStore(MemoryStore(origin: $0), faults: [:]) }, reopen: { $0 })
        #expect(await contract.brokenPromises(seed: 1) == [])
    }

    @Test("a store that breaks a promise is found out", arguments: BrokenStore.Flaw.allCases)
    func broken(flaw: BrokenStore.Flaw) async {
        let contract = StoreContract(make: { BrokenStore(MemoryStore(origin: $0), flaw) }, reopen: { $0 })
        #expect(await contract.brokenPromises(seed: 1) != [])
    }
}

/// Keeps all promises but one.
struct BrokenStore: LedgerStore {
    enum Flaw: CaseIterable {
        case keepsPartOfARefusedBatch, ignoresTheSize, readsOneTooMany, forgetsIndices, takesLargeEntries, wrongOrigin
    }

    private let store: MemoryStore
    private let flaw: Flaw

    init(_ store: MemoryStore, _ flaw: Flaw) {
        self.store = store
        self.flaw = flaw
    }

    func head() async throws(StoreError) -> LedgerHead {
        var head = try await store.head()
        if flaw == .wrongOrigin { head.origin += "." }
        return head
    }

    func append(_ entries: [StoredEntry], after size: Int) async throws(StoreError) {
        var entries = entries
        var size = size
        if flaw == .takesLargeEntries {
            entries = entries.map { entry in
                var entry = entry
                entry.bytes = Array(entry.bytes.prefix(StoredEntry.byteLimit))
                return entry
            }
        }
        if flaw == .ignoresTheSize { size = try await store.head().size }
        do throws(StoreError) { try await store.append(entries, after: size) } catch {
            // Entry by entry until the one that is refused.
            if flaw == .keepsPartOfARefusedBatch {
                for (offset, entry) in entries.enumerated() { try await store.append([entry], after: size + offset) }
            }
            throw error
        }
    }

    func read(from index: Int, limit: Int) async throws(StoreError) -> [StoredEntry] {
        try await store.read(from: index, limit: flaw == .readsOneTooMany && limit < .max ? limit + 1 : limit)
    }

    func indices(of submissions: [SubmissionID]) async throws(StoreError) -> [Int?] {
        if flaw == .forgetsIndices { return submissions.map { _ in nil } }
        return try await store.indices(of: submissions)
    }
}
