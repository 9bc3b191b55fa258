import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

/// Requests and the statuses that they deserve.
enum WitnessRequests {
    static let log = TestLog(40)
    static let fork = TestLog(40, fork: 5)

    static func text(_ request: [UInt8], _ change: (inout String) -> Void) -> [UInt8] {
        var text = String(decoding: request, as: UTF8.self)
        change(&text)
        return Array(text.utf8)
    }

    static func request(_ old: Int, _ proof: [TreeHash], _ note: SignedNote) -> [UInt8] {
        // Made by ourselves, within the limits.
        try! WitnessRequest(oldSize: old, proof: proof, note: note).bytes
    }

    static func note(size: Int, root: TreeHash, origin: String = "truce.example/log", by keys: [SigningKey])
        -> SignedNote
    {
        var note = SignedNote(text: Checkpoint(origin: origin, size: size, root: root).text)
        for key in keys { note.add(key.sign(note.text, at: TestLog.now)) }
        return note
    }

    static let rows: [(String, [UInt8], Int)] = {
        let good = log.request(8, 20)
        let hash = TreeHash.leaf([1])
        func forged(_ note: SignedNote) -> SignedNote {
            var note = note
            var line = note.signatures[0]
            line.bytes[5] ^= 1
            note.add(line)
            return note
        }
        func lines(_ count: Int) -> [UInt8] {
            text(log.request(8, 20)) {
                let note = $0.split(separator: "\n\n", maxSplits: 1)[1]
                $0 = "old 8\n" + String(repeating: hash.base64 + "\n", count: count) + "\n" + note
            }
        }
        return [
            ("well", good, 200),
            ("nothing", [], 400),
            ("no size", text(good) { $0.replace("old 8", with: "old ") }, 400),
            ("a leading zero", text(good) { $0.replace("old 8", with: "old 08") }, 400),
            ("another word", text(good) { $0.replace("old 8", with: "size 8") }, 400),
            ("CR LF", text(good) { $0.replace("old 8\n", with: "old 8\r\n") }, 400),
            ("no hash", text(good) { $0.replace("old 8\n", with: "old 8\nAAAA\n") }, 400),
            ("base64 that is not canonical", text(good) { $0.replace("=\n", with: "\n") }, 400),
            ("no empty line", text(good) { $0.replace("\n\n", with: "\n") }, 400),
            ("no signature", text(good) { $0 = String($0[..<$0.range(of: "\n—")!.lowerBound]) }, 400),
            ("63 hashes, wrong ones", lines(63), 422),
            ("64 hashes", lines(64), 400),
            ("not UTF-8", good + [0xFF], 400),
            ("old size above the checkpoint's", request(21, [], log.note(20)), 400),
            (
                "old size above the checkpoint's, unknown log",
                request(1, [], note(size: 0, root: .emptyTree, origin: "x", by: [TestLog.key])), 400
            ),
            (
                "unknown log",
                request(8, [], note(size: 20, root: hash, origin: "other.example/log", by: [TestLog.key])), 404
            ),
            (
                "unknown log, nobody's signature",
                request(8, [], note(size: 20, root: hash, origin: "other.example/log", by: [TestLog.stranger])), 404
            ),
            ("signed by a stranger", request(8, log.proof(8, 20), log.note(20, by: TestLog.stranger)), 403),
            ("signature that fails", request(8, log.proof(8, 20), forged(log.note(20))), 403),
            ("signed by a stranger, wrong old size", request(7, [], log.note(20, by: TestLog.stranger)), 403),
            (
                "log and stranger",
                request(8, log.proof(8, 20), note(size: 20, root: log.root(20), by: [TestLog.key, TestLog.stranger])),
                200
            ),
            ("old size too small", log.request(7, 20), 409),
            ("old size too large", log.request(9, 20), 409),
            ("nothing known", log.request(0, 20), 409),
            ("going back", log.request(0, 7), 409),
            ("empty, wrong root, wrong old size", request(0, [], note(size: 0, root: hash, by: [TestLog.key])), 409),
            ("proof from another size", request(8, log.proof(7, 20), log.note(20)), 422),
            ("no proof", request(8, [], log.note(20)), 422),
            ("a hash too many", request(8, log.proof(8, 20) + [hash], log.note(20)), 422),
            ("the same again", log.request(8, 8), 200),
            ("the same with a proof", request(8, [hash], log.note(8)), 422),
            ("the same size, another root", fork.request(8, 8), 422),
            ("another history", fork.request(8, 20), 422),
        ]
    }()

