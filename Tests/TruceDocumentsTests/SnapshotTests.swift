import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceDocuments

/// Documents against their checked-in copies. `TRUCE_SNAPSHOTS=write` rewrites them; the difference is reviewed like code.
@Suite("Documents as checked in")
struct SnapshotTests {
    static let names = [
        "report.en.html", "report.ar.html", "incidents.csv", "incidents.geojson", "assessments.json", "refused.csv",
        "summary.json", "explanation.en.txt", "explanation.ar.txt",
    ]

    static func bytes(_ name: String) -> [UInt8] {
        let docket = TwoRivers.docket()
        let book = Casebook(docket)
        func explanations(_ language: Language) -> [UInt8] {
            Array(
                (0..<docket.incidentCount).map { Explanation.text(book, incident: $0, in: language) }
                    .joined(separator: "\n").utf8)
        }
        return switch name {
        case "report.en.html": docket.dailyReport(in: .english)
        case "report.ar.html": docket.dailyReport(in: .arabic)
        case "incidents.csv": written { IncidentsCSV.write(book, to: $0) }
        case "incidents.geojson": written { IncidentsGeoJSON.write(book, to: $0) }
        case "assessments.json": written { AssessmentsJSON.write(book, to: $0) }
        case "refused.csv": RefusedCSV.bytes(docket)
        case "summary.json": SummaryJSON.bytes(docket, totals: DocketTotals(docket))
        case "explanation.en.txt": explanations(.english)
        default: explanations(.arabic)
        }
    }

    @Test("is what it was", arguments: names)
    func unchanged(name: String) throws {
        let file = SharedData.repository.appendingPathComponent("Tests/Fixtures/snapshots/" + name)
        let bytes = Self.bytes(name)
        if ProcessInfo.processInfo.environment["TRUCE_SNAPSHOTS"] == "write" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: file)
            return
        }
        let kept = try Array(Data(contentsOf: file))
        guard bytes != kept else { return }
        let (now, then) = (
            String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false),
            String(decoding: kept, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        )
        let line = zip(now, then).enumerated().first { $0.element.0 != $0.element.1 }
        Issue.record(
            "\(name) differs from line \((line?.offset ?? min(now.count, then.count)) + 1): \(line.map { String($0.element.0.prefix(200)) } ?? ""). TRUCE_SNAPSHOTS=write swift test --filter SnapshotTests rewrites it."
        )
    }
}
