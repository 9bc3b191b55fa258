import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

/// Witnesses in this process, reached without a network; each may be switched off, or lie.
final class WitnessesNearby: WitnessTransport {
    enum Mood: Sendable, Equatable {
        case honest, silent
        /// Takes the request and never answers.
        case stalls
        /// Claims to hold so many entries, and shows nothing for it.
        case claims(Int)
    }

    private struct State {
        var witnesses: [String: Witness] = [:]
        var moods: [String: Mood] = [:]
        var stalled = 0
    }
    private let state = Mutex(State())

    func put(_ witness: Witness, at url: String) { state.withLock { $0.witnesses[url] = witness } }
    var stalled: Int { state.withLock { $0.stalled } }

    private func stall() async throws(WitnessTransportError) {
        state.withLock { $0.stalled += 1 }
        do { try await Task.sleep(for: .seconds(3_600)) } catch { throw .timeout }
    }

    func mood(_ mood: Mood, of url: String) { state.withLock { $0.moods[url] = mood } }

    private func find(_ url: String) throws(WitnessTransportError) -> (String, Witness, Mood) {
        let found = state.withLock { state in
            state.witnesses.first { url.hasPrefix($0.key) }.map { ($0.key, $0.value, state.moods[$0.key] ?? .honest) }
        }
        guard let found, found.2 != .silent else { throw .unreachable("nobody is there") }
        return found
    }

    func post(
        _ url: String, body: [UInt8], timeout: Duration, limit: Int
    ) async throws(WitnessTransportError) -> WitnessReply {
        let (_, witness, mood) = try find(url)
        if case .claims(let size) = mood {
            return WitnessReply(status: 409, contentType: "text/x.tlog.size", body: Array("\(size)\n".utf8))
        }
        let answer = witness.add(body)
        return WitnessReply(status: answer.status, contentType: answer.contentType, body: answer.body)
    }

    func get(_ url: String, timeout: Duration, limit: Int) async throws(WitnessTransportError) -> WitnessReply {
        let (prefix, witness, mood) = try find(url)
        if mood == .stalls { try await stall() }
        let id = url.dropFirst(prefix.count).split(separator: "/").first.map(String.init) ?? ""
        guard let note = witness.latest(id) else { return WitnessReply(status: 404, contentType: nil, body: []) }
        return WitnessReply(status: 200, contentType: nil, body: note)
    }
}

@Suite("Logged and witnessed")
struct SilenceTests {
    static let sides = ["north", "south", "guarantor"]

    /// A log whose policy wants both sides and a guarantor.
    func log() throws -> (InventedLog, WitnessesNearby) {
        let nearby = WitnessesNearby()
        var log = InventedLog()
        var text = "log \(InventedLog.key.verifier)\n"
        for (number, side) in Self.sides.enumerated() {
            let key = LogPolicyTests.key("\(side).example/w", .witness, UInt8(50 + number))
            text += "witness \(side) \(key.verifier) mem://\(side)\n"
            let state = MemoryState()
            let now = log.now
            nearby.put(
                try Witness(
                    key: key, logs: [WitnessedLog(InventedLog.key.verifier)], state: state, clock: { now.present }),
                at: "mem://\(side)")
        }
        log.policy = try LogPolicy(text + "group all all north south guarantor\nquorum all\n")
        log.transport = nearby
        return (log, nearby)
    }

    func facts(_ log: InventedLog) async throws -> [Fact] {
        try await log.store.read(from: 0, limit: 1_000).map { try Entry(bytes: $0.bytes).fact }
    }

    @Test("with all three it is witnessed, and readers get it")
    func witnessed() async throws {
        let (log, _) = try log()
        let ledger = try await log.open()
        for size in [1, 5, 300] {
            try await InventedLog.append(0..<size, to: ledger)
            let published = try await ledger.publish()
            #expect(published.logged.isWitnessed && published.isPublished)
            #expect(try log.check().checkpoint.isWitnessed)
        }
    }

