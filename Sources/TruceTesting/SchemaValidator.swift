import Truce

/// As much of JSON Schema (2020-12) as Truce describes itself with, and strict: a keyword that it does not know is a
/// fault of the schema. Written apart from what makes the schemas, so that the two can be held against each other.
package final class SchemaValidator {
    /// By the name after `#/components/schemas/`.
    private let components: [String: JSONValue]
    private var patterns: [String: Regex<AnyRegexOutput>] = [:]

    package init(components: [String: JSONValue] = [:]) { self.components = components }

    /// What is wrong, each with its place; empty = the value is as the schema has it.
    package func faults(of value: JSONValue, by schema: JSONValue) -> [String] {
        var faults: [String] = []
        check(value, schema, "$", &faults)
        return faults
    }

    private func check(_ value: JSONValue, _ schema: JSONValue, _ path: String, _ faults: inout [String]) {
        if case .bool(let allows) = schema {
            if !allows { faults.append("\(path): nothing is allowed here") }
            return
        }
        guard case .object(let object) = schema else { return faults.append("\(path): the schema is no object") }
        for keyword in object.members {
            switch keyword.key {
            case "description", "x-seen-by", "format", "default": break
            case "$ref": follow(keyword.value, value, path, &faults)
            case "oneOf":
                guard case .array(let options) = keyword.value else { return faults.append("\(path): oneOf") }
                let fitting = options.count { self.faults(of: value, by: $0).isEmpty }
                if fitting != 1 { faults.append("\(path): fits \(fitting) of \(options.count)") }
            case "type", "enum": checkKind(value, keyword, path, &faults)
            case "minimum", "maximum": checkNumber(value, keyword, path, &faults)
            case "pattern", "minLength", "maxLength": checkText(value, keyword, path, &faults)
            case "items", "prefixItems", "minItems", "maxItems": checkList(value, keyword, object, path, &faults)
            case "properties", "required", "additionalProperties":
                checkObject(value, keyword, object, path, &faults)
            default: faults.append("\(path): the schema says “\(keyword.key)”, which is not known here")
            }
        }
    }

    private func follow(_ reference: JSONValue, _ value: JSONValue, _ path: String, _ faults: inout [String]) {
        guard case .string(let text) = reference, let name = text.split(separator: "/").last,
            let target = components[String(name)]
        else { return faults.append("\(path): there is no \(reference)") }
        check(value, target, path, &faults)
    }

    private func checkKind(
        _ value: JSONValue, _ keyword: JSONObject.Member, _ path: String, _ faults: inout [String]
    ) {
        switch (keyword.value, value) {
        case (.string("object"), .object), (.string("array"), .array), (.string("string"), .string),
            (.string("boolean"), .bool), (.string("number"), .integer), (.string("number"), .double),
            (.string("integer"), .integer):
            break
        case (.string("integer"), .double(let number)) where number.rounded() == number: break
        case (.array(let words), _) where words.contains(value): break
        default: faults.append("\(path): not \(keyword.value)")
        }
    }

    private func checkNumber(
        _ value: JSONValue, _ keyword: JSONObject.Member, _ path: String, _ faults: inout [String]
    ) {
        guard let found = number(value), let bound = number(keyword.value) else { return }
        if keyword.key == "minimum" ? found < bound : found > bound { faults.append("\(path): \(keyword)") }
        func number(_ json: JSONValue) -> Double? {
            switch json {
            case .integer(let whole): Double(whole)
            case .double(let number): number
            default: nil
            }
        }
    }

    private func checkText(
        _ value: JSONValue, _ keyword: JSONObject.Member, _ path: String, _ faults: inout [String]
    ) {
        guard case .string(let text) = value else { return }
        switch (keyword.key, keyword.value) {
        case ("minLength", .integer(let least)):
            if text.unicodeScalars.count < least { faults.append("\(path): too short") }
        case ("maxLength", .integer(let most)):
            if text.unicodeScalars.count > most { faults.append("\(path): too long") }
        case ("pattern", .string(let pattern)):
            if !matches(text, pattern) { faults.append("\(path): not \(pattern)") }
        default: faults.append("\(path): the schema says \(keyword)")
        }
    }

    /// By scalars, as JSON Schema counts, and not by what a reader takes for one letter.
    private func matches(_ text: String, _ pattern: String) -> Bool {
        if patterns[pattern] == nil {
            // A pattern that cannot be read matches nothing, and every value fails.
            patterns[pattern] = (try? Regex(pattern))?.matchingSemantics(.unicodeScalar)
        }
        // Matching fails only where the pattern's own code does, and these have none.
        guard let regex = patterns[pattern], let found = try? regex.firstMatch(in: text) else { return false }
        return found.range.lowerBound == text.startIndex
    }

    private func checkList(
        _ value: JSONValue, _ keyword: JSONObject.Member, _ schema: JSONObject, _ path: String,
        _ faults: inout [String]
    ) {
        guard case .array(let values) = value else { return }
        switch (keyword.key, keyword.value) {
        case ("minItems", .integer(let least)): if values.count < least { faults.append("\(path): too few") }
        case ("maxItems", .integer(let most)): if values.count > most { faults.append("\(path): too many") }
        case ("prefixItems", .array(let schemas)):
            for (i, (value, schema)) in zip(values, schemas).enumerated() {
                check(value, schema, "\(path)[\(i)]", &faults)
            }
        case ("items", let items):
            var first = 0
            if case .array(let prefix) = schema["prefixItems"] { first = prefix.count }
            for (i, value) in values.enumerated() where i >= first { check(value, items, "\(path)[\(i)]", &faults) }
        default: faults.append("\(path): the schema says \(keyword)")
        }
    }

    private func checkObject(
        _ value: JSONValue, _ keyword: JSONObject.Member, _ schema: JSONObject, _ path: String,
        _ faults: inout [String]
    ) {
        guard case .object(let object) = value else { return }
        switch (keyword.key, keyword.value) {
        case ("properties", .object(let properties)):
            for member in object.members {
                if let schema = properties[member.key] { check(member.value, schema, path + "." + member.key, &faults) }
            }
        case ("required", .array(let names)):
            for case .string(let name) in names where object[name] == nil { faults.append("\(path): no \(name)") }
        case ("additionalProperties", .bool(false)):
            guard case .object(let properties) = schema["properties"] else {
                return faults.append("\(path): no properties")
            }
            for member in object.members where properties[member.key] == nil {
                faults.append("\(path): \(member.key) is not described")
            }
        case ("additionalProperties", .object):
            var described: JSONObject?
            if case .object(let properties)? = schema["properties"] { described = properties }
            for member in object.members where described?[member.key] == nil {
                check(member.value, keyword.value, path + "." + member.key, &faults)
            }
        default: faults.append("\(path): the schema says \(keyword)")
        }
    }
}
