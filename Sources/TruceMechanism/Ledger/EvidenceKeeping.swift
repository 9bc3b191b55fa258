import Foundation
import Truce
import TruceLedger

extension Mechanism {
    /// A file of evidence and how it came.
    public struct NewEvidence: Sendable {
        public var ledger: String
        public var file: String
        public var evidence: String
        public var incident: String?
        public var report: String?
        public var custodian: String
        public var obtainedHow: String
        /// RFC 3339; nil for now.
        public var obtainedAt: String?
        /// Keeps the bytes and their hash out of sight until they are released.
        public var isSealed: Bool

        public init(
            ledger: String, file: String, evidence: String, incident: String?, report: String?, custodian: String,
            obtainedHow: String, obtainedAt: String?, isSealed: Bool
        ) {
            self.ledger = ledger
            self.file = file
            self.evidence = evidence
            self.incident = incident
            self.report = report
            self.custodian = custodian
            self.obtainedHow = obtainedHow
            self.obtainedAt = obtainedAt
            self.isSealed = isSealed
        }
    }

    /// What was kept, and what the file says of itself.
    public struct EvidenceSummary: Sendable {
        public var index: Int
        /// SHA-256, or for a sealed file its commitment.
        public var object: String
        /// Claims, not facts.
        public var claims: [String]
    }

    /// Keeps a file and puts on record that it is kept.
    public static func addEvidence(_ new: NewEvidence) async throws(MechanismError) -> EvidenceSummary {
        let session = try await LedgerSession(new.ledger)
        let summary = try await session.add(new)
        try await session.close()
        return summary
    }

    /// Puts on record that evidence went from one keeper to another.
    public static func passEvidence(
        _ evidence: String, of ledger: String, from: String, to: String, reason: String
    ) async throws(MechanismError) -> Int {
        let (chain, object) = try custody(of: evidence, in: try LedgerFolder(ledger)) { _ in }
        guard object != nil else { throw .refused("The record knows no evidence “\(evidence)”.") }
        guard chain.holder == from || chain.addressee == from else {
            throw .refused(
                "By the record “\(evidence)” is with “\(chain.holder ?? chain.addressee ?? "nobody")”, not with “\(from)”. Nothing was recorded."
            )
        }
        let session = try await LedgerSession(ledger)
        let at = WallClock.now()
        let fact = CustodyPassed(
            evidence: try identifier(evidence, "evidence"), from: try identifier(from, "role"),
            to: try identifier(to, "role"),
            at: at, reason: reason)
        let recorded = try await asMechanism {
            try await session.ledger.append(
                .custodyPassed(fact), as: SubmissionID("custody \(evidence) \(from) \(to) \(at)"))
        }
        try await session.close()
        return recorded.index
    }

    /// Who had a piece of evidence when, by the record, and what the stored file says of itself. Sentences.
    public static func evidenceStory(_ evidence: String, of path: String) throws(MechanismError) -> [String] {
        let folder = try LedgerFolder(path)
        return try asMechanism {
            var story: [String] = []
            let (chain, object) = try custody(of: evidence, in: folder) { story.append($0) }
            guard let object else { throw MechanismError.refused("The record knows no evidence “\(evidence)”.") }
            story += chain.breaks.map { "The chain of custody is broken: \($0)" }
            if case .file(let digest) = object, let hash = TreeHash(digest.bytes) {
                let store = try EvidenceStore(folder: folder.evidence)
                try store.verify(hash)
                story.append("SHA-256 \(digest): the stored bytes are these.")
                if try store.file(hash).bytes <= claimLimit {
                    story += claims(of: try store.read(hash), place: nil, time: nil)
                }
            } else if case .sealed(let commitment) = object {
                story.append("Sealed under \(commitment).")
            }
            return story
        }
    }

    /// Who held a piece of evidence, by the record, and its bytes; nil where the record knows none. Tells each step.
    private static func custody(
        of evidence: String, in folder: LedgerFolder, tell: (String) -> Void
    ) throws(MechanismError) -> (CustodyChain, EvidenceObject?) {
        try asMechanism {
            let store = try SQLiteStore.open(reading: folder.record)
            var chain = CustodyChain()
            var object: EvidenceObject?
            try store.forEach(from: 0) { row in
                guard let entry = try? Entry(bytes: Array(row.bytes)) else {
                    // Of a newer program.
                    return true
                }
                switch entry.fact {
                case .evidenceAdded(let added) where added.evidence.description == evidence:
                    object = added.object
                    // The size of a sealed file is rounded up.
                    let upTo = if case .sealed = added.object { "at most " } else { "" }
                    tell(
                        "\(added.obtainedAt)  \(added.custodian) received it (\(added.obtainedHow)); "
                            + "\(upTo)\(added.size) bytes, \(added.mediaType)")
                    chain.apply(
                        .init(
                            role: added.custodian.description, act: .received, at: added.obtainedAt,
                            object: added.object.hash))
                case .custodyPassed(let passed) where passed.evidence.description == evidence:
                    guard let object else { return true }
                    tell("\(passed.at)  \(passed.from) passed it on to \(passed.to): \(passed.reason)")
                    chain.apply(
                        .init(
                            role: passed.from.description, act: .passedOn(to: passed.to.description), at: passed.at,
                            object: object.hash))
                    chain.apply(
                        .init(role: passed.to.description, act: .received, at: passed.at, object: object.hash))
                default: break
                }
                return true
            }
            return (chain, object)
        }
    }

