import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism
@testable import TruceWeb

@Suite("Commands over HTTP")
struct APICommandTests {
    private static let path = "/api/v1/commands/file-report"

    @Test("are recorded once for each key, however often they are sent")
    func again() async throws {
        try await APIServer.run { api in
            let body = APIServer.report("Once.")
            let first = try await api.command(.fileReport, body, as: "observer", key: "a key")
            #expect(first.status == 400 && first.problem == "key-missing")
            let made = try await api.command(.fileReport, body, as: "observer", key: "key-1")
            #expect(made.status == 201)
            let again = try await api.command(.fileReport, body, as: "observer", key: "key-1")
            #expect(again.status == 200 && again.body == made.body)
            // Written otherwise, it is still the same.
            let spaced = Array("  ".utf8) + (try body.canonicalBytes()) + Array("\n".utf8)
            let third = try await api.ask("POST", Self.path, as: "observer", ["Idempotency-Key: key-1"], body: spaced)
            #expect(third.status == 200 && third.body == made.body)
            let other = try await api.command(.fileReport, APIServer.report("Twice."), as: "observer", key: "key-1")
            #expect(other.status == 422 && other.problem == "key-reused")
            // Another holder's key is another key.
            let elsewhere = try await api.command(
                .fileReport, APIServer.report("Twice."), as: "other-observer", key: "key-1")
            #expect(elsewhere.status == 201)
        }
    }

