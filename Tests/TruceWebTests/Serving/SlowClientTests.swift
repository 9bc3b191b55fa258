import Glibc
import Foundation
import Testing
import TruceTesting

@testable import TruceWeb

/// Nobody holds a connection by dawdling. The clocks run fast here; what is tested is that each one ends.
@Suite("Clients that dawdle")
struct SlowClientTests {
    @Test("a head that comes a byte at a time is refused with 408")
    func slowHead() async throws {
        let answer = try await TestServer.run {
            $0.headTime = .milliseconds(300)
        } _: { server in
            try await server.talk { connection in
                for byte in Array("GET /hello HTTP/1.1\r\nHost: localhost\r\nX: ".utf8) { try connection.send([byte]) }
                return try connection.answer()
            }
        }
        #expect(answer.problem == "too-slow")
        #expect(answer["connection"] == "close")
    }

    @Test("a head that never ends is refused although bytes keep coming")
    func drippingHead() async throws {
        let status = try await TestServer.run {
            $0.headTime = .milliseconds(300)
        } _: { server in
            try await server.talk { connection in
                try connection.send("GET /hello HTTP/1.1\r\nHost: localhost\r\n")
                // Bounded; the server ends it long before.
                for count in 0..<10_000 {
                    do {
                        try connection.send("X\(count): 1\r\n")
                    } catch {
                        break
                    }
                    if count > 50 { usleep(20_000) }
                }
                return try? connection.answer().status
            }
        }
        // The answer may be lost on the way where the client writes on into a closed connection.
        #expect(status == nil || status == 408 || status == 431)
    }

    @Test(
        "a body that stops is refused with 408, whoever waits for it",
        arguments: [
            "Content-Length: 100\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n64\r\n{",
        ])
    func slowBody(rest: String) async throws {
        let answer = try await TestServer.run {
            $0.bodyGrace = .milliseconds(300)
            $0.bodyBytesPerSecond = 1000
        } _: { server in
            try await server.talk { connection in
                try connection.send(TestServer.head("POST", "/things", ["Content-Type: application/json"]) + rest)
                return try connection.answer()
            }
        }
        #expect(answer.problem == "too-slow")
        #expect(answer["connection"] == "close")
    }

    @Test("a body in time is not refused, however long its handler then takes")
    func slowHandler() async throws {
        let gate = Gate()
        let routes = [
            Route(.post, "/wait", id: "wait", access: .anyone, body: .json) { call in
                _ = try await call.json()
                await gate.wait()
                return .text("done")
            }
        ]
        let answer = try await TestServer.run(
            { configuration in
                configuration.bodyGrace = .seconds(2)
                configuration.idleTime = .seconds(2)
            }, parts: WebParts(routes: routes)
        ) { server in
            async let answer = server.post("/wait", "{}")
            try await Task.sleep(for: .seconds(4))
            gate.open()
            return try await answer
        }
        #expect(answer.text == "done")
    }

    @Test(
        "a connection on which nothing is asked is closed",
        arguments: ["", "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"])
    func idle(first: String) async throws {
        let isClosed = try await TestServer.run {
            $0.idleTime = .seconds(2)
        } _: { server in
            try await server.talk { connection in
                if !first.isEmpty {
                    try connection.send(first)
                    _ = try connection.answer()
                }
                return try connection.isClosed()
            }
        }
        #expect(isClosed)
    }

    @Test("an answer that nobody reads does not hold a connection for ever")
    func unreadAnswer() async throws {
        let count = try await TestServer.run {
            $0.idleTime = .milliseconds(300)
        } _: { server in
            try await server.talk { connection in
                for _ in 0..<8 { try connection.send(TestServer.head("GET", "/large") + "\r\n") }
                // Read only when the server has given the connection up: then the one that asks is the only one. Bounded.
                for _ in 0..<150 {
                    usleep(100_000)
                    let text = TestServer.head("GET", "/metrics", ["Connection: close"]) + "\r\n"
                    let page = PrometheusPage(try RawHTTP.exchange(text, port: server.port).text)
                    if page["truce_http_connections"] == 1 { break }
                }
                return try connection.rest().count
            }
        }
        #expect(count < 8 * (8 << 20))
    }

    @Test("work that takes too long ends with a problem, and the server goes on")
    func slowWork() async throws {
        let (answer, next) = try await TestServer.run {
            $0.requestTime = .milliseconds(200)
        } _: { server in
            (try await server.get("/forever"), try await server.get("/hello"))
        }
        #expect(answer.problem == "took-too-long")
        #expect(answer["retry-after"] != nil)
        #expect(next.text == "hello")
    }

    @Test("work that does not look up is answered for in time, and takes nothing from the requests after it")
    func stuckWork() async throws {
        let gate = DispatchSemaphore(value: 0)
        let parts = WebParts(routes: ToyRoutes.all + [ToyRoutes.stuck(until: gate)])
        let answers = try await TestServer.run({ $0.requestTime = .milliseconds(200) }, parts: parts) { server in
            let fields = ["Content-Type: application/json", "Content-Length: 2"]
            return try await server.talk { connection in
                let next = TestServer.head("GET", "/hello") + "\r\n"
                try connection.send(TestServer.head("POST", "/stuck", fields) + "\r\n{}")
                // Both come although the work still stands.
                var answers = [try connection.answer()]
                try connection.send(next)
                answers.append(try connection.answer())
                gate.signal()
                try connection.send(next)
                answers.append(try connection.answer())
                return answers
            }
        }
        #expect(answers[0].problem == "took-too-long")
        #expect(answers.dropFirst().map(\.text) == ["hello", "hello"])
    }
}
