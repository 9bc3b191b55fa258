import ArgumentParser
import Foundation
import TruceMechanism

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Make, show and retire the keys of a log, a witness, a side and a vault.",
        subcommands: [New.self, Show.self, Retire.self])

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
                  truce key new north.example/signature --out north.key        # for “truce amendment sign”
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

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a log's old key out of the policy, after another took its place.",
            discussion: """
                What only this key signed counts for nothing from then on, whoever has it. Stop the server first; it reads the
                policy when it starts. Every reader and witness needs the new policy, and receipts from before the change are
                made anew (truce ledger prove).

                EXAMPLES
                  truce ledger rotate LEDGER --key keys/log-2.key --reason "the laptop with the key was stolen"
                  truce key retire LEDGER keys/log.key
                """)

        @Argument(help: "The ledger's folder; of a mission MISSION/ledger.", completion: .directory)
        var ledger: String
        @Argument(help: "The old key: its public half (NAME+ID+KEY), or its file.", completion: .file())
        var key: String

        func run() async throws {
            let line = try await Mechanism.retireKey(of: ledger, key)
            Terminal.say("No longer in “\(ledger)/policy”: \(line)")
            Terminal.note(
                "Give every witness and reader the new policy, and make receipts from before the change anew.")
            Terminal.note("Destroy the old key's file, and every copy of it.")
        }
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
