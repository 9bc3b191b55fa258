import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("Ledger: what is published")
struct LedgerTests {
    @Test("the published log checks at every size, and every receipt with it")
    func grows() async throws {
        let log = InventedLog()
        let ledger = try await log.open()
        var at = 0
        var known: [Checkpoint] = []
        for size in [1, 2, 3, 100, 255, 256, 257, 300, 511, 512, 513, 700] {
            try await InventedLog.append(at..<size, to: ledger)
            at = size
            let published = try await ledger.publish()
            #expect(published.logged.checkpoint.size == size)
            known.append(published.logged.checkpoint)
            let result = try log.check(known: known)
            #expect(result.checkpoint.checkpoint == published.logged.checkpoint)
            #expect(result.filesAhead == 0)
            for index in [0, size / 2, size - 1] {
                let receipt = try await ledger.receipt(for: index)
                #expect(try Receipt(receipt.bytes).check(by: log.policy).index == index)
            }
        }
    }

    @Test("no receipt for an entry that is not covered", arguments: [Int.min, -1, 2, 3, Int.max])
    func uncovered(index: Int) async throws {
        let log = InventedLog()
        let ledger = try await log.open()
        try await InventedLog.append(0..<2, to: ledger)
        _ = try await ledger.publish()
        try await InventedLog.append(2..<3, to: ledger)
        await #expect(throws: LogFault.notCovered(index: index, size: 2)) { try await ledger.receipt(for: index) }
    }

    @Test("an empty log is a log")
    func empty() async throws {
        let log = InventedLog()
        let published = try await log.open().publish()
        #expect(published.logged.checkpoint.root == .emptyTree)
        #expect(try log.check().checkpoint.checkpoint.size == 0)
    }

    @Test("65,537 entries have a third level of tiles, the same whether published in one step or in two")
    func threeLevels() async throws {
        let (one, two) = (InventedLog(), InventedLog())
        let leaves = (0..<65_537).map {
            StoredEntry(submission: SubmissionID("s\($0)"), bytes: Array("truce-\($0)".utf8))
        }
        for log in [one, two] {
            var writer = try await LogWriter(
                store: log.store, files: log.files, memory: log.memory, policy: log.policy, now: InventedLog.start)
            if log.now === two.now {
                try await log.store.append(Array(leaves[..<300]), after: 0)
                _ = try await writer.sign(upTo: 300, by: log.keys, now: InventedLog.start)
                try await log.store.append(Array(leaves[300...]), after: 300)
            } else {
                try await log.store.append(leaves, after: 0)
            }
            let signed = try await writer.sign(upTo: 65_537, by: log.keys, now: InventedLog.start)
            try log.files.write(signed.note.bytes, to: "checkpoint")
            #expect(signed.checkpoint.root.base64 == "guxT8xLdxz27UkqFsiJPJXaIeSHejkV3tYVffkpefNc=")
            #expect(try log.check().checkpoint.checkpoint.size == 65_537)
        }
        #expect(try two.files.list() == one.files.list())
    }

    @Test("what was submitted twice is recorded once, also after the ledger was opened anew")
    func idempotent() async throws {
        let log = InventedLog()
        let first = try await log.open().append(InventedLog.fact(1), as: SubmissionID("a"))
        log.now.pass(60)
        let again = try await log.open().append(InventedLog.fact(1), as: SubmissionID("a"))
        #expect(again.index == first.index && again.wasThere && !first.wasThere)
        #expect(again.recorded == first.recorded)
        await #expect(throws: LedgerRefusal.append(.otherContent(SubmissionID("a"), index: 0))) {
            try await log.open().append(InventedLog.fact(2), as: SubmissionID("a"))
        }
    }

    @Test("missing tiles are made anew from the record before anything is signed")
    func healed() async throws {
        let log = InventedLog()
        var ledger = try await log.open()
        try await InventedLog.append(0..<300, to: ledger)
        _ = try await ledger.publish()
        for path in try log.files.list()! { try log.files.remove(path) }
        ledger = try await log.open()
        try await InventedLog.append(300..<600, to: ledger)
        _ = try await ledger.publish()
        #expect(try log.check().checkpoint.checkpoint.size == 600)
    }
}

