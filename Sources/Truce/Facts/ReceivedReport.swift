/// How and when a report came. A correction has neither channel nor class of its own.
public struct Arrival: Hashable, Sendable {
    public var channel: Channel?
    /// What the source says it is, never who. Coarse on purpose.
    public var sourceClass: SourceClass?
    /// When the mechanism had it whole.
    public var receivedAt: Instant

    public init(channel: Channel?, sourceClass: SourceClass?, receivedAt: Instant) {
        self.channel = channel
        self.sourceClass = sourceClass
        self.receivedAt = receivedAt
    }
}

/// All that is sealed of a report, as one field of the vault: each field costs a key of its own, and reports come by the
/// hundred thousand.
struct ReceivedReport: Hashable, Sendable, FactRecord {
    var channel: Channel?
    var sourceClass: SourceClass?
    var receivedAt: Instant
    var source: SourceIdentity?
    var content: ReportContent?
    /// In the source's own words: why it is corrected.
    var note: String?
    /// As in ``FilesContent``.
    var files: [FileDigest]?

    init(
        channel: Channel?, sourceClass: SourceClass?, receivedAt: Instant, source: SourceIdentity?,
        content: ReportContent?, note: String?, files: [FileDigest]?
    ) {
        self.channel = channel
        self.sourceClass = sourceClass
        self.receivedAt = receivedAt
        self.source = source
        self.content = content
        self.note = note
        self.files = files
    }

    static let shape = FactShape(
        Self.init, .init("channel", \.channel), .init("source_class", \.sourceClass),
        .init("received_at", \.receivedAt), .init("source", \.source), .init("content", \.content),
        .init("note", \.note), .init("files", \.files))
}

extension SealedParts {
    /// What came in with a report, together; nil where the parts are of something else, or stand each for itself.
    var received: ReceivedReport? {
        get {
            guard let arrival else { return nil }
            return ReceivedReport(
                channel: arrival.channel, sourceClass: arrival.sourceClass, receivedAt: arrival.receivedAt,
                source: source, content: report, note: note?.text, files: files?.digests)
        }
        set {
            arrival = newValue.map {
                Arrival(channel: $0.channel, sourceClass: $0.sourceClass, receivedAt: $0.receivedAt)
            }
            (source, report) = (newValue?.source, newValue?.content)
            note = newValue?.note.map(NoteContent.init)
            files = newValue?.files.map(FilesContent.init)
        }
    }
}

extension OpenedEntry {
    /// When the mechanism had the report whole that this entry brings; when it was recorded, where nothing tells more.
    package var receivedAt: Instant {
        let open: Instant? =
            switch fact {
            case .reportReceived(let fact): fact.receivedAt
            case .reportCorrected(let fact): fact.receivedAt
            default: nil
            }
        return open ?? sealed.arrival?.receivedAt ?? recorded
    }
}
