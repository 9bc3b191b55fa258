import ArgumentParser
import TruceMechanism

struct EvidenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evidence", abstract: "Keep files of evidence by their SHA-256, and who had them when.",
        subcommands: [Add.self, Pass.self, Show.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a file and put on record that it is kept.",
            discussion: """
                What an image says of its time and place is shown as a claim; nothing is corrected by it. A sealed file and its
                hash stay out of sight: the entry carries a commitment.

                EXAMPLES
                  truce evidence add LEDGER photo.jpg --id E-12 --custodian evidence-officer --how "handed over by a patrol"
                """)

        @Argument(help: "The ledger's folder.", completion: .directory)
        var ledger: String
        @Argument(help: "The file.", completion: .file())
        var file: String
        @Option(help: "The evidence's own name, for ever.")
        var id: String
        @Option(help: "The incident that it is about, as INC-0123456789AB.")
        var incident: String?
        @Option(help: "The report that it came with.")
        var report: String?
        @Option(help: "The role that keeps it.")
        var custodian: String
        @Option(help: "How it was obtained, without who gave it.")
        var how: String
        @Option(help: "When it was obtained, as 2026-03-14T06:30:00Z. Without it: now.")
        var at: String?
        @Flag(help: "Under embargo: keep it encrypted, and its hash out of the log.")
        var sealed = false

        func run() async throws {
            let kept = try await Mechanism.addEvidence(
                .init(
                    ledger: ledger, file: file, evidence: id, incident: incident, report: report, custodian: custodian,
                    obtainedHow: how, obtainedAt: at, isSealed: sealed))
            Terminal.say("Kept \(kept.object). On record as entry \(kept.index).")
            for claim in kept.claims { Terminal.say("  " + claim) }
        }
    }

    struct Pass: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Put on record that evidence went to another keeper.")

        @Argument(help: "The ledger's folder.", completion: .directory)
        var ledger: String
        @Argument(help: "The evidence's name.")
        var id: String
        @Option(help: "The role that kept it.")
        var from: String
        @Option(help: "The role that keeps it now.")
        var to: String
        @Option(help: "Why, in words for the public.")
        var reason: String

        func run() async throws {
            let index = try await Mechanism.passEvidence(id, of: ledger, from: from, to: to, reason: reason)
            Terminal.say("On record as entry \(index).")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say who had a piece of evidence when, and check that its bytes are still the same.")

        @Argument(help: "The ledger's folder.", completion: .directory)
        var ledger: String
        @Argument(help: "The evidence's name.")
        var id: String

        func run() throws {
            for sentence in try Mechanism.evidenceStory(id, of: ledger) { Terminal.say(sentence) }
        }
    }
}
