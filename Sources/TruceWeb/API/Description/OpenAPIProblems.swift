import Truce

/// Which problems each operation may answer with: what the server's frame gives to any request of its kind, and its own.
enum OpenAPIProblems {
    static func kinds(of operation: Operation) -> [ProblemKind] {
        var kinds: [ProblemKind] = [
            .malformed, .badTarget, .signInRequired, .tooSlow, .tooLarge, .targetTooLong, .expectationFailed,
            .misdirected, .invalid, .tooManyRequests, .headTooLarge, .internalError, .notImplemented, .unavailable,
            .tookTooLong, .httpVersion,
        ]
        if operation.answers.contains(where: { $0.type != nil }) { kinds.append(.notAcceptable) }
        if operation.scope != nil { kinds.append(.tokenScope) }
        if !Route.isSafe(operation.method) { kinds.append(.crossSite) }
        if operation.path.contains("{") { kinds.append(.notFound) }
        switch operation.body {
        case .none: break
        case .json: kinds += [.badJSON, .unsupportedType]
        case .attachment, .bulk: kinds.append(.unsupportedType)
        }
        return kinds + operation.problems.filter { !kinds.contains($0) }
    }

    static func statuses(of operation: Operation) -> [Int] { Set(kinds(of: operation).map(\.status)).sorted() }

    static func statuses(of operations: [Operation]) -> [Int] {
        operations.reduce(into: Set<Int>()) { $0.formUnion(statuses(of: $1)) }.sorted()
    }

    static func name(_ status: Int) -> String { "Problem\(status)" }

    static func response(_ status: Int, _ operations: [Operation]) -> JSONValue {
        var kinds: [ProblemKind] = []
        for operation in operations {
            for kind in self.kinds(of: operation) where kind.status == status && !kinds.contains(kind) {
                kinds.append(kind)
            }
        }
        var members: [JSONObject.Member] = [
            .init("description", .string(kinds.map { "\($0.title.english) (\($0.path))." }.joined(separator: " "))),
            .init(
                "content",
                [
                    "application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]],
                    // For a browser that would rather have a page.
                    "text/html": ["schema": ["type": "string"]],
                ]),
        ]
        let headers: JSONValue? =
            switch status {
            case 401: ["WWW-Authenticate": ["description": "How to sign in.", "schema": ["type": "string"]]]
            case 429, 503:
                ["Retry-After": ["description": "Seconds to wait.", "schema": ["type": "integer", "minimum": 1]]]
            default: nil
            }
        if let headers { members.append(.init("headers", headers)) }
        return .members(members)
    }

    static let schema: JSONValue = [
        "type": "object", "required": ["type", "title", "status"],
        "description": "What is wrong (RFC 9457). Each type has a page at its address.",
        "properties": [
            "type": ["type": "string", "format": "uri-reference"], "title": ["type": "string"],
            "status": ["type": "integer", "minimum": 400, "maximum": 599],
            "detail": ["type": "string", "description": "This case of it: what, where, what to do."],
            "instance": ["type": "string", "description": "The request's name in the server's log."],
            "errors": [
                "type": "array", "description": "One for each mistake in what was sent.",
                "items": [
                    "type": "object", "required": ["pointer", "detail"], "additionalProperties": false,
                    "properties": [
                        "pointer": [
                            "type": "string",
                            "description": "A JSON pointer into the body (RFC 6901), or the name of a parameter.",
                        ], "detail": ["type": "string"],
                    ],
                ],
            ],
        ],
    ]
}
