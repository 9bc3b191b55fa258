import GRDB
import Truce

/// A report as it stands: its row, and the steps that followed.
struct ReportFold {
    private var record: ReportRecord
    private let isSealed: Bool

    init?(_ row: Row) {
        guard let id = ReportID(row[1] as String), let body = ReportBody(packed: row.bytes(4)) else { return nil }
        isSealed = body.isSealed
        let received = Instant(seconds: row[2])
        record = ReportRecord(
            id: id, index: row[0], receivedAt: received, channel: body.channel, sourceClass: body.sourceClass,
            source: body.source, content: body.content, publicPlace: nil, corrections: 0, isWithdrawn: false,
            isErased: false, disposition: nil, incident: nil,
            proposedIncident: (row[3] as Int64?).map { IncidentID(raw: UInt64($0)) }, duplicateOf: nil,
            evidence: body.evidence.map { ReportFold.unknown($0, id, received) })
    }

    /// Known only by its digest: nothing on record says how large it is.
    private static func unknown(_ digest: FileDigest, _ report: ReportID, _ received: Instant) -> EvidenceRecord {
        EvidenceRecord(
            digest: digest, size: 0, mediaType: "application/octet-stream", report: report, receivedAt: received)
    }

    mutating func apply(_ step: OpenedEntry) {
        switch step.fact {
        case .reportCorrected:
            record.corrections += 1
            // Corrected to what was erased since: what it said before does not stand either.
            record.content = step.sealed.report
            if let source = step.sealed.source { record.source = source }
            record.evidence = step.files.map { Self.unknown($0, record.id, step.receivedAt) }
        case .reportWithdrawn: record.isWithdrawn = true
        case .reportTriaged(let payload):
            record.disposition = payload.disposition
            record.duplicateOf = payload.duplicateOf
        default: break
        }
    }

    func record(in look: Look) throws -> ReportRecord {
        var record = record
        record.isErased = record.content == nil && isSealed
        record.publicPlace = record.content.flatMap { look.rules.publicPlace($0.place, $0.placeName) }
        record.incident = try MemberView.incident(holding: record.id, before: look.position, in: look.db)
        if record.incident != nil { record.disposition = .incident }
        if record.disposition != .duplicate { record.duplicateOf = nil }
        if !look.isNow || record.incident != nil { record.proposedIncident = nil }
        for at in record.evidence.indices { try describe(&record.evidence[at], look) }
        for evidence in try added(look) where !record.evidence.contains(where: { $0.digest == evidence.digest }) {
            record.evidence.append(evidence)
        }
        return record
    }

    private func describe(_ evidence: inout EvidenceRecord, _ look: Look) throws {
        let row = try Row.fetchOne(
            look.db.cachedStatement(
                sql: "SELECT size, media_type FROM evidence WHERE digest = ? AND position < ? ORDER BY position LIMIT 1"
            ),
            arguments: [Row.data(evidence.digest.bytes), look.position])
        if let row {
            (evidence.size, evidence.mediaType) = (row[0], row[1])
        } else if let file = try look.source.file(evidence.digest) {
            // What came with a report is sealed, and on record by its digest only.
            (evidence.size, evidence.mediaType) = file
        }
    }

    private func added(_ look: Look) throws -> [EvidenceRecord] {
        let rows = try Row.fetchAll(
            look.db.cachedStatement(
                sql: """
                    SELECT digest, size, media_type, obtained FROM evidence WHERE report = ? AND position < ?
                    ORDER BY position
                    """), arguments: [record.id.text, look.position])
        return rows.compactMap { row in
            FileDigest(row.bytes(0)).map {
                EvidenceRecord(
                    digest: $0, size: row[1], mediaType: row[2], report: record.id, receivedAt: row.instant(3))
            }
        }
    }
}

extension Look {
    static let reportColumns = "position, id, received, proposed, body"

    func report(_ row: Row) throws -> ReportRecord? {
        guard var fold = ReportFold(row) else { throw ViewsError.damaged(path: path, why: "a report cannot be read") }
        for step in try StepView.steps(of: .report, row[1], before: position, in: db) { fold.apply(step) }
        return try fold.record(in: self)
    }

    /// As of this look; nil where it is not there yet.
    func report(_ id: ReportID) throws -> ReportRecord? {
        try Row.fetchOne(
            db.cachedStatement(
                sql: "SELECT \(Self.reportColumns) FROM report WHERE id = ? AND position < ?"),
            arguments: [id.text, position]
        ).flatMap { try report($0) }
    }
}
