import Testing
import Truce

@testable import TruceLedger

@Suite("Witness surveys")
struct WitnessSurveyTests {
    static let log = TestLog(40)
    static let fork = TestLog(40, fork: 5)

    static func look(
        _ answerer: @escaping ScriptedTransport.Answerer, ours: Int?, knowsRoots: Bool = true
    ) async throws -> WitnessOutcome {
        let survey = WitnessSurvey(
            policy: try WitnessRoundTests.policy(), transport: ScriptedTransport(["w1": answerer]),
            clock: { TestLog.now }, deadline: .seconds(60))
        return try await survey.look(ours: ours.map { log.note($0) }) { knowsRoots ? log.root($0) : nil }[0].outcome
    }

    @Test(
        "a log restored from an older copy is told apart from one that is up to date",
        arguments: [
            (nil, 8, "larger"), (7, 8, "larger"), (8, 8, "consistent"), (9, 8, "consistent"), (nil, 0, "consistent"),
            (8, nil, "nothing"), (nil, nil, "nothing"),
        ] as [(Int?, Int?, String)])
    func sizes(ours: Int?, theirs: Int?, is expected: String) async throws {
        let witness = try Witness(MemoryState())
        if let theirs { #expect(witness.add(Self.log.request(0, theirs)).status == 200) }
        let found =
            switch try await Self.look(ScriptedTransport.honest(witness), ours: ours) {
            case .holdsLarger(let note) where note.text == Self.log.note(theirs!).text: "larger"
            case .consistent(let size) where size == theirs: "consistent"
            case .holdsNothing: "nothing"
            case let other: "\(other)"
            }
        #expect(found == expected)
    }

    @Test("another history is seen at our size, and below where we know our root", arguments: [8, 20])
    func forked(ours: Int) async throws {
        let witness = try Witness(MemoryState())
        #expect(witness.add(Self.fork.request(0, 8)).status == 200)
        guard case .holdsOther(_, let theirs) = try await Self.look(ScriptedTransport.honest(witness), ours: ours)
        else {
            Issue.record("no fork seen")
            return
        }
        #expect(theirs.text == Self.fork.note(8).text)
        guard ours > 8 else { return }
        let unknown = try await Self.look(ScriptedTransport.honest(witness), ours: ours, knowsRoots: false)
        #expect(unknown == .consistent(size: 8))
    }

    @Test("nothing but the log's own signature moves us")
    func liars() async throws {
        let lies: [[UInt8]] = [
            [], Array("x".utf8), Self.log.note(20, by: TestLog.stranger).bytes,
            Self.fork.note(8, by: TestLog.stranger).bytes,
            // Signed by the log, but not by this witness.
            Self.log.note(8).bytes,
        ]
        for lie in lies {
            let outcome = try await Self.look(ScriptedTransport.fixed(200, [], shows: lie), ours: 8)
            guard case .faulty = outcome else {
                Issue.record("\(outcome)")
                continue
            }
        }
    }

    @Test("a wrong line of the witness's own does not hide what the log signed")
    func hidden() async throws {
        var note = Self.log.note(20)
        var line = TestLog.witnessKey(1).sign(note.text, at: TestLog.now)
        line.bytes[20] ^= 1
        note.add(line)
        guard case .holdsLarger = try await Self.look(ScriptedTransport.fixed(200, [], shows: note.bytes), ours: 8)
        else {
            Issue.record("not seen")
            return
        }
    }

    @Test("one that never answers does not hold up the start")
    func stalled() async throws {
        let survey = WitnessSurvey(
            policy: try WitnessRoundTests.policy(), transport: ScriptedTransport(["w1": ScriptedTransport.stalled]),
            clock: { TestLog.now }, deadline: .milliseconds(100))
        let reports = try await survey.look(ours: nil) { _ in nil }
        guard case .silent = reports[0].outcome else {
            Issue.record("\(reports)")
            return
        }
    }
}
