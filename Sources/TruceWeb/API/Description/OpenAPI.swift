import HTTPTypes
import Truce

/// The API's description as an OpenAPI 3.1.0 document, made from the operations themselves.
enum OpenAPI {
    static func document(of operations: [Operation], title: String, cookie: String) -> JSONValue {
        [
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
            "info": [
                "title": .string(title), "version": "1", "description": .string(overview),
                "license": ["name": "Apache License 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/", "description": "This server."]],
            "tags": .array(
                Operation.Group.allCases.map {
                    ["name": .string($0.rawValue), "description": .string($0.meaning)]
                }),
            "paths": paths(operations),
            "components": [
                "schemas": OpenAPISchemas.all,
                "responses": .members(
                    OpenAPIProblems.statuses(of: operations).map {
                        .init(OpenAPIProblems.name($0), OpenAPIProblems.response($0, operations))
                    }),
                "securitySchemes": [
                    "token": [
                        "type": "http", "scheme": "bearer",
                        "description": .string(
                            "A personal token for a machine. What it must be for stands beside each operation."),
                    ],
                    "session": [
                        "type": "apiKey", "in": "cookie", "name": .string(cookie),
                        "description": "What a browser is given when somebody signs in.",
                    ],
                    "csrf": [
                        "type": "apiKey", "in": "header", "name": .string(HTTPField.Name.csrfKey.rawName),
                        "description": .string(
                            "Beside the cookie, for whatever changes something: the key that the session's pages carry."
                        ),
                    ],
                ],
            ],
        ]
    }

    private static let overview =
        "What the mechanism holds and takes. Everything shown goes through one table of who may see what (/api/v1/access-table); "
        + "what is hidden and what is not there get the same answer. Commands are recorded durably before they are answered. "
        + "GET can be asked as HEAD; a known path that does not take a method answers 405 with Allow. Errors are problems as in "
        + "RFC 9457; each type has a page."

    private static func paths(_ operations: [Operation]) -> JSONValue {
        var byPath: [String: [JSONObject.Member]] = [:]
        for operation in operations {
            byPath[templated(operation.path), default: []].append(
                .init(operation.method.rawValue.lowercased(), item(operation)))
        }
        return .members(byPath.map { .init($0.key, .members($0.value)) })
    }

    /// `{path*}` is this server's own way of writing: a description knows `{path}`.
    static func templated(_ path: String) -> String { path.replacing("*}", with: "}") }

    private static func item(_ operation: Operation) -> JSONValue {
        var members: [JSONObject.Member] = [
            .init("operationId", .string(operation.id)), .init("summary", .string(operation.summary)),
            .init("tags", [.string(operation.group.rawValue)]), .init("security", security(operation)),
            .init("responses", responses(operation)),
        ]
        if !operation.parameters.isEmpty {
            members.append(.init("parameters", .array(operation.parameters.map(parameter))))
        }
        if let body = body(operation) { members.append(.init("requestBody", body)) }
        return .members(members)
    }

    private static func parameter(_ parameter: ParameterDescription) -> JSONValue {
        var members: [JSONObject.Member] = [
            .init("name", .string(parameter.name)), .init("in", .string(parameter.place.rawValue)),
            .init("description", .string(parameter.meaning)), .init("required", .bool(parameter.isRequired)),
            .init("schema", parameter.schema),
        ]
        if let example = parameter.example { members.append(.init("example", example)) }
        if parameter.schema["type"] == "array" {
            members += [.init("style", "form"), .init("explode", false)]
        }
        return .members(members)
    }

    private static func body(_ operation: Operation) -> JSONValue? {
        func of(_ types: [String], _ schema: JSONValue) -> JSONValue {
            [
                "required": true,
                "content": .members(types.map { .init($0, .members([.init("schema", schema)])) }),
            ]
        }
        return switch operation.body {
        case .none: nil
        case .json(let schema): of(["application/json"], schema)
        case .attachment(let types), .bulk(let types): of(types.isEmpty ? ["application/octet-stream"] : types, [:])
        }
    }

    private static func security(_ operation: Operation) -> JSONValue {
        let isSafe = Route.isSafe(operation.method)
        let uses = (operation.scope?.names ?? []).map { JSONValue.string($0) }
        let ways: [JSONValue] = [
            ["token": .array(uses)], isSafe ? ["session": []] : ["session": [], "csrf": []],
        ]
        return .array((operation.access == .anyone ? [[:]] : []) + ways)
    }

    private static func responses(_ operation: Operation) -> JSONValue {
        let statuses = Set(operation.answers.map(\.status))
        let own = statuses.map { status in
            JSONObject.Member("\(status)", response(operation.answers.filter { $0.status == status }))
        }
        let problems = OpenAPIProblems.statuses(of: operation).map { status in
            JSONObject.Member(
                "\(status)", ["$ref": .string("#/components/responses/\(OpenAPIProblems.name(status))")])
        }
        return .members(own + problems)
    }

    /// One status, of which there may be several types.
    private static func response(_ answers: [Operation.Answer]) -> JSONValue {
        var members = [JSONObject.Member("description", .string(answers[0].meaning))]
        let content = answers.compactMap { answer in
            answer.type.map { type in
                // A type's parameters are no part of its name here.
                JSONObject.Member(String(type.prefix { $0 != ";" }), answer.schema.map { ["schema": $0] } ?? [:])
            }
        }
        if !content.isEmpty { members.append(.init("content", .members(content))) }
        if !answers[0].headers.isEmpty {
            members.append(.init("headers", .members(answers[0].headers.map { .init($0.name, header($0)) })))
        }
        return .members(members)
    }

    private static func header(_ header: Operation.Header) -> JSONValue {
        [
            "description": .string(header.meaning), "schema": header.schema, "required": .bool(header.isRequired),
        ]
    }
}
