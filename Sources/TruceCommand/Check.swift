import ArgumentParser
import Foundation
import TruceMechanism

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Read an agreement file and say, with file and line, what is wrong in it.",
        discussion: """
            Reads the agreement, the map it names and every amendment-*.yaml beside it. Errors make the file unusable;
            warnings do not. Exit code 0 when there is no error, 65 when there is.

            The format is described in docs/agreement-format.md; docs/json/agreement.schema.json lets an editor
            complete it.

            EXAMPLES
              truce check Examples/two-rivers/agreement.yaml
              truce check agreement.yaml --json
            """)

    @Argument(help: "The agreement file (YAML).", completion: .file(extensions: ["yaml", "yml"]))
    var file: String
    @Flag(help: "Print one JSON document.")
    var json = false
    @Flag(help: "Count warnings as errors.")
    var strict = false

    func run() throws {
        let checked = try Mechanism.check(file)
        let failed = checked.errors > 0 || (strict && checked.warnings > 0)
        if json {
            Terminal.say(json: checked.json)
        } else {
            for diagnostic in checked.diagnostics { Terminal.say(diagnostic.description) }
            if let history = checked.history {
                let text = history.latest
                Terminal.say(
                    "\(text.title.text(in: "en")): \(history.versions.count) version(s), \(text.parties.count) parties, "
                        + "\(text.provisions.count) provisions, \(text.obligations.count) obligations, "
                        + "\(text.gates.count) gates. \(checked.warnings) warning(s), no error.")
            } else {
                Terminal.say("\(checked.errors) error(s), \(checked.warnings) warning(s).")
            }
        }
        if failed { throw ExitCode(65) }
    }
}
