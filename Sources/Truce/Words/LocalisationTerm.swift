import Foundation

extension Localisation {
    /// One thing that an observer heard, saw or measured, or that a report says of the place.
    public enum Observation: Hashable, Sendable {
        /// Degrees clockwise from true north; half width 11.25 for a sixteen-point compass, 22.5 for eight, 0 for
        /// degrees; sigma 10 heard, 5 seen, 1.5 by camera.
        case bearing(from: Coordinate, degrees: Double, halfWidthDegrees: Double, sigmaDegrees: Double)
        /// A range with shoulders: one standard deviation of its logarithm is 0.4 by ear, 0.3 with training.
        case range(from: Coordinate, nearMetres: Double, farMetres: Double, sigma: Double)
        /// Flash to bang. The speed of sound: ``soundMetresPerSecond(celsius:)``.
        case delay(from: Coordinate, seconds: Double, metresPerSecond: Double, sigmaMetres: Double)
        case place(Place)
    }

    /// In air of this temperature: 331.3·√(1 + T/273.15).
    public static func soundMetresPerSecond(celsius: Double) -> Double {
        331.3 * (1 + celsius / 273.15).squareRoot()
    }

    /// An observation on the plane, in metres: what the grid asks for each cell. A bearing is von Mises beyond its half
    /// width, a range normal in its logarithm beyond its ends, anything else normal in the distance.
    struct Term {
        private let shape: Shape
        private let x: Double, y: Double

        /// Where its likelihood reaches: centre and half width of a square.
        let reachX: Double, reachY: Double, reach: Double

        private enum Shape {
            case bearing(angle: Double, half: Double, sharpness: Double)
            case range(near: Double, far: Double, sigma: Double)
            case delay(metres: Double, sigma: Double)
            case spot(sigma: Double)
            case disc(radius: Double, shoulder: Double)
            case square(half: Double, turn: Double, shoulder: Double)
            case area([[(x: Double, y: Double)]], shoulder: Double)
        }

        /// A disc, square or area is flat inside. Its edge is soft by a fiftieth of its size, so that how badly two
        /// of them disagree can be told; no error is less than a metre.
        private static func shoulder(_ size: Double) -> Double { max(1, size / 50) }
        private static let tail = 4.5

        /// The terms of an observation: a sector has two, an unknown place none.
        static func terms(_ observation: Observation, _ plane: LocalPlane) -> [Term] {
            func term(_ shape: Shape, _ at: Coordinate, _ reach: Double, _ centre: Coordinate? = nil) -> Term {
                let (x, y) = plane.xy(at)
                let (reachX, reachY) = plane.xy(centre ?? at)
                return Term(shape: shape, x: x, y: y, reachX: reachX, reachY: reachY, reach: reach)
            }
            switch observation {
            case .bearing(let from, let degrees, let half, let sigma):
                let radians = max(0.01, sigma) * WGS84.radian
                let angle = degrees.remainder(dividingBy: 360) * WGS84.radian
                return [
                    term(
                        .bearing(angle: angle, half: half * WGS84.radian, sharpness: 1 / (radians * radians)), from,
                        Sector.horizonMetres)
                ]
            case .range(let from, let near, let far, let sigma):
                guard far > 0, far.isFinite else { return [] }
                return [term(.range(near: near, far: far, sigma: max(0.001, sigma)), from, far * exp(tail * sigma))]
            case .delay(let from, let seconds, let speed, let sigma):
                let metres = seconds * speed
                return [term(.delay(metres: metres, sigma: max(1, sigma)), from, metres + tail * max(1, sigma))]
            case .place(.unknown): return []
            case .place(.located(let found)):
                return terms(.place(.disc(found.mean, radiusMetres: found.radiusMetres)), plane)
            case .place(.point(let at, let sigma)):
                return [term(.spot(sigma: max(1, sigma)), at, tail * max(1, sigma))]
            case .place(.disc(let at, let radius)):
                let shoulder = shoulder(radius)
                return [term(.disc(radius: radius, shoulder: shoulder), at, radius + tail * shoulder)]
            case .place(.square(let centre, let side)):
                let shoulder = shoulder(side / 2)
                let (east, north) = plane.xy(GridFrame(centre).moved(east: 0, north: max(1, side / 2)))
                let (x, y) = plane.xy(centre)
                let turn = atan2(east - x, north - y)
                return [
                    term(
                        .square(half: side / 2, turn: turn, shoulder: shoulder), centre, side * 0.75 + tail * shoulder)
                ]
            case .place(.area(let polygon)):
                let radius = polygon.boxRadiusMetres
                let shoulder = shoulder(radius)
                let rings = polygon.edges.map { $0.positions.map { plane.xy($0) } }
                return [term(.area(rings, shoulder: shoulder), polygon.centroid, radius + tail * shoulder)]
            case .place(.sector(let sector)):
                return terms(
                    .bearing(
                        from: sector.observer, degrees: sector.bearingDegrees,
                        halfWidthDegrees: sector.halfWidthDegrees, sigmaDegrees: sector.sigmaDegrees), plane)
                    + terms(
                        .range(
                            from: sector.observer, nearMetres: sector.nearMetres, farMetres: sector.farMetres,
                            sigma: Sector.rangeSigma), plane)
            }
        }

