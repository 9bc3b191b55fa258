import Foundation
import Truce
import TruceLedger
import TruceWitness

/// A ledger open for writing. What requests share is only which submissions are being recorded at this moment.
public actor LedgerSession {
    let folder: LedgerFolder
    let policy: LogPolicy
    let store: SQLiteStore
    let ledger: Ledger
    let vault: Vault?
    private let memory: SigningFile
    private var inHand: [SubmissionID: [CheckedContinuation<Void, Never>]] = [:]

    /// - Parameter trustsPublished: see ``LedgerRefusal/memoryBehind(remembers:published:)``.
    public init(_ path: String, trustsPublished: Bool = false) async throws(MechanismError) {
        try await self.init(try LedgerFolder(path), trustsPublished: trustsPublished)
    }

    init(
        _ folder: LedgerFolder, trustsPublished: Bool = false, keys: [SigningKey]? = nil,
        vaultUse: Vault.Use = .occasional, clock: @escaping @Sendable () -> Instant = WallClock.now
    ) async throws(MechanismError) {
        let policy = try folder.policy()
        let keys = if let keys { keys } else { [try folder.key()] }
        self.folder = folder
        self.policy = policy
        let memory = try asMechanism { try SigningFile(besideKey: folder.settings.key) }
        self.memory = memory
        (store, ledger, vault) = try await asMechanism {
            let store = try SQLiteStore(path: folder.record)
            let vault = folder.settings.vaultKey == nil ? nil : try Self.openVault(folder, for: vaultUse)
            let ledger = try await Ledger(
                store: store, files: FolderFiles(folder.published), memory: memory, keys: keys, policy: policy,
                silence: SilenceRule(
                    afterSeconds: folder.settings.silenceAfterSeconds,
                    publishesLogged: folder.settings.silencePublishesLogged),
                transport: HTTPTransport(), clock: clock, trustsPublished: trustsPublished)
            return (store, ledger, vault)
        }
        let opened = ledger
        try await settleErasures { facts in try await opened.append(facts).map { try $0.get().index } }
    }

    /// An older program's is copied, then brought up to date.
    private static func openVault(_ folder: LedgerFolder, for use: Vault.Use) throws -> Vault {
        let key = try folder.masterKey()
        try UpgradeCopy.vault(folder.vault, key: key)
        return try Vault.open(at: folder.vault, key: key, for: use)
    }

    /// Leaves one file of the record behind and one of the vault, which can be copied.
    public func close() throws(MechanismError) {
        memory.release()
        // That one of them cannot be merged is no reason to keep the other.
        let vault = Result { try self.vault?.close() }
        try asMechanism {
            try store.close()
            _ = try vault.get()
        }
    }

    /// What became of a line: its index, and whether it was there before.
    public struct Line: Sendable {
        public var index: Int
        public var submission: String
        public var wasThere: Bool
    }

    /// Before anything is acknowledged: does a witness hold what this ledger has lost?
    public func survey() async throws(MechanismError) { try await asMechanism { try await ledger.survey() } }

    /// Records submissions in this order: seals their private parts, appends the facts. Sent again, each is recorded
    /// once. Answers one for one.
    public func record(_ lines: [SubmittedLine]) async -> [Result<Line, MechanismError>] {
        var answers: [Result<Line, MechanismError>] = []
        var rest = lines[...]
        while !rest.isEmpty {
            // A submission that comes twice is answered the second time by what became of the first.
            var ids: Set<SubmissionID> = []
            let part = rest.prefix { ids.insert(SubmissionID($0.submission)).inserted }
            rest = rest.dropFirst(part.count)
            // Always in the same order, so that no two calls wait for each other.
            let inOrder = part.map { SubmissionID($0.submission) }
                .sorted { $0.hash.bytes.lexicographicallyPrecedes($1.hash.bytes) }
            for id in inOrder { await begin(id) }
            answers += await recordDistinct(Array(part))
            for id in inOrder { end(id) }
        }
        return answers
    }

    /// Records one submission; see ``record(_:)-([SubmittedLine])``.
    public func record(_ line: SubmittedLine) async throws(MechanismError) -> Line {
        try await record([line])[0].get()
    }

    private func recordDistinct(_ lines: [SubmittedLine]) async -> [Result<Line, MechanismError>] {
        let places: [Int?]
        do { places = try await store.indices(of: lines.map { SubmissionID($0.submission) }) } catch {
            return lines.map { _ in .failure(MechanismError(error)) }
        }
        var answers: [Result<Line, MechanismError>?] = Array(repeating: nil, count: lines.count)
        var facts: [(place: Int, item: (submission: SubmissionID, fact: Fact))] = []
        for (place, line) in lines.enumerated() {
            do throws(MechanismError) {
                if let index = places[place] {
                    try await compare(line, with: index)
                    answers[place] = .success(Line(index: index, submission: line.submission, wasThere: true))
                } else {
                    try checkThatItFits(line)
                    let commitments = try seal(line)
                    let fact = try asMechanism { try line.fact(sealed: commitments) }
                    facts.append((place, (SubmissionID(line.submission), fact)))
                }
            } catch { answers[place] = .failure(error) }
        }
        for (place, result) in zip(facts.map(\.place), await ledger.append(facts.map(\.item))) {
            answers[place] = result.map {
                Line(index: $0.index, submission: lines[place].submission, wasThere: $0.wasThere)
            }.mapError { MechanismError($0) }
        }
        return answers.map { answer in
            guard let answer else { preconditionFailure("a line was not answered") }
            return answer
        }
    }

    /// Entries recorded; nil when the record cannot be read.
    public var size: Int? { get async { try? await store.head().size } }

    /// Signs, asks the witnesses, publishes.
    public func publish() async throws(MechanismError) -> PublicationSummary {
        let published = try await asMechanism { try await ledger.publish() }
        return PublicationSummary(published, policy)
    }

    // MARK: Sealing

    /// Refuses what no entry can hold before anything of it is sealed: what lies in the vault and stands in no entry
    /// is found by nobody.
    private func checkThatItFits(_ line: SubmittedLine) throws(MechanismError) {
        guard !line.sealed.isEmpty else { return }
        // As many commitments as there will be: one is as long as another.
        let places = (0..<Vault.commitments(forFields: line.sealed.count)).map { place in
            let bytes = withUnsafeBytes(of: UInt64(place).bigEndian) { Array($0) }
            guard let commitment = Commitment([UInt8](repeating: 0, count: 24) + bytes) else {
                preconditionFailure("a commitment has 32 bytes")
            }
            return commitment
        }
        _ = try asMechanism { try PreparedEntry(line.fact(sealed: places)) }
    }

    private func seal(_ line: SubmittedLine) throws(MechanismError) -> [Commitment] {
        guard !line.sealed.isEmpty else { return [] }
        guard let vault else {
            _ = try folder.masterKey()
            throw .badInput("This ledger has no vault, so nothing can be sealed in it.")
        }
        let item = try asMechanism { try vault.seal(line.sealed, tags: line.tags, at: WallClock.now()) }
        return item.commitments.map(Commitment.init)
    }

    /// Whether a submission that came again says the same; what was erased since cannot be compared.
    private func compare(_ line: SubmittedLine, with index: Int) async throws(MechanismError) {
        let same = try await asMechanism {
            guard let entry = try await store.read(from: index, limit: 1).first else { return false }
            let recorded = try Entry(bytes: entry.bytes).fact
            let sealed = try recorded.json().sealedCommitments
            guard try line.fact(sealed: sealed) == recorded else { return false }
            var held: Set<SealedField> = []
            var isErased = false
            for commitment in sealed {
                do {
                    guard let part = try vault?.disclosure(of: TreeHash(commitment)) else { continue }
                    held.insert(SealedField(name: part.name, value: part.value))
                } catch VaultError.erased { isErased = true }
            }
            // What was erased since cannot be compared.
            return isErased ? held.isSubset(of: line.sealed) : held == Set(line.sealed)
        }
        guard same else {
            throw MechanismError(LedgerRefusal.append(.otherContent(SubmissionID(line.submission), index: index)))
        }
    }

    /// Where a submission is recorded, if it is.
    func index(of submission: SubmissionID) async throws(MechanismError) -> Int? {
        do { return try await store.indices(of: [submission])[0] } catch { throw MechanismError(error) }
    }

    /// Takes a file in under a key that only the vault holds.
    func seal(file: String, in evidence: EvidenceStore, tags: [String]) throws(MechanismError) -> SealedAttachment {
        guard let vault else {
            _ = try folder.masterKey()
            throw .badInput("This ledger has no vault, so nothing can be sealed in it.")
        }
        return try asMechanism { try evidence.seal(file, in: vault, tags: tags, at: WallClock.now()) }
    }

    // MARK: One submission at a time

    private func begin(_ id: SubmissionID) async {
        if inHand[id] == nil {
            inHand[id] = []
        } else {
            await withCheckedContinuation { inHand[id]!.append($0) }
        }
    }

    private func end(_ id: SubmissionID) {
        guard var waiting = inHand[id], !waiting.isEmpty else {
            inHand[id] = nil
            return
        }
        let next = waiting.removeFirst()
        inHand[id] = waiting
        next.resume()
    }

    // MARK: Erasing

    /// An entry holds about 1,400, and words besides.
    private static let commitmentsPerEntry = 1_000

    /// What “truce erase” came to.
    public struct ErasureSummary: Sendable {
        public var parts: Int
        public var entries: [Int]
    }

    /// Who puts the mechanism's own facts on record; gives their indices.
    typealias Recording = @Sendable ([(submission: SubmissionID, fact: Fact)]) async throws -> [Int]

    /// Destroys everything sealed under a tag, or the parts named, and puts the act on record.
    public func erase(
        source: String?, commitments texts: [String], evidence: [String], authority: String, reason: String
    ) async throws(MechanismError) -> ErasureSummary {
        let ledger = ledger
        return try await erase(
            source: source, commitments: texts, evidence: evidence, authority: authority, reason: reason
        ) { facts in try await ledger.append(facts).map { try $0.get().index } }
    }

    /// The same where somebody else is the one writer.
    func erase(
        source: String?, commitments texts: [String], evidence: [String], authority: String, reason: String,
        recording: Recording
    ) async throws(MechanismError) -> ErasureSummary {
        guard let vault else { throw .badInput("This ledger has no vault: nothing is sealed in it.") }
        // What is destroyed is gone for ever, so it must be certain that the act can be put on record.
        let fullest = [Commitment](repeating: Commitment(TreeHash.emptyTree), count: Self.commitmentsPerEntry)
        _ = try asMechanism {
            try PreparedEntry(.secretErased(SecretErased(commitments: fullest, authority: authority, reason: reason)))
        }
        var commitments: [TreeHash] = []
        for text in texts {
            guard let commitment = Commitment(text) else {
                throw .badRequest("“\(text)” is no commitment: 43 characters as an entry shows them.")
            }
            commitments.append(TreeHash(commitment))
        }
        if let source {
            let found = try asMechanism { try vault.commitments(tagged: "source:\(source)") }
            guard !found.isEmpty else {
                throw .refused("Nothing is sealed from the source “\(source)”. Is it spelt as in the reports?")
            }
            commitments += found
        }
        var files: [TreeHash] = []
        for name in evidence {
            let keys = try asMechanism { try vault.commitments(tagged: "evidence:\(name)") }
            guard !keys.isEmpty else {
                throw .refused("No sealed file is kept as evidence “\(name)”. A file that is not sealed is not erased.")
            }
            commitments += keys
            files += try sealedFiles(of: name)
        }
        // Our own copies go first; those that somebody else made are for them to destroy.
        try UpgradeCopy.remove(beside: folder.vault)
        let erased = try asMechanism {
            try vault.erase(commitments: commitments, authority: authority, reason: reason, at: WallClock.now())
        }
        if !files.isEmpty {
            try asMechanism {
                let store = try EvidenceStore(folder: folder.evidence)
                for file in files { try store.removeSealed(file) }
            }
        }
        let entries = try await settleErasures(recording)
        return ErasureSummary(parts: erased.commitments.count, entries: entries)
    }

    /// The names under which the sealed files of a piece of evidence are kept.
    private func sealedFiles(of name: String) throws(MechanismError) -> [TreeHash] {
        var found: [TreeHash] = []
        try asMechanism {
            try store.forEach(from: 0) { row in
                // An entry of a newer program is none of ours.
                if let entry = try? Entry(bytes: Array(row.bytes)), case .evidenceAdded(let added) = entry.fact,
                    added.evidence.description == name, case .sealed(let commitment) = added.object
                {
                    found.append(TreeHash(commitment))
                }
                return true
            }
        }
        return found
    }

    /// Puts on record what the vault erased and the ledger may not know of yet.
    @discardableResult
    private func settleErasures(_ recording: Recording) async throws(MechanismError) -> [Int] {
        guard let vault else { return [] }
        return try await asMechanism {
            var entries: [Int] = []
            for notice in try vault.pendingNotices() {
                // An entry for each item, in the order of its commitments: one for all would join what a source said.
                var facts: [(submission: SubmissionID, fact: Fact)] = []
                for item in notice.items {
                    for start in stride(from: 0, to: item.count, by: Self.commitmentsPerEntry) {
                        let part = item[start...].prefix(Self.commitmentsPerEntry)
                        let fact = SecretErased(
                            commitments: part.map(Commitment.init), authority: notice.authority, reason: notice.reason)
                        let id = SubmissionID("erasure \(part[part.startIndex]) \(part.count)")
                        facts.append((id, .secretErased(fact)))
                    }
                }
                for start in stride(from: 0, to: facts.count, by: 1_000) {
                    entries += try await recording(Array(facts[start...].prefix(1_000)))
                }
                try vault.settle(notice.id)
            }
            return entries
        }
    }
}

extension TreeHash {
    init(_ commitment: Commitment) {
        guard let hash = TreeHash(commitment.bytes) else { preconditionFailure("a commitment has 32 bytes") }
        self = hash
    }
}

extension Commitment {
    init(_ hash: TreeHash) {
        guard let commitment = Commitment(hash.bytes) else { preconditionFailure("a hash has 32 bytes") }
        self = commitment
    }
}

extension JSONValue {
    /// The commitments under `data.sealed`, none where there is no such list.
    var sealedCommitments: [Commitment] {
        guard case .object(let object) = self, case .object(let data)? = object["data"],
            case .array(let list)? = data["sealed"]
        else { return [] }
        return list.compactMap { if case .string(let text) = $0 { Commitment(text) } else { nil } }
    }
}
