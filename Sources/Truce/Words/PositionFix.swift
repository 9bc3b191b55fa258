import Foundation

/// A spot found by least squares from several posts, with how well they agree. Quick, and sound only where errors
/// are small and normal: what people heard is for ``Localisation``.
public struct PositionFix: Hashable, Sendable {
    public let position: Coordinate
    /// The half axes of the ellipse that holds 95 %, in metres, and the longer one's azimuth, 0 ..< 180.
    public let longAxisMetres: Double
    public let shortAxisMetres: Double
    public let longAxisAzimuthDegrees: Double
    /// Seconds on the posts' clock at which it happened; nil for a fix by bearings.
    public let seconds: Double?
    public let chiSquare: Double
    public let degreesOfFreedom: Int

    /// The chance of a fit no better than this when the posts do observe one event with the errors they state;
    /// nil when nothing is left to test by.
    public var pValue: Double? {
        degreesOfFreedom > 0 ? Self.chance(above: chiSquare, degreesOfFreedom: degreesOfFreedom) : nil
    }

    /// Q(χ²; k+2) = Q(χ²; k) + (χ²/2)^(k/2)·e^(−χ²/2)/Γ(k/2+1) (Abramowitz and Stegun 26.4.8).
    static func chance(above chiSquare: Double, degreesOfFreedom: Int) -> Double {
        let half = chiSquare / 2
        var k = degreesOfFreedom.isMultiple(of: 2) ? 2.0 : 1.0
        var sum = k == 2 ? exp(-half) : erfc(half.squareRoot())
        while k < Double(degreesOfFreedom) {
            if half > 0 { sum += exp(k / 2 * log(half) - half - lgamma(k / 2 + 1)) }
            k += 2
        }
        return min(1, sum)
    }

    public struct Bearing: Hashable, Sendable {
        public let from: Coordinate
        public let degrees: Double
        public let sigmaDegrees: Double
        public init(from: Coordinate, degrees: Double, sigmaDegrees: Double) {
            self.from = from
            self.degrees = degrees
            self.sigmaDegrees = sigmaDegrees
        }
    }

    /// The spot that minimises Σ(wrap(θ(x)−β)/σ)². Nil for fewer than two bearings, and when
    /// they are all but parallel.
    public static func byBearings(_ bearings: [Bearing]) -> PositionFix? {
        guard bearings.count >= 2, let plane = plane(bearings.map(\.from)) else { return nil }
        let posts = bearings.map { bearing in
            let (x, y) = plane.xy(bearing.from)
            return (x: x, y: y, angle: bearing.degrees * WGS84.radian, sigma: bearing.sigmaDegrees * WGS84.radian)
        }
        // To begin with, the spot nearest to all the lines.
        var normal = Normal()
        for post in posts {
            let (across, along) = (cos(post.angle) / post.sigma, -sin(post.angle) / post.sigma)
            normal.add(across * post.x + along * post.y, -across, -along)
        }
        guard let start = normal.step(damping: 0), normal.isWellPosed else { return nil }
        let found = descend(from: (start.x, start.y)) { x, y in
            posts.map { post in
                let (dx, dy) = (x - post.x, y - post.y)
                let square = max(1e-6, dx * dx + dy * dy)
                let off = (atan2(dx, dy) - post.angle).remainder(dividingBy: 2 * .pi)
                return (off / post.sigma, dy / square / post.sigma, -dx / square / post.sigma)
            }
        }
        guard found.normal.isWellPosed else { return nil }
        return PositionFix(found, plane, seconds: nil, degreesOfFreedom: bearings.count - 2)
    }

    public struct Arrival: Hashable, Sendable {
        public let at: Coordinate
        public let seconds: Double
        public init(at: Coordinate, seconds: Double) {
            self.at = at
            self.seconds = seconds
        }
    }

