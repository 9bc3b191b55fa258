import Truce

/// Areas and lines, from the map's features or written inline, and what is wrong with them.
struct AgreementGeometry {
    let findings: Findings

    /// An inline ring.
    func polygon(ring: Node, _ path: String) -> Polygon? {
        checkedRing(ring, path).map { Polygon(rings: [$0]) }
    }

    func polygon(feature: Node, _ path: String) -> Polygon? {
        guard let geometry = geometry(feature, path) else { return nil }
        let coordinates = geometry["coordinates"]
        let rings: [Node]
        switch geometry["type"]?.text {
        case "Polygon": rings = coordinates?.items ?? []
        case "MultiPolygon": rings = coordinates?.items.flatMap(\.items) ?? []
        case let other:
            findings.report(
                geometry.spot, path, "the feature is a \(other ?? "geometry without type") where an area is needed",
                "make it a Polygon or a MultiPolygon")
            return nil
        }
        guard !rings.isEmpty else {
            findings.report(geometry.spot, path, "the area has no rings", "write its coordinates")
            return nil
        }
        let checked = rings.map { checkedRing($0, path) }
        let whole = checked.compactMap { $0 }
        return whole.count == checked.count ? Polygon(rings: whole) : nil
    }

    func line(path node: Node, _ path: String) -> LineString? {
        guard let positions = positions(node, path) else { return nil }
        guard positions.count >= 2, Set(positions).count >= 2 else {
            findings.report(node.spot, path, "a line needs two different positions", "write at least two")
            return nil
        }
        return LineString(positions)
    }

    func line(feature: Node, _ path: String) -> LineString? {
        guard let geometry = geometry(feature, path) else { return nil }
        guard geometry["type"]?.text == "LineString", let coordinates = geometry["coordinates"] else {
            findings.report(
                geometry.spot, path,
                "the feature is a \(geometry["type"]?.text ?? "geometry without type") where a line is needed",
                "make it one LineString")
            return nil
        }
        return line(path: coordinates, path)
    }

    private func geometry(_ feature: Node, _ path: String) -> Node? {
        if let geometry = feature["geometry"] { return geometry }
        findings.report(feature.spot, path, "the feature has no geometry", "draw it, or leave it out")
        return nil
    }

    private func checkedRing(_ node: Node, _ path: String) -> [Coordinate]? {
        guard let ring = positions(node, path) else { return nil }
        guard ring.count >= 4 else {
            findings.report(
                node.spot, path, "a ring has \(ring.count) positions; the least is 4, the last the same as the first",
                "write a triangle or more")
            return nil
        }
        guard ring[0] == ring[ring.count - 1] else {
            findings.report(
                node.spot, path,
                "the ring does not close: it begins at \(Self.text(ring[0])) and ends at \(Self.text(ring[ring.count - 1]))",
                "write \(Self.text(ring[0])) at its end too")
            return nil
        }
        switch RingCrossing.first(in: ring) {
        case .none: break
        case .undecided:
            findings.report(
                .warning, node.spot, path,
                "the ring of \(ring.count) positions is too intricate to check for crossings",
                "simplify it")
        case .crossing(let first, let second):
            findings.report(
                positionSpot(node, second), path,
                "the ring crosses itself: its side behind position \(second + 1) crosses the one behind position \(first + 1)",
                "put the positions in the order in which one walks around the area")
            return nil
        }
        guard Set(ring).count >= 3 else {
            findings.report(node.spot, path, "the ring encloses nothing", "write at least three different positions")
            return nil
        }
        return ring
    }

    private func positionSpot(_ ring: Node, _ index: Int) -> Spot {
        if case .list(let items) = ring.content, index < items.count { return items[index].spot }
        return ring.spot
    }

    private func positions(_ node: Node, _ path: String) -> [Coordinate]? {
        guard case .list(let items) = node.content else {
            findings.report(
                node.spot, path, "a list of positions is needed here, not \(node.kind)",
                "write [[longitude, latitude], …]")
            return nil
        }
        var found: [Coordinate] = []
        found.reserveCapacity(items.count)
        var isWhole = true
        for item in items {
            if let position = position(item, path) { found.append(position) } else { isWhole = false }
        }
        return isWhole ? found : nil
    }

    private func position(_ node: Node, _ path: String) -> Coordinate? {
        let numbers: [Double]
        switch node.content {
        case .numbers(let flat): numbers = flat
        case .list(let items):
            numbers = items.compactMap(\.number)
            if numbers.count < items.count { fallthrough }
        default:
            findings.report(
                node.spot, path, "a position is two numbers, not \(node.kind)", "write [longitude, latitude] in degrees"
            )
            return nil
        }
        guard numbers.count == 2 || numbers.count == 3 else {
            findings.report(
                node.spot, path, "a position has \(numbers.count) numbers", "write [longitude, latitude] in degrees")
            return nil
        }
        if let position = Coordinate(checkedLatitude: numbers[1], longitude: numbers[0]) { return position }
        let swapped = Coordinate(checkedLatitude: numbers[0], longitude: numbers[1])
        findings.report(
            node.spot, path,
            "[\(ShapeCheck.plain(numbers[0])), \(ShapeCheck.plain(numbers[1]))] is not on the Earth: longitude first (−180 to 180), then latitude (−90 to 90)",
            swapped.map { "write \(Self.text($0)) if that is meant" } ?? "write degrees of WGS 84")
        return nil
    }

    private static func text(_ position: Coordinate) -> String {
        "[\(ShapeCheck.plain(position.longitude)), \(ShapeCheck.plain(position.latitude))]"
    }
}
