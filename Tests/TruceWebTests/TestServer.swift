import Foundation
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization
import Truce
import TruceTesting

@testable import TruceWeb

/// A real server on a free port of this machine, with a few toy routes.
struct TestServer: Sendable {
    let port: Int
    let metrics: MetricsRegistry
    let group: ServiceGroup

    static func run<Value: Sendable>(
        _ change: (inout ServerConfiguration) -> Void = { _ in }, parts: WebParts = WebParts(routes: ToyRoutes.all),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        notice: SystemdNotice = SystemdNotice(environment: [:]), now: @escaping Stopwatch = WebServer.stopwatch,
        _ use: @Sendable (TestServer) async throws -> Value
    ) async throws -> Value {
        var configuration = ServerConfiguration()
        configuration.port = 0
        change(&configuration)
        let (ports, listening) = AsyncStream<Int>.makeStream()
        let metrics = MetricsRegistry()
        let server = try WebServer(configuration, parts, logger: logger, notice: notice, metrics: metrics, now: now) {
            listening.yield($0)
            listening.finish()
        }
        var settings = ServiceGroupConfiguration(services: parts.services + [server], logger: logger)
        settings.maximumGracefulShutdownDuration = configuration.stopTime
        let group = ServiceGroup(configuration: settings)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { listening.finish() }
                do {
                    try await group.run()
                } catch is CancellationError {
                    // Requests were cut off after `time.stop`.
                }
            }
            var port: Int?
            for await heard in ports { port = heard }
            guard let port else {
                try await tasks.waitForAll()
                throw RawHTTP.Failure.cannotConnect("the server did not start")
            }
            let result: Result<Value, any Error>
            do {
                result = .success(try await use(TestServer(port: port, metrics: metrics, group: group)))
            } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return try result.get()
        }
    }

    /// Talks over one connection, on a thread of its own: sockets that block would take the server's threads.
    func talk<Value: Sendable>(
        from source: String = "127.0.0.1", _ talk: @escaping @Sendable (RawHTTP) throws -> Value
    ) async throws -> Value {
        let port = port
        return try await offPool { try talk(try RawHTTP(port: port, from: source)) }
    }

    /// One request without a body.
    func get(_ path: String, _ headers: String..., method: String = "GET") async throws -> RawHTTP.Answer {
        let text = Self.head(method, path, headers) + "\r\n"
        return try await talk {
            try $0.send(text)
            return try $0.answer(toHead: method == "HEAD")
        }
    }

    func post(
        _ path: String, _ body: String, type: String = "application/json", _ headers: String..., method: String = "POST"
    ) async throws -> RawHTTP.Answer {
        let all = headers + ["Content-Type: \(type)", "Content-Length: \(body.utf8.count)"]
        let text = Self.head(method, path, all) + "\r\n" + body
        return try await talk {
            try $0.send(text)
            return try $0.answer()
        }
    }

    /// Up to the last header field; the empty line is still to come.
    static func head(_ method: String, _ path: String, _ headers: [String] = []) -> String {
        "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\n" + headers.map { $0 + "\r\n" }.joined()
    }
}

func offPool<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { done in
        Thread.detachNewThread { done.resume(with: Result { try work() }) }
    }
}

extension RawHTTP.Answer {
    /// Nil when it is none.
    var json: JSONValue? { try? JSONValue(parsing: body, limit: 1 << 20) }

    /// The name of the problem that the answer is; nil when it is none.
    var problem: String? {
        guard self["content-type"] == "application/problem+json", case .object(let object)? = json,
            case .string(let type)? = object["type"], object["status"] == .integer(Int64(status))
        else { return nil }
        return type.hasPrefix("/problems/") ? String(type.dropFirst("/problems/".count)) : nil
    }
}

/// Something that happens once and is waited for.
final class Gate: Sendable {
    private let stream: AsyncStream<Void>
    private let opening: AsyncStream<Void>.Continuation

    init() { (stream, opening) = AsyncStream.makeStream() }
    func open() { opening.finish() }
    func wait() async { for await _ in stream {} }
}

/// Time that a test moves.
final class TestClock: Sendable {
    private let time = Mutex(Duration.seconds(1000))
    var stopwatch: Stopwatch { { self.time.withLock { $0 } } }
    func advance(_ by: Duration) { time.withLock { $0 += by } }
}
