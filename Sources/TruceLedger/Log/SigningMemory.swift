import Foundation
import Synchronization
import Truce

/// What a log signed last, and how its witnesses stand: remembered beside the key, apart from the ledger, so that a
/// ledger restored from a copy is not taken for the newest.
public struct SignedState: Hashable, Sendable {
    public var checkpoint: Checkpoint
    /// The signed checkpoint with whatever cosignatures came.
    public var note: SignedNote
    public var signedAt: Instant
    /// By the policy's names.
    public var witnesses: [String: WitnessStanding]

    public init(
        checkpoint: Checkpoint, note: SignedNote, signedAt: Instant, witnesses: [String: WitnessStanding] = [:]
    ) {
        self.checkpoint = checkpoint
        self.note = note
        self.signedAt = signedAt
        self.witnesses = witnesses
    }
}

/// How far a witness has followed the log.
public struct WitnessStanding: Hashable, Sendable {
    /// Entries in the last checkpoint that it cosigned; 0 if it never did.
    public var size: Int
    /// When it last cosigned; before the first time, when it was first asked.
    public var since: Instant
    /// Its silence stands in the ledger.
    public var isReportedSilent: Bool

    public init(size: Int, since: Instant, isReportedSilent: Bool = false) {
        self.size = size
        self.since = since
        self.isReportedSilent = isReportedSilent
    }
}

/// Where the last signature is remembered. One log writes to it at a time.
public protocol SigningMemory: Sendable {
    /// Nil before the first signature.
    func last() throws(LedgerRefusal) -> SignedState?

    /// Durable when it returns. Fails when what is remembered is not `old`: somebody else signed meanwhile.
    func record(_ new: SignedState, replacing old: SignedState?) throws(LedgerRefusal)
}

/// A small text file beside the key, replaced whole at every signature. Holds an exclusive lock while it lives.
public final class SigningFile: SigningMemory {
    public let path: String
    private let lock: Mutex<Int32?>
    private static let header = "truce-signed-1"
    /// A note, and at least as much again for how the witnesses stand.
    private static let byteLimit = SignedNote.byteLimit * 2

    /// - Parameter path: the key's own path; `.signed` and `.lock` are added to it.
    public init(besideKey path: String) throws(LedgerRefusal) {
        self.path = path + ".signed"
        let name = path + ".lock"
        let file = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .cannotRemember(path: name, why: String(cString: strerror(errno))) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let why = errno
            close(file)
            throw why == EWOULDBLOCK
                ? .secondWriter(path: path) : .cannotRemember(path: name, why: String(cString: strerror(why)))
        }
        lock = Mutex(file)
    }

    deinit { release() }

    /// Lets another log remember its signatures here; this one signs no more.
    package func release() {
        lock.withLock { file in
            if let file { close(file) }
            file = nil
        }
    }

    public func last() throws(LedgerRefusal) -> SignedState? { try Self.read(path) }

    /// What is remembered beside a key, for somebody who does not sign: takes no lock.
    package static func remembered(besideKey path: String) throws(LedgerRefusal) -> SignedState? {
        try read(path + ".signed")
    }

    private static func read(_ path: String) throws(LedgerRefusal) -> SignedState? {
        let state: SignedState?
        do {
            let file = try Descriptor.open(path)
            let found = try file.state()
            let isOurs = found.isRegular && found.bytes <= byteLimit
            let bytes = isOurs ? try file.read(atMost: found.bytes) : []
            state = bytes.count == found.bytes ? Self.state(bytes) : nil
        } catch {
            if error.isMissing { return nil }
            throw .cannotRemember(path: path, why: error.reason)
        }
        guard let state else { throw .memoryDamaged(path: path) }
        return state
    }

    public func record(_ new: SignedState, replacing old: SignedState?) throws(LedgerRefusal) {
        guard lock.withLock({ $0 != nil }) else { throw .secondWriter(path: path) }
        guard try last() == old else { throw .secondWriter(path: path) }
        let bytes = Self.bytes(new)
        guard Self.state(bytes) == new else {
            throw .cannotRemember(
                path: path, why: "it could not be read back, as with a time outside the years 1 to 9999")
        }
        let temporary = path + ".part"
        // What an interrupted call left.
        unlink(temporary)
        do throws(FileFault) {
            let file = try Descriptor.create(temporary)
            try file.write(bytes)
            try file.sync()
            guard rename(temporary, path) == 0 else { throw FileFault("rename", temporary) }
            try Descriptor.syncFolder(of: path)
        } catch { throw .cannotRemember(path: path, why: error.reason) }
    }

    private static func bytes(_ state: SignedState) -> [UInt8] {
        var lines = [header, "signed \(state.signedAt.seconds)"]
        for (name, standing) in state.witnesses.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "witness \(name) \(standing.size) \(standing.since.seconds) \(standing.isReportedSilent ? "silent" : "heard")"
            )
        }
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + state.note.bytes
    }

    private static func state(_ bytes: [UInt8]) -> SignedState? {
        guard bytes.count <= byteLimit,
            let gap = bytes.indices.dropLast().first(where: { bytes[$0] == 0x0A && bytes[$0 + 1] == 0x0A }),
            let note = try? SignedNote(bytes[(gap + 2)...]), let checkpoint = try? Checkpoint(text: note.text)
        else {
            // Whatever is wrong with it, the file is not what this program wrote.
            return nil
        }
        // By bytes: what is one Character may be a separator and more.
        let lines = bytes[..<gap].split(separator: 0x0A, omittingEmptySubsequences: false).map {
            $0.split(separator: 0x20, omittingEmptySubsequences: false)
        }
        func text(_ field: ArraySlice<UInt8>) -> Substring? { String(validating: field, as: UTF8.self)?[...] }
        guard lines.count >= 2, lines[0].count == 1, lines[0][0].elementsEqual(header.utf8), lines[1].count == 2,
            lines[1][0].elementsEqual("signed".utf8), let signed = text(lines[1][1]).flatMap(time)
        else { return nil }
        var state = SignedState(checkpoint: checkpoint, note: note, signedAt: signed)
        for fields in lines[2...] {
            let texts = fields.compactMap(text)
            guard fields.count == 5, texts.count == 5, texts[0] == "witness", let size = Checkpoint.size(texts[2]),
                let since = time(texts[3]), texts[4] == "silent" || texts[4] == "heard"
            else { return nil }
            state.witnesses[String(texts[1])] = WitnessStanding(
                size: size, since: since, isReportedSilent: texts[4] == "silent")
        }
        return state
    }

    /// Seconds since 1970, written in one way only, within the years that an ``Instant`` may have.
    private static func time(_ text: Substring) -> Instant? {
        guard let seconds = Int64(text), String(seconds) == text else { return nil }
        let time = Instant(seconds: seconds)
        return (Instant.distantPast...Instant.distantFuture).contains(time) ? time : nil
    }
}

/// A memory that ends with the process: for tests and trials.
public final class TransientMemory: SigningMemory {
    private let state = Mutex<SignedState?>(nil)

    public init(_ state: SignedState? = nil) { self.state.withLock { $0 = state } }

    public func last() -> SignedState? { state.withLock { $0 } }

    public func record(_ new: SignedState, replacing old: SignedState?) throws(LedgerRefusal) {
        let isRecorded = state.withLock { state in
            guard state == old else { return false }
            state = new
            return true
        }
        guard isRecorded else { throw .secondWriter(path: "memory") }
    }
}
