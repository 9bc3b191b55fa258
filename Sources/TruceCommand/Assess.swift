import ArgumentParser
import Truce
import TruceMechanism

struct Assess: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Judge reports under an agreement and write the explained report.",
        discussion: """
            Writes into the folder: report.html (opens offline, prints on A4), incidents.csv, incidents.geojson,
            assessments.json, explanations.jsonl and refused.csv. The same input gives the same bytes, whatever
            the order of its rows.

            EXAMPLES
              truce assess Examples/syria-2016/agreement.yaml Examples/syria-2016/reports.csv --out out
              truce assess agreement.yaml reports.csv ged.csv.gz --out out --as-of 2017-01-15 --period last-week
              truce assess agreement.yaml reports.csv --out out --language ar --json
            """)

    @Argument(help: "The agreement file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String
    @Argument(help: "Files of reports (CSV or GeoJSON, also .gz; - for standard input).", completion: .file())
    var reports: [String]
    @Option(name: .shortAndLong, help: "The folder to write to; made if it is not there.", completion: .directory)
    var out: String
    @Option(
        help: "As known when: a day of the mission (its end) or a moment. Default: the end of the last day reported.")
    var asOf: String?
    @Option(help: "What to report on: 2017-01-15, 2017-01-01..2017-01-31, last-day, last-week or all.")
    var period = "all"
    @Option(help: "Language of the documents: en or ar.", completion: .list(["en", "ar"]))
    var language = "en"
    @OptionGroup var options: ReportOptions
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
        let bar = ProgressBar()
        let request = JudgeRequest(
            agreement: agreement, reports: try options.request(reports), asOf: asOf, period: period)
        let judgement = try Mechanism.judge(request, progress: bar.report)
        let written = try Mechanism.write(judgement, to: out, language: language, progress: bar.report)
        bar.clear()
        for warning in judgement.warnings { Terminal.complain(warning) }
        if json { Terminal.say(json: written.json) } else { Terminal.say(lines: written.summary) }
    }
}
