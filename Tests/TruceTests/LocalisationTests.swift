import Foundation
import Testing
import TruceTesting

@testable import Truce

/// The open cases of the specification, computed there by another program on a grid of 10 to 20 m.
@Suite("Locating a heard or seen explosion")
struct LocalisationTests {
    private static let plane = LocalPlane(origin: Coordinate(latitude: 48, longitude: 38))
    private static func at(_ eastKm: Double, _ northKm: Double) -> Coordinate {
        plane.coordinate(x: eastKm * 1000, y: northKm * 1000)
    }

    struct OpenCase: Sendable, CustomTestStringConvertible {
        let name: String
        let observations: [Localisation.Observation]
        let mean: (Double, Double)
        let area50: Double?
        let area90: Double
        var testDescription: String { name }
    }

    static let cases = [
        OpenCase(
            name: "one patrol, north, 2 to 4 km",
            observations: [
                .bearing(from: at(0, 0), degrees: 0, halfWidthDegrees: 11.25, sigmaDegrees: 10),
                .range(from: at(0, 0), nearMetres: 2000, farMetres: 4000, sigma: 0.3),
            ], mean: (0, 4.380), area50: 7.98, area90: 25.95),
        OpenCase(
            name: "two crossing bearings",
            observations: [
                .bearing(from: at(0, 0), degrees: 45, halfWidthDegrees: 0, sigmaDegrees: 8),
                .bearing(from: at(6, 0), degrees: 315, halfWidthDegrees: 0, sigmaDegrees: 8),
            ], mean: (3.000, 3.155), area50: 1.636, area90: 5.690),
        OpenCase(
            name: "a bearing and flash to bang",
            observations: [
                .bearing(from: at(1, 2), degrees: 120, halfWidthDegrees: 0, sigmaDegrees: 5),
                .delay(from: at(1, 2), seconds: 9, metresPerSecond: 343.2, sigmaMetres: 100),
            ], mean: (3.6676, 0.4599), area50: nil, area90: 0.391),
    ]

    @Test("the mean is within 20 m and the areas within 2 % of the reference", arguments: cases)
    func open(example: OpenCase) throws {
        let found = try #require(Localisation(of: example.observations))
        let (x, y) = Self.plane.xy(found.mean)
        #expect(abs(x / 1000 - example.mean.0) < 0.02)
        #expect(abs(y / 1000 - example.mean.1) < 0.02)
        if let area50 = example.area50 { #expect(abs(found.region50.areaSquareKm - area50) < 0.02 * area50) }
        #expect(abs(found.region90.areaSquareKm - example.area90) < 0.02 * example.area90)
        #expect(found.fits)
        #expect(found == Localisation(of: example.observations))
    }

    @Test("the outlines are closed and hold the area and the share that they state", arguments: cases)
    func outlines(example: OpenCase) throws {
        let found = try #require(Localisation(of: example.observations))
        for (region, share) in [(found.region50, 0.5), (found.region90, 0.9)] {
            #expect(region.rings.allSatisfy { $0.first == $0.last && $0.count > 3 })
            let polygon = Polygon(rings: region.rings)
            #expect(abs(polygon.areaSquareMetres / 1e6 - region.areaSquareKm) < 0.03 * region.areaSquareKm)
            #expect(abs(found.probability(inside: polygon) - share) < 0.04)
        }
        #expect(found.spots.count <= 1000)
        #expect(abs(found.spots.reduce(0) { $0 + $1.weight } - 1) < 1e-9)
    }

    @Test("a ring slice of no error has the area and centroid of its formula")
    func ringSlice() {
        let sector = Sector(
            observer: Self.at(0, 0), bearingDegrees: 0, halfWidthDegrees: 11.25, nearMetres: 2000, farMetres: 4000)
        let (x, y) = Self.plane.xy(sector.centroid)
        #expect(abs(x) < 1)
        // `centroid` moves on the sphere.
        #expect(abs(y - 3091.159) < 20)
    }

    @Test(
        "bearings that part do not fit one place; the same that meet do",
        arguments: [(-40.0, true), (-10, true), (10, false), (60, false)])
    func contradiction(west: Double, fits: Bool) throws {
        let found = try #require(
            Localisation(of: [
                .bearing(from: Self.at(0, 0), degrees: 360 - west, halfWidthDegrees: 0, sigmaDegrees: 5),
                .bearing(from: Self.at(6, 0), degrees: west, halfWidthDegrees: 0, sigmaDegrees: 5),
            ]))
        #expect(found.fits == fits)
    }

