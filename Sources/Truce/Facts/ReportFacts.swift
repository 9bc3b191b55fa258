/// How a report reached the mechanism.
public enum Channel: String, Sendable, CaseIterable, FactCode {
    case form, file, phone, message, liaison, sensor
}

/// What kind of source a report claims to come from. Coarse on purpose: a class of one tells who it is.
public enum SourceClass: String, Sendable, CaseIterable, FactCode {
    case patrol, camera, sensor, party, guarantor, organisation, media, `public`
}

/// Who took a report back.
public enum WithdrawnBy: String, Sendable, CaseIterable, FactCode {
    case source, mechanism
}

/// A report came in. What it says, who reported, how it came and when are sealed: who sees a network's traffic would
/// otherwise read in the log whom to look for.
public struct ReportReceived: Hashable, Sendable, FactPayload {
    public var report: ReportID
    /// How it came, where that is open.
    public var channel: Channel?
    /// What the source says it is, never who; where that is open.
    public var sourceClass: SourceClass?
    /// When the mechanism had it whole, where that is open.
    public var receivedAt: Instant?
    /// What is kept sealed of it.
    public var sealed: [Commitment]
    /// Files that came with it and may be known.
    public var evidence: [FileDigest]

    public init(
        report: ReportID, channel: Channel? = nil, sourceClass: SourceClass? = nil, receivedAt: Instant? = nil,
        sealed: [Commitment], evidence: [FileDigest]
    ) {
        self.report = report
        self.channel = channel
        self.sourceClass = sourceClass
        self.receivedAt = receivedAt
        self.sealed = sealed
        self.evidence = evidence
    }

    static let kind = FactKind.reportReceived
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("report", \.report), .init("channel", \.channel), .init("source_class", \.sourceClass),
        .init("received_at", \.receivedAt), .init("sealed", \.sealed), .init("evidence", \.evidence))
}

/// A source corrected its report. What was received first stays.
public struct ReportCorrected: Hashable, Sendable, FactPayload {
    /// The report that is corrected.
    public var report: ReportID
    /// When the correction came, where that is open.
    public var receivedAt: Instant?
    /// The sealed parts as they are now.
    public var sealed: [Commitment]
    /// The files as they are now.
    public var evidence: [FileDigest]
    /// In words for the public.
    public var reason: String

    public init(
        report: ReportID, receivedAt: Instant? = nil, sealed: [Commitment], evidence: [FileDigest], reason: String
    ) {
        self.report = report
        self.receivedAt = receivedAt
        self.sealed = sealed
        self.evidence = evidence
        self.reason = reason
    }

    static let kind = FactKind.reportCorrected
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("report", \.report), .init("received_at", \.receivedAt), .init("sealed", \.sealed),
        .init("evidence", \.evidence), .init("reason", \.reason))
}

/// A report no longer counts.
public struct ReportWithdrawn: Hashable, Sendable, FactPayload {
    public var report: ReportID
    /// Who withdrew it.
    public var by: WithdrawnBy
    /// In words for the public.
    public var reason: String
    /// What is kept sealed of it: a source may have been made to take its report back, and says so here.
    public var sealed: [Commitment]

    public init(report: ReportID, by: WithdrawnBy, reason: String, sealed: [Commitment] = []) {
        self.report = report
        self.by = by
        self.reason = reason
        self.sealed = sealed
    }

    static let kind = FactKind.reportWithdrawn
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("report", \.report), .init("by", \.by), .init("reason", \.reason), .init("sealed", \.sealed))
}
