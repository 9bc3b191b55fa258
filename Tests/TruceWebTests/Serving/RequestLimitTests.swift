import Testing
import TruceTesting

@testable import TruceWeb

@Suite("How much of a request is taken")
struct RequestLimitTests {
    @Test("a path and query up to the limit, and not a byte more")
    func target() async throws {
        try await TestServer.run {
            $0.targetBytes = 300
        } _: { (server) async throws in
            let room = 300 - "/things/".utf8.count
            #expect(try await server.get("/things/" + String(repeating: "a", count: room)).status == 200)
            #expect(
                try await server.get("/things/" + String(repeating: "a", count: room + 1)).problem == "target-too-long")
            #expect(try await server.get("/things/" + String(repeating: "a", count: 100_000)).status == 431)
        }
    }

    @Test("header fields up to the limit, and not a byte more")
    func headBytes() async throws {
        try await TestServer.run {
            $0.headerBytes = 2000
        } _: { (server) async throws in
            // Host counts as well: 4 + 9.
            let room = 2000 - 13 - 1
            #expect(try await server.get("/hello", "X: " + String(repeating: "a", count: room)).status == 200)
            #expect(
                try await server.get("/hello", "X: " + String(repeating: "a", count: room + 1)).problem
                    == "head-too-large")
        }
    }

    @Test("ten thousand header fields are refused, and a hundred taken")
    func fieldCount() async throws {
        try await TestServer.run { (server) async throws in
            func send(_ count: Int) async throws -> RawHTTP.Answer {
                let text = TestServer.head("GET", "/hello", (0..<count).map { "X\($0): 1" }) + "\r\n"
                return try await server.talk {
                    // The server answers and closes before all of it is sent.
                    try? $0.send(text)
                    return try $0.answer()
                }
            }
            #expect(try await send(99).status == 200)
            #expect(try await send(100).problem == "head-too-large")
            #expect(try await send(10_000).problem == "head-too-large")
        }
    }

    @Test(
        "cookies that are junk are no sign-in and no error",
        arguments: [
            "session", "=", "session=", ";;;;", "session=nobody; =x; ==", "\u{FF}\u{FE}=1", "a=\"b",
            "session=" + String(repeating: "x=;", count: 3000),
        ])
    func cookies(_ cookie: String) async throws {
        let answer = try await TestServer.run(parts: .withSessions) { try await $0.get("/hello", "Cookie: \(cookie)") }
        #expect(answer.status == 200)
    }

    @Test(
        "a body up to its limit, declared or in chunks, and not a byte more",
        arguments: [
            ("/things", "application/json", 2000), ("/forms", "application/x-www-form-urlencoded", 2000),
            ("/files", "image/jpeg", 5000),
        ])
    func body(path: String, type: String, limit: Int) async throws {
        try await TestServer.run {
            $0.jsonBytes = 2000
            $0.attachmentBytes = 5000
        } _: { server in
            for (count, isTaken) in [(limit, true), (limit + 1, false)] {
                let body = "\"" + String(repeating: "a", count: count - 2) + "\""
                let declared = try await server.post(path, body, type: type)
                #expect((declared.problem == "too-large") != isTaken)
                #expect((declared.status < 300) == isTaken)
                let chunked = try await server.talk { connection in
                    let head = TestServer.head("POST", path, ["Content-Type: \(type)", "Transfer-Encoding: chunked"])
                    try connection.send(head + "\r\n")
                    for start in stride(from: 0, to: body.utf8.count, by: 700) {
                        let piece = Array(body.utf8.dropFirst(start).prefix(700))
                        try connection.send("\(String(piece.count, radix: 16))\r\n")
                        try connection.send(piece + Array("\r\n".utf8))
                    }
                    try connection.send("0\r\n\r\n")
                    return try connection.answer()
                }
                #expect((chunked.problem == "too-large") != isTaken)
                #expect((chunked.status < 300) == isTaken)
            }
        }
    }

    @Test("a declared length beyond the limit is refused before the body comes")
    func declaredAlone() async throws {
        let answer = try await TestServer.run { server in
            try await server.talk { connection in
                try connection.send(
                    TestServer.head(
                        "POST", "/things", ["Content-Type: application/json", "Content-Length: 1000000000"])
                        + "\r\n")
                return try connection.answer()
            }
        }
        #expect(answer.problem == "too-large")
        #expect(answer["connection"] == "close")
    }

    @Test("a client that asks first is told to go on, and gets its answer")
    func expectation() async throws {
        let answer = try await TestServer.run { server in
            try await server.talk { connection in
                let head = ["Content-Type: application/json", "Content-Length: 2", "Expect: 100-continue"]
                try connection.send(TestServer.head("POST", "/things", head) + "\r\n")
                #expect(
                    String(decoding: try connection.take(through: Array("\r\n\r\n".utf8)), as: UTF8.self)
                        .hasPrefix("HTTP/1.1 100 Continue\r\n"))
                try connection.send("{}")
                return try connection.answer()
            }
        }
        #expect(answer.status == 201)
    }

    @Test(
        "packed bodies are not unpacked: no small body stands for a huge one",
        arguments: [
            ("gzip", 415), ("deflate", 415), ("br", 415), ("gzip, gzip", 415), ("x-gzip", 415), ("identity", 201),
        ])
    func encodings(encoding: String, status: Int) async throws {
        let answer = try await TestServer.run {
            try await $0.post("/things", "{}", type: "application/json", "Content-Encoding: \(encoding)")
        }
        #expect(answer.status == status)
    }

    @Test(
        "a body of another type than the route takes is refused",
        arguments: [
            ("/things", "application/json", 201), ("/things", "application/json; charset=utf-8", 201),
            ("/things", "APPLICATION/JSON", 201), ("/things", "text/plain", 415), ("/things", "application/jsonx", 415),
            ("/things", "", 415), ("/forms", "multipart/form-data; boundary=x", 415), ("/files", "image/png", 415),
        ])
    func types(path: String, type: String, status: Int) async throws {
        let answer = try await TestServer.run { try await $0.post(path, "{}", type: type) }
        #expect(answer.status == status)
    }

    @Test("a route that takes no body refuses one")
    func noBody() async throws {
        let answer = try await TestServer.run { try await $0.post("/hello", "x", type: "text/plain", method: "GET") }
        #expect(answer.problem == "too-large")
    }

    @Test(
        "JSON is read strictly",
        arguments: [
            "{\"a\":1,\"a\":2}", "{\"\\u0061\":1,\"a\":2}", "{", "", "{}{}", "nul", "[1,]", "\"\u{01}\"", "{'a':1}",
            "1e999",
            String(repeating: "[", count: 10_000),
        ])
    func strictJSON(body: String) async throws {
        let answer = try await TestServer.run { try await $0.post("/things", body) }
        #expect(answer.problem == "bad-json")
        #expect(!answer.text.contains("“a”"), "what was sent is not repeated")
    }

    @Test(
        "a body that breaks off is never taken for a whole one",
        arguments: [
            "Content-Length: 10\r\n\r\n{}", "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
            "Content-Length: 4\r\n\r\n{}",
        ])
    func truncated(rest: String) async throws {
        let reply = try await TestServer.run { server in
            try await server.talk { connection in
                try connection.send(TestServer.head("POST", "/things", ["Content-Type: application/json"]) + rest)
                connection.endSending()
                return String(decoding: try connection.rest(), as: UTF8.self)
            }
        }
        #expect(!reply.hasPrefix("HTTP/1.1 2"))
    }
}
