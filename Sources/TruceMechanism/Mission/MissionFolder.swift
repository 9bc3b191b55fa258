import Foundation
import Synchronization
import Truce
import TruceIntake

/// Where the parts of a mission lie.
///
///     MISSION/mission.yaml       its name, languages, people: the only file that a person writes
///     MISSION/agreement/         the agreement, its map, its amendments by version
///     MISSION/ledger/            the record, the vault, the evidence, the published log: see ``LedgerFolder``
///     MISSION/keys/              the log's key and memory, the vault's key, the mission's secret: owner only
///     MISSION/quarantine/        files that were taken in and nothing cites yet
///     MISSION/accounts.sqlite    who may sign in
///     MISSION/server.yaml        how it is served
///     MISSION/views.sqlite       what answers come from; deleting it is harmless
///     MISSION/content-marks      tells whether what is sent again is the same; a cache
///     MISSION/mission.lock       held while a process has the mission open
struct MissionFolder: Sendable {
    let path: String

    init(_ path: String) {
        // Without a slash at the end, so that names can be put together.
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    var file: String { path + "/mission.yaml" }
    var agreementFolder: String { path + "/agreement" }
    var ledger: String { path + "/ledger" }
    var keys: String { path + "/keys" }
    var logKey: String { keys + "/log" }
    var vaultKey: String { keys + "/vault" }
    var secret: String { keys + "/mission" }
    var quarantine: String { path + "/quarantine" }
    var accounts: String { path + "/accounts.sqlite" }
    var server: String { path + "/server.yaml" }
    var views: String { path + "/views.sqlite" }
    var marks: String { path + "/content-marks" }
    var lock: String { path + "/mission.lock" }
    /// Stands while a source is being erased; the next start finishes what was cut off.
    var erasing: String { path + "/erasing" }
    /// Stands while a mission is being made; what it leaves is finished or removed by the next try.
    var unfinished: String { path + "/unfinished" }

    /// `mission.yaml`, read whole. Throws ``MechanismError/badInput(_:)`` with every mistake, a line each.
    func missionFile(sides: Set<String>? = nil) throws(MechanismError) -> MissionFile {
        guard Files.exists(file) else {
            throw .cannotRead(path: file, why: "no mission is there. “truce init” makes one")
        }
        let read = MissionFile.read(
            .init(name: Files.name(file), bytes: try Files.read(file, limit: 4 << 20)), sides: sides)
        guard let mission = read.file else {
            throw .badInput(read.diagnostics.map(\.description).joined(separator: "\n"))
        }
        return mission
    }
}

/// Held while a process has a mission open. Two that write would make two histories.
final class MissionLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(_ folder: MissionFolder) throws(MechanismError) {
        let file = Foundation.open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw .cannotWrite(path: folder.lock, why: String(cString: strerror(errno))) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw .refused("Another process has the mission “\(folder.path)” open. Stop it, then try again.")
        }
        descriptor = Mutex(file)
    }

    deinit { release() }

    /// Lets another process open it.
    func release() {
        descriptor.withLock { file in
            if let file { close(file) }
            file = nil
        }
    }
}

/// Brings the folder of an older program up to date, one step after the other. Every step can be interrupted and begun
/// again; the version in `mission.yaml` is written last.
enum MissionUpgrade {
    /// From version n to n + 1, at index n − 1. None yet: version 1 is the first.
    private static let steps: [@Sendable (MissionFolder) throws(MechanismError) -> Void] = []

    static func run(_ folder: MissionFolder) throws(MechanismError) {
        precondition(steps.count == MissionFile.format - 1, "there is a step for each version but the first")
        for (at, step) in steps.enumerated() where try version(folder) == at + 1 {
            try step(folder)
            try write(at + 2, folder)
        }
    }

    private static let key = "truce-mission: "

    /// As `mission.yaml` says; the current one where it says none, which reading then complains of.
    private static func version(_ folder: MissionFolder) throws(MechanismError) -> Int {
        let text = String(decoding: try Files.read(folder.file, limit: 4 << 20), as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix(key) {
            if let version = Int(line.dropFirst(key.count)) { return version }
        }
        return MissionFile.format
    }

    private static func write(_ version: Int, _ folder: MissionFolder) throws(MechanismError) {
        let text = String(decoding: try Files.read(folder.file, limit: 4 << 20), as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
            $0.hasPrefix(key) ? key + "\(version)" : String($0)
        }
        try NewFile.write(Array(lines.joined(separator: "\n").utf8), to: folder.file)
    }
}
