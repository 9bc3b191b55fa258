import Crypto
import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceWeb

extension DemonstrationTests {
    @Suite("Files sent with a form")
    struct FormFileTests {
        private static func fields(_ key: String, count: String = "2") -> KeyValuePairs<String, String> {
            [
                "csrf": key, "-key": "with-file-\(count)", "channel": "form", "source_class": "patrol",
                "content.earliest": "2017-01-21T10:00", "content.precision": "minute", "content.place.kind": "unknown",
                "content.acts": "fire.mortar", "content.count": count, "content.text": "With a photograph.",
            ]
        }

        private static func digest(_ text: String) -> String {
            SHA256.hash(data: Data(text.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }

        @Test("are taken in, cited by what is filed, and shown by their SHA-256")
        func filed() async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: "observer")
                #expect(try await browser.get("/do/file-report").text.contains(#"enctype="multipart/form-data""#))
                let filed = try await browser.postFiles(
                    "/do/file-report", Self.fields(try await browser.key()),
                    files: ["evidence": "not really a photograph", "evidence": "a second one"])
                #expect(filed.status == 303, "\(filed.text)")
                let page = try await browser.get(try #require(filed["location"])).text
                #expect(page.contains(Self.digest("not really a photograph")))
                #expect(page.contains(Self.digest("a second one")))
            }
        }

        @Test("stay with the form when it comes back with a mistake, and need not be sent again")
        func kept() async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: "observer")
                let key = try await browser.key()
                let refused = try await browser.postFiles(
                    "/do/file-report", Self.fields(key, count: "many"), files: ["evidence": "kept"])
                #expect(refused.status == 422)
                let digest = Self.digest("kept")
                #expect(refused.text.contains(#"value="\#(digest)" checked"#) && refused.text.contains("photograph."))
                var fields = Self.fields(key, count: "3").map { ($0.key, $0.value) }
                fields.append(("evidence", digest))
                let form = fields.map { "\(Links.encoded($0.0))=\(Links.encoded($0.1))" }.joined(separator: "&")
                let filed = try await server.post(
                    "/do/file-report", form, type: "application/x-www-form-urlencoded", "Accept: text/html",
                    "Cookie: \(browser.cookie ?? "")", "Origin: http://localhost")
                #expect(filed.status == 303, "\(filed.text)")
            }
        }

        @Test("are not read before the form's key, which stands first")
        func key() async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: "observer")
                let key = try await browser.key()
                for (name, fields) in [
                    ("none", [:]), ("wrong", ["csrf": "x"]), ("late", ["-key": "k", "csrf": key]),
                ] as [(String, KeyValuePairs<String, String>)] {
                    let answer = try await browser.postFiles("/do/file-report", fields, files: ["evidence": "x"])
                    #expect(answer.status == 403, "\(name)")
                }
            }
        }

        @Test("larger than allowed are refused, and the limit stands in the form")
        func tooLarge() async throws {
            try await Demonstrated.serve(attachmentBytes: 4096) { server, _ in
                let browser = try await Browser(server, as: "observer")
                #expect(try await browser.get("/do/file-report").text.contains("4 KiB"))
                let answer = try await browser.postFiles(
                    "/do/file-report", Self.fields(try await browser.key()),
                    files: ["evidence": String(repeating: "x", count: 2 << 20)])
                #expect(answer.status == 413)
            }
        }
    }
}
