import Foundation
import Truce
import TruceTesting

@testable import TruceMatching

/// Small streams of reports in which some tell of the same incident.
enum Streams {
    static let noon = Instant(seconds: 1_700_000_000)

    static func report(
        _ id: String, source: String, at latitude: Double, _ longitude: Double, time: Instant = noon,
        text: String = "shelling near the bridge"
    ) -> Report {
        var report = Report(
            id: id, source: source, time: TimeWindow(earliest: time, latest: time),
            place: .disc(Coordinate(latitude: latitude, longitude: longitude), radiusMetres: 100))
        report.acts = .shelling
        report.text = text
        return report
    }

    /// `count` reports of about a third as many incidents, told with all the coarseness that sources have.
    static func arbitrary(_ count: Int, using random: inout SeededRandom) -> [Report] {
        let texts = [
            "shelling near the bridge, 12 rounds", "explosions, 122mm howitzer, at the market", "FPV hit on the depot",
            "gunfire heard, 3.5km NE (brg 40) of OP", "CORR: shelling near the bridge, 11 rounds", "",
        ]
        let acts: [ActSet] = [.shelling, ActSet(.smallArms), ActSet(.uavStrike), .fire, []]
        var incidents: [(Double, Double, Int64, Int)] = []
        for _ in 0..<max(1, count / 3) {
            incidents.append(
                (
                    Double.random(in: 47...48, using: &random), Double.random(in: 37...38, using: &random),
                    Int64.random(in: 0..<400_000, using: &random), Int.random(in: 0..<5, using: &random)
                ))
        }
        return (0..<count).map { number in
            let (latitude, longitude, second, kind) = incidents[Int.random(in: 0..<incidents.count, using: &random)]
            let at = Coordinate(
                latitude: latitude + Double.random(in: -0.01...0.01, using: &random),
                longitude: longitude + Double.random(in: -0.01...0.01, using: &random))
            let places: [Place] = [
                .unknown, .point(at, sigmaMetres: 0), .disc(at, radiusMetres: 2_000), .disc(at, radiusMetres: 18_000),
                .square(centre: at, sideMetres: 1_000), .disc(at, radiusMetres: 100),
            ]
            let width = [Int64(0), 0, 3_600, 86_400, 2_000_000, 90_000_000].randomElement(using: &random)!
            let start = noon.advanced(bySeconds: second - width / 2)
            var report = Report(
                id: "R\(number)", source: "source \(Int.random(in: 0..<6, using: &random))",
                time: TimeWindow(earliest: start, latest: start.advanced(bySeconds: width)),
                place: places.randomElement(using: &random)!)
            report.acts = Bool.random(using: &random) ? acts[kind] : .fire
            report.sideA = ["", "North Front", "46 Brigade"].randomElement(using: &random)!
            report.killed = Bool.random(using: &random) ? .notGiven : CountRange(low: kind, high: kind + 1)
            report.text = texts.randomElement(using: &random)!
            return report
        }
    }

    static func table(_ reports: [Report]) -> ReportTable {
        var table = ReportTable()
        for report in reports { table.append(report) }
        return table
    }

    /// Each incident as its reports' sources and identifiers: what may not depend on the order of rows.
    static func partition(_ matching: Matching, _ table: ReportTable) -> Set<[String]> {
        let (starts, rows) = matching.members()
        return Set(
            (0..<matching.incidentCount).map { incident in
                rows[Int(starts[incident])..<Int(starts[incident + 1])]
                    .map { "\(table.strings[table.sources[Int($0)]])/\(table.ids[Int($0)])" }.sorted()
            })
    }

    static func partition(_ reports: [Report]) -> Set<[String]> {
        let table = table(reports)
        return partition(incidents(in: table), table)
    }
}
