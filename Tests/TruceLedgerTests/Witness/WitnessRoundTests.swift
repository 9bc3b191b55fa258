import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

/// Witnesses by their address, each answering as told.
final class ScriptedTransport: WitnessTransport {
    typealias Answerer =
        @Sendable (_ path: String, _ body: [UInt8]?) async throws(WitnessTransportError) -> WitnessReply
    private let answerers: [String: Answerer]
    /// Addresses asked, in order.
    let asked = Mutex<[String]>([])

    init(_ answerers: [String: Answerer]) { self.answerers = answerers }

    func post(
        _ url: String, body: [UInt8], timeout: Duration, limit: Int
    ) async throws(WitnessTransportError) -> WitnessReply { try await answer(url, body) }

    func get(_ url: String, timeout: Duration, limit: Int) async throws(WitnessTransportError) -> WitnessReply {
        try await answer(url, nil)
    }

    private func answer(_ url: String, _ body: [UInt8]?) async throws(WitnessTransportError) -> WitnessReply {
        asked.withLock { $0.append(url) }
        let parts = url.split(separator: "/", maxSplits: 2)
        guard let answerer = answerers[String(parts[1])] else { throw .unreachable("connection refused") }
        return try await answerer("/" + parts[2], body)
    }

    /// A real witness.
    static func honest(_ witness: Witness) -> Answerer {
        { path, body throws(WitnessTransportError) in
            if let body {
                let answer = witness.add(body)
                return WitnessReply(status: answer.status, contentType: answer.contentType, body: answer.body)
            }
            let id = String(path.split(separator: "/")[0])
            guard let note = witness.latest(id) else { return WitnessReply(status: 404, contentType: nil, body: []) }
            return WitnessReply(status: 200, contentType: WitnessAnswer.text, body: note)
        }
    }

    /// The same answers whatever it is asked.
    static func fixed(_ status: Int, _ body: [UInt8], type: String = WitnessAnswer.text, shows: [UInt8]? = nil)
        -> Answerer
    {
        { _, request throws(WitnessTransportError) in
            if request == nil {
                return WitnessReply(
                    status: shows == nil ? 404 : 200, contentType: WitnessAnswer.text, body: shows ?? [])
            }
            return WitnessReply(status: status, contentType: type, body: body)
        }
    }

    /// Never answers, and does not heed cancellation either.
    static let stalled: Answerer = { _, _ throws(WitnessTransportError) in
        await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
        throw .timeout
    }
}

@Suite("Witness rounds")
struct WitnessRoundTests {
    static let log = TestLog(40)
    static let fork = TestLog(40, fork: 5)

    /// Witnesses 1 to `count` at addresses w1, w2 …; `needed` of them make a quorum.
    static func policy(_ count: UInt8 = 1, needed: Int = 1) throws -> LogPolicy {
        var lines = ["log \(TestLog.key.verifier)"]
        for number in 1...count {
            lines.append("witness w\(number) \(TestLog.witnessKey(number).verifier) http://w\(number)/")
        }
        lines.append("group q \(needed) " + (1...count).map { "w\($0)" }.joined(separator: " "))
        return try LogPolicy((lines + ["quorum q"]).joined(separator: "\n"))
    }

    static func round(
        _ transport: any WitnessTransport, _ policy: LogPolicy, deadline: Duration = .seconds(60)
    ) -> WitnessRound {
        WitnessRound(policy: policy, transport: transport, clock: { TestLog.now }, deadline: deadline)
    }

    static func ask(_ round: WitnessRound, _ size: Int, _ log: TestLog = log) async throws -> WitnessRound.Result {
        try await round.ask(log.note(size), root: { $0 <= size ? log.root($0) : nil }) { log.proof($0, size) }
    }

