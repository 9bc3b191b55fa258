import Truce

/// The words of pages for what the mechanism calls by names of its own: fields, commands, facts, roles, the words of
/// enumerations. A test looks for every name that can be shown.
enum SiteWords {
    /// What a field of a record or of a command is called.
    static func field(_ name: String, _ language: Language) -> String { say(fields, name, language) }
    /// One word of an enumeration.
    static func value(_ word: String, _ language: Language) -> String { say(values, word, language) }
    static func fact(_ name: String, _ language: Language) -> String { say(facts, name, language) }
    static func command(_ kind: CommandKind, _ language: Language) -> String {
        say(commands, kind.rawValue, language)
    }

    static func has(field name: String) -> Bool { fields[name] != nil }
    static func has(value word: String) -> Bool { values[word] != nil }
    static func has(fact name: String) -> Bool { facts[name] != nil }
    static func has(command kind: CommandKind) -> Bool { commands[kind.rawValue] != nil }

    private static let fields = table(fieldWords)
    private static let values = table(valueWords)
    private static let facts = table(factWords)
    private static let commands = table(commandWords)

    /// What has no words yet shows as its name.
    private static func say(_ table: [String: Phrase], _ name: String, _ language: Language) -> String {
        table[name]?[language] ?? name.replacing("_", with: " ").replacing("-", with: " ")
    }

    /// Lines of `name | English | Arabic`.
    private static func table(_ lines: String) -> [String: Phrase] {
        var table: [String: Phrase] = [:]
        for line in lines.split(separator: "\n") {
            let parts = line.split(separator: "|").map { $0.trimming() }
            precondition(parts.count == 3 && table[parts[0]] == nil, "a line of words is wrong: \(line)")
            table[parts[0]] = Phrase(parts[1], parts[2])
        }
        return table
    }
}

extension Substring {
    fileprivate func trimming() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}
