import ArgumentParser
import TruceMechanism

struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Destroy what is sealed of a source, and put the act on record.",
        discussion: """
            Content, salt and key are destroyed in the vault; the entries that commit to them stay and still verify. Copies of
            the vault made earlier hold what was erased: destroy them too. Of a mission, files that a report or reply brought
            go as well; its server must be stopped meanwhile.

            EXAMPLES
              truce erase LEDGER --source observer-7 --authority "request of the source" --reason "protection"
              truce erase MISSION --source observer-7 --authority "request of the source" --reason "protection"
            """)

    @Argument(help: "The ledger's folder, or the mission's.", completion: .directory)
    var ledger: String
    @Option(help: "Everything sealed of this source.")
    var source: String?
    @Option(help: "One sealed part, by its commitment as the entry shows it. May be repeated.")
    var commitment: [String] = []
    @Option(help: "A sealed file of evidence, by its name (--id of “truce evidence add”). May be repeated.")
    var evidence: [String] = []
    @Option(help: "By whose right: an order, a law, the source's own request. Goes on record.")
    var authority: String
    @Option(help: "Why, in words for the public. Goes on record.")
    var reason: String

    func validate() throws {
        guard source != nil || !commitment.isEmpty || !evidence.isEmpty else {
            throw ValidationError("Name a --source, a --commitment or a piece of --evidence.")
        }
    }

    func run() async throws {
        let (erased, published) =
            if let mission = Mission.folder(around: ledger) { try await erase(inMission: mission) } else {
                try await eraseInLedger()
            }
        let parts = "\(erased.parts) sealed \(erased.parts == 1 ? "part" : "parts"), decoys among them"
        Terminal.say("Erased \(parts). On record as \(Self.words(erased.entries)). \(published)")
        Terminal.note("Copies of the vault made before still hold what was erased: destroy them.")
    }

    private func eraseInLedger() async throws -> (LedgerSession.ErasureSummary, String) {
        let session = try await LedgerSession(ledger)
        let erased = try await session.erase(
            source: source, commitments: commitment, evidence: evidence, authority: authority, reason: reason)
        let published = try await session.publish()
        try await session.close()
        return (erased, published.sentence)
    }

    private func erase(inMission folder: String) async throws -> (LedgerSession.ErasureSummary, String) {
        let mission = try await Mission.open(at: folder)
        let erased = try await mission.erase(
            source: source, commitments: commitment, evidence: evidence, authority: authority, reason: reason)
        try await mission.publish()
        try await mission.close()
        return (erased, "Signed and published.")
    }

    /// “entry 17”, “entries 17, 19 and 20”, “2,856 entries from 17 to 2,901”.
    private static func words(_ entries: [Int]) -> String {
        guard let first = entries.first, let last = entries.last else { return "no entry: it was erased before" }
        switch entries.count {
        case 1: return "entry \(first)"
        case 2...10: return "entries \(entries.dropLast().map(String.init).joined(separator: ", ")) and \(last)"
        default: return "\(entries.count) entries from \(first) to \(last)"
        }
    }
}