    /// What one witness that answers so comes to, asked about 8 entries.
    static func outcome(_ answerer: @escaping ScriptedTransport.Answerer, size: Int = 8) async throws -> WitnessOutcome
    {
        let result = try await ask(round(ScriptedTransport(["w1": answerer]), policy()), size)
        if case .cosigned = result.reports[0].outcome {
            #expect(result.isWitnessed)
        } else {
            #expect(!result.isWitnessed && result.note == log.note(size))
        }
        return result.reports[0].outcome
    }

    static func isFaulty(_ outcome: WitnessOutcome, _ word: String) -> Bool {
        if case .faulty(let why) = outcome { why.contains(word) } else { false }
    }

    @Test("all cosign; the next round needs one request each; after a restart one 409 more")
    func honest() async throws {
        let witnesses = try [1, 2].map { try Witness(MemoryState(), number: $0) }
        let transport = ScriptedTransport([
            "w1": ScriptedTransport.honest(witnesses[0]), "w2": ScriptedTransport.honest(witnesses[1]),
        ])
        func requests() -> Int { transport.asked.withLock { $0.count } }
        let policy = try Self.policy(2, needed: 2)
        let round = Self.round(transport, policy)
        for (size, count) in [(8, 2), (20, 4), (20, 6), (40, 8)] {
            let result = try await Self.ask(round, size)
            #expect(result.isWitnessed && requests() == count)
            #expect(result.reports.map(\.outcome) == [.cosigned(TestLog.now), .cosigned(TestLog.now)])
            #expect(try policy.check(result.note.bytes, now: TestLog.now, isStrict: true).checkpoint.size == size)
        }
        let again = try await Self.ask(Self.round(transport, policy), 40)
        #expect(again.isWitnessed && requests() == 12)
    }

    @Test("two of three silent, one of them for ever: the round ends, and is not witnessed")
    func silent() async throws {
        let witness = try Witness(MemoryState())
        let transport = ScriptedTransport(["w1": ScriptedTransport.honest(witness), "w2": ScriptedTransport.stalled])
        for (needed, isWitnessed) in [(1, true), (2, false)] {
            let policy = try Self.policy(3, needed: needed)
            var deadline = Duration.milliseconds(250)
            var result: WitnessRound.Result
            // How soon the honest one answers is the machine's business: a round that ended before is held again, longer.
            repeat {
                result = try await Self.ask(Self.round(transport, policy, deadline: deadline), 8)
                deadline *= 2
            } while result.checkpoint.cosignatures.isEmpty && deadline < .seconds(300)
            #expect(result.isWitnessed == isWitnessed)
            #expect(result.checkpoint.cosignatures.map(\.witness) == ["w1"])
            guard case .silent = result.reports[1].outcome, case .silent = result.reports[2].outcome else {
                Issue.record("\(result.reports)")
                continue
            }
            #expect(result.proofsAgainstUs.isEmpty)
        }
    }

    @Test("a cancelled round ends")
    func cancelled() async throws {
        let transport = ScriptedTransport(["w1": ScriptedTransport.stalled])
        let round = Self.round(transport, try Self.policy(), deadline: .seconds(3600))
        let task = Task { try await Self.ask(round, 8) }
        task.cancel()
        #expect(try await !task.value.isWitnessed)
    }

    @Test("what it stored and could not answer is cosigned in the next round")
    func lostAnswer() async throws {
        let witness = try Witness(MemoryState())
        let isCut = Mutex(false)
        let honest = ScriptedTransport.honest(witness)
        let transport = ScriptedTransport([
            "w1": { path, body throws(WitnessTransportError) in
                let reply = try await honest(path, body)
                if isCut.withLock({ $0 }) { throw .unreachable("connection reset") }
                return reply
            }
        ])
        let round = Self.round(transport, try Self.policy())
        #expect(try await Self.ask(round, 8).isWitnessed)
        isCut.withLock { $0 = true }
        #expect(try await !Self.ask(round, 20).isWitnessed)
        #expect(try witness.size == 20)
        isCut.withLock { $0 = false }
        #expect(try await Self.ask(round, 21).isWitnessed)
    }

