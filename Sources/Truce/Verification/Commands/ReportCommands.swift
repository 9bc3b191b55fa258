/// Files a report: what somebody saw, heard, or alleges.
public struct FileReport: Hashable, Sendable, CommandPayload {
    public var content: ReportContent
    public var channel: Channel
    public var sourceClass: SourceClass
    /// Whose account it is, where somebody files for another; nil: of who files it. Only officers may.
    public var source: String?
    /// Files taken in before.
    public var evidence: [FileDigest]

    public init(
        content: ReportContent, channel: Channel, sourceClass: SourceClass, source: String?, evidence: [FileDigest]
    ) {
        self.content = content
        self.channel = channel
        self.sourceClass = sourceClass
        self.source = source
        self.evidence = evidence
    }

    static let kind = CommandKind.fileReport
    static let shape = FactShape(
        Self.init, .init("content", \.content), .init("channel", \.channel), .init("source_class", \.sourceClass),
        .init("source", \.source), .init("evidence", \.evidence))
}

/// Corrects a report. What was received first stays.
public struct CorrectReport: Hashable, Sendable, CommandPayload {
    public var report: ReportID
    public var content: ReportContent
    public var evidence: [FileDigest]
    public var note: String?

    public init(report: ReportID, content: ReportContent, evidence: [FileDigest], note: String?) {
        self.report = report
        self.content = content
        self.evidence = evidence
        self.note = note
    }

    static let kind = CommandKind.correctReport
    static let shape = FactShape(
        Self.init, .init("report", \.report), .init("content", \.content), .init("evidence", \.evidence),
        .init("note", \.note))
}

/// Takes a report back.
public struct WithdrawReport: Hashable, Sendable, CommandPayload {
    public var report: ReportID
    public var note: String?

    public init(report: ReportID, note: String?) {
        self.report = report
        self.note = note
    }

    static let kind = CommandKind.withdrawReport
    static let shape = FactShape(Self.init, .init("report", \.report), .init("note", \.note))
}

/// Places a report: with an incident, as a duplicate, or aside. Again: moves it.
public struct TriageReport: Hashable, Sendable, CommandPayload {
    public var report: ReportID
    public var disposition: Disposition
    public var incident: IncidentID?
    public var duplicateOf: ReportID?
    public var note: String?

    public init(
        report: ReportID, disposition: Disposition, incident: IncidentID?, duplicateOf: ReportID?, note: String?
    ) {
        self.report = report
        self.disposition = disposition
        self.incident = incident
        self.duplicateOf = duplicateOf
        self.note = note
    }

    static let kind = CommandKind.triageReport
    static let shape = FactShape(
        Self.init, .init("report", \.report), .init("disposition", \.disposition), .init("incident", \.incident),
        .init("duplicate_of", \.duplicateOf), .init("note", \.note))
}
