import Crypto
import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism
@testable import TruceWeb

@Suite("Attachments")
struct APIAttachmentTests {
    private static let picture: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0] + Array(repeating: 0x2A, count: 5000)

    private static func digest(_ bytes: [UInt8]) -> String {
        "sha-256=:\(Data(SHA256.hash(data: bytes)).base64EncodedString()):"
    }

    private static func waiting(_ api: APIServer) -> [String] {
        Files.tree(api.mission.path).filter { $0.contains("quarantine") || $0.hasSuffix(".part") }
    }

    @Test("are taken in whole, cited, and given only to who may see what the report brought")
    func whole() async throws {
        try await APIServer.run { api in
            let sent = try await api.ask(
                "POST", "/api/v1/attachments", as: "observer", ["Content-Digest: \(Self.digest(Self.picture))"],
                body: Self.picture, type: "text/html")
            #expect(sent.status == 201 && sent.json?["media_type"] == "image/jpeg", "\(sent.text)")
            #expect(sent.json?["size"] == .integer(Int64(Self.picture.count)))
            guard case .string(let digest)? = sent.json?["digest"] else { return }
            let filed = try await api.command(
                .fileReport, APIServer.report("With a picture.", evidence: [digest]), as: "observer")
            guard case .string(let report)? = filed.json?.at("names/0/id"),
                case .integer(let position)? = filed.json?["position"]
            else {
                Issue.record("\(filed.text)")
                return
            }
            _ = try await api.ask("GET", "/api/v1/reports/\(report)?after_position=\(position)", as: "analyst")
            let path = "/api/v1/reports/\(report)/attachments/\(digest)"
            let given = try await api.ask("GET", path, as: "analyst")
            #expect(given.status == 200 && given.body == Self.picture && given["content-type"] == "image/jpeg")
            #expect(given["content-disposition"]?.hasPrefix("attachment") == true)
            #expect(given["content-security-policy"]?.contains("sandbox") == true)
            #expect(given["x-content-type-options"] == "nosniff")
            #expect(given["content-length"] == "\(Self.picture.count)")
            // It begins as a picture and is none: what cannot be read has no copy.
            let refused = try await api.ask("GET", path, as: "legal")
            #expect(refused.status == 403 && refused.problem == "not-allowed", "\(refused.text)")
            for office in ["north", "other-observer", "mediator"] {
                #expect(try await api.ask("GET", path, as: office).status == 404, "\(office)")
            }
            #expect(try await api.ask("GET", path, as: nil).status == 401)
            let other = "/api/v1/reports/\(report)/attachments/" + String(repeating: "0", count: 64)
            #expect(try await api.ask("GET", other, as: "analyst").status == 404)
        }
    }

    @Test("that are not what was announced, too large or broken off leave nothing")
    func broken() async throws {
        try await APIServer.run { api in
            let wrong = try await api.ask(
                "POST", "/api/v1/attachments", as: "observer", ["Content-Digest: \(Self.digest([1]))"],
                body: Self.picture,
                type: "image/jpeg")
            #expect(wrong.status == 422 && wrong.problem == "digest-differs")
            for field in ["sha-256=:x:", "sha-512=:\(String(repeating: "A", count: 43))=:", "sha-256"] {
                let malformed = try await api.ask(
                    "POST", "/api/v1/attachments", as: "observer", ["Content-Digest: \(field)"], body: Self.picture,
                    type: "image/jpeg")
                #expect(malformed.status == 422, "\(field)")
            }
            let large = try await api.ask(
                "POST", "/api/v1/attachments", as: "observer", body: Array(repeating: 1, count: (1 << 20) + 1),
                type: "image/jpeg")
            #expect(large.status == 413)
            // The client goes in the middle.
            try await api.server.talk { connection in
                try connection.send(
                    TestServer.head(
                        "POST", "/api/v1/attachments",
                        ["Authorization: Bearer observer", "Content-Type: image/jpeg", "Content-Length: 100000"])
                        + "\r\n")
                try connection.send(Self.picture)
                connection.endSending()
                _ = try connection.rest()
            }
            #expect(Self.waiting(api) == [])
            // An empty dictionary announces nothing.
            let unannounced = try await api.ask(
                "POST", "/api/v1/attachments", as: "observer", ["Content-Digest: "], body: Self.picture,
                type: "image/jpeg")
            #expect(unannounced.status == 201)
            #expect(
                try await api.ask("POST", "/api/v1/attachments", as: nil, body: [1], type: "image/jpeg").status == 401)
            for office in ["auditor", "witness", "legal"] {
                let refused = try await api.ask(
                    "POST", "/api/v1/attachments", as: office, body: [1], type: "image/jpeg")
                #expect(refused.status == 403, "\(office)")
            }
        }
    }
}
