import Truce

/// What of the agreement's texts is told to anybody: who signed, who guarantees, which clause says what. Sources, aliases
/// and procedure are the mechanism's own.
enum AgreementAnswers {
    static func json(_ history: AgreementHistory) -> JSONValue {
        [
            "versions": .array(
                history.versions.map { version in
                    let text = version.text
                    var members: [JSONObject.Member] = [
                        .init("id", .string(text.id)), .init("version", .integer(Int64(text.version))),
                        .init("title", words(text.title)), .init("zone", .string(text.zone.name)),
                        .init("from", .string(version.from.description)),
                        .init(
                            "parties", .array(text.parties.map { ["id": .string($0.id), "name": words($0.name)] })),
                        .init(
                            "guarantors",
                            .array(
                                text.guarantors.map { guarantor in
                                    [
                                        "id": .string(guarantor.id), "name": words(guarantor.name),
                                        "answers_for": .array(guarantor.answersFor.map { .string($0) }),
                                    ]
                                })),
                        .init(
                            "provisions",
                            .array(
                                text.provisions.map { provision in
                                    [
                                        "id": .string(provision.id), "title": words(provision.title),
                                        "text": words(provision.text),
                                    ]
                                })),
                    ]
                    if let until = text.inForce.until { members.append(.init("until", .string(until.description))) }
                    return .members(members)
                })
        ]
    }

    /// By language.
    private static func words(_ text: LocalizedText) -> JSONValue {
        var seen: Set<String> = []
        return .members(
            text.texts.filter { seen.insert($0.language).inserted }.map { .init($0.language, .string($0.text)) })
    }

    private static let named: JSONValue = [
        "type": "object", "required": ["id", "name"], "additionalProperties": false,
        "properties": ["id": ["type": "string"], "name": texts],
    ]
    private static let texts: JSONValue = [
        "type": "object", "description": "By language.", "additionalProperties": ["type": "string"],
    ]

    static let schema: JSONValue = [
        "type": "object", "required": ["versions"], "additionalProperties": false,
        "properties": [
            "versions": [
                "type": "array", "description": "In the order in which they take effect.",
                "items": [
                    "type": "object",
                    "required": ["id", "version", "title", "zone", "from", "parties", "guarantors", "provisions"],
                    "additionalProperties": false,
                    "properties": [
                        "id": ["type": "string"], "version": ["type": "integer", "minimum": 0], "title": texts,
                        "zone": ["type": "string", "description": "The mission's time zone."],
                        "from": ["type": "string", "format": "date-time"],
                        "until": ["type": "string", "format": "date-time"],
                        "parties": ["type": "array", "items": named],
                        "guarantors": [
                            "type": "array",
                            "items": [
                                "type": "object", "required": ["id", "name", "answers_for"],
                                "additionalProperties": false,
                                "properties": [
                                    "id": ["type": "string"], "name": texts,
                                    "answers_for": ["type": "array", "items": ["type": "string"]],
                                ],
                            ],
                        ],
                        "provisions": [
                            "type": "array",
                            "items": [
                                "type": "object", "required": ["id", "title", "text"], "additionalProperties": false,
                                "properties": ["id": ["type": "string"], "title": texts, "text": texts],
                            ],
                        ],
                    ],
                ],
            ]
        ],
    ]
}
