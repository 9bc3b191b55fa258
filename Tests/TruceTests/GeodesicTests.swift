import Testing
import TruceTesting

@testable import Truce

@Suite("Shortest paths on the ellipsoid")
struct GeodesicTests {
    private let donetsk = Coordinate(latitude: 48.015883, longitude: 37.80285)

    @Test("Donetsk to Stanytsia Luhanska is 153 969.862 m at 62.4278 degrees")
    func inverse() {
        let way = Geodesic.inverse(donetsk, Coordinate(latitude: 48.642, longitude: 39.655))
        #expect(abs(way.metres - 153_969.862) < 0.0006)
        #expect(abs(way.azimuthDegrees - 62.4278) < 0.00006)
    }

    @Test("3 500 m from Donetsk at 67.5 degrees is 48.0279207, 37.8462042")
    func direct() {
        let there = Geodesic.direct(from: donetsk, azimuthDegrees: 67.5, metres: 3500)
        #expect(abs(there.latitude - 48.0279207) < 6e-8)
        #expect(abs(there.longitude - 37.8462042) < 6e-8)
    }

    /// PROJ 9 (Karney's algorithm), rounded to 0.1 mm and a millionth of a degree.
    @Test(
        "far and nearly opposite spots agree with Karney's algorithm to a millimetre",
        arguments: [
            (0.0, 0.0, 0.0, 90.0, 10018754.1714, 90.000000),
            (0, 0, 0.5, 179.5, 19936288.5790, 25.671873),
            (0, 0, 0.5, 179.7, 19944127.4208, 15.556883),
            (-30, 0, 29.9, 179.8, 19989832.8276, 161.890525),
            (48.015883, 37.80285, -47.9, -142.3, 19990363.6154, 10.228045),
            (0.5, 10, -0.5, -170.3, 19995624.8900, 29.830011),
            (-20, 10, 20.3, -170.5, 19956379.2212, 32.048524),
            (89.9, 0, -89.8, 170, 19992427.7023, 19.705771),
            (60, 100, -59.9, -80.2, 19990599.8104, 22.711758),
            (0, 0, 0, 179.5, 19980861.9089, 55.966495),
        ])
    func karney(lat1: Double, lon1: Double, lat2: Double, lon2: Double, metres: Double, azimuth: Double) {
        let way = Geodesic.inverse(
            Coordinate(latitude: lat1, longitude: lon1), Coordinate(latitude: lat2, longitude: lon2))
        #expect(abs(way.metres - metres) < 0.001)
        // Along the equator past its end the way north and the way south are equally short.
        let mirrored = lat1 == 0 && lat2 == 0 ? 180 - way.azimuthDegrees : way.azimuthDegrees
        #expect(min(abs(way.azimuthDegrees - azimuth), abs(mirrored - azimuth)) < 1e-5)
    }

    @Test("between antipodes, the way over a pole is half a meridian", arguments: [0.0, 10, -37.5])
    func antipodes(latitude: Double) {
        let way = Geodesic.inverse(
            Coordinate(latitude: latitude, longitude: 0), Coordinate(latitude: -latitude, longitude: 180))
        #expect(abs(way.metres - 20_003_931.4586) < 0.001)
    }

    @Test("from a spot to itself it is nothing, also when the antimeridian is written in two ways")
    func same() {
        #expect(Geodesic.inverse(donetsk, donetsk).metres == 0)
        let west = Coordinate(latitude: 10, longitude: -180)
        #expect(Geodesic.inverse(Coordinate(latitude: 10, longitude: 180), west).metres == 0)
    }

    @Test("going and measuring agree to a tenth of a millimetre up to 1 000 km", arguments: UInt64(0)..<20)
    func roundTrip(seed: UInt64) {
        var random = SeededRandom(seed)
        for _ in 0..<100 {
            let start = random.spot(latitudes: -89...89)
            let azimuth = Double.random(in: 0..<360, using: &random)
            let metres = Double.random(in: 1...1_000_000, using: &random)
            let end = Geodesic.direct(from: start, azimuthDegrees: azimuth, metres: metres)
            let way = Geodesic.inverse(start, end)
            #expect(abs(way.metres - metres) < 1e-4)
            let turn = (way.azimuthDegrees - azimuth).remainder(dividingBy: 360)
            #expect(abs(turn) * metres < 0.01)
            #expect(abs(Geodesic.inverse(end, start).metres - metres) < 1e-4)
            // The sphere is within 0.6 %.
            #expect(abs(distance(from: start, to: end) - metres) < 0.006 * metres)
        }
    }

    @Test("a short move east and north is within 0.1 % of the geodesic", arguments: UInt64(0)..<10)
    func shortMove(seed: UInt64) {
        var random = SeededRandom(seed)
        for _ in 0..<50 {
            let start = random.spot()
            let (east, north) = (
                Double.random(in: -60_000...60_000, using: &random), Double.random(in: -60_000...60_000, using: &random)
            )
            let moved = start.moved(eastMetres: east, northMetres: north)
            let metres = (east * east + north * north).squareRoot()
            #expect(abs(Geodesic.inverse(start, moved).metres - metres) < 0.001 * metres)
        }
    }
}
