import Foundation
import Testing
import TruceTesting

@testable import Truce

@Suite("Spots that stand for a place")
struct PlaceSampleTests {
    private static let at = Coordinate(latitude: 48, longitude: 37.8)
    private static let observer = Coordinate(latitude: 47.5, longitude: 37)
    private static let sector = Sector(
        observer: observer, bearingDegrees: 67.5, halfWidthDegrees: 11.25, nearMetres: 3000, farMetres: 4000)
    private static let district = Polygon(rings: [
        PolygonMeasureTests.square(48, 37, 1), PolygonMeasureTests.square(48.2, 37.2, 0.5),
    ])
    static let places: [Place] = [
        .point(at, sigmaMetres: 100), .disc(at, radiusMetres: 5000), .square(centre: at, sideMetres: 1000),
        .sector(sector), .area(district),
    ]

    @Test("every sample lies within the place's reach, and there are as many as asked for", arguments: places)
    func reach(place: Place) throws {
        let reach = try #require(place.reach)
        for count in [1, 7, 192, 1000] {
            let samples = place.samples(count)
            #expect(samples.count == count)
            #expect(samples.allSatisfy { Geodesic.inverse(reach.centre, $0).metres <= reach.metres })
            #expect(samples == place.samples(count))
        }
    }

    @Test("an unknown place has none, an exact one has one")
    func few() {
        #expect(Place.unknown.samples().isEmpty)
        #expect(Place.point(Self.at, sigmaMetres: 0).samples() == [Self.at])
        #expect(Place.disc(Self.at, radiusMetres: 0).samples() == [Self.at])
    }

    @Test("a normal error has its quantiles", arguments: [(0.5, 0.1175), (1.0, 0.3935), (1.5, 0.6753), (2.146, 0.9)])
    func normal(sigmas: Double, share: Double) {
        let within = Place.point(Self.at, sigmaMetres: 250).probability {
            Geodesic.inverse(Self.at, $0).metres < 250 * sigmas
        }
        #expect(abs(within - share) < 0.006)
    }

    @Test("half a disc, square or normal error lies on either side of a line through its middle", arguments: 0..<12)
    func halves(step: Int) {
        let bearing = Double(step) * 30 + 7
        for place in Self.places.prefix(3) {
            let share = place.probability { spot in
                let azimuth = Geodesic.inverse(Self.at, spot).azimuthDegrees
                return sin((azimuth - bearing) * .pi / 180) > 0
            }
            #expect(abs(share - 0.5) < 0.02)
        }
    }

    @Test("an area's samples lie inside it, not in its holes, and as the area does")
    func area() {
        let samples = Place.area(Self.district).samples(2000)
        #expect(samples.allSatisfy { Self.district.contains($0) })
        let north = Polygon(rings: [PolygonMeasureTests.square(48.7, 37, 1)])
        let strip = Polygon(rings: [
            [(48.7, 37.0), (48.7, 38), (49, 38), (49, 37), (48.7, 37)].map {
                Coordinate(latitude: $0.0, longitude: $0.1)
            }
        ])
        let expected = strip.areaSquareMetres / Self.district.areaSquareMetres
        #expect(abs(Place.area(Self.district).probability(inside: north) - expected) < 0.02)
        #expect(Place.area(Self.district).probability(inside: Self.district) == 1)
    }

    @Test("a thin or empty area still has its spots")
    func thin() {
        func polygon(_ corners: [(Double, Double)]) -> Polygon {
            Polygon(rings: [corners.map { Coordinate(latitude: $0.0, longitude: $0.1) }])
        }
        let thin = polygon([(48, 37), (49, 38), (49, 38.00001), (48, 37)])
        #expect(Place.area(thin).samples().count == 192)
        #expect(
            Place.area(polygon([(48, 37), (48, 38), (48, 37)])).samples() == [Coordinate(latitude: 48, longitude: 37.5)]
        )
        #expect(Place.area(polygon([(48, 37), (48, 37)])).samples() == [Coordinate(latitude: 48, longitude: 37)])
    }

    @Test("a sector's samples are those of its posterior")
    func posterior() throws {
        let found = try #require(Localisation(of: [.sector(Self.sector)]))
        let samples = Place.sector(Self.sector).samples(4000)
        let plane = LocalPlane(origin: Self.observer)
        let mean = samples.map { plane.xy($0) }.reduce((0.0, 0.0)) { ($0.0 + $1.x / 4000, $0.1 + $1.y / 4000) }
        let wanted = plane.xy(found.mean)
        // The samples' tails end at 3.5 sigma.
        #expect(abs(mean.0 - wanted.x) < 40)
        #expect(abs(mean.1 - wanted.y) < 40)
        for metres in [3000.0, 4000, 5000, 7000] {
            let share = Double(samples.count { distance(from: Self.observer, to: $0) < metres }) / 4000
            let expected = found.probability { distance(from: Self.observer, to: $0) < metres }
            #expect(abs(share - expected) < 0.02)
        }
    }

    @Test("a bearing without a range, and one without an error, have spots too")
    func openSector() {
        for (far, sigma) in [(Double.infinity, 10.0), (4000, 0), (0, 10)] {
            let sector = Sector(
                observer: Self.observer, bearingDegrees: 10, halfWidthDegrees: 0, nearMetres: 0, farMetres: far,
                sigmaDegrees: sigma)
            let samples = Place.sector(sector).samples()
            #expect(!samples.isEmpty)
            #expect(samples.allSatisfy { $0.latitude.isFinite && $0.longitude.isFinite })
            #expect(Place.sector(sector).probability { _ in true } == 1)
        }
    }
}

