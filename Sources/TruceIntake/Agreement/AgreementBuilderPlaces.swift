import Truce

extension AgreementBuilder {
    func zones() -> [Zone] {
        let geometry = AgreementGeometry(findings: findings)
        return items("zones").compactMap { node in
            let path = "zones.\(id(node))"
            let (from, until) = period(node)
            var polygon: Polygon?
            if let ring = node["polygon"] {
                polygon = geometry.polygon(ring: ring, path)
            } else if let feature = feature(node, path) {
                polygon = geometry.polygon(feature: feature, path)
            }
            guard let polygon, let kind: Zone.Kind = choice(node["kind"]) else { return nil }
            var zone = Zone(
                id: id(node), name: nameOrID(node), kind: kind, polygon: polygon, from: from, until: until,
                source: node["source"]?.text)
            zone.countries = texts(node["countries"])
            return zone
        }
    }

    func lines() -> [Line] {
        let geometry = AgreementGeometry(findings: findings)
        return items("lines").compactMap { node in
            let path = "lines.\(id(node))"
            let (from, until) = period(node)
            var line: LineString?
            if let positions = node["path"] {
                line = geometry.line(path: positions, path)
            } else if let feature = feature(node, path) {
                line = geometry.line(feature: feature, path)
            }
            guard let line else { return nil }
            return Line(
                id: id(node), name: nameOrID(node), of: node["of"]?.text ?? "", path: line,
                accordingTo: texts(node["according_to"]), source: node["source"]?.text, from: from, until: until)
        }
    }

    private func nameOrID(_ node: Node) -> LocalizedText { optionalText(node["name"]) ?? LocalizedText(id(node)) }

    private func feature(_ node: Node, _ path: String) -> Node? {
        guard let name = node["feature"], let id = name.text else { return nil }
        guard let map else {
            if root["map"] == nil {
                findings.report(
                    name.spot, path + ".feature", "the feature “\(id)” is named, but no map",
                    "write “map: map.geojson” at the top")
            }
            return nil
        }
        if let found = map.features[id] { return found }
        let near = findings.maySuggest ? Nearest.word(to: id, among: map.ids) : nil
        findings.report(
            name.spot, path + ".feature",
            "\(map.name) has no feature “\(id)”" + (near.map { ": did you mean “\($0)”?" } ?? ""),
            near.map { "write “\($0)”" } ?? "give a feature the id “\(id)”, or write the positions here")
        return nil
    }
}
