import Foundation
import Truce
import TruceTesting

@testable import TruceIntake

/// One file read: what tests ask about.
struct Reading {
    var table = ReportTable()
    var refused: [RefusedRow] = []
    var summary = IntakeSummary()

    var reports: [Report] { (0..<table.count).map { table[$0] } }

    init(
        _ bytes: [UInt8], named name: String = "reports.csv", format: ReportFormat? = nil, file: Int = 0,
        _ change: (inout IntakeOptions) -> Void = { _ in }
    ) throws {
        var options = IntakeOptions(zone: try zone())
        change(&options)
        summary = try readReports(
            from: ByteSource(bytes, pieceLength: 997), named: name, fileIndex: file, format: format, options: options,
            into: &table, refused: &refused)
    }

    init(_ text: String, named name: String = "reports.csv", _ change: (inout IntakeOptions) -> Void = { _ in }) throws
    {
        try self.init(Array(text.utf8), named: name, change)
    }

    init(fixture name: String, _ change: (inout IntakeOptions) -> Void = { _ in }) throws {
        try self.init(try fixture(name), named: name, change)
    }

    /// Several files one after the other, as a caller reads them.
    init(files: [String]) throws {
        for (number, text) in files.enumerated() {
            summary += try readReports(
                from: ByteSource(text), named: "\(number).csv", fileIndex: number, options: IntakeOptions(zone: zone()),
                into: &table, refused: &refused)
        }
    }
}

func zone() throws -> MissionZone { MissionZone("Europe/Kyiv")! }

func fixture(_ name: String) throws -> [UInt8] {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    return Array(try Data(contentsOf: tests.appendingPathComponent("Fixtures/reports/\(name)")))
}

func instant(_ text: String) -> Instant? {
    if case .instant(let at, _) = TimeText.read(text) { at } else { nil }
}

/// A row of the Truce report CSV with these cells, under a header of the same columns.
func csv(_ cells: [(String, String)]) -> String {
    let required = [("report_id", "R1"), ("source", "S"), ("event_start", "2031-05-02T06:30:00Z")]
    let all = required.filter { name in !cells.contains { $0.0 == name.0 } } + cells
    func quoted(_ text: String) -> String { "\"" + text.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
    return all.map(\.0).joined(separator: ",") + "\n" + all.map { quoted($0.1) }.joined(separator: ",") + "\n"
}
