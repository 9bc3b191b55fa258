import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("What the public is told of a settled incident is what was found")
struct SettledTests {
    /// What everybody is told of it, but for the last entry that is about it: the log shows that as well.
    private func told(_ open: OpenViews, _ id: IncidentID, at moment: Moment) throws -> [String: JSONValue]? {
        let record = try open.views.answer(IncidentByID(id: id), for: .anyone, at: moment).record
        guard let json = record?.json(for: .anyone) else { return nil }
        return Dictionary(uniqueKeysWithValues: json.members.map { ($0.key, $0.value) })
            .filter { $0.key != "updated_at" }
    }

    @Test("nothing but a finding, its reopening, a join or a split changes it", arguments: UInt64(0)..<12)
    func random(seed: UInt64) throws {
        let entries = RandomHistory(seed: seed + 40, count: 160, isHostile: seed % 2 == 0).history.entries
        let open = try OpenViews(entries, proposals: .simple(entries))
        var before: [IncidentID: [String: JSONValue]?] = [:]
        var seen = 0
        for entry in entries {
            let mayChange =
                switch entry.fact {
                case .findingAdopted, .findingReopened, .incidentsJoined, .incidentSplit, .incidentOpened: true
                default: false
                }
            for number in UInt64(0)..<12 {
                let id = IncidentID.numbered(number)
                let now = try told(open, id, at: .position(entry.index + 1))
                if let before = before[id] ?? nil, before["day"] != nil, !mayChange {
                    #expect(now == before, "\(id) at entry \(entry.index), \(entry.fact.name)")
                    seen += 1
                }
                before[id] = now
            }
        }
        #expect(seen > 20)
        // What is computed of later reports changes it as little.
        for (id, before) in before where before?["day"] != nil { #expect(try told(open, id, at: .now) == before) }
    }

    @Test("a reply that came while the finding stood is shown beside it, to everybody, and no other is")
    func laterReply() throws {
        var history = History()
        let incident = IncidentID.numbered(1)
        history.report("R-1")
        history.open(incident, ["R-1"])
        history.ask("A-1", incident, of: Cast.hill)
        history.silence(["A-1"])
        history.reply("Y-early", to: "A-1", of: Cast.hill, statement: "Zearly", position: .asksForTime)
        history.adopt("F-1", incident, reports: ["R-1"])
        func openly(_ name: String) -> Fact {
            .replyFiled(
                ReplyFiled(
                    reply: ReplyID(name)!, ask: AskID("A-1")!, incident: incident,
                    filedAt: Instant(seconds: history.clock), party: Cast.hill, position: .denies,
                    statement: "Z\(name)", sealed: [], evidence: []))
        }
        history.add(openly("Y-2"))
        let beside = history.entries.count
        history.reopen("F-1")
        history.add(openly("Y-3"))
        let open = try OpenViews(history.entries)
        for moment in [Moment.position(beside), .now] {
            let found = try #require(
                try open.views.answer(FindingByID(id: FindingID("F-1")!), for: .anyone, at: moment).record)
            #expect(found.laterReplies.map(\.statement) == ["ZY-2"])
            let whole = try open.views.answer(IncidentByID(id: incident), for: .anyone, at: moment).record
            #expect(whole?.finding == found)
        }
        let before = try open.views.answer(FindingByID(id: FindingID("F-1")!), for: .anyone, at: .position(beside - 1))
        #expect(before.record?.laterReplies == [])
    }

    @Test("a late report moves the incident for those who verify, and is shown to them as new")
    func late() throws {
        var history = History()
        let incident = IncidentID.numbered(1)
        history.report("R-1")
        history.open(incident, ["R-1"])
        history.adopt("F-1", incident, reports: ["R-1"], day: 21_983)
        let far = Place.point(Coordinate(latitude: 0.91, longitude: 0.91), sigmaMetres: 1)
        history.report("R-2", day: -3, at: far, acts: [.tank])
        history.triage("R-2", .incident, incident)
        let open = try OpenViews(history.entries)
        let record = try #require(try open.views.answer(IncidentByID(id: incident), for: Cast.analyst).record)
        let (all, office) = (try #require(record.json(for: .anyone)), try #require(record.json(for: Cast.analyst)))
        #expect(all["reports"] == .array([.string("R-1")]) && all["acts"] == .array([.string("fire.mortar")]))
        #expect(all["day"] != office["day"] && all["public_place"] != office["public_place"])
        #expect(office["reports_since"] == .array([.string("R-2")]) && all["reports_since"] == nil)
        func listed(_ list: IncidentList, _ asker: Asker) throws -> Int {
            try open.views.answer(list, for: asker).records.count
        }
        // Filters, the list by place and the map go by what is told.
        let there = MapBox(west: 0.9, south: 0.9, east: 1, north: 1)
        #expect(
            try listed(IncidentList(act: .tank), .anyone) == 0 && listed(IncidentList(act: .tank), Cast.analyst) == 1)
        #expect(try listed(IncidentList(act: .mortar), .anyone) == 1)
        #expect(
            try listed(IncidentList(box: there), .anyone) == 0 && listed(IncidentList(box: there), Cast.analyst) == 1)
        #expect(try open.views.answer(IncidentMap(box: there, limit: 10), for: .anyone).incidents.isEmpty)
        #expect(try open.views.answer(IncidentMap(box: there, limit: 10), for: Cast.analyst).incidents.count == 1)
        let found = MissionDay(daysSince1970: 21_983)
        #expect(try listed(IncidentList(from: found, through: found), .anyone) == 1)
        // A new finding tells what it found.
        history.reopen("F-1")
        history.adopt("F-2", incident, reports: ["R-1", "R-2"], day: 21_980)
        let again = try OpenViews(history.entries)
        let renewed = try again.views.answer(IncidentByID(id: incident), for: Cast.analyst).record
        #expect(renewed?.reportsSince == [] && renewed?.json(for: .anyone)?["day"] != all["day"])
    }

    @Test("what is only proposed is nobody's own: that it is there would tell that others reported too")
    func proposed() throws {
        var history = History()
        history.report("R-1", holder: "observer-1")
        history.report("R-2", holder: "hill-liaison", side: Cast.hill)
        let open = try OpenViews(history.entries, proposals: .simple(history.entries))
        let proposed = try open.views.answer(IncidentList(), for: Cast.analyst).records
        #expect(proposed.count == 2)
        for asker in [Cast.observer, Cast.hillLiaison, .anyone] {
            #expect(try open.views.answer(IncidentList(), for: asker).records.isEmpty)
            for incident in proposed {
                #expect(try open.views.answer(IncidentByID(id: incident.id), for: asker).record == nil)
            }
            let changes = try open.views.changes(since: ChangeMark(position: 0, computed: 0), for: asker)
            #expect(!changes.changes.contains { $0.kind == "incident" })
        }
        history.open(.numbered(7), ["R-2"])
        let opened = try OpenViews(history.entries)
        #expect(try opened.views.answer(IncidentList(), for: Cast.hillLiaison).records.map(\.id) == [.numbered(7)])
    }

    @Test("a list by side is read in its order from its index, however many incidents there are")
    func bySide() throws {
        let open = try OpenViews(MarkedCase().history.entries)
        for part in [IncidentPart.all, .published] {
            let query = IncidentList(side: Cast.hill).query(part, .end, [], nil)
            let plan = try open.views.plan(query.sql, query.values)
            #expect(!plan.contains { $0.contains("TEMP B-TREE") || $0.hasPrefix("SCAN") }, "\(plan)")
            #expect(plan.first?.hasPrefix("SEARCH s USING") == true, "\(plan)")
        }
    }
}
