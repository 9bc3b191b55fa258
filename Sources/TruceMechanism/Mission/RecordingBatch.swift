import Truce
import TruceLedger

/// What is recorded in one transaction: facts decided on, entries drafted, then sealed.
struct RecordingBatch: Sendable {
    /// When all of it is recorded.
    let time: Instant
    /// The index of its first entry.
    let first: Int
    private let clock: Instant
    private let last: Instant?
    private var items: [Item] = []
    private var groups: [Group] = []
    private var byteCount = 0
    private var changesAgreement = false
    /// Submissions in it.
    var names: Set<SubmissionName> = []

    /// One entry.
    private struct Item: Sendable {
        var submission: SubmissionID
        var fact: Fact
        var sealed: SealedParts
        var fields: [SealedField]
        var tags: [String]
        var draft: EntryDraft
        var mark: ContentMark?
    }

    /// What one request came to: its first entry and how many they are.
    private struct Group: Sendable {
        var request: RecordingRequest
        var items: Range<Int>
    }

    /// - Parameter now: as the clock says.
    init(time now: Instant, after desk: WritersDesk) {
        clock = now
        last = desk.last
        time = max(now, desk.last ?? now)
        first = desk.size
    }

    var isEmpty: Bool { items.isEmpty }
    var requests: [RecordingRequest] { groups.map(\.request) }

    /// Whether no more may be added: also after what changes the agreement, by which the next is decided.
    func isFull(commands: Int, entries: Int, bytes: Int) -> Bool {
        changesAgreement || groups.count >= commands || items.count >= entries - 64 || byteCount >= bytes - (1 << 20)
    }

    func checkClock(_ check: ClockCheck) throws(MissionError) { try check.check(clock, after: last) }

    /// Takes in what a request came to, whole, or throws and takes in nothing.
    mutating func add(
        _ facts: [(submission: SubmissionID, fact: NewFact, mark: ContentMark?)], for request: RecordingRequest,
        folding desk: inout WritersDesk
    ) throws(MissionError) {
        var new: [Item] = []
        for (submission, fact, mark) in facts {
            do throws(FactError) {
                let fields = try fact.sealed.fields().map { SealedField(name: $0.name, value: $0.value) }
                let commitments = fields.isEmpty ? 0 : Vault.commitments(forFields: fields.count)
                let draft = try EntryDraft(fact.fact, recorded: time, commitments: commitments)
                new.append(
                    Item(
                        submission: submission, fact: fact.fact, sealed: fact.sealed, fields: fields, tags: fact.tags,
                        draft: draft, mark: mark))
            } catch { throw .refused(Refusal(error)) }
        }
        for (offset, item) in new.enumerated() {
            desk.register.apply(
                OpenedEntry(
                    index: first + items.count + offset, recorded: time, fact: item.fact, sealed: item.sealed))
            byteCount += item.draft.bytes.count + item.fields.reduce(0) { $0 + $1.value.count }
            changesAgreement = changesAgreement || item.fact.changesAgreement
        }
        groups.append(Group(request: request, items: items.count..<items.count + new.count))
        items += new
    }

    /// The same with every private part in the vault. Waits for the disk.
    func sealed(by vault: Vault) throws(VaultError) -> RecordingBatch {
        var batch = self
        let places = items.indices.filter { !items[$0].fields.isEmpty }
        let made = try vault.seal(places.map { (fields: items[$0].fields, tags: items[$0].tags) }, at: time)
        for (place, item) in zip(places, made) {
            let commitments = item.commitments.map(Commitment.init)
            batch.items[place].fact = items[place].fact.sealed(by: commitments)
            batch.items[place].draft.fill(commitments)
        }
        return batch
    }

    var stored: [StoredEntry] { items.map { StoredEntry(submission: $0.submission, bytes: $0.draft.bytes) } }
    var marks: [ContentMark?] { items.map(\.mark) }

    var opened: [OpenedEntry] {
        items.enumerated().map {
            OpenedEntry(index: first + $0.offset, recorded: time, fact: $0.element.fact, sealed: $0.element.sealed)
        }
    }

    /// Files that it cites, by who took them in: they wait no longer.
    var released: [(holder: HolderID, file: FileDigest)] {
        groups.flatMap { group -> [(HolderID, FileDigest)] in
            guard case .command(let command, let name, _) = group.request.work else { return [] }
            return command.evidence.map { (name.holder, $0) }
        }
    }

    // MARK: Answers

    func succeed() {
        for group in groups {
            let entries = group.items.map { first + $0 }
            group.request.answer(
                .success(
                    Submitted(
                        position: first + group.items.upperBound, entries: entries,
                        names: items[group.items].flatMap { $0.fact.named($0.sealed) }, wasThere: false)))
        }
    }

    func fail(_ error: MissionError) {
        for group in groups { group.request.answer(.failure(error)) }
    }

    /// To requests that came to nothing.
    func answerEmpty(at size: Int) {
        for group in groups {
            group.request.answer(.success(Submitted(position: size, entries: [], names: [], wasThere: false)))
        }
    }
}
