import GRDB
import Truce

extension ReportList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<ReportRecord> {
        let after = try page.place(of: 1)?.values[0]
        var before = min(Int64(look.position), after ?? .max)
        let reach = Reach(look.asker, ReportRecord.existence)
        let among = try incident.map { try look.reports(around: $0) }
        var records: [ReportRecord] = []
        while records.count <= page.limit {
            let rows = try rows(before, reach, among, look)
            for row in rows {
                before = row[0]
                guard let record = try look.report(row), keeps(record, look) else { continue }
                records.append(record)
                if records.count > page.limit { break }
            }
            if rows.count <= page.limit { break }
        }
        let shown = Array(records.prefix(page.limit))
        return Listing(
            records: shown,
            next: records.count > page.limit ? shown.last.map { ListPlace([Int64($0.index)]).text } : nil,
            position: look.position)
    }

    private func keeps(_ record: ReportRecord, _ look: Look) -> Bool {
        guard look.mayKnow(record) else { return false }
        if let triaged {
            guard look.sees("disposition", of: record), (record.disposition != nil) == triaged else { return false }
        }
        if let incident {
            let isPlaced = look.sees("incident", of: record) && record.incident == incident
            let isProposed = look.sees("proposed_incident", of: record) && record.proposedIncident == incident
            guard isPlaced || isProposed else { return false }
        }
        if from != nil || until != nil {
            guard look.sees("received_at", of: record), from.map({ record.receivedAt >= $0 }) ?? true,
                until.map({ record.receivedAt < $0 }) ?? true
            else { return false }
        }
        return true
    }

    /// The next rows that the filter may keep, of every part of the list that the asker sees.
    private func rows(_ before: Int64, _ reach: Reach, _ among: [Int64]?, _ look: Look) throws -> [Row] {
        var conditions = ""
        var values: [any DatabaseValueConvertible] = [before]
        if let among {
            conditions += " AND position IN (" + among.map { _ in "?" }.joined(separator: ",") + ")"
            values += among as [any DatabaseValueConvertible]
        }
        if let from {
            conditions += " AND received >= ?"
            values.append(from.seconds)
        }
        if let until {
            conditions += " AND received < ?"
            values.append(until.seconds)
        }
        if look.isNow, let triaged {
            conditions += triaged ? " AND disposition IS NOT NULL" : " AND disposition IS NULL"
        }
        func rows(_ owner: (column: String, value: String)?) throws -> [Row] {
            try Row.fetchAll(
                look.db.makeStatement(
                    sql: """
                        SELECT \(Look.reportColumns) FROM report WHERE position < ?\(conditions)
                        \(owner.map { "AND \($0.column) = ?" } ?? "") ORDER BY position DESC LIMIT ?
                        """),
                arguments: StatementArguments(values + (owner.map { [$0.value] } ?? []) + [page.limit + 1]))
        }
        if reach.all || reach.published { return try rows(nil) }
        guard reach.own else { return [] }
        var found: [Row] = []
        for owner in Owners.of(look.asker) where owner != Owners.everySide {
            found += try rows((owner.hasPrefix("h:") ? "holder" : "side", owner))
        }
        var seen: Set<Int64> = []
        let merged = found.sorted { ($0[0] as Int64) > $1[0] }.filter { seen.insert($0[0]).inserted }
        return Array(merged.prefix(page.limit + 1))
    }
}

extension Look {
    /// The rows of the reports placed with an incident or proposed for it, at most 10,000.
    func reports(around id: IncidentID) throws -> [Int64] {
        var names = Set(try MemberView.everHeld(by: id, before: position, in: db).map(\.text))
        if isNow {
            let packed = try Row.fetchOne(
                db.cachedStatement(sql: "SELECT computed FROM incident WHERE id = ?"), arguments: [Int64(id.raw)])
            if let bytes = packed?.bytes(0), !bytes.isEmpty {
                names.formUnion(Unpacker.read(bytes) { $0.computed(id) }?.reports.map(\.text) ?? [])
            }
        }
        let statement = try db.cachedStatement(sql: "SELECT position FROM report WHERE id = ?")
        return try names.sorted().prefix(10_000).compactMap { try Int64.fetchOne(statement, arguments: [$0]) }
    }
}

extension ReportByID: AnsweredByViews {
    package func answer(_ look: Look) throws -> Single<ReportRecord> {
        let record = try look.report(id)
        return Single(record: record.flatMap { look.mayKnow($0) ? $0 : nil }, position: look.position)
    }
}
