import Foundation
import Truce
import TruceIntake
import TruceSimulation

// The `--json` documents of the smaller commands, and what the command line says in plain strings.

func document(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    // Numbers, strings and arrays of them: encoding cannot fail.
    return String(decoding: try! encoder.encode(value), as: UTF8.self)
}

extension Mechanism.CheckedAgreement {
    /// `{"format": "truce-check/1", "errors": …, "warnings": …, "diagnostics": […], "files": […]}`
    public var json: String {
        struct Document: Encodable {
            struct Item: Encodable { let severity, file, path, message, remedy: String; let line, column: Int }
            struct File: Encodable { let file, sha256: String }
            let format = "truce-check/1"
            let errors, warnings: Int
            let diagnostics: [Item]
            let files: [File]
        }
        return document(
            Document(
                errors: errors, warnings: warnings,
                diagnostics: diagnostics.map {
                    .init(
                        severity: $0.severity.rawValue, file: $0.file, path: $0.path, message: $0.message,
                        remedy: $0.remedy, line: $0.line, column: $0.column)
                }, files: files.map { .init(file: $0.file, sha256: $0.digest) }))
    }
}

extension MatchSummary {
    /// `{"format": "truce-match/1", "reports": …, "incidents": …, "inputs": […]}`
    public var json: String {
        struct Document: Encodable {
            struct Input: Encodable { let file: String; let rows, accepted, refused: Int }
            let format = "truce-match/1"
            let reports, incidents, links, refused: Int
            let inputs: [Input]
        }
        return document(
            Document(
                reports: reports, incidents: incidents, links: links, refused: refused,
                inputs: inputs.map {
                    .init(file: $0.file, rows: $0.rows, accepted: $0.accepted, refused: $0.refused)
                }))
    }
}

extension Mechanism.SimulationSummary {
    /// `{"format": "truce-simulation/1", "reports": …, "incidents": …, "files": […]}`
    public var json: String {
        struct Document: Encodable {
            let format = "truce-simulation/1"
            let reports, incidents: Int
            let files: [String]
        }
        return document(Document(reports: reports, incidents: incidents, files: files))
    }
}

extension ReportRequest {
    /// The names that ``init(paths:formatName:columns:tables:year:source:)`` knows.
    public static let formats = ReportFormat.allCases.map(\.rawValue)

    /// With the format and the side tables by name, as a command line gives them.
    public init(
        paths: [String], formatName: String?, columns: [String], tables named: [String: String?], year: Int?,
        source: String
    ) throws(MechanismError) {
        var format: ReportFormat?
        if let formatName {
            format = ReportFormat(rawValue: formatName)
            guard format != nil else {
                throw .badRequest(
                    "“\(formatName)” is not a format. Choose from \(Self.formats.joined(separator: ", ")).")
            }
        }
        var tables: [SideTables.Kind: String] = [:]
        for kind in SideTables.Kind.allCases {
            if let path = named[kind.rawValue] ?? nil { tables[kind] = path }
        }
        self.init(paths: paths, format: format, columns: columns, tables: tables, year: year, source: source)
    }
}

extension Mechanism {
    /// The same with the two settings that the command line knows.
    public static func simulate(
        agreement: String, days: Int, seed: UInt64, perDay: Double?, noise: Double?, to folder: String
    ) throws(MechanismError) -> SimulationSummary {
        let standard = SimulationSettings.standard
        return try simulate(
            agreement: agreement, days: days, seed: seed,
            settings: SimulationSettings(
                reportsPerDay: perDay ?? standard.reportsPerDay, noise: noise ?? standard.noise,
                density: standard.density), to: folder)
    }
}
