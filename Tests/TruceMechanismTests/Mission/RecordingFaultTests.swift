import Foundation
import Synchronization
import Testing
import Truce
import TruceIntake
import TruceLedger
import TruceTesting

@testable import TruceMechanism

/// The writer alone, on a store that fails when it is told to.
private struct Writer: Sendable {
    let test: TestMission
    let store: FaultyStore
    let memory: MemoryStore
    let recorder: Recorder
    let fed = Fed()

    /// What the follower would have been given.
    final class Fed: Sendable {
        private let entries = Mutex<[OpenedEntry]>([])
        var all: [OpenedEntry] { entries.withLock { $0 } }
        func take(_ new: [OpenedEntry]) { entries.withLock { $0 += new } }
    }

    struct NothingComputed: ComputedLookUp {
        func reports(ofProposal incident: IncidentID) -> [ReportID] { [] }
        func gates(
            at now: Instant, under agreement: AgreementInForce, findings: StandingFindings
        ) -> [GateID: GateCode] { [:] }
    }

    init(_ test: TestMission, faults: [Int: FaultyStore.Fault], readsFailing: Int = 0, on memory: MemoryStore? = nil)
        throws
    {
        self.test = test
        let folder = test.path
        try FileManager.default.createDirectory(atPath: folder + "/agreement", withIntermediateDirectories: true)
        for name in ["agreement.yaml", "map.geojson"] where !Files.exists(folder + "/agreement/" + name) {
            try FileManager.default.copyItem(
                atPath: Files.folder(of: TestMission.agreement) + "/" + name, toPath: folder + "/agreement/" + name)
        }
        self.memory = memory ?? MemoryStore(origin: "two-rivers.example/log")
        store = FaultyStore(self.memory, faults: faults, readsFailing: readsFailing)
        let shelf = try AgreementShelf(agreement: folder + "/agreement/agreement.yaml", evidence: folder + "/evidence")
        var settings = MissionSettings()
        settings.clock = { [clock = test.clock] in clock.now }
        let key = folder + "/vault-key"
        let vault =
            Files.exists(key)
            ? try Vault.open(at: folder + "/vault", key: .read(from: key))
            : try Vault.create(at: folder + "/vault", key: .create(at: key))
        let fed = fed
        recorder = Recorder(
            store: store, vault: vault, marks: try ContentMarks(folder + "/marks"),
            attachments: try Attachments(
                folder: folder + "/quarantine", evidence: folder + "/evidence",
                secret: MissionSecret(bytes: [UInt8](repeating: 7, count: 32)), settings: settings), shelf: shelf,
            computed: NothingComputed(), settings: settings, clock: ClockCheck(folder + "/clock-mark", elapsed: nil),
            feed: { fed.take($0) }, hasRoom: {})
    }

    func grantRoles() async throws {
        _ = try await recorder.record { _, now in PeopleOnRecord().changes(to: TestMission.people, now: now) }
    }
}

