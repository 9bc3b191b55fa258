import Truce

extension AgreementBuilder {
    func obligation(_ node: Node) -> Obligation {
        Obligation(
            id: id(node), title: localized(node["title"]), text: optionalText(node["text"]),
            source: node["source"]?.text,
            of: texts(node["of"]), demandedBy: texts(node["demanded_by"]), phase: node["phase"]?.text,
            begins: due(node["begins"]), due: due(node["due"]), quota: quota(node["quota"]),
            baselines: (node["baselines"]?.items ?? []).map {
                Obligation.Baseline(by: $0["by"]?.text ?? "", value: $0["value"]?.number, source: $0["source"]?.text)
            },
            progress: (node["progress"]?.items ?? []).compactMap { entry in
                moment(entry["at"]).map {
                    Obligation.Progress(
                        at: $0, by: entry["by"]?.text ?? "", score: entry["score"]?.whole,
                        percent: entry["percent"]?.number, count: entry["count"]?.number, source: entry["source"]?.text)
                }
            })
    }

    private func due(_ node: Node?) -> Obligation.Due? {
        if let at = moment(node?["at"]) { return .at(at) }
        guard let n = node?["n"]?.whole else { return nil }
        if let anchor = anchor(node?["days_after"]) { return .daysAfter(anchor, n) }
        return anchor(node?["hours_after"]).map { .hoursAfter($0, n) }
    }

    private func anchor(_ node: Node?) -> Obligation.Anchor? {
        if let text = node?.text { return text == "in_force" ? .entryIntoForce : .event(text) }
        return node?["obligation"]?.text.map { .obligation($0) }
    }

    private func quota(_ node: Node?) -> Obligation.Quota? {
        node.map {
            Obligation.Quota(
                unit: localized($0["unit"]), total: $0["total"]?.number, perDay: $0["per_day"]?.number)
        }
    }

    func gate(_ node: Node) -> Gate? {
        requirement(node["requires"]).map {
            Gate(
                id: id(node), title: localized(node["title"]), text: optionalText(node["text"]),
                accordingTo: texts(node["according_to"]), requires: $0)
        }
    }

    private func requirement(_ node: Node?) -> Gate.Requirement? {
        guard let node else { return nil }
        if let all = node["all"] { return .all(all.items.compactMap(requirement)) }
        if let any = node["any"] { return .any(any.items.compactMap(requirement)) }
        if let none = node["no_breach"] {
            return none["days"]?.whole.map { .noBreach(provisions: texts(none["provisions"]), days: $0) }
        }
        if let obligation = node["obligation"] {
            return obligation["at_least"]?.whole.map { .obligation(obligation["id"]?.text ?? "", atLeast: $0) }
        }
        if let moment = moment(node["not_before"]) { return .notBefore(moment) }
        return node["event"]?.text.map { .event($0) }
    }
}