    @Test("sent twenty times at once with one key are recorded once")
    func atOnce() async throws {
        try await APIServer.run { api in
            let answers = try await withThrowingTaskGroup(of: RawHTTP.Answer.self) { group in
                for _ in 0..<20 {
                    group.addTask {
                        try await api.command(.fileReport, APIServer.report("Once."), as: "observer", key: "same")
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(answers.count { $0.status == 201 } == 1)
            #expect(answers.count { $0.status == 200 } == 19)
            #expect(Set(answers.map(\.text)).count == 1)
        }
    }

    @Test(
        "need a key of 1 to 128 visible ASCII characters",
        arguments: [
            (0, false), (1, true), (128, true), (129, false),
        ])
    func keys(length: Int, isTaken: Bool) async throws {
        try await APIServer.run { api in
            let key = String(repeating: "k", count: length)
            let answer = try await api.command(.fileReport, APIServer.report("Keyed."), as: "observer", key: key)
            #expect(answer.status == (isTaken ? 201 : 400))
            let without = try await api.ask("POST", Self.path, as: "observer", body: Array("{}".utf8))
            #expect(without.problem == "key-missing")
            let twice = try await api.ask(
                "POST", Self.path, as: "observer", ["Idempotency-Key: a", "Idempotency-Key: b"], body: Array("{}".utf8))
            #expect(twice.problem == "key-missing")
        }
    }

    @Test("are refused with a pointer to each mistake")
    func pointers() async throws {
        try await APIServer.run { api in
            let good = APIServer.report("Good.")
            let content = try #require(good["content"])
            let rows: [(JSONValue, String)] = [
                ([:], "/content"), ("text", ""), ([], ""), (good.with("colour", "red"), "/colour"),
                (good.with("a.b/c~d", 1), "/a.b~1c~0d"), (good.with("channel", "pigeon"), "/channel"),
                (good.with("content", content.with("earliest", "today")), "/content/earliest"),
                (good.with("content", content.with("acts", ["fire.mortar", "fire.nothing"])), "/content/acts/1"),
                (good.with("content", content.with("injured_low", -1)), "/content/injured_low"),
                (good.with("content", content.with("injured_low", 1.5)), "/content/injured_low"),
                (
                    good.with("content", content.with("text", .string(String(repeating: "x", count: 4097)))),
                    "/content/text"
                ),
                (
                    good.with("content", content.with("place", ["kind": "point", "at": [200, 0], "sigma_m": 1])),
                    "/content/place/at"
                ),
                (good.with("content", .null), "/content"),
                (
                    good.with("evidence", ["0000000000000000000000000000000000000000000000000000000000000000"]),
                    "/evidence/0"
                ),
            ]
            for (body, pointer) in rows {
                let answer = try await api.command(.fileReport, body, as: "observer")
                #expect(answer.status == 422, "\(body)")
                #expect(answer.json?.at("errors/0/pointer") == .string(pointer), "\(answer.text)")
            }
        }
    }

    @Test("that are no JSON, too deep or too large are refused as such")
    func hostile() async throws {
        try await APIServer.run({ $0.jsonBytes = 4096 }) { api in
            let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
            for (text, status) in [
                ("", 400), ("{", 400), ("nonsense", 400), (deep, 400), (#"{"a":1,"a":2}"#, 400), ("\u{FEFF}{}", 400),
                (#"{"a":1e999}"#, 400), (#"{"a":123456789012345678901234567890}"#, 400), ("{} {}", 400),
                (String(repeating: " ", count: 4097), 413),
            ] {
                let answer = try await api.ask(
                    "POST", Self.path, as: "observer", ["Idempotency-Key: k"], body: Array(text.utf8))
                #expect(answer.status == status, "\(text.prefix(40))")
            }
            let typed = try await api.ask(
                "POST", Self.path, as: "observer", ["Idempotency-Key: k"], body: Array("{}".utf8), type: "text/plain")
            #expect(typed.status == 415)
        }
    }

    @Test("are for who signed in, with a role that allows them and a token that is for them")
    func permission() async throws {
        try await APIServer.run { api in
            let body = APIServer.report("Who may?")
            #expect(try await api.command(.fileReport, body, as: nil).status == 401)
            let stale = try await api.command(.fileReport, body, as: "stale")
            #expect(stale.status == 401 && stale["www-authenticate"] == "Bearer")
            let scope = try await api.command(.fileReport, body, as: "observer~read")
            #expect(scope.status == 403 && scope.problem == "token-scope")
            #expect(scope["www-authenticate"]?.contains(#"scope="report""#) == true)
            #expect(try await api.command(.fileReport, body, as: "observer~report").status == 201)
            #expect(try await api.ask("GET", "/api/v1/reports", as: "observer~report").status == 403)
            // A token that has run out is no member of the public.
            let passed = try await api.ask("GET", "/api/v1/incidents", as: "stale")
            #expect(passed.status == 401 && passed["www-authenticate"]?.contains("invalid_token") == true)
            for kind in CommandKind.allCases {
                for office in APIServer.offices {
                    let isAllowed = AccessTable.may(api.mission.asker(HolderID(office.holder)!), do: kind)
                    guard !isAllowed else { continue }
                    let answer = try await api.command(kind, Self.some(kind), as: office.holder)
                    #expect(
                        answer.status == 403 && answer.problem == "not-allowed",
                        "\(kind) as \(office.holder): \(answer.text)")
                }
            }
        }
    }

    /// Something that is read as a command of the kind.
    private static func some(_ kind: CommandKind) throws -> JSONValue {
        var random = SchemaSample()
        return random.value(kind.schema)
    }

    @Test("by any role, with anything that their schema allows, get an answer that is described")
    func everyKind() async throws {
        try await APIServer.run { api in
            for kind in CommandKind.allCases {
                for office in ["head", "analyst", "north", "administrator", "legal", "mediator"] {
                    let answer = try await api.command(kind, Self.some(kind), as: office)
                    #expect([201, 403, 404, 409, 422].contains(answer.status), "\(kind) as \(office): \(answer.text)")
                }
            }
        }
    }

    @Test("a case goes from report to finding, and each reader sees of it what the table says")
    func wholeCase() async throws {
        try await APIServer.run { api in
            let (report, position) = try await api.report("Six mortar rounds by the ferry house.")
            var incidents: JSONValue = []
            for _ in 0..<200 where incidents == [] {
                incidents =
                    try await api.ask("GET", "/api/v1/incidents?after_position=\(position)", as: "analyst").json?[
                        "records"] ?? []
                if incidents == [] { try await Task.sleep(for: .milliseconds(20)) }
            }
            guard case .string(let incident)? = incidents.at("0/id") else {
                Issue.record("no incident was proposed")
                return
            }
            let opening: JSONValue = ["incident": .string(incident), "reports": [.string(report)]]
            let opened = try await api.command(.openIncident, opening, as: "analyst")
            #expect(opened.status == 201, "\(opened.text)")
            let second = try await api.command(.openIncident, opening, as: "head")
            #expect(second.status == 409 && second.problem == "wrong-stage")
            for (office, status) in [("head", 200), ("legal", 200), ("auditor", 200), ("south", 404), (nil, 404)] {
                let answer = try await api.ask(
                    "GET", "/api/v1/incidents/\(incident)?after_position=\(position + 1)", as: office)
                #expect(answer.status == status, "\(office ?? "nobody")")
            }
            let journal = try await api.ask("GET", "/api/v1/incidents/\(incident)/journal", as: "analyst")
            #expect(journal.json?.at("records/0") != nil)
            let table = try await api.ask("GET", "/api/v1/export/incidents.csv", as: "analyst")
            #expect(table.text.contains(incident) && table["content-disposition"]?.contains("incidents.csv") == true)
            let features = try await api.ask("GET", "/api/v1/export/incidents.geojson", as: "analyst")
            #expect(features.json?.at("features/0/id") == .string(incident))
            let open = try await api.ask("GET", "/api/v1/export/incidents.csv", as: nil)
            #expect(open.text == ExportTable.incidents.head)
        }
    }
}

/// One value that a schema allows.
struct SchemaSample {
    private var random = SeededRandom(7)

    mutating func value(_ schema: JSONValue) -> JSONValue {
        if case .array(let options)? = schema["oneOf"] { return value(options[0]) }
        if case .array(let words)? = schema["enum"] { return words.randomElement(using: &random) ?? .null }
        switch schema["type"] {
        case "boolean": return true
        case "integer", "number": return schema["minimum"].map { $0 == .integer(-JSONValue.integerLimit) ? 1 : $0 } ?? 1
        case "array":
            if case .array(let first)? = schema["prefixItems"] { return .array(first.map { value($0) }) }
            guard case .integer(let least)? = schema["minItems"], let items = schema["items"] else { return [] }
            return .array((0..<least).map { _ in value(items) })
        case "object":
            guard case .object(let properties)? = schema["properties"], case .array(let required)? = schema["required"]
            else {
                return [:]
            }
            return .members(
                properties.members.filter { required.contains(.string($0.key)) }.map { .init($0.key, value($0.value)) })
        case "string":
            guard case .string(let pattern)? = schema["pattern"] else { return "some text" }
            let candidates = [
                "north", "2031-03-18T12:00:00Z", "2031-03-18", "INC-0123456789AB", String(repeating: "0", count: 64),
                String(repeating: "A", count: 43), String(repeating: "A", count: 86),
            ]
            let validator = SchemaValidator()
            return candidates.map { .string($0) }.first { validator.faults(of: $0, by: schema).isEmpty }
                ?? .string("no text for \(pattern)")
        default: return .null
        }
    }
}
