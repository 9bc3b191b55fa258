import Truce

/// A file that changes an agreement from some moment on, as a tree.
struct Amendment {
    let root: Node
    let from: Instant?
    var version: Int? { root["version"]?.whole }

    private init(root: Node, moments: Moments) {
        self.root = root
        do { from = try root["from"]?.text.map { (text) throws(Moments.Refusal) in try moments.read(text) } } catch {
            from = nil  // reported by the shape check
        }
    }

    /// In the order in which they take effect.
    static func inOrder(_ roots: [Node], moments: Moments) -> [Amendment] {
        roots.map { Amendment(root: $0, moments: moments) }.enumerated().sorted {
            ($0.element.from ?? .distantFuture, $0.offset) < ($1.element.from ?? .distantFuture, $1.offset)
        }.map(\.element)
    }

    func check(
        against first: Agreement, after last: (version: Int, from: Instant), findings: Findings, moments: Moments
    ) {
        var check = ShapeCheck(findings: findings, moments: moments)
        check.check(root, as: AgreementFormat.amendment)
        if let amends = root["amends"], let id = amends.text, id != first.id {
            findings.report(
                amends.spot, "amends", "this amends “\(id.prefix(60))”, but the agreement is “\(first.id)”",
                "write “\(first.id)”, or leave the file out")
        }
        if let version = root["version"], let number = version.whole, number <= last.version {
            findings.report(
                version.spot, "version", "version \(number) does not rise: the text before is version \(last.version)",
                "write \(last.version + 1)")
        }
        if let node = root["from"], let from, from < last.from {
            findings.report(
                node.spot, "from",
                "it takes effect before the agreement does (\(moments.mission.shortText(last.from)) \(moments.mission.name))",
                "write a later time")
        }
    }

    /// The tree with this amendment's sections set and removed; every part keeps the place it was written at.
    func merge(into tree: Node, removed: inout [Names: [String: Spot]], findings: Findings) -> Node {
        guard case .map(var entries) = tree.content else { return tree }
        for entry in section("remove", findings) {
            remove(entry, from: &entries, removed: &removed, findings)
        }
        for entry in section("set", findings) {
            guard let key = key(entry, findings) else { continue }
            if AgreementFormat.fixed.contains(key.name) {
                findings.report(
                    entry.spot, "set.\(key.name)", "an amendment may not set “\(key.name)”",
                    key.name == "version" ? "write the version at the top of the amendment" : "remove it")
                continue
            }
            if let at = entries.firstIndex(where: { $0.key == entry.key }) {
                entries[at].value = merged(entries[at].value, entry.value, key.shape)
            } else {
                entries.append(entry)
            }
            for item in entry.value.items {
                if let (names, field) = Self.declaring(key.shape), let id = item[field]?.text {
                    removed[names]?[id] = nil
                }
            }
        }
        return Node(spot: tree.spot, content: .map(entries))
    }

    private func section(_ name: String, _ findings: Findings) -> [Node.Entry] {
        guard let node = root[name] else { return [] }
        if case .map(let entries) = node.content { return entries }
        findings.report(
            node.spot, name, "“\(name)” is written as sections of the agreement, not as \(node.kind)",
            "write provisions: […] and the like")
        return []
    }

    private func key(_ entry: Node.Entry, _ findings: Findings) -> KeyShape? {
        if let key = AgreementFormat.agreement.key(entry.key) { return key }
        let known = AgreementFormat.agreement.keys.map(\.name)
        let near = Nearest.word(to: entry.key, among: known)
        findings.report(
            entry.spot, entry.key,
            "the agreement has no section “\(entry.key.prefix(60))”" + (near.map { ": did you mean “\($0)”?" } ?? ""),
            near.map { "write “\($0)”" } ?? "write one of \(known.joined(separator: ", "))")
        return nil
    }

    private func merged(_ old: Node, _ new: Node, _ shape: Shape?) -> Node {
        switch (old.content, new.content) {
        case (.map(var entries), .map(let changes)):
            for change in changes {
                if let at = entries.firstIndex(where: { $0.key == change.key }) {
                    entries[at].value = merged(entries[at].value, change.value, nil)
                    entries[at].spot = change.spot
                } else {
                    entries.append(change)
                }
            }
            return Node(spot: old.spot, content: .map(entries))
        case (.list(var items), .list(let changes)):
            guard let shape, let (_, field) = Self.declaring(shape) else { return new }
            let places = Self.places(of: items, by: field)
            for change in changes {
                if let id = change[field]?.text, let at = places[id] {
                    items[at] = change
                } else {
                    items.append(change)
                }
            }
            return Node(spot: old.spot, content: .list(items))
        default: return new
        }
    }

    private func remove(
        _ entry: Node.Entry, from entries: inout [Node.Entry], removed: inout [Names: [String: Spot]],
        _ findings: Findings
    ) {
        guard let key = key(entry, findings) else { return }
        guard let (names, field) = Self.declaring(key.shape) else {
            findings.report(
                entry.spot, "remove.\(entry.key)", "“\(entry.key)” has no entries with an id that could be removed",
                "write what is to hold instead under set")
            return
        }
        guard case .list(let ids) = entry.value.content else {
            findings.report(
                entry.value.spot, "remove.\(entry.key)", "a list of ids is needed here, not \(entry.value.kind)",
                "write [\"4\"]")
            return
        }
        guard let at = entries.firstIndex(where: { $0.key == entry.key }) else {
            findings.report(
                entry.spot, "remove.\(entry.key)", "the agreement has no “\(entry.key)” to remove", "leave it out")
            return
        }
        let items = entries[at].value.items
        let places = Self.places(of: items, by: field)
        var gone: Set<Int> = []
        for id in ids {
            guard let text = id.text, let place = places[text], gone.insert(place).inserted else {
                let left = items.prefix(40).compactMap { $0[field]?.text }.joined(separator: ", ")
                findings.report(
                    id.spot, "remove.\(entry.key)", "there is no \(names.noun) \(id.kind) to remove",
                    left.isEmpty ? "leave it out" : "write one of \(left)")
                continue
            }
            removed[names, default: [:]][text] = id.spot
        }
        entries[at].value.content = .list(items.indices.filter { !gone.contains($0) }.map { items[$0] })
    }

    /// Where in a list each identifier stands.
    private static func places(of items: [Node], by field: String) -> [String: Int] {
        var places: [String: Int] = [:]
        for (i, item) in items.enumerated() {
            if let id = item[field]?.text, places[id] == nil { places[id] = i }
        }
        return places
    }

    /// What the entries of a list declare, and in which key.
    private static func declaring(_ shape: Shape) -> (Names, String)? {
        guard case .list(.object(let name), _) = shape else { return nil }
        for key in AgreementFormat.object(name).keys {
            switch key.shape {
            case .declares(let names): return (names, key.name)
            case .declaresText(let names) where key.name == "name": return (names, key.name)
            default: break
            }
        }
        return nil
    }
}
