import Synchronization
import Truce

@testable import TruceLedger

/// A log of invented entries, which can be made to fork.
struct TestLog {
    // Names and seeds that are right: making these keys cannot fail.
    static let key = try! SigningKey(name: "truce.example/log", kind: .log, seed: [UInt8](repeating: 1, count: 32))
    static let stranger = try! SigningKey(name: "truce.example/log", kind: .log, seed: [UInt8](repeating: 9, count: 32))
    static let witnessed = WitnessedLog(key.verifier)
    static let now = Instant(seconds: 1_900_000_000)

    var leaves: [TreeHash]

    /// Entries from `fork` on are other ones than those of a log that never forks.
    init(_ count: Int, fork: Int = .max) {
        leaves = (0..<count).map { .leaf(Array("\($0 < fork ? "entry" : "other") \($0)".utf8)) }
    }

    static func witnessKey(_ number: UInt8) -> SigningKey {
        // A name and a seed that are right.
        try! SigningKey(name: "w\(number).example/w", kind: .witness, seed: [UInt8](repeating: 100 + number, count: 32))
    }

    func root(_ size: Int) -> TreeHash {
        var range = CompactRange()
        for leaf in leaves[..<size] { range.append(leaf) }
        return range.root
    }

    func note(_ size: Int, by key: SigningKey = TestLog.key) -> SignedNote {
        var note = SignedNote(text: Checkpoint(origin: "truce.example/log", size: size, root: root(size)).text)
        note.add(key.sign(note.text, at: Self.now))
        return note
    }

    func proof(_ old: Int, _ size: Int) -> [TreeHash] {
        TreeProof.consistency(from: old, to: size) { level, index in
            var range = CompactRange()
            for leaf in leaves[(index << level)..<((index + 1) << level)] { range.append(leaf) }
            return range.root
        }
    }

    func request(_ old: Int, _ size: Int) -> [UInt8] {
        // Made by ourselves, within the limits.
        try! WitnessRequest(oldSize: old, proof: old <= size ? proof(old, size) : [], note: note(size)).bytes
    }
}

/// A state in memory, with or without faults.
final class MemoryState: WitnessState {
    enum Fault { case before, after, torn }
    struct Content {
        var notes: [String: [UInt8]] = [:]
        var evidence: [WitnessEvidence] = []
        /// What happens to the next save.
        var fault: Fault?
        /// Saves that succeeded.
        var saves = 0
    }
    let content = Mutex(Content())

    func load(_ log: String) throws(WitnessError) -> [UInt8]? { content.withLock { $0.notes[log] } }

    func save(_ note: [UInt8], for log: String) throws(WitnessError) {
        try content.withLock { content throws(WitnessError) in
            let fault = content.fault
            content.fault = nil
            switch fault {
            case .before: break
            case .torn: content.notes[log] = Array(note.prefix(note.count / 2))
            case .after, nil: content.notes[log] = note
            }
            if fault != nil { throw .cannotWrite(path: log, why: "the disk is full") }
            content.saves += 1
        }
    }

    func keep(_ evidence: WitnessEvidence) throws(WitnessError) -> WitnessEvidence.Keeping {
        content.withLock {
            if $0.evidence.contains(evidence) { return .known }
            $0.evidence.append(evidence)
            return .kept
        }
    }

    func fail(_ fault: Fault) { content.withLock { $0.fault = fault } }
    var evidence: [WitnessEvidence] { content.withLock { $0.evidence } }
}

extension Witness {
    convenience init(_ state: any WitnessState, number: UInt8 = 1, at time: Instant = TestLog.now) throws(WitnessError)
    {
        try self.init(
            key: TestLog.witnessKey(number), logs: [TestLog.witnessed], state: state, clock: { time })
    }

    /// The size of what it shows.
    var size: Int? {
        get throws { try latest(TestLog.witnessed.id).map { try Checkpoint(text: SignedNote($0).text).size } }
    }
}
