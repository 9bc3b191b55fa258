import Foundation

extension Place {
    /// Spots that stand for the place, each as likely as the next; always the same ones. None when the place is
    /// unknown; one when it is exact. A sector's follow the posterior of its bearing and range, tails included
    /// (see ``Localisation/Term``); an area's lie inside it.
    public func samples(_ count: Int = 192) -> [Coordinate] {
        precondition(count > 0, "no samples asked for")
        switch self {
        case .unknown: return []
        case .point(let at, let sigma):
            guard sigma > 0 else { return [at] }
            // The quantiles of the distance of a plane normal error: Rayleigh's.
            return Self.sunflower(at, count) { share in
                sigma * min(Sector.tail, (-2 * log(1 - share)).squareRoot())
            }
        case .disc(let at, let radius):
            guard radius > 0 else { return [at] }
            return Self.sunflower(at, count) { share in radius * share.squareRoot() }
        case .square(let centre, let side):
            guard side > 0 else { return [centre] }
            let grid = GridFrame(centre)
            return (0..<count).map { index in
                let (u, v) = Self.spread(index)
                return grid.moved(east: side * (u - 0.5), north: side * (v - 0.5))
            }
        case .sector(let sector): return sector.samples(count)
        case .area(let polygon): return polygon.samples(count)
        case .located(let localisation): return localisation.samples(count)
        }
    }

    /// Seeds of a sunflower (Vogel 1979): turned by the golden angle, at the middle of each of `count` equal shares.
    private static func sunflower(_ centre: Coordinate, _ count: Int, _ metres: (Double) -> Double) -> [Coordinate] {
        let golden = Double.pi * (3 - 5.0.squareRoot())
        return (0..<count).map { index in
            let distance = metres((Double(index) + 0.5) / Double(count))
            let angle = Double(index) * golden
            return centre.moved(eastMetres: distance * sin(angle), northMetres: distance * cos(angle))
        }
    }

    /// Evenly over the unit square, whatever the count: Roberts' R2 sequence (2018), from the plastic number.
    static func spread(_ index: Int) -> (Double, Double) {
        func fraction(_ value: Double) -> Double { value - value.rounded(.down) }
        let step = Double(index + 1)
        return (fraction(0.5 + step * 0.7548776662466927), fraction(0.5 + step * 0.5698402909980532))
    }
}

/// A quantity with a density given on equal steps: which value has so much of it below?
struct Quantiles {
    private let low: Double
    private let step: Double
    private var below: [Double] = [0]

    init(from low: Double, to high: Double, steps: Int, density: (Double) -> Double) {
        self.low = low
        step = (high - low) / Double(steps)
        for index in 0..<steps {
            below.append(below[index] + density(low + step * (Double(index) + 0.5)))
        }
    }

    var isEmpty: Bool { !(below[below.count - 1] > 0) }

    func value(_ share: Double) -> Double {
        let sought = share * below[below.count - 1]
        var (first, last) = (0, below.count - 1)
        while last - first > 1 {
            let middle = (first + last) / 2
            if below[middle] <= sought { first = middle } else { last = middle }
        }
        let rise = below[last] - below[first]
        return low + step * (Double(first) + (rise > 0 ? (sought - below[first]) / rise : 0.5))
    }
}

extension Sector {
    /// Bearing and range are independent of one another: each is drawn by its own quantiles, the range by
    /// the density of its ring, which grows with the range.
    func samples(_ count: Int) -> [Coordinate] {
        guard outerMetres > 0 else { return [observer] }
        let reach = reach
        let sharpness = 1 / max(1e-12, sigmaDegrees * sigmaDegrees * WGS84.radian * WGS84.radian)
        let angles = Quantiles(from: -reach.halfWidthDegrees, to: reach.halfWidthDegrees, steps: 256) { off in
            let beyond = max(0, abs(off) - halfWidthDegrees)
            return exp(sharpness * (cos(beyond * WGS84.radian) - 1))
        }
        let (near, far) = (nearMetres, outerMetres)
        let ranges = Quantiles(from: reach.nearMetres, to: reach.farMetres, steps: 256) { range in
            let beyond = range < near ? log(range / near) : range > far ? log(range / far) : 0
            return range * exp(-0.5 * beyond * beyond / (Self.rangeSigma * Self.rangeSigma))
        }
        return (0..<count).map { index in
            let (u, v) = Place.spread(index)
            return Geodesic.direct(
                from: observer, azimuthDegrees: bearingDegrees + angles.value(u), metres: ranges.value(v))
        }
    }
}

extension Polygon {
    /// The parallel first, by the width of the area there, then a place along it: all inside, however thin the
    /// area. One spot, the middle of the box, when the area has no width.
    func samples(_ count: Int) -> [Coordinate] {
        guard box.north > box.south else { return [centroid] }
        var crossings: [Double] = []
        let parallels = Quantiles(from: box.south, to: box.north, steps: 128) { latitude in
            cross(latitude, into: &crossings)
            return Self.width(crossings) * cos(latitude * WGS84.radian)
        }
        guard !parallels.isEmpty else { return [centroid] }
        var spots: [Coordinate] = []
        spots.reserveCapacity(count)
        for index in 0..<count {
            let (u, v) = Place.spread(index)
            let latitude = parallels.value(u)
            cross(latitude, into: &crossings)
            var rest = v * Self.width(crossings)
            for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                let width = crossings[pair + 1] - crossings[pair]
                if rest < width {
                    spots.append(Coordinate(latitude: latitude, longitude: crossings[pair] + rest))
                    break
                }
                rest -= width
            }
        }
        return spots.isEmpty ? [centroid] : spots
    }

    /// The longitudes at which the rings cross a parallel, ascending, by the rule of ``contains(_:)``.
    private func cross(_ latitude: Double, into crossings: inout [Double]) {
        crossings.removeAll(keepingCapacity: true)
        for ring in rings where !ring.isEmpty {
            var previous = ring[ring.count - 1]
            for corner in ring {
                if (corner.latitude > latitude) != (previous.latitude > latitude) {
                    crossings.append(
                        (previous.longitude - corner.longitude) * (latitude - corner.latitude)
                            / (previous.latitude - corner.latitude) + corner.longitude)
                }
                previous = corner
            }
        }
        crossings.sort()
    }

    private static func width(_ crossings: [Double]) -> Double {
        stride(from: 0, to: crossings.count - 1, by: 2).reduce(0) { $0 + crossings[$1 + 1] - crossings[$1] }
    }
}

/// East and north as the military grid has them around a spot; true east and north beyond the grid, near the poles.
struct GridFrame {
    private let centre: Coordinate
    private let grid: UTM?

    init(_ centre: Coordinate) {
        self.centre = centre
        let isOnGrid = centre.latitude >= -80 && centre.latitude <= 84
        grid = isOnGrid ? UTM(centre, zone: UTM.zone(of: centre)) : nil
    }

    func moved(east: Double, north: Double) -> Coordinate {
        guard let grid else { return centre.moved(eastMetres: east, northMetres: north) }
        return UTM(
            zone: grid.zone, isSouth: grid.isSouth, easting: grid.easting + east, northing: grid.northing + north
        ).coordinate
    }
}
