import ArgumentParser
import TruceMechanism

struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Invent a truthful stream of reports from several noisy sources, with what really happened.",
        discussion: """
            For training and tests. The folder gets reports.csv, truth.csv (which report is about which incident),
            incidents_truth.csv (what happened), the side tables and a README. The same seed gives the same bytes.

            EXAMPLES
              truce simulate Examples/two-rivers/agreement.yaml --days 21 --seed 7 --out stream
              truce assess Examples/two-rivers/agreement.yaml stream/reports.csv --out out
            """)

    @Argument(help: "The agreement file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var agreement: String
    @Option(help: "How many days from shortly before entry into force.")
    var days: Int
    @Option(help: "Any whole number: the same one gives the same stream.")
    var seed: UInt64 = 1
    @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
    var out: String
    @Option(help: "Reports a day, on average.")
    var perDay: Double?
    @Option(help: "Noise: 0.5 easy, 1 medium, 1.5 hard.")
    var noise: Double?
    @Flag(help: "Print one JSON document.")
    var json = false

    func run() throws {
        let summary = try Mechanism.simulate(
            agreement: agreement, days: days, seed: seed, perDay: perDay, noise: noise, to: out)
        if json { return Terminal.say(json: summary.json) }
        Terminal.say("\(summary.reports) reports of \(summary.incidents) incidents in \(out). All of it is invented.")
    }
}
