import Foundation
import Truce
import TruceMatching

@testable import TruceIntake

/// A simulated stream with its known incidents, as the readers read it.
struct SimulatedStream {
    var reports = ReportTable()
    var truth: [String: String] = [:]
    let context: MatchingContext

    init(folder: URL) throws {
        func source(_ name: String) throws -> ByteSource {
            ByteSource(Array(try Data(contentsOf: folder.appending(path: name))))
        }
        var refused: [RefusedRow] = []
        var tables = SideTables()
        for kind in SideTables.Kind.allCases {
            let name = kind.rawValue + ".csv"
            _ = try tables.read(kind, from: source(name), named: name, refused: &refused)
        }
        _ = try readReports(
            from: source("reports.csv.gz"), named: "reports.csv.gz", options: IntakeOptions(zone: .utc, tables: tables),
            into: &reports, refused: &refused)
        let pairs = try SimpleTable(
            ByteSource.unpacking(source("truth.csv.gz"), named: "truth.csv.gz"), named: "truth.csv.gz",
            needs: ["report_id", "incident_id"], refused: &refused)
        for (_, values) in pairs.rows { truth[pairs.value("report_id", values)] = pairs.value("incident_id", values) }
        precondition(refused.isEmpty, "a simulated stream has no row to refuse")
        var actors: [String: MatchingContext.Actor] = [:]
        for actor in tables.actors { actors[actor.alias] = .init(unit: actor.actor, side: actor.side) }
        context = MatchingContext(
            actors: actors, places: tables.places.keys.sorted(), sourceKinds: tables.sourceKinds)
    }
}
