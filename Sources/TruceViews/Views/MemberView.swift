import GRDB
import Truce

/// Which reports officers placed with which incident, from which entry and until which.
enum MemberView: View {
    static let schema = """
        CREATE TABLE member (
            report TEXT NOT NULL, incident INTEGER NOT NULL, from_position INTEGER NOT NULL, until_position INTEGER,
            PRIMARY KEY (report, from_position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX member_incident ON member (incident, report);
        """

    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {
        switch entry.fact {
        case .incidentOpened(let payload):
            let incident = try PartView.standing(payload.incident, in: writing.db)
            for report in payload.reports { try place(report, incident, entry.index, writing) }
        case .reportTriaged(let payload):
            let incident = try (payload.disposition == .incident ? payload.incident : nil).map {
                try PartView.standing($0, in: writing.db)
            }
            try place(payload.report, incident, entry.index, writing)
            if payload.disposition != .incident || payload.incident == nil {
                try ReportView.dispose(payload.report, payload.disposition, writing)
            }
        case .incidentsJoined(let payload):
            for name in payload.incidents {
                let other = try PartView.standing(name, unless: payload.into, in: writing.db)
                guard other != payload.into else { continue }
                for report in try reports(of: other, before: entry.index + 1, in: writing.db) {
                    try place(report, payload.into, entry.index, writing)
                }
            }
        case .incidentSplit(let payload):
            for part in payload.parts {
                let incident = try PartView.standing(part.incident, in: writing.db)
                for report in part.reports { try place(report, incident, entry.index, writing) }
            }
        case .reportReceived(let payload):
            if try ReportView.wasExpected(payload.report, writing) { try receive(payload.report, entry.index, writing) }
        default: break
        }
    }

    /// What was done with a report before it was received holds of it now.
    private static func receive(_ id: ReportID, _ at: Int, _ writing: Writing) throws {
        guard let report = try writing.look(before: at + 1).report(id), report.index == at else { return }
        if let disposition = report.disposition { try ReportView.dispose(id, disposition, writing) }
        try writing.db.cachedStatement(sql: "UPDATE report SET withdrawn = ? WHERE id = ?")
            .execute(arguments: [report.isWithdrawn, id.text])
        // It may have been moved on since.
        for incident in try everHolding(id, in: writing.db).sorted() {
            try own(id, incident, in: writing.db)
            writing.about.append(About(.incident, incident))
        }
    }

    private static func place(_ report: ReportID, _ incident: IncidentID?, _ at: Int, _ writing: Writing) throws {
        let db = writing.db
        let before = try self.incident(holding: report, in: db)
        if before == incident {
            if incident != nil { try ReportView.dispose(report, .incident, writing) }
            return
        }
        if before != nil {
            // What one entry says twice never held.
            try db.cachedStatement(
                sql: "DELETE FROM member WHERE report = ? AND until_position IS NULL AND from_position = ?"
            ).execute(arguments: [report.text, at])
            try db.cachedStatement(
                sql: "UPDATE member SET until_position = ? WHERE report = ? AND until_position IS NULL"
            ).execute(arguments: [at, report.text])
        }
        guard let incident else { return }
        try db.cachedStatement(sql: "INSERT OR REPLACE INTO member VALUES (?, ?, ?, NULL)")
            .execute(arguments: [report.text, Int64(incident.raw), at])
        try ReportView.dispose(report, .incident, writing)
        try own(report, incident, in: db)
    }

    /// Whoever reported finds the incident among its own.
    static func own(_ report: ReportID, _ incident: IncidentID, in db: Database) throws {
        let row = try Row.fetchOne(
            db.cachedStatement(sql: "SELECT holder, side FROM report WHERE id = ?"), arguments: [report.text])
        for owner in [row?[0] as String?, row?[1]] {
            if let owner { try StepView.own(.incident, incident.description, owner, in: db) }
        }
    }

    static func incident(holding report: ReportID, in db: Database) throws -> IncidentID? {
        try Int64.fetchOne(
            db.cachedStatement(sql: "SELECT incident FROM member WHERE report = ? AND until_position IS NULL"),
            arguments: [report.text]
        ).map { IncidentID(raw: UInt64($0)) }
    }

    static func incident(holding report: ReportID, before position: Int, in db: Database) throws -> IncidentID? {
        try Int64.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT incident FROM member WHERE report = ? AND from_position < ?
                    AND (until_position IS NULL OR until_position >= ?) ORDER BY from_position DESC LIMIT 1
                    """), arguments: [report.text, position, position]
        ).map { IncidentID(raw: UInt64($0)) }
    }

    /// Ascending.
    static func reports(of incident: IncidentID, before position: Int, in db: Database) throws -> [ReportID] {
        try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT report FROM member WHERE incident = ? AND from_position < ?
                    AND (until_position IS NULL OR until_position >= ?) ORDER BY report
                    """), arguments: [Int64(incident.raw), position, position]
        ).compactMap { ReportID($0) }
    }
}

extension MemberView {
    /// Those it holds or held, ascending.
    static func everHeld(by incident: IncidentID, before position: Int, in db: Database) throws -> [ReportID] {
        try String.fetchAll(
            db.cachedStatement(
                sql: "SELECT DISTINCT report FROM member WHERE incident = ? AND from_position < ? ORDER BY report"),
            arguments: [Int64(incident.raw), position]
        ).compactMap { ReportID($0) }
    }

    static func everHolding(_ report: ReportID, in db: Database) throws -> Set<IncidentID> {
        try Set(
            Int64.fetchAll(
                db.cachedStatement(sql: "SELECT DISTINCT incident FROM member WHERE report = ?"),
                arguments: [report.text]
            ).map { IncidentID(raw: UInt64($0)) })
    }
}
