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
///     MISSION/imports/           bulk imports and how far each is
///     MISSION/accounts.sqlite    who may sign in
///     MISSION/server.yaml        how it is served
///     MISSION/views.sqlite       what answers come from; deleting it is harmless
///     MISSION/content-marks      tells whether what is sent again is the same; a cache
///     MISSION/clock-mark         when it was last seen at work under a clock that was believed
///     MISSION/clock-mark-confirmed  an operator's word that the clock was right then
///     MISSION/mission.lock       held while a process has the mission open
///     MISSION/demonstration      stands where everybody knows the passwords; the server's
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
    var imports: String { path + "/imports" }
    var accounts: String { path + "/accounts.sqlite" }
    var server: String { path + "/server.yaml" }
    var views: String { path + "/views.sqlite" }
    var marks: String { path + "/content-marks" }
    var clockMark: String { path + "/clock-mark" }
    var lock: String { path + "/mission.lock" }
    /// Stands while a source is being erased; the next start finishes what was cut off.
    var erasing: String { path + "/erasing" }
    var demonstration: String { path + "/demonstration" }
    /// Stands while a mission is being made; what it leaves is finished or removed by the next try.
    var unfinished: String { path + "/unfinished" }

    static let absence = "no mission is there. “truce init” makes one"

    /// `mission.yaml`, read whole. Throws ``MechanismError/badInput(_:)`` with every mistake, a line each.
    func missionFile(sides: Set<String>? = nil) throws(MechanismError) -> MissionFile {
        guard Files.exists(file) else {
            throw .cannotRead(path: file, why: Self.absence)
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
            guard let taken = file else { return }
            // Given up, not only closed: a child that was just forked holds the same open file until it becomes another
            // program.
            _ = flock(taken, LOCK_UN)
            close(taken)
            file = nil
        }
    }
}
