import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceWeb

@Suite("The API's description")
struct DescriptionTests {
    @Test("describes every route and nothing else, each with its parameters, its security and every answer")
    func whole() async throws {
        try await APIServer.run { api in
            let paths = DescriptionCheck.members(api.check.document["paths"])
            var ids: [JSONValue] = []
            for path in paths {
                for method in DescriptionCheck.members(path.value) {
                    let operation = method.value
                    let place = "\(method.key) \(path.key)"
                    ids.append(try #require(operation["operationId"]))
                    #expect(operation["summary"] != nil && operation["security"] != nil, "\(place)")
                    var named: [JSONValue] = []
                    if case .array(let parameters)? = operation["parameters"] {
                        named = parameters.filter { $0["in"] == "path" }.compactMap { $0["name"] }
                        for parameter in parameters { #expect(parameter["description"] != nil, "\(place)") }
                    }
                    let inPath = path.key.split(separator: "/").filter { $0.hasPrefix("{") }
                    #expect(Set(named) == Set(inPath.map { .string(String($0.dropFirst().dropLast())) }), "\(place)")
                    let statuses = Set(DescriptionCheck.members(operation["responses"]).map(\.key))
                    #expect(
                        statuses.isSuperset(of: ["400", "401", "413", "414", "421", "422", "429", "431", "500", "503"]))
                    #expect(statuses.contains { $0.hasPrefix("2") }, "\(place)")
                    // What is described is there.
                    let real = path.key.split(separator: "/").map { $0.hasPrefix("{") ? "0" : String($0) }
                    let answer = try await api.ask("OPTIONS", "/" + real.joined(separator: "/"))
                    #expect(answer.status == 204, "\(place)")
                    #expect(answer["allow"]?.contains(method.key.uppercased()) == true, "\(place)")
                }
            }
            #expect(Set(ids).count == ids.count)
            for kind in CommandKind.allCases { #expect(ids.contains(.string(kind.operationID))) }
        }
    }

    @Test("asks anybody to sign in for what the public never sees, and for nothing else")
    func security() async throws {
        try await APIServer.run { api in
            for (path, isOpen) in [
                ("reports", false), ("asks", false), ("queue", false), ("denials", false), ("presence", false),
                ("holders", false), ("incidents", true), ("findings", true), ("obligations", true), ("gates", true),
                ("sessions", true), ("demands", true), ("communiques", true), ("amendments", true), ("entries", true),
                ("days?from=2031-03-01&through=2031-03-31", true), ("search?q=x", true),
                ("map?box=-36,40,-34,41", true),
                ("export/incidents.csv", true), ("export/reports.csv", false), ("access-table", true), ("me", false),
                ("agreement", true),
            ] {
                let answer = try await api.ask("GET", "/api/v1/" + path)
                #expect(answer.status == (isOpen ? 200 : 401), "\(path)")
            }
            let log = try await api.ask("GET", "/log/checkpoint")
            #expect([200, 404].contains(log.status))
        }
    }

    @Test("is told where TRUCE_OPENAPI names a file, for other programs to check")
    func written() async throws {
        guard let path = ProcessInfo.processInfo.environment["TRUCE_OPENAPI"] else { return }
        try await APIServer.run { api in
            try Data(api.check.document.canonicalBytes()).write(to: URL(filePath: path))
        }
    }
}
