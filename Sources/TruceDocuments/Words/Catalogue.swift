import Truce

/// Every word that Truce's documents say, by key. Values go in where the text has `{name}`.
///
/// A value is isolated from the text around it, so that a date or a Latin name in an Arabic sentence keeps its own
/// direction (Unicode TR 9, isolates). Digits are Western in every language.
public struct Catalogue: Sendable {
    public let language: Language
    private let texts: [String: String]

    public init(_ language: Language) {
        self.language = language
        texts = Self.tables[language]!
    }

    private static let tables: [Language: [String: String]] = [
        .english: table(englishWords), .arabic: table(arabicWords),
    ]

    /// Reads lines of `key = text`; `#` begins a comment.
    static func table(_ lines: String) -> [String: String] {
        var table: [String: String] = [:]
        for line in lines.split(separator: "\n") where !line.hasPrefix("#") {
            guard let equals = line.range(of: " = ") else { continue }
            let key = String(line[..<equals.lowerBound])
            precondition(table[key] == nil, "the catalogue says “\(key)” twice")
            let text = line[equals.upperBound...]
            // Quotation marks keep spaces at the ends.
            let isQuoted = text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"")
            table[key] = String(isQuoted ? text.dropFirst().dropLast() : text)
        }
        return table
    }

    public var keys: [String] { texts.keys.sorted() }
    /// The text as written, with its placeholders; for the tests and for templates.
    func raw(_ key: String) -> String? { texts[key] }
    func has(_ key: String) -> Bool { texts[key] != nil }

    /// The text of `key`, its placeholders filled. A key that the catalogue lacks shows as `⟦key⟧`; a test looks for it.
    func say(_ key: String, _ values: [String: String] = [:]) -> String {
        guard let text = texts[key] else { return "⟦\(key)⟧" }
        return Self.fill(text, values)
    }

    /// A counted noun: the form that the number takes. `{n}` is the number.
    func count(_ key: String, _ n: Int) -> String {
        guard let text = texts[key] else { return "⟦\(key)⟧" }
        let forms = Self.forms(text)
        return Self.fill(forms[language.plural(n)] ?? forms["other"] ?? "⟦\(key)⟧", ["n": number(n)])
    }

    /// `one: … | other: …` as a table.
    static func forms(_ text: String) -> [String: String] {
        var forms: [String: String] = [:]
        for part in text.split(separator: "|") {
            guard let colon = part.firstIndex(of: ":") else { continue }
            let name = part[..<colon].filter { $0 != " " }
            forms[name] = String(
                part[part.index(after: colon)...].drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        return forms
    }

    private static func fill(_ text: String, _ values: [String: String]) -> String {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        var filled = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            filled += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            filled += values[name] ?? "⟦\(name)⟧"
            rest = rest[rest.index(after: close)...]
        }
        return filled + rest
    }

    // MARK: Values inside a text

    /// Something that reads from left to right whatever is around it: a number, a date, an identifier.
    func ltr(_ text: String) -> String { language == .english || text.isEmpty ? text : "\u{2066}\(text)\u{2069}" }

    /// A name in any script.
    func name(_ text: String) -> String {
        guard !text.isEmpty, language == .arabic || text.unicodeScalars.contains(where: Self.isRightToLeft) else {
            return text
        }
        return "\u{2068}\(text)\u{2069}"
    }

    /// A text inside a picture, whose own direction is always from left to right.
    func drawn(_ text: String) -> String { language == .arabic ? "\u{2067}\(text)\u{2069}" : text }

    static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
        (0x590...0x8FF).contains(scalar.value) || (0xFB1D...0xFDFF).contains(scalar.value)
            || (0xFE70...0xFEFF).contains(scalar.value)
    }

    func number(_ n: Int) -> String { ltr(grouped(n)) }

    /// `a, b and c`.
    func list(_ items: [String], or: Bool = false) -> String {
        guard let last = items.last else { return "" }
        guard items.count > 1 else { return last }
        return items.dropLast().joined(separator: say("list_comma")) + say(or ? "list_or" : "list_and") + last
    }
}
