import Foundation
import Testing
import TruceTesting

@testable import Truce

@Suite("How far from a line, and on which side")
struct LineDistanceTests {
    /// A line of the Donbas kind: 400 km in 61 segments.
    private static func contactLine(_ random: inout SeededRandom, at start: Coordinate, step: Double) -> LineString {
        var at = start
        var positions = [at]
        for _ in 0..<60 {
            at = Coordinate(
                latitude: at.latitude + .random(in: -step...step / 4, using: &random),
                longitude: at.longitude + .random(in: -step / 4...step, using: &random))
            positions.append(at)
        }
        return LineString(positions)
    }

    /// The plain answer: every segment cut small, then narrowed by thirds.
    private static func plainMetres(_ line: LineString, _ spot: Coordinate) -> Double {
        var best = Double.infinity
        for (a, b) in zip(line.positions, line.positions.dropFirst()) {
            func metres(_ t: Double) -> Double {
                let at = Coordinate(
                    latitude: a.latitude + t * (b.latitude - a.latitude),
                    longitude: a.longitude + t * (b.longitude - a.longitude))
                return Geodesic.inverse(at, spot).metres
            }
            let nearest = (0...20).min { metres(Double($0) / 20) < metres(Double($1) / 20) }!
            var (low, high) = (max(0, Double(nearest - 1) / 20), min(1, Double(nearest + 1) / 20))
            for _ in 0..<60 {
                let (p, q) = (low + (high - low) / 3, high - (high - low) / 3)
                if metres(p) < metres(q) { high = q } else { low = p }
            }
            best = min(best, metres((low + high) / 2), metres(0), metres(1))
        }
        return best
    }

