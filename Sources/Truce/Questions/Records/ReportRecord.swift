/// A report, with what became of it.
public struct ReportRecord: Hashable, Sendable, ShownRecord {
    public var id: ReportID
    /// The entry that it was received with.
    public var index: Int
    public var receivedAt: Instant
    /// Nil where it was erased.
    public var channel: Channel?
    public var sourceClass: SourceClass?
    /// Nil where it was erased.
    public var source: SourceIdentity?
    /// As it stands, corrections included; nil where it was erased.
    public var content: ReportContent?
    public var publicPlace: PublicPlace?
    /// How often it was corrected.
    public var corrections: Int
    public var isWithdrawn: Bool
    public var isErased: Bool
    /// Nil: nobody has placed it yet.
    public var disposition: Disposition?
    /// Where an officer put it.
    public var incident: IncidentID?
    /// Where the engine would put it.
    public var proposedIncident: IncidentID?
    public var duplicateOf: ReportID?
    public var evidence: [EvidenceRecord]

    public init(
        id: ReportID, index: Int, receivedAt: Instant, channel: Channel?, sourceClass: SourceClass?,
        source: SourceIdentity?, content: ReportContent?, publicPlace: PublicPlace?, corrections: Int,
        isWithdrawn: Bool, isErased: Bool, disposition: Disposition?, incident: IncidentID?,
        proposedIncident: IncidentID?, duplicateOf: ReportID?, evidence: [EvidenceRecord]
    ) {
        self.id = id
        self.index = index
        self.receivedAt = receivedAt
        self.channel = channel
        self.sourceClass = sourceClass
        self.source = source
        self.content = content
        self.publicPlace = publicPlace
        self.corrections = corrections
        self.isWithdrawn = isWithdrawn
        self.isErased = isErased
        self.disposition = disposition
        self.incident = incident
        self.proposedIncident = proposedIncident
        self.duplicateOf = duplicateOf
        self.evidence = evidence
    }

    public static let recordName = "Report"
    public static let existence = Field.report
    public static let shown: ShownFields<Self> = [
        .init("id", .report, \.id, "The report's name, given by the mechanism; it says nothing."),
        .init("index", .report, \.index, "The entry that it was received with."),
        .init("received_at", .report, \.receivedAt, "When the mechanism had it whole."),
        .init("channel", .report, \.channel, "How it came; absent where it was erased."),
        .init(
            "source_class", .report, \.sourceClass, "What the source says it is, never who; absent where it was erased."
        ),
        .init("source", .reportSource, \.source, "Who reported; absent where it was erased."),
        .init(
            "content", .reportContent, \.content,
            "What the source said, corrections included; absent where it was erased."),
        .init(
            "public_place", .reportPublicPlace, \.publicPlace,
            "Where, as coarse as the information-sharing protocol has it."),
        .init("corrections", .report, \.corrections, "How often it was corrected."),
        .init("withdrawn", .report, \.isWithdrawn, "Whether it was taken back."),
        .init("erased", .report, \.isErased, "Whether its private part was erased."),
        .init(
            "disposition", .reportPlacing, \.disposition, "What triage made of it; absent: nobody has placed it yet."),
        .init("incident", .reportPlacing, \.incident, "The incident that an officer put it with."),
        .init(
            "proposed_incident", .reportProposal, \.proposedIncident, "The incident that the engine proposes for it."),
        .init("duplicate_of", .reportPlacing, \.duplicateOf, "The report that it says again."),
        .init("evidence", \.evidence, "Files that came with it."),
    ]

    public func relation(to asker: Asker) -> Relation {
        let isOwn = source.map { asker.isHolder($0.holder) || $0.side.map(asker.isOf) ?? false }
        return Relation(isOwn: isOwn ?? false)
    }
}

/// A file that the mechanism keeps.
public struct EvidenceRecord: Hashable, Sendable, ShownPart {
    /// SHA-256 of the bytes as received.
    public var digest: FileDigest
    /// Bytes.
    public var size: Int
    public var mediaType: String
    public var report: ReportID?
    public var receivedAt: Instant

    public init(digest: FileDigest, size: Int, mediaType: String, report: ReportID?, receivedAt: Instant) {
        self.digest = digest
        self.size = size
        self.mediaType = mediaType
        self.report = report
        self.receivedAt = receivedAt
    }

    public static let recordName = "Evidence"
    public static let existence = Field.reportEvidence
    public static let shown: ShownFields<Self> = [
        .init("digest", .reportEvidence, \.digest, "SHA-256 of the bytes as received."),
        .init("size", .reportEvidence, \.size, "Bytes."),
        .init("media_type", .reportEvidence, \.mediaType, "Found from the bytes, as image/jpeg."),
        .init("report", .reportEvidence, \.report, "The report that it came with."),
        .init("received_at", .reportEvidence, \.receivedAt, "When the mechanism had it whole."),
    ]
}
