import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism
@testable import TruceWeb

@Suite("Questions over HTTP")
struct ReadingTests {
    static let paths = [
        "reports", "incidents", "findings", "asks", "queue", "obligations", "gates", "denials", "presence", "sessions",
        "demands", "communiques", "amendments", "holders", "entries", "days?from=2031-03-01&through=2031-03-31",
        "search?q=mortar", "map?box=-36,40,-34,41", "me", "access-table", "agreement", "openapi.json",
        "export/incidents.csv", "export/incidents.geojson", "export/findings.csv", "export/reports.csv",
    ]

    @Test("answer every role, each in the described shape, and nobody with an error of the server")
    func roles() async throws {
        try await APIServer.run { api in
            let (report, position) = try await api.report()
            for office in APIServer.offices.map(\.holder) {
                for path in Self.paths {
                    let isOpen =
                        !path.contains("?") && !path.hasPrefix("export")
                        && !["queue", "me", "agreement"].contains(path)
                    let known =
                        isOpen && !path.contains("-") && !path.contains(".") ? "?after_position=\(position)" : ""
                    let answer = try await api.ask("GET", "/api/v1/" + path + known, as: office)
                    #expect(answer.status == 200, "\(path) as \(office): \(answer.text)")
                    #expect(answer["vary"]?.contains("Authorization") == true)
                    #expect(answer["cache-control"]?.contains("private") == true, "\(path)")
                }
                let one = try await api.ask("GET", "/api/v1/reports/\(report)", as: office)
                let sees = ["observer", "analyst", "head", "deputy", "legal", "auditor"].contains(office)
                #expect(one.status == (sees ? 200 : 404), "\(office)")
            }
        }
    }

    @Test("give what is hidden and what is not there the same bytes")
    func hidden() async throws {
        try await APIServer.run { api in
            let (report, position) = try await api.report("Only the mission knows of this.")
            for office in ["north", "other-observer", "mediator", "witness"] {
                let hidden = try await api.ask(
                    "GET", "/api/v1/reports/\(report)?after_position=\(position)", as: office)
                let missing = try await api.ask(
                    "GET", "/api/v1/reports/R-000000000000?after_position=\(position)", as: office)
                #expect(hidden.status == 404 && missing.status == 404)
                #expect(hidden.body == missing.body)
                func shape(_ answer: RawHTTP.Answer) -> [String] {
                    answer.headers.filter { $0.name != "x-request-id" && $0.name != "date" }.map {
                        "\($0.name): \($0.value)"
                    }
                }
                #expect(shape(hidden) == shape(missing))
                let list = try await api.ask("GET", "/api/v1/reports", as: office)
                #expect(list.json?["records"] == [])
                let search = try await api.ask("GET", "/api/v1/search?q=mission", as: office)
                #expect(search.json?["records"] == [])
            }
            // A command that names it does not tell, either.
            func withdraw(_ id: String) async throws -> RawHTTP.Answer {
                try await api.command(.withdrawReport, ["report": .string(id)], as: "north")
            }
            let (hidden, missing) = (try await withdraw(report), try await withdraw("R-000000000000"))
            #expect(hidden.status == missing.status)
            #expect(hidden.body == missing.body)
        }
    }

    @Test("refuse what no parameter can be, and parameters that there are not, naming them")
    func parameters() async throws {
        try await APIServer.run { api in
            let rows: [(String, String)] = [
                ("incidents?limit=0", "limit"), ("incidents?limit=501", "limit"), ("incidents?limit=1e2", "limit"),
                ("incidents?limit=99999999999999999999999", "limit"), ("incidents?limit=-1", "limit"),
                ("incidents?limit=+5", "limit"), ("incidents?limit=05", "limit"), ("incidents?after=made-up", "after"),
                ("incidents?after=", "after"), ("incidents?from=2031-02-29", "from"),
                ("incidents?through=yesterday", "through"),
                ("incidents?stage=open", "stage"), ("incidents?stage=adopted,adopted", "stage"),
                ("incidents?outcome=guilty", "outcome"), ("incidents?act=fire", "act"), ("incidents?box=1,2,3", "box"),
                ("incidents?box=-36,41,-34,40", "box"), ("incidents?box=-181,40,-34,41", "box"),
                ("incidents?as_of=soon", "as_of"), ("incidents?as_of=2031-03-18T12:00:00", "as_of"),
                ("incidents?as_of=99999999", "as_of"), ("incidents?after_position=99999999", "after_position"),
                ("incidents?colour=red", "colour"), ("map", "box"), ("map?box=-36,40,-34,41&limit=5001", "limit"),
                ("search", "q"), ("search?q=", "q"), ("days", "from"), ("days?from=2031-03-01", "through"),
                ("me?x=1", "x"), ("queue?as_of=1", "as_of"), ("reports?triaged=yes", "triaged"),
            ]
            for (path, name) in rows {
                let answer = try await api.ask("GET", "/api/v1/" + path, as: "analyst")
                #expect(answer.status == 422, "\(path): \(answer.text)")
                #expect(answer.problem == "invalid")
                #expect(answer.json?.at("errors/0/pointer") == .string(name), "\(path): \(answer.text)")
            }
            for path in [
                "incidents?limit=1", "incidents?limit=500", "incidents?stage=adopted,proposed",
                "incidents?box=170,-10,-170,10",
                "incidents?as_of=0", "incidents?as_of=2031-03-18T12:00:00Z", "reports?triaged=false",
            ] {
                #expect(try await api.ask("GET", "/api/v1/" + path, as: "analyst").status == 200, "\(path)")
            }
        }
    }

