import ArgumentParser
import TruceMechanism

struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copy a mission while it runs, and check the copy whole.",
        discussion: """
            What was acknowledged before the command began is in the copy; every entry, sealed part and file of it is opened
            before the command says so. The keys are left out: keep them elsewhere, because a copy with its keys is the whole
            mission to whoever finds it.

            EXAMPLES
              truce backup /var/lib/truce/mission /mnt/backup/2026-11-22
              truce backup mission copy --with-keys
            """)

    @Argument(help: "The mission's folder. A server may be running on it.", completion: .directory)
    var mission: String
    @Argument(help: "The folder to make.", completion: .directory)
    var backup: String
    @Flag(help: "With the keys, which sign in the mission's name and open what is sealed.")
    var withKeys = false

    func run() async throws {
        Terminal.keepToOwner()
        let summary = try await Mission.backup(of: mission, to: backup, withKeys: withKeys)
        Terminal.say("The backup “\(backup)” is whole.")
        for note in summary.notes { Terminal.say("  " + note) }
        Terminal.note(
            withKeys
                ? "Its keys are in it: whoever has this folder has the mission."
                : "The keys are not in it. Without \(mission)/keys nothing of it can be opened: keep a copy of them elsewhere."
        )
    }
}

struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore", abstract: "Make a mission's folder from a backup, and check it whole.",
        discussion: """
            The keys come from the backup, or from the folder that --keys names. Where the memory beside the log's key, or a
            witness, knows of entries that the backup has not, nothing is signed and the command says so: an older record
            would be another history. Where that memory (log.signed) is lost, or as old as the copy of the keys, say
            --trust-published once, if the backup is surely the newest there is.

            EXAMPLES
              truce restore /mnt/backup/2026-11-22 /var/lib/truce/mission --keys /media/safe/keys
              truce restore copy mission
            """)

    @Argument(help: "The backup, made by “truce backup”.", completion: .directory)
    var backup: String
    @Argument(help: "The folder to make.", completion: .directory)
    var mission: String
    @Option(help: "The folder of the keys, where the backup has none.", completion: .directory)
    var keys: String?
    @Flag(
        help: "Take the backup's checkpoint for the last one signed, where the memory beside the key is lost or older.")
    var trustPublished = false

    func run() async throws {
        Terminal.keepToOwner()
        let summary = try await Mission.restore(
            from: backup, to: mission, keys: keys, trustsPublished: trustPublished)
        Terminal.say("The mission “\(mission)” is restored.")
        for note in summary.notes { Terminal.say("  " + note) }
        Terminal.note("Serve it: truce serve \(mission)")
    }
}
