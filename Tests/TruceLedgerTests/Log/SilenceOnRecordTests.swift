import Synchronization
import Testing
import Truce

@testable import TruceLedger

@Suite("Witnesses that are silent go on record")
struct SilenceOnRecordTests {
    /// Stands between the log and its witnesses; the second answers while it is heard.
    private final class Line: WitnessTransport {
        let isSecondHeard = Mutex(true)
        private let witnesses: ScriptedTransport

        init(_ witnesses: ScriptedTransport) { self.witnesses = witnesses }

        private func check(_ url: String) throws(WitnessTransportError) {
            let isHeard = isSecondHeard.withLock { $0 }
            if !isHeard, url.hasPrefix("http://w2") { throw .timeout }
        }

        func post(
            _ url: String, body: [UInt8], timeout: Duration, limit: Int
        ) async throws(WitnessTransportError) -> WitnessReply {
            try check(url)
            return try await witnesses.post(url, body: body, timeout: timeout, limit: limit)
        }

        func get(_ url: String, timeout: Duration, limit: Int) async throws(WitnessTransportError) -> WitnessReply {
            try check(url)
            return try await witnesses.get(url, timeout: timeout, limit: limit)
        }
    }

    /// Two witnesses, of whom both must cosign.
    private func witnessed(afterSeconds: Int64) throws -> (InventedLog, Line) {
        var log = InventedLog()
        let now = log.now
        var policy = LogPolicy(log: InventedLog.key.verifier)
        var answerers: [String: ScriptedTransport.Answerer] = [:]
        for number in UInt8(1)...2 {
            let key = TestLog.witnessKey(number)
            let witness = try Witness(
                key: key, logs: [WitnessedLog(InventedLog.key.verifier)], state: MemoryState(), clock: { now.present })
            answerers["w\(number)"] = ScriptedTransport.honest(witness)
            policy.witnesses.append(.init(name: "w\(number)", key: key.verifier, url: "http://w\(number)"))
        }
        policy.groups = [.init(name: "both", needed: 2, members: ["w1", "w2"])]
        policy.quorum = "both"
        let line = Line(ScriptedTransport(answerers))
        log.policy = policy
        log.transport = line
        log.silence = SilenceRule(afterSeconds: afterSeconds, publishesLogged: true)
        return (log, line)
    }

    private func facts(_ log: InventedLog) async throws -> [String] {
        try await log.store.read(from: 0, limit: .max).map { try Entry(bytes: $0.bytes).fact.name }
            .filter { $0.hasPrefix("witness-") }
    }

    @Test(
        "from so many seconds of silence on, once; a witness that has just answered is not silent",
        arguments: [(0, 0, true), (60, 59, false), (60, 60, true)] as [(Int64, Int64, Bool)])
    func boundary(after: Int64, passed: Int64, isReported: Bool) async throws {
        let (log, line) = try witnessed(afterSeconds: after)
        let ledger = try await log.open()
        #expect(try await ledger.publish().isPublished)
        #expect(try await facts(log) == [])
        line.isSecondHeard.withLock { $0 = false }
        log.now.pass(passed)
        for number in 0..<3 {
            try await InventedLog.append(number..<number + 1, to: ledger)
            let published = try await ledger.publish()
            #expect(!published.logged.isWitnessed)
            #expect(published.isPublished == isReported)
        }
        #expect(try await facts(log) == (isReported ? ["witness-silent"] : []))
        line.isSecondHeard.withLock { $0 = true }
        #expect(try await ledger.publish().logged.isWitnessed)
        #expect(try await facts(log) == (isReported ? ["witness-silent", "witness-returned"] : []))
    }
}
