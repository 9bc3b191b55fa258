import Synchronization
import Truce
import TruceAccounts

/// Sign-ins that people began at their organisation's service and that it has not answered yet. Each is for one browser
/// and counts once. Kept in memory: after a restart people begin again.
package final class OutsideSignIns: Sendable {
    let service: any IdentityService
    /// What people call the service.
    let name: String
    /// By which it is believed that a second factor was asked for: any of its `amr` or `acr`.
    private let secondFactor: Set<String>
    private let waiting = Mutex<[String: Waiting]>([:])

    private struct Waiting {
        let request: IdentityRequest
        let browser: String
        let begunAt: Instant
    }

    package init(_ service: any IdentityService, name: String, secondFactor: [String] = []) {
        self.service = service
        self.name = name
        self.secondFactor = Set(secondFactor)
    }

    /// - Returns: Where the browser goes, and the secret by which it is known when it comes back.
    func begin(at now: Instant) async throws(AccountsError) -> (address: String, browser: String) {
        let request = IdentityRequest()
        let address = try await service.address(for: request, at: now)
        let browser = IdentityRequest().state
        waiting.withLock { waiting in
            waiting = waiting.filter { Self.isOpen($0.value, at: now) }
            // Whoever begins thousands pushes out the oldest, and holds no memory.
            if waiting.count >= Self.most, let oldest = waiting.min(by: { $0.value.begunAt < $1.value.begunAt }) {
                waiting[oldest.key] = nil
            }
            waiting[request.state] = Waiting(request: request, browser: browser, begunAt: now)
        }
        return (address, browser)
    }

    /// What was begun under that state by that browser; nil when there is none, it took too long, or it was answered
    /// before.
    func take(_ state: String, browser: String?, at now: Instant) -> IdentityRequest? {
        waiting.withLock { waiting in
            guard let found = waiting[state], let browser, CrossSite.isSame(browser, found.browser) else { return nil }
            waiting[state] = nil
            return Self.isOpen(found, at: now) ? found.request : nil
        }
    }

    func hasSecondFactor(_ vouched: VouchedIdentity) -> Bool { !vouched.means.isDisjoint(with: secondFactor) }

    private static func isOpen(_ waiting: Waiting, at now: Instant) -> Bool {
        now.seconds - waiting.begunAt.seconds < longestSeconds
    }

    static let longestSeconds: Int64 = 600
    static let most = 2000
}
