import Synchronization
import TruceLedger

/// A store whose writes fail when told to, in the ways in which disks and networks do.
public final class FaultyStore: LedgerStore {
    public enum Fault: Sendable, Hashable {
        /// Nothing was kept.
        case lost
        /// All was kept, and the answer was an error all the same.
        case kept
        /// The first half was kept (rounded down, so of one entry nothing). No store does this whose appends are whole:
        /// it is for what sits above.
        case torn
    }

    private struct State {
        var writes = 0
        var blindReads = 0
    }

    public static let writeFailure = StoreError.cannotWrite(why: "this write was told to fail")
    public static let readFailure = StoreError.cannotRead(why: "this read was told to fail")

    private let store: any LedgerStore
    private let faults: [Int: Fault]
    private let readsFailing: Int
    private let state = Mutex(State())

    /// `faults` by the number of the write, from 0; after each, the next `readsFailing` questions fail too.
    public init(_ store: any LedgerStore, faults: [Int: Fault], readsFailing: Int = 0) {
        self.store = store
        self.faults = faults
        self.readsFailing = readsFailing
    }

    /// Writes asked for so far.
    public var writes: Int { state.withLock { $0.writes } }

    public func head() async throws(StoreError) -> LedgerHead {
        try see()
        return try await store.head()
    }

    public func append(_ entries: [StoredEntry], after size: Int) async throws(StoreError) {
        let fault = state.withLock { state in
            defer { state.writes += 1 }
            let fault = faults[state.writes]
            if fault != nil { state.blindReads = readsFailing }
            return fault
        }
        switch fault {
        case nil: return try await store.append(entries, after: size)
        case .lost: break
        case .kept: try await store.append(entries, after: size)
        case .torn: try await store.append(Array(entries.prefix(entries.count / 2)), after: size)
        }
        throw Self.writeFailure
    }

    public func read(from index: Int, limit: Int) async throws(StoreError) -> [StoredEntry] {
        try see()
        return try await store.read(from: index, limit: limit)
    }

    public func indices(of submissions: [SubmissionID]) async throws(StoreError) -> [Int?] {
        try see()
        return try await store.indices(of: submissions)
    }

    private func see() throws(StoreError) {
        let isBlind = state.withLock { state in
            guard state.blindReads > 0 else { return false }
            state.blindReads -= 1
            return true
        }
        if isBlind { throw Self.readFailure }
    }
}
