import Foundation
import Truce

/// Checks a tree against the declared shapes, and that what it refers to exists. Reports everything it finds.
struct ShapeCheck {
    let findings: Findings
    let moments: Moments
    /// Entries that amendments took out, for the message about what still refers to them.
    var removed: [Names: [String: Spot]] = [:]

    private var declared: [Names: [String: Spot]] = [:]
    private var spaces: [String: [String: Spot]] = [:]
    private var references: [Reference] = []

    private struct Reference {
        var names: [Names]
        var besides: [String]
        var id: String
        var spot: Spot
        var path: String
    }

    init(findings: Findings, moments: Moments) {
        self.findings = findings
        self.moments = moments
    }

    mutating func check(_ root: Node, as object: ObjectShape) {
        check(root, object, "")
        resolve()
    }

    private mutating func check(_ node: Node, _ object: ObjectShape, _ path: String) {
        guard case .map(let entries) = node.content else {
            let keys = object.keys.map(\.name).prefix(4).joined(separator: ", ")
            refuse(
                node.spot, path, "\(Self.a(object.name)) is written as keys and values, not as \(node.kind)",
                "write keys such as \(keys)")
            return
        }
        for entry in entries {
            let inside = path.isEmpty ? entry.key : "\(path).\(entry.key)"
            guard let key = object.key(entry.key) else {
                let near = nearest(to: entry.key, among: object.keys.map(\.name))
                refuse(
                    entry.spot, inside,
                    "unknown key “\(entry.key.prefix(60))” in \(Self.a(object.name))"
                        + (near.map { ": did you mean “\($0)”?" } ?? ""),
                    near.map { "write “\($0)”" }
                        ?? "\(Self.a(object.name)) has the keys \(object.keys.map(\.name).joined(separator: ", "))")
                continue
            }
            if !entry.value.isNull { check(entry.value, key.shape, inside) }
        }
        for key in object.keys where key.isRequired && node[key.name] == nil {
            refuse(
                node.spot, path, "\(Self.a(object.name)) needs “\(key.name)”",
                "write “\(key.name): \(key.example.hasPrefix("see ") ? "…" : key.example)”: \(Self.lowered(key.meaning))"
            )
        }
        for rule in object.rules { check(node, rule, object.name, path) }
    }

    private func check(_ node: Node, _ rule: ObjectShape.Rule, _ name: String, _ path: String) {
        func given(_ keys: [String]) -> [String] { keys.filter { node[$0] != nil } }
        func list(_ keys: [String], _ word: String) -> String {
            keys.dropLast().joined(separator: ", ") + (keys.count > 1 ? " \(word) " : "") + (keys.last ?? "")
        }
        switch rule {
        case .exactlyOne(let keys):
            if given(keys).isEmpty {
                refuse(node.spot, path, "\(Self.a(name)) needs \(list(keys, "or"))", "write one of them")
            }
            fallthrough
        case .atMostOne(let keys):
            if given(keys).count > 1 {
                refuse(node.spot, path, "\(Self.a(name)) has \(list(given(keys), "and")) together", "keep one of them")
            }
        case .atLeastOne(let keys):
            if given(keys).isEmpty {
                refuse(node.spot, path, "\(Self.a(name)) needs \(list(keys, "or"))", "write at least one of them")
            }
        case .together(let key, let others):
            if (node[key] != nil) != !given(others).isEmpty {
                refuse(
                    node.spot, path, "\(Self.a(name)) has “\(key)” only together with \(list(others, "or"))",
                    node[key] == nil ? "write “\(key)” too" : "write one of those too, or leave “\(key)” out")
            }
        }
    }

    private mutating func check(_ node: Node, _ shape: Shape, _ path: String) {
        switch shape {
        case .object(let name): check(node, AgreementFormat.object(name), path)
        case .keysOr(let keys, let other):
            if case .map = node.content { check(node, keys, path) } else { check(node, other, path) }
        case .list(let item, let least): checkList(node, item, least, path)
        case .localized: checkLocalized(node, path)
        case .position, .sections: break
        default:
            guard case .scalar(let text) = node.content else {
                refuse(
                    node.spot, path, "\(Self.expected(shape)) is needed here, not \(node.kind)",
                    "write \(Self.sample(shape))")
                return
            }
            checkText(text, node, shape, path)
        }
    }

