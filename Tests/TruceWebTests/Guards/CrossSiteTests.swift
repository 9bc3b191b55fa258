import HTTPTypes
import Testing
import TruceTesting

@testable import TruceWeb

@Suite("Requests that another site made a browser send")
struct CrossSiteTests {
    /// The header fields, the status.
    static let attempts: [(name: String, headers: [String], status: Int)] = [
        ("our own page", ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Sec-Fetch-Site: same-origin"], 200),
        ("our own page, older browser", ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Origin: http://localhost"], 200),
        ("no key", ["Cookie: s=ann", "Sec-Fetch-Site: same-origin"], 403),
        ("an empty key", ["Cookie: s=ann", "X-CSRF-Key: ", "Sec-Fetch-Site: same-origin"], 403),
        ("somebody else's key", ["Cookie: s=ann", "X-CSRF-Key: key-bob", "Sec-Fetch-Site: same-origin"], 403),
        ("a key cut short", ["Cookie: s=ann", "X-CSRF-Key: key-an", "Sec-Fetch-Site: same-origin"], 403),
        ("another site with the key", ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Sec-Fetch-Site: cross-site"], 403),
        ("a sister site", ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Sec-Fetch-Site: same-site"], 403),
        ("no page", ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Sec-Fetch-Site: none"], 403),
        ("another origin", ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Origin: http://evil.example"], 403),
        ("another port", ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Origin: http://localhost:81"], 403),
        ("an opaque origin", ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Origin: null"], 403),
        (
            "our own page that hides where it is",
            ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Origin: null", "Sec-Fetch-Site: same-origin"], 200
        ),
        ("a sandbox", ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Origin: null", "Sec-Fetch-Site: cross-site"], 403),
        (
            "a host that begins alike",
            ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Origin: http://localhost.evil.example"], 403
        ),
        (
            "the two disagree",
            ["Cookie: s=ann", "X-CSRF-Key: key-ann", "Origin: http://evil.example", "Sec-Fetch-Site: same-origin"], 403
        ),
        ("neither says where", ["Cookie: s=ann", "X-CSRF-Key: key-ann"], 403),
        ("a token, which no browser sends by itself", ["Authorization: Bearer ann"], 200),
        ("a token from anywhere", ["Authorization: Bearer ann", "Origin: http://evil.example"], 200),
    ]

    @Test("change nothing")
    func attempts() async throws {
        try await TestServer.run(parts: .withSessions) { server in
            for attempt in Self.attempts {
                let text =
                    TestServer.head(
                        "POST", "/mine", attempt.headers + ["Content-Type: application/json", "Content-Length: 2"])
                    + "\r\n{}"
                let answer = try await server.talk {
                    try $0.send(text)
                    return try $0.answer()
                }
                #expect(answer.status == attempt.status, "\(attempt.name)")
                #expect((answer.problem == "cross-site") == (attempt.status == 403), "\(attempt.name)")
            }
        }
    }

    @Test("may read, as ever: what the answer holds is kept from the page by the browser")
    func reading() async throws {
        let answer = try await TestServer.run(parts: .withSessions) {
            try await $0.get("/mine", "Cookie: s=ann", "Sec-Fetch-Site: cross-site")
        }
        #expect(answer.text == "\"ann\"")
        #expect(answer["access-control-allow-origin"] == nil)
    }

    @Test(
        "the key may stand in the form itself",
        arguments: [
            ("a=1&csrf=key-ann", 200), ("csrf=key-ann&a=1", 200), ("a=1", 403), ("csrf=key-bob", 403),
            ("csrf=x&csrf=key-ann", 403),
            ("a=%ff&csrf=key-ann", 400),
        ])
    func forms(form: String, status: Int) async throws {
        let answer = try await TestServer.run(parts: .withSessions) {
            try await $0.post(
                "/mine/form", form, type: "application/x-www-form-urlencoded", "Cookie: s=ann",
                "Sec-Fetch-Site: same-origin")
        }
        #expect(answer.status == status)
        if status == 200 { #expect(answer.text.contains("csrf")) }
    }

    @Test("cannot sign a victim in as somebody else")
    func signIn() async throws {
        try await TestServer.run(parts: .withSessions) { (server) async throws in
            let form = "application/x-www-form-urlencoded"
            #expect(
                try await server.post("/sign-in", "a=1", type: form, "Origin: http://evil.example").problem
                    == "cross-site")
            #expect(try await server.post("/sign-in", "a=1", type: form, "Origin: http://localhost").status == 200)
            #expect(try await server.post("/sign-in", "a=1", type: form).status == 200)
        }
    }

    @Test("what needs a sign-in says so, alike whether the cookie is missing, wrong or old")
    func signInRequired() async throws {
        try await TestServer.run(parts: .withSessions) { server in
            let without = try await server.get("/mine")
            let wrong = try await server.get("/mine", "Cookie: s=nobody")
            #expect(without.problem == "sign-in-required")
            #expect(without["www-authenticate"] == "Bearer")
            #expect(without.text == wrong.text)
        }
    }

    @Test("accounts that fail are an internal error, not a stranger")
    func broken() async throws {
        let answer = try await TestServer.run(parts: .withSessions) { try await $0.get("/hello", "Cookie: s=broken") }
        #expect(answer.problem == "internal-error")
    }

    @Test("a browser is sent to the page where one signs in")
    func redirect() async throws {
        let answer = try await TestServer.run(
            parts: WebParts(routes: ToyRoutes.all, sessions: ToySessions(), signInPath: "/sign-in")
        ) { try await $0.get("/mine", "Accept: text/html") }
        #expect(answer.status == 303)
        #expect(answer["location"] == "/sign-in")
    }
}
