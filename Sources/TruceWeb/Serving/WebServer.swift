import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle
import UnixSignals

/// Serves until SIGTERM or SIGINT, then finishes what runs. SIGHUP opens the log anew and reads the certificate again.
///
/// - Parameters:
///   - whenReady: Told the port, once the parts are there.
///   - parts: Made once the log is open, while the server listens already and says that it is not ready.
package func serve(
    _ configuration: ServerConfiguration, environment: [String: String],
    whenReady: @escaping @Sendable (Int) -> Void = { _ in },
    parts: @escaping @Sendable (Logger, OpeningProgress) async throws -> WebParts
) async throws {
    let log = try LogFile(path: configuration.logFile)
    let logger = Logger(label: "truce") { LogLines(label: $0, file: log, configuration: configuration) }
    let notice = SystemdNotice(environment: environment)
    let progress = OpeningProgress(notice: notice, logger: logger)
    let server = try WebServer(
        configuration, .opening(progress), isOpen: false, logger: logger, notice: notice, whenReady: whenReady)
    let opening = Opening(server: server, progress: progress, logger: logger, parts: parts)
    let hangUp = HangUp {
        do {
            try log.reopen()
            try server.reload()
            logger.notice("log opened anew, certificate read again")
        } catch {
            logger.error("SIGHUP: \(error)")
        }
    }
    var group = ServiceGroupConfiguration(
        services: [opening, hangUp, server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    group.maximumGracefulShutdownDuration = configuration.stopTime
    do {
        try await ServiceGroup(configuration: group).run()
    } catch is CancellationError {
        logger.warning("requests were still running after \(configuration.stopTime); they were cut off")
    }
}

/// The server as a service: stops accepting when the group stops gracefully, ends the streams of events with a last
/// word, and returns after the last answer.
package struct WebServer: Service {
    private let configuration: ServerConfiguration
    private let logger: Logger
    private let notice: SystemdNotice
    private let common: Common
    let door: Door
    private let certificates: Certificates?
    private let whenReady: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - isOpen: Whether these are the parts that are served; if not, ``open(_:)`` brings them.
    ///   - now: For the allowances and figures; the clocks of connections are the kernel's.
    ///   - whenReady: Told the port, once the server listens and is open.
    package init(
        _ configuration: ServerConfiguration, _ parts: WebParts, isOpen: Bool = true, logger: Logger,
        notice: SystemdNotice = SystemdNotice(environment: [:]), metrics: MetricsRegistry = MetricsRegistry(),
        now: @escaping Stopwatch = WebServer.stopwatch, whenReady: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(WebError) {
        self.configuration = configuration
        self.logger = logger
        self.notice = notice
        self.whenReady = whenReady
        certificates =
            configuration.usesTLS
            ? try Certificates(certificateFile: configuration.certificateFile, keyFile: configuration.keyFile) : nil
        common = Common(configuration, metrics: metrics, now: now, logger: logger)
        door = Door(try common.responder(parts, isOpen: isOpen), isOpen: isOpen)
    }

    /// From now on these are served.
    func open(_ parts: WebParts) throws(WebError) {
        if let port = door.open(try common.responder(parts, isOpen: true)) { ready(port) }
    }

    private func ready(_ port: Int) {
        notice.say(.ready)
        whenReady(port)
    }

    /// What stays the same when the mission is open.
    private struct Common {
        let configuration: ServerConfiguration
        let forwarding: Forwarding
        let counts: ConnectionCounts
        let events: EventStreams
        let metrics: WebMetrics
        let allowances: Allowances
        let stopping = Stopping()
        let now: Stopwatch
        let logger: Logger

        init(_ configuration: ServerConfiguration, metrics: MetricsRegistry, now: @escaping Stopwatch, logger: Logger) {
            self.configuration = configuration
            forwarding = Forwarding(configuration)
            counts = ConnectionCounts(perAddress: configuration.connectionsPerAddress, isExempt: forwarding.isProxy)
            events = EventStreams(configuration)
            self.metrics = WebMetrics(metrics)
            allowances = Allowances(configuration, now: now)
            self.now = now
            self.logger = logger
        }

        func responder(_ parts: WebParts, isOpen: Bool) throws(WebError) -> WebResponder {
            let files = StaticFiles([("truce.css", PackageResources.truce_css)] + parts.files)
            let pages = Pages(
                site: configuration.title, style: files.path("truce.css"), templates: parts.templates)
            let problems = ProblemPages(ProblemKind.all + parts.problems, pages: pages)
            let frame = WebFrame(
                configuration: configuration, pages: pages, files: files, events: events, problems: problems,
                metrics: metrics)
            let health = HealthRoutes(readiness: parts.readiness, connections: counts, stopping: stopping)
            return WebResponder(
                frame: frame, routes: try RouteTable(parts.routes + health.routes + problems.routes + [files.route]),
                sessions: parts.sessions, isOpen: isOpen, signInPath: parts.signInPath, forwarding: forwarding,
                allowances: allowances, usesTLS: configuration.usesTLS, now: now, logger: logger)
        }
    }

    /// Time since the first use.
    package static let stopwatch: Stopwatch = {
        let start = ContinuousClock.now
        return { ContinuousClock.now - start }
    }()

    package func run() async throws {
        let limits = connectionLimits
        let decoderLimits = decoderLimits
        let application = Application(
            responder: door,
            server: HTTPServerBuilder { [counts = common.counts, certificates] answer in
                var headers = SecureHeaders.always
                if certificates != nil { headers[.strictTransportSecurity] = "max-age=31536000" }
                return WebChannel(
                    responder: answer, limits: limits, decoderLimits: decoderLimits, counts: counts,
                    refusalHeaders: headers, certificates: certificates)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.address, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.connections)),
            services: [common.events, Watchdog(notice: notice)],
            onServerRunning: { channel in
                if let port = door.listen(at: channel.localAddress?.port ?? configuration.port) { ready(port) }
            }, logger: logger)
        do {
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                common.stopping.set()
                notice.say(.stopping)
                common.events.stop()
            }
        } catch let error as IOError {
            throw WebError.cannotListen(
                address: configuration.address, port: configuration.port, why: error.localizedDescription)
        }
    }

    /// Reads the certificate again.
    package func reload() throws(WebError) { try certificates?.reload() }

    private var connectionLimits: ConnectionLimits {
        let shortest = min(configuration.headTime, configuration.bodyGrace, configuration.idleTime)
        return ConnectionLimits(
            headTime: configuration.headTime, bodyGrace: configuration.bodyGrace,
            bodyBytesPerSecond: configuration.bodyBytesPerSecond, idleTime: configuration.idleTime,
            targetBytes: configuration.targetBytes, headerBytes: configuration.headerBytes,
            tick: min(.seconds(1), shortest / 4), refused: refused, counted: common.metrics.counted)
    }

    /// What no route ever saw leaves a trace all the same.
    private func refused(_ kind: ProblemKind) {
        common.metrics.refused(kind)
        logger.info("refused", metadata: ["problem": "\(kind.name)"])
    }

    /// Somewhat above what ``HeadCheck`` takes, so that it gets to say which limit was passed.
    private var decoderLimits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = configuration.headerBytes + configuration.targetBytes + 1024
        limits.maxHeaderFieldSize = limits.maxHeaderListSize
        limits.maxHeaderFieldCount = configuration.headerFields
        return limits
    }
}

/// SIGHUP.
private struct HangUp: Service {
    let act: @Sendable () -> Void

    func run() async throws {
        for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { act() }
    }
}

/// Tells systemd twice as often as it asks for that the process still does its work.
private struct Watchdog: Service {
    let notice: SystemdNotice

    func run() async throws {
        guard let interval = notice.watchdog else {
            try await gracefulShutdown()
            return
        }
        try await Repeating.run(every: interval / 2) { notice.say(.alive) }
    }
}

/// Something done again and again until the server stops.
enum Repeating {
    static func run(every interval: Duration, _ act: @escaping @Sendable () -> Void) async throws {
        do {
            try await cancelWhenGracefulShutdown {
                while true {
                    act()
                    try await Task.sleep(for: interval)
                }
            }
        } catch is CancellationError {
            // That is how it ends; passed on, it would tear down what still finishes its work.
        }
    }
}