    private mutating func checkList(_ node: Node, _ item: Shape, _ least: Int, _ path: String) {
        let count: Int
        switch node.content {
        case .list(let items):
            count = items.count
            for (i, entry) in items.enumerated() {
                if entry.isNull {
                    refuse(
                        entry.spot, "\(path)[\(i + 1)]", "an entry of the list is empty",
                        "write it, or remove its dash or comma")
                } else {
                    check(entry, item, "\(path)[\(i + 1)]")
                }
            }
        case .numbers(let numbers): count = numbers.count
        default:
            refuse(
                node.spot, path, "a list is needed here, not \(node.kind)",
                "write [\(Self.sample(item)), …], or one entry a line behind dashes")
            return
        }
        if count < least {
            refuse(
                node.spot, path,
                count == 0 ? "the list is empty" : "the list has \(count) of at least \(least) entries",
                least == 1 ? "write at least one entry, or remove the key" : "write \(least) or more")
        }
    }

    private func checkLocalized(_ node: Node, _ path: String) {
        switch node.content {
        case .scalar(let text):
            if text.allSatisfy(\.isWhitespace) {
                refuse(node.spot, path, "the text is empty", "write it, or remove the key")
            }
        case .map(let entries):
            if entries.isEmpty { refuse(node.spot, path, "the text is empty", "write {en: …}") }
            for entry in entries {
                if entry.key.wholeMatch(of: /[a-z]{2,3}/) == nil {
                    refuse(
                        entry.spot, "\(path).\(entry.key)", "“\(entry.key.prefix(40))” is not a language code",
                        "write a code of ISO 639 such as en, ar, uk")
                }
                if entry.value.text?.allSatisfy(\.isWhitespace) ?? true {
                    refuse(
                        entry.value.spot, "\(path).\(entry.key)",
                        "a text is needed here, not \(entry.value.kind)", "write it in quotes, or remove the language")
                }
            }
        default:
            refuse(node.spot, path, "a text is needed here, not \(node.kind)", "write the text, or {en: …, ar: …}")
        }
    }

    private mutating func checkText(_ text: String, _ node: Node, _ shape: Shape, _ path: String) {
        func wrong(_ message: String, _ remedy: String) { refuse(node.spot, path, message, remedy) }
        switch shape {
        case .text:
            if text.allSatisfy(\.isWhitespace) { wrong("the text is empty", "write it, or remove the key") }
        case .whole(let range):
            guard let number = Int(text), range.contains(number) else {
                let bounds =
                    range.lowerBound == range.upperBound
                    ? "only \(range.lowerBound) is allowed"
                    : "a whole number from \(range.lowerBound) to \(range.upperBound) is needed"
                return wrong("\(node.kind) stands where \(bounds)", "write such a number")
            }
        case .number(let range):
            guard let number = node.number, range.contains(number) else {
                return wrong(
                    "\(node.kind) stands where a number from \(Self.plain(range.lowerBound)) to \(Self.plain(range.upperBound)) is needed",
                    "write such a number, without unit")
            }
        case .flag:
            if text != "true", text != "false" {
                wrong("\(node.kind) stands where true or false is needed", "write true or false")
            }
        case .choice(let words):
            guard !words.contains(text) else { return }
            let near = nearest(to: text, among: words)
            wrong(
                "\(node.kind) is not one of the words allowed here" + (near.map { ": did you mean “\($0)”?" } ?? ""),
                "write one of \(words.joined(separator: ", "))")
        case .moment:
            do { _ = try moments.read(text) } catch { wrong(error.message, error.remedy) }
        case .day:
            if case .day = TimeText.read(text) { return }
            wrong("\(node.kind) is not a day", "write it as 2016-12-30")
        case .zone:
            if moments.zone(text) == nil {
                let refusal = Moments.unknownZone(text)
                wrong(refusal.message, refusal.remedy)
            }
        case .declares(let names):
            guard text.wholeMatch(of: /[a-z0-9][a-z0-9._-]*/) != nil else {
                let letters = text.lowercased().map {
                    "abcdefghijklmnopqrstuvwxyz0123456789-_.".contains($0) ? $0 : "-"
                }
                let tidy = String(String(letters).drop { !$0.isLetter && !$0.isNumber })
                return wrong(
                    "\(node.kind) is not an identifier: lower-case letters, digits, - _ .",
                    tidy.isEmpty ? "write one such as north-1" : "write “\(tidy)”")
            }
            declare(text, names, node.spot, path)
        case .declaresText(let names): declare(text, names, node.spot, path)
        case .refers(let names, let besides):
            references.append(Reference(names: names, besides: besides, id: text, spot: node.spot, path: path))
        default: break
        }
    }

