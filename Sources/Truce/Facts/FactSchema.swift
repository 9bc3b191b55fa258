/// JSON Schema (draft 2020-12), made from the declarations that read and write, so that the three cannot part.
///
/// Patterns end in `$(?!\n)`: some readers let `$` stand before a last line feed, and then take what is refused here.
enum JSONSchema {
    static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        guard let object = JSONObject(members.map { JSONObject.Member($0.0, $0.1) }) else {
            preconditionFailure("a schema says one thing twice: \(members.map(\.0))")
        }
        return .object(object)
    }

    static func text(pattern: String, characters: ClosedRange<Int>? = nil) -> JSONValue {
        var members: [(String, JSONValue)] = [("type", .string("string")), ("pattern", .string(pattern))]
        if let characters {
            members.append(("minLength", .integer(Int64(characters.lowerBound))))
            members.append(("maxLength", .integer(Int64(characters.upperBound))))
        }
        return object(members)
    }

    static func oneOf(words: [String]) -> JSONValue {
        object([("type", .string("string")), ("enum", .array(words.map(JSONValue.string)))])
    }

    static func list(of items: JSONValue, _ count: ClosedRange<Int>? = nil) -> JSONValue {
        var members: [(String, JSONValue)] = [("type", .string("array")), ("items", items)]
        if let count {
            members.append(("minItems", .integer(Int64(count.lowerBound))))
            if count.upperBound < .max { members.append(("maxItems", .integer(Int64(count.upperBound)))) }
        }
        return object(members)
    }

    /// An object that has these members and no other.
    static func record(_ properties: [(String, JSONValue)], required: [String]) -> JSONValue {
        object([
            ("type", .string("object")), ("properties", object(properties)),
            ("required", .array(required.map(JSONValue.string))), ("additionalProperties", .bool(false)),
        ])
    }

    /// The same, between two numbers. Whole numbers end where JSON's do.
    static func bounded<Bound: Comparable>(_ schema: JSONValue, by range: ClosedRange<Bound>) -> JSONValue {
        func number(_ bound: Bound) -> JSONValue {
            switch bound {
            case let whole as Int:
                return .integer(min(max(Int64(whole), -JSONValue.integerLimit), JSONValue.integerLimit))
            case let number as Double: return Int64(exactly: number).map(JSONValue.integer) ?? .double(number)
            default: preconditionFailure("only numbers have bounds, not \(Bound.self)")
            }
        }
        return adding([("minimum", number(range.lowerBound)), ("maximum", number(range.upperBound))], to: schema)
    }

    /// The same with these members, which replace those of the same name.
    static func adding(_ members: [(String, JSONValue)], to schema: JSONValue) -> JSONValue {
        guard case .object(let object) = schema else { preconditionFailure("a schema is an object") }
        let others = object.members.filter { old in !members.contains { $0.0 == old.key } }
        return self.object(others.map { ($0.key, $0.value) } + members)
    }

    static let end = #"$(?!\n)"#
    /// Days of the years 1 to 9999, 29 February in leap years only.
    static let day =
        "(?:(?:[0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})-"
        + "(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
        + "|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)-02-29)"
    private static let clock = "[Tt ](?:[01][0-9]|2[0-3]):[0-5][0-9](?::(?:[0-5][0-9]|60)(?:\\.[0-9]{1,9})?)?"
    private static let midnight = "[Tt ]24:00(?::00(?:\\.[0-9]{1,9})?)?"
    private static let offset = "(?:[Zz]|[+-](?:0[0-9]|1[0-8])(?::?[0-5][0-9])?)"
    static let instant =
        "^(?:(?!0001-01-01|9999-12-31)\(day)(?:\(clock)|\(midnight))\(offset)"
        + "|0001-01-01(?:\(clock)|\(midnight))[Zz]|9999-12-31\(clock)[Zz])\(end)"
}

extension FactCode {
    static var schema: JSONValue { JSONSchema.oneOf(words: allCases.map(\.rawValue)) }
}

extension FactRecord {
    static var schema: JSONValue { shape.schema }
}

extension FactShape {
    var schema: JSONValue {
        JSONSchema.record(
            fields.map { ($0.name, $0.schema()) }, required: fields.filter { !$0.isOptional }.map(\.name))
    }
}

extension Array where Element: FactValue {
    static var schema: JSONValue { JSONSchema.list(of: Element.schema) }
}

