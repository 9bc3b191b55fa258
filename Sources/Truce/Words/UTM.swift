import Foundation

/// A position on the Universal Transverse Mercator grid, WGS 84, in metres. Latitudes −80…84; the polar grid
/// (UPS) is not read.
///
/// Krüger's series to n⁶ as in Karney 2011, "Transverse Mercator with an accuracy of a few nanometers", equations
/// 7–14 and 35–36; coefficients by his equations for WGS 84.
public struct UTM: Hashable, Sendable {
    /// 1…60.
    public let zone: Int
    /// Northings of the southern hemisphere count from 10 000 km south of the equator.
    public let isSouth: Bool
    public let easting: Double
    public let northing: Double

    public init(zone: Int, isSouth: Bool, easting: Double, northing: Double) {
        precondition((1...60).contains(zone), "a UTM zone outside 1…60")
        self.zone = zone
        self.isSouth = isSouth
        self.easting = easting
        self.northing = northing
    }

    /// In the zone that belongs to the position, exceptions of Norway and Svalbard included.
    public init(_ spot: Coordinate) throws(CoordinateError) {
        guard spot.latitude >= -80, spot.latitude <= 84 else { throw .polar(String(spot.latitude)) }
        self.init(spot, zone: UTM.zone(of: spot))
    }

    /// In a given zone, also a neighbouring one.
    init(_ spot: Coordinate, zone: Int) {
        let tau = tan(spot.latitude * WGS84.radian)
        let conformal = Self.conformal(tau)
        let delta = WGS84.wrapped(spot.longitude - UTM.centralMeridian(zone)) * WGS84.radian
        let xi = atan2(conformal, cos(delta))
        let eta = asinh(sin(delta) / (conformal * conformal + cos(delta) * cos(delta)).squareRoot())
        var (north, east) = (xi, eta)
        for (index, alpha) in Self.alpha.enumerated() {
            let order = Double(2 * index + 2)
            north += alpha * sin(order * xi) * cosh(order * eta)
            east += alpha * cos(order * xi) * sinh(order * eta)
        }
        self.zone = zone
        isSouth = spot.latitude < 0
        easting = 500_000 + Self.scale * east
        northing = Self.scale * north + (isSouth ? 10_000_000 : 0)
    }

    /// The same position in degrees. Newton's method of Karney's equations 19–21.
    public var coordinate: Coordinate {
        let eta = (easting - 500_000) / Self.scale
        let xi = (northing - (isSouth ? 10_000_000 : 0)) / Self.scale
        var (north, east) = (xi, eta)
        for (index, beta) in Self.beta.enumerated() {
            let order = Double(2 * index + 2)
            north -= beta * sin(order * xi) * cosh(order * eta)
            east -= beta * cos(order * xi) * sinh(order * eta)
        }
        let flat = (sinh(east) * sinh(east) + cos(north) * cos(north)).squareRoot()
        let target = sin(north) / flat
        var tau = target
        for _ in 0..<4 {
            let now = Self.conformal(tau)
            let rest = 1 - WGS84.e2
            tau +=
                (target - now) / (1 + now * now).squareRoot() * (1 + rest * tau * tau)
                / (rest * (1 + tau * tau).squareRoot())
        }
        let longitude = UTM.centralMeridian(zone) + atan2(sinh(east), cos(north)) / WGS84.radian
        return Coordinate(latitude: atan(tau) / WGS84.radian, longitude: longitude.remainder(dividingBy: 360))
    }

    /// The zone of a position: 6 degrees each from 180 west; 32 over south-west Norway, and 31, 33, 35, 37 over
    /// Svalbard. The meridian of 180 belongs to zone 60 when written +180.
    public static func zone(of spot: Coordinate) -> Int {
        let (phi, lambda) = (spot.latitude, spot.longitude)
        if phi >= 56, phi < 64, lambda >= 3, lambda < 12 { return 32 }
        if phi >= 72, phi <= 84, lambda >= 0, lambda < 42 {
            return lambda < 9 ? 31 : lambda < 21 ? 33 : lambda < 33 ? 35 : 37
        }
        return min(60, Int(((lambda + 180) / 6).rounded(.down)) + 1)
    }

    /// Degrees east.
    public static func centralMeridian(_ zone: Int) -> Double { Double(6 * zone - 183) }

    /// Tangent of the conformal latitude.
    private static func conformal(_ tau: Double) -> Double {
        let e = WGS84.e2.squareRoot()
        let secant = (1 + tau * tau).squareRoot()
        let sigma = sinh(e * atanh(e * tau / secant))
        return tau * (1 + sigma * sigma).squareRoot() - sigma * secant
    }

    /// k₀·A.
    private static let scale = 0.9996 * 6_367_449.145823415
    private static let alpha = [
        8.377318206244698e-4, 7.608527773572307e-7, 1.1976455033294527e-9, 2.4291706072013587e-12,
        5.711757677865804e-15, 1.4911177312583895e-17,
    ]
    private static let beta = [
        8.377321640579488e-4, 5.905870152220203e-8, 1.673482665283997e-10, 2.1647980400627056e-13,
        3.787978046168605e-16, 7.2487488906941545e-19,
    ]
}