@Suite("Whatever fails while it is recorded")
struct RecordingFaultTests {
    @Test(
        "what was acknowledged is there once, what was not may be sent again, and the register agrees with the ledger",
        arguments: [FaultyStore.Fault.lost, .kept], [0, 1, 2, 5])
    func everyWrite(fault: FaultyStore.Fault, readsFailing: Int) async throws {
        for failing in 1..<6 {
            let writer = try Writer(try TestMission(), faults: [failing: fault], readsFailing: readsFailing)
            try await writer.grantRoles()
            var acknowledged: [String: Submitted] = [:]
            for number in 0..<6 {
                for _ in 0..<12 where acknowledged["\(number)"] == nil {
                    do {
                        acknowledged["\(number)"] = try await writer.recorder.submit(
                            .report(text: "report \(number)"), as: .observer, key: "\(number)")
                    } catch { #expect(error.isPassing, "\(error)") }
                }
            }
            #expect(acknowledged.count == 6)
            let entries = try await writer.memory.read(from: 0, limit: 1_000)
            let received = try entries.enumerated().filter {
                if case .reportReceived = try Entry(bytes: $0.element.bytes).fact { true } else { false }
            }.map(\.offset)
            #expect(received.count == 6)
            #expect(Set(acknowledged.values.flatMap(\.entries)) == Set(received))
            // Everything that is in the ledger was handed on, in order, once.
            #expect(writer.fed.all.map(\.index) == Array(entries.indices))
            let register = try await writer.recorder.look(\.register)
            var fresh = Register()
            for entry in writer.fed.all { fresh.apply(entry) }
            #expect(register == fresh)
        }
    }

    @Test("of several facts of one command all are recorded, or none", arguments: [FaultyStore.Fault.lost, .kept])
    func groups(fault: FaultyStore.Fault) async throws {
        let test = try TestMission()
        let writer = try Writer(test, faults: [1: fault])
        try await writer.grantRoles()
        let before = try await writer.memory.head().size
        let facts: @Sendable (WritersDesk, Instant) -> [OwnFact] = { _, now in
            PeopleOnRecord().changes(
                to: (0..<5).map { MissionFile.Person(holder: HolderID("extra-\($0)")!, role: .observer) }, now: now)
        }
        do {
            #expect(try await writer.recorder.record(facts).entries.count == 5)
            #expect(fault == .kept)
        } catch { #expect(fault == .lost) }
        let after = try await writer.memory.head().size
        #expect(after == before + (fault == .kept ? 5 : 0))
        // Said again it is recorded once.
        _ = try await writer.recorder.record(facts)
        #expect(try await writer.memory.head().size == before + 5)
    }

    @Test("killed between the vault and the ledger, nothing is recorded, and sent again it is recorded once")
    func betweenVaultAndLedger() async throws {
        let test = try TestMission()
        let first = try Writer(test, faults: [1: .lost, 2: .lost])
        try await first.grantRoles()
        await #expect(throws: MissionError.self) {
            try await first.recorder.submit(.report(), as: .observer, key: "k")
        }
        // Another process on the same files.
        let second = try Writer(test, faults: [:], on: first.memory)
        let answer = try await second.recorder.submit(.report(), as: .observer, key: "k")
        #expect(!answer.wasThere)
        #expect(try await second.recorder.submit(.report(), as: .observer, key: "k").wasThere)
    }

    @Test("what somebody else in the process appends is folded in, and the command is decided after it")
    func movedOn() async throws {
        let test = try TestMission()
        let writer = try Writer(test, faults: [:])
        try await writer.grantRoles()
        for number in 0..<5 {
            let size = try await writer.memory.head().size
            let fact = Fact.witnessSilent(
                WitnessSilent(witnesses: [WitnessName("w\(number)")!], sinceSize: 1, since: test.clock.now))
            let entry = try Entry(recorded: test.clock.now, fact: fact).bytes()
            try await writer.memory.append(
                [StoredEntry(submission: SubmissionID("silence \(number)"), bytes: entry)], after: size)
            let answer = try await writer.recorder.submit(.report(text: "\(number)"), as: .observer, key: "\(number)")
            #expect(answer.entries == [size + 1])
        }
        #expect(writer.fed.all.map(\.index) == Array(0..<(try await writer.memory.head().size)))
    }

    @Test("at any mix of faults, nothing acknowledged is lost and nothing is there twice", arguments: UInt64(0)..<12)
    func anyMix(seed: UInt64) async throws {
        var random = SeededRandom(seed)
        var faults: [Int: FaultyStore.Fault] = [:]
        for write in 1..<60 where Int.random(in: 0..<3, using: &random) == 0 {
            faults[write] = Bool.random(using: &random) ? .lost : .kept
        }
        let writer = try Writer(try TestMission(), faults: faults, readsFailing: Int.random(in: 0...3, using: &random))
        try await writer.grantRoles()
        let acknowledged = await withTaskGroup(of: [Int].self) { group in
            for client in 0..<8 {
                group.addTask {
                    var acknowledged: [Int] = []
                    for turn in 0..<5 {
                        let number = client * 5 + turn
                        for _ in 0..<200 {
                            // What fails is sent again under the same key.
                            if let answer = try? await writer.recorder.submit(
                                .report(text: "report \(number)"), as: .observer, key: "\(number)")
                            {
                                acknowledged += answer.entries
                                break
                            }
                        }
                    }
                    return acknowledged
                }
            }
            return await group.reduce(into: [Int]()) { $0 += $1 }
        }
        let entries = try await writer.memory.read(from: 0, limit: 1_000)
        let received = try entries.enumerated().filter {
            if case .reportReceived = try Entry(bytes: $0.element.bytes).fact { true } else { false }
        }.map(\.offset)
        #expect(received.count == 40)
        #expect(acknowledged.sorted() == received)
        #expect(writer.fed.all.map(\.index) == Array(entries.indices))
    }
}
