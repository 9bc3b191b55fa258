import Foundation
import TruceLedger
import TruceWitness

/// Where a log is read from, and by whose word: an operator's own ledger, an export, a folder, a web address.
struct LogPlace: Sendable {
    var source: any LogSource
    var name: String
    /// The operator's own folder, when it is one.
    var ledger: String?
    /// A policy found with the log: as good as whoever handed it over.
    var policyFile: String?

    init(_ place: String) throws(MechanismError) {
        name = place
        if place.hasPrefix("http://") || place.hasPrefix("https://") {
            source = WebLog(place)
            return
        }
        let candidates = [place, place + "/public", place + "/data/log", place + "/log"]
        guard Files.exists(place) else { throw .cannotRead(path: place, why: "there is no such folder") }
        let folder = candidates.first { Files.exists($0 + "/checkpoint") || Files.exists($0 + "/logged") } ?? place
        source = FolderFiles(folder)
        if Self.isOwn(place) { ledger = place }
        policyFile = [folder + "/policy", folder + "/../policy"].first(where: Files.exists)
    }

    /// Whether it is a ledger that we keep: its key opens for us, and its policy is by that key. A folder that merely says
    /// so is read like anybody's.
    private static func isOwn(_ place: String) -> Bool {
        guard LedgerFolder.isLedger(place), let folder = try? LedgerFolder(place), let key = try? folder.key(),
            let policy = try? folder.policy()
        else {
            // Whatever is missing, it is not ours to vouch for.
            return false
        }
        return policy.logs.contains { $0.key == key.verifier }
    }

    /// Whether a file lies within the place, so that whoever made the place made the file.
    func holds(_ file: String) -> Bool {
        func real(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path }
        return (real(file) + "/").hasPrefix(real(name) + "/")
    }

    /// The policy to check by: what the caller names, or else what lies beside the log.
    func policy(_ named: String?) throws(MechanismError) -> (LogPolicy, isFromPlace: Bool) {
        if let named { return (try Self.named(named), Files.exists(named) && holds(named)) }
        guard let policyFile else {
            throw .badRequest(
                "Whose signatures? Name the log's key or policy with --policy FILE; its mission publishes it.")
        }
        return (try LedgerFolder.policy(policyFile), true)
    }

    /// A policy file, or a verifier key alone.
    static func named(_ named: String) throws(MechanismError) -> LogPolicy {
        // A key first: a file of that name would be somebody's trap.
        if let key = try? VerifierKey(named), key.kind == .log { return LogPolicy(log: key) }
        guard !named.hasPrefix("PRIVATE+KEY+") else {
            throw .badRequest("That is a private key. Do not pass it on; “truce key show FILE” prints its public half.")
        }
        return try LedgerFolder.policy(named)
    }
}
