import GRDB
import Truce

/// How many incidents lie in each part of the map, at several levels, so that a map of a million costs no more than one of
/// a hundred.
enum MapView: View {
    static let schema = """
        CREATE TABLE map_cell (
            layer INTEGER NOT NULL, level INTEGER NOT NULL, y INTEGER NOT NULL, x INTEGER NOT NULL,
            count INTEGER NOT NULL, PRIMARY KEY (layer, level, y, x)
        ) STRICT, WITHOUT ROWID
        """

    static func fold(_ entry: OpenedEntry, in writing: Writing) throws {}

    static func settle(_ writing: Writing) throws {
        for (key, change) in writing.cells where change != 0 {
            let arguments: StatementArguments = [key.layer.rawValue, key.level, key.y, key.x]
            try writing.db.cachedStatement(
                sql: """
                    INSERT INTO map_cell VALUES (?, ?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET count = count + excluded.count
                    """
            ).execute(arguments: arguments + [change])
            if change < 0 {
                try writing.db.cachedStatement(
                    sql: "DELETE FROM map_cell WHERE layer = ? AND level = ? AND y = ? AND x = ? AND count = 0"
                ).execute(arguments: arguments)
            }
        }
        writing.cells = [:]
    }
}

extension Writing {
    /// That one incident more (1) or fewer (−1) lies there.
    func count(_ change: Int, exact: Int64?, coarse: Int64?, shown: Int64?) {
        func count(_ layer: MapCellKey.Layer, _ curve: Int64?) {
            guard let curve else { return }
            let (x, y) = MapCellKey.column(curve)
            for level in MapCellKey.levels {
                let shift = MapCellKey.finestLevel - level
                cells[MapCellKey(layer: layer, level: level, x: x >> shift, y: y >> shift), default: 0] += change
            }
        }
        count(.exact, exact)
        count(.coarse, coarse)
        count(.settled, shown)
    }
}

extension IncidentMap: AnsweredByViews {
    package static let limits = 1...5000

    package func answer(_ look: Look) throws -> MapAnswer {
        guard Self.limits.contains(limit) else {
            throw ViewsError.outOfRange("A map shows 1 to 5,000 incidents, not \(limit).")
        }
        let filter = IncidentFilter(from: from, through: through, box: box, act: act)
        let reach = Reach(look.asker, IncidentRecord.existence)
        guard look.isNow, !box.parts.isEmpty, !reach.isNothing else {
            guard !look.isNow, !box.parts.isEmpty, !reach.isNothing else { return counted([], look) }
            let all = try EarlierIncidents(look).onRecord(from, through).compactMap(look.incident)
            return counted(all.filter { filter.keeps($0, look) }, look)
        }
        let layer = IncidentFilter.layer(look.asker, reach)
        var own = try ownOnly(reach, filter, look)
        // What is hidden of the others must not be told by counting them.
        let asked = [from == nil && through == nil ? nil : "day", act == nil ? nil : "acts"].compactMap(\.self)
        guard let layer, asked.allSatisfy({ IncidentFilter.shows($0, layer, look.asker) }) else {
            return counted(own, look)
        }
        let level = level()
        var ids: [IncidentID]? = nil
        if try inside(layer, level, look) <= limit { ids = try listed(layer, look) }
        if let ids {
            let known = Set(own.map(\.id))
            for id in ids where !known.contains(id) {
                if let record = try look.incident(id), filter.keeps(record, look) { own.append(record) }
            }
            return counted(own, look)
        }
        var cells = try cells(layer, level, look)
        for record in own where layer == .settled && !record.isSettled {
            guard let spot = filter.spot(of: record, look) else { continue }
            let (x, y) = MapCellKey.column(spot, level: level)
            cells[MapCellKey(layer: layer, level: level, x: x, y: y), default: 0] += 1
        }
        return MapAnswer(incidents: [], cells: Self.shown(cells), position: look.position)
    }

    /// The asker's own, where it sees no others but published ones.
    private func ownOnly(_ reach: Reach, _ filter: IncidentFilter, _ look: Look) throws -> [IncidentRecord] {
        guard reach.own, !reach.all, IncidentFilter.placesOwn(look.asker) else { return [] }
        var (found, seen): ([IncidentRecord], Set<Int64>) = ([], [])
        for owner in Owners.of(look.asker) {
            let ids = try Int64.fetchAll(
                look.db.cachedStatement(sql: "SELECT id FROM incident_owner WHERE owner = ?"), arguments: [owner])
            for id in ids where seen.insert(id).inserted {
                let record = try look.incident(IncidentID(raw: UInt64(id)))
                if let record, filter.keeps(record, look) { found.append(record) }
            }
        }
        return found
    }

    /// Few enough one by one, others counted.
    private func counted(_ records: [IncidentRecord], _ look: Look) -> MapAnswer {
        let sorted = records.sorted { ($0.day, $0.id) > ($1.day, $1.id) }
        guard sorted.count > limit else { return MapAnswer(incidents: sorted, cells: [], position: look.position) }
        let filter = IncidentFilter(box: box)
        let level = level()
        var cells: [MapCellKey: Int] = [:]
        for record in sorted {
            guard let spot = filter.spot(of: record, look) else { continue }
            let (x, y) = MapCellKey.column(spot, level: level)
            cells[MapCellKey(layer: .exact, level: level, x: x, y: y), default: 0] += 1
        }
        return MapAnswer(incidents: [], cells: Self.shown(cells), position: look.position)
    }

