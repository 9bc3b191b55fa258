import ArgumentParser
import TruceMechanism

struct AmendmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "amendment", abstract: "Read, sign and check an amendment of the agreement, offline.",
        discussion: """
            A party or guarantor signs on its own machine, with a key that the mission never sees. It needs three files: the
            receipt of the entry that laid the amendment before the sides, the amendment's text, and the mission's policy.
            docs/operators.md says where they come from.

            EXAMPLES
              truce key new north.example/signature --out north.key
              truce amendment name-key north --key north.key
              truce amendment show amendment.tlog-proof --policy policy --text amendment-2.yaml
              truce amendment sign amendment.tlog-proof --policy policy --text amendment-2.yaml --key north.key
            """,
        subcommands: [NameKey.self, Show.self, Sign.self, Check.self])

    /// What every one of them reads.
    struct Proposal: ParsableArguments {
        @Argument(help: "The receipt (.tlog-proof) of the entry “amendment-proposed”.", completion: .file())
        var receipt: String
        @Option(help: "The policy file of the mission, or its log's verifier key.", completion: .file())
        var policy: String
        @Flag(help: "Accept a receipt that no witness has confirmed.")
        var logged = false

        func read() throws(MechanismError) -> ProposedAmendment {
            try ProposedAmendment(receipt: receipt, policy: policy, acceptsLogged: logged)
        }
    }

    struct NameKey: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Name a key as a side's own, and print what the mission takes.",
            discussion: """
                Prints the body of POST /api/v1/commands/name-signatory-key, which the side's liaison or guarantor sends: the
                public key, and a signature that shows that the side holds the other half.
                """)

        @Argument(help: "The party or guarantor, as in the agreement.")
        var side: String
        @Option(help: "The file of the side's key (truce key new).", completion: .file())
        var key: String

        func run() throws {
            let named = try ProposedAmendment.naming(keyIn: key, for: side)
            Terminal.note("Names \(named.key) as the key of “\(side)”.")
            Terminal.say(json: named.json)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what an amendment changes, from when, and whose signatures it needs.")

        @OptionGroup var proposal: Proposal
        @Option(help: "The amendment's text; its SHA-256 must be the one on record.", completion: .file())
        var text: String?

        func run() throws {
            let amendment = try proposal.read()
            if let text { try amendment.requireText(text) }
            for sentence in amendment.sentences { Terminal.say(sentence) }
            if let text { Terminal.say("“\(text)” is that text.") }
        }
    }

    struct Sign: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign an amendment with a side's key, and print what the mission takes.",
            discussion: """
                Prints the body of POST /api/v1/commands/sign-amendment, which the side's liaison or guarantor sends. The key
                must be the one on record for the side: “truce amendment name-key” names it. What is signed is printed to
                standard error first.
                """)

        @OptionGroup var proposal: Proposal
        @Option(help: "The amendment's text: what the side agrees to.", completion: .file())
        var text: String
        @Option(help: "The file of the side's key (truce key new).", completion: .file())
        var key: String

        func run() throws {
            let amendment = try proposal.read()
            try amendment.requireText(text)
            for sentence in amendment.sentences { Terminal.note(sentence) }
            let signature = try amendment.signed(withKeyIn: key)
            Terminal.note("Signed with \(signature.key).")
            Terminal.say(json: signature.json)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check a signature that is on record: is it over this amendment, and by which key?",
            discussion: """
                EXAMPLES
                  truce amendment check amendment.tlog-proof --policy policy --signature signature.tlog-proof \\
                    --key north.example/signature+7427c915+Ac/cEwm85dMCAGjV1SnRmPIhQciTYUzqoOOvidIeKLIV
                """)

        @OptionGroup var proposal: Proposal
        @Option(help: "The receipt of the entry “amendment-signed”.", completion: .file())
        var signature: String
        @Option(help: "The public key that the side gave you itself. Without it: whichever key is on record.")
        var key: String?

        func run() throws {
            let verdict = try proposal.read().check(
                signature: signature, policy: proposal.policy, acceptsLogged: proposal.logged, key: key)
            try Terminal.give(verdict, json: false)
        }
    }
}