    @Test("take every hostile text in every parameter as a text")
    func injection() async throws {
        try await APIServer.run { api in
            _ = try await api.report("Drop nothing.")
            let texts = [
                "'; DROP TABLE report; --", "\" OR 1=1 --", "* NEAR(a b)", "a AND NOT b", "%00", "../../etc/passwd",
                "<script>alert(1)</script>", "{{x}}", "${jndi:ldap://x}", "\u{202E}x",
                String(repeating: "é", count: 100), "^", "col:x",
            ]
            for text in texts {
                let encoded = Links.encoded(text)
                for path in [
                    "search?q=\(encoded)", "incidents?side=\(encoded)", "incidents?after=\(encoded)",
                    "findings?side=\(encoded)",
                    "reports/\(encoded)", "incidents/\(encoded)", "findings/\(encoded)", "incidents/\(encoded)/journal",
                    "imports/\(encoded)", "receipts/\(encoded)",
                ] {
                    let answer = try await api.ask("GET", "/api/v1/" + path, as: "analyst")
                    #expect([200, 400, 404, 422].contains(answer.status), "\(path): \(answer.status)")
                    #expect(answer["content-type"]?.hasPrefix("text/html") != true)
                    if answer.status >= 400 { #expect(!answer.text.contains("script"), "\(path)") }
                }
            }
            #expect(try await api.ask("GET", "/api/v1/search?q=nothing", as: "analyst").json?.at("records/0") != nil)
        }
    }

    @Test("page through a list once each, whatever is added meanwhile")
    func paging() async throws {
        try await APIServer.run { api in
            var made: Set<String> = []
            var position = 0
            for number in 0..<7 {
                let report = try await api.report("Number \(number).", minutes: Int64(number))
                made.insert(report.id)
                position = report.position
            }
            var seen: [String] = []
            var path: String? = "/api/v1/reports?limit=2&after_position=\(position)"
            while let next = path {
                let answer = try await api.ask("GET", next, as: "analyst")
                guard case .array(let records)? = answer.json?["records"] else { break }
                seen += records.compactMap { if case .string(let id)? = $0["id"] { id } else { nil } }
                let link = answer["link"]
                #expect((link == nil) == (answer.json?["next"] == nil))
                path = link.map { String($0.dropFirst().prefix { $0 != ">" }) }
                if seen.count < 7 { _ = try await api.report("Added meanwhile, after \(seen.count).") }
            }
            #expect(seen.count == 7 && Set(seen) == made)
            #expect(try await api.ask("GET", "/api/v1/entries?limit=1", as: nil).json?["next"] != nil)
        }
    }

    @Test("answer 304 to who holds the same bytes, and tell every asker's apart")
    func tags() async throws {
        try await APIServer.run { api in
            let (report, position) = try await api.report()
            let path = "/api/v1/reports/\(report)?as_of=\(position)&after_position=\(position)"
            let first = try await api.ask("GET", path, as: "analyst")
            let tag = try #require(first["etag"])
            #expect(tag.hasPrefix("\"") && !first.body.isEmpty)
            for held in [tag, "\"other\", \(tag)", "W/\(tag)", "*"] {
                let again = try await api.ask("GET", path, as: "analyst", ["If-None-Match: \(held)"])
                #expect(again.status == 304 && again.body.isEmpty && again["etag"] == tag, "\(held)")
            }
            for held in ["\"other\"", "nonsense", ""] {
                #expect(
                    try await api.ask("GET", path, as: "analyst", ["If-None-Match: \(held)"]).status == 200, "\(held)")
            }
            let legal = try await api.ask("GET", path, as: "legal", ["If-None-Match: \(tag)"])
            #expect(legal.status == 200 && legal["etag"] != tag)
            #expect(legal.json?.at("record/source") == nil && first.json?.at("record/source") != nil)
        }
    }

    @Test("show what was known then")
    func moments() async throws {
        try await APIServer.run { api in
            let (first, before) = try await api.report("First.")
            let (second, after) = try await api.report("Second.")
            let then = try await api.ask(
                "GET", "/api/v1/reports/\(second)?as_of=\(before)&after_position=\(after)", as: "analyst")
            #expect(then.status == 404)
            #expect(try await api.ask("GET", "/api/v1/reports/\(first)?as_of=\(before)", as: "analyst").status == 200)
            #expect(try await api.ask("GET", "/api/v1/reports/\(second)?as_of=\(after)", as: "analyst").status == 200)
        }
    }

    @Test("a proof of an entry comes once it is signed, and the log is served as files")
    func proofs() async throws {
        try await APIServer.run { api in
            let (_, position) = try await api.report()
            try await api.mission.publish()
            let receipt = try await api.ask("GET", "/api/v1/receipts/\(position - 1)")
            #expect(receipt.status == 200 && receipt["content-type"] == "text/plain; charset=utf-8")
            #expect(try await api.ask("GET", "/api/v1/receipts/99999").status == 404)
            let checkpoint = try await api.ask("GET", "/log/checkpoint")
            #expect(checkpoint.text.hasPrefix("two-rivers.example/log\n"))
            let tile = try await api.ask("GET", "/log/tile/0/000.p/\(position)")
            #expect(tile.status == 200 && tile.body.count == position * 32)
            #expect(tile["cache-control"]?.contains("immutable") == true)
            for path in ["0/x", "entries/../../ledger.json", "0/000", "..", "0//000", "0/000.p/999"] {
                #expect([400, 404].contains(try await api.ask("GET", "/log/tile/" + path).status), "\(path)")
            }
        }
    }
}
