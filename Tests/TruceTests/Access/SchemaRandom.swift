import TruceTesting

@testable import Truce

/// JSON invented from a schema, and JSON spoilt.
struct SchemaRandom {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed) }

    /// Something that the schema allows.
    mutating func value(_ schema: JSONValue) -> JSONValue {
        guard case .object(let object) = schema else { return .null }
        if case .array(let options) = object["oneOf"] { return value(options.randomElement(using: &random)!) }
        if case .array(let words) = object["enum"] { return words.randomElement(using: &random)! }
        switch object["type"] {
        case .string("boolean"): return .bool(Bool.random(using: &random))
        case .string("integer"): return .integer(whole(object))
        case .string("number"): return number(object)
        case .string("string"): return .string(text(object))
        case .string("array"): return list(object)
        case .string("object"): return record(object)
        default: return .null
        }
    }

    private func bound(_ json: JSONValue?) -> Double? {
        switch json {
        case .integer(let whole): Double(whole)
        case .double(let number): number
        default: nil
        }
    }

    private mutating func whole(_ schema: JSONObject) -> Int64 {
        let range = Int64(bound(schema["minimum"])!)...Int64(bound(schema["maximum"])!)
        return switch Int.random(in: 0..<4, using: &random) {
        case 0: range.lowerBound
        case 1: range.upperBound
        case 2: Int64.random(in: range, using: &random)
        default: min(max(Int64.random(in: -3...12, using: &random), range.lowerBound), range.upperBound)
        }
    }

    private mutating func number(_ schema: JSONObject) -> JSONValue {
        let (low, high) = (bound(schema["minimum"]) ?? -1e6, bound(schema["maximum"]) ?? 1e6)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: return .integer(Int64(low.rounded(.up)))
        case 1: return .integer(Int64(high.rounded(.down)))
        default: return .double(Double.random(in: low...high, using: &random))
        }
    }

    private mutating func list(_ schema: JSONObject) -> JSONValue {
        if case .array(let first) = schema["prefixItems"] { return .array(first.map { value($0) }) }
        let least = Int(bound(schema["minItems"]) ?? 0)
        let count = least + Int.random(in: 0...2, using: &random)
        return .array((0..<count).map { _ in value(schema["items"]!) })
    }

    private mutating func record(_ schema: JSONObject) -> JSONValue {
        guard case .object(let properties) = schema["properties"], case .array(let required) = schema["required"] else {
            return .null
        }
        var members: [JSONObject.Member] = []
        for property in properties.members
        where required.contains(.string(property.key)) || Bool.random(using: &random) {
            members.append(.init(property.key, value(property.value)))
        }
        return .object(JSONObject(members)!)
    }

    /// By the pattern, of those that there are.
    private mutating func text(_ schema: JSONObject) -> String {
        guard case .string(let pattern) = schema["pattern"] else { return letters(0...12) }
        func pick(_ letters: String, _ count: Int) -> String {
            String((0..<count).map { _ in letters.randomElement(using: &random)! })
        }
        switch JSONValue.string(pattern) {
        case patternOf(Instant.schema): return instant()
        case patternOf(MissionDay.schema): return day()
        case patternOf(IncidentID.schema):
            return "INC-" + pick("0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz", 12)
        case patternOf(FileDigest.schema): return pick("0123456789abcdef", 64)
        case patternOf(Commitment.schema):
            return pick("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", 42)
                + pick("AEIMQUYcgkosw048", 1)
        case patternOf(ReportID.schema), patternOf(CommandLimits.within(ReportID.schema, isPlain: true)):
            return Int.random(in: 0..<8, using: &random) == 0 ? pick("éقΩ𝛀x", 128) : letters(1...20)
        case patternOf(String.schema), patternOf(CommandLimits.within(String.schema, isPlain: true)):
            let most = Int(bound(schema["maxLength"])!)
            return switch Int.random(in: 0..<12, using: &random) {
            case 0: String(repeating: "𝛀", count: min(most, 4_096))
            case 1: "two\nlines\tand a tab\n"
            default: letters(1...40)
            }
        // A pattern that is new must be given texts here: without them its schema would go untested.
        default: fatalError("no way to invent a text for \(pattern)")
        }
    }

    private func patternOf(_ schema: JSONValue) -> JSONValue {
        guard case .object(let object) = schema, let pattern = object["pattern"] else { return .null }
        return pattern
    }

    private mutating func letters(_ count: ClosedRange<Int>) -> String {
        let some = Array("abc XYZ 019 .-_/\\\"'éابЖ漢🙂\u{2028}\u{200F}")
        return String((0..<Int.random(in: count, using: &random)).map { _ in some.randomElement(using: &random)! })
    }

    private mutating func day() -> String {
        let first = MissionDay(year: 1, month: 1, day: 1).daysSince1970
        let last = MissionDay(year: 9999, month: 12, day: 31).daysSince1970
        let known = ["0001-01-01", "9999-12-31", "2000-02-29", "2024-02-29", "0004-02-29", "9996-02-29", "2031-12-31"]
        return Int.random(in: 0..<3, using: &random) == 0
            ? known.randomElement(using: &random)!
            : MissionDay(daysSince1970: Int32.random(in: first...last, using: &random)).description
    }

    private mutating func instant() -> String {
        let day = day()
        let isEdge = day == "0001-01-01" || day == "9999-12-31"
        func two(_ range: ClosedRange<Int>) -> String {
            let number = Int.random(in: range, using: &random)
            return number < 10 ? "0\(number)" : "\(number)"
        }
        let seconds = ["", ":" + two(0...60), ":" + two(0...59) + ".5", ":" + two(0...60) + ".123456789"]
        let offsets = isEdge ? ["Z", "z"] : ["Z", "z", "+03", "-0330", "+18:59", "-18:59", "+00:00", "-00"]
        let clock =
            day != "9999-12-31" && Int.random(in: 0..<8, using: &random) == 0
            ? ["24:00", "24:00:00", "24:00:00.7"].randomElement(using: &random)!
            : two(0...23) + ":" + two(0...59) + seconds.randomElement(using: &random)!
        return day + ["T", "t", " "].randomElement(using: &random)! + clock + offsets.randomElement(using: &random)!
    }

    /// The same with one thing changed somewhere: often, not always, something that is no longer allowed.
    mutating func spoilt(_ json: JSONValue) -> JSONValue {
        switch json {
        case .object(let object) where Int.random(in: 0..<4, using: &random) != 0 && !object.members.isEmpty:
            let at = Int.random(in: object.members.indices, using: &random)
            var members = object.members
            members[at].value = spoilt(members[at].value)
            return .object(JSONObject(members)!)
        case .object(let object):
            var members = object.members
            if Bool.random(using: &random), !members.isEmpty {
                members.remove(at: Int.random(in: members.indices, using: &random))
            } else {
                members.append(
                    .init(["kind", "note", "x", "rings", "sigma_m"].randomElement(using: &random)!, other(.null)))
            }
            return JSONObject(members).map(JSONValue.object) ?? json
        case .array(let values) where Bool.random(using: &random) && !values.isEmpty:
            let at = Int.random(in: values.indices, using: &random)
            var changed = values
            changed[at] = spoilt(values[at])
            return .array(changed)
        case .array(let values):
            return switch Int.random(in: 0..<4, using: &random) {
            case 0: .array(values.dropLast())
            case 1: .array(values + (values.last.map { [$0] } ?? []))
            case 2: .array(values + [other(json)])
            default: other(json)
            }
        case .string(let text) where Int.random(in: 0..<3, using: &random) != 0:
            var scalars = Array(text.unicodeScalars)
            let odd: [Unicode.Scalar] = [
                "\n", "\t", "\u{0}", "\u{7F}", "\u{85}", "a", "9", "Z", "-", "\u{131}", "\u{661}",
            ]
            let at = Int.random(in: 0...scalars.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: scalars.insert(odd.randomElement(using: &random)!, at: at)
            case 1 where at < scalars.count: scalars.remove(at: at)
            case 2 where at < scalars.count: scalars[at] = odd.randomElement(using: &random)!
            default: scalars.append("\n")
            }
            return .string(scalars.reduce(into: "") { $0.unicodeScalars.append($1) })
        case .integer(let whole):
            return [
                .integer(whole + 1), .integer(whole - 1), .double(Double(whole)), .double(Double(whole) + 0.5),
                other(json),
            ]
            .filter { if case .integer(let n) = $0 { abs(n) <= JSONValue.integerLimit } else { true } }
            .randomElement(using: &random)!
        default: return other(json)
        }
    }

    private mutating func other(_ json: JSONValue) -> JSONValue {
        let others: [JSONValue] = [
            .null, .bool(true), .integer(-1), .integer(4), .double(0.5), .double(1e300), .double(-0.0), .string(""),
            .string("x"),
            .string("unknown"), .string("2031-02-29"), .string("2031-02-28T10:00Z"), .string("10000-01-01T00:00:00Z"),
            .string("0000-01-01"), .string(String(repeating: "x", count: 4_097)),
            .string(String(repeating: "é", count: 129)), .array([]), .array([.integer(0), .integer(91)]),
            .array(Array(repeating: .string("x"), count: 2_001)), .object(JSONObject([])!),
        ]
        return others.randomElement(using: &random)!
    }
}
