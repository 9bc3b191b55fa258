import Foundation
import Truce
import TruceMatching

/// The simulated streams with known incidents, read as plainly as can be: a point of comparison for the CSV reader,
/// and independent of it.
struct MatchDev {
    let reports: ReportTable
    let truth: [String: String]
    let context: MatchingContext

    init(folder: URL) throws {
        let taxonomy = try Self.rows(folder.appending(path: "taxonomy.csv"))
        let actsOfCode = Dictionary(
            uniqueKeysWithValues: taxonomy.map { row in
                (
                    row["code"]!,
                    row["leaves"]!.split(separator: "|").reduce(into: ActSet()) {
                        $0.formUnion(Self.leaves[String($1)]!)
                    }
                )
            })
        var actors: [String: MatchingContext.Actor] = [:]
        for row in try Self.rows(folder.appending(path: "actors.csv")) {
            actors[row["alias"]!] = .init(unit: row["actor"]!, side: row["side"]!)
        }
        let places = try Self.rows(folder.appending(path: "places.csv")).map { $0["name"]! }
        let kinds = try Self.rows(folder.appending(path: "sources.csv")).map { ($0["source"]!, $0["kind"]!) }
        context = MatchingContext(
            actors: actors, places: places, sourceKinds: Dictionary(uniqueKeysWithValues: kinds))
        truth = Dictionary(
            uniqueKeysWithValues: try Self.rows(folder.appending(path: "truth.csv.gz"))
                .map { ($0["report_id"]!, $0["incident_id"]!) })
        var table = ReportTable()
        for row in try Self.rows(folder.appending(path: "reports.csv.gz")) {
            table.append(Self.report(row, actsOfCode))
        }
        reports = table
    }

    private static let leaves: [String: ActSet] = [
        "shelling": .shelling, "small_arms": ActSet(.smallArms), "air_strike": ActSet(.airStrike),
        "drone_strike": ActSet(.uavStrike), "ied_mine": ActSet([.explosiveDevice, .mines]),
        "movement": ActSet(code: "movement")!, "detention": ActSet(.detention), "aid_obstruction": ActSet(.aid),
    ]

    private static func report(_ row: [String: String], _ actsOfCode: [String: ActSet]) -> Report {
        func instant(_ text: String?) -> Instant? {
            guard let text, case .instant(let instant, _) = TimeText.read(text) else { return nil }
            return instant
        }
        let start = instant(row["event_start"])!
        var place = Place.unknown
        if let latitude = Double(row["lat"]!), let longitude = Double(row["lon"]!) {
            place = .disc(
                Coordinate(latitude: latitude, longitude: longitude),
                radiusMetres: 1000 * (Double(row["precision_km"]!) ?? 1))
        }
        var report = Report(
            id: row["report_id"]!, source: row["source"]!,
            time: TimeWindow(earliest: start, latest: instant(row["event_end"]) ?? start), place: place)
        report.receivedAt = instant(row["received_at"])
        report.type = row["type"]!
        report.acts = actsOfCode[report.type] ?? []
        report.sideA = row["side_a"]!
        report.sideB = row["side_b"]!
        report.killed = CountRange(low: Int(row["fatalities_low"]!), high: Int(row["fatalities_high"]!))
        report.text = row["text"]!
        return report
    }

    /// Rows of a CSV file, `.gz` or plain, by column name. Fields hold no line breaks.
    private static func rows(_ file: URL) throws -> [[String: String]] {
        var data: Data
        if file.pathExtension == "gz" {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["gunzip", "-c", file.path]
            let pipe = Pipe()
            process.standardOutput = pipe
            try process.run()
            data = try pipe.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
        } else {
            data = try Data(contentsOf: file)
        }
        let lines = data.split(separator: UInt8(ascii: "\n"))
        let names = fields(lines[0])
        return lines.dropFirst().map { line in
            Dictionary(uniqueKeysWithValues: zip(names, fields(line)))
        }
    }

    private static func fields(_ line: Data) -> [String] {
        var found: [String] = []
        var field: [UInt8] = []
        var isQuoted = false
        for byte in line where byte != UInt8(ascii: "\r") {
            if byte == UInt8(ascii: "\"") {
                if !isQuoted, !field.isEmpty { field.append(byte) }
                isQuoted.toggle()
            } else if byte == UInt8(ascii: ","), !isQuoted {
                found.append(String(decoding: field, as: UTF8.self))
                field = []
            } else {
                field.append(byte)
            }
        }
        return found + [String(decoding: field, as: UTF8.self)]
    }
}
