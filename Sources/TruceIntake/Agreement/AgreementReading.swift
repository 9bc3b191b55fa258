import Truce

/// One reading of one agreement's files: the base text, then each amendment merged into the text before it.
struct AgreementReading {
    let findings: Findings
    let moments: Moments
    private var maps: [String: AgreementMap?] = [:]
    private var removed: [Names: [String: Spot]] = [:]

    init(findings: Findings, moments: Moments) {
        self.findings = findings
        self.moments = moments
    }

    mutating func history(
        _ file: NamedBytes, map: (String) -> [UInt8]?, amendments: [NamedBytes]
    ) -> AgreementHistory? {
        let base = YAMLTree(file, findings: findings).read()
        let changes = amendments.compactMap { YAMLTree($0, findings: findings).read() }
        guard let base else { return nil }
        let first = text(base, map)
        var versions: [(from: Instant, text: Agreement)] = []
        var tree = base
        var last = (version: first.version, from: first.inForce.from)
        for change in Amendment.inOrder(changes, moments: moments) {
            change.check(against: first, after: last, findings: findings, moments: moments)
            tree = change.merge(into: tree, removed: &removed, findings: findings)
            var next = text(tree, map)
            next.version = change.version ?? last.version
            versions.append((change.from ?? last.from, next))
            last = (next.version, change.from ?? last.from)
        }
        return AgreementHistory(first, amendments: versions)
    }

    private mutating func text(_ tree: Node, _ map: (String) -> [UInt8]?) -> Agreement {
        moments.mission = tree["zone"]?.text.flatMap(moments.zone) ?? .utc
        var check = ShapeCheck(findings: findings, moments: moments)
        check.removed = removed
        check.check(tree, as: AgreementFormat.agreement)
        let builder = AgreementBuilder(
            root: tree, map: self.map(tree["map"], map), moments: moments, findings: findings)
        let agreement = builder.agreement()
        AgreementSense(tree: tree, agreement: agreement, findings: findings).check()
        return agreement
    }

    private mutating func map(_ name: Node?, _ ask: (String) -> [UInt8]?) -> AgreementMap? {
        guard let name, let text = name.text else { return nil }
        if let known = maps[text] { return known }
        var found: AgreementMap?
        if let bytes = ask(text) {
            found = AgreementMap(NamedBytes(name: text, bytes: bytes), findings: findings)
        } else {
            findings.report(
                name.spot, "map", "there is no file “\(text.prefix(80))” beside the agreement",
                "put the GeoJSON file there, or correct its name")
        }
        maps[text] = .some(found)
        return found
    }
}
