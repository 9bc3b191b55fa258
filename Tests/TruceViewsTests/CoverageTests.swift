import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("Denials and watches, counted by day")
struct CoverageTests {
    private static let first = MissionDay(year: 2030, month: 3, day: 9)
    private static let days = DayCounts(from: first, through: first.advanced(byDays: 5))

    private func counts(_ open: OpenViews, _ asker: Asker, _ moment: Moment = .now) throws -> [DayCountRecord] {
        try open.views.answer(Self.days, for: asker, at: moment).records
    }

    private func sealed() throws -> OpenViews {
        var history = History()
        // Entries of three days: 0 to 2 on the 11th, 3 and 4 on the 12th, 5 on the 13th.
        history.report("R-1")
        history.deny("D-1", at: "2030-03-10T05:00:00Z")
        history.watch("W-1", "2030-03-10T01:13:07Z", "2030-03-10T04:44:19Z")
        history.deny("D-2", at: "2030-03-10T06:00:00Z", later: 86_400)
        history.report("R-2", day: 1)
        history.clock += 86_400
        history.report("R-3", day: 2)
        return try OpenViews(history.entries)
    }

    @Test(
        "who may not read what was told is told of days that were over",
        arguments: [Asker.anyone, Cast.hillLiaison, Cast.mediator, Cast.auditor, Cast.observer, Cast.legal])
    func closed(asker: Asker) throws {
        let open = try sealed()
        for (position, denials) in [(0, 0), (1, 0), (2, 0), (3, 0), (4, 1), (5, 1), (6, 2)] {
            let counts = try counts(open, asker, .position(position))
            #expect(counts.map(\.denials) == [0, denials, 0, 0, 0, 0], "at \(position)")
            #expect(counts.map(\.watchedHours) == [0, position < 4 ? 0 : 4, 0, 0, 0, 0], "at \(position)")
        }
        #expect(try counts(open, asker).map(\.denials) == [0, 2, 0, 0, 0, 0])
    }

    @Test("who may read it is told entry by entry", arguments: [Cast.analyst, Cast.head])
    func read(asker: Asker) throws {
        let open = try sealed()
        for (position, denials, hours) in [(1, 0, 0), (2, 1, 0), (3, 1, 12_672.0 / 3600), (4, 2, 12_672.0 / 3600)] {
            let counts = try counts(open, asker, .position(position))
            #expect(counts[1].denials == denials && counts[1].watchedHours == hours, "at \(position)")
        }
    }

    @Test("a team leader, who reads of watches and not of others' denials, is told each as it may")
    func team() throws {
        let counts = try counts(sealed(), Cast.team, .position(4))
        #expect(counts[1].denials == 1 && counts[1].watchedHours == 12_672.0 / 3600)
        #expect(try self.counts(sealed(), Cast.team, .position(3))[1].denials == 0)
    }

    @Test(
        "hours are whole, to the nearest",
        arguments: [("2030-03-10T01:29:59Z", 1.0), ("2030-03-10T01:30:00Z", 2), ("2030-03-10T00:29:59Z", 0)])
    func whole(until: String, hours: Double) throws {
        var history = History()
        history.watch("W-1", "2030-03-10T00:00:00Z", until)
        history.clock += 86_400
        history.report("R-1")
        #expect(try counts(OpenViews(history.entries), .anyone)[1].watchedHours == hours)
    }

    @Test("a watch of any length gives each day its part", arguments: [1, 30, 31, 32, 400, 700_000])
    func long(days: Int) throws {
        let end = Fictional.moment("2030-03-11T06:00:00Z")
        var history = History()
        history.watch("W-1", end.advanced(bySeconds: -Int64(days) * 86_400).description, end.description)
        let counts = try counts(OpenViews(history.entries), Cast.analyst)
        #expect(counts.map(\.watchedHours) == [days < 2 ? 0 : 24, days < 2 ? 18 : 24, 6, 0, 0, 0])
    }

    @Test("of two of one name the first counts, and what is erased counts no more")
    func erased() throws {
        var history = History()
        history.deny("D-1", at: "2030-03-10T05:00:00Z")
        history.deny("D-1", at: "2030-03-11T05:00:00Z")
        history.watch("W-1", "2030-03-09T00:00:00Z", "2030-03-10T01:00:00Z")
        history.watch("W-2", "2029-03-09T00:00:00Z", "2030-03-09T12:00:00Z")
        let open = try OpenViews(history.entries)
        #expect(try counts(open, Cast.analyst).map(\.denials) == [0, 1, 0, 0, 0, 0])
        #expect(try counts(open, Cast.analyst).map(\.watchedHours) == [36, 1, 0, 0, 0, 0])
        for (at, denials, hours) in [(0, 0, 36.0), (2, 0, 12), (3, 0, 0)] {
            let commitments = history.entries[at].commitments
            history.entries[at].sealed = SealedParts()
            history.add(
                .secretErased(SecretErased(commitments: commitments, authority: "a court", reason: "asked for")))
            open.source.set(history.entries)
            try open.views.fold(history.entries)
            let counts = try counts(open, Cast.analyst)
            #expect(counts[1].denials == denials && counts[0].watchedHours == hours, "after \(at)")
            let anew = try OpenViews(history.entries)
            #expect(try self.counts(anew, Cast.analyst) == counts)
        }
    }

    @Test("days cost what was told of them, whatever the mission holds")
    func plan() throws {
        let open = try OpenViews([])
        let plan = try open.views.plan(CoverageView.countSQL, [Topic.presence.rawValue, 0, 1, 2])
        #expect(plan == ["SEARCH coverage USING PRIMARY KEY (topic=? AND day>? AND day<?)"])
    }
}
