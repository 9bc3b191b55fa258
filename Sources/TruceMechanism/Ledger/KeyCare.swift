import Foundation
import Truce
import TruceLedger

extension Mechanism {
    /// Takes a log's old key out of the ledger's policy: what it alone signed counts for nothing from then on, whoever has
    /// it. Gives the line that is no longer in the policy.
    ///
    /// - Parameter named: the public half, or the key's file.
    public static func retireKey(of path: String, _ named: String) async throws(MechanismError) -> String {
        let folder = try LedgerFolder(path)
        let key = try publicHalf(named)
        var policy = try folder.policy()
        guard let at = policy.logs.firstIndex(where: { $0.key == key }) else {
            throw .badRequest(
                "“\(folder.policyFile)” names no such key of the log: \(key). It names "
                    + "\(policy.logs.map(\.key.description).joined(separator: ", ")).")
        }
        guard key != (try folder.key()).verifier else {
            throw .refused(
                "The log signs with this key. Make another (“truce key new \(folder.settings.origin)”), change to it "
                    + "(“truce ledger rotate”), then retire this one.")
        }
        // Nobody else may be using the policy: a server that runs has read it already.
        let session = try await LedgerSession(folder)
        do throws(MechanismError) {
            policy.logs.remove(at: at)
            try checkPublished(folder, by: policy)
            try NewFile.write(Array(policy.text.utf8), to: folder.policyFile)
        } catch {
            // Why it was refused is what counts.
            try? await session.close()
            throw error
        }
        try await session.close()
        return "log \(key)"
    }

    private static func publicHalf(_ named: String) throws(MechanismError) -> VerifierKey {
        // What is no key is the name of a file.
        if let key = try? VerifierKey(named), key.kind == .log { return key }
        return try KeyFile.read(named, kind: .log).verifier
    }

    /// What readers hold must stand without the key that goes.
    private static func checkPublished(_ folder: LedgerFolder, by policy: LogPolicy) throws(MechanismError) {
        for name in [PublishedPath.checkpoint, PublishedPath.logged] {
            guard let bytes = try asMechanism({ try FolderFiles(folder.published).read(name) }) else { continue }
            do { _ = try policy.check(bytes) } catch {
                throw .refused(
                    "The published “\(name)” is signed by the key that is to go, and not by another. Say “truce ledger publish "
                        + "\(folder.path)” until the witnesses have answered, then retire the key.")
            }
        }
    }

    /// Gives the vault another master key: what is sealed is wrapped anew, and copies of the vault made before open under
    /// the old key only. Gives how many sealed parts open under the new one.
    public static func rewrapVault(of path: String, to keyFile: String) async throws(MechanismError) -> Int {
        var folder = try LedgerFolder(path)
        _ = try folder.masterKey()
        let file = folder.vault
        let new = try asMechanism { try MasterKey.read(from: keyFile) }
        let absolute = URL(filePath: keyFile).standardizedFileURL.path
        // Interrupted between the vault and its settings, the vault opens under the new key already.
        if (try? Vault.open(reading: file, key: new)) == nil {
            let session = try await LedgerSession(folder)
            do throws(MechanismError) {
                let vault = try session.openVault()
                try asMechanism { try vault.rewrap(to: new) }
            } catch {
                // Nothing was changed; why is what counts.
                try? await session.close()
                throw error
            }
            try await session.close()
        }
        folder.settings.vaultKey = absolute
        try folder.save()
        return try asMechanism {
            let check = try Vault.open(reading: file, key: new).check()
            if let damage = check.damages.first { throw MechanismError.refused("The vault is damaged: \(damage)") }
            return check.sound
        }
    }
}
