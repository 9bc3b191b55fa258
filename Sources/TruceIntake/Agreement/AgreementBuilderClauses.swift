import Truce

extension AgreementBuilder {
    func provision(_ node: Node) -> Provision {
        let (from, until) = period(node)
        return Provision(
            id: id(node), title: localized(node["title"]), text: localized(node["text"]), source: node["source"]?.text,
            from: from, until: until, rule: rule(node))
    }

    private func rule(_ node: Node) -> Provision.Rule {
        if let forbids = node["forbids"] {
            let against: [Target] = choices(forbids["against"])
            return .forbids(
                Prohibition(
                    acts: acts(forbids["acts"]), by: texts(forbids["by"]),
                    against: against.isEmpty ? [.bound, .civilians] : against, within: texts(forbids["within"]),
                    exceptions: choices(forbids["exceptions"])))
        }
        if let withdraws = node["withdraws"] {
            return .withdraws(
                Withdrawal(
                    limits: (withdraws["limits"]?.items ?? []).compactMap(limit),
                    exceptWithin: texts(withdraws["except_within"])))
        }
        if let permits = node["permits"] {
            return .permits(
                Permission(acts: acts(permits["acts"]), by: texts(permits["by"]), within: texts(permits["within"])))
        }
        return .undertakes
    }

    private func limit(_ node: Node) -> Withdrawal.Limit? {
        guard let weapon: WeaponClass = choice(node["weapon"]), let km = node["km"]?.number else { return nil }
        let (least, below) = (node["calibre_from_mm"]?.number, node["calibre_below_mm"]?.number)
        if let least, let below, below <= least, let spot = node["calibre_below_mm"]?.spot {
            findings.report(
                spot, "calibre_below_mm",
                "no calibre is at least \(ShapeCheck.plain(least)) and below \(ShapeCheck.plain(below)) mm",
                "write a greater calibre_below_mm, or leave it out")
        }
        return Withdrawal.Limit(
            weapon: weapon, calibreFrom: least, calibreBelow: below, models: texts(node["models"]), metres: km * 1000,
            line: node["line"]?.text ?? "", by: texts(node["by"]), from: moment(node["from"]))
    }

    func procedure(_ node: Node?) -> Procedure {
        var built = Procedure()
        guard let node else { return built }
        func hours(_ key: String) -> [Int] { (node[key]?.items ?? []).compactMap(\.whole) }
        built.independentSources = node["independent_sources"]?.whole ?? built.independentSources
        built.verificationHours = hours("verification_hours")
        built.replyHours = hours("reply_hours")
        built.escalation = (node["escalation"]?.items ?? []).compactMap { rung in
            rung["after_hours"]?.whole.map { Procedure.Rung(to: localized(rung["to"]), afterHours: $0) }
        }
        built.attributionNeeds = choice(node["attribution_needs"]) ?? built.attributionNeeds
        built.counting = choice(node["counting"]) ?? built.counting
        built.adoptedBy = node["adopted_by"]?.text
        built.publishedBy = node["published_by"]?.text
        built.publicGridMetres = node["public_grid_m"]?.number
        return built
    }

    func severity(_ node: Node?) -> SeverityRules {
        var built = SeverityRules()
        func rules(_ key: String) -> [SeverityRules.Rule] {
            (node?[key]?.items ?? []).compactMap { rule in
                rule["level"]?.whole.map {
                    SeverityRules.Rule(
                        level: $0, killedAtLeast: rule["killed_at_least"]?.whole,
                        injuredAtLeast: rule["injured_at_least"]?.whole,
                        acts: rule["acts"].map { acts($0) }, zones: texts(rule["zones"]))
                }
            }
        }
        built.harm = rules("harm")
        built.weaponOrZone = rules("weapon_or_zone")
        built.threat = rules("threat")
        return built
    }
}
