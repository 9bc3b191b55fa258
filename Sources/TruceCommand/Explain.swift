import ArgumentParser
import TruceMechanism

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say in words how an incident was judged: every report, question, reason and missing fact.",
        discussion: """
            Works on the folder that “truce assess” wrote, with nothing else at hand.

            EXAMPLES
              truce explain out INC-0123456789AB
            """)

    @Argument(help: "The folder that “truce assess” wrote.", completion: .directory)
    var folder: String
    @Argument(help: "The incident, as INC-0123456789AB.")
    var incident: String
    @Flag(help: "Print the incident's entry of assessments.json.")
    var json = false

    func run() throws {
        let text = try Mechanism.explain(incident, in: folder, asJSON: json)
        if json { Terminal.say(json: text) } else { Terminal.say(lines: text) }
    }
}
