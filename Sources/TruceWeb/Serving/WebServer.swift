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
///   - parts: Made once the log is open.
///   - whenListening: Told the port.
package func serve(
    _ configuration: ServerConfiguration, environment: [String: String],
    whenListening: @escaping @Sendable (Int) -> Void = { _ in }, parts: (Logger) async throws -> WebParts
) async throws {
    let log = try LogFile(path: configuration.logFile)
    let logger = Logger(label: "truce") { LogLines(label: $0, file: log, configuration: configuration) }
    let parts = try await parts(logger)
    let server = try WebServer(
        configuration, parts, logger: logger, notice: SystemdNotice(environment: environment),
        whenListening: whenListening)
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
        services: parts.services + [hangUp, server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
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
    private let frame: WebFrame
    private let responder: WebResponder
    private let counts: ConnectionCounts
    private let certificates: Certificates?
    private let stopping = Stopping()
    private let whenListening: @Sendable (Int) -> Void

    /// - Parameters:
    ///   - now: For the allowances and figures; the clocks of connections are the kernel's.
    ///   - whenListening: Told the port.
    package init(
        _ configuration: ServerConfiguration, _ parts: WebParts, logger: Logger,
        notice: SystemdNotice = SystemdNotice(environment: [:]), metrics: MetricsRegistry = MetricsRegistry(),
        now: @escaping Stopwatch = WebServer.stopwatch, whenListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) throws(WebError) {
        self.configuration = configuration
        self.logger = logger
        self.notice = notice
        self.whenListening = whenListening
        certificates =
            configuration.usesTLS
            ? try Certificates(certificateFile: configuration.certificateFile, keyFile: configuration.keyFile) : nil
        let forwarding = Forwarding(configuration)
        counts = ConnectionCounts(perAddress: configuration.connectionsPerAddress, isExempt: forwarding.isProxy)
        let files = StaticFiles([("truce.css", PackageResources.truce_css)] + parts.files)
        let pages = Pages(site: configuration.title, style: files.path("truce.css"), templates: parts.templates)
        let problems = ProblemPages(ProblemKind.all + parts.problems, pages: pages)
        frame = WebFrame(
            configuration: configuration, pages: pages, files: files, events: EventStreams(configuration),
            problems: problems, metrics: WebMetrics(metrics))
        let health = HealthRoutes(readiness: parts.readiness, connections: counts, stopping: stopping)
        responder = WebResponder(
            frame: frame, routes: try RouteTable(parts.routes + health.routes + problems.routes + [files.route]),
            sessions: parts.sessions, signInPath: parts.signInPath, forwarding: forwarding,
            allowances: Allowances(configuration, now: now), usesTLS: configuration.usesTLS, now: now, logger: logger)
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
            responder: responder,
            server: HTTPServerBuilder { [counts, certificates] answer in
                var headers = SecureHeaders.always
                if certificates != nil { headers[.strictTransportSecurity] = "max-age=31536000" }
                return WebChannel(
                    responder: answer, limits: limits, decoderLimits: decoderLimits, counts: counts,
                    refusalHeaders: headers, certificates: certificates)
            },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.address, port: configuration.port),
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.connections)),
            services: [frame.events, Watchdog(notice: notice)],
            onServerRunning: { channel in
                notice.say(.ready)
                whenListening(channel.localAddress?.port ?? configuration.port)
            }, logger: logger)
        do {
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                stopping.set()
                notice.say(.stopping)
                frame.events.stop()
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
            tick: min(.seconds(1), shortest / 4), refused: refused, counted: frame.metrics.counted)
    }

    /// What no route ever saw leaves a trace all the same.
    private func refused(_ kind: ProblemKind) {
        frame.metrics.refused(kind)
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
