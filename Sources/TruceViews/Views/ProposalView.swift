import GRDB
import Truce

/// What was computed, put beside what is on record.
enum ProposalView {
    static func fold(_ incident: ComputedIncident, mark: Int, _ writing: Writing) throws {
        var packer = Packer()
        packer.add(incident)
        let key = Int64(incident.id.raw)
        let before = try Row.fetchOne(
            writing.db.cachedStatement(sql: "SELECT computed FROM incident WHERE id = ?"), arguments: [key]
        )?.bytes(0)
        if before == packer.bytes { return }
        var left: Set<ReportID> = []
        if let before, !before.isEmpty {
            left = Set(Unpacker.read(before) { $0.computed(incident.id) }?.reports ?? [])
        }
        left.subtract(incident.reports)
        try release(left, from: key, writing.db)
        for report in incident.reports {
            try writing.db.cachedStatement(sql: "UPDATE report SET proposed = ? WHERE id = ? AND proposed IS NOT ?")
                .execute(arguments: [key, report.text, key])
        }
        try IncidentView.write(incident.id, computed: packer.bytes, mark: mark, writing)
    }

    static func remove(_ id: IncidentID, mark: Int, _ writing: Writing) throws {
        let key = Int64(id.raw)
        let before = try Row.fetchOne(
            writing.db.cachedStatement(sql: "SELECT computed FROM incident WHERE id = ?"), arguments: [key]
        )?.bytes(0)
        guard let before, !before.isEmpty else { return }
        try release(Set(Unpacker.read(before) { $0.computed(id) }?.reports ?? []), from: key, writing.db)
        try IncidentView.write(id, computed: [], mark: mark, writing)
    }

    private static func release(_ reports: Set<ReportID>, from key: Int64, _ db: Database) throws {
        for report in reports {
            try db.cachedStatement(sql: "UPDATE report SET proposed = NULL WHERE id = ? AND proposed = ?")
                .execute(arguments: [report.text, key])
        }
    }
}
