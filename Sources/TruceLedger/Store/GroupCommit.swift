import Synchronization
import Truce

/// How entries are made and read back. Pure: the same arguments give the same bytes.
package struct EntryForm<Payload: Sendable>: Sendable {
    /// The bytes of an entry with this content, recorded at this time.
    package var bytes: @Sendable (SubmissionID, Payload, Instant) -> [UInt8]
    /// When these bytes say that they were recorded; nil when they are no entry.
    package var recorded: @Sendable ([UInt8]) -> Instant?

    package init(
        bytes: @escaping @Sendable (SubmissionID, Payload, Instant) -> [UInt8],
        recorded: @escaping @Sendable ([UInt8]) -> Instant?
    ) {
        self.bytes = bytes
        self.recorded = recorded
    }
}

/// What an append came to.
public struct Recorded: Hashable, Sendable {
    /// Counted from 0.
    public var index: Int
    /// When the mechanism recorded it.
    public var recorded: Instant
    /// This submission was there before: nothing was appended.
    public var wasThere: Bool
    public var entry: StoredEntry
}

/// Lets appends from many tasks share one transaction, because the cost of a commit is the wait for the disk. Order and
/// time of recording are decided here and nowhere else: times never decrease along the record.
///
/// One writer at a time takes all that wait. A caller that is cancelled still gets its answer: what was handed in is
/// recorded.
package final class GroupCommit<Payload: Sendable>: Sendable {
    /// How far behind the last recorded time the clock may be, in seconds, before entries are refused; until then the
    /// last time is repeated.
    package static var toleranceSeconds: Int64 { 2 }
    /// Entries and bytes in one transaction.
    private static var entryCap: Int { 4_096 }
    private static var byteCap: Int { 8 << 20 }

    private struct Request {
        var submission: SubmissionID
        var payload: Payload
        var answer: @Sendable (Result<Recorded, AppendError>) -> Void
    }

    private struct Queue {
        var requests: [Request] = []
        var isWriting = false
    }

    /// Where the record ends, as far as is known.
    private struct End {
        var size: Int
        /// When the last entry was recorded; nil in an empty record.
        var recorded: Instant?
    }

    private let store: any LedgerStore
    private let form: EntryForm<Payload>
    private let clock: @Sendable () -> Instant
    private let queue = Mutex(Queue())
    /// Nil until the store was asked. Used by the one writer only.
    private let known = Mutex<End?>(nil)

    package init(store: any LedgerStore, form: EntryForm<Payload>, clock: @escaping @Sendable () -> Instant) {
        self.store = store
        self.form = form
        self.clock = clock
    }

    /// Returns once the entry is durable. The same submission with the same content gets the same answer, however often
    /// it is sent.
    package func append(_ payload: Payload, as submission: SubmissionID) async throws(AppendError) -> Recorded {
        let result = await withCheckedContinuation { continuation in
            enqueue([Request(submission: submission, payload: payload) { continuation.resume(returning: $0) }])
        }
        return try result.get()
    }

    /// As ``append(_:as:)`` for several, recorded in this order. Returns once all are answered, one for one.
    package func append(
        _ items: [(submission: SubmissionID, payload: Payload)]
    ) async -> [Result<Recorded, AppendError>] {
        guard !items.isEmpty else { return [] }
        return await withCheckedContinuation { continuation in
            let answers = Answers(items.count) { continuation.resume(returning: $0) }
            enqueue(
                items.enumerated().map { place, item in
                    Request(submission: item.submission, payload: item.payload) { answers.put($0, at: place) }
                })
        }
    }

    private func enqueue(_ requests: [Request]) {
        let mustWrite = queue.withLock { queue in
            queue.requests += requests
            if queue.isWriting { return false }
            queue.isWriting = true
            return true
        }
        // A task of its own: it serves all that wait, so it must not end with the caller that began it.
        if mustWrite { Task { await self.write() } }
    }

    private func write() async {
        while let requests = next() {
            let rest = await record(requests)
            if !rest.isEmpty { queue.withLock { $0.requests.insert(contentsOf: rest, at: 0) } }
            // Those just answered get to send their next before the next batch is closed.
            await Task.yield()
        }
    }

    private func next() -> [Request]? {
        queue.withLock { queue in
            if queue.requests.isEmpty {
                queue.isWriting = false
                return nil
            }
            if queue.requests.count <= Self.entryCap {
                defer { queue.requests = [] }
                return queue.requests
            }
            defer { queue.requests.removeFirst(Self.entryCap) }
            return Array(queue.requests.prefix(Self.entryCap))
        }
    }

    /// Answers these, but for those at the end that are too much for one transaction: they are given back.
    private func record(_ requests: [Request]) async -> ArraySlice<Request> {
        let end: End
        let places: [Int?]
        do throws(StoreError) {
            end = try await self.end()
            places = try await store.indices(of: requests.map(\.submission))
        } catch {
            for request in requests { request.answer(.failure(.store(error))) }
            return []
        }
        let now = clock()
        let time = max(now, end.recorded ?? now)
        let isTooEarly = time.seconds(since: now) > Self.toleranceSeconds
        var batch = Batch(time: time)
        var old: [(Request, Int)] = []
        var taken = 0
        for (request, place) in zip(requests, places) {
            if let place {
                old.append((request, place))
            } else if let first = batch.place[request.submission] {
                batch.repeats.append((request, first))
            } else if isTooEarly, let last = end.recorded {
                request.answer(.failure(.clockRunsBackwards(now: now, last: last, entry: end.size - 1)))
            } else {
                let bytes = form.bytes(request.submission, request.payload, time)
                if bytes.count > StoredEntry.byteLimit {
                    request.answer(.failure(.store(.tooLarge(bytes: bytes.count))))
                } else {
                    if batch.byteCount + bytes.count > Self.byteCap, !batch.fresh.isEmpty { break }
                    batch.add(request, StoredEntry(submission: request.submission, bytes: bytes))
                }
            }
            taken += 1
        }
        await append(batch, after: end.size)
        for (request, index) in old { request.answer(await result(of: request, at: index)) }
        return requests[taken...]
    }

    /// New entries of one transaction, and requests that repeat one of them.
    private struct Batch {
        var time: Instant
        var fresh: [Request] = []
        var entries: [StoredEntry] = []
        var repeats: [(Request, first: Int)] = []
        var place: [SubmissionID: Int] = [:]
        var byteCount = 0

        mutating func add(_ request: Request, _ entry: StoredEntry) {
            place[entry.submission] = fresh.count
            fresh.append(request)
            entries.append(entry)
            byteCount += entry.bytes.count
        }
    }

    private func append(_ batch: Batch, after size: Int) async {
        guard !batch.entries.isEmpty else { return }
        var results: [Result<Recorded, AppendError>]
        do throws(StoreError) {
            try await store.append(batch.entries, after: size)
            known.withLock { $0 = End(size: size + batch.entries.count, recorded: batch.time) }
            results = batch.entries.indices.map {
                .success(Recorded(index: size + $0, recorded: batch.time, wasThere: false, entry: batch.entries[$0]))
            }
        } catch {
            known.withLock { $0 = nil }
            results = await settle(batch, error)
        }
        for (request, result) in zip(batch.fresh, results) { request.answer(result) }
        for (request, first) in batch.repeats {
            request.answer(results[first].flatMap { matching($0, request) })
        }
    }

    /// After a write that failed: what the store holds decides, entry by entry.
    private func settle(_ batch: Batch, _ failure: StoreError) async -> [Result<Recorded, AppendError>] {
        let places: [Int?]
        do throws(StoreError) { places = try await store.indices(of: batch.entries.map(\.submission)) } catch {
            return batch.entries.map { .failure(.unknown($0.submission, why: error)) }
        }
        var results: [Result<Recorded, AppendError>] = []
        for (offset, place) in places.enumerated() {
            guard let place else {
                results.append(.failure(.store(failure)))
                continue
            }
            var result = await result(of: batch.fresh[offset], at: place)
            if case .success(var found) = result, found.entry == batch.entries[offset] {
                found.wasThere = false
                result = .success(found)
            }
            if case .failure(.store(let error)) = result {
                result = .failure(.unknown(batch.entries[offset].submission, why: error))
            }
            results.append(result)
        }
        return results
    }

    private func end() async throws(StoreError) -> End {
        if let end = known.withLock({ $0 }) { return end }
        let size = try await store.head().size
        var end = End(size: size)
        if size > 0 { end.recorded = try await entry(at: size - 1).recorded }
        known.withLock { $0 = end }
        return end
    }

    private func result(of request: Request, at index: Int) async -> Result<Recorded, AppendError> {
        do throws(StoreError) { return matching(try await entry(at: index), request) } catch {
            return .failure(.store(error))
        }
    }

    /// The answer to a submission that is there, if it has the content that is there.
    private func matching(_ found: Recorded, _ request: Request) -> Result<Recorded, AppendError> {
        guard form.bytes(request.submission, request.payload, found.recorded) == found.entry.bytes else {
            return .failure(.otherContent(request.submission, index: found.index))
        }
        var found = found
        found.wasThere = true
        return .success(found)
    }

    private func entry(at index: Int) async throws(StoreError) -> Recorded {
        guard let entry = try await store.read(from: index, limit: 1).first, let recorded = form.recorded(entry.bytes)
        else { throw .damaged(why: "entry \(index) cannot be read") }
        return Recorded(index: index, recorded: recorded, wasThere: true, entry: entry)
    }
}
