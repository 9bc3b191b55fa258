import Synchronization
import Truce
import TruceTesting

@testable import TruceLedger

/// A small log on invented facts, with a clock that the test turns.
struct InventedLog {
    static let origin = "two-rivers.example/log"
    static let key = LogPolicyTests.key(origin, .log, 7)
    static let start = Instant(seconds: 1_795_000_000)

    var store: any LedgerStore = MemoryStore(origin: origin)
    var files: any LogFiles = MemoryFiles()
    var memory: any SigningMemory = TransientMemory()
    var keys = [key]
    var policy = LogPolicy(log: key.verifier)
    var transport: (any WitnessTransport)?
    var silence = SilenceRule()
    let now = Clock(start)

    final class Clock: Sendable {
        private let time: Mutex<Instant>
        init(_ time: Instant) { self.time = Mutex(time) }
        var present: Instant {
            get { time.withLock { $0 } }
            set { time.withLock { $0 = newValue } }
        }
        func pass(_ seconds: Int64) { present = present.advanced(bySeconds: seconds) }
    }

    func open(trustsPublished: Bool = false) async throws(LedgerRefusal) -> Ledger {
        try await Ledger(
            store: store, files: files, memory: memory, keys: keys, policy: policy, silence: silence,
            transport: transport,
            clock: { now.present }, trustsPublished: trustsPublished)
    }

    static func fact(_ number: Int) -> Fact {
        .rulesVersionChanged(
            RulesVersionChanged(from: 1, to: 2, product: "test", reason: "change \(number) of the rules"))
    }

    /// Appends so many facts, each under a submission of its number.
    static func append(_ numbers: Range<Int>, to ledger: Ledger) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in numbers {
                group.addTask { _ = try await ledger.append(fact(number), as: SubmissionID("s\(number)")) }
            }
            try await group.waitForAll()
        }
    }

    func check(known: [Checkpoint] = []) throws -> LogCheck.Result {
        var check = LogCheck(policy: policy)
        check.known = known
        return try check.run(on: files)
    }

    var published: Checkpoint? {
        // A checkpoint torn by the crash is no checkpoint yet.
        (try? files.read("checkpoint")).flatMap { try? policy.check($0).checkpoint }
    }
}