    /// The spots that minimise Σ((t−t₀−|x−s|/c)/σ)², best first: three sensors, or sensors
    /// almost in a line, may leave two, and both are given. Empty for fewer than three sensors.
    public static func byArrivals(
        _ arrivals: [Arrival], metresPerSecond speed: Double, sigmaSeconds sigma: Double
    ) -> [PositionFix] {
        guard arrivals.count >= 3, let plane = plane(arrivals.map(\.at)) else { return [] }
        let sensors = arrivals.map { arrival in
            let (x, y) = plane.xy(arrival.at)
            return (x: x, y: y, seconds: arrival.seconds)
        }
        let count = Double(sensors.count)
        func origin(_ x: Double, _ y: Double) -> Double {
            sensors.reduce(0) { $0 + $1.seconds - hypot(x - $1.x, y - $1.y) / speed } / count
        }
        let extent = max(100, sensors.map { max(abs($0.x), abs($0.y)) }.max()!)
        var found: [Descent] = []
        for row in -3...3 {
            for column in -3...3 {
                // Off the lines of symmetry, where mirrored spots would balance.
                let start = ((Double(column) + 0.11) * extent, (Double(row) + 0.07) * extent)
                let descent = descend(from: start) { x, y in
                    let units = sensors.map { sensor in
                        let range = max(1e-6, hypot(x - sensor.x, y - sensor.y))
                        return ((x - sensor.x) / range, (y - sensor.y) / range)
                    }
                    let (meanX, meanY) = (units.reduce(0) { $0 + $1.0 } / count, units.reduce(0) { $0 + $1.1 } / count)
                    let t0 = origin(x, y)
                    return zip(sensors, units).map { sensor, unit in
                        let late = sensor.seconds - t0 - hypot(x - sensor.x, y - sensor.y) / speed
                        return (
                            late / sigma, (meanX - unit.0) / (speed * sigma), (meanY - unit.1) / (speed * sigma)
                        )
                    }
                }
                guard descent.hasSettled, descent.normal.isWellPosed else { continue }
                let isNew = found.allSatisfy { hypot($0.x - descent.x, $0.y - descent.y) > 0.01 * extent }
                if isNew { found.append(descent) }
            }
        }
        found.sort { $0.cost < $1.cost }
        // A second minimum is an answer only if it explains the times about as well (3 sigma).
        return found.filter { $0.cost <= found[0].cost + 9 }.map { descent in
            PositionFix(
                descent, plane, seconds: origin(descent.x, descent.y), degreesOfFreedom: arrivals.count - 3)
        }
    }

    private init(_ found: Descent, _ plane: LocalPlane, seconds: Double?, degreesOfFreedom: Int) {
        position = plane.coordinate(x: found.x, y: found.y)
        self.seconds = seconds
        chiSquare = found.cost
        self.degreesOfFreedom = degreesOfFreedom
        // The eigenvalues of the normal matrix are those of the covariance, inverted.
        let normal = found.normal
        let mean = (normal.xx + normal.yy) / 2
        let spread = hypot((normal.xx - normal.yy) / 2, normal.xy)
        let scale = 2.447747
        longAxisMetres = scale / max(1e-30, mean - spread).squareRoot()
        shortAxisMetres = scale / (mean + spread).squareRoot()
        // The direction of the smaller eigenvalue.
        let angle = 0.5 * atan2(-2 * normal.xy, normal.yy - normal.xx)
        let azimuth = 90 - angle / WGS84.radian
        longAxisAzimuthDegrees = azimuth < 0 ? azimuth + 180 : azimuth >= 180 ? azimuth - 180 : azimuth
    }

    private static func plane(_ spots: [Coordinate]) -> LocalPlane? {
        guard let first = spots.first else { return nil }
        let east = spots.reduce(0) { $0 + WGS84.wrapped($1.longitude - first.longitude) } / Double(spots.count)
        let latitude = spots.reduce(0) { $0 + $1.latitude } / Double(spots.count)
        return LocalPlane(
            origin: Coordinate(
                latitude: latitude, longitude: (first.longitude + east).remainder(dividingBy: 360)))
    }

    /// JᵀJ and Jᵀr.
    private struct Normal {
        var xx = 0.0, xy = 0.0, yy = 0.0, gx = 0.0, gy = 0.0

        mutating func add(_ residual: Double, _ jx: Double, _ jy: Double) {
            xx += jx * jx
            xy += jx * jy
            yy += jy * jy
            gx += jx * residual
            gy += jy * residual
        }

        /// Not so flat in one direction that the answer would be a guess.
        var isWellPosed: Bool { xx * yy - xy * xy > 1e-9 * (xx + yy) * (xx + yy) }

        func step(damping: Double) -> (x: Double, y: Double)? {
            let (a, d) = (xx * (1 + damping), yy * (1 + damping))
            let determinant = a * d - xy * xy
            guard determinant > 0 else { return nil }
            return (-(d * gx - xy * gy) / determinant, -(a * gy - xy * gx) / determinant)
        }
    }

    private struct Descent {
        var x: Double, y: Double, cost: Double, normal: Normal, hasSettled: Bool
    }

    /// Levenberg 1944 and Marquardt 1963, in two unknowns.
    private static func descend(
        from start: (x: Double, y: Double), _ residuals: (Double, Double) -> [(Double, Double, Double)]
    ) -> Descent {
        func look(_ x: Double, _ y: Double) -> Descent {
            var descent = Descent(x: x, y: y, cost: 0, normal: Normal(), hasSettled: false)
            for (residual, jx, jy) in residuals(x, y) {
                descent.cost += residual * residual
                descent.normal.add(residual, jx, jy)
            }
            return descent
        }
        var now = look(start.x, start.y)
        var damping = 1e-3
        for _ in 0..<200 {
            guard let step = now.normal.step(damping: damping) else { break }
            let next = look(now.x + step.x, now.y + step.y)
            if next.cost <= now.cost {
                now = next
                damping = max(1e-12, damping / 10)
            } else {
                damping *= 10
            }
            if hypot(step.x, step.y) < 1e-5 {
                now.hasSettled = true
                break
            }
        }
        return now
    }
}
