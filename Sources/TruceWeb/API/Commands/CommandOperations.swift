import HTTPTypes
import Truce
import TruceAccounts
import TruceMechanism

/// Commands as operations: one for each kind.
struct CommandOperations: Sendable {
    let mission: any MissionDoor

    var operations: [Operation] { CommandKind.allCases.map(operation) + [SeveralCommands(mission: mission).operation] }

    private func operation(_ kind: CommandKind) -> Operation {
        Operation(
            method: .post, path: "/api/v1/commands/\(kind.rawValue)", id: kind.operationID, group: .commands,
            summary: kind.meaning, access: .signedIn, scope: kind.scope, parameters: [Self.key],
            body: .json(["$ref": .string("#/components/schemas/\(kind.schemaName)")]),
            answers: [
                .submitted(201, "Recorded, durably. Answers as of `position` show it."),
                .submitted(200, "The same was submitted before: nothing was recorded again."),
            ],
            problems: [.keyMissing, .keyReused, .notThere, .wrongStage, .conflict, .ownFinding, .notAllowed, .invalid]
        ) { (call, asker) in
            guard let holder = asker.holder else { throw Problem(.signInRequired) }
            let key = try Self.key(of: call)
            let body = try await call.json()
            let command = try Self.command(kind, body)
            let submitted = try await submit(command, body, as: holder, key: key)
            return .json(submitted.json, status: submitted.wasThere ? .ok : .created)
        }
    }

    private func submit(
        _ command: Command, _ body: JSONValue, as holder: HolderID, key: String
    ) async throws(Problem) -> Submitted {
        do { return try await mission.submit(command, as: holder, key: key) } catch { throw error.problem(in: body) }
    }

    static func command(_ kind: CommandKind, _ body: JSONValue) throws(Problem) -> Command {
        do { return try Command(kind, json: body) } catch { throw error.problem(in: body) }
    }

    static let key = ParameterDescription(
        name: "Idempotency-Key", place: .header,
        meaning:
            "The sender's own name for this act of sending. The same key with the same body is recorded once; with "
            + "another body it is refused with 422, as draft-ietf-httpapi-idempotency-key-header has it.",
        schema: ["type": "string", "pattern": .string(keyPattern)], isRequired: true,
        example: "0c2d8b1e-6a35-4a0e-9d53-2d1f5a7c9e10")

    static func key(of call: Call) throws(Problem) -> String {
        let keys = call.headers[values: .idempotencyKey]
        guard keys.count == 1, let key = keys.first, isKey(key) else { throw Problem(.keyMissing) }
        return key
    }

    static func isKey(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    static let keyPattern = "^[!-~]{1,128}$"
}

extension HTTPField.Name {
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}

extension CommandKind {
    /// What a token must be for to send it.
    package var scope: Scope {
        switch self {
        case .fileReport, .correctReport, .withdrawReport, .reportDenial, .reportPresence: .report
        case .grantAccess, .revokeAccess: .administer
        default: .work
        }
    }

    /// `fileReport`.
    var operationID: String {
        let words = rawValue.split(separator: "-")
        return words[0] + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    /// `FileReport`.
    var schemaName: String { operationID.prefix(1).uppercased() + operationID.dropFirst() }
}

extension MissionError {
    /// - Parameter body: What the command was read from, to point into.
    func problem(in body: JSONValue) -> Problem {
        guard case .refused(let refusal) = self else { return problem }
        return refusal.problem { BodyPointer.pointer(to: $0, in: body) }
    }
}

extension Submitted {
    var json: JSONValue {
        [
            "position": .integer(Int64(position)), "entries": .array(entries.map { .integer(Int64($0)) }),
            "names": .array(names.map { ["kind": .string($0.kind), "id": .string($0.id)] }),
            "links": ["receipts": .array(entries.map { .string("/api/v1/receipts/\($0)") })],
        ]
    }

    static let schema: JSONValue = [
        "type": "object", "required": ["position", "entries", "names", "links"], "additionalProperties": false,
        "properties": [
            "position": [
                "type": "integer", "minimum": 1, "description": "For `after_position` and `as_of`: there it shows.",
            ],
            "entries": [
                "type": "array", "items": ["type": "integer", "minimum": 0],
                "description": "The entries that it made.",
            ],
            "names": [
                "type": "array", "description": "What was named for the first time.",
                "items": [
                    "type": "object", "required": ["kind", "id"], "additionalProperties": false,
                    "properties": [
                        "kind": ["type": "string", "description": "As `report`, `incident`, `finding`."],
                        "id": ["type": "string"],
                    ],
                ],
            ],
            "links": [
                "type": "object", "required": ["receipts"], "additionalProperties": false,
                "properties": [
                    "receipts": [
                        "type": "array", "items": ["type": "string", "format": "uri-reference"],
                        "description": "A proof for each entry, once a signed checkpoint covers it.",
                    ]
                ],
            ],
        ],
    ]
}

extension Operation.Answer {
    fileprivate static func submitted(_ status: Int, _ meaning: String) -> Self {
        Self(
            status: status, meaning: meaning, type: "application/json",
            schema: ["$ref": "#/components/schemas/Submitted"])
    }
}
