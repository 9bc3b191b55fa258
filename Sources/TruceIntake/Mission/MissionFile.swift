import Truce

/// `mission.yaml`: what a mission is called, which languages it speaks, where its agreement lies, and who holds which
/// role. The format: `docs/mission-format.md`.
public struct MissionFile: Hashable, Sendable {
    /// The version of the format, and of the folder around it.
    public static let format = 1

    public var title: LocalizedText
    /// Codes, the first preferred.
    public var languages: [String]
    /// The agreement's file, from the mission's folder.
    public var agreement: String
    public var people: [Person]

    /// A role that an office, a liaison or a machine holds.
    public struct Person: Hashable, Sendable {
        public var holder: HolderID
        public var role: Role
        /// For a liaison or guarantor: whose.
        public var side: PartyID?
        public var until: Instant?

        public init(holder: HolderID, role: Role, side: PartyID? = nil, until: Instant? = nil) {
            self.holder = holder
            self.role = role
            self.side = side
            self.until = until
        }
    }

    public init(
        title: LocalizedText, languages: [String], agreement: String = "agreement/agreement.yaml", people: [Person]
    ) {
        self.title = title
        self.languages = languages
        self.agreement = agreement
        self.people = people
    }

    /// Reads a file whole: every mistake is told, with its line. The file is nil if, and only if, there is an error.
    ///
    /// - Parameter sides: The agreement's parties and guarantors; nil where they are not known yet.
    public static func read(
        _ bytes: NamedBytes, sides: Set<String>? = nil
    ) -> (file: MissionFile?, diagnostics: [Diagnostic]) {
        let findings = Findings()
        let file = YAMLTree(bytes, findings: findings).read().map {
            MissionFileReading(findings: findings, sides: sides).file($0)
        }
        return (findings.hasErrors ? nil : file, findings.sorted)
    }

