import Foundation
import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("Witness: what it keeps")
struct WitnessStateTests {
    static let log = TestLog(40)
    static let fork = TestLog(40, fork: 5)
    static let id = TestLog.witnessed.id

    /// Interrupts saving before one of its steps, a given number of saves from now.
    final class Interruption: Sendable {
        let next = Mutex<WitnessFolder.Step?>(nil)

        @Sendable func at(_ step: WitnessFolder.Step) throws(WitnessError) {
            let isHit = next.withLock { next in
                defer { if next == step { next = nil } }
                return next == step
            }
            if isHit { throw .cannotWrite(path: "test", why: "interrupted before \(step)") }
        }
    }

    @Test("after a restart it goes on where it was, with folders and files for the owner alone")
    func restart() async throws {
        try await withFolder { folder in
            let path = folder + "/w"
            do {
                let witness = try Witness(WitnessFolder(path))
                #expect(witness.add(Self.log.request(0, 8)).status == 200)
            }
            let witness = try Witness(WitnessFolder(path))
            #expect(try witness.size == 8)
            #expect(witness.add(Self.fork.request(8, 20)).status == 422)
            #expect(witness.add(Self.log.request(8, 20)).status == 200)
            let served = try #require(witness.latest(Self.id))
            #expect(Array(try Data(contentsOf: URL(filePath: "\(path)/\(Self.id)/checkpoint"))) == served)
            for (name, mode) in [
                ("", 0o700), ("/\(Self.id)", 0o700), ("/\(Self.id)/checkpoint", 0o600), ("/lock", 0o600),
            ] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path + name)
                #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
            }
        }
    }

    @Test("two witnesses never share a folder")
    func lock() async throws {
        try await withFolder { folder in
            let first = try WitnessFolder(folder)
            #expect(throws: WitnessError.busy(path: folder)) { try WitnessFolder(folder) }
            _ = try first.load("x")
        }
        try await withFolder { folder in
            do { _ = try WitnessFolder(folder) }
            _ = try WitnessFolder(folder)
        }
    }

    @Test(
        "interrupted before any step, and going on or starting again: it neither signs two histories nor goes back",
        arguments: WitnessFolder.Step.allCases, [false, true])
    func interrupted(step: WitnessFolder.Step, restarts: Bool) async throws {
        // Contradicts whatever is held, if anything is.
        let earlyFork = TestLog(40, fork: 1)
        for first in [true, false] {
            try await withFolder { folder in
                let interruption = Interruption()
                var witness: Witness? = try Witness(WitnessFolder(folder, interrupt: interruption.at))
                if !first { #expect(witness!.add(Self.log.request(0, 3)).status == 200) }
                let old = first ? 0 : 3
                interruption.next.withLock { $0 = step }
                let answer = witness!.add(Self.log.request(old, 8))
                // The folder is made only once.
                guard first || step != .makeFolder else {
                    #expect(answer.status == 200)
                    return
                }
                #expect(answer.status == 500)
                // Nothing that may yet be lost is shown.
                #expect(try witness!.size == (first ? nil : 3))
                if restarts {
                    interruption.next.withLock { $0 = nil }
                    witness = nil
                    witness = try Witness(WitnessFolder(folder))
                }
                // Only a failed flush of the folder leaves the new one in place.
                let isIn = step == .syncFolder
                #expect(witness!.add(earlyFork.request(old, 20)).status == (isIn ? 409 : first ? 200 : 422))
                if !first {
                    let held = try #require(try witness!.size)
                    #expect(held == (isIn ? 8 : 3))
                    #expect(witness!.add(Self.log.request(held, 8)).status == 200)
                    #expect(try witness!.size == 8)
                }
                // What is shown is on the disk.
                let shown = try #require(witness!.latest(Self.id))
                witness = nil
                #expect(try Witness(WitnessFolder(folder)).latest(Self.id) == shown)
            }
        }
    }

    @Test(
        "random faults and restarts: every cosignature given out is of one growing history", arguments: UInt64(0)..<40)
    func randomFaults(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let state = MemoryState()
        var witness = try Witness(state)
        var given: [(size: Int, root: TreeHash)] = []
        var lastTime: Int64 = 0
        for step in 0..<60 {
            let log = Bool.random(using: &random) ? Self.log : Self.fork
            let old = Bool.random(using: &random) ? try witness.size ?? 0 : Int.random(in: 0...20, using: &random)
            let size = min(40, old + Int.random(in: 0...6, using: &random))
            switch Int.random(in: 0..<6, using: &random) {
            case 0: state.fail(.before)
            case 1: state.fail(.after)
            default: break
            }
            if witness.add(log.request(old, size)).status == 200 { given.append((size, log.root(size))) }
            // What monitoring shows counts as given out too.
            if let shown = witness.latest(Self.id) {
                let note = try SignedNote(shown)
                let checkpoint = try Checkpoint(text: note.text)
                given.append((checkpoint.size, checkpoint.root))
                let time = try #require(try note.check(witness.verifier)?.time)
                #expect(time.seconds >= lastTime)
                lastTime = time.seconds
            }
            if Int.random(in: 0..<5, using: &random) == 0 {
                state.content.withLock { $0.fault = nil }
                let ahead = Int64(step) + Int64.random(in: -200...200, using: &random)
                witness = try Witness(state, at: TestLog.now.advanced(bySeconds: ahead))
            }
        }
        #expect(given.map(\.size) == given.map(\.size).sorted())
        let honest = given.allSatisfy { $0.root == Self.log.root($0.size) }
        let forked = given.allSatisfy { $0.root == Self.fork.root($0.size) }
        #expect(honest || forked)
    }

    @Test("a checkpoint that was torn while it runs or before it starts is never taken for none")
    func torn() throws {
        let state = MemoryState()
        let witness = try Witness(state)
        #expect(witness.add(Self.log.request(0, 8)).status == 200)
        state.fail(.torn)
        #expect(witness.add(Self.log.request(8, 20)).status == 500)
        #expect(witness.add(Self.log.request(8, 20)).status == 500)
        #expect(witness.add(Self.log.request(0, 20)).status == 500)
        #expect(throws: WitnessError.self) { try Witness(state) }
    }

    @Test("a state that vanishes or goes back under a running witness stops it")
    func underfoot() throws {
        let state = MemoryState()
        let witness = try Witness(state)
        #expect(witness.add(Self.log.request(0, 3)).status == 200)
        let early = state.content.withLock { $0.notes }
        #expect(witness.add(Self.log.request(3, 8)).status == 200)
        for replaced in [[:], early] {
            state.fail(.before)
            _ = witness.add(Self.log.request(8, 9))
            state.content.withLock { $0.notes = replaced }
            #expect(witness.add(Self.log.request(0, 9)).status == 500)
            #expect(witness.add(Self.log.request(3, 9)).status == 500)
        }
    }

    @Test("every damage to the stored checkpoint is noticed at the start")
    func damage() async throws {
        try await withFolder { folder in
            do { #expect(try Witness(WitnessFolder(folder)).add(Self.log.request(0, 8)).status == 200) }
            let file = URL(filePath: "\(folder)/\(Self.id)/checkpoint")
            let good = try Data(contentsOf: file)
            func start() -> WitnessError? {
                do { _ = try Witness(WitnessFolder(folder)) } catch { return error }
                return nil
            }
            #expect(start() == nil)
            for place in good.indices {
                var bad = good
                bad[place] ^= 1 << (place % 8)
                try bad.write(to: file)
                #expect(start() != nil, "byte \(place)")
            }
            for count in [0, 1, good.count / 2, good.count - 1] {
                try good.prefix(count).write(to: file)
                #expect(start() != nil, "\(count) bytes")
            }
            try FileManager.default.removeItem(at: file)
            guard case .damaged(_, let why) = start() else {
                Issue.record("started from nothing")
                return
            }
            #expect(why.contains("gone"))
            #expect(start()!.description.contains("new key"))
            try good.write(to: file)
            #expect(start() == nil)
        }
    }

    @Test("another witness's key, or a log's key replaced too early, is no silent start")
    func otherKeys() async throws {
        try await withFolder { folder in
            do {
                let witness = try Witness(WitnessFolder(folder))
                #expect(witness.add(Self.log.request(0, 8)).status == 200)
            }
            #expect(throws: WitnessError.self) { try Witness(WitnessFolder(folder), number: 2) }
            let replaced = WitnessedLog(TestLog.stranger.verifier)
            #expect(throws: WitnessError.self) {
                try Witness(
                    key: TestLog.witnessKey(1), logs: [replaced], state: WitnessFolder(folder), clock: { TestLog.now })
            }
        }
    }

    @Test("evidence is kept with what was cosigned, once each, up to a limit that noise cannot use up")
    func evidence() async throws {
        try await withFolder { folder in
            let alarms = Mutex<[WitnessAlarm]>([])
            func witness() throws -> Witness {
                try Witness(
                    key: TestLog.witnessKey(1), logs: [TestLog.witnessed],
                    state: WitnessFolder(folder, evidenceLimit: 2), clock: { TestLog.now },
                    alarm: { alarm in alarms.withLock { $0.append(alarm) } })
            }
            func files() throws -> [String] {
                try FileManager.default.contentsOfDirectory(atPath: folder + "/evidence").sorted()
            }
            do {
                let witness = try witness()
                #expect(witness.add(Self.log.request(0, 8)).status == 200)
                for size in [20, 21, 22, 23, 20] {
                    let noise = try WitnessRequest(oldSize: 8, proof: [], note: Self.log.note(size))
                    #expect(witness.add(noise.bytes).status == 422)
                }
                #expect(alarms.withLock { $0.count } == 2)
            }
            let witness = try witness()
            for fork in [5, 6, 7, 5] { #expect(witness.add(TestLog(40, fork: fork).request(0, 8)).status == 409) }
            let heard = alarms.withLock { Array($0.dropFirst(2)) }
            #expect(heard.map(\.evidence.kind) == [.fork, .fork, .fork])
            #expect(heard.map { $0.notKept == nil } == [true, true, false])
            let names = try files()
            #expect(names.count == 8)
            for name in names where name.hasPrefix("fork") && name.hasSuffix(".request") {
                let path = "\(folder)/evidence/\(name)"
                let request = try WitnessRequest(Array(Data(contentsOf: URL(filePath: path))))
                let held = try SignedNote(Data(contentsOf: URL(filePath: path.replacing(".request", with: ".held"))))
                #expect(try request.note.check(TestLog.key.verifier) != nil)
                #expect(try held.check(TestLog.key.verifier) != nil)
                #expect(try Checkpoint(text: held.text).size == request.checkpoint.size)
                #expect(try Checkpoint(text: held.text).root != request.checkpoint.root)
            }
        }
    }

    @Test(
        "a configuration that cannot be right is refused",
        arguments: [
            (TestLog.key, [TestLog.witnessed]), (TestLog.witnessKey(1), []),
            (TestLog.witnessKey(1), [TestLog.witnessed, TestLog.witnessed]),
            (TestLog.witnessKey(1), [WitnessedLog(origin: "x", keys: [])]),
            (TestLog.witnessKey(1), [WitnessedLog(TestLog.witnessKey(2).verifier)]),
        ])
    func configuration(key: SigningKey, logs: [WitnessedLog]) {
        #expect(throws: WitnessError.self) {
            try Witness(key: key, logs: logs, state: MemoryState(), clock: { TestLog.now })
        }
    }
}