    /// To a witness that has seen nothing.
    static let first: [(String, [UInt8], Int)] = [
        ("its first entries", log.request(0, 8), 200), ("empty", log.request(0, 0), 200),
        ("an old size", log.request(4, 8), 409),
        ("a proof", request(0, [.leaf([1])], log.note(8)), 422),
        ("empty with another root", request(0, [], note(size: 0, root: .leaf([1]), by: [TestLog.key])), 422),
    ]
}

@Suite("Witness: what it answers (C2SP tlog-witness)")
struct WitnessAnswerTests {
    static let log = WitnessRequests.log
    static let fork = WitnessRequests.fork
    typealias Requests = WitnessRequests

    /// A witness that has cosigned the log at 8 entries.
    static func atEight() throws -> (Witness, MemoryState) {
        let state = MemoryState()
        let witness = try Witness(state)
        #expect(witness.add(log.request(0, 8)).status == 200)
        return (witness, state)
    }

    @Test("each row of the table, after 8 entries were cosigned", arguments: WitnessRequests.rows.indices)
    func table(row: Int) throws {
        let (name, body, status) = Requests.rows[row]
        let (witness, _) = try Self.atEight()
        let before = witness.latest(TestLog.witnessed.id)
        let answer = witness.add(body)
        #expect(answer.status == status, "\(name): \(String(decoding: answer.body, as: UTF8.self))")
        if status == 409 {
            #expect(answer.contentType == "text/x.tlog.size" && answer.body == Array("8\n".utf8), "\(name)")
        }
        if status != 200 { #expect(witness.latest(TestLog.witnessed.id) == before, "\(name)") }
    }

    @Test("a log seen for the first time", arguments: WitnessRequests.first)
    func first(name: String, body: [UInt8], status: Int) throws {
        let witness = try Witness(MemoryState())
        let answer = witness.add(body)
        #expect(answer.status == status, "\(name): \(String(decoding: answer.body, as: UTF8.self))")
        if status == 409 { #expect(answer.body == Array("0\n".utf8)) }
    }

    @Test("a request may be as large as the limit and no larger")
    func sizeLimit() throws {
        let limit = WitnessRequest.byteLimit
        let text = Requests.note(size: 3, root: .leaf([1]), by: [TestLog.key])
        func padded(_ bytes: Int) -> [UInt8] {
            var note = SignedNote(
                text: String(decoding: text.text, as: UTF8.self) + String(repeating: "x", count: bytes) + "\n")
            note.add(TestLog.key.sign(note.text, at: TestLog.now))
            return Requests.request(0, [], note)
        }
        let base = padded(1).count - 1
        #expect(try Witness(MemoryState()).add(padded(limit - base)).status == 200)
        #expect(try Witness(MemoryState()).add(padded(limit - base + 1)).status == 400)
    }

    @Test("an empty log, then its first entries")
    func fromEmpty() throws {
        let witness = try Witness(MemoryState())
        #expect(witness.add(Self.log.request(0, 0)).status == 200)
        #expect(try witness.size == 0)
        #expect(witness.add(Self.log.request(0, 8)).status == 200)
        #expect(try witness.size == 8)
    }

    @Test("it shows the log's line and its own, and no others")
    func shown() throws {
        let witness = try Witness(MemoryState())
        let note = Requests.note(
            size: 8, root: Self.log.root(8), by: [TestLog.key, TestLog.witnessKey(7), TestLog.stranger])
        let answer = witness.add(Requests.request(0, [], note))
        let shown = try SignedNote(#require(witness.latest(TestLog.witnessed.id)))
        #expect(shown.text == note.text)
        #expect(shown.signatures.map(\.name) == ["truce.example/log", "w1.example/w"])
        #expect(shown.signatures[1].line == String(decoding: answer.body, as: UTF8.self))
        #expect(try shown.check(witness.verifier)?.time == TestLog.now)
        #expect(witness.latest(String(repeating: "0", count: 64)) == nil)
    }

    @Test("while the log's key is replaced, either signs")
    func twoKeys() throws {
        let witness = try Witness(
            key: TestLog.witnessKey(1),
            logs: [WitnessedLog(origin: "truce.example/log", keys: [TestLog.key.verifier, TestLog.stranger.verifier])],
            state: MemoryState(), clock: { TestLog.now })
        #expect(witness.add(Self.log.request(0, 8)).status == 200)
        #expect(
            witness.add(Requests.request(8, Self.log.proof(8, 9), Self.log.note(9, by: TestLog.stranger))).status == 200
        )
    }

    @Test(
        "the time never decreases: a slow clock is overruled, one that is wrong by more than five minutes refused",
        arguments: [(10, 200, 10), (0, 200, 0), (-300, 200, 0), (-301, 500, 0)])
    func clock(ahead: Int64, status: Int, timeAhead: Int64) throws {
        let state = MemoryState()
        #expect(try Witness(state).add(Self.log.request(0, 8)).status == 200)
        // Started again: the last time comes from what is stored.
        let witness = try Witness(state, at: TestLog.now.advanced(bySeconds: ahead))
        let answer = witness.add(Self.log.request(8, 20))
        #expect(answer.status == status)
        let shown = try SignedNote(#require(witness.latest(TestLog.witnessed.id)))
        #expect(try shown.check(witness.verifier)?.time == TestLog.now.advanced(bySeconds: timeAhead))
    }

    @Test("a clock that was never set signs nothing", arguments: [(-1, 500), (0, 500), (1, 200)])
    func unsetClock(seconds: Int64, status: Int) throws {
        #expect(try Witness(MemoryState(), at: Instant(seconds: seconds)).add(Self.log.request(0, 8)).status == status)
    }

    @Test("what a log signed and could not be cosigned is kept and raises an alarm; anybody's noise is not")
    func evidence() throws {
        let state = MemoryState()
        let alarms = Mutex<[WitnessAlarm]>([])
        let cosigned = Mutex<[Int]>([])
        let witness = try Witness(
            key: TestLog.witnessKey(1), logs: [TestLog.witnessed], state: state, clock: { TestLog.now },
            cosigned: { checkpoint, time in cosigned.withLock { $0.append(time == TestLog.now ? checkpoint.size : -1) }
            },
            alarm: { alarm in alarms.withLock { $0.append(alarm) } })
        func heard() -> [WitnessEvidence.Kind] { alarms.withLock { $0.map(\.evidence.kind) } }
        _ = witness.add(Self.log.request(0, 8))
        _ = witness.add(Self.log.request(7, 20))
        _ = witness.add(Requests.request(8, [], Self.fork.note(20, by: TestLog.stranger)))
        #expect(heard() == [])
        #expect(witness.add(Self.fork.request(0, 8)).status == 409)
        #expect(heard() == [.fork])
        #expect(witness.add(Self.fork.request(0, 8)).status == 409)
        #expect(heard() == [.fork])
        #expect(witness.add(Self.fork.request(8, 20)).status == 422)
        #expect(heard() == [.fork, .unproven])
        let kept = state.evidence
        #expect(kept[0].held == (try SignedNote(witness.latest(TestLog.witnessed.id)!)))
        #expect(kept[0].request.note == Self.fork.note(8))
        #expect(kept.allSatisfy { !$0.sentence.isEmpty })
        #expect(cosigned.withLock { $0 } == [8])
        let said = alarms.withLock { $0.map(\.sentence) }
        for part in [
            "“truce.example/log” signed two different histories of 8 entries",
            "now: 8 entries with the root \(Self.fork.root(8).base64)",
            "last: 8 entries with the root \(Self.log.root(8).base64)", "evidence/fork-", ".held", "Send copies",
        ] { #expect(said[0].contains(part), "\(part) in \(said[0])") }
        #expect(said[1].contains("evidence/unproven-") && said[1].contains("20 entries with the root"))
        var lost = alarms.withLock { $0[0] }
        lost.notKept = "The disk is full."
        #expect(lost.sentence.contains("NOT kept: The disk is full.") && !lost.sentence.contains("evidence/"))
    }

    @Test(
        "many at once: what is cosigned is one growing history", arguments: UInt64(0)..<8)
    func race(seed: UInt64) async throws {
        let state = MemoryState()
        let witness = try Witness(state)
        var random = SeededRandom(seed)
        let targets = (0..<120).map { _ in
            (
                Int.random(in: 0...20, using: &random), Int.random(in: 0...20, using: &random),
                Bool.random(using: &random)
            )
        }
        let accepted = await withTaskGroup(of: (Int, Int, Bool)?.self) { group in
            for (old, size, isFork) in targets {
                group.addTask {
                    let log = isFork ? Self.fork : Self.log
                    return witness.add(log.request(old, size)).status == 200 ? (old, size, isFork) : nil
                }
            }
            return await group.reduce(into: [(Int, Int, Bool)]()) { if let step = $1 { $0.append(step) } }
        }
        // Every step begins where another ended, and steps that move are taken once.
        let moves = accepted.filter { $0.0 < $0.1 }.sorted { $0.1 < $1.1 }
        var at = 0
        for move in moves {
            #expect(move.0 == at)
            at = move.1
        }
        #expect(try witness.size ?? 0 == at)
        // Beyond the fork, all of one kind.
        #expect(Set(accepted.filter { $0.1 > 5 }.map(\.2)).count <= 1)
        let saves = state.content.withLock { $0.saves }
        #expect(saves == accepted.count)
    }
}