@Suite("Ledger: when it refuses to sign")
struct LedgerRefusalTests {
    /// A log of 300 published entries.
    func log() async throws -> InventedLog {
        let log = InventedLog()
        let ledger = try await log.open()
        try await InventedLog.append(0..<300, to: ledger)
        _ = try await ledger.publish()
        return log
    }

    @Test("an old copy of the ledger, restored")
    func oldCopy() async throws {
        var log = try await log()
        let copy = MemoryStore(origin: InventedLog.origin)
        try await copy.append(try await log.store.read(from: 0, limit: 299), after: 0)
        log.store = copy
        await #expect(throws: LedgerRefusal.behindSignature(holds: 299, signed: 300, at: InventedLog.start)) {
            try await log.open()
        }
    }

    @Test("a record whose past was altered")
    func altered() async throws {
        var log = try await log()
        var entries = try await log.store.read(from: 0, limit: 300)
        entries[17] = StoredEntry(
            submission: entries[17].submission,
            bytes: try Entry(recorded: InventedLog.start, fact: InventedLog.fact(99)).bytes())
        let copy = MemoryStore(origin: InventedLog.origin)
        try await copy.append(entries, after: 0)
        log.store = copy
        log.files = MemoryFiles()
        await #expect(throws: LedgerRefusal.otherThanSigned(size: 300)) { try await log.open() }
    }

    @Test("an entry whose bytes changed in the store")
    func flippedBit() async throws {
        var log = try await log()
        var entries = try await log.store.read(from: 0, limit: 300)
        entries[280] = StoredEntry(
            submission: entries[280].submission, leaf: entries[280].leaf, bytes: entries[280].bytes + [0x20])
        entries.append(StoredEntry(submission: SubmissionID("new"), bytes: [1]))
        let copy = MemoryStore(origin: InventedLog.origin)
        try await copy.append(entries, after: 0)
        log.store = copy
        let ledger = try await log.open()
        await #expect(throws: LedgerRefusal.storedEntryAltered(index: 280)) { try await ledger.publish() }
    }

    @Test("a clock that runs backwards, by more than two seconds", arguments: [(2, true), (3, false)])
    func clock(behind: Int64, isSigned: Bool) async throws {
        let log = try await log()
        let ledger = try await log.open()
        _ = try await ledger.append(InventedLog.fact(300), as: SubmissionID("s300"))
        log.now.pass(-behind)
        if isSigned {
            #expect(try await ledger.publish().logged.checkpoint.size == 301)
            #expect(
                try await ledger.append(InventedLog.fact(301), as: SubmissionID("s301")).recorded == InventedLog.start)
        } else {
            await #expect(throws: LedgerRefusal.clockRunsBackwards(now: log.now.present, last: InventedLog.start)) {
                try await ledger.publish()
            }
            await #expect(throws: LedgerRefusal.self) {
                try await ledger.append(InventedLog.fact(301), as: SubmissionID("s301"))
            }
        }
    }

    @Test("a second writer, whichever signs later")
    func secondWriter() async throws {
        let log = try await log()
        let (one, two) = (try await log.open(), try await log.open())
        _ = try await one.append(InventedLog.fact(300), as: SubmissionID("s300"))
        _ = try await one.publish()
        _ = try await two.append(InventedLog.fact(301), as: SubmissionID("s301"))
        await #expect(throws: LedgerRefusal.secondWriter(path: "memory")) { try await two.publish() }
        #expect(try log.check().checkpoint.checkpoint.size == 301)
    }

    @Test("a memory that is gone, unless told to trust what is published")
    func memoryGone() async throws {
        var log = try await log()
        log.memory = TransientMemory()
        await #expect(throws: LedgerRefusal.memoryBehind(remembers: nil, published: 300)) { try await log.open() }
        let ledger = try await log.open(trustsPublished: true)
        try await InventedLog.append(300..<310, to: ledger)
        _ = try await ledger.publish()
        #expect(try log.check().checkpoint.checkpoint.size == 310)
    }

    @Test("a memory and a record restored together from an old copy, while the public folder is newer")
    func allRestored() async throws {
        var log = InventedLog()
        let ledger = try await log.open()
        try await InventedLog.append(0..<100, to: ledger)
        _ = try await ledger.publish()
        let old = TransientMemory(try log.memory.last())
        let copy = MemoryStore(origin: InventedLog.origin)
        try await copy.append(try await log.store.read(from: 0, limit: 100), after: 0)
        try await InventedLog.append(100..<300, to: ledger)
        _ = try await ledger.publish()
        log.memory = old
        log.store = copy
        await #expect(throws: LedgerRefusal.memoryBehind(remembers: 100, published: 300)) { try await log.open() }
    }

    @Test("a published file that was altered")
    func publishedAltered() async throws {
        let log = try await log()
        let ledger = try await log.open()
        // The bundle of this very size is written again when the log is published anew in full.
        try log.files.write([1, 2, 3], to: "tile/entries/000")
        #expect(throws: LogFault.wrongForm(Tile(.entries, index: 0))) { try log.check() }
        #expect(
            try await LogWriter.rebuild(from: log.store, into: log.files, memory: log.memory, policy: log.policy) == 300
        )
        #expect(try log.check().checkpoint.checkpoint.size == 300)
        _ = try await ledger.publish()
    }

    @Test("a published checkpoint of another history, with our own signature", arguments: [100, 300])
    func publishedOther(size: Int) async throws {
        let log = try await log()
        var note = SignedNote(
            text: Checkpoint(origin: InventedLog.origin, size: size, root: .leaf([1, 2, 3])).text)
        note.add(InventedLog.key.sign(note.text, at: InventedLog.start))
        try log.files.replace(note.bytes, at: "checkpoint")
        let refusal = LedgerRefusal.publishedOther(path: "checkpoint", size: size)
        await #expect(throws: refusal) { try await log.open() }
        await #expect(throws: refusal) {
            try await LogWriter.rebuild(from: log.store, into: log.files, memory: log.memory, policy: log.policy)
        }
        #expect(try log.files.read("checkpoint") == note.bytes, "it is evidence")
    }

    @Test("an entry altered in the record together with its hash, before it is published again in a wider bundle")
    func alteredBeforeTheEdge() async throws {
        var log = try await log()
        var entries = try await log.store.read(from: 0, limit: 300)
        entries[270] = StoredEntry(submission: entries[270].submission, bytes: [1, 2, 3])
        entries.append(
            StoredEntry(
                submission: SubmissionID("new"),
                bytes: try Entry(recorded: InventedLog.start, fact: InventedLog.fact(300)).bytes()))
        let copy = MemoryStore(origin: InventedLog.origin)
        try await copy.append(entries, after: 0)
        log.store = copy
        let ledger = try await log.open()
        await #expect(throws: LedgerRefusal.storedEntryAltered(index: 270)) { try await ledger.publish() }
        #expect(try log.check().checkpoint.checkpoint.size == 300)
    }

    @Test("a memory that is gone beside a record that is not, though nothing is published")
    func nothingPublished() async throws {
        var log = try await log()
        log.memory = TransientMemory()
        log.files = MemoryFiles()
        for trusts in [false, true] {
            await #expect(throws: LedgerRefusal.memoryBehind(remembers: nil, published: 0)) {
                try await log.open(trustsPublished: trusts)
            }
        }
    }

    @Test("partial tiles that readers may still ask for are made anew too; what belongs to no size goes")
    func rebuiltPartials() async throws {
        let log = InventedLog()
        let ledger = try await log.open()
        for size in [2, 5] {
            try await InventedLog.append(0..<size, to: ledger)
            _ = try await ledger.publish()
        }
        let before = try log.files.list()!
        for path in before { try log.files.write([9, 9], to: path) }
        try log.files.write([1], to: "tile/0/007")
        #expect(
            try await LogWriter.rebuild(from: log.store, into: log.files, memory: log.memory, policy: log.policy) == 5)
        #expect(try log.files.list() == before)
        #expect(try log.check().filesAhead == 0)
    }

    @Test("another ledger's store, a key that the policy does not name, and no key")
    func otherLedger() async throws {
        var log = InventedLog()
        log.store = MemoryStore(origin: "elsewhere.example")
        await #expect(throws: LedgerRefusal.otherOrigin(expected: InventedLog.origin, found: "elsewhere.example")) {
            try await log.open()
        }
        log = InventedLog()
        log.keys = [LogPolicyTests.log]
        await #expect(throws: LedgerRefusal.keyNotInPolicy(name: "truce.example/log")) { try await log.open() }
        log.keys = []
        await #expect(throws: LedgerRefusal.noKey) { try await log.open() }
    }
}
