import Truce

extension AgreementBuilder {
    /// Parties with their units, then groups, then guarantors that have aliases.
    func actors() -> [Actor] {
        var found: [Actor] = []
        for party in items("parties") {
            found.append(actor(party, party: id(party), standing: .bound))
            for unit in party["units"]?.items ?? [] { found.append(actor(unit, party: id(party), standing: .bound)) }
        }
        for group in items("groups") { found.append(actor(group, party: group["side"]?.text, standing: .notBound)) }
        for guarantor in items("guarantors") where !texts(guarantor["aliases"]).isEmpty {
            found.append(actor(guarantor, party: nil, standing: .notBound))
        }
        return found
    }

    private func actor(_ node: Node, party: String?, standing: Standing) -> Actor {
        let name = localized(node["name"])
        var aliases: [String] = []
        for alias in name.texts.map(\.text) + texts(node["aliases"]) where !aliases.contains(alias) {
            aliases.append(alias)
        }
        let said: Standing = choice(node["standing"]) ?? standing
        let positions = node["positions"]
        if said == .contested, positions == nil {
            findings.report(
                (node["standing"] ?? node).spot, "standing", "“\(id(node))” is contested, but no positions say by whom",
                "write positions: [{by: …, says: bound}, {by: …, says: excluded}]")
        } else if said != .contested, let positions {
            findings.report(
                positions.spot, "positions", "“\(id(node))” has positions, but its standing is \(said.rawValue)",
                "write standing: contested, or remove the positions")
        }
        return Actor(
            id: id(node), name: name, aliases: aliases, party: party, standing: said,
            positions: (positions?.items ?? []).compactMap { entry in
                choice(entry["says"]).map {
                    Position(
                        by: entry["by"]?.text ?? "", says: $0, since: moment(entry["since"]),
                        source: entry["source"]?.text)
                }
            })
    }
}
