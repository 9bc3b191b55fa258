import Foundation

extension LineString {
    /// Metres to the nearest spot of the line, on the ellipsoid, the line being straight in longitude and latitude
    /// between its positions. Within 0.01 m up to 1 000 km from the line and 75 degrees from the equator.
    ///
    /// A quick measure leaves the few segments that may be nearest; on each of these the foot of the perpendicular
    /// is found by geodesics.
    public func metres(to spot: Coordinate) -> Double { nearest(to: spot).metres }

    /// The same, but exact only where it matters. The value is on the true side of `threshold`, and exact whenever
    /// the quick measure comes within 1 % + 50 m of it; otherwise it may be off by 1 % + 50 m (up to 1 000 km; beyond,
    /// it is only known to be far), and when the whole line is plainly farther, it may be no more than a lower bound.
    public func metres(to spot: Coordinate, threshold: Double) -> Double {
        let frame = SpotFrame(spot)
        let clear = threshold * 1.02 + 100
        let atLeast = frame.atLeast(to: box)
        if atLeast > clear { return atLeast }
        let quick = quickNearest(frame, notBeyond: clear)
        if quick.index < 0 { return clear }
        if abs(quick.metres - threshold) > quick.metres * 0.01 + 50 { return quick.metres }
        return nearest(frame, from: quick).metres
    }

    /// On which side of a line a spot lies, for one who follows the line from its first position to its last.
    public enum Side: UInt8, Sendable { case left, right, on }

    /// By the nearest segment; past either end, by the segment there drawn on. Within 0.1 m, a spot is on the line.
    public func side(of spot: Coordinate) -> Side {
        let found = nearest(to: spot)
        if found.metres <= 0.1 { return .on }
        func turn(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate) -> Double {
            let (bx, cx) = (b.longitude - a.longitude, WGS84.wrapped(c.longitude - a.longitude))
            return bx * (c.latitude - a.latitude) - (b.latitude - a.latitude) * cx
        }
        let (first, last) = (positions[found.index], positions[found.index + 1])
        var isLeft = turn(first, last, spot) > 0
        // Nearest to a corner: left of a left turn is left of both segments, left of a right turn is left of either.
        let isClosed = positions[0] == positions[positions.count - 1]
        let before =
            found.index > 0 ? positions[found.index - 1] : isClosed ? positions[positions.count - 2] : nil
        let after =
            found.index + 2 < positions.count ? positions[found.index + 2] : isClosed ? positions[1] : nil
        if found.along <= 0, let before {
            let other = turn(before, first, spot) > 0
            isLeft = turn(before, first, last) > 0 ? isLeft && other : isLeft || other
        } else if found.along >= 1, let after {
            let other = turn(last, after, spot) > 0
            isLeft = turn(first, last, after) > 0 ? isLeft && other : isLeft || other
        }
        return isLeft ? .left : .right
    }

    /// The nearest spot of the line, as segment and share of it (0…1).
    struct Nearest {
        var index = -1
        var along = 0.0
        var metres = Double.infinity
    }

    func nearest(to spot: Coordinate) -> Nearest {
        let frame = SpotFrame(spot)
        return nearest(frame, from: quickNearest(frame, notBeyond: .infinity))
    }

    private func nearest(_ frame: SpotFrame, from quick: Nearest) -> Nearest {
        var best = frame.exact(positions[quick.index], positions[quick.index + 1], from: quick.along)
        best.index = quick.index
        for run in runs.indices where frame.atLeast(to: runs[run]) < best.metres {
            for index in segments(of: run) where index != quick.index {
                let (metres, along) = frame.quick(positions[index], positions[index + 1])
                guard metres - frame.doubt(metres) < best.metres else { continue }
                let found = frame.exact(positions[index], positions[index + 1], from: along)
                if found.metres < best.metres { best = Nearest(index: index, along: found.along, metres: found.metres) }
            }
        }
        return best
    }

