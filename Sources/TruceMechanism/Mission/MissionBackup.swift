import Foundation
import Truce
import TruceLedger

/// What a backup holds.
public struct BackupSummary: Sendable {
    /// Entries.
    public var entries: Int
    /// What was checked, a sentence each.
    public var notes: [String]
}

extension Mission {
    /// Copies the mission into a new folder while it runs, then opens the copy and checks it whole. What was acknowledged
    /// before the call is in it.
    ///
    /// The keys are left out unless asked for: who has the log's key can sign in its name, and without the vault's key
    /// nobody can read what the copy has sealed, so keep both apart from it.
    public func backup(to path: String, withKeys: Bool = false) async throws(MechanismError) -> BackupSummary {
        try await Self.backup(of: parts.folder.path, to: path, withKeys: withKeys)
    }

    /// The same from another process than the one that has the mission open, or from none.
    public static func backup(
        of mission: String, to path: String, withKeys: Bool = false
    ) async throws(MechanismError) -> BackupSummary {
        let (from, to) = (MissionFolder(mission), MissionFolder(path))
        _ = try from.missionFile()
        guard !Files.exists(from.unfinished) else {
            throw .refused("“\(mission)” was not made or restored to the end, so there is nothing to copy yet.")
        }
        guard Files.list(to.path).isEmpty else {
            throw .badRequest("“\(to.path)” is not empty. Name a folder that does not exist yet.")
        }
        let vaultKey = try LedgerFolder(from.ledger).settings.vaultKey ?? from.vaultKey
        return try await asMechanism {
            try await Blocking.run {
                try Files.makePrivateFolder(to.path)
                try NewFile.write([], to: to.unfinished)
                try MissionCopy(from: from, to: to).all(withKeys: withKeys)
                let summary = try MissionCopy.check(to, vaultKey: vaultKey)
                unlink(to.unfinished)
                return summary
            }
        }
    }

    /// Makes a mission's folder from a backup. The keys come from the backup, or from the folder `keys` where the backup has
    /// none. By the ledger's own rules it signs nothing where its key's memory or a witness knows of a newer history.
    ///
    /// - Parameter trustsPublished: takes the backup's checkpoint for the last one signed where the memory beside the key
    ///   is lost or older. Only witnesses can then tell that more was signed since.
    public static func restore(
        from path: String, to destination: String, keys: String? = nil, trustsPublished: Bool = false
    ) async throws(MechanismError) -> BackupSummary {
        let (from, to) = (MissionFolder(path), MissionFolder(destination))
        guard Files.exists(from.file), !Files.exists(from.unfinished) else {
            throw .badInput("“\(path)” is no whole backup of a mission.")
        }
        guard Files.list(to.path).isEmpty else {
            throw .badRequest("“\(to.path)” is not empty. Name a folder that does not exist yet.")
        }
        let keyFolder = keys ?? from.keys
        // Keys that were changed have other names than the first ones.
        let settings = try LedgerFolder(from.ledger).settings
        let (logKey, vaultKey) = (Files.name(settings.key), Files.name(settings.vaultKey ?? from.vaultKey))
        for name in [logKey, vaultKey] where !Files.exists(keyFolder + "/" + name) {
            throw .badRequest(
                "“\(keyFolder)” does not hold the key “\(name)”. Name the folder that holds “\(logKey)” and “\(vaultKey)” with --keys."
            )
        }
        let summary = try await asMechanism {
            try await Blocking.run {
                try Files.makePrivateFolder(to.path)
                try NewFile.write([], to: to.unfinished)
                let copy = MissionCopy(from: from, to: to)
                try copy.all(withKeys: false)
                try copy.keys(from: keyFolder)
                try copy.pointAtKeys()
                return try MissionCopy.check(to, vaultKey: to.keys + "/" + vaultKey)
            }
        }
        // Opening is what refuses to go on where a newer history is known.
        let session = try await LedgerSession(to.ledger, trustsPublished: trustsPublished)
        try await session.survey()
        try await session.close()
        unlink(to.unfinished)
        return summary
    }
}

/// Copies one mission's files into another folder, in an order in which no later file lacks what an earlier one needs: the
/// record before the vault and the evidence, which only grow until something is erased on purpose.
private struct MissionCopy {
    let from: MissionFolder
    let to: MissionFolder

