import Truce

/// Rows as RFC 4180 writes them, safe to open in a spreadsheet: a text that a spreadsheet would take for a formula begins
/// with an apostrophe. Numbers are numbers, signs and all.
enum CSVText {
    static func row(_ cells: [JSONValue?]) -> String { cells.map(cell).joined(separator: ",") + "\r\n" }

    private static func cell(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: ""
        case .string(let text): quoted(harmless(text))
        case .array(let values) where values.allSatisfy(\.isText):
            quoted(harmless(values.map { if case .string(let text) = $0 { text } else { "" } }.joined(separator: "; ")))
        case .integer, .double, .bool, .array, .object: quoted(value.map(text) ?? "")
        }
    }

    private static func harmless(_ text: String) -> String {
        guard let first = text.unicodeScalars.first, "=+-@\t\r\n＝＋－＠".unicodeScalars.contains(first) else {
            return text
        }
        return "'" + text
    }

    private static func quoted(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    private static func text(_ value: JSONValue) -> String {
        // A number that no JSON holds is left out of a table rather than ending it.
        (try? value.canonicalBytes()).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

extension JSONValue {
    fileprivate var isText: Bool { if case .string = self { true } else { false } }

    /// What lies at a path of keys and places: `public_place/centre/0`.
    func at(_ path: String) -> JSONValue? {
        var value: JSONValue? = self
        for step in path.split(separator: "/") {
            switch value {
            case .object(let object): value = object[String(step)]
            case .array(let values): value = Int(step).flatMap { values.indices.contains($0) ? values[$0] : nil }
            default: return nil
            }
        }
        return value
    }
}
