import Truce

/// A form's fields as a page shows them: label, what was typed, and the mistake beside it.
struct FormDrawing: Sendable {
    let visit: Visit
    let values: FormValues
    /// By path; "" for what belongs to no field.
    let mistakes: [String: [String]]
    /// Unique on the page.
    let prefix: String
    /// Where there is something to choose from, by path: what is offered beside what the agreement says.
    var offered: [String: [String]] = [:]
    /// Carried along, not to be changed.
    var hidden: Set<String> = []
    /// Asked for at first; the rest waits behind “More”. Nil: all.
    var first: Set<String>?

    private var language: Language { visit.language }

    func fields(_ fields: [FormField]) -> Markup {
        guard let first else { return .group(fields.map { draw($0, $0.path) }) }
        var (shown, more): ([Markup], [Markup]) = ([], [])
        for field in flattened(fields) {
            let isFirst =
                first.contains(field.path) || mistakes.keys.contains { $0.hasPrefix(field.path) && !$0.isEmpty }
            if isFirst { shown.append(draw(field, field.path)) } else { more.append(draw(field, field.path)) }
        }
        let rest: Markup =
            more.isEmpty
            ? .nothing
            : .tag("details", [:], [.tag("summary", [:], .text(visit.say(FormWords.more)))] + more)
        return .group(shown + [rest])
    }

    private func flattened(_ fields: [FormField]) -> [FormField] {
        fields.flatMap { field -> [FormField] in
            guard case .record(let parts) = field.control else { return [field] }
            return flattened(parts)
        }
    }

    // MARK: One field

    private func draw(_ field: FormField, _ path: String) -> Markup {
        if hidden.contains(path) { return .group(values.all(path).map { hiddenInput(path, $0) }) }
        switch field.control {
        case .record(let parts): return group(field, path, parts.map { draw($0, path + "." + $0.name) })
        case .rows(let columns): return rows(field, path, columns)
        case .place: return place(field, path)
        case .flag: return flag(field, path)
        case .choices(let words): return boxes(field, path, words)
        case .lines where field.takesFiles: return files(field, path)
        case .lines where !options(path, field.name).isEmpty:
            return boxes(field, path, options(path, field.name))
        default: return labelled(field, path)
        }
    }

    private func labelled(_ field: FormField, _ path: String) -> Markup {
        let id = prefix + path
        let label = Markup.tag(
            "label", ["for": id], .text(SiteWords.field(field.name, language)),
            field.needsText ? .nothing : .tag("span", ["class": "hint"], .text(visit.say(FormWords.optional))),
            hint(field).map { .tag("span", ["class": "hint"], .text($0)) } ?? .nothing)
        return .group([label, control(field, path, id), mistake(path)])
    }

    private func control(_ field: FormField, _ path: String, _ id: String) -> Markup {
        let typed = values.first(path) ?? ""
        var attributes: Attributes = ["id": id, "name": path]
        attributes += ["required": .flag(field.needsText && !Self.mayBeCopied.contains(field.name))]
        if mistakes[path] != nil {
            attributes += ["aria-invalid": "true"]
            attributes += ["aria-describedby": id + "-mistake"]
        }
        let choices: [String]? =
            switch field.control {
            case .choice(let words): words
            case .text: options(path, field.name).isEmpty ? nil : options(path, field.name)
            default: nil
            }
        if let choices { return select(choices, field, typed, attributes) }
        switch field.control {
        case .text(let characters) where Self.long.contains(field.name):
            attributes += ["rows": "4", "maxlength": String(characters)]
            return .tag("textarea", attributes + ["dir": "auto"], .text(typed))
        case .lines, .groups:
            let text = values.all(path).joined(separator: "\n")
            return .tag(
                "textarea",
                attributes + ["rows": "3", "dir": "auto"], .text(text))
        case .number(let isWhole, let least, let most):
            attributes += ["type": "number"]
            attributes += ["step": isWhole ? "1" : "any"]
            attributes += ["min": least.map { ShownJSON.text($0) }]
            if let most, most < 1e9 { attributes += ["max": ShownJSON.text(most)] }
        case .moment:
            attributes += ["type": "datetime-local", "step": "1"]
        case .day: attributes += ["type": "date"]
        default:
            attributes += ["type": "text", "dir": "auto"]
        }
        return .tag("input", attributes + ["value": typed], [])
    }

