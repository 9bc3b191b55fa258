import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("Checking a log: no single change passes")
struct LogCheckTests {
    static let witness = LogPolicyTests.key("north.example/w", .witness, 60)
    // Of keys just made: reading it cannot fail.
    static let policy = try! LogPolicy(
        "log \(InventedLog.key.verifier)\nwitness north \(witness.verifier)\nquorum north\n")

    /// A published log of `count` entries, with what it left of a smaller size, and the checkpoint of that size.
    struct Published {
        var files: [String: [UInt8]]
        var known: Checkpoint
        var knownNote: [UInt8]
        var entries: [[UInt8]]
    }

    static func published(_ count: Int, _ name: String = "entry") async throws -> Published {
        let files = MemoryFiles()
        let store = MemoryStore(origin: InventedLog.origin)
        var writer = try await LogWriter(
            store: store, files: files, memory: TransientMemory(), policy: policy, now: InventedLog.start)
        let entries = (0..<count).map { Array("\(name)-\($0)".utf8) }
        var notes: [SignedNote] = []
        for size in [count / 2, count] {
            let held = try await store.head().size
            try await store.append(
                entries[held..<size].enumerated().map { .init(submission: SubmissionID("s\($0 + held)"), bytes: $1) },
                after: held)
            var note = try await writer.sign(upTo: size, by: [InventedLog.key], now: InventedLog.start).note
            note.add(witness.sign(note.text, at: InventedLog.start))
            files.write(note.bytes, to: "checkpoint")
            notes.append(note)
        }
        return Published(
            files: files.all, known: try Checkpoint(text: notes[0].text), knownNote: notes[0].bytes, entries: entries)
    }

    func check(_ files: [String: [UInt8]], known: [Checkpoint] = []) throws(LogFault) {
        var check = LogCheck(policy: Self.policy)
        check.known = known
        _ = try check.run(on: MemoryFiles(files))
    }

    @Test(
        "bits, lengths, lost and exchanged files: each is refused, and the sentence names the file, entry or line",
        arguments: [1, 2, 255, 256, 257, 700])
    func singleChanges(count: Int) async throws {
        var random = SeededRandom(UInt64(count))
        let log = try await Self.published(count)
        try check(log.files, known: [log.known])
        let paths = log.files.keys.sorted()
        for trial in 0..<250 {
            var files = log.files
            let path = paths.randomElement(using: &random)!
            var bytes = files[path]!
            switch trial % 5 {
            case 0, 1:
                bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
            case 3: bytes.append(UInt8.random(in: 0...255, using: &random))
            default:
                let other = paths.randomElement(using: &random)!
                files[other] = bytes
                bytes = log.files[other]!
            }
            files[path] = bytes
            guard files != log.files else { continue }
            do {
                try check(files)
                Issue.record("\(path) of \(count), trial \(trial)")
            } catch {
                let text = error.description
                #expect(["tile/", "Entry", "checkpoint", "signature"].contains { text.contains($0) }, "\(text)")
            }
        }
    }

    @Test("a file that is gone is missed, unless a larger one stands for it", arguments: [1, 256, 257, 700])
    func lost(count: Int) async throws {
        let log = try await Self.published(count)
        for path in log.files.keys {
            var files = log.files
            files[path] = nil
            let isOfThisSize = path == "checkpoint" || Tile.all(size: count).contains { $0.path == path }
            if isOfThisSize {
                #expect(throws: LogFault.self, "\(path)") { try check(files) }
            } else {
                try check(files)
            }
        }
    }

    @Test("entries altered together with their hashes, at every level up to the root", arguments: [2, 257, 700])
    func consistently(count: Int) async throws {
        let log = try await Self.published(count)
        for index in [0, count / 2, count - 1] {
            var entries = log.entries
            entries[index] = Array("another".utf8)
            var files = log.files
            // Everything but the signature is made to fit.
            let forged = MemoryFiles()
            let store = MemoryStore(origin: InventedLog.origin)
            var writer = try await LogWriter(
                store: store, files: forged, memory: TransientMemory(), policy: Self.policy, now: InventedLog.start)
            try await store.append(
                entries.enumerated().map { .init(submission: SubmissionID("s\($0)"), bytes: $1) }, after: 0)
            _ = try await writer.sign(upTo: count, by: [InventedLog.key], now: InventedLog.start)
            files.merge(forged.all) { $1 }
            #expect(throws: LogFault.otherHistory(size: count)) {
                try check(files.filter { Tile(path: $0.key) == nil || forged.all[$0.key] != nil })
            }
            // Only the bundle and its leaf: the level above tells.
            let bundle = Tile.all(size: count).first { $0.content == .entries && $0.index == index / 256 }!
            let leaves = Tile(.hashes(level: 0), index: bundle.index, width: bundle.width)
            files = log.files.filter {
                !$0.key.contains(".p/") || $0.key == bundle.path || $0.key == leaves.path
                    || Tile.all(size: count).map(\.path).contains($0.key)
            }
            files[bundle.path] = forged.all[bundle.path]
            files[leaves.path] = forged.all[leaves.path]
            #expect(throws: LogFault.self) { try check(files) }
        }
    }

    @Test("a log set back, and a fork of it, are refused by whoever holds a checkpoint", arguments: [2, 300, 700])
    func rollbackAndFork(count: Int) async throws {
        let log = try await Self.published(count)
        let newest = try Checkpoint(text: SignedNote(log.files["checkpoint"]!).text)
        var files = log.files
        files["checkpoint"] = log.knownNote
        try check(files)
        #expect(throws: LogFault.cutShort(size: count / 2, known: count)) { try check(files, known: [newest]) }
        // The same key signs another history of the same and of a larger size.
        for size in [count, count + 300] {
            let fork = try await Self.published(size, "fork")
            try check(fork.files)
            #expect(throws: LogFault.rewritten(since: count)) { try check(fork.files, known: [newest]) }
        }
    }

    @Test("without its witness's line it is logged, not witnessed; with a line altered it is refused either way")
    func lines() async throws {
        let log = try await Self.published(3)
        var note = SignedNote(text: newestText(log))
        note.add(InventedLog.key.sign(note.text, at: InventedLog.start))
        var files = log.files
        files["checkpoint"] = note.bytes
        #expect(throws: LogFault.self) { try check(files) }
        var lenient = LogCheck(policy: Self.policy)
        lenient.acceptsLogged = true
        #expect(try lenient.run(on: MemoryFiles(files)).checkpoint.isWitnessed == false)
        let text = String(decoding: log.files["checkpoint"]!, as: UTF8.self)
        files["checkpoint"] = Array(text.replacing("north.example", with: "nord.example").utf8)
        #expect(throws: LogFault.badCheckpoint(.unknownSigner(name: "nord.example/w"))) {
            try lenient.run(on: MemoryFiles(files))
        }
    }

    private func newestText(_ log: Published) -> String {
        String(decoding: log.files["checkpoint"]!, as: UTF8.self).components(separatedBy: "\n\n")[0] + "\n"
    }
}
