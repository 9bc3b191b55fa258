import Foundation
import Truce
import TruceAccounts
import TruceMechanism

/// What `truce serve` keeps in a mission's folder beside the mission itself.
package struct ServedFolder: Sendable {
    package let path: String

    package init(_ path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

    var mission: String { path + "/mission.yaml" }
    var accounts: String { path + "/accounts.sqlite" }
    /// Beside the other keys. A backup of the accounts is worth nothing without it, and should not lie with it.
    var accountsKey: String { path + "/keys/accounts" }
    package var configuration: String { path + "/server.yaml" }
    var imports: String { path + "/imports" }
    /// Stands where everybody knows the passwords.
    package var demonstration: String { path + "/demonstration" }

    package var isDemonstration: Bool { exists(demonstration) }
    func exists(_ file: String) -> Bool { FileManager.default.fileExists(atPath: file) }

    /// The settings: of the file named, or of the folder's own where there is one.
    package func settings(file: String?, environment: [String: String]) throws(WebError) -> ServerConfiguration {
        let own = exists(configuration) ? configuration : nil
        return try ServerConfiguration(file: file ?? own, environment: environment)
    }

    /// What must hold before anybody may sign in.
    func check(_ configuration: ServerConfiguration) throws(WebError) {
        let isLocal = NetworkAddress(configuration.address)?.isLoopback ?? false
        guard isLocal || !isDemonstration else { throw .demonstrationElsewhere(address: configuration.address) }
        guard configuration.oidcIssuer.isEmpty || ServerConfiguration.speaksOIDC else {
            throw .notBuiltIn("oidc.issuer", trait: "OIDC")
        }
        guard isLocal || configuration.isReachedSecurely else { throw .openLine(address: configuration.address) }
    }

    /// The wall clock; for an exercise, one that begins at `text` (as 2031-03-21T09:00:00Z) and runs on. A mission's time is
    /// evidence, so nobody sets it.
    package func clock(from text: String?) throws(WebError) -> @Sendable () -> Instant {
        guard let text else { return WallClock.now }
        guard isDemonstration else { throw .clockOfMission(path) }
        guard let beginning = ParameterText.instant(text) else { throw .notATime(text) }
        let ahead = beginning.seconds - WallClock.now().seconds
        return { WallClock.now().advanced(bySeconds: ahead) }
    }

    /// The accounts, made where there are none yet. Interrupted, it can be done again.
    func openAccounts(
        _ settings: AccountsSettings, needsSecondFactor: @escaping @Sendable (HolderID) -> Bool,
        journal: @escaping @Sendable (AccountEvent) -> Void
    ) throws(WebError) -> Accounts {
        guard exists(accountsKey) || !exists(accounts) else {
            throw .unreadableFile(accountsKey, why: "it is missing, and the accounts open with no other")
        }
        do {
            let key =
                exists(accountsKey) ? try AccountsKey.read(from: accountsKey) : try AccountsKey.create(at: accountsKey)
            if !exists(accounts) { try Accounts.create(at: accounts, key: key) }
            return try Accounts(
                path: accounts, key: key, settings: settings, needsSecondFactor: needsSecondFactor, journal: journal)
        } catch { throw .accounts(error) }
    }

    /// Room for what must still be recorded while somebody is told that the disk is full.
    func hasRoom() -> Bool {
        let values = try? URL(filePath: path).resourceValues(forKeys: [.volumeAvailableCapacityKey])
        // A file system that does not say is not one that is full.
        return (values?.volumeAvailableCapacity).map { $0 > 64 << 20 } ?? true
    }
}

extension ServerConfiguration {
    /// Whether people reach the server over TLS, here or at a proxy.
    package var isReachedSecurely: Bool { usesTLS || publicURL.hasPrefix("https://") }

    var accountsSettings: AccountsSettings {
        var settings = accounts
        settings.mission = title
        return settings
    }
}