    @Test("a larger checkpoint with the log's own signature is proof that we lost entries")
    func larger() async throws {
        let witness = try Witness(MemoryState())
        #expect(witness.add(Self.log.request(0, 20)).status == 200)
        let outcome = try await Self.outcome(ScriptedTransport.honest(witness))
        guard case .holdsLarger(let note) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(note.text == Self.log.note(20).text && outcome.isProofAgainstUs)
    }

    @Test("a size above ours without such a checkpoint is the witness's fault")
    func claims() async throws {
        var cosigned = Self.log.note(8)
        cosigned.add(TestLog.witnessKey(1).sign(cosigned.text, at: TestLog.now))
        let ours = cosigned.bytes
        for shows in [nil, [], ours, Self.log.note(20, by: TestLog.stranger).bytes, Array("x".utf8)] {
            let liar = ScriptedTransport.fixed(409, Array("20\n".utf8), type: WitnessAnswer.size, shows: shows)
            #expect(Self.isFaulty(try await Self.outcome(liar), "claims to have cosigned 20"))
        }
    }

    @Test("another root for our size, signed by the log, is proof of two histories")
    func forked() async throws {
        let witness = try Witness(MemoryState())
        #expect(witness.add(Self.fork.request(0, 8)).status == 200)
        guard case .holdsOther(let ours, let theirs) = try await Self.outcome(ScriptedTransport.honest(witness)) else {
            Issue.record("no fork seen")
            return
        }
        #expect(ours == Self.log.note(8) && theirs.text == Self.fork.note(8).text)
        // Cosigned before we reached that size, and found by the root that we had then.
        guard case .holdsOther = try await Self.outcome(ScriptedTransport.honest(witness), size: 20) else {
            Issue.record("no fork seen")
            return
        }
    }

