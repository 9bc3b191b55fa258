import Truce
import TruceAccounts

/// Who asks, what each may see and do, and the description of all this.
struct AboutOperations: Sendable {
    var operations: [Operation] { [me, table] }

    private var me: Operation {
        Operation(
            method: .get, path: "/api/v1/me", id: "readMe", group: .about,
            summary: "Who asks: its roles in force, and which commands they allow.", access: .signedIn,
            answers: [
                .init(
                    status: 200, meaning: "The asker.", type: "application/json", schema: Self.meSchema, headers: [.tag]
                )
            ]
        ) { (call, asker) in
            let grants: [JSONValue] = asker.grants.map { grant in
                var members: [JSONObject.Member] = [.init("role", .string(grant.role.rawValue))]
                if let side = grant.side { members.append(.init("side", .string(side.description))) }
                if !grant.answersFor.isEmpty {
                    members.append(.init("answers_for", .array(grant.answersFor.map { .string($0.description) })))
                }
                return .members(members)
            }
            var scopes = Scope.all.names
            if case .token(let names) = call.signedIn?.means { scopes = scopes.filter(names.contains) }
            let commands = CommandKind.allCases.filter {
                AccessTable.may(asker, do: $0) && scopes.contains($0.scope.description)
            }
            return try TaggedAnswer.json(
                [
                    "holder": .string(asker.holder?.description ?? ""), "grants": .array(grants),
                    "scopes": .array(scopes.map { .string($0) }),
                    "commands": .array(commands.map { .string($0.rawValue) }),
                ], to: call)
        }
    }

    private static let meSchema: JSONValue = [
        "type": "object", "required": ["holder", "grants", "scopes", "commands"], "additionalProperties": false,
        "properties": [
            "holder": ["type": "string"],
            "grants": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["role"], "additionalProperties": false,
                    "properties": [
                        "role": words(Role.allCases.map(\.rawValue)),
                        "side": ["type": "string", "description": "The party or guarantor that it is held for."],
                        "answers_for": ["type": "array", "items": ["type": "string"]],
                    ],
                ],
            ],
            "scopes": [
                "type": "array", "items": words(Scope.all.names),
                "description": "What this way of signing in may be used for: all, save for a token.",
            ],
            "commands": ["type": "array", "items": words(CommandKind.allCases.map(\.rawValue))],
        ],
    ]

    private var table: Operation {
        Operation(
            method: .get, path: "/api/v1/access-table", id: "readAccessTable", group: .about,
            summary: "Who may see and do what: the table that every answer goes through.",
            answers: [
                .init(
                    status: 200, meaning: "The table.", type: "application/json", schema: Self.tableSchema,
                    headers: [.tag])
            ]
        ) { (call, _) in try TaggedAnswer.json(Self.table, to: call) }
    }

    private static var table: JSONValue {
        [
            "roles": .array(Role.allCases.map { .string($0.rawValue) }),
            "fields": .array(
                Field.allCases.map { field in
                    [
                        "field": .string(field.rawValue),
                        "sight": .members(
                            Role.allCases.map {
                                .init($0.rawValue, .string(AccessTable.sight(of: field, for: $0).rawValue))
                            }),
                    ]
                }),
            "commands": .array(
                CommandKind.allCases.map { kind in
                    let allowed = Role.allCases.filter { role in
                        AccessTable.may(Asker(holder: nil, grants: [.init(role: role)]), do: kind)
                    }
                    return ["command": .string(kind.rawValue), "roles": .array(allowed.map { .string($0.rawValue) })]
                }),
        ]
    }

    private static let tableSchema: JSONValue = [
        "type": "object", "required": ["roles", "fields", "commands"], "additionalProperties": false,
        "properties": [
            "roles": ["type": "array", "items": words(Role.allCases.map(\.rawValue))],
            "fields": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["field", "sight"], "additionalProperties": false,
                    "properties": [
                        "field": words(Field.allCases.map(\.rawValue)),
                        "sight": [
                            "type": "object", "description": "By role.",
                            "additionalProperties": words(Sight.allCases.map(\.rawValue)),
                        ],
                    ],
                ],
            ],
            "commands": [
                "type": "array",
                "items": [
                    "type": "object", "required": ["command", "roles"], "additionalProperties": false,
                    "properties": [
                        "command": words(CommandKind.allCases.map(\.rawValue)),
                        "roles": ["type": "array", "items": words(Role.allCases.map(\.rawValue))],
                    ],
                ],
            ],
        ],
    ]

    private static func words(_ words: [String]) -> JSONValue {
        ["type": "string", "enum": .array(words.map { .string($0) })]
    }
}

extension API {
    /// The description, which describes itself, too.
    static func description(of operations: [Operation], title: String, cookie: String) -> Operation {
        var own = Operation(
            method: .get, path: "/api/v1/openapi.json", id: "readDescription", group: .about,
            summary: "This description, as OpenAPI 3.1.",
            answers: [
                .init(
                    status: 200, meaning: "The description.", type: "application/json", schema: ["type": "object"],
                    headers: [.tag])
            ]
        ) { (_, _) in throw Problem(.internalError) }
        let document = OpenAPI.document(of: operations + [own], title: title, cookie: cookie)
        own.handler = { (call, _) in try TaggedAnswer.json(document, to: call) }
        return own
    }
}
