import Testing
import Truce

@testable import TruceLedger

@Suite("Checking a log: what is named")
struct LogCheckNamingTests {
    /// 300 entries, with the partial files of a log of 100 still there.
    private func log() async throws -> InventedLog {
        let log = InventedLog()
        let ledger = try await log.open()
        try await InventedLog.append(0..<100, to: ledger)
        _ = try await ledger.publish()
        let old = ["tile/entries/000.p/100", "tile/0/000.p/100"]
        let kept = try old.map { (path: $0, bytes: try #require(try log.files.read($0))) }
        try await InventedLog.append(100..<300, to: ledger)
        _ = try await ledger.publish()
        for file in kept { try log.files.write(file.bytes, to: file.path) }
        return log
    }

    private func flip(_ path: String, at place: Int, in log: InventedLog) throws {
        var bytes = try #require(try log.files.read(path))
        bytes[place] ^= 1
        try log.files.write(bytes, to: path)
    }

    @Test("of an entry and its left-over copy, the one that was altered")
    func leftOverBundle() async throws {
        let log = try await log()
        try flip("tile/entries/000", at: 2, in: log)
        #expect(throws: LogFault.entryAltered(index: 0, in: Tile(.entries, index: 0))) { try log.check() }
        try flip("tile/entries/000", at: 2, in: log)
        try flip("tile/entries/000.p/100", at: 2, in: log)
        #expect(throws: LogFault.staleTileAltered(Tile(.entries, index: 0, width: 100))) { try log.check() }
    }

    @Test("of a hash and its left-over copy, the one that was altered")
    func leftOverTile() async throws {
        let log = try await log()
        try flip("tile/0/000", at: 32 * 7, in: log)
        #expect(throws: LogFault.tileAltered(Tile(.hashes(level: 0), index: 0), hash: 7)) { try log.check() }
        try flip("tile/0/000", at: 32 * 7, in: log)
        try flip("tile/0/000.p/100", at: 32 * 7, in: log)
        #expect(throws: LogFault.staleTileAltered(Tile(.hashes(level: 0), index: 0, width: 100))) { try log.check() }
    }

    @Test("the file in which an altered entry stands, a partial one at the end")
    func partialBundle() async throws {
        let log = try await log()
        try flip("tile/entries/001.p/44", at: 2, in: log)
        let bundle = Tile(.entries, index: 1, width: 44)
        #expect(throws: LogFault.entryAltered(index: 256, in: bundle)) { try log.check() }
        #expect(LogFault.entryAltered(index: 256, in: bundle).description.contains("“tile/entries/001.p/44”"))
    }

    @Test(
        "a file that lies beyond what any log can have",
        arguments: [
            "tile/0/x009/x000/x000/x000/x000/x000/000", "tile/0/x036/x028/x797/x018/x963/967",
            "tile/entries/x009/x223/x372/x036/x854/x775/807", "tile/7/001", "tile/1/x001/x000/x000/x000/x000/000",
        ])
    func beyond(path: String) async throws {
        let log = try await log()
        try log.files.write([UInt8](repeating: 0, count: 32), to: path)
        #expect(throws: LogFault.stray(path: path)) { try log.check() }
    }

    @Test("the largest size that a checkpoint can have, of which nothing is there")
    func largestSize() throws {
        let checkpoint = Checkpoint(origin: InventedLog.origin, size: .max, root: .emptyTree)
        var note = SignedNote(text: checkpoint.text)
        note.add(InventedLog.key.sign(note.text, at: InventedLog.start))
        let check = LogCheck(policy: LogPolicy(log: InventedLog.key.verifier))
        #expect(throws: LogFault.missing(Tile(.entries, index: 0))) {
            try check.run(on: MemoryFiles(["checkpoint": note.bytes]))
        }
    }

    @Test("the witness whose line is missing")
    func missingWitness() throws {
        let log = try SigningKey(name: "log.example", kind: .log)
        let witnesses = try ["hill", "lake"].map { try SigningKey(name: $0, kind: .witness) }
        let policy = try LogPolicy(
            "log \(log.verifier)\nwitness hill \(witnesses[0].verifier)\nwitness lake \(witnesses[1].verifier)\n"
                + "group sides all hill lake\nquorum sides\n")
        var note = SignedNote(text: Checkpoint(origin: "log.example", size: 0, root: .emptyTree).text)
        for key in [log, witnesses[0]] { note.add(key.sign(note.text, at: Instant(seconds: 1_900_000_000))) }
        let verified = try policy.check(note)
        #expect(throws: NoteError.notWitnessed(quorum: "sides", by: ["hill"], missing: ["lake"])) {
            try policy.requireQuorum(verified)
        }
    }
}
