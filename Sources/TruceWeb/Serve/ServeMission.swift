import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Truce
import TruceAccounts
import TruceMechanism

/// Serves a mission's folder until it is told to stop: the mission, its accounts, the API and the pages.
///
/// - Parameter whenReady: Told where people reach it.
package func serveMission(
    _ folder: ServedFolder, _ configuration: ServerConfiguration, environment: [String: String],
    clock: @escaping @Sendable () -> Instant, whenReady: @escaping @Sendable (String) -> Void
) async throws {
    try folder.check(configuration)
    let opened = Mutex<Mission?>(nil)
    do {
        try await serve(
            configuration, environment: environment, whenReady: { whenReady(configuration.address(port: $0)) }
        ) { logger, progress in
            var settings = MissionSettings()
            settings.attachmentLimit = configuration.attachmentBytes
            settings.clock = clock
            // An exercise's clock may jump; a mission's is the machine's, and checked.
            if !folder.isDemonstration { settings.elapsed = WallClock.elapsed }
            settings.whileOpening = { progress.report(read: $0, of: $1) }
            let mission = try await Mission.open(at: folder.path, settings: settings)
            opened.withLock { $0 = mission }
            let accounts = try folder.openAccounts(
                configuration.accountsSettings,
                needsSecondFactor: secondFactor(configuration, mission, isDemonstration: folder.isDemonstration),
                journal: { event in logger.notice("account", metadata: ["event": "\(configuration.logged(event))"]) })
            var parts = try missionParts(mission, accounts, folder, configuration, now: clock)
            parts.services.append(TroubleService(mission: mission, logger: logger))
            return parts
        }
    } catch {
        // Why it stopped is what counts; a folder that was not let go of in order is taken up all the same.
        try? await opened.withLock { $0 }?.close()
        throw error
    }
    try await opened.withLock { $0 }?.close()
}

/// Routes, sessions and services of a mission that is open.
///
/// - Parameter outside: Nil for what the settings name.
package func missionParts(
    _ mission: Mission, _ accounts: Accounts, _ folder: ServedFolder, _ configuration: ServerConfiguration,
    outside: OutsideSignIns? = nil, now: @escaping @Sendable () -> Instant
) throws -> WebParts {
    let cookie = SessionCookie(isSecure: configuration.isReachedSecurely)
    let sessions = AccountSessions(accounts, cookie: cookie, now: now)
    let outside = outside ?? configuration.outsideSignIns()
    let site = Site(mission: mission, sessions: sessions, outside: outside, now: now)
    let imports = try Imports(folder: folder.imports, zone: { mission.agreement.latest.zone }) {
        (command, holder, key) async throws(MissionError) in try await mission.submit(command, as: holder, key: key)
    }
    let api = API(
        mission: mission, sessions: sessions, imports: imports, title: configuration.title, cookie: cookie.name,
        further: site.operations)
    return WebParts(
        routes: api.routes + site.routes, sessions: sessions, problems: API.problems + Site.problems,
        readiness: [
            Readiness("clock") { mission.clockFault == nil },
            Readiness("ledger") { await mission.health().troubles.isEmpty },
            Readiness("views") {
                let health = await mission.health()
                return health.recorded - health.answered < 10_000
            },
            Readiness("disk") { folder.hasRoom() },
        ], templates: Site.templates, signInPath: Site.signInPath,
        services: [ImportService(imports), AccountsService(accounts: accounts, outside: outside)])
}

/// Who must have a second factor: by the roles that a holder has at that moment.
private func secondFactor(
    _ configuration: ServerConfiguration, _ mission: Mission, isDemonstration: Bool
) -> @Sendable (HolderID) -> Bool {
    let roles = Set(configuration.secondFactorRoles)
    guard !isDemonstration, !roles.isEmpty else { return { _ in false } }
    return { holder in mission.asker(holder).grants.contains { roles.contains($0.role.rawValue) } }
}

extension ServerConfiguration {
    /// Where people reach it.
    fileprivate func address(port: Int) -> String {
        if !publicURL.isEmpty { return publicURL }
        let host = address.contains(":") ? "[\(address)]" : address
        return "http\(usesTLS ? "s" : "")://\(host):\(port)"
    }
}

/// Lets go of the accounts when the last request is answered.
private struct AccountsService: Service {
    let accounts: Accounts
    let outside: OutsideSignIns?

    func run() async throws {
        // Ends when the server has.
        try? await gracefulShutdown()
        await outside?.service.close()
        try accounts.close()
    }
}
