import Foundation

/// A WGS 84 position in degrees: latitude −90…90, longitude −180…180.
public struct Coordinate: Hashable, Sendable {
    public let latitude: Double
    public let longitude: Double

    @inlinable public init(latitude: Double, longitude: Double) {
        self.latitude = latitude
        self.longitude = longitude
    }

    /// Nil outside the ranges, or when either is not a number.
    @inlinable public init?(checkedLatitude latitude: Double, longitude: Double) {
        guard latitude >= -90, latitude <= 90, longitude >= -180, longitude <= 180 else { return nil }
        self.init(latitude: latitude, longitude: longitude)
    }
}

/// Great-circle distance in metres between two WGS 84 positions: haversine (Sinnott 1984) on a sphere of mean
/// Earth radius. Within 0.6 % of the ellipsoid: enough to group reports, not enough to say on which side of a
/// withdrawal line a gun stands; for that, ``Geodesic``.
public func distance(from a: Coordinate, to b: Coordinate) -> Double {
    func haversine(_ degrees: Double) -> Double {
        let half = sin(degrees * .pi / 360)
        return half * half
    }
    func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
    let h =
        haversine(b.latitude - a.latitude)
        + cosine(a.latitude) * cosine(b.latitude) * haversine(b.longitude - a.longitude)
    return 2 * 6_371_008.8 * asin(min(1, h.squareRoot()))
}

/// The sixteen-point compass. `degrees` of its middle: 0 for N, clockwise in steps of 22.5.
public enum CompassPoint: UInt8, CaseIterable, Sendable {
    case north, northNorthEast, northEast, eastNorthEast, east, eastSouthEast, southEast, southSouthEast
    case south, southSouthWest, southWest, westSouthWest, west, westNorthWest, northWest, northNorthWest

    public var degrees: Double { Double(rawValue) * 22.5 }

    public var code: String {
        [
            "N", "NNE", "NE", "ENE", "E", "ESE", "SE", "SSE", "S", "SSW", "SW", "WSW", "W", "WNW", "NW", "NNW",
        ][Int(rawValue)]
    }

    /// `NE`, `ne`, `north-east`, `northeast` and the like.
    public init?(_ text: some StringProtocol) {
        let letters = text.lowercased().filter { $0.isLetter }
            .replacing("north", with: "n").replacing("south", with: "s")
            .replacing("east", with: "e").replacing("west", with: "w")
        guard let found = Self.allCases.first(where: { $0.code.lowercased() == letters }) else { return nil }
        self = found
    }
}

/// Where something lies as seen by an observer: a slice of a ring. Degrees clockwise from true north, metres.
/// A bearing given as a compass point has a half width of 11.25 (sixteen points) or 22.5 (eight); in degrees, 0.
public struct Sector: Hashable, Sendable {
    public let observer: Coordinate
    public let bearingDegrees: Double
    public let halfWidthDegrees: Double
    public let nearMetres: Double
    public let farMetres: Double
    /// One standard deviation of the bearing beyond the half width: 10 heard, 5 seen, 1.5 camera.
    /// Truce's own defaults, until incidents whose place became known say better.
    public let sigmaDegrees: Double

    public init(
        observer: Coordinate, bearingDegrees: Double, halfWidthDegrees: Double, nearMetres: Double, farMetres: Double,
        sigmaDegrees: Double = 10
    ) {
        self.observer = observer
        self.bearingDegrees = bearingDegrees
        self.halfWidthDegrees = halfWidthDegrees
        self.nearMetres = nearMetres
        self.farMetres = farMetres
        self.sigmaDegrees = sigmaDegrees
    }
}
