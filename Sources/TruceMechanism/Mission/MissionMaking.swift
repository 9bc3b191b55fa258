import Foundation
import Truce
import TruceIntake
import TruceLedger

/// What a new mission is to be.
public struct NewMission: Sendable {
    public var title: LocalizedText
    /// Codes, the first preferred.
    public var languages: [String]
    /// The agreement's file; its map and amendments lie beside it.
    public var agreement: String
    /// What the log is called, for ever: a host name and a path, as `ledger.example.org/truce`.
    public var origin: String
    /// Who holds which role from the start: an administrator and a head of mission at least.
    public var people: [MissionFile.Person]
    /// A policy file with witnesses; nil for a log that signs alone.
    public var policy: String?
    public var silenceAfterSeconds: Int64 = 3600
    public var silencePublishesLogged = false
    /// Demonstrations, whose story is of another time: the wall clock otherwise.
    package var clock: @Sendable () -> Instant = WallClock.now

    public init(
        title: LocalizedText, languages: [String] = ["en"], agreement: String, origin: String,
        people: [MissionFile.Person], policy: String? = nil
    ) {
        self.title = title
        self.languages = languages
        self.agreement = agreement
        self.origin = origin
        self.people = people
        self.policy = policy
    }
}

extension Mission {
    /// Makes a mission's folder: keys, agreement, ledger, first grants. `path` is new or empty, or what an earlier try left
    /// unfinished: that is removed first. A mission that is there is never touched.
    public static func make(_ new: NewMission, at path: String) async throws(MechanismError) {
        let folder = MissionFolder(path)
        let (history, checked) = try Mechanism.agreement(new.agreement)
        let file = MissionFile(
            title: new.title, languages: new.languages,
            agreement: "agreement/" + Files.name(new.agreement), people: new.people)
        try check(file, history)
        try clear(folder)
        try Files.makePrivateFolder(folder.path)
        try NewFile.write([], to: folder.unfinished)
        let lock = try MissionLock(folder)
        try copyAgreement(checked, from: new.agreement, to: folder)
        try Files.makePrivateFolder(folder.keys)
        _ = try Mechanism.newKey(new.origin, kind: .log, file: folder.logKey)
        _ = try Mechanism.newKey("vault", kind: .vault, file: folder.vaultKey)
        _ = try MissionSecret(at: folder.secret)
        var ledger = Mechanism.NewLedger(
            path: folder.ledger, origin: new.origin, mission: file.title.text(in: file.languages[0]),
            key: folder.logKey, vaultKey: folder.vaultKey, policy: new.policy,
            silenceAfterSeconds: new.silenceAfterSeconds, silencePublishesLogged: new.silencePublishesLogged)
        ledger.clock = new.clock
        _ = try await Mechanism.initLedger(ledger)
        try NewFile.write(Array(file.text.utf8), to: folder.file)
        withExtendedLifetime(lock) {}
        // From here on it is a mission; what it says of the agreement and its people is recorded when it is opened.
        unlink(folder.unfinished)
    }

    /// By the rules of the file itself, so that what is written can be read.
    private static func check(_ file: MissionFile, _ history: AgreementHistory) throws(MechanismError) {
        let read = MissionFile.read(.init(name: "mission.yaml", text: file.text), sides: history.sides)
        guard read.file == file else {
            let lines = read.diagnostics.map(\.description)
            throw .badInput(
                lines.isEmpty ? "The mission's name cannot be written down." : lines.joined(separator: "\n"))
        }
        for role in [Role.administrator, .headOfMission] where !file.people.contains(where: { $0.role == role }) {
            throw .badRequest("A mission has at least one “\(role.rawValue)” from the start: name who holds that role.")
        }
    }

    private static func clear(_ folder: MissionFolder) throws(MechanismError) {
        guard !Files.list(folder.path).isEmpty else { return }
        guard Files.exists(folder.unfinished) else {
            throw .badRequest("“\(folder.path)” is not empty. Name a folder that does not exist yet.")
        }
        // Another try may be at work.
        let lock = try MissionLock(folder)
        for name in Files.list(folder.path)
        where name != Files.name(folder.lock) && name != Files.name(folder.unfinished) {
            do { try FileManager.default.removeItem(atPath: folder.path + "/" + name) } catch {
                throw .cannotWrite(path: folder.path + "/" + name, why: Files.reason(error))
            }
        }
        withExtendedLifetime(lock) {}
    }

    private static func copyAgreement(
        _ checked: Mechanism.CheckedAgreement, from agreement: String, to folder: MissionFolder
    ) throws(MechanismError) {
        try Files.makePrivateFolder(folder.agreementFolder)
        let source = Files.folder(of: agreement)
        for (name, digest) in checked.files {
            let bytes = try Files.read(source + "/" + name)
            guard Files.sha256(bytes) == digest else {
                throw .badInput("“\(source)/\(name)” was changed while it was read. Try again.")
            }
            try NewFile.write(bytes, to: folder.agreementFolder + "/" + name)
        }
    }
}

extension AgreementHistory {
    /// Parties and guarantors, of every text.
    var sides: Set<String> {
        Set(versions.flatMap { $0.text.parties.map(\.id) + $0.text.guarantors.map(\.id) })
    }
}

extension Files {
    /// For its owner only; harmless where it is there.
    static func makePrivateFolder(_ path: String) throws(MechanismError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw .cannotWrite(path: path, why: String(cString: strerror(errno)))
        }
    }
}
