import Testing
import TruceTesting

@testable import TruceWeb

@Suite("Starting")
struct ServeTests {
    @Test("an address that is taken is said so, with what to do")
    func taken() async throws {
        try await TestServer.run { server in
            var configuration = ServerConfiguration()
            configuration.port = server.port
            configuration.logFile = "/dev/null"
            do {
                try await serve(configuration, environment: [:]) { _, _ in WebParts(routes: []) }
                Issue.record("two servers listen at one address")
            } catch let error as WebError {
                guard case .cannotListen(_, server.port, _) = error else {
                    Issue.record("\(error)")
                    return
                }
            }
        }
    }

    @Test("what the settings refuse is refused before anything is opened")
    func wrongCertificate() async {
        var configuration = ServerConfiguration()
        configuration.certificateFile = "/nonexistent/a.pem"
        configuration.keyFile = "/nonexistent/b.pem"
        let settings = configuration
        await #expect(throws: WebError.self) {
            try await serve(settings, environment: [:]) { _, _ in WebParts(routes: []) }
        }
    }

    @Test(
        "tags: nobody is sent what they have, nobody changes what they have not read",
        arguments: [
            ("\"a\"", true, true), ("W/\"a\"", true, false), ("\"b\"", false, false), ("\"b\", \"a\"", true, true),
            ("*", true, true),
            ("", false, false),
        ])
    func tags(list: String, isKnown: Bool, isExpected: Bool) {
        #expect(EntityTag.isKnown("\"a\"", to: list) == isKnown)
        #expect(EntityTag.isExpected("\"a\"", by: list) == isExpected)
    }

    @Test("over the wire: 304 for what is known, 428 and 412 for a blind change")
    func conditional() async throws {
        let routes = [
            Route(.get, "/page", id: "page", access: .anyone) { call in
                .json(.string("now")).tagged("\"a\"", for: call)
            },
            Route(.put, "/page", id: "change", access: .anyone, body: .json) { call in
                try call.requireMatch("\"a\"")
                return .json(try await call.json())
            },
        ]
        try await TestServer.run(parts: WebParts(routes: routes)) { (server) async throws in
            #expect(try await server.get("/page")["etag"] == "\"a\"")
            #expect(try await server.get("/page", "If-None-Match: \"a\"").status == 304)
            func put(_ headers: String...) async throws -> String? {
                let head = headers + ["Content-Type: application/json", "Content-Length: 1"]
                let text = TestServer.head("PUT", "/page", head) + "\r\n1"
                return try await server.talk {
                    try $0.send(text)
                    let answer = try $0.answer()
                    return answer.problem ?? answer.text
                }
            }
            #expect(try await put() == "match-required")
            #expect(try await put("If-Match: \"b\"") == "changed")
            #expect(try await put("If-Match: W/\"a\"") == "changed")
            #expect(try await put("If-Match: \"a\"") == "1")
        }
    }

    @Test("one content has one tag, two have two")
    func tagOf() {
        #expect(EntityTag.of([1, 2]) == EntityTag.of([1, 2]))
        #expect(EntityTag.of([1, 2]) != EntityTag.of([1, 3]))
    }
}