    private static func shown(_ cells: [MapCellKey: Int]) -> [MapCell] {
        cells.filter { $0.value > 0 }.sorted { ($0.key.y, $0.key.x) < ($1.key.y, $1.key.x) }.map {
            MapCell(box: MapCellKey.box(level: $0.key.level, x: $0.key.x, y: $0.key.y), count: $0.value)
        }
    }

    /// The finest of the levels at which the box is at most 32 cells wide and high.
    private func level() -> Int {
        MapCellKey.levels.last { level in
            box.parts.allSatisfy {
                let window = MapWindow($0, level: level)
                return window.x.count <= 32 && window.y.count <= 32
            }
        } ?? MapCellKey.levels[0]
    }

    private var isFiltered: Bool { from != nil || through != nil || act != nil }

    /// How many lie in cells that are wholly within the box, whatever they are.
    private func inside(_ layer: MapCellKey.Layer, _ level: Int, _ look: Look) throws -> Int {
        if isFiltered { return 0 }
        return try box.parts.reduce(0) { sum, part in
            let window = MapWindow(part, level: level)
            return try sum
                + MapView.counts(layer, window, look.db).filter {
                    $0.x > window.x.lowerBound && $0.x < window.x.upperBound && $0.y > window.y.lowerBound
                        && $0.y < window.y.upperBound
                }.reduce(0) { $0 + $1.count }
        }
    }

    private func cells(_ layer: MapCellKey.Layer, _ level: Int, _ look: Look) throws -> [MapCellKey: Int] {
        var cells: [MapCellKey: Int] = [:]
        func add(_ x: Int, _ y: Int, _ count: Int) {
            cells[MapCellKey(layer: layer, level: level, x: x, y: y), default: 0] += count
        }
        let windows = box.parts.map { MapWindow($0, level: level) }
        if !isFiltered {
            for window in windows {
                for cell in try MapView.counts(layer, window, look.db) { add(cell.x, cell.y, cell.count) }
            }
            return cells
        }
        let shift = MapCellKey.finestLevel - level
        try scan(layer, look) { _, curve in
            let (x, y) = MapCellKey.column(curve)
            guard windows.contains(where: { $0.contains(x >> shift, y >> shift) }) else { return true }
            add(x >> shift, y >> shift, 1)
            return true
        }
        return cells
    }

    /// Those in the box, to the finest cell; nil where there are more than ``limit``.
    private func listed(_ layer: MapCellKey.Layer, _ look: Look) throws -> [IncidentID]? {
        let windows = box.parts.map { MapWindow($0, level: MapCellKey.finestLevel) }
        var ids: [IncidentID] = []
        func take(_ id: Int64, _ curve: Int64) -> Bool {
            let (x, y) = MapCellKey.column(curve)
            if windows.contains(where: { $0.contains(x, y) }) { ids.append(IncidentID(raw: UInt64(id))) }
            return ids.count <= limit
        }
        if isFiltered {
            try scan(layer, look, take)
        } else {
            try IncidentFilter.within(windows, layer, look.db, take)
        }
        return ids.count <= limit ? ids : nil
    }

    /// Every incident of the layer on the days and with the act asked for, wherever it is.
    private func scan(_ layer: MapCellKey.Layer, _ look: Look, _ take: (Int64, Int64) throws -> Bool) throws {
        // What is published has its own day and acts: those of the finding.
        let (column, day, acts) = (
            layer.column, layer == .settled ? "shown_day" : "day", layer == .settled ? "shown_acts" : "acts"
        )
        let rows = try Row.fetchCursor(
            look.db.cachedStatement(
                sql: """
                    SELECT id, \(column) FROM incident
                    WHERE \(day) BETWEEN ? AND ? AND \(column) IS NOT NULL AND (? = 0 OR \(acts) & ? != 0)
                    """),
            arguments: [
                from?.daysSince1970 ?? .min, through?.daysSince1970 ?? .max, act == nil ? 0 : 1,
                act.map { Int64(bitPattern: ActSet($0).rawValue) } ?? 0,
            ])
        while let row = try rows.next() { if try !take(row[0], row[1]) { return } }
    }
}

extension MapView {
    static func counts(
        _ layer: MapCellKey.Layer, _ window: MapWindow, _ db: Database
    ) throws -> [(x: Int, y: Int, count: Int)] {
        let statement = try db.cachedStatement(
            sql: "SELECT x, count FROM map_cell WHERE layer = ? AND level = ? AND y = ? AND x BETWEEN ? AND ?")
        var found: [(x: Int, y: Int, count: Int)] = []
        for y in window.y {
            let rows = try Row.fetchCursor(
                statement, arguments: [layer.rawValue, window.level, y, window.x.lowerBound, window.x.upperBound])
            while let row = try rows.next() { found.append((row[0], y, row[1])) }
        }
        return found
    }
}
