import ArgumentParser
import TruceMechanism

struct Match: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Propose which reports tell of the same incident.",
        discussion: """
            Writes report_id,incident_id for every accepted report, in the input's order. The order of the reports
            does not change the grouping.

            EXAMPLES
              truce match reports.csv --out incidents.csv
              truce match a.csv b.csv --out incidents.csv --reasons links.csv --zone Europe/Kyiv
              truce match export.csv --map report_id=ID,event_start=DATE,lat=Y,lon=X,source=ORG --out incidents.csv
            """)

    @Argument(help: "Files of reports (CSV or GeoJSON, also .gz; - for standard input).", completion: .file())
    var reports: [String]
    @Option(name: .shortAndLong, help: "Where to write the groups.", completion: .file())
    var out: String
    @Option(help: "Where to write why: a line for each term of each link.", completion: .file())
    var reasons: String?
    @Option(help: "An agreement whose names and time zone to use.", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String?
    @Option(help: "Zone of times that state none, unless an agreement says.")
    var zone = "UTC"
    @OptionGroup var options: ReportOptions
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
        let bar = ProgressBar()
        let summary = try Mechanism.match(
            try options.request(reports), agreement: agreement, zone: zone, to: out, reasons: reasons,
            progress: bar.report)
        bar.clear()
        if json { return Terminal.say(json: summary.json) }
        for input in summary.inputs { Terminal.say(input.sentence) }
        Terminal.say("\(summary.reports) reports, \(summary.incidents) proposed incidents, in \(out).")
    }
}
