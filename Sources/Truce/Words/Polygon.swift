import Foundation

/// An area on the map: one or more rings of positions (RFC 7946: straight in longitude and latitude), each closed
/// (first = last). A spot is inside when a ray from it crosses the rings an odd number of times, so that holes and
/// islands need no order. An area may not cross the antimeridian: cut it there, as RFC 7946 asks.
public struct Polygon: Hashable, Sendable {
    public let rings: [[Coordinate]]
    public let box: BoundingBox
    /// The rings of two positions or more as closed lines, to measure from.
    let edges: [LineString]

    public init(rings: [[Coordinate]]) {
        self.rings = rings
        box = BoundingBox(of: rings.joined())
        edges = rings.filter { $0.count > 1 }.map { LineString($0.first == $0.last ? $0 : $0 + [$0[0]]) }
    }

    public static func == (a: Polygon, b: Polygon) -> Bool { a.rings == b.rings }
    public func hash(into hasher: inout Hasher) { hasher.combine(rings) }

    public func contains(_ spot: Coordinate) -> Bool {
        guard box.contains(spot) else { return false }
        var inside = false
        for ring in rings where !ring.isEmpty {
            var previous = ring[ring.count - 1]
            for corner in ring {
                if (corner.latitude > spot.latitude) != (previous.latitude > spot.latitude) {
                    let crossing =
                        (previous.longitude - corner.longitude) * (spot.latitude - corner.latitude)
                        / (previous.latitude - corner.latitude) + corner.longitude
                    if spot.longitude < crossing { inside.toggle() }
                }
                previous = corner
            }
        }
        return inside
    }

    /// The middle of the bounding box: something to index by, not a centre of mass.
    public var centroid: Coordinate { box.centre }
    public var radiusMetres: Double {
        distance(from: box.centre, to: Coordinate(latitude: box.south, longitude: box.west))
    }
}

/// Degrees; `west <= east`.
public struct BoundingBox: Hashable, Sendable {
    public var south: Double, west: Double, north: Double, east: Double

    public init(of spots: some Sequence<Coordinate>) {
        (south, west, north, east) = (90, 180, -90, -180)
        for spot in spots {
            south = min(south, spot.latitude)
            north = max(north, spot.latitude)
            west = min(west, spot.longitude)
            east = max(east, spot.longitude)
        }
    }

    public var centre: Coordinate { Coordinate(latitude: (south + north) / 2, longitude: (west + east) / 2) }
    public func contains(_ spot: Coordinate) -> Bool {
        spot.latitude >= south && spot.latitude <= north && spot.longitude >= west && spot.longitude <= east
    }
}

/// A line on the map: a line of contact, a withdrawal line, a road. Straight in longitude and latitude between its
/// positions (RFC 7946). At least two positions.
public struct LineString: Hashable, Sendable {
    public let positions: [Coordinate]
    public let box: BoundingBox
    /// Of each run of ``runLength`` segments, so that a far run costs one look.
    let runs: [BoundingBox]
    static let runLength = 12

    public init(_ positions: [Coordinate]) {
        precondition(positions.count >= 2, "a line of fewer than two positions")
        self.positions = positions
        box = BoundingBox(of: positions)
        runs = stride(from: 0, to: positions.count - 1, by: Self.runLength).map { first in
            BoundingBox(of: positions[first...min(first + Self.runLength, positions.count - 1)])
        }
    }

    public static func == (a: LineString, b: LineString) -> Bool { a.positions == b.positions }
    public func hash(into hasher: inout Hasher) { hasher.combine(positions) }
}

extension Sector {
    /// The mean of a ring slice, all spots as likely: range ⅔(r₂³−r₁³)/(r₂²−r₁²)·sin h/h,
    /// on a local plane at the observer.
    public var centroid: Coordinate {
        let h = halfWidthDegrees * .pi / 180
        let (near, far) = (nearMetres, farMetres)
        let spread = far * far - near * near
        let ring = spread > 0 ? 2 / 3 * (far * far * far - near * near * near) / spread : far
        return observer.moved(metres: ring * (h > 0 ? sin(h) / h : 1), towardsDegrees: bearingDegrees)
    }

    public var radiusMetres: Double {
        let centre = centroid
        return [nearMetres, farMetres].flatMap { range in
            [-1.0, 0, 1].map { side in
                distance(
                    from: centre,
                    to: observer.moved(metres: range, towardsDegrees: bearingDegrees + side * halfWidthDegrees))
            }
        }.max() ?? 0
    }
}

extension Coordinate {
    /// On the sphere: good to 0.6 %, see ``distance(from:to:)``. For the ellipsoid: ``Geodesic``.
    public func moved(metres: Double, towardsDegrees bearing: Double) -> Coordinate {
        let angle = metres / 6_371_008.8
        let (phi, lambda, theta) = (latitude * .pi / 180, longitude * .pi / 180, bearing * .pi / 180)
        let phi2 = asin(max(-1, min(1, sin(phi) * cos(angle) + cos(phi) * sin(angle) * cos(theta))))
        let lambda2 = lambda + atan2(sin(theta) * sin(angle) * cos(phi), cos(angle) - sin(phi) * sin(phi2))
        var degrees = lambda2 * 180 / .pi
        if degrees > 180 { degrees -= 360 } else if degrees < -180 { degrees += 360 }
        return Coordinate(latitude: phi2 * 180 / .pi, longitude: degrees)
    }
}
