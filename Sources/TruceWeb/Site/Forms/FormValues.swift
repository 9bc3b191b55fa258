import Truce

/// What stands in the fields of a form, as typed: nothing is lost when the form comes back with mistakes.
struct FormValues: Sendable {
    private var texts: [String: [String]] = [:]

    init() {}

    /// - Parameter fields: As a browser sends them.
    init(_ fields: [Target.Parameter]) {
        for field in fields { texts[field.name, default: []].append(field.value) }
    }

    /// What a command says so far, written into the form's fields.
    init(_ json: JSONObject, for fields: [FormField], _ zone: MissionZone) { fill(json, fields, "", zone) }

    func first(_ path: String) -> String? { texts[path]?.first }
    func all(_ path: String) -> [String] { texts[path] ?? [] }

    /// How many rows of a table were filled in or sent.
    func rowCount(_ path: String) -> Int {
        var count = 0
        for key in texts.keys where key.hasPrefix(path + ".") {
            let digits = key.dropFirst(path.utf8.count + 1).prefix { $0 != "." }
            if let row = Decimal.digits(digits), row < Self.mostRows { count = max(count, row + 1) }
        }
        return count
    }

    static let mostRows = 100

    private mutating func fill(_ json: JSONObject, _ fields: [FormField], _ prefix: String, _ zone: MissionZone) {
        for field in fields {
            let path = prefix + (prefix.isEmpty ? field.path : field.name)
            guard let value = json[field.name] else { continue }
            switch (field.control, value) {
            case (.record(let parts), .object(let object)):
                for part in parts { fill(object, [part], path + ".", zone) }
            case (.rows(let columns), .array(let rows)):
                for case (let at, .object(let row)) in rows.enumerated() { fill(row, columns, "\(path).\(at).", zone) }
            case (.place, .object(let place)): fill(place: place, path)
            case (.groups, .array(let groups)):
                texts[path] = [groups.map { Self.lines($0).joined(separator: "\n") }.joined(separator: "\n\n")]
            case (.choices, .array), (.lines, .array): texts[path] = Self.lines(value)
            case (.moment, .string(let text)):
                texts[path] = [ShownJSON.moment(text).map { zone.local($0).description } ?? text]
            case (_, .string(let text)): texts[path] = [text]
            case (_, .integer(let number)): texts[path] = [String(number)]
            case (_, .double(let number)): texts[path] = [ShownJSON.text(number)]
            case (_, .bool(let isSet)): texts[path] = isSet ? ["true"] : []
            default: break
            }
        }
    }

    /// A place of a kind that the form cannot draw is carried along as it is.
    private mutating func fill(place: JSONObject, _ path: String) {
        texts[path + ".kind"] = [place.string("kind") ?? "unknown"]
        if case .array(let at)? = place["at"], at.count == 2 {
            texts[path + ".lon"] = [ShownJSON.number(at[0]).map { ShownJSON.text($0) } ?? ""]
            texts[path + ".lat"] = [ShownJSON.number(at[1]).map { ShownJSON.text($0) } ?? ""]
        }
        for name in ["sigma_m", "radius_m"] {
            if let metres = place[name].flatMap(ShownJSON.number) { texts[path + ".metres"] = [ShownJSON.text(metres)] }
        }
        if !["unknown", "point", "disc"].contains(place.string("kind") ?? "unknown"),
            let bytes = try? JSONValue.object(place).canonicalBytes()
        {
            // What no JSON holds does not come from the mechanism.
            texts[path + ".whole"] = [String(decoding: bytes, as: UTF8.self)]
        }
    }

    private static func lines(_ value: JSONValue) -> [String] {
        guard case .array(let values) = value else { return [] }
        return values.compactMap { value in
            guard case .string(let text) = value else { return nil }
            return text
        }
    }
}
