import HTTPTypes
import Hummingbird
import Truce

/// Questions as operations: each says its path, its parameters and what is answered, once. Whatever is shown went through
/// ``ShownRecord/json(for:)``.
struct Records: Sendable {
    let mission: any MissionDoor

    /// A list of records, in parts.
    func list<Record: ShownRecord, Question: Inquiry, each Value: Sendable>(
        _ path: String, id: String, _ summary: String, asOf: Bool = true,
        _ make: @escaping @Sendable (repeat each Value) -> Question, _ parameter: repeat Parameter<each Value>
    ) -> Operation where Question.Answer == Listing<Record> {
        var described: [ParameterDescription] = []
        for one in repeat each parameter { described += one.described }
        return operation(path, id: id, summary, Record.self, described, asOf: asOf, answer: .listing(of: Record.self)) {
            (call, asker) in
            let question = make(repeat try (each parameter).read(call))
            let listing = try await ask(question, call, asker, asOf: asOf)
            var members: [JSONObject.Member] = [
                .init("position", .integer(Int64(listing.position))),
                .init("records", .array(listing.records.compactMap { $0.json(for: asker).map(JSONValue.object) })),
            ]
            var headers: HTTPFields = [:]
            if let next = listing.next {
                members.append(.init("next", .string(next)))
                headers[HTTPField.Name("Link")!] = "<\(Links.next(call, after: next))>; rel=\"next\""
            }
            return try TaggedAnswer.json(.members(members), to: call, headers: headers)
        }
    }

    /// One record. What is hidden and what is missing get the same answer.
    func single<Record: ShownRecord, Question: Inquiry, Name: Sendable>(
        _ path: String, id: String, _ summary: String, _ make: @escaping @Sendable (Name) -> Question,
        _ parameter: Parameter<Name>
    ) -> Operation where Question.Answer == Single<Record> {
        operation(path, id: id, summary, Record.self, parameter.described, asOf: true, answer: .single(Record.self)) {
            (call, asker) in
            let single = try await ask(make(try parameter.read(call)), call, asker, asOf: true)
            guard let record = single.record?.json(for: asker) else { throw Problem(.notFound) }
            return try TaggedAnswer.json(
                ["position": .integer(Int64(single.position)), "record": .object(record)], to: call)
        }
    }

    /// A question that is answered by neither a list nor one record.
    func operation<Record: ShownRecord>(
        _ path: String, id: String, _ summary: String, _: Record.Type, _ parameters: [ParameterDescription], asOf: Bool,
        answer: Operation.Answer, handler: @escaping Operation.Handler
    ) -> Operation {
        Operation(
            method: .get, path: "/api/v1" + path, id: id, group: .records, summary: summary,
            access: Self.access(to: Record.self), scope: .read,
            parameters: parameters + (asOf ? Parameter<Moment>.asOf.described : [])
                + Parameter<Int?>.afterPosition.described, answers: [answer, .notModified], handler: handler)
    }

    /// Open to anyone, unless the public never sees such a record whatever becomes of it.
    static func access<Record: ShownRecord>(to _: Record.Type) -> Route.Access {
        AccessTable.may(.anyone, see: Record.existence, Relation(isPublished: true)) ? .anyone : .signedIn
    }

    func ask<Question: Inquiry>(
        _ question: Question, _ call: Call, _ asker: Asker, asOf: Bool
    ) async throws -> Question.Answer {
        let moment = asOf ? try Parameter.asOf.read(call) : .now
        let after = try Parameter.afterPosition.read(call)
        var positions = [("after_position", after)]
        if case .position(let position) = moment { positions.append(("as_of", position)) }
        for case (let name, let position?) in positions where await mission.health().recorded < position {
            throw Problem(.invalid, errors: [.init(name, "The ledger does not hold so many entries.")])
        }
        return try await mission.ask(question, as: asker, at: moment, after: after)
    }
}

extension Operation.Answer {
    static func listing<Record: ShownRecord>(of _: Record.Type) -> Self {
        Self(
            status: 200, meaning: "The records that the asker may know of, each with what it may see of them.",
            type: "application/json",
            schema: [
                "type": "object", "required": ["position", "records"], "additionalProperties": false,
                "properties": [
                    "position": APISchemas.position,
                    "records": ["type": "array", "items": APISchemas.reference(to: Record.self)],
                    "next": ["type": "string", "description": "For `after`; absent at the end of the list."],
                ],
            ],
            headers: [
                .tag,
                Operation.Header(
                    name: "Link", meaning: "Where the list goes on, with `rel=\"next\"`.", schema: ["type": "string"]),
            ])
    }

    static func single<Record: ShownRecord>(_: Record.Type) -> Self {
        Self(
            status: 200, meaning: "The record, with what the asker may see of it.", type: "application/json",
            schema: [
                "type": "object", "required": ["position", "record"], "additionalProperties": false,
                "properties": ["position": APISchemas.position, "record": APISchemas.reference(to: Record.self)],
            ], headers: [.tag])
    }

    static let notModified = Self(
        status: 304, meaning: "What If-None-Match names still holds.", type: nil, schema: nil, headers: [.tag])
}

extension Operation.Header {
    static let tag = Self(
        name: "ETag", meaning: "Names these very bytes; for If-None-Match.", schema: ["type": "string"],
        isRequired: true)
}

/// Schemas that several answers share.
enum APISchemas {
    static let position: JSONValue = [
        "type": "integer", "minimum": 0, "description": "The ledger's size that this is as of.",
    ]

    static func reference<Record: ShownRecord>(to _: Record.Type) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(Record.recordName)")]
    }
}

/// Addresses within the API, written anew rather than repeated.
enum Links {
    /// The same question, from a later place of its list.
    static func next(_ call: Call, after: String) -> String {
        let path = call.target.segments.map { "/" + encoded($0) }.joined()
        let query = call.target.query.filter { $0.name != "after" }.map { ($0.name, $0.value) } + [("after", after)]
        return path + "?" + query.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
    }

    /// Every byte that is not unreserved (RFC 3986 §2.3) as a percent sign and two digits.
    static func encoded(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default: encoded += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }
}