extension String {
    /// Bytes are not a thing that JSON Schema counts: of texts beyond ASCII fewer characters fit than it says. What
    /// comes in as a command keeps within ``CommandLimits``, which is less than that.
    static var schema: JSONValue {
        JSONSchema.text(
            pattern: #"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$"#, characters: 1...freeTextByteLimit)
    }
}

extension Int {
    static var schema: JSONValue {
        let limit = Int(JSONValue.integerLimit)
        return JSONSchema.bounded(JSONSchema.object([("type", .string("integer"))]), by: -limit...limit)
    }
}

extension Double {
    static var schema: JSONValue { JSONSchema.object([("type", .string("number"))]) }
}

extension Bool {
    static var schema: JSONValue { JSONSchema.object([("type", .string("boolean"))]) }
}

extension Instant {
    static var schema: JSONValue { JSONSchema.text(pattern: JSONSchema.instant) }
}

extension MissionDay {
    static var schema: JSONValue { JSONSchema.text(pattern: "^\(JSONSchema.day)\(JSONSchema.end)") }
}

extension IncidentID {
    static var schema: JSONValue {
        JSONSchema.text(pattern: "^[Ii][Nn][Cc]-[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]{12}" + JSONSchema.end)
    }
}

extension Identifier {
    static var schema: JSONValue {
        JSONSchema.text(pattern: #"^[^\u0000-\u001f\u007f-\u009f]*"# + JSONSchema.end, characters: lengths)
    }
}

extension Commitment {
    static var schema: JSONValue {
        JSONSchema.text(pattern: "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]" + JSONSchema.end)
    }
}

extension FileDigest {
    static var schema: JSONValue { JSONSchema.text(pattern: "^[0-9a-f]{64}" + JSONSchema.end) }
}

extension EvidenceObject {
    static var schema: JSONValue {
        JSONSchema.object([
            (
                "oneOf",
                .array([
                    JSONSchema.record([("file", FileDigest.schema)], required: ["file"]),
                    JSONSchema.record([("sealed", Commitment.schema)], required: ["sealed"]),
                ])
            )
        ])
    }
}

extension TimePrecision {
    static var schema: JSONValue { JSONSchema.oneOf(words: allCases.map(\.code)) }
}

extension Act {
    static var schema: JSONValue { JSONSchema.oneOf(words: allCases.map(\.code)) }
}

extension Means {
    static var schema: JSONValue { JSONSchema.oneOf(words: allCases.map(\.code).filter { !$0.isEmpty }) }
}

extension FireDirection {
    static var schema: JSONValue { JSONSchema.oneOf(words: allCases.map(\.code).filter { !$0.isEmpty }) }
}

extension Coordinate {
    /// `items` says nothing after `prefixItems`, but is what readers of earlier drafts go by: within ±90 both will do.
    static var schema: JSONValue {
        func degrees(_ limit: Double) -> JSONValue { JSONSchema.bounded(Double.schema, by: -limit...limit) }
        return JSONSchema.adding(
            [("prefixItems", .array([degrees(180), degrees(90)]))], to: JSONSchema.list(of: degrees(90), 2...2))
    }
}

extension Place {
    static var schema: JSONValue { JSONSchema.object([("oneOf", .array(schemas))]) }

    /// One for each kind.
    static var schemas: [JSONValue] {
        let metres = JSONSchema.bounded(Double.schema, by: metresStated)
        func degrees(_ most: Double) -> JSONValue { JSONSchema.bounded(Double.schema, by: 0...most) }
        let at = ("at", Coordinate.schema)
        let rings = JSONSchema.list(of: JSONSchema.list(of: Coordinate.schema, 3...Int.max), 1...Int.max)
        let kinds: [(String, [(String, JSONValue)])] = [
            ("unknown", []),
            ("point", [at, ("sigma_m", metres)]),
            ("disc", [at, ("radius_m", metres)]),
            ("square", [at, ("side_m", metres)]),
            (
                "sector",
                [
                    at, ("bearing", degrees(360)), ("half_width", degrees(180)), ("near_m", metres), ("far_m", metres),
                    ("sigma", degrees(180)),
                ]
            ),
            ("area", [("rings", rings)]),
        ]
        return kinds.map { kind, members in
            JSONSchema.record(
                [("kind", JSONSchema.oneOf(words: [kind]))] + members, required: ["kind"] + members.map(\.0))
        }
    }
}
