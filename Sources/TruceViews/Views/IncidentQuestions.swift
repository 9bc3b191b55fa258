import GRDB
import Truce

/// Where in a list of incidents, the latest day first; on one day by name, which says nothing.
///
/// Who sees every incident finds it under the day of its earliest moment. For others that day may not be known yet, and
/// their order must not tell it: they find an incident under the day that its finding names, or else on which it was taken
/// up, or their own report received.
struct IncidentPlace: Hashable, Comparable {
    var day: Int64
    var id: Int64

    static let end = IncidentPlace(day: .max, id: .max)
    static func < (a: Self, b: Self) -> Bool { (a.day, a.id) < (b.day, b.id) }

    var text: String { ListPlace([day, id]).text }
}

/// A part of the list that an asker sees: every incident, the published ones, or its own.
enum IncidentPart {
    case all, published, own

    /// Under which day a filter by days looks for it: what is public has the day of its finding.
    var day: String { self == .all ? "i.day" : "i.shown_day" }

    /// Where its order is kept, so that a page costs as much as it shows.
    func place(isBySide: Bool) -> (tables: String, condition: String, day: String, id: String) {
        let join = "AS s CROSS JOIN incident AS i ON i.id = s.id"
        return switch self {
        case .all where isBySide: ("incident_side \(join)", "s.side = ?", "s.day", "s.id")
        case .all: ("incident AS i", "1", "i.day", "i.id")
        case .published where isBySide: ("incident_side \(join)", "s.side = ? AND published = 1", "s.shown_day", "s.id")
        case .published: ("incident AS i", "published = 1", "i.shown_day", "i.id")
        case .own: ("incident_owner \(join)", "s.owner = ?", "s.day", "s.id")
        }
    }
}