    /// As ``read(_:sides:)`` reads it.
    public var text: String {
        var lines = ["truce-mission: \(Self.format)", "title:"]
        for entry in title.texts { lines.append("  \(entry.language): \(Self.quoted(entry.text))") }
        lines.append("languages: [\(languages.joined(separator: ", "))]")
        lines.append("agreement: \(Self.quoted(agreement))")
        lines.append(people.isEmpty ? "people: []" : "people:")
        for person in people {
            lines.append("  - holder: \(Self.quoted(person.holder.description))")
            lines.append("    role: \(person.role.rawValue)")
            if let side = person.side { lines.append("    side: \(Self.quoted(side.description))") }
            if let until = person.until { lines.append("    until: \(Self.quoted(until.description))") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

/// Reads one file's tree.
private struct MissionFileReading {
    let findings: Findings
    let sides: Set<String>?
    private static let keys = ["truce-mission", "title", "languages", "agreement", "people"]
    private static let personKeys = ["holder", "role", "side", "until"]

    func file(_ root: Node) -> MissionFile {
        guard case .map = root.content else {
            findings.report(root.spot, "", "the file is \(root.kind)", "begin with “truce-mission: 1”")
            return MissionFile(title: LocalizedText([]), languages: [], people: [])
        }
        check(root, Self.keys, "")
        format(root)
        let people = root["people"].map(people) ?? []
        return MissionFile(
            title: title(root), languages: languages(root), agreement: agreement(root), people: people)
    }

    private func check(_ node: Node, _ keys: [String], _ path: String) {
        for entry in node.entries where !keys.contains(entry.key) {
            let near = Nearest.word(to: entry.key, among: keys)
            findings.report(
                entry.spot, path, "there is no setting “\(entry.key.prefix(60))”",
                near.map { "write “\($0)”" } ?? "write one of \(keys.joined(separator: ", "))")
        }
    }

    private func format(_ root: Node) {
        guard let version = root["truce-mission"] else {
            return findings.report(root.spot, "truce-mission", "“truce-mission” is missing", "write “truce-mission: 1”")
        }
        if version.whole != MissionFile.format {
            findings.report(
                version.spot, "truce-mission",
                "this program knows missions of version \(MissionFile.format), and this is \(version.kind)",
                "use the program that made it, or a newer one")
        }
    }

    private func title(_ root: Node) -> LocalizedText {
        guard let title = root["title"] else {
            findings.report(root.spot, "title", "“title” is missing", "write “title: {en: …}”")
            return LocalizedText([])
        }
        if let text = title.text { return LocalizedText(text) }
        let texts = title.entries.compactMap { entry in
            entry.value.text.map { LocalizedText.Entry(language: entry.key, text: $0) }
        }
        if texts.isEmpty || texts.count < title.entries.count {
            findings.report(
                title.spot, "title", "a title is a text, or a text for each language", "write “title: {en: …}”")
        }
        return LocalizedText(texts)
    }

    private func languages(_ root: Node) -> [String] {
        guard let node = root["languages"] else { return ["en"] }
        let known = ["en", "ar"]
        for item in node.items where !known.contains(item.text ?? "") {
            findings.report(
                item.spot, "languages", "\(item.kind) is not a language that pages are written in",
                "write one of \(known.joined(separator: ", "))")
        }
        if node.texts.isEmpty {
            findings.report(node.spot, "languages", "no language is named", "write “languages: [en]”")
        }
        return node.texts
    }

    private func agreement(_ root: Node) -> String {
        guard let node = root["agreement"], let name = node.text else { return "agreement/agreement.yaml" }
        if name.hasPrefix("/") || name.split(separator: "/").contains("..") {
            findings.report(
                node.spot, "agreement", "the agreement lies in the mission's own folder",
                "write “agreement: agreement/agreement.yaml”")
        }
        return name
    }

    private func people(_ node: Node) -> [MissionFile.Person] {
        guard case .list = node.content else {
            findings.report(
                node.spot, "people", "“people” is \(node.kind)", "write a list, an entry for each role held")
            return []
        }
        var people: [MissionFile.Person] = []
        for (number, item) in node.items.enumerated() {
            let path = "people[\(number + 1)]"
            check(item, Self.personKeys, path)
            guard let person = person(item, path) else { continue }
            if people.contains(where: { $0.holder == person.holder && $0.role == person.role }) {
                findings.report(
                    item.spot, path, "“\(person.holder)” holds the role “\(person.role.rawValue)” twice",
                    "keep one of the two; a holder has one side for each role")
            }
            people.append(person)
        }
        return people
    }

    private func person(_ item: Node, _ path: String) -> MissionFile.Person? {
        guard let text = item["holder"]?.text, let holder = HolderID(text) else {
            findings.report(
                item.spot, path + ".holder", "who holds the role is missing, or is no name of 1 to 128 bytes",
                "name the office, liaison or machine, not a person: “holder: head-of-mission”")
            return nil
        }
        let codes = Role.allCases.map(\.rawValue)
        guard let role = item["role"]?.text.flatMap(Role.init(rawValue:)), role != .public else {
            let near = item["role"]?.text.flatMap { Nearest.word(to: $0, among: codes) }
            findings.report(
                item["role"]?.spot ?? item.spot, path + ".role", "the role of “\(text)” is none that can be held",
                near.map { "write “\($0)”" }
                    ?? "write one of \(codes.filter { $0 != "public" }.joined(separator: ", "))")
            return nil
        }
        let side = item["side"]?.text.flatMap { PartyID($0) }
        if role.isForASide != (side != nil) {
            findings.report(
                item["side"]?.spot ?? item.spot, path + ".side",
                role.isForASide ? "“\(role.rawValue)” is held for a side" : "“\(role.rawValue)” is held for no side",
                role.isForASide
                    ? "write “side:” and the party or guarantor, as the agreement names it" : "take “side” out")
        }
        if let side, let sides, !sides.contains(side.description) {
            let near = Nearest.word(to: side.description, among: sides.sorted())
            findings.report(
                item["side"]?.spot ?? item.spot, path + ".side", "the agreement knows no party or guarantor “\(side)”",
                near.map { "write “\($0)”" } ?? "write one of \(sides.sorted().joined(separator: ", "))")
        }
        return MissionFile.Person(holder: holder, role: role, side: side, until: until(item, path))
    }

    private func until(_ item: Node, _ path: String) -> Instant? {
        guard let node = item["until"], let text = node.text else { return nil }
        if case .instant(let moment, _)? = TimeText.read(text) { return moment }
        findings.report(
            node.spot, path + ".until", "“\(text.prefix(60))” is not a moment", "write it as 2027-01-31T00:00:00Z")
        return nil
    }
}
