import Logging
import ServiceLifecycle
import Synchronization

/// Opens what the server serves while it listens already, then runs what belongs to it until the server stops. Told to stop
/// meanwhile, it leaves off: reading changes nothing.
struct Opening: Service {
    let server: WebServer
    let progress: OpeningProgress
    let logger: Logger
    let parts: @Sendable (Logger, OpeningProgress) async throws -> WebParts

    func run() async throws {
        let made: WebParts
        do {
            made = try await withTaskCancellationOrGracefulShutdownHandler {
                try await parts(logger, progress)
            } onCancelOrGracefulShutdown: {
                progress.stop()
            }
        } catch {
            if progress.isStopped { return }
            throw error
        }
        progress.finish()
        try server.open(made)
        try await ServiceGroup(configuration: .init(services: made.services, logger: logger)).run()
        // Without services of its own it ends with the server all the same; cut off, it is over at once.
        try? await gracefulShutdown()
    }
}

/// How far the reading of a large record is: for systemd, for the log, and for whoever asks whether the server is ready.
package final class OpeningProgress: Sendable {
    private struct State {
        var read = 0
        var total = 0
        var saidAt: Duration?
        var loggedAt: Duration?
        var isStopped = false
        var isDone = false
    }

    private let notice: SystemdNotice
    private let logger: Logger
    private let now: Stopwatch
    private let state = Mutex(State())

    package init(
        notice: SystemdNotice = SystemdNotice(environment: [:]), logger: Logger,
        now: @escaping Stopwatch = WebServer.stopwatch
    ) {
        self.notice = notice
        self.logger = logger
        self.now = now
    }

    /// Entries read, of those that there are. Says so to systemd once a second, which then waits for another two minutes,
    /// and into the log every ten.
    ///
    /// - Returns: Whether to go on.
    package func report(read: Int, of total: Int) -> Bool {
        let present = now()
        let (isSaid, isLogged, goesOn) = state.withLock { state in
            guard !state.isDone else { return (false, false, true) }
            (state.read, state.total) = (read, total)
            let isSaid = state.saidAt.map { present - $0 >= .seconds(1) } ?? true
            let isLogged = state.loggedAt.map { present - $0 >= .seconds(10) } ?? true
            if isSaid { state.saidAt = present }
            if isLogged { state.loggedAt = present }
            return (isSaid, isLogged, !state.isStopped)
        }
        if isSaid { notice.say(status: "Reading the record: \(read) of \(total) entries", within: .seconds(120)) }
        if isLogged { logger.notice("reading the record", metadata: ["read": "\(read)", "entries": "\(total)"]) }
        return goesOn
    }

    var isStopped: Bool { state.withLock { $0.isStopped } }
    func stop() { state.withLock { $0.isStopped = true } }

    func finish() {
        state.withLock { $0.isDone = true }
        notice.say(status: "Serving")
    }

    /// As far as anybody was told.
    var text: String {
        let (read, total) = state.withLock { ($0.read, $0.total) }
        return "\(read) of \(total) entries read"
    }
}

extension WebParts {
    /// Before there are any: alive, and not ready.
    static func opening(_ progress: OpeningProgress) -> WebParts {
        WebParts(routes: [], readiness: [Readiness("ledger", detail: { progress.text }) { false }])
    }
}
