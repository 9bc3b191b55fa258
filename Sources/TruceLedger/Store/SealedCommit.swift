import Synchronization
import Truce

/// What is to be sealed and recorded under one submission.
public struct SealedSubmission: Sendable {
    public var submission: SubmissionID
    /// Kept in the vault; may be none.
    public var fields: [SealedField]
    /// By which the fields are found in the vault.
    public var tags: [String]
    /// The fact that carries these commitments in its `sealed`. The same commitments give the same fact, as often as it
    /// is asked.
    public var fact: @Sendable ([Commitment]) throws(FactError) -> Fact

    public init(
        _ submission: SubmissionID, fields: [SealedField], tags: [String],
        fact: @escaping @Sendable ([Commitment]) throws(FactError) -> Fact
    ) {
        self.submission = submission
        self.fields = fields
        self.tags = tags
        self.fact = fact
    }
}

/// Seals and records what comes from many tasks: first the vault, then the ledger, many submissions to a transaction of
/// each, so that they share its wait for the disk. A caller is answered when both are durable.
///
/// What is encrypted and encoded is so in the callers' own tasks. While one batch waits for the ledger, the next one
/// waits for the vault. A crash between the two leaves fields in the vault that no entry names: nobody was told that
/// they are there, and sent again they are sealed anew.
public final class SealedCommit: Sendable {
    /// Submissions in one transaction.
    private static var cap: Int { 1_024 }

    private struct Request: Sendable {
        let item: SealedSubmission
        /// Nil where nothing is to be sealed.
        let sealed: PreparedItem?
        let entry: PreparedEntry
        let answer: @Sendable (Result<Recorded, SealedCommitError>) -> Void
    }

    private struct Queue {
        var waiting: [Request] = []
        var isWriting = false
        /// Taken and not answered: the same submission waits until it is known what became of these.
        var inHand: Set<SubmissionID> = []
    }

    private let ledger: Ledger
    private let store: any LedgerStore
    private let vault: Vault?
    private let clock: @Sendable () -> Instant
    private let queue = Mutex(Queue())

    /// - Parameters:
    ///   - store: the ledger's own.
    ///   - vault: nil where nothing can be sealed.
    public init(
        ledger: Ledger, store: any LedgerStore, vault: Vault?, clock: @escaping @Sendable () -> Instant
    ) {
        self.ledger = ledger
        self.store = store
        self.vault = vault
        self.clock = clock
    }

    /// Returns once it is durable in both. Sent again with the same content, nothing is sealed, and the answer is the
    /// entry that is there; what was erased since cannot be compared. What no entry can hold is refused before anything
    /// of it is sealed.
    public func append(_ item: SealedSubmission) async throws(SealedCommitError) -> Recorded {
        try await append([item])[0].get()
    }

    /// As ``append(_:)-(SealedSubmission)`` for several, answered one for one. Those that are new are recorded in this
    /// order.
    public func append(_ items: [SealedSubmission]) async -> [Result<Recorded, SealedCommitError>] {
        guard !items.isEmpty else { return [] }
        return await withCheckedContinuation { continuation in
            let answers = Answers(items.count) { continuation.resume(returning: $0) }
            var requests: [Request] = []
            for (place, item) in items.enumerated() {
                do throws(SealedCommitError) {
                    let (sealed, entry) = try prepare(item)
                    requests.append(
                        Request(item: item, sealed: sealed, entry: entry) { answers.put($0, at: place) })
                } catch { answers.put(.failure(error), at: place) }
            }
            queue.withLock { $0.waiting += requests }
            wake()
        }
    }

    private func prepare(_ item: SealedSubmission) throws(SealedCommitError) -> (PreparedItem?, PreparedEntry) {
        var sealed: PreparedItem?
        if !item.fields.isEmpty {
            guard let vault else { throw .noVault }
            do { sealed = try vault.prepare(item.fields, tags: item.tags, at: clock()) } catch { throw .vault(error) }
        }
        let commitments = sealed?.sealed.commitments.map(Self.commitment) ?? []
        do { return (sealed, try PreparedEntry(item.fact(commitments))) } catch { throw .ledger(.fact(error)) }
    }

    private static func commitment(_ hash: TreeHash) -> Commitment {
        guard let commitment = Commitment(hash.bytes) else { preconditionFailure("a hash has 32 bytes") }
        return commitment
    }

    // MARK: The one writer

    private func wake() {
        let mustWrite = queue.withLock { queue in
            if queue.isWriting || queue.waiting.isEmpty { return false }
            queue.isWriting = true
            return true
        }
        // A task of its own: it serves all that wait, so it must not end with the caller that began it.
        if mustWrite { Task { await self.write() } }
    }

