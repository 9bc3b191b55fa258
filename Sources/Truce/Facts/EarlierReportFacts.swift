/// Facts about reports as earlier versions of the program wrote them; see ``FactVersion1``.
extension FactVersion1 {
    struct ReportReceived: Hashable, Sendable, FactPayload {
        var report: ReportID
        var channel: Channel
        var sourceClass: SourceClass
        var receivedAt: Instant
        var sealed: [Commitment]
        var evidence: [FileDigest]

        static let kind = FactKind.reportReceived
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("report", \.report), .init("channel", \.channel), .init("source_class", \.sourceClass),
            .init("received_at", \.receivedAt), .init("sealed", \.sealed), .init("evidence", \.evidence))
    }

    struct ReportCorrected: Hashable, Sendable, FactPayload {
        var report: ReportID
        var receivedAt: Instant
        var sealed: [Commitment]
        var evidence: [FileDigest]
        var reason: String

        static let kind = FactKind.reportCorrected
        static let version = 1
        static let shape = FactShape(
            Self.init, .init("report", \.report), .init("received_at", \.receivedAt), .init("sealed", \.sealed),
            .init("evidence", \.evidence), .init("reason", \.reason))
    }

    static func received(_ old: ReportReceived) -> Fact {
        .reportReceived(
            .init(
                report: old.report, channel: old.channel, sourceClass: old.sourceClass, receivedAt: old.receivedAt,
                sealed: old.sealed, evidence: old.evidence))
    }

    static func corrected(_ old: ReportCorrected) -> Fact {
        .reportCorrected(
            .init(
                report: old.report, receivedAt: old.receivedAt, sealed: old.sealed, evidence: old.evidence,
                reason: old.reason))
    }
}
