/// The features of the GeoJSON file beside an agreement (RFC 7946), by their id.
struct AgreementMap {
    private(set) var features: [String: Node] = [:]
    /// In the order of the file, for suggestions.
    private(set) var ids: [String] = []
    let name: String

    init?(_ file: NamedBytes, findings: Findings) {
        name = file.name
        var tree = JSONTree(file, findings: findings)
        guard let root = tree.read() else { return nil }
        guard root["type"]?.text == "FeatureCollection", let list = root["features"] else {
            findings.report(
                root.spot, "", "the map is not a GeoJSON FeatureCollection",
                "write {\"type\": \"FeatureCollection\", \"features\": […]}")
            return nil
        }
        for feature in list.items {
            guard let id = feature["id"]?.text ?? feature["properties"]?["id"]?.text else { continue }
            if let earlier = features[id] {
                findings.report(
                    feature.spot, "", "the feature “\(id)” is already in line \(earlier.spot.line)",
                    "give one of the two another id")
            } else {
                features[id] = feature
                ids.append(id)
            }
        }
    }
}
