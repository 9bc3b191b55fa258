import Foundation

extension Sector {
    /// One standard deviation of the logarithm of a range judged by ear, beyond the stated range.
    public static let rangeSigma = 0.4
    /// How far a bearing without a range is followed.
    public static let horizonMetres = 50_000.0
    /// Where the tails of every error are cut: in standard deviations.
    static let tail = 3.5

    /// The outer range, or the horizon where none is given.
    var outerMetres: Double { farMetres.isFinite ? farMetres : max(nearMetres, Self.horizonMetres) }

    /// The bearings and ranges that the posterior reaches with its tails. Degrees, metres.
    var reach: (halfWidthDegrees: Double, nearMetres: Double, farMetres: Double) {
        let shoulder = farMetres.isFinite ? exp(Self.tail * Self.rangeSigma) : 1
        return (
            min(180, halfWidthDegrees + Self.tail * sigmaDegrees), nearMetres / exp(Self.tail * Self.rangeSigma),
            outerMetres * shoulder
        )
    }

    /// A disc around all of the reach.
    var reachDisc: (centre: Coordinate, metres: Double) {
        let (half, _, far) = reach
        let angle = half * .pi / 180
        // Through the observer and the two outer corners; past 45 degrees, with these as its diameter.
        let (ahead, radius) =
            half <= 45
            ? (far / (2 * cos(angle)), far / (2 * cos(angle)))
            : half < 90 ? (far * cos(angle), far * sin(angle)) : (0, far)
        let centre = Geodesic.direct(from: observer, azimuthDegrees: bearingDegrees, metres: ahead)
        return (centre, radius * 1.005)
    }
}

extension Place {
    /// A disc that holds every one of ``samples(_:)``: tails reach 3.5 standard deviations. Nil when unknown.
    var reach: (centre: Coordinate, metres: Double)? {
        switch self {
        case .unknown: nil
        case .point(let at, let sigma): (at, Sector.tail * sigma * 1.002)
        case .disc(let at, let radius): (at, radius * 1.002)
        case .square(let at, let side): (at, side * 0.708)
        case .sector(let sector): sector.reachDisc
        case .area(let polygon): (polygon.centroid, polygon.boxRadiusMetres)
        case .located(let localisation): (localisation.mean, localisation.radiusMetres * 1.002)
        }
    }

    /// The chance that the place lies inside `area`, 0 to 1; NaN when the place is unknown, which
    /// ``Truth/init(probability:)`` reads as unknown. Exactly 0 or 1, and quick, when the whole place lies on one
    /// side of the edge; otherwise the share of 192 spots (of a localisation: of its own).
    public func probability(inside area: Polygon) -> Double {
        guard let reach else { return .nan }
        if reach.metres == 0 { return area.contains(reach.centre) ? 1 : 0 }
        if SpotFrame(reach.centre).atLeast(to: area.box) > reach.metres { return 0 }
        for edge in area.edges where edge.metres(to: reach.centre, threshold: reach.metres) <= reach.metres {
            return clampedOpen(probability { area.contains($0) })
        }
        return area.contains(reach.centre) ? 1 : 0
    }

    /// The chance that the place lies nearer than `metres` to `line`, 0 to 1; NaN when the place is unknown. Exactly
    /// 0 or 1, and quick, when the whole place does or does not; otherwise the share of 192 spots.
    public func probability(within metres: Double, of line: LineString) -> Double {
        guard let reach else { return .nan }
        if SpotFrame(reach.centre).atLeast(to: line.box) > metres + reach.metres { return 0 }
        if reach.metres == 0 { return line.metres(to: reach.centre, threshold: metres) < metres ? 1 : 0 }
        let (inner, outer) = (metres - reach.metres, metres + reach.metres)
        let distance = line.metres(to: reach.centre, threshold: outer)
        if distance >= outer { return 0 }
        if inner > 0, line.metres(to: reach.centre, threshold: inner) < inner { return 1 }
        return clampedOpen(probability { line.metres(to: $0, threshold: metres) < metres })
    }

    /// A share of spots that is 0 or 1 by chance, though an edge lies within the disc or the error of a point, is not
    /// certain. Elsewhere the reach is wider than the place, and what the spots agree on counts.
    private func clampedOpen(_ share: Double) -> Double {
        switch self {
        case .sector, .located, .unknown, .square, .area: share
        case .point, .disc: min(max(share, 0.001), 0.999)
        }
    }

    /// The share of 192 spots of the place for which `predicate` holds, 0 to 1; NaN when the place is unknown.
    public func probability(of predicate: (Coordinate) -> Bool) -> Double {
        if case .located(let localisation) = self { return localisation.probability(of: predicate) }
        let spots = samples()
        guard !spots.isEmpty else { return .nan }
        return Double(spots.count { predicate($0) }) / Double(spots.count)
    }
}

extension Polygon {
    /// From the middle of the box to its farthest corner.
    var boxRadiusMetres: Double {
        let centre = box.centre
        let corners = [box.south, box.north].flatMap { south in
            [box.west, box.east].map { Coordinate(latitude: south, longitude: $0) }
        }
        return corners.map { distance(from: centre, to: $0) }.max()! * 1.006
    }
}