    /// Index −1 when nothing is nearer than `limit`.
    private func quickNearest(_ frame: SpotFrame, notBeyond limit: Double) -> Nearest {
        var best = Nearest(metres: limit)
        for run in runs.indices where frame.atLeast(to: runs[run]) < best.metres {
            for index in segments(of: run) {
                let (metres, along) = frame.quick(positions[index], positions[index + 1])
                if metres < best.metres { best = Nearest(index: index, along: along, metres: metres) }
            }
        }
        return best
    }

    private func segments(of run: Int) -> Range<Int> {
        let first = run * Self.runLength
        return first..<min(first + Self.runLength, positions.count - 1)
    }
}

/// Measuring from one spot: what depends on the spot alone is worked out once.
struct SpotFrame {
    let spot: Coordinate
    private let sine: Double, cosine: Double
    /// Metres per degree; along the parallel, on the equator's circle.
    private let north: Double, east: Double

    init(_ spot: Coordinate) {
        self.spot = spot
        sine = sin(spot.latitude * WGS84.radian)
        cosine = cos(spot.latitude * WGS84.radian)
        (north, east) = WGS84.metresPerDegree(sine: sine)
    }

    /// No spot of the box is nearer than this: the way to its nearest parallel, or to its nearest meridian
    /// (sin d = cos φ · sin Δλ on the sphere), each less the half per cent by which the ellipsoid may be smaller.
    @inline(__always) func atLeast(to box: BoundingBox) -> Double {
        let rise = max(0, max(box.south - spot.latitude, spot.latitude - box.north)) * 110_500
        guard spot.longitude < box.west || spot.longitude > box.east else { return rise }
        let gap = min(abs(WGS84.wrapped(box.west - spot.longitude)), abs(WGS84.wrapped(spot.longitude - box.east)))
        let angle = min(gap * WGS84.radian, 1)
        return max(rise, 6_335_000 * cosine * angle * (1 - angle * angle / 6))
    }

    /// Metres to the segment, and where its nearest spot lies (0…1), by the radii at the spot and the cosine of the
    /// middle latitude. Off by no more than ``doubt(_:)``.
    @inline(__always) func quick(_ a: Coordinate, _ b: Coordinate) -> (metres: Double, along: Double) {
        let ax = WGS84.wrapped(a.longitude - spot.longitude)
        let ay = a.latitude - spot.latitude
        let (dx, dy) = (b.longitude - a.longitude, b.latitude - a.latitude)
        var along = 0.0
        var y = max(min(ay, ay + dy), min(0, max(ay, ay + dy)))
        var scale = 0.0
        for _ in 0..<2 {
            scale = east * cosineHalfway(y)
            let (ex, ey) = (dx * scale, dy * north)
            let length = ex * ex + ey * ey
            along = length > 0 ? max(0, min(1, -(ax * scale * ex + ay * north * ey) / length)) : 0
            y = ay + along * dy
        }
        scale = east * cosineHalfway(y)
        let (x, rise) = ((ax + along * dx) * scale, y * north)
        return ((x * x + rise * rise).squareRoot(), along)
    }

    /// By how much ``quick(_:_:)`` may be off, in metres. Found by trial, with room: see the tests.
    @inline(__always) func doubt(_ metres: Double) -> Double {
        let angle = metres / 6_371_000
        let tangent2 = sine * sine / max(1e-6, cosine * cosine)
        return metres * (0.001 + 2 * angle * angle * (1 + tangent2)) + 1
    }

