import Foundation
import GRDB
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

/// Report `number`, with two fields to be sealed.
private func report(_ number: Int) -> SealedSubmission {
    report(
        number, [SealedField(name: "source", text: "observer-\(number)"), SealedField(name: "n", text: "\(number)")])
}

private func report(_ number: Int, _ fields: [SealedField], mark: String = "") -> SealedSubmission {
    SealedSubmission(SubmissionID("s\(number)"), fields: fields, tags: ["report:R-\(number)"]) { commitments in
        .reportReceived(
            ReportReceived(
                report: ReportID("R-\(number)\(mark)")!, channel: .form, sourceClass: .patrol, receivedAt: noon,
                sealed: commitments, evidence: []))
    }
}

@Suite("Sealing and recording what comes from many")
struct SealedCommitTests {
    let folder = TestFolder()
    let memory = MemoryStore(origin: InventedLog.origin)
    let vault: Vault

    init() throws { vault = try Vault.create(at: folder.path("vault.sqlite"), key: MasterKey()) }

    private let log = InventedLog()

    /// As after a restart: of the log, its memory and its files are kept.
    private func commit(_ store: (any LedgerStore)? = nil, sealing: Bool = true) async throws -> SealedCommit {
        var log = log
        log.store = store ?? memory
        let now = log.now
        return SealedCommit(
            ledger: try await log.open(), store: log.store, vault: sealing ? vault : nil, clock: { now.present })
    }

    private func expectRecorded(
        _ item: SealedSubmission, at index: Int, _ place: SourceLocation = #_sourceLocation
    ) async throws {
        let stored = try #require(try await memory.read(from: index, limit: 1).first, sourceLocation: place)
        #expect(stored.submission == item.submission, sourceLocation: place)
        let fact = try Entry(bytes: stored.bytes).fact
        #expect(try item.fact(fact.sealedCommitments) == fact, sourceLocation: place)
        let held = try vault.disclosures(of: fact.sealedCommitments.compactMap { TreeHash($0.bytes) })
        let fields = try held.compactMap { try $0.get() }.map { SealedField(name: $0.name, value: $0.value) }
        #expect(Set(fields) == Set(item.fields), sourceLocation: place)
    }

