import Synchronization
import Truce
import TruceLedger

/// A file on its way out, piece by piece: of a large one there is never more in memory than a piece for each who reads.
public struct AttachedFile: Sendable {
    /// Bytes.
    public let size: Int
    /// Found from the bytes.
    public let mediaType: String
    /// Whether it is the copy without what the file says of its maker, place and time: then its bytes are not those that the
    /// digest names.
    public let isCopy: Bool
    private let read: @Sendable () throws -> [UInt8]?

    init(_ reader: EvidenceReader) {
        (size, mediaType, isCopy) = (reader.file.bytes, reader.file.mediaType.rawValue, false)
        read = { try reader.next() }
    }

    init(copy bytes: [UInt8], _ mediaType: MediaType) {
        (size, self.mediaType, isCopy) = (bytes.count, mediaType.rawValue, true)
        let rest = Mutex(bytes[...])
        read = {
            rest.withLock { rest in
                defer { rest = rest.dropFirst(Self.piece) }
                return rest.isEmpty ? nil : Array(rest.prefix(Self.piece))
            }
        }
    }

    private static let piece = 1 << 16

    /// The next piece; nil after the last. Throws before the last where the file is damaged: what arrived whole is right.
    public func next() async throws(MissionError) -> [UInt8]? {
        do { return try await Blocking.ask(in: Blocking.working) { _ in try read() } } catch {
            throw .cannotAnswer(why: "\(error)")
        }
    }
}

extension Mission {
    /// A file that a report brought, where the asker may see what the report brought. A picture says where and when it was
    /// taken, and with which telephone: who may not read what the report says, and whose it is, gets a picture's copy without
    /// all that (``AttachedFile/isCopy``), and of other files, which have no such copy, none.
    public func attachment(
        _ digest: FileDigest, of report: ReportID, for asker: Asker
    ) async throws(MissionError) -> AttachedFile {
        let record = try await ask(ReportByID(id: report), as: asker).record
        guard let record, record.shows(digest, to: asker) else { throw .notFound(what: "file") }
        let isWhole = ["content", "source"].allSatisfy { record.shows($0, to: asker) }
        let attachments = parts.attachments
        do {
            return try await Blocking.ask(in: Blocking.working) { _ in
                isWhole ? try attachments.open(digest) : try attachments.copy(digest)
            }
        } catch { throw MissionError(error) }
    }
}

extension Attachments {
    fileprivate func open(_ digest: FileDigest) throws(MissionError) -> AttachedFile {
        try reading { () throws(EvidenceError) in AttachedFile(try evidence.reader(hash(of: digest))) }
    }

    fileprivate func copy(_ digest: FileDigest) throws(MissionError) -> AttachedFile {
        let image: [UInt8]? = try reading { () throws(EvidenceError) in
            let hash = hash(of: digest)
            guard try evidence.file(hash).mediaType == .jpeg else { return nil }
            return try evidence.read(hash)
        }
        guard let image else { throw .hasNoCopy }
        do throws(EvidenceError) { return AttachedFile(copy: try PublicCopy.jpeg(image), .jpeg) } catch {
            throw .hasNoCopy
        }
    }

    private func reading<Value>(_ read: () throws(EvidenceError) -> Value) throws(MissionError) -> Value {
        do throws(EvidenceError) { return try read() } catch {
            switch error {
            case .missing: throw .notFound(what: "file")
            case .tooLarge: throw .hasNoCopy
            default: throw .cannotAnswer(why: error.description)
            }
        }
    }

    private func hash(of digest: FileDigest) -> TreeHash {
        guard let hash = TreeHash(digest.bytes) else { preconditionFailure("a digest has 32 bytes") }
        return hash
    }
}

extension ReportRecord {
    /// Whether the JSON that this asker gets names the file: what is not shown is not given out either.
    fileprivate func shows(_ digest: FileDigest, to asker: Asker) -> Bool {
        guard case .array(let files)? = json(for: asker)?["evidence"] else { return false }
        return files.contains { file in
            guard case .object(let object) = file, case .string(let text)? = object["digest"] else { return false }
            return text == digest.description
        }
    }
}