@Suite("The chance that a place lies here or there")
struct PlaceChanceTests {
    private static let area = Polygon(rings: [PolygonMeasureTests.square(48, 37, 1)])
    private static let line = LineString([
        Coordinate(latitude: 48.5, longitude: 36), Coordinate(latitude: 48.5, longitude: 39),
    ])

    @Test(
        "wholly inside is 1, wholly outside 0, across the edge between, by its share",
        arguments: [
            (37.5, 1.0), (37.07, 1), (36.93, 0), (36, 0), (0, 0), (37.0, 0.5),
        ])
    func inside(longitude: Double, share: Double) {
        let spot = Coordinate(latitude: 48.5, longitude: longitude)
        let chance = Place.disc(spot, radiusMetres: 5000).probability(inside: Self.area)
        #expect(share == 0.5 ? abs(chance - 0.5) < 0.02 : chance == share)
    }

    @Test("an exact spot is inside or not")
    func exact() {
        let (inside, outside) = (
            Coordinate(latitude: 48.5, longitude: 37.00001), Coordinate(latitude: 48.5, longitude: 36.99999)
        )
        #expect(Place.point(inside, sigmaMetres: 0).probability(inside: Self.area) == 1)
        #expect(Place.point(outside, sigmaMetres: 0).probability(inside: Self.area) == 0)
    }

    @Test("a disc around the whole area is not inside it")
    func around() {
        let chance = Place.disc(Coordinate(latitude: 48.5, longitude: 37.5), radiusMetres: 200_000)
            .probability(inside: Self.area)
        let expected = Self.area.areaSquareMetres / (Double.pi * 200_000 * 200_000)
        #expect(abs(chance - expected) < 0.02)
    }

    @Test(
        "a disc of 1 km is within 25 km of a line surely, surely not, or perhaps",
        arguments: [(20_000.0, 1.0), (23_900, 1), (25_000, 0.5), (26_100, 0), (90_000, 0)])
    func within(metres: Double, share: Double) {
        let foot = Coordinate(latitude: 48.5, longitude: 37.5)
        let spot = Geodesic.direct(from: foot, azimuthDegrees: 0, metres: metres)
        let chance = Place.disc(spot, radiusMetres: 1000).probability(within: 25_000, of: Self.line)
        #expect(share == 0.5 ? abs(chance - 0.5) < 0.02 : chance == share)
    }

    @Test("an unknown place has no chance to state, and the truth of it is unknown")
    func unknown() {
        #expect(Place.unknown.probability(inside: Self.area).isNaN)
        #expect(Place.unknown.probability(within: 1000, of: Self.line).isNaN)
        #expect(Truth(probability: Place.unknown.probability { _ in true }) == .unknown)
    }

    @Test(
        "the quick answers are those of the samples, but never certain where an edge is within reach",
        arguments: UInt64(0)..<10)
    func quick(seed: UInt64) {
        var random = SeededRandom(seed)
        for place in PlaceSampleTests.places {
            for _ in 0..<8 {
                let size = Double.random(in: 0.005...1, using: &random)
                let (south, west) = (
                    Double.random(in: 47.2...48.6, using: &random), Double.random(in: 36.5...38.2, using: &random)
                )
                let area = Polygon(rings: [PolygonMeasureTests.square(south, west, size)])
                #expect(abs(place.probability(inside: area) - place.probability { area.contains($0) }) <= 0.001)
                let line = LineString(area.rings[0])
                let metres = Double.random(in: 100...80_000, using: &random)
                let plain = place.probability { line.metres(to: $0) < metres }
                #expect(abs(place.probability(within: metres, of: line) - plain) <= 0.001)
            }
        }
    }

    @Test("an outline is closed, counter-clockwise and as large as the place")
    func outlines() {
        let at = Coordinate(latitude: 48, longitude: 37.8)
        let sizes: [(Place, Double)] = [
            (.point(at, sigmaMetres: 100), Double.pi * 214.6 * 214.6),
            (.disc(at, radiusMetres: 5000), Double.pi * 25e6),
            (.square(centre: at, sideMetres: 1000), 1e6),
            (
                .sector(
                    Sector(observer: at, bearingDegrees: 0, halfWidthDegrees: 11.25, nearMetres: 2000, farMetres: 4000)),
                2.356194e6
            ),
            (.area(Self.area), Self.area.areaSquareMetres),
        ]
        for (place, squareMetres) in sizes {
            let ring = place.outline(segments: 256)
            #expect(ring.first == ring.last)
            let found = Polygon(rings: [ring]).areaSquareMetres
            #expect(abs(found - squareMetres) < 0.002 * squareMetres)
            let turn = zip(ring, ring.dropFirst()).reduce(0) {
                $0 + ($1.0.longitude - at.longitude) * ($1.1.latitude - at.latitude)
                    - ($1.1.longitude - at.longitude) * ($1.0.latitude - at.latitude)
            }
            #expect(turn > 0)
        }
        #expect(Place.unknown.outline().isEmpty)
    }
}