    func all(withKeys: Bool) throws {
        try Files.makePrivateFolder(to.ledger)
        // What the checkpoint covers is in the record that is copied after it.
        let checkpoint = from.ledger + "/public"
        for name in ["checkpoint", "logged"] { try copyIfThere(checkpoint + "/" + name, to.ledger + "/public/" + name) }
        try SQLiteCopy.copy(from.ledger + "/ledger.sqlite", to: to.ledger + "/ledger.sqlite")
        try SQLiteCopy.copy(from.ledger + "/vault.sqlite", to: to.ledger + "/vault.sqlite")
        for name in ["ledger.json", "policy"] { try copyIfThere(from.ledger + "/" + name, to.ledger + "/" + name) }
        for part in ["/evidence/sha256", "/evidence/sealed", "/public/tile"] { try tree(part) }
        try Files.makePrivateFolder(to.agreementFolder)
        for name in Files.tree(from.agreementFolder) {
            try copyIfThere(from.agreementFolder + "/" + name, to.agreementFolder + "/" + name)
        }
        // Answered, though nothing in the record needs them yet.
        for folder in [\MissionFolder.quarantine, \.imports] {
            for name in Files.tree(from[keyPath: folder]) where !name.hasSuffix(".part") {
                try copyIfThere(from[keyPath: folder] + "/" + name, to[keyPath: folder] + "/" + name)
            }
        }
        if Files.exists(from.accounts) { try SQLiteCopy.copy(from.accounts, to: to.accounts) }
        try copyIfThere(from.server, to.server)
        // A copy of a demonstration is one too: everybody knows its passwords.
        try copyIfThere(from.demonstration, to.demonstration)
        if withKeys {
            try keys(from: from.keys)
        }
        // Last, because it makes the folder a mission.
        try copyIfThere(from.file, to.file)
    }

    func keys(from folder: String) throws {
        try Files.makePrivateFolder(to.keys)
        for name in Files.list(folder) where !name.hasSuffix(".lock") && !name.hasSuffix(".part") {
            try copyIfThere(folder + "/" + name, to.keys + "/" + name)
            chmod(to.keys + "/" + name, 0o600)
        }
    }

    /// The ledger's settings name its keys by their whole paths.
    func pointAtKeys() throws {
        var ledger = try LedgerFolder(to.ledger)
        let folder = URL(filePath: to.keys).standardizedFileURL.path
        ledger.settings.key = folder + "/" + Files.name(ledger.settings.key)
        ledger.settings.vaultKey = ledger.settings.vaultKey.map { folder + "/" + Files.name($0) }
        try ledger.save()
    }

    private func tree(_ part: String) throws {
        for name in Files.tree(from.ledger + part) where !name.hasSuffix(".part") {
            try copyIfThere(from.ledger + part + "/" + name, to.ledger + part + "/" + name)
        }
    }

    /// A file that went away meanwhile is one that was not needed.
    private func copyIfThere(_ source: String, _ destination: String) throws {
        guard Files.exists(source) else { return }
        try FileManager.default.createDirectory(
            atPath: Files.folder(of: destination), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700])
        do { try FileManager.default.copyItem(atPath: source, toPath: destination) } catch {
            guard Files.exists(source) else { return }
            throw MechanismError.cannotWrite(path: destination, why: Files.reason(error))
        }
        let file = open(destination, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw MechanismError.cannotRead(path: destination, why: String(cString: strerror(errno)))
        }
        defer { close(file) }
        guard fsync(file) == 0 else {
            throw MechanismError.cannotWrite(path: destination, why: String(cString: strerror(errno)))
        }
    }

    /// Opens a copy and looks at every entry, every sealed part and every file.
    static func check(_ folder: MissionFolder, vaultKey: String) throws -> BackupSummary {
        _ = try folder.missionFile()
        let store = try SQLiteStore.open(reading: folder.ledger + "/ledger.sqlite")
        var (count, last) = (0, Instant?.none)
        var fault: MechanismError?
        try store.forEach(from: 0) { row in
            let bytes = Array(row.bytes)
            let recorded = PreparedEntry.recordedTime(of: bytes)
            if TreeHash.leaf(bytes) != TreeHash(copying: row.leaf.baseAddress!) {
                fault = .refused("Entry \(count) of the copy is not what was recorded.")
            } else if let recorded, let last, recorded < last {
                fault = .refused("Entry \(count) of the copy is older than the entry before it.")
            }
            last = recorded ?? last
            count += 1
            return fault == nil
        }
        if let fault { throw fault }
        try store.close()
        var notes = ["\(LogWords.entries(count)), each as it was recorded."]
        let vault = try Vault.open(reading: folder.ledger + "/vault.sqlite", key: MasterKey.read(from: vaultKey))
        let sealed = try vault.check()
        if let damage = sealed.damages.first {
            throw MechanismError.refused("The copy of the vault is damaged: \(damage)")
        }
        notes.append("\(sealed.sound) sealed parts, each of which opens.")
        let evidence = try EvidenceStore(folder: folder.ledger + "/evidence").check()
        if let damage = evidence.damages.first {
            throw MechanismError.refused("The copy of the evidence is damaged: \(damage)")
        }
        notes.append("\(evidence.sound) files of evidence, each with the bytes that its name says.")
        return BackupSummary(entries: count, notes: notes)
    }
}
