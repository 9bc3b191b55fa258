import ArgumentParser
import Foundation
import TruceMechanism

struct KeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make and show the keys of a log, a witness and a vault.",
        subcommands: [New.self, Show.self])

    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key in a file that only its owner can read, and print its public half.",
            discussion: """
                The key of a log is named like the log (its origin); the key of a witness has a name of its own. Never use one
                key for both. Keep the files apart from the ledger, on another disk if you can: what the log signed last is
                remembered beside its key, and that is how a ledger restored from an old copy is noticed.

                EXAMPLES
                  truce key new mission.example/log --out keys/log.key
                  truce key new party-north.example/w --kind witness --out keys/witness.key
                  truce key new vault --kind vault --out keys/vault.key
                """)

        @Argument(help: "The key's name: no spaces, no +. Best an address without https://.")
        var name: String
        @Option(help: "What the key is for: log, witness or vault.")
        var kind: Kind = .log
        @Option(help: "The file to make. It must not exist.", completion: .file())
        var out: String

        func run() throws {
            let verifier = try Mechanism.newKey(name, kind: kind.kind, file: out)
            if let verifier {
                Terminal.say(verifier)
            } else {
                Terminal.note("Made the vault's key “\(out)”. It has no public half.")
            }
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the public half of a key of a log or witness.")

        @Argument(help: "The key's file.", completion: .file())
        var file: String

        func run() throws { Terminal.say(try Mechanism.verifierKey(file)) }
    }

    enum Kind: String, CaseIterable, ExpressibleByArgument {
        case log, witness, vault

        var kind: Mechanism.KeyKind {
            switch self {
            case .log: .log
            case .witness: .witness
            case .vault: .vault
            }
        }
    }
}