    private mutating func declare(_ id: String, _ names: Names, _ spot: Spot, _ path: String) {
        if names != .lineOf, let earlier = spaces[names.space]?[id] {
            refuse(
                spot, path, "the \(names.noun) “\(id.prefix(60))” is already declared in \(earlier.text)",
                "give one of the two another name")
        } else {
            spaces[names.space, default: [:]][id] = spot
        }
        declared[names, default: [:]][id] = spot
    }

    private func resolve() {
        for reference in references where !reference.besides.contains(reference.id) {
            if reference.names.contains(where: { declared[$0]?[reference.id] != nil }) { continue }
            let noun = reference.names.map(\.noun)
            let what = noun.dropLast().joined(separator: ", ") + (noun.count > 1 ? " or " : "") + noun[noun.count - 1]
            for names in reference.names {
                if let gone = removed[names]?[reference.id] {
                    refuse(
                        reference.spot, reference.path,
                        "the \(names.noun) “\(reference.id)” was removed in \(gone.text)",
                        "remove this too, or keep the \(names.noun)")
                }
            }
            if reference.names.contains(where: { removed[$0]?[reference.id] != nil }) { continue }
            let known =
                findings.maySuggest
                ? reference.names.flatMap { (declared[$0] ?? [:]).keys }.sorted() + reference.besides : []
            let near = nearest(to: reference.id, among: known)
            let some = known.prefix(12).joined(separator: ", ") + (known.count > 12 ? " …" : "")
            refuse(
                reference.spot, reference.path,
                "there is no \(what) “\(reference.id.prefix(60))”" + (near.map { ": did you mean “\($0)”?" } ?? ""),
                near.map { "write “\($0)”" } ?? (known.isEmpty ? "declare it" : "declare it, or write one of \(some)"))
        }
    }

    private func nearest(to word: String, among known: [String]) -> String? {
        findings.maySuggest ? Nearest.word(to: word, among: known) : nil
    }

    private func refuse(_ spot: Spot, _ path: String, _ message: String, _ remedy: String) {
        findings.report(spot, path, message, remedy)
    }

    private static func a(_ name: String) -> String {
        let words = name.replacing("_", with: " ")
        return (name == "agreement" || name == "amendment" ? "the " : "aeiou".contains(words.prefix(1)) ? "an " : "a ")
            + "“\(words)”"
    }

    private static func lowered(_ text: String) -> String { text.prefix(1).lowercased() + text.dropFirst() }

    static func plain(_ number: Double) -> String {
        number == number.rounded() && abs(number) < 1e15 ? String(Int(number)) : String(number)
    }

    private static func expected(_ shape: Shape) -> String {
        switch shape {
        case .whole: "a whole number"
        case .number: "a number"
        case .flag: "true or false"
        case .choice: "a word"
        case .moment: "a time"
        case .day: "a day"
        case .zone: "a time zone"
        case .declares, .refers: "an identifier"
        default: "a text"
        }
    }

    private static func sample(_ shape: Shape) -> String {
        switch shape {
        case .whole(let range): String(range.lowerBound)
        case .number(let range): plain(range.lowerBound)
        case .flag: "true"
        case .choice(let words): words.prefix(6).joined(separator: " or ") + (words.count > 6 ? " …" : "")
        case .moment: "2016-12-30 00:00 Asia/Damascus"
        case .day: "2016-12-30"
        case .zone: "Asia/Damascus"
        case .declares: "an identifier such as north-1"
        case .refers(let names, _): names.map { "the id of a \($0.noun)" }.joined(separator: " or ")
        case .object(let name): "{\(AgreementFormat.object(name).keys.first?.name ?? ""): …}"
        case .position: "[longitude, latitude]"
        default: "a text"
        }
    }
}
