import Testing
import TruceTesting

@testable import TruceWeb

/// Whatever two programs in a row could read in two ways is refused, and the connection with it: what follows on it
/// could be the second half of the trick.
@Suite("Requests of ambiguous shape are refused")
struct SmugglingTests {
    static let smuggled = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"

    /// The head up to its empty line and what follows; the status that is answered.
    static let shapes: [(name: String, text: String, status: Int)] = [
        (
            "both Content-Length and Transfer-Encoding",
            "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400
        ),
        (
            "Transfer-Encoding, then Content-Length",
            "POST /things HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
                + "Content-Length: 4\r\n\r\n0\r\n\r\n", 400
        ),
        ("two Content-Lengths that differ", body(["Content-Length: 2", "Content-Length: 3"], "{}x"), 400),
        ("two Content-Lengths that agree", body(["Content-Length: 2", "Content-Length: 2"], "{}"), 400),
        ("a list of Content-Lengths", body(["Content-Length: 2, 2"], "{}"), 400),
        ("a Content-Length with a sign", body(["Content-Length: +2"], "{}"), 400),
        ("a Content-Length below zero", body(["Content-Length: -2"], "{}"), 400),
        ("a Content-Length in hexadecimal", body(["Content-Length: 0x2"], "{}"), 400),
        ("a Content-Length without a number", body(["Content-Length: "], "{}"), 400),
        ("a Content-Length beyond any number", body(["Content-Length: 99999999999999999999"], "{}"), 400),
        ("a space inside Content-Length", body(["Content-Length: 1 2"], "{}"), 400),
        ("a space before the colon", body(["Content-Length : 2"], "{}"), 400),
        ("an unknown Transfer-Encoding", body(["Transfer-Encoding: identity"], "{}"), 501),
        ("chunked twice", body(["Transfer-Encoding: chunked, chunked"], "0\r\n\r\n"), 400),
        ("two Transfer-Encodings", body(["Transfer-Encoding: gzip", "Transfer-Encoding: chunked"], "0\r\n\r\n"), 501),
        ("gzip, chunked", body(["Transfer-Encoding: gzip, chunked"], "0\r\n\r\n"), 501),
        ("a Transfer-Encoding behind a vertical tab", body(["Transfer-Encoding: \u{0B}chunked"], "0\r\n\r\n"), 400),
        ("a bare line feed after the request line", "GET /hello HTTP/1.1\nHost: localhost\r\n\r\n", 505),
        ("a bare line feed after a field", "GET /hello HTTP/1.1\r\nHost: localhost\n\r\n", 400),
        ("a bare carriage return in a field", "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: a\rb\r\n\r\n", 400),
        ("a folded field", "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n", 400),
        ("a space before the first field", "GET /hello HTTP/1.1\r\n Host: localhost\r\n\r\n", 400),
        ("a zero byte in a field", "GET /hello HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n", 400),
        ("a zero byte in a name", "GET /hello HTTP/1.1\r\nHost: localhost\r\nX\0: a\r\n\r\n", 400),
        ("a field without a name", "GET /hello HTTP/1.1\r\nHost: localhost\r\n: a\r\n\r\n", 400),
        ("a field without a colon", "GET /hello HTTP/1.1\r\nHost: localhost\r\nnothing\r\n\r\n", 400),
        ("no Host", "GET /hello HTTP/1.1\r\n\r\n", 400),
        ("two Hosts", "GET /hello HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),
        ("a Host with a path", "GET /hello HTTP/1.1\r\nHost: localhost/x\r\n\r\n", 400),
        ("a Host with a name in front", "GET /hello HTTP/1.1\r\nHost: evil@localhost\r\n\r\n", 400),
        ("an absolute target for another host", "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("an authority for a target", "CONNECT localhost:22 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400),
        ("no version", "GET /hello\r\nHost: localhost\r\n\r\n", 505),
        ("HTTP/2 in words", "GET /hello HTTP/2.0\r\nHost: localhost\r\n\r\n", 505),
        ("HTTP/0.9 with fields", "GET /hello HTTP/0.9\r\nHost: localhost\r\n\r\n", 505),
        ("HTTP/1.2", "GET /hello HTTP/1.2\r\nHost: localhost\r\n\r\n", 505),
        ("an unknown expectation", "GET /hello HTTP/1.1\r\nHost: localhost\r\nExpect: tea\r\n\r\n", 417),
        ("TLS where there is none", "\u{16}\u{03}\u{01}\u{02}\0\u{01}\0\u{01}\u{FC}\r\n\r\n", 400),
        ("a chunk size that is none", body(["Transfer-Encoding: chunked"], "zz\r\n{}\r\n0\r\n\r\n"), 400),
        ("a chunk longer than it says", body(["Transfer-Encoding: chunked"], "1\r\n{}\r\n0\r\n\r\n"), 400),
        ("a chunk size beyond any number", body(["Transfer-Encoding: chunked"], "fffffffffffffffff\r\n{}"), 400),
        ("a chunk ended by a bare line feed", body(["Transfer-Encoding: chunked"], "2\n{}\r\n0\r\n\r\n"), 400),
        ("fields behind the body", body(["Transfer-Encoding: chunked"], "2\r\n{}\r\n0\r\nHost: evil\r\n\r\n"), 400),
    ]

    static func body(_ headers: [String], _ body: String) -> String {
        TestServer.head("POST", "/things", headers + ["Content-Type: application/json"]) + "\r\n" + body
    }

    @Test("each is answered once, with a problem, and what follows on the connection is not read")
    func refused() async throws {
        try await TestServer.run { server in
            for shape in Self.shapes {
                do {
                    let (answer, rest) = try await server.talk { connection in
                        try connection.send(shape.text + Self.smuggled)
                        return (try connection.answer(), try connection.rest())
                    }
                    #expect(answer.status == shape.status, "\(shape.name)")
                    #expect(answer.problem != nil, "\(shape.name)")
                    #expect(answer["connection"] == "close", "\(shape.name)")
                    #expect(answer["x-content-type-options"] == "nosniff", "\(shape.name)")
                    #expect(rest.isEmpty, "\(shape.name): \(String(decoding: rest, as: UTF8.self))")
                } catch {
                    Issue.record("\(shape.name): \(error)")
                }
            }
        }
    }

    @Test("requests sent one behind the other are answered in their order")
    func pipelining() async throws {
        let answers = try await TestServer.run { server in
            try await server.talk { connection in
                try connection.send(
                    (0..<20).map { TestServer.head("GET", "/things/\($0)") + "\r\n" }.joined()
                        + "GET /things/bad HTTP/1.1\r\n\r\n" + Self.smuggled)
                return try (0...20).map { _ in try connection.answer() }
            }
        }
        #expect(answers.prefix(20).map(\.text) == (0..<20).map { "\"\($0)\"" })
        #expect(answers[20].status == 400)
    }

    @Test("after “Connection: close” nothing more is read")
    func close() async throws {
        let rest = try await TestServer.run { server in
            try await server.talk { connection in
                try connection.send(TestServer.head("GET", "/hello", ["Connection: close"]) + "\r\n" + Self.smuggled)
                let answer = try connection.answer()
                #expect(answer.text == "hello")
                #expect(answer["connection"] == "close")
                return try connection.rest()
            }
        }
        #expect(rest.isEmpty)
    }

    @Test(
        "a method that a field, a query or a form claims is ignored",
        arguments: [
            "X-HTTP-Method-Override: PUT", "X-HTTP-Method: DELETE", "X-Method-Override: PUT",
        ])
    func methodOverride(field: String) async throws {
        let answer = try await TestServer.run { try await $0.get("/things/1?_method=PUT", field) }
        #expect(answer.text == "\"1\"")
    }

    @Test("an upgrade is not taken up, and the connection ends with the answer", arguments: ["h2c", "websocket"])
    func upgrade(protocol name: String) async throws {
        let (answer, rest) = try await TestServer.run { server in
            try await server.talk { connection in
                try connection.send(
                    TestServer.head("GET", "/hello", ["Connection: Upgrade", "Upgrade: \(name)"]) + "\r\n"
                        + Self.smuggled)
                return (try connection.answer(), try connection.rest())
            }
        }
        #expect(answer.text == "hello")
        #expect(rest.isEmpty)
    }

    @Test("HTTP/1.0 is answered, and its connection closed")
    func oldVersion() async throws {
        let (answer, rest) = try await TestServer.run { server in
            try await server.talk { connection in
                try connection.send("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n")
                return (try connection.answer(), try connection.rest())
            }
        }
        #expect(answer.text == "hello")
        #expect(rest.isEmpty)
    }
}
