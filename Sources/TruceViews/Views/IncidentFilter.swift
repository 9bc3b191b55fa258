import GRDB
import Truce

/// What incidents to keep. A filter asks of each only what the asker sees of it: what is hidden must not be told by what is
/// left out.
struct IncidentFilter {
    var stages: [IncidentStage] = []
    var from: MissionDay?
    var through: MissionDay?
    var box: MapBox?
    var act: Act?
    var outcome: String?
    var found: Outcome?
    var side: PartyID?

    func keeps(_ record: IncidentRecord, _ look: Look) -> Bool {
        guard look.mayKnow(record) else { return false }
        let told = record.told(to: look.asker)
        func holds<Value>(_ wanted: Value?, _ field: String, _ test: (Value) -> Bool) -> Bool {
            guard let wanted else { return true }
            return look.sees(field, of: record) && test(wanted)
        }
        return (stages.isEmpty || look.sees("stage", of: record) && stages.contains(record.stage))
            && holds(from, "day") { told.day >= $0 } && holds(through, "day") { told.day <= $0 }
            && holds(act, "acts") { told.acts.contains($0) }
            && holds(outcome, "assessment") { wanted in
                record.assessment.map { look.sees("outcome", of: $0) && $0.outcome == wanted } ?? false
            }
            && (found == nil || visibleFinding(record, look)?.outcome == found)
            && (side.map { concerns($0, record, look) } ?? true)
            && (box.map { box in spot(of: record, look).map(box.contains) ?? false } ?? true)
    }

    /// Where the asker sees that it was.
    func spot(of record: IncidentRecord, _ look: Look) -> Coordinate? {
        if look.sees("place", of: record) { return record.place.centre }
        return look.sees("public_place", of: record) ? record.told(to: look.asker).publicPlace?.centre : nil
    }

    private func visibleFinding(_ record: IncidentRecord, _ look: Look) -> FindingRecord? {
        guard look.sees("finding", of: record), let finding = record.finding, look.mayKnow(finding),
            look.sees("outcome", of: finding)
        else { return nil }
        return finding
    }

    private func concerns(_ side: PartyID, _ record: IncidentRecord, _ look: Look) -> Bool {
        if let finding = visibleFinding(record, look), look.sees("attribution", of: finding),
            finding.attribution.party == side
        {
            return true
        }
        if look.sees("asked_sides", of: record) { return record.askedSides.contains(side) }
        return look.sees("asks", of: record)
            && record.asks.contains {
                $0.content?.of == side && look.mayKnow($0) && look.sees("content", of: $0)
            }
    }

    /// By which places the asker's map is drawn, own incidents apart; nil where it sees no others.
    static func layer(_ asker: Asker, _ reach: Reach) -> MapCellKey.Layer? {
        if reach.all {
            return shows("place", .exact, asker) ? .exact : shows("public_place", .coarse, asker) ? .coarse : nil
        }
        return reach.published && shows("public_place", .settled, asker) ? .settled : nil
    }

    /// Whether the asker sees where its own incidents were, before a finding says it to all.
    static func placesOwn(_ asker: Asker) -> Bool {
        IncidentRecord.shown.contains { shown in
            ["place", "public_place"].contains(shown.name)
                && AccessTable.may(asker, see: shown.guardedBy, Relation(isOwn: true))
        }
    }

    /// Whether the asker sees a field of every incident of the layer.
    static func shows(_ field: String, _ layer: MapCellKey.Layer, _ asker: Asker) -> Bool {
        guard let shown = IncidentRecord.shown.first(where: { $0.name == field }) else { return false }
        let reach = Reach(asker, .incident, shown.guardedBy)
        return layer == .settled ? reach.published : reach.all
    }

    /// Every incident of the layer in the windows, to the finest cell, until `take` has enough.
    static func within(
        _ windows: [MapWindow], _ layer: MapCellKey.Layer, _ db: Database, _ take: (Int64, Int64) throws -> Bool
    ) throws {
        let column = layer.column
        let statement = try db.cachedStatement(
            sql: "SELECT id, \(column) FROM incident WHERE \(column) BETWEEN ? AND ? AND \(column) IS NOT NULL")
        for range in windows.flatMap({ $0.ranges() }) {
            let rows = try Row.fetchCursor(statement, arguments: [range.lowerBound, range.upperBound])
            while let row = try rows.next() { if try !take(row[0], row[1]) { return } }
        }
    }
}