    @Test("villages 40 km apart do not fit one place, and nothing fails")
    func apart() throws {
        let found = try #require(
            Localisation(of: [
                .disc(Self.at(0, 0), radiusMetres: 2000), .disc(Self.at(40, 0), radiusMetres: 2000),
            ]))
        #expect(!found.fits)
        #expect(found.mean.latitude.isFinite)
    }

    @Test("a village cuts a sector down to the part they share")
    func mixed() throws {
        let sector = Place.sector(
            Sector(
                observer: Self.at(0, 0), bearingDegrees: 45, halfWidthDegrees: 11.25, nearMetres: 2000,
                farMetres: 5000))
        let village = Place.disc(Self.at(3, 3), radiusMetres: 1000)
        let alone = try #require(Localisation(of: [sector]))
        let both = try #require(Localisation(of: [sector, village, .unknown]))
        #expect(both.fits)
        #expect(both.region90.areaSquareKm < 0.2 * alone.region90.areaSquareKm)
        #expect(both.probability { Geodesic.inverse(Self.at(3, 3), $0).metres < 1100 } > 0.99)
    }

    @Test("one place alone is itself: 90 % of its area, in its middle")
    func alone() throws {
        let area = Polygon(rings: [PolygonMeasureTests.square(48, 37.9, 0.1)])
        let places: [(Place, Double)] = [
            (.point(Self.at(1, 1), sigmaMetres: 300), Double.pi * 0.3 * 0.3 * 2 * log(10)),
            (.disc(Self.at(1, 1), radiusMetres: 3000), 0.9 * Double.pi * 9),
            (.square(centre: Self.at(1, 1), sideMetres: 1000), 0.9),
            (.area(area), 0.9 * area.areaSquareMetres / 1e6),
        ]
        for (place, squareKm) in places {
            let found = try #require(Localisation(of: [place]))
            #expect(abs(found.region90.areaSquareKm - squareKm) < 0.09 * squareKm)
            #expect(Geodesic.inverse(found.mean, place.centre!).metres < 60)
            #expect(found.peakLogLikelihood > -0.01)
            #expect(found.region50.rings.count == 1)
        }
    }

    @Test("an exact position rules, however vague the others are")
    func exact() throws {
        let found = try #require(
            Localisation(of: [
                .point(Self.at(3, 3), sigmaMetres: 0), .disc(Self.at(0, 0), radiusMetres: 30_000),
                .sector(
                    Sector(
                        observer: Self.at(0, 0), bearingDegrees: 45, halfWidthDegrees: 22.5, nearMetres: 2000,
                        farMetres: 9000)),
            ]))
        #expect(found.fits)
        #expect(Geodesic.inverse(found.mean, Self.at(3, 3)).metres < 1)
        #expect(found.region90.areaSquareKm < 1e-4)
    }

    @Test("nothing known is no answer")
    func nothing() {
        #expect(Localisation(of: [Place.unknown, .unknown]) == nil)
        #expect(Localisation(of: [Place]()) == nil)
    }

    @Test("the order of observations does not move the answer", arguments: UInt64(0)..<5)
    func order(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let places = (0..<4).map { _ in
            Place.sector(
                Sector(
                    observer: Self.at(.random(in: -5...5, using: &random), .random(in: -8 ... -3, using: &random)),
                    bearingDegrees: .random(in: -30...30, using: &random), halfWidthDegrees: 11.25, nearMetres: 3000,
                    farMetres: 8000))
        }
        let (one, other) = (
            try #require(Localisation(of: places)), try #require(Localisation(of: places.reversed()))
        )
        #expect(Geodesic.inverse(one.mean, other.mean).metres < 5)
        #expect(abs(one.region90.areaSquareKm - other.region90.areaSquareKm) < 0.01 * one.region90.areaSquareKm)
    }

    @Test("sound travels at 331.3 m/s at 0 °C and 343.2 at 20 °C", arguments: [(0.0, 331.3), (20, 343.21)])
    func sound(celsius: Double, speed: Double) {
        #expect(abs(Localisation.soundMetresPerSecond(celsius: celsius) - speed) < 0.01)
    }
}

@Suite("Fixes by least squares")
struct PositionFixTests {
    private static let plane = LocalPlane(origin: Coordinate(latitude: 48, longitude: 38))
    private static func at(_ eastKm: Double, _ northKm: Double) -> Coordinate {
        plane.coordinate(x: eastKm * 1000, y: northKm * 1000)
    }