        /// The logarithm of the likelihood at a spot of the plane, 0 at best; with `slack`, no less than its greatest
        /// value within so many metres of the spot.
        func logLikelihood(_ px: Double, _ py: Double, slack: Double = 0) -> Double {
            let (dx, dy) = (px - x, py - y)
            func gauss(_ beyond: Double, _ sigma: Double) -> Double {
                let z = max(0, beyond - slack) / sigma
                return -0.5 * z * z
            }
            switch shape {
            case .spot(let sigma): return gauss((dx * dx + dy * dy).squareRoot(), sigma)
            case .disc(let radius, let shoulder): return gauss((dx * dx + dy * dy).squareRoot() - radius, shoulder)
            case .delay(let metres, let sigma): return gauss(abs((dx * dx + dy * dy).squareRoot() - metres), sigma)
            case .bearing(let angle, let half, let sharpness):
                let range = (dx * dx + dy * dy).squareRoot()
                guard range > slack else { return 0 }
                var off = abs(atan2(dx, dy) - angle)
                if off > .pi { off = 2 * .pi - off }
                let beyond = max(0, off - half - (slack > 0 ? asin(slack / range) : 0))
                return sharpness * (cos(beyond) - 1)
            case .range(let near, let far, let sigma):
                let range = (dx * dx + dy * dy).squareRoot()
                if range + slack < near { return gaussLog((range + slack) / near, sigma) }
                if range - slack > far { return gaussLog((range - slack) / far, sigma) }
                return 0
            case .square(let half, let turn, let shoulder):
                let east = abs(dx * cos(turn) - dy * sin(turn)) - half
                let north = abs(dx * sin(turn) + dy * cos(turn)) - half
                let (outEast, outNorth) = (max(0, east), max(0, north))
                return gauss((outEast * outEast + outNorth * outNorth).squareRoot(), shoulder)
            case .area(let rings, let shoulder):
                return gauss(Self.beyond(rings, px, py), shoulder)
            }
        }

        private func gaussLog(_ ratio: Double, _ sigma: Double) -> Double {
            let z = log(max(1e-12, ratio)) / sigma
            return -0.5 * z * z
        }

        /// Metres outside the rings; 0 inside.
        private static func beyond(_ rings: [[(x: Double, y: Double)]], _ px: Double, _ py: Double) -> Double {
            var inside = false
            var nearest = Double.infinity
            for ring in rings {
                for (a, b) in zip(ring, ring.dropFirst()) {
                    let (ex, ey, dx, dy) = (b.x - a.x, b.y - a.y, px - a.x, py - a.y)
                    if (a.y > py) != (b.y > py), px < a.x + ex * (py - a.y) / ey { inside.toggle() }
                    let length = ex * ex + ey * ey
                    let t = length > 0 ? max(0, min(1, (dx * ex + dy * ey) / length)) : 0
                    let (ox, oy) = (dx - t * ex, dy - t * ey)
                    nearest = min(nearest, ox * ox + oy * oy)
                }
            }
            return inside ? 0 : nearest.squareRoot()
        }
    }
}

/// A flat map around a spot, in metres east and north: the radii of the ellipsoid there, one scale for all. Good
/// for tens of kilometres.
public struct LocalPlane: Hashable, Sendable {
    public let origin: Coordinate
    private let north: Double
    private let east: Double

    public init(origin: Coordinate) {
        self.origin = origin
        let scale = WGS84.metresPerDegree(sine: sin(origin.latitude * WGS84.radian))
        north = scale.north
        east = scale.eastOverCosine * max(1e-6, cos(origin.latitude * WGS84.radian))
    }

    public func xy(_ spot: Coordinate) -> (x: Double, y: Double) {
        (WGS84.wrapped(spot.longitude - origin.longitude) * east, (spot.latitude - origin.latitude) * north)
    }

    public func coordinate(x: Double, y: Double) -> Coordinate {
        Coordinate(
            latitude: max(-90, min(90, origin.latitude + y / north)),
            longitude: (origin.longitude + x / east).remainder(dividingBy: 360))
    }
}
