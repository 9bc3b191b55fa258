import ArgumentParser
import Foundation
import Truce
import TruceMechanism
import TruceWeb

@main
struct TruceTool: AsyncParsableCommand {
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
              truce ledger verify LEDGER
              truce verify finding-12.tlog-proof --policy policy-of-the-mission

            EXIT CODES
              0 done · 1 the check answered no · 64 usage · 65 bad input · 69 a file cannot be reached · 70 our fault

            Results go to standard output, progress and errors to standard error.
            """,
        version: RulesVersion.product,
        subcommands: [
            Check.self, Assess.self, Match.self, Explain.self, Simulate.self, LedgerCommand.self, VerifyCommand.self,
            WitnessCommand.self, EraseCommand.self, EvidenceCommand.self, KeyCommand.self, AmendmentCommand.self,
            Init.self,
            Serve.self, BackupCommand.self, RestoreCommand.self, ClockCommand.self, Demo.self,
        ])

    static func main() async {
        // Output that nobody reads any more (truce … | head) ends the program quietly.
        signal(SIGPIPE, SIG_DFL)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let error as MechanismError {
            if case .badAgreement(let lines) = error {
                Terminal.complain(lines: lines)
            } else {
                Terminal.complain(error.description)
            }
            Foundation.exit(error.exitCode)
        } catch let error as WebError {
            Terminal.complain(lines: error.description.split(separator: "\n").map(String.init))
            Foundation.exit(error.exitCode)
        } catch {
            exit(withError: error)
        }
    }
}