    @Test("what counts for nothing")
    func faulty() async throws {
        let key = TestLog.witnessKey(1)
        func line(_ key: SigningKey, _ size: Int, ahead: Int64 = 0) -> [UInt8] {
            Array(key.sign(Self.log.note(size).text, at: TestLog.now.advanced(bySeconds: ahead)).line.utf8)
        }
        let never = Array(key.sign(Self.log.note(8).text, at: Instant(seconds: 0)).line.utf8)
        let size = WitnessAnswer.size
        let rows: [(String, ScriptedTransport.Answerer)] = [
            ("no signature line", ScriptedTransport.fixed(200, Array("thank you\n".utf8))),
            ("without a line", ScriptedTransport.fixed(200, [])),
            ("without a line", ScriptedTransport.fixed(200, line(TestLog.witnessKey(2), 8))),
            ("does not fit", ScriptedTransport.fixed(200, line(key, 9))),
            ("future", ScriptedTransport.fixed(200, line(key, 8, ahead: 301))),
            ("no time", ScriptedTransport.fixed(200, never)),
            ("without a size", ScriptedTransport.fixed(409, Array("7".utf8), type: size)),
            ("without a size", ScriptedTransport.fixed(409, Array("07\n".utf8), type: size)),
            ("without a size", ScriptedTransport.fixed(409, Array("7\n".utf8))),
            ("without a size", ScriptedTransport.fixed(409, [], type: size)),
            ("named itself", ScriptedTransport.fixed(409, Array("0\n".utf8), type: size)),
            ("named itself", ScriptedTransport.fixed(409, Array("7\n".utf8), type: size)),
            ("refused the proof", ScriptedTransport.fixed(422, Array("no\u{1B}[31m\n".utf8))),
            ("status 404", ScriptedTransport.fixed(404, [])), ("status 500", ScriptedTransport.fixed(500, [])),
            ("status 301", ScriptedTransport.fixed(301, [])),
        ]
        for (word, answerer) in rows {
            let outcome = try await Self.outcome(answerer)
            #expect(Self.isFaulty(outcome, word), "\(word): \(outcome)")
            #expect(!"\(outcome)".unicodeScalars.contains("\u{1B}"))
        }
        #expect(
            try await Self.outcome(ScriptedTransport.fixed(200, line(key, 8, ahead: 300)))
                == .cosigned(TestLog.now.advanced(bySeconds: 300)))
        // A stranger's line beside the right one does not harm, and is not taken over.
        let both = line(TestLog.witnessKey(2), 8) + line(key, 8)
        #expect(try await Self.outcome(ScriptedTransport.fixed(200, both)) == .cosigned(TestLog.now))
    }

    @Test("no garbage is ever counted", arguments: UInt64(0)..<20)
    func garbage(seed: UInt64) async throws {
        var random = SeededRandom(seed)
        let witness = try Witness(MemoryState())
        let good = witness.add(Self.log.request(0, 8)).body
        let shown = try #require(witness.latest(TestLog.witnessed.id))
        let fork = Self.fork.note(8, by: TestLog.stranger).bytes
        for _ in 0..<100 {
            let source = [good, shown, fork, Array("8\n".utf8), Array("9223372036854775808\n".utf8), []].randomElement(
                using: &random)!
            func mutated(_ bytes: [UInt8]) -> [UInt8] {
                var bytes = bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0...bytes.count, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                    case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
                    case 2:
                        bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...30, using: &random)))
                    default: bytes.insert(contentsOf: bytes.prefix(place), at: place)
                    }
                }
                return bytes
            }
            let body = mutated(source)
            let shows = mutated([shown, fork, good].randomElement(using: &random)!)
            let status = [200, 200, 200, 409, 409, 422, 400, 500, 0, -1, 999].randomElement(using: &random)!
            let type = [WitnessAnswer.size, WitnessAnswer.text, ""].randomElement(using: &random)!
            let outcome = try await Self.outcome(ScriptedTransport.fixed(status, body, type: type, shows: shows))
            switch outcome {
            // A change that leaves the good line as it was.
            case .cosigned:
                #expect(String(decoding: body, as: UTF8.self).contains(String(decoding: good, as: UTF8.self)))
            case .faulty: break
            default: Issue.record("\(outcome)")
            }
        }
    }

    @Test("no proof, no address: not asked; a note that the policy refuses: no round")
    func notAsked() async throws {
        struct Broken: Error {}
        let witness = try Witness(MemoryState())
        #expect(witness.add(Self.log.request(0, 3)).status == 200)
        let round = Self.round(ScriptedTransport(["w1": ScriptedTransport.honest(witness)]), try Self.policy())
        let result = try await round.ask(Self.log.note(8)) { _ in throw Broken() }
        guard case .notAsked = result.reports[0].outcome else {
            Issue.record("\(result.reports)")
            return
        }
        var policy = try Self.policy()
        policy.witnesses[0].url = nil
        let unasked = try await Self.ask(Self.round(ScriptedTransport([:]), policy), 8)
        #expect(unasked.reports[0].outcome == .notAsked(why: "the policy gives no address"))
        await #expect(throws: NoteError.self) {
            try await round.ask(Self.log.note(8, by: TestLog.stranger)) { _ in [] }
        }
    }

    @Test("a refreshed note keeps the later cosignature")
    func refresh() async throws {
        let key = TestLog.witnessKey(1)
        for (ahead, kept) in [(Int64(-10), Int64(0)), (10, 10)] {
            var note = Self.log.note(8)
            note.add(key.sign(note.text, at: TestLog.now.advanced(bySeconds: ahead)))
            let answer = Array(key.sign(note.text, at: TestLog.now).line.utf8)
            let round = Self.round(ScriptedTransport(["w1": ScriptedTransport.fixed(200, answer)]), try Self.policy())
            let result = try await round.ask(note) { _ in [] }
            #expect(result.checkpoint.cosignatures.map(\.time) == [TestLog.now.advanced(bySeconds: kept)])
        }
    }
}
