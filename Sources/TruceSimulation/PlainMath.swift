import Truce

/// Functions whose last digit differs between mathematics libraries, here from additions, multiplications, divisions
/// and square roots alone, which IEEE 754 fixes to the last bit: a simulation is the same on every machine. Relative
/// error below 1e-12, far finer than the noise that they serve.
enum PlainMath {
    /// Natural logarithm of a positive number: exponent and significand, 2·atanh((m−1)/(m+1)) by its series.
    static func logarithm(_ x: Double) -> Double {
        precondition(x > 0, "no logarithm of \(x)")
        var (m, e) = (x.significand, Double(x.exponent))
        if m > 1.414_213_562_373_095_1 { (m, e) = (m / 2, e + 1) }
        let t = (m - 1) / (m + 1)
        let square = t * t
        var (term, sum) = (t, 0.0)
        for odd in stride(from: 1.0, through: 25, by: 2) {
            sum += term / odd
            term *= square
        }
        return 2 * sum + e * 0.693_147_180_559_945_3
    }

    static func sine(degrees: Double) -> Double {
        var turn = degrees.truncatingRemainder(dividingBy: 360)
        if turn > 180 { turn -= 360 } else if turn < -180 { turn += 360 }
        if turn > 90 { turn = 180 - turn } else if turn < -90 { turn = -180 - turn }
        let x = turn * (Double.pi / 180)
        var (term, sum) = (x, x)
        for n in stride(from: 2.0, through: 22, by: 2) {
            term *= -x * x / (n * (n + 1))
            sum += term
        }
        return sum
    }

    static func cosine(degrees: Double) -> Double { sine(degrees: degrees + 90) }

    /// Degrees clockwise from north, 0 ≤ b < 360, of the direction that goes so far east and north; 0 for nowhere.
    static func bearing(east: Double, north: Double) -> Double {
        let (x, y) = (abs(east), abs(north))
        guard x > 0 || y > 0 else { return 0 }
        let steep = arcTangent(min(x, y) / max(x, y))
        let fromNorth = x > y ? 90 - steep : steep
        let quarter = north >= 0 ? fromNorth : 180 - fromNorth
        let full = east >= 0 ? quarter : 360 - quarter
        return full >= 360 ? 0 : full
    }

    /// Degrees, for 0 ≤ t ≤ 1: two half-angle steps, then the series.
    private static func arcTangent(_ t: Double) -> Double {
        var t = t
        for _ in 0..<2 { t /= 1 + (1 + t * t).squareRoot() }
        var (term, sum) = (t, 0.0)
        for odd in stride(from: 1.0, through: 29, by: 2) {
            sum += term / odd
            term *= -t * t
        }
        return sum * 4 * (180 / Double.pi)
    }
}

/// Short ways on the map, as on a plane: metres east and north, one degree of latitude being 111 195 m. Good to a
/// percent within 100 km outside the polar regions, which is what an invented world needs.
extension Coordinate {
    private static let metresPerDegree = 111_195.08

    func moved(east: Double, north: Double) -> Coordinate {
        let latitude = max(-89, min(89, latitude + north / Self.metresPerDegree))
        let shrink = PlainMath.cosine(degrees: (latitude + self.latitude) / 2)
        var longitude = longitude + east / (Self.metresPerDegree * shrink)
        if longitude > 180 { longitude -= 360 } else if longitude < -180 { longitude += 360 }
        return Coordinate(latitude: latitude, longitude: longitude)
    }

    func moved(metres: Double, bearing: Double) -> Coordinate {
        moved(
            east: metres * PlainMath.sine(degrees: bearing), north: metres * PlainMath.cosine(degrees: bearing))
    }

    func way(to other: Coordinate) -> (east: Double, north: Double) {
        let shrink = PlainMath.cosine(degrees: (latitude + other.latitude) / 2)
        return (
            (other.longitude - longitude) * Self.metresPerDegree * shrink,
            (other.latitude - latitude) * Self.metresPerDegree
        )
    }

    func metres(to other: Coordinate) -> Double {
        let (east, north) = way(to: other)
        return (east * east + north * north).squareRoot()
    }

    func bearing(to other: Coordinate) -> Double {
        let (east, north) = way(to: other)
        return PlainMath.bearing(east: east, north: north)
    }
}

extension LineString {
    /// To the nearest spot of the line, in metres, on the plane at `spot`.
    func metres(from spot: Coordinate) -> Double {
        var nearest = Double.infinity
        for i in 1..<positions.count {
            let (a, b) = (spot.way(to: positions[i - 1]), spot.way(to: positions[i]))
            let (dx, dy) = (b.east - a.east, b.north - a.north)
            let length = dx * dx + dy * dy
            let t = length > 0 ? max(0, min(1, -(a.east * dx + a.north * dy) / length)) : 0
            let (x, y) = (a.east + t * dx, a.north + t * dy)
            nearest = min(nearest, x * x + y * y)
        }
        return nearest.squareRoot()
    }

    var metres: Double {
        var sum = 0.0
        for i in 1..<positions.count { sum += positions[i - 1].metres(to: positions[i]) }
        return sum
    }

    /// The spot so many metres along the line, and the way it runs there, in degrees.
    func spot(at metres: Double) -> (at: Coordinate, heading: Double) {
        var rest = metres
        for i in 1..<positions.count {
            let (a, b) = (positions[i - 1], positions[i])
            let length = a.metres(to: b)
            if rest <= length || i == positions.count - 1 {
                let heading = a.bearing(to: b)
                return (a.moved(metres: min(rest, length), bearing: heading), heading)
            }
            rest -= length
        }
        return (positions[0], 0)
    }
}
