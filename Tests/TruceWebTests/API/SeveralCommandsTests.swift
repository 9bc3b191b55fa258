import Testing
import Truce
import TruceTesting

@testable import TruceMechanism
@testable import TruceWeb

@Suite("Several commands in one request")
struct SeveralCommandsTests {
    private static func item(_ key: String, _ body: JSONValue, _ kind: CommandKind = .fileReport) -> JSONValue {
        ["kind": .string(kind.rawValue), "key": .string(key), "command": body]
    }

    private static func send(
        _ items: [JSONValue], to api: APIServer, as token: String? = "observer"
    ) async throws -> RawHTTP.Answer {
        let body: JSONValue = ["commands": .array(items)]
        return try await api.ask("POST", "/api/v1/commands", as: token, body: body.canonicalBytes())
    }

    private static func statuses(_ answer: RawHTTP.Answer) -> [Int64] {
        guard case .array(let answers)? = answer.json?["answers"] else { return [] }
        return answers.map { if case .integer(let status)? = $0["status"] { status } else { 0 } }
    }

    @Test("are recorded in their order, each once, however often they are sent")
    func order() async throws {
        try await APIServer.run { api in
            let items = (0..<40).map { Self.item("key-\($0)", APIServer.report("Number \($0).")) }
            let first = try await Self.send(items, to: api)
            #expect(first.status == 200 && Self.statuses(first) == Array(repeating: 201, count: 40))
            let entries = (0..<40).map { first.json?.at("answers/\($0)/submitted/entries/0") }
            guard case .integer(let start)? = entries[0] else {
                Issue.record("\(first.text)")
                return
            }
            #expect(entries == (0..<40).map { .integer(start + $0) })
            let again = try await Self.send(items, to: api)
            #expect(Self.statuses(again) == Array(repeating: 200, count: 40))
            #expect(again.json?.at("answers/7/submitted") == first.json?.at("answers/7/submitted"))
            // Alone it is the same submission.
            let alone = try await api.command(.fileReport, APIServer.report("Number 7."), as: "observer", key: "key-7")
            #expect(alone.status == 200 && alone.json == first.json?.at("answers/7/submitted"))
        }
    }

    @Test("one that is refused stops none of the others, and is told what it would be told alone")
    func refused() async throws {
        try await APIServer.run { api in
            let good = APIServer.report("Good.")
            let wrong = good.with("channel", "pigeon")
            let answer = try await Self.send(
                [
                    Self.item("a", good), Self.item("b", wrong), Self.item("a", APIServer.report("Another.")),
                    Self.item("c", ["finding": "F-0", "reason": "No right to."], .reopenFinding),
                    Self.item("d", APIServer.report("Also good.")),
                ], to: api)
            #expect(Self.statuses(answer) == [201, 422, 422, 403, 201])
            let alone = try await api.command(.fileReport, wrong, as: "observer", key: "b")
            #expect(answer.json?.at("answers/1/problem") == alone.json)
            #expect(alone.json?.at("errors/0/pointer") == "/channel")
            #expect(answer.json?.at("answers/2/problem/type") == "/problems/key-reused")
            #expect(answer.json?.at("answers/3/problem/type") == "/problems/not-allowed")
        }
    }

    @Test("a list that is none does nothing at all, and the pointer says where it is wrong")
    func malformed() async throws {
        try await APIServer.run { api in
            let good = Self.item("a", APIServer.report("Good."))
            let before = await api.mission.health().recorded
            let rows: [(JSONValue, String)] = [
                ([], ""), ([:], ""), (["commands": "all"], ""), (["commands": [good], "more": 1], ""),
                (["commands": []], "/commands"),
                (["commands": .array(Array(repeating: good, count: 101))], "/commands"),
                (["commands": [good, "a report"]], "/commands/1"),
                (["commands": [good, good.with("colour", "red")]], "/commands/1"),
                (["commands": [good, good.with("kind", "file-a-report")]], "/commands/1/kind"),
                (["commands": [good, good.with("key", "")]], "/commands/1/key"),
                (["commands": [good, good.with("key", "a key")]], "/commands/1/key"),
                (
                    ["commands": [good, good.with("key", .string(String(repeating: "k", count: 129)))]],
                    "/commands/1/key"
                ),
            ]
            for (body, pointer) in rows {
                let answer = try await api.ask(
                    "POST", "/api/v1/commands", as: "observer", body: body.canonicalBytes())
                #expect(answer.status == 422 && answer.json?.at("errors/0/pointer") == .string(pointer), "\(body)")
            }
            #expect(await api.mission.health().recorded == before)
            let most = (0..<100).map { Self.item("key-\($0)", APIServer.report("Number \($0).")) }
            #expect(Self.statuses(try await Self.send(most, to: api)) == Array(repeating: 201, count: 100))
        }
    }

    @Test("each cost what they would cost alone")
    func allowance() async throws {
        try await APIServer.run({ $0.signedInRate = 10 }) { api in
            let items = (0..<5).map { Self.item("key-\($0)", APIServer.report("Number \($0).")) }
            #expect(try await Self.send(items, to: api).status == 200)
            let again = try await Self.send(items + items.prefix(1), to: api)
            #expect(again.status == 429 && again["retry-after"] != nil)
            #expect(try await Self.send(items, to: api, as: "other-observer").status == 200)
        }
    }

    @Test("need somebody who signed in, and for each a token that is for it")
    func permission() async throws {
        try await APIServer.run { api in
            let items = [
                Self.item("a", APIServer.report("Who may?")),
                Self.item(
                    "b", ["holder": "observer", "role": "head_of_mission"], .grantAccess),
            ]
            #expect(try await Self.send(items, to: api, as: nil).status == 401)
            #expect(try await Self.send(items, to: api, as: "stale").status == 401)
            #expect(Self.statuses(try await Self.send(items, to: api, as: "observer~read")) == [403, 403])
            let report = try await Self.send(items, to: api, as: "observer~report")
            #expect(Self.statuses(report) == [201, 403])
            #expect(report.json?.at("answers/1/problem/type") == "/problems/token-scope")
            #expect(Self.statuses(try await Self.send(items, to: api)) == [200, 403])
        }
    }
}
