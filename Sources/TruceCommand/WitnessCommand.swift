import ArgumentParser
import TruceMechanism

struct WitnessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "witness",
        abstract: "Be a witness: cosign a log's checkpoints, and only those that extend what was seen.",
        discussion: """
            Runs on your own machine, with your own key. It never sees what is sealed and needs no trust in the mission: it
            remembers the last checkpoint, asks for proof that the next extends it, and keeps whatever contradicts it as
            evidence. Put https in front of it when it is reached over the internet.

            EXAMPLES
              truce key new party-north.example/w --kind witness --out witness.key
              truce witness --key witness.key --policy policy --state seen --listen 127.0.0.1:7380
            """)

    @Option(help: "The file of the witness's key (truce key new --kind witness).", completion: .file())
    var key: String
    @Option(help: "The log's policy file or verifier key: which log to witness.", completion: .file())
    var policy: String
    @Option(help: "The folder that remembers what was cosigned. Back it up; never set it back.", completion: .directory)
    var state: String
    @Option(help: "Where to listen, as HOST:PORT.")
    var listen = "127.0.0.1:7380"

    func run() async throws {
        try await Mechanism.witness(
            key: key, policy: policy, state: state, listen: listen, say: { Terminal.say($0) },
            alarm: { Terminal.complain("ALARM: \($0)") })
    }
}
