import Truce
import TruceMechanism

/// Several commands in one request: what a phone kept while it had no network goes out in one go. Each is decided by
/// itself, as if it had come alone; all that are recorded share their waits for the disk.
struct SeveralCommands: Sendable {
    static let most = 100

    let mission: any MissionDoor

    var operation: Operation {
        Operation(
            method: .post, path: "/api/v1/commands", id: "sendCommands", group: .commands,
            summary:
                "Several commands, as \(Self.most) reports kept on a phone. Each is decided by itself, in this order.",
            access: .signedIn, body: .json(Self.schema),
            answers: [
                .init(
                    status: 200,
                    meaning:
                        "What each came to, one for one: as it would have been answered alone. Send again, with the "
                        + "same keys, what may not have arrived.", type: "application/json", schema: Self.answerSchema)
            ]
        ) { (call, asker) in
            guard let holder = asker.holder else { throw Problem(.signInRequired) }
            let items = try Self.items(of: try await call.json())
            // Each costs what it would cost alone; the request itself is paid for.
            if let wait = call.takeMore(items.count - 1) { throw Problem(.tooManyRequests).retry(after: wait) }
            let read = items.map { item in
                Result { () throws(Problem) in
                    try Operation.checkToken(of: call, for: item.kind.scope)
                    return try CommandOperations.command(item.kind, item.body)
                }
            }
            var submitted = await mission.submit(
                zip(items, read).compactMap { item, command in
                    // What is no command is answered below.
                    (try? command.get()).map { ($0, item.key) }
                }, as: holder
            )[...]
            let answers = zip(items, read).map { item, command -> JSONValue in
                switch command {
                case .failure(let problem): Self.answer(problem)
                case .success:
                    switch submitted.removeFirst() {
                    case .success(let done): Self.answer(done)
                    case .failure(let error): Self.answer(error.problem(in: item.body))
                    }
                }
            }
            return .json(["answers": .array(answers)])
        }
    }

    private struct Item {
        var kind: CommandKind
        var key: String
        var body: JSONValue
    }

    /// Throws where the list itself is none: then nothing was done.
    private static func items(of body: JSONValue) throws(Problem) -> [Item] {
        func wrong(_ pointer: String, _ detail: String) -> Problem {
            Problem(.invalid, errors: [.init(pointer, detail)])
        }
        guard case .object(let object) = body, object.members.count == 1, case .array(let values)? = object["commands"]
        else { throw wrong("", "This should be an object with the one field commands, a list.") }
        guard (1...most).contains(values.count) else {
            throw wrong("/commands", "It should have 1 to \(most) commands.")
        }
        var items: [Item] = []
        for (at, value) in values.enumerated() {
            guard case .object(let members) = value, members.members.count == 3, let body = members["command"] else {
                throw wrong("/commands/\(at)", "This should be an object with kind, key and command.")
            }
            guard case .string(let name)? = members["kind"], let kind = CommandKind(rawValue: name) else {
                throw wrong("/commands/\(at)/kind", "This should be a kind of command as file-report.")
            }
            guard case .string(let key)? = members["key"], CommandOperations.isKey(key) else {
                throw wrong("/commands/\(at)/key", "This should be 1 to 128 visible ASCII characters.")
            }
            items.append(Item(kind: kind, key: key, body: body))
        }
        return items
    }

    private static func answer(_ submitted: Submitted) -> JSONValue {
        ["status": .integer(submitted.wasThere ? 200 : 201), "submitted": submitted.json]
    }

    private static func answer(_ problem: Problem) -> JSONValue {
        ["status": .integer(Int64(problem.kind.status)), "problem": problem.json]
    }

    // MARK: Its description

    private static let schema: JSONValue = [
        "type": "object", "required": ["commands"], "additionalProperties": false,
        "properties": [
            "commands": [
                "type": "array", "minItems": 1, "maxItems": .integer(Int64(most)),
                "items": ["oneOf": .array(CommandKind.allCases.map(itemSchema))],
            ]
        ],
    ]

    private static func itemSchema(_ kind: CommandKind) -> JSONValue {
        [
            "type": "object", "required": ["kind", "key", "command"], "additionalProperties": false,
            "properties": [
                "kind": ["type": "string", "const": .string(kind.rawValue)],
                "key": [
                    "type": "string", "pattern": .string(CommandOperations.keyPattern),
                    "description": "As the header field Idempotency-Key of a command that is sent alone.",
                ],
                "command": ["$ref": .string("#/components/schemas/\(kind.schemaName)")],
            ],
        ]
    }

    private static let answerSchema: JSONValue = [
        "type": "object", "required": ["answers"], "additionalProperties": false,
        "properties": [
            "answers": [
                "type": "array", "minItems": 1, "maxItems": .integer(Int64(most)),
                "items": [
                    "oneOf": [
                        [
                            "type": "object", "required": ["status", "submitted"], "additionalProperties": false,
                            "properties": [
                                "status": ["type": "integer", "enum": [200, 201]],
                                "submitted": ["$ref": "#/components/schemas/Submitted"],
                            ],
                        ],
                        [
                            "type": "object", "required": ["status", "problem"], "additionalProperties": false,
                            "properties": [
                                "status": ["type": "integer", "minimum": 400, "maximum": 599],
                                "problem": ["$ref": "#/components/schemas/Problem"],
                            ],
                        ],
                    ]
                ],
            ]
        ],
    ]
}