    @Test("the distance is that of the plain search, to a centimetre", arguments: UInt64(0)..<12)
    func plain(seed: UInt64) {
        var random = SeededRandom(seed)
        let start = Coordinate(
            latitude: .random(in: -70...70, using: &random), longitude: .random(in: -179...170, using: &random))
        let line = Self.contactLine(&random, at: start, step: 0.15)
        for _ in 0..<6 {
            let from = line.positions.randomElement(using: &random)!
            let spot = Geodesic.direct(
                from: from, azimuthDegrees: .random(in: 0..<360, using: &random),
                metres: .random(in: 0...300_000, using: &random))
            let plain = Self.plainMetres(line, spot)
            #expect(abs(line.metres(to: spot) - plain) < 0.01)
            // The quick answer is on the right side of any threshold, and exact near it.
            for threshold in [plain - 1, plain + 1, 25_000, 70_000, plain * 0.9, plain * 1.2] where threshold > 0 {
                let quick = line.metres(to: spot, threshold: threshold)
                #expect((quick < threshold) == (plain < threshold))
                if abs(plain - threshold) < 40 { #expect(abs(quick - plain) < 0.01) }
                if plain < threshold { #expect(abs(quick - plain) < plain * 0.01 + 50) }
            }
        }
    }

    @Test(
        "a gun a metre inside a withdrawal line is told from one a metre outside",
        arguments: [25_000.0, 50_000, 70_000, 140_000], [0.0, 90, 137])
    func withdrawal(metres: Double, bearing: Double) {
        // One segment of 200 km, and its foot somewhere along it.
        let (a, b) = (Coordinate(latitude: 49.0, longitude: 36.5), Coordinate(latitude: 47.6, longitude: 38.6))
        let line = LineString([a, b])
        let foot = Coordinate(latitude: 48.2, longitude: 37.7)
        // Move away from the line until its true distance is what is wanted.
        func spot(_ wanted: Double) -> Coordinate {
            var (near, far) = (0.0, 400_000.0)
            for _ in 0..<80 {
                let middle = (near + far) / 2
                let at = Geodesic.direct(from: foot, azimuthDegrees: bearing, metres: middle)
                if Self.plainMetres(line, at) < wanted { near = middle } else { far = middle }
            }
            return Geodesic.direct(from: foot, azimuthDegrees: bearing, metres: near)
        }
        let (inside, outside) = (spot(metres - 1), spot(metres + 1))
        #expect(line.metres(to: inside, threshold: metres) < metres)
        #expect(line.metres(to: outside, threshold: metres) > metres)
        #expect(Place.point(inside, sigmaMetres: 0).probability(within: metres, of: line) == 1)
        #expect(Place.point(outside, sigmaMetres: 0).probability(within: metres, of: line) == 0)
    }

    @Test("the quick measure is never off by more than it admits", arguments: UInt64(0)..<20)
    func doubt(seed: UInt64) {
        var random = SeededRandom(seed)
        for _ in 0..<25 {
            let spot = random.spot(latitudes: -75...75)
            let a = Geodesic.direct(
                from: spot, azimuthDegrees: .random(in: 0..<360, using: &random),
                metres: .random(in: 10...1_000_000, using: &random))
            let b = Geodesic.direct(
                from: a, azimuthDegrees: .random(in: 0..<360, using: &random),
                metres: .random(in: 10...200_000, using: &random))
            guard abs(a.latitude) < 80, abs(b.latitude) < 80, abs(a.longitude - b.longitude) < 90 else { continue }
            let frame = SpotFrame(spot)
            let line = LineString([a, b])
            let plain = Self.plainMetres(line, spot)
            let quick = frame.quick(a, b).metres
            #expect(abs(quick - plain) <= frame.doubt(quick))
            #expect(frame.atLeast(to: line.box) <= plain)
        }
    }

    @Test(
        "left and right are those of one who follows the line",
        arguments: [
            (48.1, 37.5, LineString.Side.left), (47.9, 37.5, .right), (48.0, 37.5, .on), (48.0000005, 37.5, .on),
            (48.000002, 37.5, .left), (48.1, 36.5, .left), (47.9, 38.5, .right),
        ])
    func side(latitude: Double, longitude: Double, side: LineString.Side) {
        let line = LineString([Coordinate(latitude: 48, longitude: 37), Coordinate(latitude: 48, longitude: 38)])
        #expect(line.side(of: Coordinate(latitude: latitude, longitude: longitude)) == side)
        let back = LineString(line.positions.reversed())
        let other: LineString.Side = side == .left ? .right : side == .right ? .left : .on
        #expect(back.side(of: Coordinate(latitude: latitude, longitude: longitude)) == other)
    }

    @Test("at a sharp corner the side is that of the area beyond it")
    func corner() {
        // East, then back to the north-west: a spit of land to the right of the corner.
        let line = LineString([
            Coordinate(latitude: 48, longitude: 37), Coordinate(latitude: 48, longitude: 38),
            Coordinate(latitude: 48.1, longitude: 37),
        ])
        #expect(line.side(of: Coordinate(latitude: 48.02, longitude: 38.3)) == .right)
        #expect(line.side(of: Coordinate(latitude: 47.98, longitude: 38.3)) == .right)
        #expect(line.side(of: Coordinate(latitude: 48.03, longitude: 37.3)) == .left)
    }

    @Test("a line just across the antimeridian is near")
    func antimeridian() {
        let line = LineString([Coordinate(latitude: -1, longitude: -179.9), Coordinate(latitude: 1, longitude: -179.9)])
        let metres = line.metres(to: Coordinate(latitude: 0, longitude: 179.9))
        #expect(abs(metres - 22_263.9) < 0.1)
    }

    @Test("a segment of no length is a spot")
    func noLength() {
        let spot = Coordinate(latitude: 48, longitude: 37)
        let other = Coordinate(latitude: 48.1, longitude: 37.1)
        #expect(LineString([spot, spot]).metres(to: other) == Geodesic.inverse(spot, other).metres)
        #expect(LineString([spot, spot]).metres(to: spot) == 0)
    }
}

@Suite("Areas and their edges")
struct PolygonMeasureTests {
    static func square(_ south: Double, _ west: Double, _ size: Double) -> [Coordinate] {
        [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0)].map { row, column in
            Coordinate(latitude: south + size * Double(row), longitude: west + size * Double(column))
        }
    }

    /// PROJ 9, with every edge cut into 2 000 pieces, since PROJ's edges are geodesics and ours are not.
    @Test("the area is that of the ellipsoid")
    func area() {
        let ring = [(48.0, 37.0), (48.2, 38.5), (49, 38.2), (48.9, 37.3), (48, 37)].map {
            Coordinate(latitude: $0.0, longitude: $0.1)
        }
        #expect(abs(Polygon(rings: [ring]).areaSquareMetres - 8_383_878_239.7) < 1000)
        #expect(Polygon(rings: [ring.reversed()]).areaSquareMetres == Polygon(rings: [ring]).areaSquareMetres)
    }

    @Test("holes are taken out and islands in them put back, in any order")
    func holes() {
        let (outer, hole, island) = (Self.square(48, 37, 1), Self.square(48.2, 37.2, 0.5), Self.square(48.4, 37.4, 0.1))
        func area(_ rings: [Coordinate]...) -> Double { Polygon(rings: rings).areaSquareMetres }
        let expected = area(outer) - area(hole) + area(island)
        #expect(abs(area(outer, hole, island) - expected) < 1)
        #expect(abs(area(island, hole, outer) - expected) < 1)
        #expect(abs(area(outer, Self.square(50, 37, 0.2)) - area(outer) - area(Self.square(50, 37, 0.2))) < 1)
        #expect(area() == 0)
    }

    @Test("a spot's standing is inside or not, and metres to the nearest ring")
    func standing() {
        let area = Polygon(rings: [Self.square(0, 10, 1), Self.square(0.4, 10.4, 0.2)])
        let inside = area.standing(of: Coordinate(latitude: 0.5, longitude: 10.1))
        #expect(inside.isInside)
        #expect(abs(inside.metresToEdge - 11_131.5) < 0.5)
        let hole = area.standing(of: Coordinate(latitude: 0.5, longitude: 10.49))
        #expect(!hole.isInside)
        #expect(abs(hole.metresToEdge - 10_018.4) < 1)
        #expect(Polygon(rings: []).metresToEdge(from: Coordinate(latitude: 0, longitude: 0)) == .infinity)
    }

    @Test("a ring left open is closed")
    func open() {
        let ring = Self.square(0, 10, 1)
        let spot = Coordinate(latitude: 0.5, longitude: 9.9)
        let (open, closed) = (Polygon(rings: [ring.dropLast()]), Polygon(rings: [ring]))
        #expect(open.metresToEdge(from: spot) == closed.metresToEdge(from: spot))
        #expect(open.contains(Coordinate(latitude: 0.5, longitude: 10.01)))
    }
}
