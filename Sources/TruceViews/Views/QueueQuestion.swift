import GRDB
import Truce

extension QueueList: AnsweredByViews {
    /// What the asker may do something about; as of now only.
    package func answer(_ look: Look) throws -> Listing<QueueRecord> {
        guard look.isNow else { throw ViewsError.onlyNow("What waits") }
        let after = try page.after.map { text throws(ViewsError) in try QueuePlace(reading: text) }
        var items: [Item] = []
        if Self.may(.triageReport, look) { items += try reports(after, look) }
        if Self.may(.openIncident, look) { items += try proposed(after, look) }
        items += try waiting(after, look)
        items += try sidesOwn(look).filter { item in after.map { item.place > $0 } ?? true }
        items.sort { $0.place < $1.place }
        let shown = Array(items.prefix(page.limit))
        return Listing(
            records: shown.map(\.record).filter(look.mayKnow),
            next: items.count > page.limit ? shown.last?.place.text : nil, position: look.position)
    }

    private struct Item {
        var place: QueuePlace
        var incident: IncidentID?
        var report: ReportID?

        var record: QueueRecord {
            QueueRecord(
                kind: place.kind, incident: incident, report: report,
                subject: report == nil && place.key != incident?.description ? place.name : nil,
                due: place.due == QueuePlace.never ? nil : Instant(seconds: place.due),
                since: Instant(seconds: place.since), priority: 3 - place.rank)
        }
    }

    private static func may(_ kind: CommandKind, _ look: Look) -> Bool { AccessTable.may(look.asker, do: kind) }

    private func reports(_ after: QueuePlace?, _ look: Look) throws -> [Item] {
        let kind = CommandKind.triageReport.rawValue
        guard let start = Self.start(rank: 3, kind, after) else { return [] }
        let rows = try Row.fetchCursor(
            look.db.cachedStatement(
                sql: """
                    SELECT id, received FROM report
                    WHERE disposition IS NULL AND withdrawn = 0 AND (received, id) > (?, ?) ORDER BY received, id
                    """), arguments: [start.since, start.key])
        var items: [Item] = []
        while items.count <= page.limit, let row = try rows.next() {
            guard let id = ReportID(row[0] as String), let record = try look.report(id), look.mayKnow(record),
                look.sees("disposition", of: record)
            else { continue }
            items.append(
                Item(
                    place: QueuePlace(priority: 0, due: nil, since: record.receivedAt, kind: kind, key: id.text),
                    report: id))
        }
        return items
    }

    private func proposed(_ after: QueuePlace?, _ look: Look) throws -> [Item] {
        let kind = CommandKind.openIncident.rawValue
        var items: [Item] = []
        for rank in 0...3 {
            guard items.count <= page.limit, let start = Self.start(rank: rank, kind, after) else { continue }
            let raw = IncidentID(start.key).map { Int64($0.raw) } ?? (start.key.isEmpty ? -1 : .max)
            let rows = try Row.fetchCursor(
                look.db.cachedStatement(
                    sql: """
                        SELECT id FROM incident WHERE stage = 0 AND severity = ? AND (earliest, id) > (?, ?)
                        ORDER BY earliest, id
                        """), arguments: [3 - rank, start.since, raw])
            while items.count <= page.limit, let row = try rows.next() {
                let id = IncidentID(raw: UInt64(row[0] as Int64))
                guard let record = try look.incident(id), look.mayKnow(record), look.sees("earliest", of: record) else {
                    continue
                }
                items.append(
                    Item(
                        place: QueuePlace(
                            priority: 3 - rank, due: nil, since: record.earliest, kind: kind, key: id.description),
                        incident: id))
            }
        }
        return items
    }

    /// Where to go on among things without a date, all of one rank and kind: after this moment and key. Nil: they are
    /// all before `after`.
    private static func start(rank: Int, _ kind: String, _ after: QueuePlace?) -> (since: Int64, key: String)? {
        guard let after, after.rank >= rank else { return (.min, "") }
        if after.rank > rank { return nil }
        if after.due < QueuePlace.never { return (.min, "") }
        if after.kind == kind { return (after.since, after.key) }
        // Past every key of that moment, or before the first.
        return after.kind > kind ? (after.since, "\u{10FFFF}") : (after.since, "")
    }

