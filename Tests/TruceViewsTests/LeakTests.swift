import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("Nobody is told what the table hides")
struct LeakTests {
    @Test("every private word is told to exactly those who may read it", arguments: Cast.all)
    func markers(asker: Asker) throws {
        let open = try OpenViews(MarkedCase().history.entries)
        let told = try open.views.everything(for: asker)
        for (marker, askers) in MarkedCase.seenBy {
            #expect(told.contains(marker) == askers.contains(Cast.name(asker)), "\(marker)")
        }
    }

    /// Sources, and what is found by their name only, are not searched: nobody types them to find a report.
    static let notSearched: Set = ["Zsourceone", "Zsourcetwo", "Zhillsource", "Zbrought"]

    @Test("a search finds a word for exactly those who may read it", arguments: Cast.all)
    func search(asker: Asker) throws {
        let open = try OpenViews(MarkedCase().history.entries)
        for (marker, askers) in MarkedCase.seenBy {
            let hits = try open.views.answer(Search(text: marker), for: asker).records
            // What a rung's sides may read they find with the incident; the words' index names no sides of a rung.
            let isSide = ["hill-liaison", "north-office"].contains(Cast.name(asker))
            if ["Zcommission", "Znorthanswers"].contains(marker), isSide {
                #expect(hits.isEmpty)
                continue
            }
            let isFound = askers.contains(Cast.name(asker)) && !Self.notSearched.contains(marker)
            #expect(hits.isEmpty != isFound, "\(marker)")
            #expect(hits.allSatisfy { $0.excerpt.contains(marker) })
        }
    }

    @Test("lists hold what can be asked for by name, and nothing else", arguments: 0..<4 as Range<UInt64>)
    func lists(seed: UInt64) throws {
        let history = RandomHistory(seed: seed + 200, count: 150, isHostile: seed % 2 == 1).history
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        let incidents = try open.views.pages(500) { try open.views.answer(IncidentList(page: $0), for: Cast.head) }
        let reports = try open.views.pages(500) { try open.views.answer(ReportList(page: $0), for: Cast.head) }
        #expect(!incidents.isEmpty && !reports.isEmpty)
        for asker in Cast.all {
            let known = try incidents.filter {
                try open.views.answer(IncidentByID(id: $0.id), for: asker).record != nil
            }
            let listed = try open.views.pages(4) { try open.views.answer(IncidentList(page: $0), for: asker) }
            #expect(Set(listed.map(\.id)) == Set(known.map(\.id)) && listed.count == known.count, "\(Cast.name(asker))")
            let knownReports = try reports.filter {
                try open.views.answer(ReportByID(id: $0.id), for: asker).record != nil
            }
            let listedReports = try open.views.pages(3) { try open.views.answer(ReportList(page: $0), for: asker) }
            #expect(listedReports.map(\.id) == knownReports.map(\.id), "\(Cast.name(asker))")
        }
    }

    @Test("what is hidden and what is not there look the same", arguments: [Cast.lakeLiaison, .anyone, Cast.observer])
    func hidden(asker: Asker) throws {
        let marked = MarkedCase()
        let open = try OpenViews(marked.history.entries)
        let hidden = IncidentID.numbered(2)
        let isHidden = asker != Cast.lakeLiaison
        #expect((try open.views.answer(IncidentByID(id: hidden), for: asker).record == nil) == isHidden)
        #expect(try open.views.answer(IncidentJournal(id: hidden), for: asker).records.isEmpty)
        #expect(try open.views.answer(IncidentByID(id: .numbered(99)), for: asker).record == nil)
        #expect(try open.views.answer(ReportList(incident: hidden), for: asker).records.isEmpty)
    }

    @Test("a filter matches only by what the asker sees of a record")
    func filters() throws {
        let marked = MarkedCase()
        let open = try OpenViews(marked.history.entries)
        func listed(_ list: IncidentList, _ asker: Asker) throws -> [IncidentID] {
            try open.views.answer(list, for: asker).records.map(\.id).sorted()
        }
        let both = [marked.settled, marked.open].sorted()
        // The exact spot, and another within the public square.
        let spot = MapBox(west: 0.49, south: 0.49, east: 0.501, north: 0.501)
        let square = MapBox(west: 0.54, south: 0.54, east: 0.56, north: 0.56)
        #expect(try listed(IncidentList(box: spot), Cast.analyst) == both)
        #expect(try listed(IncidentList(box: square), Cast.analyst) == [])
        #expect(try listed(IncidentList(box: spot), .anyone) == [])
        #expect(try listed(IncidentList(box: square), .anyone) == [marked.settled])
        #expect(try listed(IncidentList(box: spot), Cast.lakeLiaison) == [])
        // The lake side knows that the second is there, but not what it is said to be, nor where.
        #expect(try listed(IncidentList(), Cast.lakeLiaison) == both)
        #expect(try listed(IncidentList(act: .mortar), Cast.analyst) == both)
        #expect(try listed(IncidentList(act: .mortar), Cast.lakeLiaison) == [marked.settled])
        let day = MissionDay(year: 2030, month: 3, day: 1)
        #expect(try listed(IncidentList(from: day), Cast.lakeLiaison) == [marked.settled])
        #expect(try listed(IncidentList(from: day), Cast.analyst) == both)
        // Whom it was put to: the office knows, a side knows of itself, the public what the finding says.
        #expect(try listed(IncidentList(side: Cast.lake), Cast.analyst) == [marked.open])
        #expect(try listed(IncidentList(side: Cast.lake), Cast.lakeLiaison) == [marked.open])
        #expect(try listed(IncidentList(side: Cast.lake), Cast.hillLiaison) == [])
        #expect(try listed(IncidentList(side: Cast.hill), .anyone) == [marked.settled])
        #expect(try listed(IncidentList(side: Cast.north), .anyone) == [])
        #expect(try listed(IncidentList(side: Cast.north), Cast.analyst) == [marked.settled])
        #expect(try listed(IncidentList(found: .violationVerified), .anyone) == [marked.settled])
        #expect(try listed(IncidentList(stages: [.findingDrafted]), .anyone) == [])
        #expect(try listed(IncidentList(stages: [.findingDrafted, .adopted]), Cast.lakeLiaison) == both)
    }

    @Test("while a finding is reopened, the public finds it neither by day nor on the map")
    func reopened() throws {
        var history = MarkedCase().history
        let world = MapBox(west: -180, south: -90, east: 180, north: 90)
        let day = MissionDay(year: 2030, month: 3, day: 1)
        for isReopened in [false, true] {
            if isReopened { history.reopen("F-1") }
            let open = try OpenViews(history.entries)
            #expect(try open.views.answer(IncidentList(), for: .anyone).records.count == 1)
            let byDay = try open.views.answer(IncidentList(from: day), for: .anyone).records.count
            #expect(byDay == (isReopened ? 0 : 1))
            let map = try open.views.answer(IncidentMap(box: world, limit: 10), for: .anyone)
            #expect(map.incidents.count == (isReopened ? 0 : 1))
            #expect(try open.views.answer(IncidentMap(box: world, limit: 1), for: .anyone).cells.isEmpty)
        }
    }
}
