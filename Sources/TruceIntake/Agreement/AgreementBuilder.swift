import Truce

/// Makes the model from a tree that ``ShapeCheck`` has looked at. What it cannot read it leaves out without a word:
/// that was reported already. What only shows once values are known it reports itself.
struct AgreementBuilder {
    let root: Node
    let map: AgreementMap?
    let moments: Moments
    let findings: Findings

    func agreement() -> Agreement {
        var built = Agreement(
            id: root["id"]?.text ?? "", title: localized(root["title"]), version: root["version"]?.whole ?? 1,
            zone: moments.mission, inForce: inForce(root["in_force"]))
        built.isFictional = flag(root["fictional"])
        built.documents = items("documents").map {
            Document(id: id($0), title: localized($0["title"]), date: day($0["date"]))
        }
        built.mediators = items("mediators").map { Named(id: id($0), name: localized($0["name"])) }
        built.guarantors = items("guarantors").map {
            Guarantor(
                id: id($0), name: localized($0["name"]), answersFor: texts($0["answers_for"]),
                disputedBy: texts($0["disputed_by"]))
        }
        built.parties = items("parties").map { Party(id: id($0), name: localized($0["name"])) }
        built.actors = actors()
        built.collectives = items("collective_names").map {
            Collective(names: texts($0["names"]), mayBe: texts($0["may_be"]))
        }
        built.civilianAliases = texts(root["civilians"])
        built.sources = items("sources").compactMap { node in
            choice(node["kind"]).map {
                SourceProfile(name: node["name"]?.text ?? "", kind: $0, speaksFor: node["speaks_for"]?.text)
            }
        }
        built.territory = texts(root["territory"])
        built.zones = zones()
        built.lines = lines()
        built.control = items("control").map {
            let (from, until) = period($0)
            return Control(
                zone: $0["zone"]?.text ?? "", party: $0["party"]?.text ?? "", from: from, until: until,
                accordingTo: texts($0["according_to"]))
        }
        built.provisions = items("provisions").map(provision)
        built.events = items("events").map {
            AnchorEvent(id: id($0), title: localized($0["title"]), at: moment($0["at"]))
        }
        built.obligations = items("obligations").map(obligation)
        built.gates = items("gates").compactMap(gate)
        built.procedure = procedure(root["procedure"])
        built.severity = severity(root["severity"])
        return built
    }

    // MARK: values

    func items(_ section: String) -> [Node] {
        root[section]?.items.filter { if case .map = $0.content { true } else { false } } ?? []
    }

    func id(_ node: Node) -> String { node["id"]?.text ?? "" }
    func texts(_ node: Node?) -> [String] { node?.texts ?? [] }
    func flag(_ node: Node?) -> Bool { node?.text == "true" }

    func localized(_ node: Node?) -> LocalizedText {
        guard let node else { return LocalizedText([]) }
        if let text = node.text { return LocalizedText(text) }
        return LocalizedText(
            node.entries.compactMap { entry in
                entry.value.text.map { LocalizedText.Entry(language: entry.key, text: $0) }
            })
    }

    func optionalText(_ node: Node?) -> LocalizedText? { node.map { localized($0) } }

    func choice<Word: RawRepresentable>(_ node: Node?) -> Word? where Word.RawValue == String {
        node?.text.flatMap(Word.init(rawValue:))
    }

    func choices<Word: RawRepresentable>(_ node: Node?) -> [Word] where Word.RawValue == String {
        texts(node).compactMap(Word.init(rawValue:))
    }

    func acts(_ node: Node?) -> ActSet {
        texts(node).compactMap(ActSet.init(code:)).reduce(into: []) { $0.formUnion($1) }
    }

    /// Nil where there is none, or where it was reported as unreadable.
    func moment(_ node: Node?) -> Instant? {
        guard let text = node?.text else { return nil }
        do { return try moments.read(text) } catch { return nil }
    }

    func day(_ node: Node?) -> MissionDay? {
        if let text = node?.text, case .day(let day) = TimeText.read(text) { day } else { nil }
    }

    /// `from` and `until`, checked for their order.
    func period(_ node: Node) -> (from: Instant?, until: Instant?) {
        let (from, until) = (moment(node["from"]), moment(node["until"]))
        if let from, let until, until <= from, let spot = node["until"]?.spot {
            findings.report(
                spot, "until",
                "until (\(moments.mission.shortText(until))) is not after from (\(moments.mission.shortText(from)))",
                "write a later until, or leave it out")
        }
        return (from, until)
    }

    private func inForce(_ node: Node?) -> InForce {
        guard let node else { return InForce(from: .distantPast) }
        let (from, until) = period(node)
        let suspensions = (node["suspensions"]?.items ?? []).compactMap { entry -> Suspension? in
            let (from, until) = period(entry)
            return from.map { Suspension(from: $0, until: until, reason: localized(entry["reason"])) }
        }
        return InForce(
            from: from ?? .distantPast, until: until, durationNote: optionalText(node["duration_note"]),
            suspensions: suspensions)
    }
}
