import Crypto
import Foundation
import Synchronization
import Truce
import TruceLedger

/// Files on their way into the evidence. What is taken in waits in quarantine until a command of the same holder cites it;
/// what nobody cites is removed. Nobody learns from a refusal whether the mission holds a file that they know: only what
/// the holder took in counts, and what public entries name anyway.
final class Attachments: Sendable {
    private let folder: String
    let evidence: EvidenceStore
    private let evidenceFolder: String
    private let limit: Int
    private let total: Int
    private let keptSeconds: Int64
    /// Makes the names in quarantine, so that the disk does not tell who took in what.
    private let secret: MissionSecret
    private let held = Mutex(0)
    /// What one holder may have waiting, so that nobody fills it for all the others: a tenth, but room for one file.
    private var share: Int { max(limit, total / 10) }

    init(
        folder: String, evidence: String, secret: MissionSecret, settings: MissionSettings
    ) throws(MechanismError) {
        self.folder = folder
        evidenceFolder = evidence
        self.secret = secret
        limit = settings.attachmentLimit
        total = settings.quarantineLimit
        keptSeconds = settings.quarantineSeconds
        try Files.makePrivateFolder(folder)
        self.evidence = try asMechanism { try EvidenceStore(folder: evidence) }
        let there = size
        held.withLock { $0 = there }
    }

    /// Takes a file in as its bytes come, and gives its SHA-256. Durable when it returns; the same again is harmless.
    func takeIn<Pieces: AsyncSequence>(
        _ pieces: Pieces, by holder: HolderID
    ) async throws(MissionError) -> FileDigest where Pieces.Element: Sequence<UInt8> {
        let temporary = folder + "/" + UUID().uuidString + ".part"
        var reserved = 0
        let waiting = waiting(of: holder)
        defer {
            unlink(temporary)
            if reserved > 0 { held.withLock { $0 -= reserved } }
        }
        do {
            let file = try NewFile(temporary)
            var hasher = SHA256()
            for try await piece in pieces {
                let bytes = Array(piece)
                reserved += bytes.count
                let all = held.withLock { held in
                    held += bytes.count
                    return held
                }
                guard reserved <= limit else { throw MissionError.tooLarge(limit: limit) }
                guard all <= total, waiting + reserved <= share else { throw MissionError.busy }
                hasher.update(data: bytes)
                try file.write(bytes)
            }
            try file.finish()
            guard let digest = FileDigest(Array(hasher.finalize())) else { preconditionFailure("SHA-256 has 32 bytes") }
            let name = place(of: digest, by: holder)
            if Files.exists(name) {
                // Sent again it waits as long as if it came for the first time.
                utimensat(AT_FDCWD, name, nil, 0)
                return digest
            }
            guard rename(temporary, name) == 0 else {
                throw MissionError.notRecorded(why: String(cString: strerror(errno)))
            }
            chmod(name, 0o600)
            try Files.flushFolder(of: name)
            reserved = 0
            return digest
        } catch {
            throw error as? MissionError ?? .notRecorded(why: "\(error)")
        }
    }

    /// Puts what a command cites into the evidence. Of files that its entry names openly it is put on record what they
    /// are; those of reports and replies are sealed, since whoever has a file could tell who sent it.
    func keep(
        _ command: Command, by asker: Asker, desk: WritersDesk, at time: Instant, names: NameSource
    ) throws(MissionError) -> [NewFact] {
        var added: [NewFact] = []
        let known = command.corrected.flatMap { desk.files[.report($0)] } ?? []
        for (at, digest) in command.evidence.enumerated()
        where !desk.cited.contains(digest) && !known.contains(digest) {
            let path = asker.holder.map { place(of: digest, by: $0) }
            guard let path, Files.exists(path) else {
                throw .refused(
                    .invalid(
                        path: "evidence[\(at)]", why: "no file with this SHA-256 was taken in; send the file first"))
            }
            do throws(EvidenceError) {
                let file = try evidence.add(path)
                guard FileDigest(file.hash.bytes) == digest else {
                    throw EvidenceError.damaged(file.hash, why: "it is not the file that was taken in")
                }
                guard command.namesFilesOpenly else { continue }
                added.append(NewFact(.evidenceAdded(.init(file, digest, at: time, names: names))))
            } catch { throw .notRecorded(why: error.description) }
        }
        return added
    }

    /// What is in the evidence now waits no longer.
    func release(_ files: [(holder: HolderID, file: FileDigest)]) {
        for (holder, file) in files {
            let path = place(of: file, by: holder)
            guard let bytes = Self.bytes(path) else { continue }
            if unlink(path) == 0 { held.withLock { $0 -= bytes } }
        }
    }

    /// Removes what nobody cited in time. How many files.
    @discardableResult
    func sweep(now: Instant) -> Int {
        var removed = 0
        for name in Files.list(folder) {
            let path = folder + "/" + name
            var status = stat()
            guard lstat(path, &status) == 0, Int64(status.st_mtim.tv_sec) + keptSeconds <= now.seconds else { continue }
            if unlink(path) == 0 { removed += 1 }
        }
        let there = size
        held.withLock { $0 = there }
        return removed
    }

    /// Every file that lies in the evidence open to read, sealed ones apart.
    func all() -> Set<FileDigest> {
        Set(
            Files.tree(evidenceFolder + "/sha256").compactMap { name in
                FileDigest(Files.name(name))
            })
    }

    /// Removes files from the evidence for good: those that only what was erased cites.
    func erase(_ files: Set<FileDigest>) throws(MechanismError) {
        try asMechanism {
            for file in files {
                guard let hash = TreeHash(file.bytes) else { preconditionFailure("a digest has 32 bytes") }
                try evidence.remove(hash)
            }
        }
    }

    /// Bytes that a holder has waiting. Two files that arrive at once may go beyond the share by one of them.
    private func waiting(of holder: HolderID) -> Int {
        let mark = mark(of: holder)
        return Files.list(folder).reduce(0) { $0 + ($1.hasPrefix(mark) ? Self.bytes(folder + "/" + $1) ?? 0 : 0) }
    }

    /// What the names of a holder's files begin with.
    private func mark(of holder: HolderID) -> String { secret.code("quarantine\n\(holder)") + "-" }

    private var size: Int { Files.list(folder).reduce(0) { $0 + (Self.bytes(folder + "/" + $1) ?? 0) } }

    private static func bytes(_ path: String) -> Int? {
        var status = stat()
        return lstat(path, &status) == 0 ? Int(status.st_size) : nil
    }

    private func place(of digest: FileDigest, by holder: HolderID) -> String {
        folder + "/" + mark(of: holder) + secret.code("quarantine\n\(holder)\n\(digest)")
    }
}

extension Command {
    fileprivate var corrected: ReportID? { if case .correctReport(let command) = self { command.report } else { nil } }

    fileprivate var namesFilesOpenly: Bool {
        switch self {
        case .reportProgress, .proposeAmendment: true
        default: false
        }
    }
}

extension EvidenceAdded {
    /// A file that came with a command whose entry names it.
    fileprivate init(_ file: EvidenceFile, _ digest: FileDigest, at time: Instant, names: NameSource) {
        self.init(
            evidence: names.next("E"), object: .file(digest), size: file.bytes, mediaType: file.mediaType.rawValue,
            incident: nil, report: nil, custodian: MechanismOffice.role, obtainedHow: "attached to a submission",
            obtainedAt: time)
    }
}