    private func select(
        _ words: [String], _ field: FormField, _ typed: String, _ attributes: Attributes
    ) -> Markup {
        let none = Markup.tag("option", ["value": ""], .text("—"))
        // What is not among them, because somebody sent it or it was renamed, is kept and shown.
        let all = words + (typed.isEmpty || words.contains(typed) ? [] : [typed])
        return .tag(
            "select", attributes,
            [none]
                + all.map { word in
                    .tag(
                        "option", ["value": word, "selected": .flag(word == typed)],
                        .text(name(of: word, field.name)))
                })
    }

    /// Files to be sent with the form, and those that came with it before.
    private func files(_ field: FormField, _ path: String) -> Markup {
        let id = prefix + path
        let kept = values.all(path).flatMap { $0.split(whereSeparator: \.isNewline).map(String.init) }.map { digest in
            Markup.tag(
                "label", ["class": "box"],
                .tag("input", ["type": "checkbox", "name": path, "value": digest, "checked": .flag(true)], []), " ",
                .code(digest))
        }
        let limit = Markup.isolated(Units.size(visit.call.frame.configuration.attachmentBytes))
        return group(
            field, path,
            [
                .tag(
                    "label", ["for": id], .text(visit.say(FormWords.files)),
                    .tag("span", ["class": "hint"], .text("\(visit.say(FormWords.filesLimit)) \(limit)"))),
                .tag("input", ["id": id, "type": "file", "name": path, "multiple": .flag(true)], []),
                kept.isEmpty ? .nothing : .group([.p(visit.say(FormWords.filesKept)), .list(kept, kind: "boxes")]),
            ])
    }

    private func flag(_ field: FormField, _ path: String) -> Markup {
        .tag(
            "p", [:],
            .tag(
                "label", ["class": "box"],
                .tag(
                    "input",
                    [
                        "type": "checkbox", "name": path, "value": "true",
                        "checked": .flag(values.first(path) == "true"),
                    ], []), " ",
                .text(SiteWords.field(field.name, language))), mistake(path))
    }

    private func boxes(_ field: FormField, _ path: String, _ words: [String]) -> Markup {
        let chosen = Set(values.all(path))
        let all = words + values.all(path).filter { !words.contains($0) }
        let list = all.map { word in
            Markup.tag(
                "label", ["class": "box"],
                .tag(
                    "input",
                    ["type": "checkbox", "name": path, "value": word, "checked": .flag(chosen.contains(word))], []),
                " ",
                .text(name(of: word, field.name)))
        }
        let inside = Markup.list(list, kind: "boxes")
        // A long list is folded away where nothing in it is chosen.
        guard all.count > 12 else { return group(field, path, [inside]) }
        return group(
            field, path,
            [
                .tag(
                    "details", ["open": .flag(!chosen.isEmpty)],
                    .tag("summary", [:], .text(visit.say(FormWords.choose))), inside)
            ])
    }

    private func rows(_ field: FormField, _ path: String, _ columns: [FormField]) -> Markup {
        let count = min(values.rowCount(path) + 2, FormValues.mostRows)
        return group(
            field, path,
            (0..<count).map { at in
                .tag("div", ["class": "row"], columns.map { draw($0.optional, "\(path).\(at).\($0.name)") })
            })
    }

    private func place(_ field: FormField, _ path: String) -> Markup {
        var kinds = ["point", "disc", "unknown"]
        if let kind = values.first(path + ".kind"), !kinds.contains(kind), values.first(path + ".whole") != nil {
            kinds.append(kind)
        }
        let kind = values.first(path + ".kind") ?? "point"
        func input(_ name: String, _ label: Phrase, _ mode: String) -> Markup {
            let id = prefix + path + name
            return .tag(
                "div", [:],
                .tag("label", ["for": id], .text(visit.say(label))),
                .tag(
                    "input",
                    [
                        "id": id, "name": path + name, "inputmode": mode, "dir": "ltr",
                        "value": values.first(path + name) ?? "",
                    ], []))
        }
        let id = prefix + path + ".kind"
        let choose = Markup.tag(
            "select", ["id": id, "name": path + ".kind"],
            kinds.map { word in
                .tag(
                    "option", ["value": word, "selected": .flag(word == kind)],
                    .text(SiteWords.value(word, language)))
            })
        let whole = values.first(path + ".whole").map { hiddenInput(path + ".whole", $0) } ?? .nothing
        return group(
            field, path,
            [
                .tag("label", ["for": id], .text(visit.say(FormWords.kindOfPlace))), choose,
                .tag(
                    "div", ["class": "row"], input(".lat", FormWords.latitude, "decimal"),
                    input(".lon", FormWords.longitude, "decimal"), input(".metres", FormWords.metres, "decimal")),
                whole,
            ])
    }

