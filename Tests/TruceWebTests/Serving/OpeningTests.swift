import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import TruceTesting

@testable import TruceWeb

@Suite("A server whose mission is being opened")
struct OpeningTests {
    /// Says that it runs, and that it ended with the server.
    private struct Beside: Service {
        let state: Shared<String>
        func run() async throws {
            state.set("runs")
            try? await gracefulShutdown()
            state.set("ended")
        }
    }

    /// A value that tasks share.
    private final class Shared<Value: Sendable>: Sendable {
        private let value: Mutex<Value?>
        init() { value = Mutex(nil) }
        func set(_ new: Value) { value.withLock { $0 = new } }
        var now: Value? { value.withLock { $0 } }
    }

    private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let port = Shared<Int>()

    private func group(
        _ parts: @escaping @Sendable (Logger, OpeningProgress) async throws -> WebParts
    ) throws -> (server: WebServer, group: ServiceGroup) {
        var configuration = ServerConfiguration()
        configuration.port = 0
        let progress = OpeningProgress(logger: logger)
        let server = try WebServer(
            configuration, .opening(progress), isOpen: false, logger: logger, whenReady: { [port] in port.set($0) })
        let opening = Opening(server: server, progress: progress, logger: logger, parts: parts)
        return (server, ServiceGroup(configuration: .init(services: [opening, server], logger: logger)))
    }

    /// Bounded; the caller's own checks fail where it never comes.
    private func wait<Value>(_ value: () -> Value?) async throws -> Value {
        for _ in 0..<1000 {
            if let value = value() { return value }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw RawHTTP.Failure.cannotConnect("the server did not start")
    }

    @Test("lives, is not ready and says how far it is, tells everybody to come again; then it serves")
    func opens() async throws {
        let (began, gate, beside) = (Gate(), Gate(), Shared<String>())
        let (server, group) = try group { _, progress in
            #expect(progress.report(read: 3, of: 10))
            began.open()
            await gate.wait()
            return WebParts(routes: ToyRoutes.all, services: [Beside(state: beside)])
        }
        async let running: Void = group.run()
        await began.wait()
        let client = TestServer(
            port: try await wait { server.door.port }, metrics: MetricsRegistry(), group: group)
        #expect(try await client.get("/healthz").status == 200)
        let answer = try await client.get("/readyz")
        #expect(answer.status == 503 && answer.text.contains("ledger (3 of 10 entries read)"))
        for path in ["/hello", "/", "/nowhere"] {
            let answer = try await client.get(path)
            #expect(answer.problem == "unavailable" && answer["retry-after"] == "5", "\(path)")
        }
        let sent = try await client.post("/hello", "{}")
        #expect(sent.problem == "unavailable")
        #expect(port.now == nil && beside.now == nil)

        gate.open()
        #expect(try await wait { port.now } == client.port)
        #expect(try await wait { beside.now } == "runs")
        #expect(try await client.get("/hello").status == 200)
        #expect(try await client.get("/nowhere").status == 404)
        #expect(try await client.get("/readyz").status == 200)
        await group.triggerGracefulShutdown()
        try await running
        #expect(beside.now == "ended")
    }

    @Test("leaves off when it is told to stop")
    func stops() async throws {
        struct LeftOff: Error {}
        let began = Gate()
        let (_, group) = try group { _, progress in
            began.open()
            while progress.report(read: 1, of: 2) {
                // Told to stop it is cancelled too, and goes on until the mission lets go.
                try? await Task.sleep(for: .milliseconds(1))
            }
            throw LeftOff()
        }
        async let running: Void = group.run()
        await began.wait()
        await group.triggerGracefulShutdown()
        try await running
        #expect(port.now == nil)
    }

    @Test("ends with the reason when the mission cannot be opened")
    func fails() async throws {
        let reason = WebError.clockOfMission("somewhere")
        let (_, group) = try group { _, _ in throw reason }
        await #expect(throws: reason) { try await group.run() }
    }

    @Test("tells systemd once a second how far it is, and asks it to wait on")
    func status() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "n\(UInt32.random(in: 0...(.max)))").path
        let listener = try #require(DatagramListener(path))
        let time = Mutex(Duration.zero)
        let progress = OpeningProgress(
            notice: SystemdNotice(environment: ["NOTIFY_SOCKET": path]), logger: logger, now: { time.withLock { $0 } })
        for step in 0..<4 {
            #expect(progress.report(read: step, of: 9))
            time.withLock { $0 += .milliseconds(500) }
        }
        progress.finish()
        // Too late to be told.
        #expect(progress.report(read: 9, of: 9))
        for step in [0, 2] {
            #expect(
                listener.receive() == "STATUS=Reading the record: \(step) of 9 entries\nEXTEND_TIMEOUT_USEC=120000000")
        }
        #expect(listener.receive() == "STATUS=Serving")
        progress.stop()
        #expect(progress.isStopped)
    }
}
