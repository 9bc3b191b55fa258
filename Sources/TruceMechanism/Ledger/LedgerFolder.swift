import Foundation
import Truce
import TruceLedger

/// Where the parts of a ledger lie, and how it is kept.
///
///     LEDGER/ledger.json      this
///     LEDGER/ledger.sqlite    the record: every entry, in order
///     LEDGER/vault.sqlite     what is sealed
///     LEDGER/evidence/        files, by their SHA-256
///     LEDGER/policy           whose signatures readers ask for
///     LEDGER/public/          the log as served: checkpoint, tile/…
struct LedgerFolder {
    static let format = "truce-ledger/1"

    struct Settings: Codable {
        var format = LedgerFolder.format
        var origin: String
        /// The file of the key that signs: a whole path. In the file itself a mission's own keys stand as seen from the
        /// ledger, so that the folder can be moved.
        var key: String
        /// The vault's master key, likewise; nil for a ledger without a vault.
        var vaultKey: String?
        /// Seconds after which a witness's silence goes on record.
        var silenceAfterSeconds: Int64
        /// Whether checkpoints are then published as logged only.
        var silencePublishesLogged: Bool

        enum CodingKeys: String, CodingKey {
            case format, origin, key
            case vaultKey = "vault_key"
            case silenceAfterSeconds = "silence_after_seconds"
            case silencePublishesLogged = "silence_publishes_logged"
        }
    }

    let path: String
    var settings: Settings

    var record: String { path + "/ledger.sqlite" }
    var vault: String { path + "/vault.sqlite" }
    var evidence: String { path + "/evidence" }
    var policyFile: String { path + "/policy" }
    var published: String { path + "/public" }
    static func settingsFile(_ path: String) -> String { path + "/ledger.json" }

    init(path: String, settings: Settings) {
        self.path = path
        self.settings = settings
    }

    init(_ path: String) throws(MechanismError) {
        self.path = path
        let file = Self.settingsFile(path)
        guard Files.exists(file) else {
            throw .cannotRead(
                path: file,
                why: "no ledger is there. “truce ledger init” makes one; “truce ledger verify” checks any log")
        }
        let bytes = try Files.read(file, limit: 1 << 20)
        do { settings = try JSONDecoder().decode(Settings.self, from: Data(bytes)) } catch {
            throw .badInput("“\(file)” is not the settings of a ledger: \(Self.reason(error)).")
        }
        guard settings.format == Self.format else {
            throw .badInput(
                "“\(file)” is of the format “\(settings.format)”; this program knows “\(Self.format)”. Use the program that made it."
            )
        }
        settings.key = whole(settings.key)
        settings.vaultKey = settings.vaultKey.map(whole)
    }

    /// `keys` of the mission that this is the ledger of; nil for a ledger by itself.
    private var missionKeys: String? {
        let mission = MissionFolder(Files.folder(of: URL(filePath: path).standardizedFileURL.path))
        return Files.exists(mission.file) || Files.exists(mission.unfinished) ? mission.keys : nil
    }

    /// A mission's own key goes before one at another place: a copy of the mission must not sign with the first one's.
    private func whole(_ key: String) -> String {
        if !key.hasPrefix("/") { return URL(filePath: path + "/" + key).standardizedFileURL.path }
        guard let own = missionKeys.map({ $0 + "/" + Files.name(key) }), Files.exists(own) else { return key }
        return own
    }

    private func written(_ key: String) -> String {
        guard let missionKeys, key == missionKeys + "/" + Files.name(key) else { return key }
        return "../keys/" + Files.name(key)
    }

    static func isLedger(_ path: String) -> Bool { Files.exists(settingsFile(path)) }

    func save() throws(MechanismError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let data: Data
        var settings = settings
        settings.key = written(settings.key)
        settings.vaultKey = settings.vaultKey.map(written)
        do { data = try encoder.encode(settings) } catch { throw .badInput("\(error)") }
        try NewFile.write(Array(data) + [0x0A], to: Self.settingsFile(path))
    }

    func policy() throws(MechanismError) -> LogPolicy { try Self.policy(policyFile) }

    static func policy(_ file: String) throws(MechanismError) -> LogPolicy {
        let bytes = try Files.read(file, limit: LogPolicy.byteLimit)
        do { return try LogPolicy(String(decoding: bytes, as: UTF8.self)) } catch {
            throw .badInput("“\(file)”: \(error)")
        }
    }

    func key() throws(MechanismError) -> SigningKey { try KeyFile.read(settings.key, kind: .log) }

    func masterKey() throws(MechanismError) -> MasterKey {
        guard let file = settings.vaultKey else {
            throw .badInput(
                "This ledger has no vault, so nothing can be sealed in it. Make one: “truce key new vault --kind vault --out FILE”, "
                    + "then “truce ledger init … --vault-key FILE”.")
        }
        return try asMechanism { try MasterKey.read(from: file) }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "“\(key.stringValue)” is missing"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
            "“\(context.codingPath.map(\.stringValue).joined(separator: "."))” has the wrong form"
        default: "it is no JSON object of settings"
        }
    }
}

/// The wall clock, in whole seconds. No setting moves it: whoever wants another time gives the machine, or the process,
/// another clock (`faketime`), and no mission can be told to put a false time on record.
package enum WallClock {
    @Sendable package static func now() -> Instant {
        Instant(seconds: Int64(Date().timeIntervalSince1970.rounded(.down)))
    }
}
