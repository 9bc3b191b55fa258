import Foundation
import Truce
import TruceLedger

/// Where the parts of a ledger stand in a folder.
struct BenchLedger {
    static let origin = "bench.example/ledger"
    let folder: String

    var database: String { folder + "/ledger.sqlite" }
    var published: FolderFiles { FolderFiles(folder + "/public") }
    var key: String { folder + "/key" }
    var policy: String { folder + "/policy" }

    static func now() -> Instant { Instant(seconds: Int64(time(nil))) }

    /// Report `number` with its private part, as it comes in by form.
    static func sealed(_ number: Int, as submission: String) -> SealedSubmission {
        SealedSubmission(
            SubmissionID(submission), fields: fields(number),
            tags: ["source:observer-\(number % 500)", "report:r-\(number)"]
        ) { commitments in
            .reportReceived(
                ReportReceived(
                    report: ReportID("r-\(number)")!, channel: .form, sourceClass: .public,
                    receivedAt: Instant(seconds: 1_900_000_000 + Int64(number)), sealed: commitments, evidence: []))
        }
    }

    /// Report `number` as it comes in by phone, with `sealed` parts.
    static func fact(_ number: Int, sealed: Int, using random: inout SeededRandom) -> Fact {
        .reportReceived(
            ReportReceived(
                report: ReportID("r-\(number)")!, channel: .phone, sourceClass: .public,
                receivedAt: Instant(seconds: 1_900_000_000 + Int64(number)),
                sealed: (0..<sealed).map { _ in Commitment(random.bytes(32))! },
                evidence: [FileDigest(random.bytes(32))!]))
    }
}

/// Makes a ledger through the store, in large batches, and publishes it with one signature.
func makeLedger(in folder: String, entries count: Int, bytes: Int) async throws {
    let place = BenchLedger(folder: folder)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let clock = Clock()
    let store = try SQLiteStore.create(path: place.database, origin: BenchLedger.origin)
    // Opened first: the key's memory begins with the empty log.
    let key = try SigningKey(name: BenchLedger.origin, kind: .log)
    let policy = LogPolicy(log: key.verifier)
    let last = Instant(seconds: 1_900_000_000 + Int64(count))
    let ledger = try await Ledger(
        store: store, files: place.published, memory: try SigningFile(besideKey: place.key), keys: [key],
        policy: policy, clock: { last })
    // Without sealed parts an entry has some 240 bytes, and each adds 46.
    let sealed = max(1, (bytes - 240) / 46)
    var random = SeededRandom(1)
    var made = 0
    var total = 0
    while made < count {
        var batch: [StoredEntry] = []
        while batch.count < 10_000, made + batch.count < count {
            let number = made + batch.count
            let fact = BenchLedger.fact(number, sealed: sealed, using: &random)
            let entry = Entry(recorded: Instant(seconds: 1_900_000_000 + Int64(number)), fact: fact)
            batch.append(StoredEntry(submission: SubmissionID("bench/\(number)"), bytes: try entry.bytes()))
            total += batch[batch.count - 1].bytes.count
        }
        try await store.append(batch, after: made)
        made += batch.count
    }
    let recorded = clock.wallSeconds
    _ = try await ledger.publish()
    try store.close()
    try Data(policy.text.utf8).write(to: URL(filePath: place.policy))
    report(
        clock,
        [
            "entries": Double(count), "entry_bytes": Double(total) / Double(count), "record_wall_s": recorded,
            "publish_wall_s": clock.wallSeconds - recorded,
        ])
}

/// Checks every file of a published ledger. What the system still holds of the files in memory is not dropped first.
func verifyLedger(in folder: String) throws {
    let place = BenchLedger(folder: folder)
    let policy = try LogPolicy(String(contentsOfFile: place.policy, encoding: .utf8))
    let clock = Clock()
    let result = try LogCheck(policy: policy).run(on: place.published)
    let size = Double(result.checkpoint.checkpoint.size)
    report(clock, ["entries": size, "entries_per_cpu_s": size / clock.cpuSeconds, "files": Double(result.files)])
}
