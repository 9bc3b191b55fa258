import Truce

/// From what was typed to what a command says. What is left empty is left out; whether it was needed, the command says.
struct FormReading: Sendable {
    let values: FormValues
    let zone: MissionZone

    func body(_ plan: FormPlan) -> JSONValue {
        .members(members(plan.fields, ""))
    }

    private func members(_ fields: [FormField], _ prefix: String) -> [JSONObject.Member] {
        fields.compactMap { field in
            read(field, prefix + (prefix.isEmpty ? field.path : field.name)).map { .init(field.name, $0) }
        }
    }

    private func read(_ field: FormField, _ path: String) -> JSONValue? {
        let typed = (values.first(path) ?? "").replacing("\r\n", with: "\n")
        switch field.control {
        case .flag: return .bool(values.first(path) == "true")
        case .number(let isWhole, _, _): return typed.isEmpty ? nil : Self.number(typed, isWhole)
        case .moment: return moment(typed, path)
        case .choices: return .array(values.all(path).filter { !$0.isEmpty }.map { .string($0) })
        case .lines:
            return .array(values.all(path).flatMap { Self.lines($0) }.map { .string($0) })
        case .groups:
            let groups = typed.split(separator: "\n", omittingEmptySubsequences: false).split { Self.plain($0).isEmpty }
            return .array(groups.map { group in .array(group.map { .string(Self.plain($0)) }) })
        case .place: return place(path)
        case .record(let fields): return .members(members(fields, path + "."))
        case .rows(let columns):
            let rows = (0..<values.rowCount(path)).map { members(columns, "\(path).\($0).") }
            // A row in which nothing was typed is none. Boxes that are not ticked say nothing.
            return .array(
                rows.filter { row in row.contains { !ShownJSON.isEmpty($0.value) && $0.value != .bool(false) } }
                    .map { .members($0) })
        case .text, .day, .choice: return Self.plain(typed[...]).isEmpty ? nil : .string(Self.plain(typed[...]))
        }
    }

    /// A wall-clock time is the mission's. Where the clock is set back and shows it twice, the first is meant.
    private func moment(_ typed: String, _ path: String) -> JSONValue? {
        var typed = Self.plain(typed[...])
        // Whoever gives one time means that time.
        if typed.isEmpty, path.hasSuffix(".latest") {
            typed = Self.plain((values.first(String(path.dropLast("latest".count)) + "earliest") ?? "")[...])
        }
        guard !typed.isEmpty else { return nil }
        if case .local(let time, _)? = TimeText.read(typed), let first = zone.instants(at: time).first {
            return .string(first.description)
        }
        return .string(typed)
    }

    private func place(_ path: String) -> JSONValue? {
        func degrees(_ name: String) -> JSONValue { Self.number(values.first(path + name) ?? "", false) }
        let metres = Self.number(values.first(path + ".metres") ?? "", false)
        switch values.first(path + ".kind") {
        case "point": return ["kind": "point", "at": [degrees(".lon"), degrees(".lat")], "sigma_m": metres]
        case "disc": return ["kind": "disc", "at": [degrees(".lon"), degrees(".lat")], "radius_m": metres]
        case "unknown": return ["kind": "unknown"]
        case .some:
            return values.first(path + ".whole").flatMap { try? JSONValue(parsing: Array($0.utf8), limit: 1 << 20) }
        case nil: return nil
        }
    }

    /// Digits of any script; what is no number stays a text, which the command then refuses.
    private static func number(_ typed: String, _ isWhole: Bool) -> JSONValue {
        let text = String(
            String.UnicodeScalarView(
                plain(typed[...]).unicodeScalars.map { scalar in
                    guard scalar.properties.numericType == .decimal, let value = scalar.properties.numericValue else {
                        return scalar == "٫" ? "." : scalar == "−" ? "-" : scalar
                    }
                    return Unicode.Scalar(UInt8(48 + Int(value)))
                }))
        if let whole = Int64(text), whole.magnitude <= 1 << 53 { return .integer(whole) }
        if !isWhole, let number = ParameterText.degrees(text) { return .double(number) }
        return .string(text)
    }

    private static func lines(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map(plain).filter { !$0.isEmpty }
    }

    /// Without the spaces at its ends.
    private static func plain(_ text: Substring) -> String {
        String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
