import Foundation
import HTTPTypes
import Hummingbird
import Synchronization
import Testing
import Truce
import TruceIntake
import TruceTesting

@testable import TruceMechanism
@testable import TruceWeb

/// A mission of the Two Rivers behind a real server: an office for each role, and tokens that name their holder. Every
/// answer is held against the description.
struct APIServer: Sendable {
    let server: TestServer
    let mission: Mission
    let imports: Imports
    let check: DescriptionCheck

    static let offices: [(holder: String, role: Role, side: String?)] = [
        ("administrator", .administrator, nil), ("head", .headOfMission, nil), ("deputy", .headOfMission, nil),
        ("analyst", .analyst, nil), ("leader", .teamLeader, nil), ("legal", .legalReviewer, nil),
        ("observer", .observer, nil), ("other-observer", .observer, nil), ("north", .partyLiaison, "north"),
        ("south", .partyLiaison, "south"), ("marenna", .guarantor, "marenna"), ("mediator", .mediator, nil),
        ("witness", .witness, nil), ("auditor", .auditor, nil),
    ]

    static func run(
        _ change: (inout ServerConfiguration) -> Void = { _ in }, recheck: Duration = .seconds(15),
        rest: @escaping @Sendable () async throws -> Void = {},
        _ use: @escaping @Sendable (APIServer) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "truce-api-\(UUID().uuidString)").path
        // What is left in a folder for temporary files does no harm.
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let people = offices.map {
            MissionFile.Person(
                holder: HolderID($0.holder)!, role: $0.role, side: $0.side.map { PartyID($0)! }, until: nil)
        }
        try await Mission.make(
            NewMission(
                title: LocalizedText("Two Rivers"),
                agreement: SharedData.repository.appending(path: "Examples/two-rivers/agreement.yaml").path,
                origin: "two-rivers.example/log", people: people), at: folder)
        var settings = MissionSettings(
            publishEvery: .milliseconds(50), quietBeforeMatching: .milliseconds(20), answerWithin: .seconds(20),
            attachmentLimit: 1 << 20)
        settings.clock = { Fictional.moment("2031-03-18T12:00:00Z") }
        let mission = try await Mission.open(at: folder, settings: settings)
        let imports = try Imports(
            folder: folder + "/imports", zone: { mission.agreement.first.zone },
            submit: { (command, holder, key) async throws(MissionError) in
                try await mission.submit(command, as: holder, key: key)
            })
        let sessions = TestTokens()
        let api = API(
            mission: mission, sessions: sessions, imports: imports, title: "Two Rivers", cookie: "truce",
            recheck: recheck, rest: rest)
        let parts = WebParts(routes: api.routes, sessions: sessions, problems: API.problems)
        let document = api.operations.last { $0.id == "readDescription" }
        #expect(document != nil)
        try await TestServer.run(
            { configuration in
                configuration.attachmentBytes = 1 << 20
                configuration.anonymousRate = 100_000
                configuration.signedInRate = 100_000
                change(&configuration)
            }, parts: parts
        ) { server in
            let described = try await server.get("/api/v1/openapi.json")
            let description = try #require(try? JSONValue(parsing: described.body, limit: 16 << 20))
            try await use(
                APIServer(server: server, mission: mission, imports: imports, check: DescriptionCheck(description)))
        }
        try await mission.close()
    }

    /// One exchange over a connection of its own.
    @discardableResult
    func ask(
        _ method: String = "GET", _ path: String, as token: String? = nil, _ headers: [String] = [],
        body: [UInt8]? = nil, type: String = "application/json", at location: SourceLocation = #_sourceLocation
    ) async throws -> RawHTTP.Answer {
        var all = headers
        if let token { all.append("Authorization: Bearer \(token)") }
        if let body { all += ["Content-Type: \(type)", "Content-Length: \(body.count)"] }
        let text = TestServer.head(method, path, all) + "\r\n"
        let answer = try await server.talk { connection in
            try connection.send(Array(text.utf8) + (body ?? []))
            return try connection.answer(toHead: method == "HEAD")
        }
        for fault in check.faults(method, path, answer) { Issue.record("\(fault)", sourceLocation: location) }
        return answer
    }

    @discardableResult
    func command(
        _ kind: CommandKind, _ body: JSONValue, as token: String?, key: String = UUID().uuidString,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> RawHTTP.Answer {
        try await ask(
            "POST", "/api/v1/commands/\(kind.rawValue)", as: token, ["Idempotency-Key: \(key)"],
            body: body.canonicalBytes(), at: location)
    }

    /// Files a report and says its name and the position at which it shows.
    func report(_ text: String = "Six mortar rounds.", minutes: Int64 = 0, as token: String = "observer") async throws
        -> (
            id: String, position: Int
        )
    {
        let answer = try await command(.fileReport, Self.report(text, minutes: minutes), as: token)
        try #require(answer.status == 201, "\(answer.text)")
        let id = answer.json?.at("names/0/id")
        guard case .string(let id)? = id, case .integer(let position)? = answer.json?["position"] else {
            throw RawHTTP.Failure.notHTTP(answer.text)
        }
        return (id, Int(position))
    }

    static func report(_ text: String, minutes: Int64 = 0, evidence: [String] = []) -> JSONValue {
        let at = Fictional.moment("2031-03-18T10:00:00Z").advanced(bySeconds: minutes * 60).description
        return [
            "channel": "form", "source_class": "patrol", "evidence": .array(evidence.map { .string($0) }),
            "content": [
                "earliest": .string(at), "latest": .string(at), "precision": "minute",
                "place": ["kind": "point", "at": [-35.0, 40.5], "sigma_m": 50], "acts": ["fire.mortar"],
                "side_a": "North River Guard", "side_b": "Willow Regiment", "names_initiator": true,
                "injured_low": 2, "text": .string(text), "confidential": false,
            ],
        ]
    }
}

/// `Bearer HOLDER` is a token for everything, `Bearer HOLDER~read~work` one for these uses; whoever was barred has none. With
/// `~away` it counts for a request, and not for whoever looks later whether it still does.
final class TestTokens: SessionReading {
    static let barred = Mutex(Set<String>())

    func stillSignedIn(_ headers: HTTPFields) async throws -> SignedIn? {
        headers[.authorization]?.hasSuffix("~away") == true ? nil : try await signedIn(headers)
    }

    func signedIn(_ headers: HTTPFields) async throws -> SignedIn? {
        guard let field = headers[.authorization], field.hasPrefix("Bearer ") else { return nil }
        let parts = field.dropFirst("Bearer ".count).split(separator: "~").map(String.init)
        guard let holder = parts.first, holder != "stale", !Self.barred.withLock({ $0.contains(holder) }) else {
            return nil
        }
        let scopes = parts.count > 1 ? Set(parts.dropFirst()) : ["read", "report", "import", "work", "administer"]
        return SignedIn(holder: holder, means: .token(scopes: scopes))
    }
}
