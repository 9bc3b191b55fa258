import Crypto
import Foundation
import Synchronization

/// A witness's state on disk, for one witness at a time:
///
/// ```
/// lock
/// <id>/checkpoint                          what was cosigned last, as it is served
/// evidence/fork-<hash>.request .held       what a log signed and the witness refused; what it had cosigned
/// ```
///
/// Only the owner can read what it makes. A log's folder appears with its checkpoint in it, so one without is damage.
public final class WitnessFolder: WitnessState {
    /// What saving a checkpoint consists of, in order.
    package enum Step: CaseIterable, Sendable {
        case makeFolder, write, sync, rename, syncFolder
    }

    /// Pieces of evidence of each kind that are kept.
    package let evidenceLimit: Int

    private let path: String
    private let lock: Int32
    private let interrupt: @Sendable (Step) throws(WitnessError) -> Void
    private let kept: Mutex<Set<String>>

    /// Makes the folder if it is missing; its parent must exist. Throws ``WitnessError/busy(path:)`` while another
    /// witness works in it.
    ///
    /// - Parameters:
    ///   - path: the folder.
    ///   - evidenceLimit: pieces of evidence of each kind to keep, at least 1.
    public convenience init(_ path: String, evidenceLimit: Int = 1000) throws(WitnessError) {
        try self.init(path, evidenceLimit: evidenceLimit) { _ throws(WitnessError) in }
    }

    /// - Parameter interrupt: called before each step of saving, for tests.
    package init(
        _ path: String, evidenceLimit: Int = 1000, interrupt: @escaping @Sendable (Step) throws(WitnessError) -> Void
    ) throws(WitnessError) {
        self.path = path
        self.evidenceLimit = evidenceLimit
        self.interrupt = interrupt
        try Self.makeFolder(path)
        lock = try Self.locked(path)
        let folder = path + "/evidence"
        do {
            try Self.makeFolder(folder)
            let names = try FileManager.default.contentsOfDirectory(atPath: folder)
            kept = Mutex(Set(names.filter { $0.hasSuffix(".request") }.map { String($0.dropLast(8)) }))
        } catch {
            close(lock)
            throw error as? WitnessError ?? .cannotRead(path: folder, why: "\(error)")
        }
    }

    deinit { close(lock) }

    public func load(_ log: String) throws(WitnessError) -> [UInt8]? {
        let folder = "\(path)/\(log)"
        var status = stat()
        guard lstat(folder, &status) == 0 else {
            let code = errno
            guard code == ENOENT else { throw .cannotRead(path: folder, why: Self.reason(code)) }
            return nil
        }
        return try Self.read("\(folder)/checkpoint", limit: SignedNote.byteLimit)
    }

    public func save(_ note: [UInt8], for log: String) throws(WitnessError) {
        let folder = "\(path)/\(log)"
        if access(folder, F_OK) == 0 {
            try Self.write(note, to: "\(folder)/checkpoint.part", interrupt)
            try interrupt(.rename)
            try Self.rename("\(folder)/checkpoint.part", "\(folder)/checkpoint")
            try interrupt(.syncFolder)
            try Self.sync(folder)
            // Flushed last time as well, unless that is what failed.
            try Self.sync(path)
        } else {
            // The first one: folder and checkpoint appear together.
            let part = folder + ".part"
            try interrupt(.makeFolder)
            try Self.makeFolder(part)
            try Self.write(note, to: "\(part)/checkpoint", interrupt)
            try Self.sync(part)
            try interrupt(.rename)
            try Self.rename(part, folder)
            try interrupt(.syncFolder)
            try Self.sync(path)
        }
    }

    public func keep(_ evidence: WitnessEvidence) throws(WitnessError) -> WitnessEvidence.Keeping {
        // One checkpoint, one piece of evidence: other proofs with it add nothing.
        let name = evidence.name
        return try kept.withLock { kept throws(WitnessError) in
            if kept.contains(name) { return .known }
            let prefix = evidence.kind.rawValue + "-"
            guard kept.count(where: { $0.hasPrefix(prefix) }) < evidenceLimit else { return .full }
            let folder = path + "/evidence"
            if let held = evidence.held { try Self.place(held.bytes, at: "\(folder)/\(name).held") }
            try Self.place(evidence.request.bytes, at: "\(folder)/\(name).request")
            try Self.sync(folder)
            kept.insert(name)
            return .kept
        }
    }

    private static func place(_ bytes: [UInt8], at path: String) throws(WitnessError) {
        try write(bytes, to: path + ".part")
        try rename(path + ".part", path)
    }

    // MARK: The disk

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }

    private static func makeFolder(_ path: String) throws(WitnessError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .cannotWrite(path: path, why: reason(errno)) }
    }

    private static func locked(_ folder: String) throws(WitnessError) -> Int32 {
        let path = folder + "/lock"
        let lock = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw .cannotWrite(path: path, why: reason(errno)) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(lock)
            throw code == EWOULDBLOCK ? .busy(path: folder) : .cannotWrite(path: path, why: reason(code))
        }
        return lock
    }

    private static func read(_ path: String, limit: Int) throws(WitnessError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else {
            let code = errno
            throw code == ENOENT
                ? .damaged(path: path, why: "it is gone") : .cannotRead(path: path, why: reason(code))
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = Foundation.read(file, &chunk, chunk.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw .cannotRead(path: path, why: reason(errno))
            }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw .damaged(path: path, why: "it is larger than a checkpoint") }
        }
    }

    /// Writes and flushes a file that nobody reads yet, in place of one that an interrupted run left.
    private static func write(
        _ bytes: [UInt8], to path: String,
        _ interrupt: (Step) throws(WitnessError) -> Void = { _ throws(WitnessError) in }
    ) throws(WitnessError) {
        try interrupt(.write)
        unlink(path)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw .cannotWrite(path: path, why: reason(errno)) }
        defer { close(file) }
        var at = 0
        while at < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress! + at, $0.count - at) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .cannotWrite(path: path, why: reason(errno))
            }
            at += count
        }
        try interrupt(.sync)
        guard fsync(file) == 0 else { throw .cannotWrite(path: path, why: reason(errno)) }
    }

    private static func rename(_ old: String, _ new: String) throws(WitnessError) {
        guard Foundation.rename(old, new) == 0 else { throw .cannotWrite(path: new, why: reason(errno)) }
    }

    private static func sync(_ folder: String) throws(WitnessError) {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw .cannotWrite(path: folder, why: reason(errno)) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .cannotWrite(path: folder, why: reason(errno)) }
    }
}

extension WitnessEvidence {
    /// Of its files in a ``WitnessFolder``, without what tells them apart.
    var name: String { "\(kind.rawValue)-" + Hex.text(SHA256.hash(data: request.note.text).prefix(16)) }
}