    @Test("each of many is sealed and recorded once, in fewer transactions than there are submissions")
    func many() async throws {
        let store = FaultyStore(memory, faults: [:])
        let commit = try await commit(store)
        let answers = try await withThrowingTaskGroup(of: (Int, Recorded).self) { group in
            for number in 0..<400 {
                group.addTask { (number, try await commit.append(report(number))) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(try await memory.head().size == 400)
        for (number, answer) in answers {
            #expect(!answer.wasThere)
            try await expectRecorded(report(number), at: answer.index)
        }
        #expect(store.writes < 400)
        #expect(try vault.check() == VaultCheck(sound: 800))
    }

    @Test("what one call brings keeps its order, also where it is more than a transaction takes")
    func order() async throws {
        let commit = try await commit()
        let items = (0..<2_500).map {
            report($0, $0.isMultiple(of: 3) ? [] : [SealedField(name: "n", text: "\($0)")])
        }
        let indices = try await commit.append(items).map { try $0.get().index }
        #expect(indices == Array(0..<2_500))
        try await expectRecorded(items[2_000], at: 2_000)
    }

    @Test("sent again, also at once or after a restart, nothing is sealed twice and the answer is the same")
    func again() async throws {
        let first = try await commit().append(report(1))
        for commit in [try await commit(), try await commit()] {
            let answers = await commit.append((0..<5).map { _ in report(1) })
            for answer in answers {
                var second = try answer.get()
                #expect(second.wasThere)
                second.wasThere = false
                #expect(second == first)
            }
        }
        #expect(try await memory.head().size == 1)
        #expect(try vault.count == 2)
    }

    @Test("the same submission from many tasks at once is sealed and recorded once")
    func atOnce() async throws {
        let commit = try await commit()
        let answers = await withTaskGroup(of: Result<Recorded, SealedCommitError>.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let other = [SealedField(name: "source", text: "somebody else")]
                    return await commit.append([number.isMultiple(of: 4) ? report(1, other) : report(1)])[0]
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try await memory.head().size == 1)
        let good = answers.filter { (try? $0.get()) != nil }
        #expect(good.count == (try vault.count == 2 ? 150 : 50))
        #expect(good.count { (try? $0.get().wasThere) == false } == 1)
        for case .failure(let error) in answers {
            #expect(error == .ledger(.append(.otherContent(SubmissionID("s1"), index: 0))))
        }
    }

    @Test(
        "with other content it is refused, whichever part of it differs",
        arguments: [
            report(1, [SealedField(name: "source", text: "observer-2"), SealedField(name: "n", text: "1")]),
            report(1, [SealedField(name: "source", text: "observer-1")]), report(1, []),
            report(1, report(1).fields + [SealedField(name: "more", text: "x")]),
            report(1, report(1).fields, mark: "x"),
        ])
    func otherContent(item: SealedSubmission) async throws {
        let commit = try await commit()
        _ = try await commit.append(report(1))
        await #expect(throws: SealedCommitError.ledger(.append(.otherContent(SubmissionID("s1"), index: 0)))) {
            try await commit.append(item)
        }
        #expect(try vault.count == 2)
    }

    @Test("what was erased since is not compared; what is left is")
    func erased() async throws {
        let commit = try await commit()
        _ = try await commit.append(report(1))
        let (source, n) = (SealedField(name: "source", text: "observer-1"), SealedField(name: "n", text: "1"))
        for commitment in try vault.commitments(tagged: "report:R-1") {
            if try vault.disclosure(of: commitment)?.name == "source" {
                _ = try vault.erase(commitments: [commitment], authority: "r", reason: "x", at: noon)
            }
        }
        #expect(try await commit.append(report(1, [source, n])).wasThere)
        await #expect(throws: SealedCommitError.self) {
            try await commit.append(report(1, [source, SealedField(name: "n", text: "2")]))
        }
        #expect(try vault.count == 1)
    }

    @Test("what no entry can hold is refused before anything of it is sealed, and hinders nobody")
    func tooMuch() async throws {
        let commit = try await commit()
        let many = (0..<1_500).map { SealedField(name: "\($0)", text: "x") }
        let answers = await commit.append([
            report(1), report(2, many), report(3, [SealedField(name: "_sd", text: "x")]),
            report(4, [SealedField(name: "n", value: [1])]), report(5),
        ])
        #expect(try answers[0].get().index == 0 && answers[4].get().index == 1)
        guard case .failure(.ledger(.fact(.tooLarge))) = answers[1], case .failure(.vault(.unusableField)) = answers[2],
            case .failure(.vault(.unusableField)) = answers[3]
        else {
            Issue.record("\(answers)")
            return
        }
        #expect(try vault.count == 4)
    }

    @Test("without a vault, what seals nothing is recorded, and what seals is refused")
    func noVault() async throws {
        let commit = try await commit(sealing: false)
        #expect(try await commit.append(report(1, [])).index == 0)
        await #expect(throws: SealedCommitError.noVault) { try await commit.append(report(2)) }
        #expect(try await memory.head().size == 1)
    }

    @Test("a vault that cannot be written records nothing; once it can, the same is sent again")
    func fullVault() async throws {
        let commit = try await commit()
        _ = try await commit.append(report(0))
        func limit(_ pages: Int) throws {
            try vault.file.queue.writeWithoutTransaction {
                _ = try Int.fetchOne($0, sql: "PRAGMA max_page_count = \(pages)")
            }
        }
        try limit(1)
        let large = report(1, [SealedField(name: "n", text: String(repeating: "x", count: 50_000))])
        await #expect(throws: SealedCommitError.vault(.cannotWrite(why: "the disk is full"))) {
            try await commit.append(large)
        }
        #expect(try await memory.head().size == 1)
        try limit(1_000_000)
        #expect(try await commit.append(large).index == 1)
        #expect(try vault.check().isIntact)
    }

    static let faults: [(Int, FaultyStore.Fault, Int)] = (0..<6).flatMap { write in
        [FaultyStore.Fault.lost, .kept, .torn].flatMap { fault in (0...3).map { (write, fault, $0) } }
    }

    @Test(
        "whatever fails between vault and ledger, what is sent until acknowledged is there once, and opens",
        arguments: faults)
    func retried(write: Int, fault: FaultyStore.Fault, readsFailing: Int) async throws {
        let store = FaultyStore(memory, faults: [write: fault, write + 1: .lost], readsFailing: readsFailing)
        let commit = try await commit(store)
        let answers = try await withThrowingTaskGroup(of: [(Int, Int)].self) { group in
            for task in 0..<4 {
                group.addTask {
                    var answers: [(Int, Int)] = []
                    for number in (task * 6)..<(task * 6 + 6) {
                        for attempt in 0... {
                            try #require(attempt < 50)
                            // Sent again whatever the reason.
                            if let recorded = try? await commit.append(report(number)) {
                                answers.append((number, recorded.index))
                                break
                            }
                        }
                    }
                    return answers
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(try await memory.head().size == 24)
        #expect(Set(answers.map(\.1)) == Set(0..<24))
        for (number, index) in answers { try await expectRecorded(report(number), at: index) }
        #expect(try vault.check().isIntact)
    }

    @Test("a cancelled caller's submission is sealed, recorded and answered")
    func cancelled() async throws {
        let commit = try await commit()
        let task = Task { try await commit.append(report(1)) }
        task.cancel()
        try await expectRecorded(report(1), at: task.value.index)
    }
}
