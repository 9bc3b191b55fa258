import Truce

/// Lists as pages show them: a table, what it leads to next, and words for when there is nothing.
extension Visit {
    var shown: ShownJSON { ShownJSON(visit: self) }

    /// The part of a list that the address names.
    func part() throws(Problem) -> Page {
        Page(limit: 50, after: try query("after"))
    }

    func table(_ caption: String, _ listed: Listed, columns: [String], path: String, query: [(String, String?)] = [])
        -> Markup
    {
        guard !listed.records.isEmpty else { return .p(say(ListWords.nothing), kind: "quiet") }
        return .group([shown.table(caption, listed.records, columns: columns), more(listed, path, query)])
    }

    func more(_ listed: Listed, _ path: String, _ query: [(String, String?)] = []) -> Markup {
        guard let next = listed.next else { return .nothing }
        return .tag("p", [:], .link(say(ListWords.next), href(path, query + [("after", next)])))
    }

    /// Says that a command that was just sent is done.
    func done() throws(Problem) -> Markup {
        guard let kind = try query("done").flatMap(CommandKind.init) else { return .nothing }
        return .tag(
            "div", ["class": "notice", "role": "status"],
            .p("\(say(FormWords.done)) \(SiteWords.command(kind, language))"))
    }

    /// The forms of the commands that may be given now.
    func forms(_ forms: [CommandForm], under title: Phrase? = ListWords.steps) -> Markup {
        guard !forms.isEmpty else { return .nothing }
        let drawn = forms.enumerated().map { at, form in
            form.folded(self, id: Self.identifier("\(form.kind.rawValue)-\(at)", form.about))
        }
        return .group((title.map { [.h2(say($0))] } ?? []) + drawn)
    }

    /// Unique on a page that has the same command about several things.
    private static func identifier(_ name: String, _ about: JSONValue) -> String {
        guard case .object(let object) = about else { return name }
        let things = object.members.compactMap { member -> String? in
            guard case .string(let text) = member.value else { return nil }
            return text.filter { $0.isASCII && ($0.isLetter || $0.isNumber) }
        }
        return ([name] + things).joined(separator: "-")
    }

    /// A form that asks the page again, with what is asked for now.
    func filter(_ path: String, _ fields: [Markup]) -> Markup {
        .tag(
            "form", ["method": "get", "action": path, "class": "filter"],
            fields
                + (call.target.query.last { $0.name == "lang" }.map { language in
                    [
                        .tag(
                            "input",
                            ["type": "hidden", "name": "lang", "value": language.value], [])
                    ]
                } ?? []) + [.tag("button", ["class": "plain"], .text(say(ListWords.show)))])
    }

    func choice(_ name: String, _ label: String, _ words: [(String, String)], _ chosen: String?) -> Markup {
        .tag(
            "label", [:], .text(label),
            .tag(
                "select", ["name": name],
                [.tag("option", ["value": ""], .text(say(ListWords.all)))]
                    + words.map { word, text in
                        .tag(
                            "option",
                            ["value": word, "selected": .flag(word == chosen)], .text(text))
                    }))
    }

    func input(_ name: String, _ label: String, type: String, _ value: String?) -> Markup {
        .tag(
            "label", [:], .text(label),
            .tag(
                "input",
                ["type": type, "name": name, "value": value ?? ""], []))
    }

    /// A filter's value; nil for none. What cannot be one is said.
    func chosen<Code: RawRepresentable>(_ name: String, _: Code.Type) throws(Problem) -> Code?
    where Code.RawValue == String {
        guard let text = try query(name) else { return nil }
        guard let code = Code(rawValue: text) else { throw Problem.parameter(name) }
        return code
    }

    func chosenDay(_ name: String) throws(Problem) -> MissionDay? {
        guard let text = try query(name) else { return nil }
        guard let day = ParameterText.day(text) else { throw Problem.parameter(name) }
        return day
    }
}

extension JSONObject {
    /// With its own name under a field that leads to its page.
    func linked(as name: String) -> JSONObject {
        guard let id = self["id"] else { return self }
        return JSONObject(members + [.init(name, id)]) ?? self
    }
}

extension Listed {
    func linked(as name: String) -> Listed {
        Listed(records: records.map { $0.linked(as: name) }, next: next, position: position)
    }
}

enum ListWords {
    static let nothing = Phrase("Nothing that you may see.", "لا يوجد ما يحق لك الاطلاع عليه.")
    static let next = Phrase("Further on", "التالي")
    static let all = Phrase("All", "الكل")
    static let show = Phrase("Show", "اعرض")
    static let steps = Phrase("What you can do now", "ما يمكنك فعله الآن")
    static let new = Phrase("New", "جديد")
}
