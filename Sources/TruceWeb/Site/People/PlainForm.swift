import Truce

/// A form of a few fields that is not a command: signing in, accounts.
struct PlainForm: Sendable {
    struct Field: Sendable {
        var name: String
        var label: Phrase
        var type = "text"
        /// For the browser's own memory of passwords and codes.
        var completion: String?
        var hint: Phrase?
        var value = ""
        var isRequired = true
    }

    let action: String
    var fields: [Field] = []
    let submit: Phrase
    /// What it carries along unseen.
    var carried: [(String, String)] = []
    var isPlain = false

    /// - Parameters:
    ///   - id: Unique on the page.
    ///   - problem: Its mistakes stand beside their fields.
    ///   - further: What stands before its button.
    func draw(
        _ visit: Visit, id: String, key: String?, problem: Problem? = nil, further: Markup = .nothing
    ) -> Markup {
        var parts = (carried + [(CrossSite.formField, key)].compactMap { name, value in value.map { (name, $0) } }).map
        {
            Markup.tag(
                "input",
                ["type": "hidden", "name": $0.0, "value": $0.1], [])
        }
        parts += fields.map { draw($0, visit, id: "\(id)-\($0.name)", problem) }
        parts.append(further)
        parts.append(.tag("button", ["class": isPlain ? "plain" : nil], .text(visit.say(submit))))
        return .tag(
            "form", ["method": "post", "action": visit.href(action)], parts)
    }

    private func draw(_ field: Field, _ visit: Visit, id: String, _ problem: Problem?) -> Markup {
        let mistakes = problem?.errors.filter { $0.pointer == "/" + field.name }.map(\.detail) ?? []
        var attributes: Attributes = ["id": id, "name": field.name]
        attributes += ["type": field.type]
        attributes += ["autocomplete": field.completion]
        if field.type != "password" {
            attributes += ["value": field.value, "dir": "auto"]
        }
        attributes += ["required": .flag(field.isRequired)]
        if !mistakes.isEmpty {
            attributes += ["aria-invalid": "true"]
            attributes += ["aria-describedby": id + "-mistake"]
        }
        return .group([
            .tag(
                "label", ["for": id], .text(visit.say(field.label)),
                field.hint.map { .tag("span", ["class": "hint"], .text(visit.say($0))) } ?? .nothing),
            .tag("input", attributes, []),
            mistakes.isEmpty
                ? .nothing
                : .mistake(mistakes, id: id + "-mistake", visit.language),
        ])
    }
}

extension Visit {
    /// What is wrong, above a form that comes back.
    func alert(_ problem: Problem?) -> Markup {
        guard let problem else { return .nothing }
        return .tag(
            "div", ["class": "notice bad", "role": "alert"],
            [.p(problem.kind.title[language])]
                + [problem.detail].compactMap { $0 }.map { .tag("p", ["dir": "auto"], .text($0)) }
                + (problem.errors.isEmpty ? [.p(problem.kind.meaning[language])] : []))
    }
}

/// The fields of a small form that was sent, each of which stands there once.
struct SentForm: Sendable {
    private let fields: [Target.Parameter]

    init(_ call: Call) async throws { fields = try await call.form() }

    subscript(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    /// Names of holders, apart by commas or line ends.
    func holders(_ name: String) throws(Problem) -> [HolderID] {
        let names = self[name].split { $0 == "," || $0.isNewline || $0 == " " }.map(String.init)
        var holders: [HolderID] = []
        for name in names {
            guard let holder = HolderID(name) else {
                throw Problem(.invalid, errors: [.init("/holders", "This should be names of holders.")])
            }
            holders.append(holder)
        }
        return holders
    }
}
