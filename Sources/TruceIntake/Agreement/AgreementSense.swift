import Truce

/// What no single entry shows: whether the parts of an agreement fit together.
struct AgreementSense {
    let tree: Node
    let agreement: Agreement
    let findings: Findings

    func check() {
        checkNames()
        checkGuarantors()
        checkObligations()
        ProvisionSense(agreement: agreement, nodes: items("provisions"), findings: findings).check()
    }

    private func items(_ section: String) -> [Node] {
        tree[section]?.items.filter { if case .map = $0.content { true } else { false } } ?? []
    }

    // MARK: names

    /// A name in a report must mean one actor, or say through a collective name that it may mean several.
    private func checkNames() {
        var owners: [String: (id: String, spot: Spot)] = [:]
        func claim(_ name: Node, for id: String) {
            for node in name.text == nil ? name.entries.map(\.value) : [name] {
                guard let text = node.text else { continue }
                let plain = Self.plain(text)
                if let owner = owners[plain], owner.id != id {
                    findings.report(
                        node.spot, id, "the name “\(text.prefix(60))” means “\(owner.id)” already (\(owner.spot.text))",
                        "leave it with one of the two, or make it a collective name")
                } else if owners[plain] == nil {
                    owners[plain] = (id, node.spot)
                }
            }
        }
        func claim(_ node: Node) {
            guard let id = node["id"]?.text else { return }
            if let name = node["name"] { claim(name, for: id) }
            for alias in node["aliases"]?.items ?? [] { claim(alias, for: id) }
        }
        for party in items("parties") {
            claim(party)
            for unit in party["units"]?.items ?? [] { claim(unit) }
        }
        for group in items("groups") { claim(group) }
        for guarantor in items("guarantors") where !(guarantor["aliases"]?.items.isEmpty ?? true) { claim(guarantor) }
        for name in tree["civilians"]?.items ?? [] { claim(name, for: "civilians") }
        let (guarantors, actors) = (Set(agreement.guarantors.map(\.id)), Set(agreement.actors.map(\.id)))
        for (i, collective) in items("collective_names").enumerated() {
            for name in collective["names"]?.items ?? [] { claim(name, for: "collective_names[\(i + 1)]") }
            for actor in collective["may_be"]?.items ?? [] {
                guard let id = actor.text, guarantors.contains(id), !actors.contains(id) else { continue }
                findings.report(
                    actor.spot, "collective_names[\(i + 1)].may_be",
                    "the guarantor “\(id)” has no aliases, so that no report can name it",
                    "give it aliases, or leave it out here")
            }
        }
    }

    /// As names are compared: without regard to case and spaces at the ends.
    private static func plain(_ name: String) -> String {
        ActorIndex.folded(name)
    }

    // MARK: guarantors

    private func checkGuarantors() {
        guard !agreement.guarantors.isEmpty else { return }
        let answeredFor = Set(agreement.guarantors.flatMap(\.answersFor))
        for party in items("parties") {
            guard let id = party["id"], let text = id.text, !answeredFor.contains(text) else { continue }
            findings.report(
                .warning, id.spot, "parties.\(text)", "no guarantor answers for “\(text)”",
                "name it in a guarantor's answers_for, if one does")
        }
    }

    // MARK: obligations

    private func checkObligations() {
        let events = Dictionary(agreement.events.map { ($0.id, $0.at) }, uniquingKeysWith: { first, _ in first })
        func moment(_ due: Obligation.Due) -> Instant? { self.moment(due, events) }
        for (node, obligation) in zip(items("obligations"), agreement.obligations) {
            if let due = obligation.due.flatMap(moment), due < agreement.inForce.from, let spot = node["due"]?.spot {
                findings.report(
                    .warning, spot, "obligations.\(obligation.id).due",
                    "“\(obligation.id)” is due \(agreement.zone.shortText(due)), before the agreement enters into force",
                    "check the date")
            }
            if let begins = obligation.begins.flatMap(moment), let due = obligation.due.flatMap(moment), due < begins,
                let spot = node["due"]?.spot
            {
                findings.report(
                    spot, "obligations.\(obligation.id).due",
                    "“\(obligation.id)” is due \(agreement.zone.shortText(due)), before it begins (\(agreement.zone.shortText(begins)))",
                    "write a later due, or an earlier begins")
            }
        }
        checkCircles()
    }

    /// A deadline or a beginning that counts from the obligation's own fulfilment, directly or through others, never
    /// comes.
    private func checkCircles() {
        let known = Set(agreement.obligations.map(\.id))
        var awaited: [String: Set<String>] = [:]
        var awaiting: [String: Set<String>] = [:]
        for obligation in agreement.obligations {
            for id in [obligation.begins, obligation.due].compactMap(Self.awaited) where known.contains(id) {
                awaited[obligation.id, default: []].insert(id)
                awaiting[id, default: []].insert(obligation.id)
            }
        }
        // Those that wait for a circle and those that a circle waits for: only a circle's own are both.
        let circular = Self.endless(awaited, awaiting).intersection(Self.endless(awaiting, awaited))
        for (node, obligation) in zip(items("obligations"), agreement.obligations)
        where circular.contains(obligation.id) {
            let isDue = Self.awaited(obligation.due).map(circular.contains) ?? false
            let key = isDue ? "due" : "begins"
            findings.report(
                (node[key] ?? node).spot, "obligations.\(obligation.id).\(key)",
                "“\(obligation.id)” \(isDue ? "is due" : "begins") after its own fulfilment",
                "count from something else")
        }
    }

    /// From where the ways never end. What has no way on is taken out, then what led only there (Kahn 1962).
    private static func endless(_ ways: [String: Set<String>], _ back: [String: Set<String>]) -> Set<String> {
        var left = ways.mapValues(\.count)
        var ended = back.keys.filter { left[$0] == nil }
        while let id = ended.popLast() {
            for from in back[id] ?? [] {
                left[from, default: 0] -= 1
                if left[from] == 0 {
                    left[from] = nil
                    ended.append(from)
                }
            }
        }
        return Set(left.keys)
    }

    private static func awaited(_ due: Obligation.Due?) -> String? {
        switch due {
        case .daysAfter(.obligation(let id), _), .hoursAfter(.obligation(let id), _): id
        default: nil
        }
    }

    /// As far as it is known beforehand; the earliest it can mean.
    private func moment(_ due: Obligation.Due, _ events: [String: Instant?]) -> Instant? {
        switch due {
        case .at(let moment): return moment
        case .daysAfter(let anchor, let days):
            return moment(anchor, events).map {
                agreement.zone.start(of: agreement.zone.day(of: $0).advanced(byDays: days + 1))
            }
        case .hoursAfter(let anchor, let hours): return moment(anchor, events)?.advanced(bySeconds: Int64(hours) * 3600)
        }
    }

    private func moment(_ anchor: Obligation.Anchor, _ events: [String: Instant?]) -> Instant? {
        switch anchor {
        case .entryIntoForce: agreement.inForce.from
        case .event(let id): events[id] ?? nil
        case .obligation: nil
        }
    }
}
