import Testing
import Truce
import TruceMechanism
import TruceTesting

@testable import TruceWeb

extension DemonstrationTests {
    @Suite("Forms")
    struct FormTests {
        @Test("a report that is typed is filed; sent twice it is filed once")
        func roundTrip() async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: "observer")
                let page = try await browser.get("/do/file-report").text
                let sending = try #require(page.firstMatch(of: /name="-key" value="([^"]+)"/)).1
                let form: KeyValuePairs = [
                    "csrf": try await browser.key(), "-key": String(sending), "channel": "form",
                    "source_class": "patrol",
                    "content.earliest": "2017-01-20T14:05", "content.precision": "minute",
                    "content.place.kind": "point", "content.place.lat": "٣٣.٥", "content.place.lon": "36.3",
                    "content.place.metres": "200", "content.acts": "fire.mortar",
                    "content.text": "Two rounds <near> the \"mill\".",
                ]
                let filed = try await browser.post("/do/file-report", form)
                #expect(filed.status == 303, "\(filed.text)")
                let place = try #require(filed["location"])
                #expect(place.hasPrefix("/reports/R-"))
                let report = try await browser.get(place).text
                #expect(report.contains("Two rounds &lt;near&gt; the &quot;mill&quot;."))
                #expect(report.contains("2017-01-20 14:05"))
                #expect(report.contains("33.5, 36.3"))
                let again = try await browser.post("/do/file-report", form)
                #expect(again["location"]?.split(separator: "?").first == place.split(separator: "?").first)
            }
        }

        @Test("with a mistake nothing is recorded, the mistake stands beside its field, and nothing typed is lost")
        func mistakes() async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: "observer")
                let answer = try await browser.post(
                    "/do/file-report",
                    [
                        "csrf": try await browser.key(), "-key": "mistake", "channel": "form", "source_class": "patrol",
                        "content.precision": "minute", "content.place.kind": "unknown", "content.count": "many",
                        "content.text": "Kept as it was typed.",
                    ])
                #expect(answer.status == 422)
                #expect(answer.text.contains("Kept as it was typed."))
                #expect(answer.text.contains("mistake") && answer.text.contains(#"role="alert""#))
            }
        }

        @Test(
            "a number of any size is a number or a mistake, and the server stays",
            arguments: ["-9223372036854775808", "9223372036854775807", "9007199254740993", "1e400", "-1", "٣٫٥"])
        func numbers(typed: String) async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: "observer")
                let answer = try await browser.post(
                    "/do/file-report",
                    [
                        "csrf": try await browser.key(), "-key": "number\(typed)",
                        "content.earliest": "2017-01-20T14:05",
                        "content.precision": "minute", "content.place.kind": "unknown", "channel": "form",
                        "source_class": "patrol", "content.killed_low": typed,
                    ])
                #expect(answer.status == 422, "\(answer.status)")
                #expect(try await browser.get("/work").status == 200)
            }
        }

        @Test("a form may have as many boxes as a large case has reports")
        func manyBoxes() async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: "analyst")
                let boxes = (0..<400).map { "reports=R-\($0)" }.joined(separator: "&")
                let answer = try await server.post(
                    "/do/open-incident", "csrf=\(try await browser.key())&\(boxes)",
                    type: "application/x-www-form-urlencoded", "Accept: text/html", "Cookie: \(browser.cookie ?? "")",
                    "Origin: http://localhost")
                #expect(answer.status == 422, "\(answer.status)")
            }
        }

        @Test("a browser demands no entry in a list that may be empty")
        func emptyLists() async throws {
            try await Demonstrated.serve { server, _ in
                for (login, kind) in [("observer", CommandKind.fileReport), ("analyst", .draftFinding)] {
                    let page = try await Browser(server, as: login).get("/do/\(kind.rawValue)").text
                    let demanded = page.matches(of: /name="([^"]+)"[^>]* required/).map { String($0.1) }
                    #expect(!demanded.isEmpty)
                    for name in demanded {
                        #expect(page.firstMatch(of: try Regex("<textarea[^>]*name=\"\(name)\"[^>]*rows=\"3\"")) == nil)
                        #expect(name != "evidence")
                    }
                }
            }
        }

        @Test("in Arabic, what is missing is said in Arabic")
        func arabic() async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: "observer")
                let answer = try await browser.post(
                    "/do/file-report?lang=ar",
                    ["csrf": try await browser.key(), "-key": "empty", "content.place.kind": "unknown"])
                #expect(answer.status == 422)
                #expect(answer.text.contains(FormWords.fillIn[.arabic]) && !answer.text.contains(FormWords.missing))
            }
        }

        @Test("only what the table allows has a form, and its address answers nobody else")
        func allowed() async throws {
            try await Demonstrated.serve { server, _ in
                for login in ["observer", "analyst", "head", "government-liaison", "auditor"] {
                    let browser = try await Browser(server, as: login)
                    let role = try #require(
                        DemonstrationPeople.all(Self.agreement).first { $0.login == login }?.role)
                    for kind in CommandKind.allCases {
                        let status = try await browser.get("/do/\(kind.rawValue)").status
                        #expect(status == (AccessTable.may(role, do: kind) ? 200 : 403), "\(login): \(kind)")
                    }
                    #expect(try await browser.get("/do/nothing-like-it").status == 404)
                }
            }
        }

        private static let agreement = {
            let path = SharedData.repository.appending(path: "Examples/syria-2016/agreement.yaml").path
            // Part of the repository.
            return try! Mechanism.readAgreement(path).latest
        }()
    }
}