    @Test("two bearings of 3 degrees that cross at 5, 5 km: an ellipse of 906 m")
    func bearings() throws {
        let fix = try #require(
            PositionFix.byBearings([
                .init(from: Self.at(0, 0), degrees: 45, sigmaDegrees: 3),
                .init(from: Self.at(10, 0), degrees: 315, sigmaDegrees: 3),
            ]))
        let (x, y) = Self.plane.xy(fix.position)
        #expect(abs(x - 5000) < 0.1)
        #expect(abs(y - 5000) < 0.1)
        #expect(abs(fix.longAxisMetres - 906.254) < 0.1)
        #expect(abs(fix.shortAxisMetres - 906.254) < 0.1)
        #expect(fix.pValue == nil)
    }

    @Test("the ellipse is long where the bearings look")
    func ellipse() throws {
        let fix = try #require(
            PositionFix.byBearings([
                .init(from: Self.at(0, 0), degrees: 40, sigmaDegrees: 3),
                .init(from: Self.at(1, 0), degrees: 35, sigmaDegrees: 3),
            ]))
        #expect((30...45).contains(fix.longAxisAzimuthDegrees))
        #expect(fix.longAxisMetres > 5 * fix.shortAxisMetres)
    }

    @Test(
        "a third bearing that agrees has a high p, one that does not a low one", arguments: [(0.0, true), (25, false)])
    func agreement(off: Double, agrees: Bool) throws {
        let fix = try #require(
            PositionFix.byBearings([
                .init(from: Self.at(0, 0), degrees: 45, sigmaDegrees: 3),
                .init(from: Self.at(10, 0), degrees: 315, sigmaDegrees: 3),
                .init(from: Self.at(5, 0), degrees: off, sigmaDegrees: 3),
            ]))
        #expect(fix.degreesOfFreedom == 1)
        let p = try #require(fix.pValue)
        #expect((p > 0.05) == agrees)
    }

    @Test("parallel bearings, or one alone, fix nothing")
    func parallel() {
        let one = PositionFix.Bearing(from: Self.at(0, 0), degrees: 45, sigmaDegrees: 3)
        let other = PositionFix.Bearing(from: Self.at(1, 0), degrees: 45, sigmaDegrees: 3)
        #expect(PositionFix.byBearings([one, other]) == nil)
        #expect(PositionFix.byBearings([one]) == nil)
    }

    @Test("four sensors find 2.03543, 3.00119 km at 10.00420 s with χ² 3.26227")
    func arrivals() throws {
        let fixes = PositionFix.byArrivals(
            zip([(0.0, 0.0), (6, 0), (0, 6), (6, 6)], [20.608, 24.441, 20.527, 24.54]).map {
                // The plane of the fix has the sensors' middle as its origin.
                .init(at: Self.at($0.0 - 3, $0.1 - 3), seconds: $1)
            }, metresPerSecond: 343.2, sigmaSeconds: 0.05)
        let fix = try #require(fixes.first)
        let (x, y) = Self.plane.xy(fix.position)
        #expect(fixes.count == 1)
        #expect(abs(x + 3000 - 2035.43) < 0.01)
        #expect(abs(y + 3000 - 3001.19) < 0.01)
        #expect(abs(try #require(fix.seconds) - 10.00420) < 0.00001)
        #expect(abs(fix.chiSquare - 3.26227) < 0.00001)
        #expect(fix.degreesOfFreedom == 1)
        #expect(abs(try #require(fix.pValue) - 0.0709) < 0.001)
    }

    @Test("sensors almost in a line give the mirror image too")
    func mirror() {
        let sensors = [(0.0, 0.0), (3, 0.001), (6, 0), (9, -0.001)]
        let fixes = PositionFix.byArrivals(
            sensors.map { x, y in .init(at: Self.at(x, y), seconds: 5 + hypot(x - 4, y - 3) / 0.3432) },
            metresPerSecond: 343.2, sigmaSeconds: 0.05)
        #expect(fixes.count == 2)
        let norths = fixes.map { Self.plane.xy($0.position).y }.sorted()
        #expect(abs((norths.first ?? 0) + 3000) < 50)
        #expect(abs((norths.last ?? 0) - 3000) < 50)
    }

    @Test(
        "the chance of χ² is the tabled one",
        arguments: [(3.841, 1, 0.05), (5.991, 2, 0.05), (7.815, 3, 0.05), (18.307, 10, 0.05), (0, 1, 1), (0, 4, 1)])
    func chance(chiSquare: Double, freedom: Int, p: Double) {
        #expect(abs(PositionFix.chance(above: chiSquare, degreesOfFreedom: freedom) - p) < 2e-5)
    }
}
