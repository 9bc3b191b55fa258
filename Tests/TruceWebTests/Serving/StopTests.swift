import Foundation
import Testing
import TruceTesting

@testable import TruceWeb

@Suite("A server that stops")
struct StopTests {
    @Test("finishes the request that runs, takes no other, and is not ready meanwhile")
    func finishes() async throws {
        let (began, gate) = (Gate(), Gate())
        let routes = [
            Route(.get, "/wait", id: "wait", access: .anyone, produces: []) { _ in
                began.open()
                await gate.wait()
                return .text("done")
            }
        ]
        let (answer, port) = try await TestServer.run(parts: WebParts(routes: routes)) { server in
            async let answer = server.get("/wait")
            await began.wait()
            await server.group.triggerGracefulShutdown()
            try await Self.waitUntilRefused(server.port)
            gate.open()
            return (try await answer, server.port)
        }
        #expect(answer.text == "done")
        #expect(answer["connection"] == "close")
        #expect(throws: RawHTTP.Failure.self) { try RawHTTP(port: port) }
    }

    @Test("does not begin what a client sends behind the request that runs")
    func pipelined() async throws {
        let (began, gate) = (Gate(), Gate())
        let routes = [
            Route(.get, "/wait", id: "wait", access: .anyone, produces: []) { _ in
                began.open()
                await gate.wait()
                return .text("done")
            }
        ]
        let rest = try await TestServer.run(parts: WebParts(routes: routes)) { server in
            async let rest = server.talk { connection in
                try connection.send(TestServer.head("GET", "/wait") + "\r\n")
                #expect(try connection.answer().text == "done")
                return try connection.rest()
            }
            await began.wait()
            await server.group.triggerGracefulShutdown()
            try await Self.waitUntilRefused(server.port)
            gate.open()
            return try await rest
        }
        #expect(rest.isEmpty)
    }

    @Test("closes connections on which nothing runs, and does not wait for ever for what does")
    func limit() async throws {
        let (began, isConnected) = (Gate(), Gate())
        let routes = [
            Route(.get, "/stuck", id: "stuck", access: .anyone) { _ in
                began.open()
                try await Task.sleep(for: .seconds(3600))
                return .text("never")
            }
        ]
        // That this returns at all is the test.
        try await TestServer.run({ $0.stopTime = .milliseconds(300) }, parts: WebParts(routes: routes)) { server in
            async let stuck: Void = server.talk { connection in
                try connection.send(TestServer.head("GET", "/stuck") + "\r\n")
                _ = try connection.rest()
            }
            async let idle: Void = server.talk { connection in
                isConnected.open()
                _ = try connection.rest()
            }
            await began.wait()
            await isConnected.wait()
            await server.group.triggerGracefulShutdown()
            _ = try await (stuck, idle)
        }
    }

    @Test("ends each stream of events with a last event")
    func streams() async throws {
        let routes = [
            Route(.get, "/events", id: "events", access: .anyone, produces: ["text/event-stream"]) { call in
                try call.eventStream { sink in
                    try sink.send(ServerEvent(id: "1", data: "first"))
                    try await Task.sleep(for: .seconds(3600))
                }
            }
        ]
        let text = try await TestServer.run(parts: WebParts(routes: routes)) { server in
            let heard = Gate()
            async let text = server.talk { connection in
                try connection.send(TestServer.head("GET", "/events") + "\r\n")
                _ = try connection.take(through: Array("data: first\n\n".utf8))
                heard.open()
                return String(decoding: try connection.rest(), as: UTF8.self)
            }
            await heard.wait()
            await server.group.triggerGracefulShutdown()
            return try await text
        }
        #expect(text.contains("event: stop\n"))
        #expect(text.hasSuffix("0\r\n\r\n"), "the body ends as a whole one does")
    }

    /// Until the server has stopped accepting. Bounded; the caller's own checks fail where it never does.
    private static func waitUntilRefused(_ port: Int) async throws {
        for _ in 0..<500 {
            // Why it is refused does not matter.
            if (try? RawHTTP(port: port)) == nil { return }
            try await Task.sleep(for: .milliseconds(10))
        }
        Issue.record("the server still accepts")
    }
}

@Suite("What systemd is told")
struct SystemdNoticeTests {
    @Test("is one datagram a word, to the socket that it names")
    func words() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "n\(UInt32.random(in: 0...(.max)))").path
        let listener = try #require(DatagramListener(path))
        let notice = SystemdNotice(environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "3000000"])
        #expect(notice.say(.ready))
        #expect(listener.receive() == "READY=1")
        #expect(notice.say(.stopping))
        #expect(listener.receive() == "STOPPING=1")
        #expect(notice.watchdog == .seconds(3))
    }

    @Test("of a server is when it is ready, that it lives, when it stops")
    func server() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "n\(UInt32.random(in: 0...(.max)))").path
        let listener = try #require(DatagramListener(path))
        let notice = SystemdNotice(environment: ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "100000"])
        async let heard = offPool { () -> Set<String> in
            var words: Set<String> = []
            while words.count < 3, let word = listener.receive() { words.insert(word) }
            return words
        }
        try await TestServer.run(notice: notice) { server in
            _ = try await server.get("/hello")
        }
        #expect(try await heard == ["READY=1", "WATCHDOG=1", "STOPPING=1"])
    }

    @Test("is lost where nobody takes it: the server does not wait")
    func fullQueue() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "n\(UInt32.random(in: 0...(.max)))").path
        let listener = try #require(DatagramListener(path))
        let notice = SystemdNotice(environment: ["NOTIFY_SOCKET": path])
        // Far more than a socket's queue holds.
        let sent = (0..<5000).filter { _ in notice.say(.alive) }.count
        #expect(sent > 0 && sent < 5000)
        #expect(listener.receive() == "WATCHDOG=1")
    }

    @Test(
        "is nothing where nobody listens",
        arguments: [
            [:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "/nonexistent/socket"],
            ["NOTIFY_SOCKET": "/" + String(repeating: "a", count: 200)],
        ])
    func nobody(environment: [String: String]) {
        #expect(!SystemdNotice(environment: environment).say(.ready))
    }

    @Test(
        "the watchdog of another process is not ours",
        arguments: [
            ("1", nil), ("\(getpid())", Duration.seconds(2)),
        ] as [(String, Duration?)])
    func otherProcess(pid: String, interval: Duration?) {
        #expect(SystemdNotice(environment: ["WATCHDOG_USEC": "2000000", "WATCHDOG_PID": pid]).watchdog == interval)
    }
}

/// The receiving end of sd_notify.
final class DatagramListener: Sendable {
    private let descriptor: CInt
    private let path: String

    init?(_ path: String) {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else { return nil }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// Nil after ten seconds of silence.
    func receive() -> String? {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
