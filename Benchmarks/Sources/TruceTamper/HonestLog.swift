import Truce
import TruceLedger

/// A log as it should be: published, witnessed, with what stays of the smaller sizes at which it was published before.
struct HonestLog {
    /// Every file as published at one size.
    struct Published {
        var checkpoint: Checkpoint
        var files: [String: [UInt8]]
    }

    static let origin = "tamper.example/ledger"
    let keys: Keys
    let policy: LogPolicy
    let size: Int
    let entries: [[UInt8]]
    /// By level: the leaves, then the roots of full tiles.
    let levels: [[TreeHash]]
    /// The last is the log; the others are what it was before.
    let published: [Published]
    let source: MemoryFiles
    /// Paths of what this size is made of, and of partial tiles that stay from smaller sizes.
    let needed: [String]
    let leftOver: [String]
    /// The same, by content and level; those that stay from smaller sizes are one group.
    let groups: [[String]]
    let receipts: [Receipt]

    var now: Published { published[published.count - 1] }

    init(size: Int, keys: Keys, seed: UInt64) async throws {
        var random = SeededRandom(seed)
        let policy = try LogPolicy(keys.policyText)
        let store = MemoryStore(origin: Self.origin)
        let files = MemoryFiles()
        let time = Instant(seconds: 1_900_000_000)
        let ledger = try await Ledger(
            store: store, files: files, memory: TransientMemory(), keys: [keys.log], policy: policy,
            clock: { time })
        // Some earlier sizes; two in the last bundle, and nothing at all.
        var sizes: Set<Int> = [0, size, size - size % 256 / 2, max(0, size - 1)]
        while sizes.count < min(size, 7) { sizes.insert(1 + random.below(size)) }
        var published: [Published] = []
        var entries: [[UInt8]] = []
        for next in sizes.sorted() {
            let batch = try (entries.count..<next).map { number in
                StoredEntry(
                    submission: SubmissionID("\(number)"),
                    bytes: try Entry(recorded: time, fact: Self.fact(number, using: &random)).bytes())
            }
            try await store.append(batch, after: entries.count)
            entries += batch.map(\.bytes)
            let checkpoint = try await ledger.publish().logged.checkpoint
            files.write(keys.sign(checkpoint, at: time), to: "checkpoint")
            published.append(Published(checkpoint: checkpoint, files: files.all))
        }
        // What a mirror has that never removed a partial tile.
        for old in published {
            for (path, bytes) in old.files where files.read(path) == nil { files.write(bytes, to: path) }
        }
        var receipts: [Receipt] = []
        for _ in 0..<min(size, 20) { receipts.append(try await ledger.receipt(for: random.below(size))) }
        let needed = Tile.all(size: size).map(\.path)
        self.keys = keys
        self.policy = policy
        self.size = size
        self.entries = entries
        self.published = published
        self.receipts = receipts
        self.needed = needed
        source = files
        let leftOver = Set(files.list() ?? []).subtracting(needed).sorted()
        self.leftOver = leftOver
        let byLevel = Dictionary(grouping: needed) { $0.split(separator: "/")[1] }
        groups = byLevel.sorted { $0.key < $1.key }.map(\.value) + (leftOver.isEmpty ? [] : [leftOver])
        levels = MerkleLevels.of(entries.map { .leaf($0) })
    }

    private static func fact(_ number: Int, using random: inout SeededRandom) -> Fact {
        .reportReceived(
            ReportReceived(
                report: ReportID("r-\(number)")!, channel: .phone, sourceClass: .public,
                receivedAt: Instant(seconds: 1_900_000_000),
                sealed: [Commitment(random.bytes(32))!], evidence: []))
    }
}

/// The keys of a log and of its three witnesses. New every time, as only their owners may have the private halves.
struct Keys {
    let log: SigningKey
    /// By the policy's names.
    let witnesses: [String: SigningKey]

    init() throws {
        log = try SigningKey(name: HonestLog.origin, kind: .log)
        witnesses = try ["hill", "lake", "guarantor"].reduce(into: [:]) {
            $0[$1] = try SigningKey(name: "\($1).example/witness", kind: .witness)
        }
    }

    var policyText: String {
        let lines = witnesses.sorted { $0.key < $1.key }.map { "witness \($0.key) \($0.value.verifier)\n" }.joined()
        return "log \(log.verifier)\n" + lines
            + "group parties all hill lake\ngroup guarantors any guarantor\ngroup everyone all parties guarantors\n"
            + "quorum everyone\n"
    }

    /// What the keepers of all the keys publish, honest or not.
    func sign(_ checkpoint: Checkpoint, at time: Instant) -> [UInt8] {
        let text = Array(checkpoint.text.utf8)
        let lines = ([log] + witnesses.sorted { $0.key < $1.key }.map(\.value)).map { $0.sign(text, at: time).line }
        return text + Array("\n\(lines.joined())".utf8)
    }
}