    // MARK: Parts

    private func group(_ field: FormField, _ path: String, _ parts: [Markup]) -> Markup {
        .tag(
            "fieldset", [:],
            [.tag("legend", [:], .text(SiteWords.field(field.name, language)))] + parts + [mistake(path)])
    }

    private func hiddenInput(_ path: String, _ value: String) -> Markup {
        .tag(
            "input",
            ["type": "hidden", "name": path, "value": value], [])
    }

    /// What belongs to a field, or to a part of it that has no field of its own.
    private func mistake(_ path: String) -> Markup {
        guard let found = mistakes[path] else { return .nothing }
        return .mistake(found, id: prefix + path + "-mistake", language)
    }

    private func hint(_ field: FormField) -> String? {
        switch field.control {
        case .moment: "\(visit.say(FormWords.zone)) \(Markup.isolated(visit.zone.name))"
        case .lines: visit.say(FormWords.lines)
        case .groups: visit.say(FormWords.groups)
        default: nil
        }
    }

    private func name(of word: String, _ field: String) -> String {
        if field == "acts" { return visit.catalogue.act(word) }
        if ShownJSON.sides.contains(field), let name = visit.agreement.nameOfSide(word) {
            return name.text(in: language.rawValue)
        }
        if let title = visit.agreement.title(of: field, word) {
            return "\(word) · \(title.text(in: language.rawValue))"
        }
        return SiteWords.has(value: word) ? SiteWords.value(word, language) : word
    }

    /// What the agreement offers for a field of that name.
    private func options(_ path: String, _ name: String) -> [String] {
        if let offered = offered[path] { return offered }
        let agreement = visit.agreement
        switch name {
        case "accused", "side_of_party": return agreement.parties.map(\.id)
        case "by", "of", "side", "party", "signatory", "signatories", "parties", "bracketed_by":
            return agreement.parties.map(\.id) + agreement.guarantors.map(\.id)
        case "provision", "provisions": return agreement.provisions.map(\.id)
        case "obligation": return agreement.obligations.map(\.id)
        case "gate": return agreement.gates.map(\.id)
        default: return []
        }
    }

    private static let mayBeCopied: Set<String> = ["latest"]
    private static let long: Set<String> = [
        "text", "note", "allegation", "statement", "in_confidence", "instructions", "reason", "asked", "answer",
        "signature",
    ]
}

extension FormField {
    /// A list may be empty, also where the command must have one.
    fileprivate var needsText: Bool {
        switch control {
        case .lines, .groups: false
        default: isRequired
        }
    }

    /// A row of a table may be left empty, whatever its fields need once it is begun.
    fileprivate var optional: FormField { FormField(path: path, isRequired: false, control: control) }
}

/// The words of forms.
enum FormWords {
    static let more = Phrase("More", "المزيد")
    static let optional = Phrase("may be left empty", "يمكن تركه فارغاً")
    static let choose = Phrase("Choose", "اختر")
    static let zone = Phrase("Mission time,", "توقيت البعثة،")
    static let lines = Phrase("One on each line.", "واحد في كل سطر.")
    static let groups = Phrase(
        "One name on each line, an empty line between two groups.", "اسم في كل سطر، وسطر فارغ بين كل مجموعتين.")
    static let files = Phrase("Photographs, videos, documents", "صور ومقاطع مصورة ووثائق")
    static let filesLimit = Phrase("All of them together at most", "الحد الأقصى لها مجتمعة")
    static let filesKept = Phrase("Received already, by SHA-256:", "وصلت من قبل، ببصمة SHA-256:")
    static let kindOfPlace = Phrase("How the place is known", "كيف يُعرف المكان")
    static let latitude = Phrase("Latitude", "خط العرض")
    static let longitude = Phrase("Longitude", "خط الطول")
    static let metres = Phrase("Uncertain by (metres)", "هامش عدم اليقين (بالأمتار)")
    static let submit = Phrase("Submit", "إرسال")
    /// As commands are told it; the page has words of its own for what is most often wrong.
    static let missing = "This is missing. Add it."
    static let wrong = Phrase("Nothing was recorded. Look at what is marked.", "لم يُسجَّل شيء. راجع ما وُضعت عليه علامة.")
    static let fillIn = Phrase("Fill this in.", "املأ هذا الحقل.")
    static let done = Phrase("Recorded:", "سُجّل:")
}
