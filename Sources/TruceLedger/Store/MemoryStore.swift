import Synchronization

/// A record that lasts as long as the process: for tests and trials.
public final class MemoryStore: LedgerStore {
    private struct Record {
        var entries: [StoredEntry] = []
        var indices: [SubmissionID: Int] = [:]
    }

    private let origin: String
    private let record = Mutex(Record())

    public init(origin: String) { self.origin = origin }

    public func head() async throws(StoreError) -> LedgerHead {
        LedgerHead(origin: origin, size: record.withLock { $0.entries.count })
    }

    public func append(_ entries: [StoredEntry], after size: Int) async throws(StoreError) {
        if let large = entries.first(where: { $0.bytes.count > StoredEntry.byteLimit }) {
            throw .tooLarge(bytes: large.bytes.count)
        }
        let refusal = record.withLock { record -> StoreError? in
            guard record.entries.count == size else { return .movedOn(expected: size, found: record.entries.count) }
            var added: [SubmissionID: Int] = [:]
            for (offset, entry) in entries.enumerated() {
                if let index = record.indices[entry.submission] ?? added[entry.submission] {
                    return .repeatedSubmission(entry.submission, index: index)
                }
                added[entry.submission] = size + offset
            }
            record.entries += entries
            record.indices.merge(added) { old, _ in old }
            return nil
        }
        if let refusal { throw refusal }
    }

    public func read(from index: Int, limit: Int) async throws(StoreError) -> [StoredEntry] {
        precondition(index >= 0, "entries count from 0")
        return record.withLock { Array($0.entries.dropFirst(index).prefix(max(0, limit))) }
    }

    public func indices(of submissions: [SubmissionID]) async throws(StoreError) -> [Int?] {
        record.withLock { record in submissions.map { record.indices[$0] } }
    }
}