extension IncidentList: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<IncidentRecord> {
        let reach = Reach(look.asker, IncidentRecord.existence)
        guard look.isNow || reach.all else { return try earlier(look) }
        var before = try page.place(of: 2).map { IncidentPlace(day: $0.values[0], id: $0.values[1]) } ?? .end
        var found: [(place: IncidentPlace, record: IncidentRecord)] = []
        let boxed = try look.isNow ? boxed(reach, look) : nil
        var looked = 0
        while found.count <= page.limit {
            let rows = try rows(before, boxed, reach, look)
            for row in rows {
                before = row.place
                looked += 1
                if !look.isNow { try EarlierIncidents.check(looked) }
                let id = IncidentID(raw: UInt64(row.place.id))
                guard let record = try look.incident(id, row.row), filter.keeps(record, look) else { continue }
                found.append((row.place, record))
                if found.count > page.limit { break }
            }
            if rows.count < Self.chunk(page.limit) { break }
        }
        let shown = found.prefix(page.limit)
        return Listing(
            records: shown.map(\.record), next: found.count > page.limit ? shown.last?.place.text : nil,
            position: look.position)
    }

    private var filter: IncidentFilter {
        IncidentFilter(
            stages: stages, from: from, through: through, box: box, act: act, outcome: outcome, found: found, side: side
        )
    }

    /// As of an earlier moment, for those who do not see every incident's day: the one last taken up first.
    private func earlier(_ look: Look) throws -> Listing<IncidentRecord> {
        let (filter, earlier) = (filter, EarlierIncidents(look))
        let within = try from == nil && through == nil ? nil : Set(earlier.onRecord(from, through).map(\.description))
        var looked = 0
        return try look.list(.incident, Reach(look.asker, IncidentRecord.existence), page) { id in
            guard within?.contains(id) ?? true else { return nil }
            looked += 1
            try EarlierIncidents.check(looked)
            return try IncidentID(id).flatMap(look.incident).flatMap { filter.keeps($0, look) ? $0 : nil }
        }
    }

    private static func chunk(_ limit: Int) -> Int { limit + 1 }

    private typealias Found = (place: IncidentPlace, row: Row?)

    /// The next rows that the filter may keep, of every part of the list that the asker sees.
    private func rows(
        _ before: IncidentPlace, _ boxed: [IncidentPlace]?, _ reach: Reach, _ look: Look
    ) throws -> [Found] {
        if let boxed {
            return boxed.lazy.filter { $0 < before }.prefix(Self.chunk(page.limit)).map { ($0, nil) }
        }
        guard look.isNow else { return try known(before, look) }
        var found: [Found] = []
        for stage in stages.isEmpty ? [nil] : Set(stages).map(Optional.some) {
            if reach.all {
                found += try rows(.all, before, [], stage, look)
            } else if reach.published {
                found += try rows(.published, before, [], stage, look)
            }
            guard reach.own, !reach.all else { continue }
            for owner in Owners.of(look.asker) { found += try rows(.own, before, [owner], stage, look) }
        }
        var seen: Set<Int64> = []
        let merged = found.sorted { $0.place > $1.place }.filter { seen.insert($0.place.id).inserted }
        return Array(merged.prefix(Self.chunk(page.limit)))
    }

    private func rows(
        _ part: IncidentPart, _ before: IncidentPlace, _ first: [any DatabaseValueConvertible],
        _ stage: IncidentStage?, _ look: Look
    ) throws -> [Found] {
        let (sql, values) = query(part, before, first, stage)
        return try Row.fetchAll(look.db.cachedStatement(sql: sql), arguments: StatementArguments(values))
            .map { (IncidentPlace(day: $0[0], id: $0[1]), $0) }
    }

    /// What the asker may not see of those that are found is left to the filter, which keeps none of them.
    func query(
        _ part: IncidentPart, _ before: IncidentPlace, _ first: [any DatabaseValueConvertible] = [],
        _ stage: IncidentStage?
    ) -> (sql: String, values: [any DatabaseValueConvertible]) {
        let isBySide = side != nil && part != .own
        let place = part.place(isBySide: isBySide)
        var sql = "SELECT \(place.day), \(place.id), computed, newest, on_record FROM \(place.tables) WHERE "
        var values = first
        if isBySide, let side { values.append(side.text) }
        sql += "\(place.condition) AND (\(place.day), \(place.id)) < (?, ?)"
        values += [before.day, before.id]
        func add(_ condition: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            sql += " AND " + condition
            values.append(value)
        }
        add("stage = ?", stage.flatMap { IncidentStage.allCases.firstIndex(of: $0) })
        add("\(part.day) >= ?", from?.daysSince1970)
        add("\(part.day) <= ?", through?.daysSince1970)
        add("(acts | shown_acts) & ? != 0", act.map { Int64(bitPattern: ActSet($0).rawValue) })
        add("outcome = ?", outcome)
        add("found = ?", found.flatMap { Outcome.allCases.firstIndex(of: $0) })
        if !isBySide {
            add("EXISTS (SELECT 1 FROM incident_side AS s WHERE s.id = i.id AND side = ?)", side?.text)
        }
        sql += " ORDER BY \(place.day) DESC, \(place.id) DESC LIMIT ?"
        values.append(Self.chunk(page.limit))
        return (sql, values)
    }

    /// As of an earlier moment: those that were on record.
    private func known(_ before: IncidentPlace, _ look: Look) throws -> [Found] {
        try Row.fetchAll(
            look.db.cachedStatement(
                sql: """
                    SELECT day, id FROM incident_known WHERE (day, id) < (?, ?) AND day BETWEEN ? AND ?
                    AND from_position < ? AND (until_position IS NULL OR until_position >= ?)
                    ORDER BY day DESC, id DESC LIMIT ?
                    """),
            arguments: [
                before.day, before.id, from?.daysSince1970 ?? .min, through?.daysSince1970 ?? .max, look.position,
                look.position, Self.chunk(page.limit),
            ]
        ).map { (IncidentPlace(day: $0[0], id: $0[1]), nil) }
    }

    /// In a small box, all that lie there, in the list's order; nil where the whole list is to be gone through instead.
    private func boxed(_ reach: Reach, _ look: Look) throws -> [IncidentPlace]? {
        guard let box else { return nil }
        var places: Set<IncidentPlace> = []
        var ids: [Int64] = []
        if let layer = IncidentFilter.layer(look.asker, reach) {
            let windows = box.parts.map { MapWindow($0, level: MapCellKey.finestLevel) }
            var isSmall = true
            try IncidentFilter.within(windows, layer, look.db) { id, curve in
                let (x, y) = MapCellKey.column(curve)
                if windows.contains(where: { $0.contains(x, y) }) { ids.append(id) }
                isSmall = ids.count <= 20_000
                return isSmall
            }
            if !isSmall { return nil }
        }
        let statement = try look.db.cachedStatement(
            sql: "SELECT \(reach.all ? "day" : "shown_day") FROM incident WHERE id = ?")
        for id in ids {
            if let day = try Int64.fetchOne(statement, arguments: [id]) {
                places.insert(IncidentPlace(day: day, id: id))
            }
        }
        if reach.own, !reach.all, IncidentFilter.placesOwn(look.asker) {
            for owner in Owners.of(look.asker) {
                let rows = try Row.fetchAll(
                    look.db.cachedStatement(sql: "SELECT day, id FROM incident_owner WHERE owner = ?"),
                    arguments: [owner])
                for row in rows { places.insert(IncidentPlace(day: row[0], id: row[1])) }
            }
        }
        return places.sorted(by: >)
    }
}

extension Look {
    /// - Parameter row: `day, id, computed, newest, on_record`; nil: to be looked up.
    func incident(_ id: IncidentID, _ row: Row?) throws -> IncidentRecord? {
        guard let row else { return try incident(id) }
        return try incident(id, computed: row.bytes(2), newest: row[3], hasCase: row[4])
    }
}

extension IncidentByID: AnsweredByViews {
    package func answer(_ look: Look) throws -> Single<IncidentRecord> {
        let record = try look.incident(id)
        return Single(record: record.flatMap { look.mayKnow($0) ? $0 : nil }, position: look.position)
    }
}

extension IncidentJournal: AnsweredByViews {
    package func answer(_ look: Look) throws -> Listing<JournalRecord> {
        let after = try page.place(of: 1)?.values[0] ?? -1
        guard let incident = try look.incident(id), look.mayKnow(incident) else {
            return Listing(records: [], next: nil, position: look.position)
        }
        let rows = try Row.fetchAll(
            look.db.cachedStatement(
                sql: """
                    SELECT step.position, recorded, fact, sealed FROM about JOIN step ON step.position = about.position
                    WHERE topic = ? AND subject = ? AND about.position > ? AND about.position < ?
                    ORDER BY about.position LIMIT ?
                    """),
            arguments: [Topic.incident.rawValue, id.description, after, look.position, page.limit + 1])
        let records = try rows.map { try StepView.entry($0).journal }.filter(look.mayKnow)
        let shown = Array(records.prefix(page.limit))
        return Listing(
            records: shown,
            next: records.count > page.limit ? shown.last.map { ListPlace([Int64($0.index)]).text } : nil,
            position: look.position)
    }
}