    /// Files above this many bytes are no photographs whose claims are worth reading.
    static let claimLimit = 64 << 20

    static func identifier<Subject>(_ text: String, _ what: String) throws(MechanismError) -> Identifier<Subject> {
        guard let identifier = Identifier<Subject>(text) else {
            throw .badRequest("“\(text)” is no name of \(what): 1 to 128 characters, no control characters.")
        }
        return identifier
    }

    /// What an image says of when and where it was taken, and whether it carries credentials. None of it is checked.
    static func claims(of bytes: [UInt8], place: Coordinate?, time: Instant?) -> [String] {
        guard [.jpeg, .png].contains(MediaType(sniffing: bytes.prefix(64))) else { return [] }
        var claims: [String] = []
        if let exif = ExifClaims(image: bytes) {
            if let instant = exif.instant {
                claims.append("It says that it was taken at \(instant). That is a claim, not a fact.")
            }
            if let place = exif.place {
                claims.append(
                    "It says that it was taken at \(place.latitude), \(place.longitude). That is a claim, not a fact.")
            }
        }
        claims += ExifClaims.differences(of: bytes, fromReported: place, time: time).map { "\($0)" }
        claims.append("\(ContentCredentials(image: bytes))")
        return claims
    }
}

extension LedgerSession {
    func add(_ new: Mechanism.NewEvidence) async throws(MechanismError) -> Mechanism.EvidenceSummary {
        var at = WallClock.now()
        if let text = new.obtainedAt {
            guard let instant = Instant(entryTime: Array(text.utf8)[...]) else {
                throw .badRequest("“\(text)” is not a time. Write it as 2026-03-14T06:30:00Z.")
            }
            at = instant
        }
        guard let size = try? FileManager.default.attributesOfItem(atPath: new.file)[.size] as? Int else {
            throw .cannotRead(path: new.file, why: "there is no such file")
        }
        var fact = try new.fact(obtainedAt: at)
        // What no entry can hold is refused before anything of it is kept.
        _ = try asMechanism { try PreparedEntry(.evidenceAdded(fact)) }
        let submission = SubmissionID("evidence \(new.evidence)")
        // Sealed again it would be other content under the same name, and its key would open nothing on record.
        if new.isSealed, let index = try await index(of: submission) {
            throw MechanismError(LedgerRefusal.append(.otherContent(submission, index: index)))
        }
        let store = try asMechanism { try EvidenceStore(folder: folder.evidence) }
        if new.isSealed {
            let attachment = try seal(file: new.file, in: store, tags: ["evidence:\(new.evidence)"])
            fact.object = .sealed(Commitment(attachment.content))
            fact.mediaType = attachment.mediaType.rawValue
            fact.size = attachment.paddedBytes
        } else {
            let file = try asMechanism { try store.add(new.file) }
            guard let digest = FileDigest(file.hash.bytes) else { preconditionFailure("a hash has 32 bytes") }
            fact.object = .file(digest)
            fact.mediaType = file.mediaType.rawValue
            fact.size = file.bytes
        }
        let added = fact
        let recorded = try await asMechanism {
            try await ledger.append(.evidenceAdded(added), as: submission)
        }
        let claims =
            size <= Mechanism.claimLimit ? Mechanism.claims(of: try Files.read(new.file), place: nil, time: nil) : []
        return .init(index: recorded.index, object: "\(added.object.hash)", claims: claims)
    }
}

extension Mechanism.NewEvidence {
    /// What goes on record, but for what only the stored file tells: object, size and media type.
    fileprivate func fact(obtainedAt: Instant) throws(MechanismError) -> EvidenceAdded {
        let named = incident.flatMap { IncidentID($0) }
        if let incident, named == nil {
            throw .badRequest("“\(incident)” names no incident. Write it as INC-0123456789AB.")
        }
        return EvidenceAdded(
            evidence: try Mechanism.identifier(evidence, "evidence"),
            object: .sealed(Commitment(TreeHash.emptyTree)), size: 0, mediaType: MediaType.jpeg.rawValue,
            incident: named,
            report: try report.map { text throws(MechanismError) in try Mechanism.identifier(text, "report") },
            custodian: try Mechanism.identifier(custodian, "role"), obtainedHow: obtainedHow, obtainedAt: obtainedAt)
    }
}

extension EvidenceObject {
    var hash: TreeHash {
        switch self {
        case .file(let digest): TreeHash(digest.bytes)!
        case .sealed(let commitment): TreeHash(commitment)
        }
    }
}
