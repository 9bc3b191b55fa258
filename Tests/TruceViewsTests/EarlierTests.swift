import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("Incidents as of an earlier moment")
struct EarlierTests {
    private static let world = MapBox(west: -180, south: -90, east: 180, north: 90)
    private static let first = MissionDay(year: 2030, month: 3, day: 1)

    /// As many as are looked through, found to be of one day, and one more, of the next.
    private static let history: History = {
        var history = History()
        for number in 0...EarlierIncidents.most {
            history.adopt(
                "F-\(number)", .numbered(UInt64(number)),
                day: first.daysSince1970 + (number < EarlierIncidents.most ? 0 : 1))
        }
        return history
    }()

    private static let refusal = ViewsError.outOfRange(
        "As of an earlier moment at most 2,000 incidents are looked through. Ask for fewer days, or as of now.")

    @Test("a map of more than are looked through is refused; of fewer days it is drawn")
    func map() throws {
        let open = try OpenViews(Self.history.entries)
        let then = Moment.position(open.views.position)
        func count(_ from: MissionDay?, _ through: MissionDay?, _ asker: Asker) throws -> Int {
            try open.views.answer(
                IncidentMap(box: Self.world, limit: 5000, from: from, through: through), for: asker, at: then
            ).incidents.count
        }
        let next = Self.first.advanced(byDays: 1)
        #expect(throws: Self.refusal) { try count(nil, nil, .anyone) }
        #expect(throws: Self.refusal) { try count(Self.first, next, .anyone) }
        #expect(try count(nil, Self.first, .anyone) == EarlierIncidents.most)
        #expect(try count(next, nil, .anyone) == 1)
        #expect(try count(next, Self.first, .anyone) == 0)
        // They were taken up on two days: for who sees every day, that is where they are.
        #expect(throws: Self.refusal) { try count(nil, nil, Cast.analyst) }
        // As of now nothing is folded to be counted.
        let now = try open.views.answer(IncidentMap(box: Self.world, limit: 1), for: .anyone)
        #expect(now.cells.map(\.count).reduce(0, +) == EarlierIncidents.most + 1)
    }

    @Test(
        "a list is given part by part; a filter that keeps nothing is given up",
        arguments: [Asker.anyone, Cast.analyst])
    func list(asker: Asker) throws {
        let open = try OpenViews(Self.history.entries)
        let then = Moment.position(open.views.position)
        let whole = try open.views.pages(500) {
            try open.views.answer(IncidentList(page: $0), for: asker, at: then)
        }
        #expect(whole.count == EarlierIncidents.most + 1)
        #expect(throws: Self.refusal) {
            try open.views.answer(IncidentList(act: .sniper), for: asker, at: then)
        }
        #expect(try open.views.answer(IncidentList(act: .sniper), for: asker).records.isEmpty)
    }

    @Test("by days, who is told by findings finds what they say")
    func days() throws {
        let open = try OpenViews(Self.history.entries)
        let next = Self.first.advanced(byDays: 1)
        let listed = try open.views.answer(
            IncidentList(from: next, act: .mortar), for: .anyone, at: .position(open.views.position))
        #expect(listed.records.map(\.id) == [.numbered(UInt64(EarlierIncidents.most))])
    }
}
