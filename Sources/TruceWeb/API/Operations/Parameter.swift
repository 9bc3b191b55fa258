import Truce

/// What a request says in its path, query or head: how it is described and how it is read, declared once.
struct Parameter<Value: Sendable>: Sendable {
    let described: [ParameterDescription]
    let read: @Sendable (Call) throws(Problem) -> Value
}

extension Parameter {
    /// The same, where something must hold beside its shape.
    func checked(_ check: @escaping @Sendable (Value) throws(Problem) -> Void) -> Parameter {
        Parameter(described: described) { (call) throws(Problem) in
            let value = try read(call)
            try check(value)
            return value
        }
    }
}

/// One name in a path, a query or a head.
package struct ParameterDescription: Hashable, Sendable {
    package enum Place: String, Sendable { case path, query, header }

    package let name: String
    package let place: Place
    package let meaning: String
    package let schema: JSONValue
    package let isRequired: Bool
    package var example: JSONValue?
}

extension Parameter {
    /// A part of the query that may be left out; nil then.
    static func optional<Wrapped: Sendable>(
        _ name: String, _ meaning: String, schema: JSONValue, example: JSONValue? = nil,
        _ read: @escaping @Sendable (String) -> Wrapped?
    ) -> Parameter where Value == Wrapped? {
        let described = ParameterDescription(
            name: name, place: .query, meaning: meaning, schema: schema, isRequired: false, example: example)
        return Parameter(described: [described]) { (call) throws(Problem) in
            guard let text = try call.query(name) else { return nil }
            guard let value = read(text) else { throw .parameter(name) }
            return value
        }
    }

    /// A part of the query that must stand there.
    static func required(
        _ name: String, _ meaning: String, schema: JSONValue, example: JSONValue? = nil,
        _ read: @escaping @Sendable (String) -> Value?
    ) -> Parameter {
        let described = ParameterDescription(
            name: name, place: .query, meaning: meaning, schema: schema, isRequired: true, example: example)
        return Parameter(described: [described]) { (call) throws(Problem) in
            guard let text = try call.query(name) else {
                throw Problem(.invalid, errors: [.init(name, "The parameter “\(name)” is missing. Add it.")])
            }
            guard let value = read(text) else { throw .parameter(name) }
            return value
        }
    }

    /// A part of the path. What cannot be the name of anything names nothing: not found, like a name that is not there.
    static func path(
        _ name: String, _ meaning: String, schema: JSONValue, example: JSONValue? = nil,
        _ read: @escaping @Sendable (String) -> Value?
    ) -> Parameter {
        let described = ParameterDescription(
            name: name, place: .path, meaning: meaning, schema: schema, isRequired: true, example: example)
        return Parameter(described: [described]) { (call) throws(Problem) in
            guard let value = read(call.parameter(name)) else { throw Problem(.notFound) }
            return value
        }
    }
}

extension Problem {
    /// A parameter has a value that it cannot have.
    static func parameter(_ name: String) -> Problem {
        Problem(.invalid, errors: [.init(name, "The parameter “\(name)” has no value that it can have.")])
    }
}

extension Parameter {
    /// One word of a few.
    static func choice<Code: CaseIterable & RawRepresentable & Sendable>(
        _ name: String, _ meaning: String, _: Code.Type = Code.self
    ) -> Parameter where Code.RawValue == String, Value == Code? {
        .optional(
            name, meaning, schema: ["type": "string", "enum": .array(Code.allCases.map { .string($0.rawValue) })]
        ) { Code(rawValue: $0) }
    }

    /// A name that the mechanism, the agreement or an office gave.
    static func identifier<Subject>(_ name: String, _ meaning: String) -> Parameter
    where Value == Identifier<Subject>? {
        .optional(name, meaning, schema: ParameterSchemas.identifier) { Identifier($0) }
    }

    static func pathIdentifier<Subject>(
        _ name: String, _ meaning: String, example: JSONValue
    ) -> Parameter where Value == Identifier<Subject> {
        .path(name, meaning, schema: ParameterSchemas.identifier, example: example) { Identifier($0) }
    }
}

extension Parameter where Value == MissionDay? {
    static func day(_ name: String, _ meaning: String) -> Parameter {
        .optional(name, meaning, schema: ParameterSchemas.day, example: "2017-01-15", ParameterText.day)
    }
}

extension Parameter where Value == MissionDay {
    static func requiredDay(_ name: String, _ meaning: String) -> Parameter {
        .required(name, meaning, schema: ParameterSchemas.day, example: "2017-01-15", ParameterText.day)
    }
}

extension Parameter where Value == Instant? {
    static func instant(_ name: String, _ meaning: String) -> Parameter {
        .optional(name, meaning, schema: ParameterSchemas.instant, example: "2017-01-15T18:00:00Z") {
            ParameterText.instant($0)
        }
    }
}

extension Parameter where Value == Bool? {
    static func flag(_ name: String, _ meaning: String) -> Parameter {
        .optional(name, meaning, schema: ["type": "boolean"]) { $0 == "true" ? true : $0 == "false" ? false : nil }
    }
}

/// How values that several parameters have are described.
enum ParameterSchemas {
    /// Without control characters.
    static let identifier: JSONValue = [
        "type": "string", "minLength": 1, "maxLength": 128, "pattern": #"^[^\u0000-\u001f\u007f-\u009f]*$(?!\n)"#,
    ]
    /// Without the control characters that no address holds.
    static func words(_ characters: ClosedRange<Int>) -> JSONValue {
        [
            "type": "string", "minLength": .integer(Int64(characters.lowerBound)),
            "maxLength": .integer(Int64(characters.upperBound)), "pattern": #"^[^\u0000-\u001f\u007f]*$(?!\n)"#,
        ]
    }
    static let day: JSONValue = ["type": "string", "format": "date"]
    /// With its offset from UTC, of 18 hours at most; neither the first nor the last day that there is.
    static let instant: JSONValue = [
        "type": "string", "format": "date-time",
        "pattern": #"^(?!0000|0001-01-01|9999-12-31).*(?:[Zz]|[+-](?:0[0-9]|1[0-7]):[0-5][0-9])$(?!\n)"#,
    ]
    /// As far as JSON's whole numbers are exact everywhere.
    static let count: JSONValue = ["type": "integer", "minimum": 0, "maximum": .integer(JSONValue.integerLimit)]
}

/// How they are read.
enum ParameterText {
    static func day(_ text: String) -> MissionDay? {
        guard case .day(let day)? = TimeText.read(text) else { return nil }
        return day
    }

    /// With its offset from UTC.
    static func instant(_ text: String) -> Instant? {
        guard case .instant(let instant, _)? = TimeText.read(text),
            (Instant.distantPast...Instant.distantFuture).contains(instant)
        else { return nil }
        return instant
    }

    /// Digits, without a sign and without zeros before them.
    static func count(_ text: String) -> Int? {
        guard text == "0" || text.first != "0" else { return nil }
        return Decimal.digits(text)
    }

    /// A plain decimal number, such as `-33.5`.
    static func degrees(_ text: some StringProtocol) -> Double? {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), digits.utf8.count <= 20,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        return Double(text)
    }
}
