/// Which bytes a piece of evidence has: their digest, or where even that would tell too much (a file that somebody else
/// may hold and compare), a commitment.
public enum EvidenceObject: Hashable, Sendable {
    case file(FileDigest)
    case sealed(Commitment)
}

extension EvidenceObject: FactValue {
    static var expectation: String { "an object with either file (a SHA-256) or sealed (a commitment)" }
    static var word: String { "{`file`: SHA-256} or {`sealed`: commitment}" }

    func json() throws(FactError) -> JSONValue {
        switch self {
        case .file(let digest): .object(JSONObject(inOrder: [.init("file", try digest.json())]))
        case .sealed(let commitment): .object(JSONObject(inOrder: [.init("sealed", try commitment.json())]))
        }
    }

    init(json: JSONValue) throws(FactError) {
        guard case .object(let object) = json, object.members.count == 1, let member = object.members.first else {
            throw .expected(Self.expectation, found: json)
        }
        do throws(FactError) {
            switch member.key {
            case "file": self = .file(try FileDigest(json: member.value))
            case "sealed": self = .sealed(try Commitment(json: member.value))
            default:
                throw .unknownKey(path: "", nearest: NearestWord.to(member.key, among: ["file", "sealed"]))
            }
        } catch { throw error.under(member.key) }
    }
}

/// The mechanism took a piece of evidence into its keeping.
public struct EvidenceAdded: Hashable, Sendable, FactPayload {
    public var evidence: EvidenceID
    /// Its bytes' digest, open or sealed.
    public var object: EvidenceObject
    /// Bytes. Where the object is sealed, rounded up to 256, 384, 512, 768, 1024 and so on, as the stored file is: a size
    /// to the byte would tell whoever has the same file that it is this one.
    public var size: Int
    /// As `image/jpeg`, found from the bytes.
    public var mediaType: String
    /// What it is evidence of, where that is known.
    public var incident: IncidentID?
    /// The report that it came with.
    public var report: ReportID?
    /// The role that keeps it.
    public var custodian: RoleID
    /// Handed over, taken by a patrol, saved from a page: without who gave it.
    public var obtainedHow: String
    public var obtainedAt: Instant

    public init(
        evidence: EvidenceID, object: EvidenceObject, size: Int, mediaType: String, incident: IncidentID?,
        report: ReportID?, custodian: RoleID, obtainedHow: String, obtainedAt: Instant
    ) {
        self.evidence = evidence
        self.object = object
        self.size = size
        self.mediaType = mediaType
        self.incident = incident
        self.report = report
        self.custodian = custodian
        self.obtainedHow = obtainedHow
        self.obtainedAt = obtainedAt
    }

    static let kind = FactKind.evidenceAdded
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("evidence", \.evidence), .init("object", \.object),
        .init("size", \.size, in: 0...Int.max), .init("media_type", \.mediaType),
        .init("incident", \.incident), .init("report", \.report), .init("custodian", \.custodian),
        .init("obtained_how", \.obtainedHow), .init("obtained_at", \.obtainedAt))
}

/// A piece of evidence went from one keeper to another.
public struct CustodyPassed: Hashable, Sendable, FactPayload {
    public var evidence: EvidenceID
    /// The role that kept it.
    public var from: RoleID
    /// The role that keeps it now.
    public var to: RoleID
    public var at: Instant
    /// In words for the public.
    public var reason: String

    public init(evidence: EvidenceID, from: RoleID, to: RoleID, at: Instant, reason: String) {
        self.evidence = evidence
        self.from = from
        self.to = to
        self.at = at
        self.reason = reason
    }

    static let kind = FactKind.custodyPassed
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("evidence", \.evidence), .init("from", \.from), .init("to", \.to), .init("at", \.at),
        .init("reason", \.reason))
}
