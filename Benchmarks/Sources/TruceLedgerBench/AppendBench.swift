import Foundation
import Truce
import TruceLedger

/// So many clients, each of which sends its next report when the last one is durable. A new ledger every time.
///
/// - Parameter sealing: whether each report has three fields in a vault, durable as well.
func append(in folder: String, clients: Int, seconds: Int, sealing: Bool) async throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let place = BenchLedger(folder: folder + "/append-\(getpid())")
    try FileManager.default.createDirectory(atPath: place.folder, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: place.folder) }  // Left behind, it costs disk and nothing else.
    let store = try SQLiteStore.create(path: place.database, origin: BenchLedger.origin)
    let key = try SigningKey(name: BenchLedger.origin, kind: .log)
    let ledger = try await Ledger(
        store: store, files: place.published, memory: TransientMemory(), keys: [key],
        policy: LogPolicy(log: key.verifier), clock: BenchLedger.now)
    let vault = sealing ? try Vault.create(at: place.folder + "/vault.sqlite", key: MasterKey(), for: .continuous) : nil
    let sealed = SealedCommit(ledger: ledger, store: store, vault: vault, clock: BenchLedger.now)
    let clock = Clock()
    let end = ContinuousClock.now + .seconds(seconds)
    let latencies = try await withThrowingTaskGroup(of: [Duration].self) { group in
        for client in 0..<clients {
            group.addTask {
                var random = SeededRandom(UInt64(client))
                var latencies: [Duration] = []
                while ContinuousClock.now < end {
                    let number = client * 10_000_000 + latencies.count
                    let submission = "client-\(client)/\(latencies.count)"
                    let start = ContinuousClock.now
                    if sealing {
                        _ = try await sealed.append(BenchLedger.sealed(number, as: submission))
                    } else {
                        let fact = BenchLedger.fact(number, sealed: 3, using: &random)
                        _ = try await ledger.append(fact, as: SubmissionID(submission))
                    }
                    latencies.append(ContinuousClock.now - start)
                }
                return latencies
            }
        }
        return try await group.reduce(into: []) { $0 += $1 }.sorted()
    }
    let wall = clock.wallSeconds
    func milliseconds(_ share: Double) -> Double {
        latencies[min(latencies.count - 1, Int(share * Double(latencies.count)))] / .milliseconds(1)
    }
    report(
        clock,
        [
            "clients": Double(clients), "appends": Double(latencies.count),
            "appends_per_s": Double(latencies.count) / wall, "p50_ms": milliseconds(0.5), "p99_ms": milliseconds(0.99),
            "cpu_us_per_append": clock.cpuSeconds * 1e6 / Double(latencies.count),
        ])
    try store.close()
}
