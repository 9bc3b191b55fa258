import Testing
import Truce
import TruceTesting

@testable import TruceLedger

/// What an observer of the log had seen before the crash, and must find again.
private actor Seen {
    var checkpoints: [Checkpoint] = []
    var acknowledged: [String: Int] = [:]

    func acknowledge(_ submission: String, _ index: Int) { acknowledged[submission] = index }
    func see(_ checkpoint: Checkpoint?) { if let checkpoint { checkpoints.append(checkpoint) } }
}

@Suite("Ledger: power lost at every step")
struct LedgerCrashTests {
    static let sizes = [2, 256, 259]

    /// Appends and publishes in four steps; ends early when something fails.
    private static func run(_ log: InventedLog, _ seen: Seen) async {
        do {
            let ledger = try await log.open()
            var at = 0
            for size in sizes {
                for number in at..<size {
                    let recorded = try await ledger.append(InventedLog.fact(number), as: SubmissionID("s\(number)"))
                    await seen.acknowledge("s\(number)", recorded.index)
                }
                at = size
                _ = try await ledger.publish()
                await seen.see(log.published)
            }
        } catch {
            // The crash that the test made.
        }
    }

    private static func finish(_ log: InventedLog, _ seen: Seen, _ what: String) async throws {
        await seen.see(log.published)
        let ledger = try await log.open()
        let submissions = (0..<260).map { SubmissionID("s\($0)") }
        let indices = try await log.store.indices(of: submissions)
        for number in 0..<260 {
            if let index = await seen.acknowledged["s\(number)"] { #expect(indices[number] == index, "\(what)") }
        }
        try await InventedLog.append(0..<260, to: ledger)
        _ = try await ledger.publish()
        let known = await seen.checkpoints
        let result = try log.check(known: known)
        #expect(result.checkpoint.checkpoint.size == 260, "\(what)")
        #expect(result.filesAhead == 0, "\(what)")
    }

    @Test(
        "a published file lost, kept or torn at each step: nothing acknowledged is lost, and no second history",
        arguments: CrashingFiles.Fate.allCases)
    func files(fate: CrashingFiles.Fate) async throws {
        let trial = CrashingFiles()
        var log = InventedLog()
        log.files = trial
        await Self.run(log, Seen())
        let steps = trial.steps
        #expect(steps > 15)
        for step in 0..<steps {
            let files = CrashingFiles()
            var log = InventedLog()
            log.files = files
            files.fail(at: step)
            let seen = Seen()
            await Self.run(log, seen)
            #expect(files.isDead)
            files.restart(fate)
            try await Self.finish(log, seen, "step \(step), \(fate)")
        }
    }

    @Test("the memory of the signature lost or kept at each write", arguments: [true, false])
    func memory(isKept: Bool) async throws {
        for write in 0...Self.sizes.count {
            let memory = TransientMemory()
            var log = InventedLog()
            log.memory = FailingMemory(memory, failsAt: write, isKept: isKept)
            let seen = Seen()
            await Self.run(log, seen)
            // The first write is that of the empty log, which is not published.
            #expect(await seen.checkpoints.count == max(0, write - 1))
            log.memory = memory
            try await Self.finish(log, seen, "write \(write)")
        }
    }

    @Test("the store lost, kept or torn at each write", arguments: [FaultyStore.Fault.lost, .kept, .torn])
    func store(fault: FaultyStore.Fault) async throws {
        for write in [0, 1, 2, 100, 255, 256, 258] {
            let store = MemoryStore(origin: InventedLog.origin)
            var log = InventedLog()
            log.store = FaultyStore(store, faults: [write: fault], readsFailing: 1)
            let seen = Seen()
            await Self.run(log, seen)
            log.store = store
            try await Self.finish(log, seen, "write \(write), \(fault)")
        }
    }
}
