/// The tables of `docs/agreement-format.md`, made from the description that the reader checks against.
enum AgreementReference {
    static var markdown: String {
        AgreementFormat.objects.map(table).joined(separator: "\n")
    }

    private static func table(_ object: ObjectShape) -> String {
        var lines = ["### \(object.name)", "", object.meaning]
        for rule in object.rules { lines.append(sentence(rule)) }
        lines += ["", "| key | what | shape | if left out | example |", "| --- | --- | --- | --- | --- |"]
        for key in object.keys {
            let omitted = key.isRequired ? "**required**" : key.whenOmitted.isEmpty ? "–" : key.whenOmitted
            lines.append("| `\(key.name)` | \(key.meaning) | \(words(key.shape)) | \(omitted) | \(example(key)) |")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func example(_ key: KeyShape) -> String {
        guard key.example.hasPrefix("see ") else { return "`\(key.name): \(key.example)`" }
        return link(String(key.example.dropFirst(4)))
    }

    private static func link(_ name: String) -> String { "[\(name)](#\(name))" }

    private static func sentence(_ rule: ObjectShape.Rule) -> String {
        func list(_ keys: [String]) -> String { keys.map { "`\($0)`" }.joined(separator: ", ") }
        switch rule {
        case .exactlyOne(let keys): return "Exactly one of \(list(keys))."
        case .atMostOne(let keys): return "At most one of \(list(keys))."
        case .atLeastOne(let keys): return "At least one of \(list(keys))."
        case .together(let key, let others): return "`\(key)` stands with one of \(list(others)), and only then."
        }
    }

    private static func words(_ shape: Shape) -> String {
        switch shape {
        case .text, .declaresText: "text"
        case .localized: "text, or by language"
        case .whole(let range):
            range.lowerBound == range.upperBound
                ? "\(range.lowerBound)" : "whole number \(range.lowerBound)–\(range.upperBound)"
        case .number(let range): "number \(ShapeCheck.plain(range.lowerBound))–\(ShapeCheck.plain(range.upperBound))"
        case .flag: "`true` or `false`"
        case .choice(let words):
            words.count > 12 ? "a code of an [act](#acts)" : words.map { "`\($0)`" }.joined(separator: ", ")
        case .moment: "time"
        case .day: "day"
        case .zone: "time zone"
        case .declares: "id"
        case .refers(let names, let besides):
            (besides.map { "`\($0)`" } + ["id of " + names.map(\.noun).joined(separator: ", ")]).joined(
                separator: " or ")
        case .list(let item, let least): "list of \(words(item))" + (least > 0 ? " (at least \(least))" : "")
        case .object(let name): link(name)
        case .keysOr(let keys, let other): "\(words(other)), or \(words(keys))"
        case .position: "[longitude, latitude]"
        case .sections: "sections of the [agreement](#agreement)"
        }
    }
}
