/// The JSON Schema (2020-12) of agreement files, for editors and for other programs that write them. Made from the
/// description that the reader checks against; checked in as `docs/json/agreement.schema.json`.
public enum AgreementSchema {
    /// Deterministic, with a newline at its end.
    public static let json: String = {
        var root: [(String, JSONText)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("Truce agreement file, version \(AgreementFormat.version)")),
            ("oneOf", .list([reference("agreement"), reference("amendment")])),
        ]
        var definitions = AgreementFormat.objects.map { ($0.name, definition($0)) }
        let localized: JSONText = .map([
            (
                "oneOf",
                .list([
                    .map([("type", .text("string")), ("minLength", .whole(1))]),
                    .map([
                        ("type", .text("object")), ("minProperties", .whole(1)),
                        ("propertyNames", .map([("pattern", .text(AgreementFormat.languagePattern))])),
                        ("additionalProperties", .map([("type", .text("string")), ("minLength", .whole(1))])),
                    ]),
                ])
            )
        ])
        let moment =
            "^\\d{4}-\\d{2}-\\d{2}([Tt ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?([Zz]|[+-]\\d{2}(:?\\d{2})?| [A-Za-z0-9_+/-]+))?$"
        definitions += [
            ("localized", localized),
            ("moment", .map([("type", .text("string")), ("pattern", .text(moment))])),
            ("day", .map([("type", .text("string")), ("pattern", .text("^\\d{4}-\\d{2}-\\d{2}$"))])),
            ("identifier", .map([("type", .text("string")), ("pattern", .text(AgreementFormat.identifierPattern))])),
            (
                "position",
                .map([
                    ("type", .text("array")), ("minItems", .whole(2)), ("maxItems", .whole(3)),
                    ("items", .map([("type", .text("number"))])),
                ])
            ),
        ]
        root.append(("$defs", .map(definitions.sorted { $0.0 < $1.0 })))
        return JSONText.map(root).written() + "\n"
    }()

    private static func reference(_ name: String) -> JSONText { .map([("$ref", .text("#/$defs/\(name)"))]) }

    private static func definition(_ object: ObjectShape) -> JSONText {
        var map: [(String, JSONText)] = [
            ("description", .text(object.meaning)), ("type", .text("object")),
            (
                "properties",
                .map(
                    object.keys.map { key in
                        (key.name, described(schema(key.shape, in: object.name), key))
                    })
            ),
            ("additionalProperties", .flag(false)),
        ]
        let required = object.keys.filter(\.isRequired).map { JSONText.text($0.name) }
        if !required.isEmpty { map.append(("required", .list(required))) }
        let rules = object.rules.map(rule)
        if !rules.isEmpty { map.append(("allOf", .list(rules))) }
        return .map(map)
    }

    private static func described(_ schema: JSONText, _ key: KeyShape) -> JSONText {
        guard case .map(let entries) = schema else { return schema }
        let omitted = key.whenOmitted.isEmpty ? "" : ". If left out: \(key.whenOmitted)"
        return .map([("description", .text(key.meaning + omitted + "."))] + entries)
    }

    private static func needs(_ keys: [String]) -> JSONText { .map([("required", .list(keys.map { .text($0) }))]) }

    private static func rule(_ rule: ObjectShape.Rule) -> JSONText {
        switch rule {
        case .exactlyOne(let keys): return .map([("oneOf", .list(keys.map { needs([$0]) }))])
        case .atLeastOne(let keys): return .map([("anyOf", .list(keys.map { needs([$0]) }))])
        case .atMostOne(let keys):
            let pairs = keys.indices.flatMap { i in keys[..<i].map { needs([$0, keys[i]]) } }
            return .map([("not", .map([("anyOf", .list(pairs))]))])
        case .together(let key, let others):
            let any = JSONText.map([("anyOf", .list(others.map { needs([$0]) }))])
            return .map([("if", needs([key])), ("then", any), ("else", .map([("not", any)]))])
        }
    }

    private static func schema(_ shape: Shape, in object: String) -> JSONText {
        switch shape {
        case .text, .zone, .declaresText: return .map([("type", .text("string")), ("minLength", .whole(1))])
        case .localized: return reference("localized")
        case .whole(let range):
            return .map([
                ("type", .text("integer")), ("minimum", .whole(range.lowerBound)),
                ("maximum", .whole(range.upperBound)),
            ])
        case .number(let range):
            return .map([
                ("type", .text("number")), ("minimum", .number(range.lowerBound)),
                ("maximum", .number(range.upperBound)),
            ])
        case .flag: return .map([("type", .text("boolean"))])
        case .choice(let words): return .map([("enum", .list(words.map { .text($0) }))])
        case .moment: return reference("moment")
        case .day: return reference("day")
        case .declares: return reference("identifier")
        case .refers: return .map([("type", .text("string")), ("minLength", .whole(1))])
        case .list(let item, let least):
            return .map(
                [("type", .text("array"))] + (least > 0 ? [("minItems", .whole(least))] : [])
                    + [("items", schema(item, in: object))])
        case .object(let name): return reference(name)
        case .keysOr(let keys, let other):
            return .map([("oneOf", .list([schema(keys, in: object), schema(other, in: object)]))])
        case .position: return reference("position")
        case .sections: return sections
        }
    }

    /// Sections of the agreement, each looked at once it is merged.
    private static var sections: JSONText {
        let names = AgreementFormat.agreement.keys.map(\.name).filter { !AgreementFormat.fixed.contains($0) }
        return .map([
            ("type", .text("object")), ("propertyNames", .map([("enum", .list(names.map { .text($0) }))])),
        ])
    }
}

/// JSON to be written with its keys in the order given.
indirect enum JSONText {
    case text(String)
    case whole(Int)
    case number(Double)
    case flag(Bool)
    case list([JSONText])
    case map([(String, JSONText)])

    func written(indent: String = "") -> String {
        let inner = indent + "  "
        switch self {
        case .text(let text): return Self.quoted(text)
        case .whole(let number): return String(number)
        case .number(let number): return ShapeCheck.plain(number)
        case .flag(let flag): return flag ? "true" : "false"
        case .list(let items):
            if items.isEmpty { return "[]" }
            let parts = items.map { $0.written(indent: inner) }
            let short = "[" + parts.joined(separator: ", ") + "]"
            if short.count < 100, !short.contains("\n") { return short }
            return "[\n" + parts.map { inner + $0 }.joined(separator: ",\n") + "\n\(indent)]"
        case .map(let entries):
            let parts = entries.map { Self.quoted($0) + ": " + $1.written(indent: inner) }
            let short = "{" + parts.joined(separator: ", ") + "}"
            if short.count < 100, !short.contains("\n") { return short }
            return "{\n" + parts.map { inner + $0 }.joined(separator: ",\n") + "\n\(indent)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