    private func write() async {
        var recording: Task<Void, Never>?
        while let requests = next() {
            if let sealed = await seal(requests) {
                // Not awaited, so that the vault need not wait for the ledger; in the order of the batches.
                recording = Task { [recording] in
                    await recording?.value
                    await self.record(sealed)
                }
            }
            // Those just answered get to send their next before the next batch is closed.
            await Task.yield()
        }
    }

    /// Those that wait, each submission once; nil when there are none but of submissions that are in hand.
    private func next() -> [Request]? {
        queue.withLock { queue in
            var (taken, left): ([Request], [Request]) = ([], [])
            for request in queue.waiting {
                if taken.count < Self.cap, queue.inHand.insert(request.item.submission).inserted {
                    taken.append(request)
                } else {
                    left.append(request)
                }
            }
            queue.waiting = left
            if taken.isEmpty { queue.isWriting = false }
            return taken.isEmpty ? nil : taken
        }
    }

    private func answer(_ request: Request, _ result: Result<Recorded, SealedCommitError>) {
        queue.withLock { _ = $0.inHand.remove(request.item.submission) }
        request.answer(result)
    }

    /// Those that are new, sealed; the others are answered, soon or now. Nil when there are none.
    private func seal(_ requests: [Request]) async -> [Request]? {
        let places: [Int?]
        do throws(StoreError) { places = try await store.indices(of: requests.map(\.item.submission)) } catch {
            for request in requests { answer(request, .failure(.ledger(.store(error)))) }
            return nil
        }
        let fresh = zip(requests, places).filter { $0.1 == nil }.map(\.0)
        let old = zip(requests, places).compactMap { request, place in place.map { (request, $0) } }
        // Not awaited: what is new does not wait for what is old.
        if !old.isEmpty { Task { await self.compare(old) } }
        guard !fresh.isEmpty else { return nil }
        do throws(VaultError) { try await vault?.keep(fresh.compactMap(\.sealed)) } catch {
            for request in fresh { answer(request, .failure(.vault(error))) }
            return nil
        }
        return fresh
    }

    private func record(_ requests: [Request]) async {
        let results = await ledger.append(prepared: requests.map { ($0.item.submission, $0.entry) })
        for (request, result) in zip(requests, results) {
            if case .failure(.append(.otherContent(_, let index))) = result {
                // Somebody else recorded it meanwhile, under other salts.
                answer(request, await compared(request.item, with: index))
            } else {
                answer(request, result.mapError(SealedCommitError.ledger))
            }
        }
        wake()
    }

    private func compare(_ requests: [(Request, index: Int)]) async {
        for (request, index) in requests { answer(request, await compared(request.item, with: index)) }
        wake()
    }

    // MARK: What came again

    private func compared(
        _ item: SealedSubmission, with index: Int
    ) async -> Result<Recorded, SealedCommitError> {
        do throws(SealedCommitError) { return .success(try await found(item, at: index)) } catch {
            return .failure(error)
        }
    }

    /// The entry that is there, if the submission says the same.
    private func found(_ item: SealedSubmission, at index: Int) async throws(SealedCommitError) -> Recorded {
        let stored: StoredEntry?
        do throws(StoreError) { stored = try await store.read(from: index, limit: 1).first } catch {
            throw .ledger(.store(error))
        }
        // An entry of a newer program is none that this one sealed.
        guard let stored, let entry = try? Entry(bytes: stored.bytes), try isSame(item, entry.fact) else {
            throw .ledger(.append(.otherContent(item.submission, index: index)))
        }
        return Recorded(index: index, recorded: entry.recorded, wasThere: true, entry: stored)
    }

    private func isSame(_ item: SealedSubmission, _ recorded: Fact) throws(SealedCommitError) -> Bool {
        let commitments = recorded.sealedCommitments
        let fact: Fact
        do { fact = try item.fact(commitments) } catch { throw .ledger(.fact(error)) }
        guard fact == recorded else { return false }
        var held: Set<SealedField> = []
        var isErased = false
        let answers: [Result<Disclosure?, VaultError>]
        do { answers = try vault?.disclosures(of: commitments.compactMap { TreeHash($0.bytes) }) ?? [] } catch {
            throw .vault(error)
        }
        for answer in answers {
            switch answer {
            case .success(let part?): held.insert(SealedField(name: part.name, value: part.value))
            case .success(nil): continue
            case .failure(.erased): isErased = true
            case .failure(let error): throw .vault(error)
            }
        }
        // What was erased since cannot be compared.
        return isErased ? held.isSubset(of: item.fields) : held == Set(item.fields)
    }
}

/// Why something was not sealed and recorded. Nothing was recorded, unless it says so.
public enum SealedCommitError: Error, Equatable, CustomStringConvertible {
    case noVault
    case vault(VaultError)
    case ledger(LedgerRefusal)

    public var description: String {
        switch self {
        case .noVault: "This ledger has no vault, so nothing can be sealed in it. Make one, with a key of its own."
        case .vault(let error): error.description
        case .ledger(let error): error.description
        }
    }
}
