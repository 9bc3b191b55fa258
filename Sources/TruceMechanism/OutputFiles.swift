import Foundation
import Truce
import TruceDocuments

/// What `truce assess` wrote.
public struct WrittenJudgement: Sendable {
    /// The summary document (`--json`).
    public var json: String
    /// A few lines for a person.
    public var summary: String
    public var files: [String]
}

extension Mechanism {
    /// Writes every document of a judgement into a folder, which is made if it is not there.
    public static func write(
        _ judgement: Judgement, to folder: String, language name: String = "en",
        progress: ProgressReport = { _, _ in }
    ) throws(MechanismError) -> WrittenJudgement {
        guard let language = Language(rawValue: name) else {
            throw .badRequest(
                "“\(name)” is not a language that Truce writes in. Choose from "
                    + "\(Language.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        let docket = judgement.docket
        try Files.makeFolder(folder)
        let totals = DocketTotals(docket)
        let book = Casebook(docket)
        // All are sealed before the first appears, so that a run that fails leaves the last one's set as it was.
        var files: [NewFile] = []
        func write(_ name: String, _ body: ((_ bytes: [UInt8]) throws -> Void) throws -> Void) throws(MechanismError) {
            progress("writing \(name)", nil)
            let file = try NewFile(folder + "/" + name)
            do { try body(file.write) } catch let error as MechanismError { throw error } catch {
                throw .cannotWrite(path: folder + "/" + name, why: "\(error)")
            }
            try file.seal()
            files.append(file)
        }
        try write("report.html") { sink in try sink(docket.dailyReport(in: language, totals: totals)) }
        try write("incidents.csv") { sink in try IncidentsCSV.write(book, to: sink) }
        try write("incidents.geojson") { sink in try IncidentsGeoJSON.write(book, to: sink) }
        try write("assessments.json") { sink in try AssessmentsJSON.write(book, to: sink) }
        try write("refused.csv") { sink in try sink(RefusedCSV.bytes(docket)) }
        try write("explanations.jsonl") { sink in
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            for index in 0..<docket.incidentCount {
                let line = ExplanationLine(
                    id: docket.incident(index).id.description,
                    text: Explanation.text(book, incident: index, in: language))
                try sink(Array(try encoder.encode(line)) + [0x0A])
                if index % 256 == 0 {
                    progress("writing explanations.jsonl", Double(index) / Double(docket.incidentCount))
                }
            }
        }
        for file in files { try file.appear() }
        return WrittenJudgement(
            json: String(decoding: SummaryJSON.bytes(docket, totals: totals), as: UTF8.self),
            summary: summary(judgement, totals, folder),
            files: [
                "report.html", "incidents.csv", "incidents.geojson", "assessments.json", "explanations.jsonl",
                "refused.csv",
            ])
    }

    private static func summary(_ judgement: Judgement, _ totals: DocketTotals, _ folder: String) -> String {
        let docket = judgement.docket
        let all = totals.period
        var lines = [docket.agreement.title.text(in: "en")]
        for input in docket.inputs { lines.append(input.sentence) }
        let zone = docket.history.first.zone
        lines.append(
            "\(all.incidents) incidents from \(all.reports) reports, \(docket.period.from) to \(docket.period.through), as "
                + "known on \(zone.shortText(docket.asOf)) \(zone.name):")
        let reasons = zip(ScopeReason.allCases, all.outOfScope).filter { $0.1 > 0 }
            .map { "\($0.1) \($0.0.code.replacing("_", with: " "))" }.joined(separator: ", ")
        lines.append("  breached       \(all.breached)")
        lines.append("  not breached   \(all.notBreached)")
        lines.append("  undetermined   \(all.undetermined)")
        lines.append("  out of scope   \(all.outOfScopeTotal)" + (reasons.isEmpty ? "" : " (\(reasons))"))
        lines.append("  contested      \(all.contested) (shown under every account)")
        lines.append("Assessed, not ruled on: no officer has adopted any of this.")
        lines.append("Report: \(folder)/report.html")
        return lines.joined(separator: "\n")
    }

    private struct ExplanationLine: Codable {
        var id: String
        var text: String
    }

    /// What was written of an incident, in words; or its entry of assessments.json.
    public static func explain(
        _ incident: String, in folder: String, asJSON: Bool = false
    ) throws(MechanismError) -> String {
        guard let id = IncidentID(incident)?.description else {
            throw .badRequest(
                "“\(incident)” does not name an incident. Write it as in incidents.csv: INC- and twelve letters or digits."
            )
        }
        let path = folder + "/explanations.jsonl"
        guard Files.exists(path) else {
            throw .cannotRead(path: path, why: "it is not there; “truce assess … --out \(folder)” writes it")
        }
        if asJSON { return try entry(of: id, in: folder + "/assessments.json") }
        let prefix = Array("{\"id\":\"\(id)\"".utf8)
        let bytes = try Files.read(path, limit: 4 << 30)
        for line in bytes.split(separator: 0x0A) where line.starts(with: prefix) {
            do { return try JSONDecoder().decode(ExplanationLine.self, from: Data(line)).text } catch {
                throw .badInput(
                    "“\(path)” was changed since it was written: \(id) cannot be read. Run “truce assess” again.")
            }
        }
        throw .badInput("No incident \(id) in “\(folder)”. incidents.csv there lists them.")
    }

    private static func entry(of id: String, in path: String) throws(MechanismError) -> String {
        let bytes = try Files.read(path, limit: 4 << 30)
        do {
            let document = try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
            let incidents = document?["incidents"] as? [[String: Any]] ?? []
            if let found = incidents.first(where: { $0["id"] as? String == id || $0["incident_id"] as? String == id }) {
                let data = try JSONSerialization.data(
                    withJSONObject: found, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
                return String(decoding: data, as: UTF8.self)
            }
        } catch { throw .badInput("“\(path)” is not the document that “truce assess” wrote. Run it again.") }
        throw .badInput("No incident \(id) in “\(path)”. incidents.csv beside it lists them.")
    }
}

extension InputSummary {
    /// `reports.csv (truce): 1973 rows = 1970 accepted + 3 refused; 2 repeats, 1 correction.`
    public var sentence: String {
        var text = "\(file): \(rows) rows = \(accepted) accepted + \(refused) refused"
        let more = [(repeats, "repeated"), (corrections, "corrected"), (afterCutOff, "after the cut-off")]
            .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        if !more.isEmpty { text += "; " + more.joined(separator: ", ") }
        return text
    }
}
