import Foundation

extension Place {
    /// A closed ring to draw the place by, counter-clockwise as RFC 7946 asks; empty when unknown. A point is drawn
    /// as the circle that holds 90 % of its normal error (2.146 sigma, at least 1 m); a sector as stated, and one
    /// with an exact bearing as the 90 % of its bearing's error; an area by its longest ring.
    public func outline(segments: Int = 64) -> [Coordinate] {
        precondition(segments >= 4, "an outline of fewer than four segments")
        func arc(_ centre: Coordinate, _ metres: Double, from first: Double, to last: Double, _ steps: Int)
            -> [Coordinate]
        {
            (0...steps).map { step in
                let azimuth = first + (last - first) * Double(step) / Double(steps)
                return Geodesic.direct(from: centre, azimuthDegrees: azimuth, metres: metres)
            }
        }
        func circle(_ centre: Coordinate, _ metres: Double) -> [Coordinate] {
            let ring = arc(centre, max(1, metres), from: 0, to: -360, segments)
            return ring.dropLast() + [ring[0]]
        }
        switch self {
        case .unknown: return []
        case .point(let at, let sigma): return circle(at, Self.ninetyPercent * sigma)
        case .disc(let at, let radius): return circle(at, radius)
        case .square(let centre, let side):
            let grid = GridFrame(centre)
            let half = side / 2
            return [(-half, -half), (half, -half), (half, half), (-half, half), (-half, -half)].map { east, north in
                grid.moved(east: east, north: north)
            }
        case .sector(let sector):
            let half = sector.halfWidthDegrees > 0 ? sector.halfWidthDegrees : max(0.5, 1.645 * sector.sigmaDegrees)
            let (bearing, far) = (sector.bearingDegrees, sector.outerMetres)
            if half >= 180 { return circle(sector.observer, far) }
            let outer = arc(sector.observer, far, from: bearing + half, to: bearing - half, segments)
            let inner =
                sector.nearMetres > 0
                ? arc(sector.observer, sector.nearMetres, from: bearing - half, to: bearing + half, segments)
                : [sector.observer]
            return outer + inner + [outer[0]]
        case .area(let polygon):
            guard let longest = polygon.edges.max(by: { $0.positions.count < $1.positions.count }) else { return [] }
            return longest.positions
        case .located(let localisation):
            return localisation.region90.rings.max { $0.count < $1.count } ?? []
        }
    }

    /// √(−2 ln 0.1): the radius in sigmas that holds 90 % of a plane normal error.
    private static let ninetyPercent = (-2 * log(0.1)).squareRoot()
}
