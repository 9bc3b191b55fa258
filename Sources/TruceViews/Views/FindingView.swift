import GRDB
import Truce

/// Adopted findings by the day of the incident, to be counted; one that names no day, by that of its adoption.
enum FindingView: View {
    static let schema = """
        CREATE TABLE finding (
            id TEXT PRIMARY KEY, born INTEGER NOT NULL, reopened INTEGER, -- entries
            day INTEGER NOT NULL, dated INTEGER NOT NULL, -- 0: the day is that of the adoption
            outcome INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX finding_undated ON finding (born) WHERE dated = 0;
        CREATE INDEX finding_day ON finding (day, outcome, born, reopened);
        """

    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {
        switch entry.fact {
        case .findingAdopted(let payload):
            try writing.db.cachedStatement(sql: "INSERT OR IGNORE INTO finding VALUES (?, ?, NULL, ?, ?, ?)")
                .execute(arguments: [
                    payload.finding.text, entry.index,
                    (payload.summary?.day ?? writing.rules.zone.day(of: entry.recorded)).daysSince1970,
                    payload.summary != nil,
                    Outcome.allCases.firstIndex(of: payload.outcome),
                ])
        case .findingReopened(let payload):
            try writing.db.cachedStatement(
                sql: "UPDATE finding SET reopened = ? WHERE id = ? AND reopened IS NULL"
            ).execute(arguments: [entry.index, payload.finding.text])
        default: break
        }
    }

    /// Those that stood once `position` entries were there, of these days.
    static func standing(
        _ days: ClosedRange<Int>, before position: Int, in db: Database
    ) throws -> [(day: Int, outcome: Outcome, count: Int)] {
        try Row.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT day, outcome, COUNT(*) FROM finding WHERE day BETWEEN ? AND ? AND born < ?
                    AND (reopened IS NULL OR reopened >= ?) GROUP BY day, outcome
                    """), arguments: [days.lowerBound, days.upperBound, position, position]
        ).map { ($0[0], Outcome.allCases[$0[1]], $0[2]) }
    }
}