    /// The foot of the perpendicular: each step moves along the segment by the part of the geodesic that points
    /// along it. Converges for distances below the radius of curvature of the segment, R / tan φ or more.
    func exact(_ a: Coordinate, _ b: Coordinate, from start: Double) -> LineString.Nearest {
        let (dx, dy) = (b.longitude - a.longitude, b.latitude - a.latitude)
        var best = LineString.Nearest()
        var along = start
        for _ in 0..<16 {
            let at = Coordinate(latitude: a.latitude + along * dy, longitude: a.longitude + along * dx)
            let (metres, azimuth) = Geodesic.inverse(at, spot)
            if metres < best.metres { best = LineString.Nearest(index: -1, along: along, metres: metres) }
            let (sine, cosine) = (sin(at.latitude * WGS84.radian), cos(at.latitude * WGS84.radian))
            let scale = WGS84.metresPerDegree(sine: sine)
            let (ex, ey) = (dx * scale.eastOverCosine * cosine, dy * scale.north)
            let length = ex * ex + ey * ey
            guard length > 0 else { break }
            let angle = azimuth * WGS84.radian
            let step = metres * (sin(angle) * ex + cos(angle) * ey) / length
            let next = max(0, min(1, along + step))
            if abs(next - along) * length.squareRoot() <= 1e-4 * metres.squareRoot() + 1e-5 { break }
            along = next
        }
        return best
    }

    /// cos(φ + y/2) for a rise of `y` degrees, by the first terms of the series.
    @inline(__always) private func cosineHalfway(_ rise: Double) -> Double {
        let half = max(-0.8, min(0.8, rise * (WGS84.radian / 2)))
        let square = half * half
        return max(0, cosine * (1 - square / 2 * (1 - square / 12)) - sine * half * (1 - square / 6))
    }
}

extension Polygon {
    /// Metres to the nearest spot of any ring, on the ellipsoid; infinite when there is none. See
    /// ``LineString/metres(to:)``.
    public func metresToEdge(from spot: Coordinate) -> Double {
        edges.reduce(.infinity) { min($0, $1.metres(to: spot)) }
    }

    /// Whether the spot lies inside, and how far from the edge.
    public func standing(of spot: Coordinate) -> (isInside: Bool, metresToEdge: Double) {
        (contains(spot), metresToEdge(from: spot))
    }

    /// Square metres on the ellipsoid, holes taken out. Rings may touch but not cross.
    ///
    /// A strip from the equator to latitude φ has the area b²/2·(sin φ/(1−e²sin²φ) + atanh(e sin φ)/e) per radian
    /// (Snyder 1987, equation 3-12); along each edge it is integrated by Gauss's three points.
    public var areaSquareMetres: Double {
        func area(_ ring: [Coordinate]) -> Double {
            guard var from = ring.last else { return 0 }
            let middle = box.centre.latitude
            let base = Self.strip(middle)
            var sum = 0.0
            for to in ring {
                let dx = (to.longitude - from.longitude) * WGS84.radian
                let (mean, half) = ((from.latitude + to.latitude) / 2, (to.latitude - from.latitude) / 2)
                let node = half * 0.6.squareRoot()
                let outer = Self.strip(mean - node) + Self.strip(mean + node) - 2 * base
                sum += dx * (8 * (Self.strip(mean) - base) + 5 * outer) / 18
                from = to
            }
            return abs(sum)
        }
        var total = 0.0
        for (index, ring) in rings.enumerated() where ring.count > 2 {
            let around = rings.indices.filter { $0 != index && Polygon(rings: [rings[$0]]).surrounds(ring) }.count
            total += around.isMultiple(of: 2) ? area(ring) : -area(ring)
        }
        return max(0, total)
    }

    /// By the ring's corners that are not on this edge.
    private func surrounds(_ ring: [Coordinate]) -> Bool {
        let corners = Set(rings.joined())
        guard let free = ring.first(where: { !corners.contains($0) }) else { return false }
        return contains(free)
    }

    private static func strip(_ latitude: Double) -> Double {
        let (sine, e) = (sin(latitude * WGS84.radian), WGS84.e2.squareRoot())
        return WGS84.b * WGS84.b / 2 * (sine / (1 - WGS84.e2 * sine * sine) + atanh(e * sine) / e)
    }
}
