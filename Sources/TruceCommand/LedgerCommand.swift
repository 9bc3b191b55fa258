import ArgumentParser
import Foundation
import TruceMechanism

struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger", abstract: "Keep the record that nobody can rewrite, publish it, and check it.",
        discussion: """
            EXAMPLES
              truce key new mission.example/log --out keys/log.key
              truce key new vault --kind vault --out keys/vault.key
              truce ledger init LEDGER --origin mission.example/log --key keys/log.key --vault-key keys/vault.key
              truce ledger append LEDGER facts.jsonl
              truce ledger verify LEDGER
            """,
        subcommands: [
            Initialise.self, Append.self, Publish.self, Show.self, VerifyLog.self, Export.self, Prove.self,
            Rebuild.self, Rotate.self, Rewrap.self,
        ])

    struct Initialise: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "init", abstract: "Make an empty ledger and publish its first checkpoint.")

        @Argument(help: "The folder to make.", completion: .directory)
        var ledger: String
        @Option(help: "Which log this is, for ever: the name of its key.")
        var origin: String
        @Option(help: "The mission's title, for the first entry.")
        var mission: String?
        @Option(help: "The file of the key that signs (truce key new).", completion: .file())
        var key: String
        @Option(
            help: "The file of the vault's key (truce key new --kind vault); without it nothing can be sealed.",
            completion: .file())
        var vaultKey: String?
        @Option(
            help: "Whose signatures readers ask for (C2SP tlog-policy). Without it: the log's own.", completion: .file()
        )
        var policy: String?
        @Option(help: "Minutes after which a witness's silence goes on record.")
        var silenceAfter = 60
        @Flag(
            help:
                "Once a silence is on record, give readers checkpoints that no quorum has witnessed. Without it they keep the last witnessed one."
        )
        var publishUnwitnessed = false

        func validate() throws {
            guard (0...1_000_000).contains(silenceAfter) else {
                throw ValidationError("--silence-after is a number of minutes, from 0.")
            }
        }

        func run() async throws {
            let published = try await Mechanism.initLedger(
                .init(
                    path: ledger, origin: origin, mission: mission ?? origin, key: key, vaultKey: vaultKey,
                    policy: policy,
                    silenceAfterSeconds: Int64(silenceAfter) * 60, silencePublishesLogged: publishUnwitnessed))
            Terminal.say("Made the ledger “\(ledger)”: \(published.sentence)")
            for complaint in published.complaints { Terminal.note(complaint) }
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign what was recorded, ask the witnesses, publish the checkpoint. Also when nothing is new.")

        @Argument(help: "The ledger's folder.", completion: .directory)
        var ledger: String
        @Flag(help: "Take the published checkpoint for the last one signed, when the file beside the key is lost.")
        var trustPublished = false

        func run() async throws {
            let session = try await LedgerSession(ledger, trustsPublished: trustPublished)
            let published = try await session.publish()
            try await session.close()
            Terminal.say(published.sentence)
            for complaint in published.complaints { Terminal.note(complaint) }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say how a ledger stands, or print its entries.",
            discussion: """
                EXAMPLES
                  truce ledger show LEDGER              # how it stands
                  truce ledger show LEDGER 17           # entry 17
                  truce ledger show LEDGER --all        # every entry, a line each
                  truce ledger show LEDGER --follow     # new entries as they come
                """)

        @Argument(help: "The ledger's folder.", completion: .directory)
        var ledger: String
        @Argument(help: "The entry to print, counted from 0.")
        var index: Int?
        @Flag(help: "Print every entry.")
        var all = false
        @Flag(help: "Print every entry and wait for more, until interrupted.")
        var follow = false
        @Flag(help: "Print JSON, a line for each entry.")
        var json = false

        func validate() throws {
            if let index, index < 0 { throw ValidationError("Entries count from 0.") }
        }

        func run() async throws {
            if index == nil && !all && !follow && !json {
                for sentence in try await Mechanism.ledgerState(ledger).sentences { Terminal.say(sentence) }
                return
            }
            var shown = 0
            let isOne = index != nil && !follow && !all
            try await Mechanism.showEntries(of: ledger, from: index ?? 0, limit: isOne ? 1 : .max, follows: follow) {
                entry in
                if json { Terminal.say(json: entry.json) } else { Terminal.say(entry.line) }
                shown += 1
                return true
            }
            if isOne && shown == 0 {
                Terminal.complain("The ledger has no entry \(index ?? 0): entries count from 0.")
                throw ExitCode.failure
            }
        }
    }

    struct VerifyLog: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify", abstract: "Check that no entry of a log was changed, removed or reordered.",
            discussion: """
                Checks every signature, every entry and every hash of a log: a ledger, an export, a folder or a web address. Of
                the operator's own ledger also the record, the vault and the evidence behind it. Exit code 0 when it is intact,
                1 when it is not, with one sentence that says what was altered.

                EXAMPLES
                  truce ledger verify LEDGER
                  truce ledger verify /media/usb/export --policy policy-of-the-mission
                  truce ledger verify https://log.mission.example --policy policy --against checkpoint-of-last-month
                """)

        @Argument(help: "A ledger, an export, the folder of a log, or its web address.", completion: .directory)
        var place: String
        @Option(
            help: "The policy file, or the log's verifier key. Without it: the policy beside the log.",
            completion: .file())
        var policy: String?
        @Option(help: "A checkpoint known from before; the log must extend it. May be repeated.", completion: .file())
        var against: [String] = []
        @Flag(help: "Accept a log that its witnesses have not confirmed.")
        var logged = false
        @Flag(help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let bar = SharedBar("Checking")
            let verdict = try await Mechanism.verifyLog(
                .init(place: place, policy: policy, against: against, acceptsLogged: logged), progress: bar.report)
            bar.clear()
            try Terminal.give(verdict, json: json)
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copy the log to a folder that can be handed on and checked anywhere.",
            discussion:
                "A BagIt bag: “sha256sum -c manifest-sha256.txt” finds what was damaged on the way. Nothing sealed goes along."
        )

        @Argument(help: "The ledger's folder.", completion: .directory)
        var ledger: String
        @Option(help: "The folder to make.", completion: .directory)
        var out: String
        @Flag(help: "With the evidence files that are not sealed. They may show people and places.")
        var withEvidence = false

        func run() async throws {
            let export = try await Mechanism.exportLedger(ledger, to: out, withEvidence: withEvidence)
            Terminal.say(
                "Exported \(export.size) \(export.size == 1 ? "entry" : "entries") to “\(out)”: \(export.files) files, \(export.bytes) bytes."
            )
        }
    }

    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a receipt for an entry, or print the proof that the log only grew.")

        @Argument(help: "The ledger's folder.", completion: .directory)
        var ledger: String
        @Argument(help: "The entry, counted from 0.")
        var index: Int?
        @Option(help: "The receipt's file, best ending in .tlog-proof.", completion: .file())
        var out: String?
        @Option(help: "Print the hashes that lead from this older size to the published one, instead.")
        var since: Int?

        func validate() throws {
            guard (index == nil) != (since == nil) else { throw ValidationError("Name an entry, or --since SIZE.") }
        }

        func run() async throws {
            if let since {
                for hash in try Mechanism.proveConsistency(of: ledger, from: since) { Terminal.say(hash) }
            } else if let index {
                let file = out ?? "entry-\(index).tlog-proof"
                Terminal.say(try await Mechanism.proveEntry(index, of: ledger, to: file))
            }
        }
    }

    struct Rebuild: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make the published files anew from the record. Signs nothing.")

        @Argument(help: "The ledger's folder.", completion: .directory)
        var ledger: String

        func run() async throws {
            let size = try await Mechanism.rebuildLedger(ledger)
            Terminal.say("The published files of \(size) entries are made anew, and lead to the root that was signed.")
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign with another key from now on, and put that on record.",
            discussion: """
                The checkpoint that covers the change is signed by both keys. Then give every reader and witness the new
                policy, and keep the old key's file: old receipts are checked by its public half.

                EXAMPLES
                  truce key new mission.example/log --out keys/log-2.key
                  truce ledger rotate LEDGER --key keys/log-2.key --reason "the yearly change"
                """)

        @Argument(help: "The ledger's folder.", completion: .directory)
        var ledger: String
        @Option(help: "The new key's file.", completion: .file())
        var key: String
        @Option(help: "Why, in words for the public.")
        var reason: String

        func run() async throws {
            let published = try await Mechanism.rotateKey(of: ledger, to: key, reason: reason)
            Terminal.say("The log signs with the new key. \(published.sentence)")
            Terminal.note("Give every witness and reader the new policy: witnesses refuse a key that they do not know.")
            for complaint in published.complaints { Terminal.note(complaint) }
        }
    }

    struct Rewrap: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give the vault another key: how copies of the vault from before an erasure die.",
            discussion: """
                What is sealed opens under the new key only. A copy of the vault made before still opens under the old one: so
                erase, rewrap, make a new backup, then destroy the old key's file wherever it lies. Stop the server first.

                EXAMPLES
                  truce key new vault --kind vault --out keys/vault-2
                  truce ledger rewrap LEDGER --key keys/vault-2
                """)

        @Argument(help: "The ledger's folder; of a mission MISSION/ledger.", completion: .directory)
        var ledger: String
        @Option(help: "The new key's file (truce key new --kind vault).", completion: .file())
        var key: String

        func run() async throws {
            let sound = try await Mechanism.rewrapVault(of: ledger, to: key)
            Terminal.say("The vault opens under the new key: \(sound) sealed \(sound == 1 ? "part" : "parts").")
            Terminal.note("Make a new backup now, then destroy the old key's file and every copy of it.")
        }
    }
}