    @Test(
        "while one is silent it is logged only; a policy may have readers keep the last witnessed one until the silence is on record"
    )
    func silence() async throws {
        var (log, nearby) = try log()
        log.silence.publishesLogged = true
        let ledger = try await log.open()
        try await InventedLog.append(0..<2, to: ledger)
        _ = try await ledger.publish()
        nearby.mood(.silent, of: "mem://south")
        try await InventedLog.append(2..<4, to: ledger)
        log.now.pass(3_599)
        var published = try await ledger.publish()
        #expect(!published.logged.isWitnessed && !published.isPublished)
        #expect(published.logged.cosignatures.map(\.witness) == ["north", "guarantor"])
        #expect(log.published?.size == 2)

        log.now.pass(1)
        published = try await ledger.publish()
        #expect(!published.logged.isWitnessed && published.isPublished)
        #expect(log.published?.size == 4)
        // On record once, however often it is published.
        _ = try await ledger.publish()
        let silences = try await facts(log).filter { $0.kind == .witnessSilent }
        let expected = WitnessSilent(witnesses: [WitnessName("south")!], sinceSize: 2, since: InventedLog.start)
        #expect(silences == [.witnessSilent(expected)])

        nearby.mood(.honest, of: "mem://south")
        published = try await ledger.publish()
        #expect(published.logged.isWitnessed)
        _ = try await ledger.publish()
        #expect(try await facts(log).count { $0.kind == .witnessReturned } == 1)
        #expect(try log.check().checkpoint.isWitnessed)
    }

    @Test("without that readers wait for the witnesses, however long")
    func waits() async throws {
        let (log, nearby) = try log()
        let ledger = try await log.open()
        _ = try await ledger.publish()
        nearby.mood(.silent, of: "mem://north")
        try await InventedLog.append(0..<2, to: ledger)
        log.now.pass(1_000_000)
        _ = try await ledger.publish()
        #expect(log.published?.size == 0)
        #expect(try await facts(log).contains { $0.kind == .witnessSilent })
    }

    @Test("a witness that claims a size from the future neither stops nor moves the log")
    func liar() async throws {
        let (log, nearby) = try log()
        let ledger = try await log.open()
        _ = try await ledger.publish()
        nearby.mood(.claims(1_000_000), of: "mem://guarantor")
        try await InventedLog.append(0..<3, to: ledger)
        let published = try await ledger.publish()
        #expect(published.logged.checkpoint.size == 3)
        #expect(!published.logged.isWitnessed)
        let answer = published.answers.first { $0.witness == "guarantor" }
        guard case .faulty? = answer?.outcome else {
            Issue.record("\(String(describing: answer))")
            return
        }
    }

    @Test("a survey that was cancelled asked nobody: nothing is signed on the strength of it")
    func cancelled() async throws {
        let (log, nearby) = try log()
        for side in Self.sides { nearby.mood(.stalls, of: "mem://\(side)") }
        let ledger = try await log.open()
        _ = try await ledger.append(InventedLog.fact(1), as: SubmissionID("1"))
        let publication = Task { try await ledger.publish() }
        while nearby.stalled < 3 { await Task.yield() }
        publication.cancel()
        await #expect(throws: LedgerRefusal.interrupted) { try await publication.value }
        #expect(try log.memory.last()?.checkpoint.size == 0)
    }

    @Test("a log restored with its key's memory is stopped by a witness that holds more, before it signs anything")
    func restored() async throws {
        var (log, _) = try log()
        let ledger = try await log.open()
        try await InventedLog.append(0..<10, to: ledger)
        _ = try await ledger.publish()
        // The whole machine is set back: record, public folder and memory.
        let old = (try await log.store.read(from: 0, limit: 10), try log.memory.last(), (log.files as! MemoryFiles).all)
        try await InventedLog.append(10..<20, to: ledger)
        _ = try await ledger.publish()
        let store = MemoryStore(origin: InventedLog.origin)
        try await store.append(old.0, after: 0)
        log.store = store
        log.memory = TransientMemory(old.1)
        log.files = MemoryFiles(old.2)
        let restored = try await log.open()
        _ = try await restored.append(InventedLog.fact(99), as: SubmissionID("another history"))
        await #expect(throws: LedgerRefusal.witnessHoldsMore(witness: "north", size: 20, holds: 11)) {
            try await restored.publish()
        }
        #expect(try log.memory.last()?.checkpoint.size == 10)
    }
}
