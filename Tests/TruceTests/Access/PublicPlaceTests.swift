import Foundation
import Testing
import TruceTesting

@testable import Truce

@Suite("Public places")
struct PublicPlaceTests {
    static let grids = [100.0, 1_000, 5_000, 50_000]

    /// Whether the square holds the spot: in degrees, as it is drawn.
    private func holds(_ place: PublicPlace, _ spot: Coordinate) -> Bool {
        let box = place.box
        let isEastWest =
            box.west <= box.east
            ? (box.west...box.east).contains(spot.longitude) : spot.longitude >= box.west || spot.longitude <= box.east
        return isEastWest && (box.south...box.north).contains(spot.latitude)
    }

    private func spot(_ random: inout SeededRandom) -> Coordinate {
        let latitude: Double =
            switch Int.random(in: 0..<6, using: &random) {
            case 0: Double.random(in: 89.9...90, using: &random) * (Bool.random(using: &random) ? 1 : -1)
            case 1: [90, -90, 0].randomElement(using: &random)!
            default: Double.random(in: -90...90, using: &random)
            }
        let longitude: Double =
            switch Int.random(in: 0..<6, using: &random) {
            case 0: Double.random(in: 179.99...180, using: &random) * (Bool.random(using: &random) ? 1 : -1)
            case 1: [180, -180, 0].randomElement(using: &random)!
            default: Double.random(in: -180...180, using: &random)
            }
        return Coordinate(latitude: latitude, longitude: longitude)
    }

    @Test("a surveyed spot lies in its square, poles and antimeridian included", arguments: grids)
    func surveyed(grid: Double) throws {
        var random = SeededRandom(UInt64(grid))
        for _ in 0..<2_000 {
            let spot = spot(&random)
            let place = try #require(PublicPlace(.point(spot, sigmaMetres: 0), gridMetres: grid))
            #expect(place.sideMetres == grid)
            #expect(holds(place, spot), "\(spot) in \(place)")
            #expect((-180...180).contains(place.centre.longitude) && (-90...90).contains(place.centre.latitude))
            #expect(throws: Never.self) { try PublicPlace(json: place.json()) }
        }
    }

    @Test("every spot that an uncertain place may be at lies in its square", arguments: grids)
    func uncertain(grid: Double) {
        var random = SeededRandom(UInt64(grid) + 1)
        var shown = 0
        for _ in 0..<1_000 {
            let centre = spot(&random)
            let radius = pow(10, Double.random(in: 0...5.5, using: &random))
            guard let place = PublicPlace(.disc(centre, radiusMetres: radius), gridMetres: grid) else { continue }
            shown += 1
            for azimuth in stride(from: 0.0, to: 360, by: 15) {
                let edge = Geodesic.direct(from: centre, azimuthDegrees: azimuth, metres: radius)
                #expect(holds(place, edge), "\(radius) m round \(centre), \(azimuth)°: \(place)")
            }
        }
        #expect(shown > 300)
    }

    @Test(
        "places of one kind of uncertainty in one cell are told alike, wherever in the cell they lie", arguments: grids)
    func alike(grid: Double) throws {
        var random = SeededRandom(UInt64(grid) + 2)
        for _ in 0..<200 {
            let cell = GridCell(of: spot(&random), sideMetres: grid)
            let radius = [0, grid / 8.2, grid / 4.2].randomElement(using: &random)!
            var told: Set<PublicPlace?> = []
            for _ in 0..<30 {
                let (dLat, dLon) = GridCell.halfSides(of: grid, at: cell.centre.latitude)
                let spot = Coordinate(
                    latitude: cell.centre.latitude + Double.random(in: -dLat...dLat, using: &random),
                    longitude: cell.centre.longitude + Double.random(in: -dLon...dLon, using: &random))
                guard (-90...90).contains(spot.latitude), (-180..<180).contains(spot.longitude),
                    GridCell(of: spot, sideMetres: grid) == cell
                else { continue }
                told.insert(PublicPlace(.disc(spot, radiusMetres: radius), gridMetres: grid))
            }
            #expect(told.count == 1)
        }
    }

    @Test(
        "the square is as wide as the place needs, in steps that tell nothing of where in its cell it lies",
        arguments: [
            (0.0, 1_000.0), (1, 1_250), (124, 1_250), (125, 1_500), (248, 1_500), (249, 2_000), (496, 2_000),
            (505, 4_000), (31_000, 128_000), (32_100, nil),
        ] as [(Double, Double?)])
    func width(radius: Double, side: Double?) {
        let place = Place.disc(Coordinate(latitude: 33.5, longitude: 36.3), radiusMetres: radius)
        #expect(PublicPlace(place, gridMetres: 1_000)?.sideMetres == side)
    }

    @Test("a bearing is told without its direction, and not from where it was taken")
    func bearing() throws {
        let post = Coordinate(latitude: 33.5, longitude: 36.3)
        func place(_ degrees: Double) throws -> PublicPlace {
            let sector = Sector(
                observer: post, bearingDegrees: degrees, halfWidthDegrees: 11.25, nearMetres: 3_000, farMetres: 6_000)
            return try #require(PublicPlace(.sector(sector), gridMetres: 5_000))
        }
        let sides = Set(try stride(from: 0.0, to: 360, by: 22.5).map { try place($0).sideMetres })
        #expect(sides.count == 1)
        #expect(try place(0).centre != post && place(90).centre != place(0).centre)
    }

    @Test("without a grid the square is drawn round the place, and a surveyed spot is a spot")
    func noGrid() throws {
        let spot = Coordinate(latitude: 33.512345, longitude: 36.3)
        for grid in [nil, 0.0] {
            #expect(
                PublicPlace(.point(spot, sigmaMetres: 0), gridMetres: grid)
                    == PublicPlace(centre: spot, sideMetres: 0, name: nil))
            #expect(PublicPlace(.disc(spot, radiusMetres: 750), gridMetres: grid)?.sideMetres == 1_500)
        }
    }

    @Test("an unknown place and one beyond all measure have no square")
    func none() {
        let spot = Coordinate(latitude: 33.5, longitude: 36.3)
        #expect(PublicPlace(.unknown, gridMetres: 1_000) == nil)
        for grid in [nil, 1_000.0] {
            #expect(PublicPlace(.disc(spot, radiusMetres: .infinity), gridMetres: grid) == nil)
            #expect(PublicPlace(.disc(spot, radiusMetres: .nan), gridMetres: grid) == nil)
        }
    }

    @Test(
        "a name that writes out a position is left out",
        arguments: [
            ("Marenna", "Marenna"), ("Hill 402", "Hill 402"), ("37S CU 1234 5678", nil), ("٣٦٫١٢", nil), ("", nil),
        ] as [(String, String?)])
    func names(name: String, told: String?) {
        let spot = Coordinate(latitude: 33.5, longitude: 36.3)
        #expect(PublicPlace(.point(spot, sigmaMetres: 5), gridMetres: 1_000, name: name)?.name == told)
    }

    @Test("a cell is found again from its middle, and cells of a row do not overlap by more than their square")
    func cells() {
        var random = SeededRandom(7)
        for grid in Self.grids {
            for _ in 0..<500 {
                let cell = GridCell(of: spot(&random), sideMetres: grid)
                #expect(GridCell(of: cell.centre, sideMetres: grid) == cell)
            }
        }
    }
}
