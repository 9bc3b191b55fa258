import Foundation

/// Where something happened, from everything that was heard, seen, measured or named: a density over a local plane,
/// every spot being as likely beforehand. How likely each observation makes a spot: ``Term``. The same
/// observations give the same answer, bit for bit.
public struct Localisation: Hashable, Sendable {
    /// The middle of the density. Not a claim that it happened there: draw a region, never a point.
    public let mean: Coordinate
    /// The smallest regions that hold 50 % and 90 %.
    public let region50: Region
    public let region90: Region
    /// Of the likelihood, in natural logarithms: 0 when some spot suits every observation perfectly.
    public let peakLogLikelihood: Double
    /// At most about a thousand spots and their shares, which sum to 1: to work out chances with.
    public let spots: [Spot]

    public struct Region: Hashable, Sendable {
        public let areaSquareKm: Double
        /// Closed; outer rings counter-clockwise, holes clockwise.
        public let rings: [[Coordinate]]
    }

    public struct Spot: Hashable, Sendable {
        public let coordinate: Coordinate
        public let weight: Double
    }

    /// False when no spot comes within about 3 sigma of all observations: then they do not tell of one place, and
    /// nothing should be drawn.
    public var fits: Bool { peakLogLikelihood >= Self.leastPeak }
    public static let leastPeak = -4.5

    /// What the places say together. Nil when all are unknown.
    public init?(of places: [Place]) { self.init(of: places.map(Observation.place)) }

    /// What the observations say together. Nil when none says anything.
    public init?(of observations: [Observation]) {
        let anchors = observations.compactMap(\.anchor)
        guard let first = anchors.first else { return nil }
        // Longitudes are averaged from the first, so that the antimeridian does not part neighbours.
        let count = Double(anchors.count)
        let east = anchors.reduce(0) { $0 + WGS84.wrapped($1.longitude - first.longitude) } / count
        let plane = LocalPlane(
            origin: Coordinate(
                latitude: anchors.reduce(0) { $0 + $1.latitude } / count,
                longitude: (first.longitude + east).remainder(dividingBy: 360)))
        let terms = observations.flatMap { Term.terms($0, plane) }
        guard !terms.isEmpty else { return nil }
        let grid = LikelihoodGrid(terms)

        let (x, y) = grid.mean
        mean = plane.coordinate(x: x, y: y)
        peakLogLikelihood = grid.peak
        let order = grid.cellsByDensity(meanX: x, meanY: y)
        region50 = grid.region(holding: 0.5, order, plane)
        region90 = grid.region(holding: 0.9, order, plane)
        spots = grid.spots(atMost: 1000, plane)
    }

    /// Every spot lies within this many metres of ``mean``.
    public var radiusMetres: Double { spots.map { distance(from: mean, to: $0.coordinate) }.max() ?? 0 }

    /// Equally weighted spots that stand for the density: its quantiles along the order of the cells.
    func samples(_ count: Int) -> [Coordinate] {
        var found: [Coordinate] = []
        var passed = 0.0
        for spot in spots {
            passed += spot.weight
            while found.count < count, (Double(found.count) + 0.5) / Double(count) <= passed {
                found.append(spot.coordinate)
            }
        }
        while found.count < count, let last = spots.last { found.append(last.coordinate) }
        return found
    }

    /// The chance that it happened where `predicate` holds.
    public func probability(of predicate: (Coordinate) -> Bool) -> Double {
        min(1, spots.reduce(0) { predicate($1.coordinate) ? $0 + $1.weight : $0 })
    }

    public func probability(inside area: Polygon) -> Double { probability { area.contains($0) } }

    /// The chance that it happened nearer than `metres` to `line`.
    public func probability(within metres: Double, of line: LineString) -> Double {
        probability { line.metres(to: $0, threshold: metres) < metres }
    }
}

extension Localisation.Observation {
    /// The observer, or the place's centre.
    fileprivate var anchor: Coordinate? {
        switch self {
        case .bearing(let from, _, _, _), .range(let from, _, _, _), .delay(let from, _, _, _): from
        case .place(.sector(let sector)): sector.observer
        case .place(let place): place.centre
        }
    }
}
