import Testing
import Truce
import TruceTesting

@testable import TruceWeb

@Suite("Pages and problems")
struct PageTests {
    @Test("every kind of problem has a page in each language, and no two share a name")
    func kinds() async throws {
        #expect(Set(ProblemKind.all.map(\.name)).count == ProblemKind.all.count)
        try await TestServer.run { server in
            let list = try await server.get("/problems")
            for kind in ProblemKind.all {
                #expect(list.text.contains("href=\"\(kind.path)\""))
                for language in Language.allCases {
                    let page = try await server.get("\(kind.path)?lang=\(language.rawValue)", "Accept: text/html")
                    #expect(page.status == 200)
                    #expect(page["content-language"] == language.rawValue)
                    #expect(page.text.contains("<html lang=\"\(language.rawValue)\" dir=\"\(language.direction)\">"))
                    #expect(page.text.contains(kind.title[language].replacing("'", with: "&#39;")))
                    #expect(!kind.title[language].isEmpty && !kind.meaning[language].isEmpty)
                }
            }
            #expect(try await server.get("/problems/nothing").problem == "not-found")
        }
    }

    @Test(
        "the reader's language is taken, or the standard one",
        arguments: [
            ("ar", "ar"), ("ar-SY,en;q=0.5", "ar"), ("en-GB", "en"), ("fr", "en"), ("fr, ar;q=0.1", "ar"),
            ("ar;q=0", "en"),
            ("", "en"), (";;;,,,q=", "en"), ("en;q=0.2, ar;q=0.3", "ar"),
        ])
    func language(field: String, language: String) async throws {
        let page = try await TestServer.run { try await $0.get("/problems", "Accept-Language: \(field)") }
        #expect(page["content-language"] == language)
    }

    @Test(
        "a browser gets a page, a program a problem",
        arguments: [
            ("text/html,application/xhtml+xml,*/*;q=0.8", true), ("*/*", false), ("application/json", false),
            ("text/html;q=0.1, application/json", false), ("", false), ("text/html;q=0", false),
        ])
    func negotiation(accept: String, isPage: Bool) async throws {
        let answer = try await TestServer.run { try await $0.get("/nowhere", "Accept: \(accept)") }
        #expect(answer.status == 404)
        #expect((answer["content-type"] == "text/html; charset=utf-8") == isPage)
        #expect((answer.problem == "not-found") != isPage)
    }

    @Test("a problem points at the parts of the body that are wrong")
    func parts() async throws {
        try await TestServer.run { server in
            let problem = try await server.get("/invalid")
            #expect(problem.problem == "invalid")
            #expect(problem.text.contains("\"errors\":[{\"detail\":\"This is not a time.\",\"pointer\":\"/time\"}]"))
            let page = try await server.get("/invalid", "Accept: text/html, */*;q=0.1")
            #expect(page.text.contains("<code>/time</code> This is not a time."))
        }
    }

    @Test("a page escapes whatever is put into it")
    func escaping() async throws {
        let routes = [
            Route(.get, "/nasty", id: "nasty", access: .anyone, produces: []) { _ in
                throw Problem(.invalid, "<script>alert(1)</script>", errors: [.init("/<i>", "\"><img src=x>")])
            }
        ]
        let page = try await TestServer.run({ $0.title = "<b>&\"'" }, parts: WebParts(routes: routes)) {
            try await $0.get("/nasty", "Accept: text/html")
        }
        #expect(page.status == 422)
        #expect(!page.text.contains("<script") && !page.text.contains("<img") && !page.text.contains("<i>"))
        #expect(!page.text.contains("<b>") && page.text.contains("&lt;script&gt;"))
    }

    @Test("a page loads nothing from elsewhere and runs nothing inline")
    func policy() async throws {
        try await TestServer.run { server in
            let page = try await server.get("/problems", "Accept: text/html")
            let policy = try #require(page["content-security-policy"])
            #expect(policy.hasPrefix("default-src 'none'; ") && !policy.contains("unsafe"))
            #expect(!page.text.contains("style=") && !page.text.contains("<script") && !page.text.contains("<style"))
            #expect(page.text.contains("<a class=\"skip\" href=\"#content\">") && page.text.contains("id=\"content\""))
            for answer in [page, try await server.get("/hello"), try await server.get("/nowhere")] {
                #expect(answer["x-content-type-options"] == "nosniff")
                #expect(answer["referrer-policy"] == "same-origin")
                #expect(answer["cache-control"] == "no-store")
                #expect(answer["cross-origin-opener-policy"] == "same-origin")
                #expect(answer["cross-origin-resource-policy"] == "same-origin")
                #expect(answer["permissions-policy"] != nil)
                #expect(answer["content-security-policy"]?.contains("frame-ancestors 'none'") == true)
                #expect(answer["strict-transport-security"] == nil, "there is no TLS here")
                #expect(answer["server"] == nil)
                #expect(answer["x-request-id"]?.count == 16)
            }
        }
    }

    @Test("behind a proxy that speaks TLS, browsers are told to keep to it")
    func transportSecurity() async throws {
        let answer = try await TestServer.run {
            $0.trustedProxies = [AddressRange("127.0.0.1")!]
        } _: {
            try await $0.get("/hello", "X-Forwarded-Proto: https", "X-Forwarded-For: 192.0.2.1")
        }
        #expect(answer["strict-transport-security"]?.hasPrefix("max-age=") == true)
    }

    @Test("a static file is kept for ever under the name of its content")
    func staticFiles() async throws {
        try await TestServer.run { server in
            let page = try await server.get("/problems", "Accept: text/html")
            let link = try #require(page.text.firstMatch(of: /href="(\/static\/truce\.[0-9a-f]{16}\.css)"/)?.1)
            let path = String(link)
            let file = try await server.get(path)
            #expect(file.status == 200)
            #expect(file["content-type"] == "text/css; charset=utf-8")
            #expect(file["cache-control"] == "public, max-age=31536000, immutable")
            let tag = try #require(file["etag"])
            for list in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
                let again = try await server.get(path, "If-None-Match: \(list)")
                #expect(again.status == 304)
                #expect(again.body.isEmpty && again["etag"] == tag)
            }
            #expect(try await server.get(path, "If-None-Match: \"x\"").status == 200)
            #expect(try await server.get("/static/truce.css").problem == "not-found")
            #expect(try await server.get("/static/truce.0000000000000000.css").problem == "not-found")
        }
    }

    @Test("extra members of a problem never replace the standard ones")
    func extra() throws {
        var problem = Problem(.invalid, "d")
        problem.extra = [.init("status", .integer(200)), .init("more", .bool(true))]
        guard case .object(let object) = problem.json else { return }
        #expect(object["status"] == .integer(422))
        #expect(object["more"] == .bool(true))
    }

    @Test(
        "how long to wait is whole seconds, rounded up",
        arguments: [
            (Duration.zero, "1"), (.milliseconds(1), "1"), (.seconds(1), "1"), (.milliseconds(1001), "2"),
            (.seconds(20), "20"),
        ])
    func retry(wait: Duration, seconds: String) {
        #expect(Problem(.unavailable).retry(after: wait).headers[.retryAfter] == seconds)
    }
}
