import Testing
import Truce
import TruceTesting

@testable import TruceWeb

/// Over one demonstration, one test at a time: a mission is open in one process once.
@Suite("The demonstration, served", .serialized)
struct DemonstrationTests {
    @Suite("What each role finds")
    struct PageAccessTests {
        private static let pages = [
            "/", "/incidents", "/findings", "/obligations", "/gates", "/talks", "/agreement", "/search?q=shells",
            "/access",
            "/log",
        ]

        @Test(
            "every page answers every role as the table says",
            arguments: [
                ("observer", ["/asks", "/people"]), ("analyst", ["/people"]), ("legal", ["/people"]),
                ("head", ["/people"]), ("government-liaison", ["/coverage", "/people"]),
                ("russia-envoy", ["/coverage", "/people"]), ("mediator", ["/reports", "/asks", "/people"]),
                ("auditor", ["/people"]), ("witness", ["/work", "/reports", "/asks", "/coverage", "/people"]),
                ("administrator", ["/reports", "/asks", "/coverage"]),
            ])
        func roles(_ login: String, _ closed: [String]) async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: login)
                let own = ["/work", "/reports", "/asks", "/coverage", "/holders", "/account", "/people"]
                for page in Self.pages + own {
                    for language in ["en", "ar"] {
                        let path = page + (page.contains("?") ? "&" : "?") + "lang=\(language)"
                        let answer = try await browser.get(path)
                        #expect(answer.status == (closed.contains(page) ? 403 : 200), "\(path)")
                        #expect(answer.text.contains("lang=\"\(language)\""))
                        #expect(!answer.text.contains("<script") && !answer.text.contains(" style="))
                    }
                }
            }
        }

        @Test("signing in leads to a page that is there, whatever the role")
        func start() async throws {
            try await Demonstrated.serve { server, _ in
                for login in ["observer", "witness", "mediator", "administrator", "auditor", "turkey-envoy"] {
                    let signedIn = try await Browser(server).post(
                        "/sign-in", ["login": login, "password": DemonstrationPeople.password])
                    var browser = Browser(server)
                    browser.take(signedIn)
                    let status = try await browser.get(try #require(signedIn["location"])).status
                    #expect(status == 200, "\(login)")
                }
            }
        }

        @Test(
            "no page leads to one that is not there for its reader",
            arguments: ["", "observer", "government-liaison", "turkey-envoy", "witness"])
        func links(_ login: String) async throws {
            try await Demonstrated.serve { server, _ in
                let browser = login.isEmpty ? Browser(server) : try await Browser(server, as: login)
                var (waiting, seen) = (["/"], Set<String>())
                while let path = waiting.popLast(), seen.count < 60 {
                    guard seen.insert(path).inserted else { continue }
                    let answer = try await browser.get(path, accept: "*/*")
                    #expect(answer.status == 200, "\(path)")
                    waiting += answer.text.matches(of: /href="(\/[^"?#]*)/).map { String($0.1) }.filter {
                        !$0.hasPrefix("/problems") && !$0.hasPrefix("/api") && !seen.contains($0)
                    }
                }
            }
        }

        @Test("who has not signed in reads what is public and is sent to sign in for the rest")
        func anyone() async throws {
            try await Demonstrated.serve { server, _ in
                let browser = Browser(server)
                for page in Self.pages {
                    let answer = try await browser.get(page)
                    #expect(answer.status == 200, "\(page)")
                }
                for page in ["/work", "/account", "/people", "/reports", "/asks", "/coverage", "/holders"] {
                    let answer = try await browser.get(page)
                    #expect(answer.status == 303 && answer["location"] == "/sign-in", "\(page)")
                }
            }
        }

        @Test(
            "no page of theirs holds a source, a word said in confidence, or an officer's note",
            arguments: ["", "opposition-liaison", "turkey-envoy", "mediator", "witness", "administrator"])
        func hidden(_ login: String) async throws {
            try await Demonstrated.serve { server, _ in
                let head = try await Browser(server, as: "head")
                let list = try await head.get("/incidents").text
                let incidents = Set(list.matches(of: /\/incidents\/INC-[A-Z0-9]+/).map { String($0.output) })
                let reports = Set(
                    try await head.get("/reports").text.matches(of: /\/reports\/R-[A-Z0-9]+/).map { String($0.output) })
                #expect(incidents.count > 5 && reports.count > 5)
                let browser = login.isEmpty ? Browser(server) : try await Browser(server, as: login)
                var seen = ""
                for page in Self.pages { seen += try await browser.get(page).text }
                for page in incidents.union(reports.sorted().prefix(8)) {
                    let answer = try await browser.get(page)
                    #expect([200, 404].contains(answer.status), "\(page)")
                    seen += answer.text
                }
                for marker in [
                    "fictional-office", "fictional-hotline", "duty officer", "taken up.", "Say which source",
                ] {
                    #expect(!seen.contains(marker), "\(marker)")
                }
            }
        }

        @Test("whose agreement a communiqué needs is told by the sides' names")
        func communique() async throws {
            try await Demonstrated.serve { server, _ in
                let page = try await Browser(server, as: "government-liaison").get("/talks").text
                #expect(page.contains("Needs the agreement of"))
                #expect(!page.contains(">government<") && page.contains(">Government of Syria<"))
            }
        }

        @Test("what is hidden and what is not there look alike")
        func missing() async throws {
            try await Demonstrated.serve { server, _ in
                let head = try await Browser(server, as: "head")
                let text = try await head.get("/incidents?stage=proposed").text
                let path = String(try #require(text.firstMatch(of: /\/incidents\/INC-[A-Z0-9]+/)).output)
                let hidden = try await Browser(server).get(path)
                let missing = try await Browser(server).get("/incidents/INC-0123456789AB")
                #expect(hidden.status == 404 && missing.status == 404)
                #expect(hidden.body == missing.body)
            }
        }
    }
}
