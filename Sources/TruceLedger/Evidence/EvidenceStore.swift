import Crypto
import Foundation

/// A file in the evidence: its name there, its size and what it seems to be.
public struct EvidenceFile: Hashable, Sendable {
    /// SHA-256 of the bytes as received, which is also the name.
    public let hash: TreeHash
    public let bytes: Int
    public let mediaType: MediaType
}

/// The evidentiary copies: files as received, each named after the SHA-256 of its bytes (`sha256/ab/cd…`), readable by
/// the owner only. A file is never changed; a derivative is a file of its own. Attachments under embargo are kept
/// encrypted beside them (`sealed/ab/cd…`).
///
/// Safe to use from several threads and processes. Every call waits for the disk.
public struct EvidenceStore: Sendable {
    let folder: String
    /// Bytes read at a time: 64 KiB.
    static let step = 1 << 16

    /// The store in a folder, which is made when it is missing.
    public init(folder: String) throws(EvidenceError) {
        self.folder = folder
        for name in ["", "/sha256", "/sealed", "/incoming"] { try Incoming.makeFolder(folder + name) }
    }

    // MARK: Adding

    /// Takes in a copy of a file. Durable when it returns. The same content again is harmless. Symbolic links are not
    /// followed. Throws ``EvidenceError/changedWhileRead(path:)`` when the file is being written to.
    public func add(_ path: String) throws(EvidenceError) -> EvidenceFile {
        let source: Descriptor
        do { source = try Descriptor.open(path) } catch {
            // A symbolic link, which is not followed, answers that there are too many of them.
            throw error.code == ELOOP ? .notAFile(path: path) : .cannotRead(path: path, why: error.reason)
        }
        return try add(source, path: path)
    }

    /// As ``add(_:)-(String)``, from an open file, from where it stands to its end; it stays open. `name` is for messages.
    public func add(descriptor: Int32, name: String) throws(EvidenceError) -> EvidenceFile {
        let source: Descriptor
        do { source = try Descriptor.duplicate(of: descriptor, path: name) } catch {
            throw .cannotRead(path: name, why: error.reason)
        }
        return try add(source, path: name)
    }

    private func add(_ source: borrowing Descriptor, path: String) throws(EvidenceError) -> EvidenceFile {
        var hasher = SHA256()
        var start: [UInt8] = []
        let incoming = try Incoming(in: folder)
        let bytes = try Self.stream(source, path: path) { chunk, _ throws(EvidenceError) in
            if start.isEmpty { start = Array(chunk.prefix(MediaType.sniffedBytes)) }
            hasher.update(data: chunk)
            try incoming.write(chunk)
        }
        let hash = TreeHash(hasher.finalize())
        try incoming.keep(as: self.path(of: hash)) { () throws(EvidenceError) in
            do throws(EvidenceError) { try verify(hash) } catch {
                if case .damaged = error { throw .conflict(hash) }
                throw error
            }
        }
        return EvidenceFile(hash: hash, bytes: bytes, mediaType: MediaType(sniffing: start))
    }

    /// Hands on a file piece by piece, and says of each whether it is the last; at least one piece, if an empty one.
    /// The number of bytes.
    static func stream(
        _ source: borrowing Descriptor, path: String, to take: ([UInt8], Bool) throws(EvidenceError) -> Void
    ) throws(EvidenceError) -> Int {
        let before = try source.stateRead()
        guard before.isRegular else { throw .notAFile(path: path) }
        var total = 0
        var piece = try source.pieceRead()
        while true {
            let next = piece.count < step ? [] : try source.pieceRead()
            total += piece.count
            try take(piece, next.isEmpty)
            if next.isEmpty { break }
            piece = next
        }
        guard try source.stateRead() == before else { throw .changedWhileRead(path: path) }
        return total
    }

    // MARK: Giving out

    /// The file's bytes, which hash to its name. Throws ``EvidenceError/tooLarge(_:bytes:limit:)`` above `limit`, 64 MiB
    /// unless said otherwise.
    public func read(_ hash: TreeHash, limit: Int = 1 << 26) throws(EvidenceError) -> [UInt8] {
        let file = try open(hash, at: path(of: hash))
        let size = try file.stateRead().bytes
        guard size <= limit else { throw .tooLarge(hash, bytes: size, limit: limit) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(size)
        try verify(hash, file) { bytes += $0 }
        return bytes
    }

    /// Writes a copy to a new file at `path`, readable by its owner only; a name that is taken is an error. When the
    /// content turns out to be damaged the copy is removed.
    public func export(_ hash: TreeHash, to path: String) throws(EvidenceError) {
        let file = try open(hash, at: self.path(of: hash))
        try Self.export(to: path) { copy throws(EvidenceError) in
            try verify(hash, file) { piece throws(EvidenceError) in try copy(piece) }
        }
    }

    /// Whether the stored bytes still hash to their name. Throws ``EvidenceError/damaged(_:why:)`` when they do not,
    /// ``EvidenceError/missing(_:)`` when there are none.
    public func verify(_ hash: TreeHash) throws(EvidenceError) {
        try verify(hash, try open(hash, at: path(of: hash))) { _ in }
    }

    /// Size and sniffed media type; the content is not checked.
    public func file(_ hash: TreeHash) throws(EvidenceError) -> EvidenceFile {
        let file = try open(hash, at: path(of: hash))
        let bytes = try file.stateRead().bytes
        let start = try file.pieceRead().prefix(MediaType.sniffedBytes)
        return EvidenceFile(hash: hash, bytes: bytes, mediaType: MediaType(sniffing: start))
    }

    private func verify(
        _ hash: TreeHash, _ file: borrowing Descriptor, _ take: ([UInt8]) throws(EvidenceError) -> Void
    ) throws(EvidenceError) {
        var hasher = SHA256()
        _ = try Self.stream(file, path: path(of: hash)) { piece, _ throws(EvidenceError) in
            hasher.update(data: piece)
            try take(piece)
        }
        guard TreeHash(hasher.finalize()) == hash else { throw .damaged(hash, why: "its bytes hash to something else") }
    }

    // MARK: Names

    func path(of hash: TreeHash, in kind: String = "sha256") -> String {
        let text = hash.description
        return "\(folder)/\(kind)/\(text.prefix(2))/\(text.dropFirst(2).prefix(2))/\(text)"
    }

    func open(_ hash: TreeHash, at path: String) throws(EvidenceError) -> Descriptor {
        do { return try Descriptor.open(path) } catch {
            throw error.isMissing ? .missing(hash) : .cannotRead(path: path, why: error.reason)
        }
    }
}

extension Descriptor {
    fileprivate static let step = EvidenceStore.step

    func stateRead() throws(EvidenceError) -> State {
        do { return try state() } catch { throw .cannotRead(path: error.path, why: error.reason) }
    }

    /// The next 64 KiB, fewer at the end.
    func pieceRead() throws(EvidenceError) -> [UInt8] {
        do { return try read(atMost: Self.step) } catch { throw .cannotRead(path: error.path, why: error.reason) }
    }
}
