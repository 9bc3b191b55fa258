import ArgumentParser
import Foundation
import Truce
import TruceMechanism

@main
struct TruceTool: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "truce",
        abstract:
            "Monitor and verify a cease-fire: an agreement as data, reports in, a judged and explained record out.",
        discussion: """
            EXAMPLES
              truce check Examples/syria-2016/agreement.yaml
              truce assess Examples/syria-2016/agreement.yaml Examples/syria-2016/reports.csv --out out
              truce explain out INC-0123456789AB
              truce match reports.csv --out incidents.csv --reasons reasons.csv
              truce simulate Examples/two-rivers/agreement.yaml --days 21 --seed 7 --out stream

            EXIT CODES
              0 done · 1 the check answered no · 64 usage · 65 bad input · 69 a file cannot be reached · 70 our fault

            Results go to standard output, progress and errors to standard error.
            """,
        version: RulesVersion.product,
        subcommands: [Check.self, Assess.self, Match.self, Explain.self, Simulate.self])

    static func main() {
        // Output that nobody reads any more (truce … | head) ends the program quietly.
        signal(SIGPIPE, SIG_DFL)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as MechanismError {
            Terminal.complain(error.description)
            Foundation.exit(error.exitCode)
        } catch {
            exit(withError: error)
        }
    }
}
