import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("The map")
struct MapTests {
    private static func history(_ count: Int, seed: UInt64) -> History {
        var random = SeededRandom(seed)
        var history = History()
        for number in 0..<count {
            let spot = Coordinate(
                latitude: Double.random(in: -89...89, using: &random),
                longitude: Double.random(in: -180...180, using: &random))
            history.report(
                "R-\(number)", day: Int64(number % 5), at: number % 9 == 0 ? .unknown : .point(spot, sigmaMetres: 0),
                acts: number % 2 == 0 ? [.mortar] : [.sniper])
        }
        return history
    }

    @Test("what lies in a box, and no more", arguments: 0..<10 as Range<UInt64>)
    func boxes(seed: UInt64) throws {
        let history = Self.history(120, seed: seed)
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        let all = try open.views.pages(500) { try open.views.answer(IncidentList(page: $0), for: Cast.analyst) }
        var random = SeededRandom(seed)
        for _ in 0..<10 {
            let latitudes = [0, 1].map { _ in Double.random(in: -90...90, using: &random) }.sorted()
            let box = MapBox(
                west: .random(in: -180...180, using: &random), south: latitudes[0],
                east: .random(in: -180...180, using: &random), north: latitudes[1])
            let expected = Set(all.filter { $0.place.centre.map(box.contains) ?? false }.map(\.id))
            let map = try open.views.answer(IncidentMap(box: box, limit: 5000), for: Cast.analyst)
            #expect(Set(map.incidents.map(\.id)) == expected && map.cells.isEmpty)
            let listed = try open.views.pages(9) {
                try open.views.answer(IncidentList(box: box, page: $0), for: Cast.analyst)
            }
            #expect(Set(listed.map(\.id)) == expected)
            let day = try #require(all.first).day
            let filtered = try open.views.answer(
                IncidentMap(box: box, limit: 5000, from: day, through: day, act: .mortar), for: Cast.analyst)
            let both = all.filter { expected.contains($0.id) && $0.day == day && $0.acts.contains(.mortar) }
            #expect(Set(filtered.incidents.map(\.id)) == Set(both.map(\.id)))
        }
    }

    @Test("more than the limit are counted, each once", arguments: [1, 5, 50])
    func cells(limit: Int) throws {
        let history = Self.history(120, seed: 7)
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        let world = MapBox(west: -180, south: -90, east: 180, north: 90)
        let placed = history.entries.filter { $0.sealed.report?.place != .unknown }.count
        let map = try open.views.answer(IncidentMap(box: world, limit: limit), for: Cast.analyst)
        #expect(map.incidents.isEmpty && map.cells.map(\.count).reduce(0, +) == placed)
        let mortars = try open.views.answer(IncidentMap(box: world, limit: limit, act: .mortar), for: Cast.analyst)
        let number = mortars.cells.map(\.count).reduce(0, +)
        #expect(
            number
                == history.entries.filter {
                    $0.sealed.report?.place != .unknown && $0.sealed.report?.acts == [.mortar]
                }.count)
        #expect(try open.views.answer(IncidentMap(box: world, limit: limit), for: .anyone).cells.isEmpty)
        #expect(try open.views.answer(IncidentMap(box: world, limit: limit), for: Cast.observer).cells.isEmpty)
    }

    @Test("who may not see the spot gets the square", arguments: [Cast.auditor, Cast.analyst])
    func squares(asker: Asker) throws {
        var history = History()
        history.report("R-1", at: .point(Coordinate(latitude: 0.01, longitude: 0.01), sigmaMetres: 0))
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        let spot = MapBox(west: 0, south: 0, east: 0.02, north: 0.02)
        let square = MapBox(west: 0.04, south: 0.04, east: 0.06, north: 0.06)
        let seesSpot = asker == Cast.analyst
        #expect(
            try open.views.answer(IncidentMap(box: spot, limit: 9), for: asker).incidents.count == (seesSpot ? 1 : 0))
        #expect(
            try open.views.answer(IncidentMap(box: square, limit: 9), for: asker).incidents.count == (seesSpot ? 0 : 1))
    }

    @Test("1 to 5,000", arguments: [(0, false), (1, true), (5000, true), (5001, false)])
    func limits(limit: Int, isAsked: Bool) throws {
        let open = try OpenViews([])
        let map = IncidentMap(box: MapBox(west: 0, south: 0, east: 1, north: 1), limit: limit)
        #expect(((try? open.views.answer(map, for: .anyone)) != nil) == isAsked)
    }

    @Test(
        "no box of the world holds anything",
        arguments: [
            MapBox(west: .nan, south: 0, east: 1, north: 1), MapBox(west: -181, south: 0, east: 1, north: 1),
            MapBox(west: 0, south: 1, east: 1, north: 0), MapBox(west: 0, south: 0, east: .infinity, north: 91),
        ])
    func noBox(box: MapBox) throws {
        let history = Self.history(20, seed: 1)
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        #expect(try open.views.answer(IncidentMap(box: box, limit: 10), for: Cast.analyst).incidents.isEmpty)
        #expect(try open.views.answer(IncidentList(box: box), for: Cast.analyst).records.isEmpty)
    }

    @Test("ranges along the curve hold every cell of a window", arguments: 0..<50 as Range<UInt64>)
    func ranges(seed: UInt64) {
        var random = SeededRandom(seed)
        let latitudes = [0, 1].map { _ in Double.random(in: -90...90, using: &random) }.sorted()
        let longitudes = [0, 1].map { _ in Double.random(in: -180...180, using: &random) }.sorted()
        let window = MapWindow(
            MapBox(west: longitudes[0], south: latitudes[0], east: longitudes[1], north: latitudes[1]),
            level: MapCellKey.finestLevel)
        let ranges = window.ranges()
        for _ in 0..<200 {
            let (x, y) = (Int.random(in: window.x, using: &random), Int.random(in: window.y, using: &random))
            let curve = MapCellKey.curve(x, y)
            #expect(MapCellKey.column(curve) == (x, y))
            #expect(ranges.contains { $0.contains(curve) })
        }
    }
}