    private func waiting(_ after: QueuePlace?, _ look: Look) throws -> [Item] {
        let after =
            after
            ?? QueuePlace(
                priority: 4, due: Instant(seconds: .min), since: Instant(seconds: .min), kind: "", key: "")
        let rows = try Row.fetchCursor(
            look.db.cachedStatement(
                sql: """
                    SELECT rank, due, since, kind, key, incident, side, author FROM waiting
                    WHERE (rank, due, since, kind, key) > (?, ?, ?, ?, ?) ORDER BY rank, due, since, kind, key, incident
                    """), arguments: [after.rank, after.due, after.since, after.kind, after.key])
        var items: [Item] = []
        while items.count <= page.limit, let row = try rows.next() {
            guard let kind = CommandKind(rawValue: row[3]), Self.may(kind, look) else { continue }
            if let side = (row[6] as String?).flatMap({ PartyID($0) }), !look.asker.isOf(side) { continue }
            if let author = row[7] as String?, author == look.asker.holder?.text { continue }
            let id = IncidentID(raw: UInt64(row[5] as Int64))
            guard let record = try look.incident(id), look.mayKnow(record) else { continue }
            var place = QueuePlace(
                priority: 3 - (row[0] as Int), due: nil, since: row.instant(2), kind: kind.rawValue, key: row[4])
            place.due = row[1]
            guard knows(kind, place.name, record, look) else { continue }
            items.append(Item(place: place, incident: id))
        }
        return items
    }

    /// Whether the asker knows of the very thing that waits.
    private func knows(_ kind: CommandKind, _ name: String, _ record: IncidentRecord, _ look: Look) -> Bool {
        switch kind {
        case .reviewFinding, .adoptFinding: record.draft.map(look.mayKnow) ?? false
        case .fileReply: record.asks.contains { $0.id.text == name && look.mayKnow($0) }
        case .reportPatrol: record.patrols.contains { $0.id.text == name && look.mayKnow($0) }
        case .answerEscalation: record.escalations.contains { String($0.rung) == name && look.mayKnow($0) }
        default: true
        }
    }

    /// What a side owes: commitments that are late, demands to answer, amendments to sign.
    private func sidesOwn(_ look: Look) throws -> [Item] {
        var items: [Item] = []
        func add(_ kind: CommandKind, _ key: String, due: Instant?, since: Instant, priority: Int) {
            let place = QueuePlace(priority: priority, due: due, since: since, kind: kind.rawValue, key: key)
            items.append(Item(place: place))
        }
        if Self.may(.reportProgress, look) {
            for obligation in look.standings?.obligations ?? [] where obligation.isLate == true {
                guard let due = obligation.due, look.mayKnow(obligation),
                    obligation.of.contains(where: look.asker.isOf)
                        || !look.asker.grants.contains(where: { $0.side != nil })
                else { continue }
                add(.reportProgress, obligation.id.text, due: due, since: due, priority: 2)
            }
        }
        let newest = Page(limit: Page.limits.upperBound)
        if Self.may(.answerDemand, look) {
            for demand in try look.list(DemandFold.self, newest).records where demand.answers.isEmpty {
                guard demand.of.contains(where: look.asker.isOf) else { continue }
                add(.answerDemand, demand.id.text, due: nil, since: demand.filedAt, priority: 1)
            }
        }
        if Self.may(.signAmendment, look) {
            for amendment in try look.list(AmendmentFold.self, newest).records where amendment.effectiveAt == nil {
                let missing = Set(amendment.signatories).subtracting(amendment.signed.map(\.signatory))
                guard missing.contains(where: look.asker.isOf) else { continue }
                add(
                    .signAmendment, amendment.id.text, due: amendment.inForceFrom, since: amendment.proposedAt,
                    priority: 1)
            }
        }
        return items
    }
}
