import Foundation
import Testing
import Truce

@testable import TruceIntake

@Suite("An agreement file that says everything")
struct AgreementReadingTests {
    func full() throws -> Agreement {
        let read = try AgreementFixture.read(AgreementFixture.full())
        #expect(read.diagnostics.map(\.description) == [])
        return try #require(read.history).first
    }

    @Test("its head, names and time zone are read")
    func head() throws {
        let agreement = try full()
        #expect(agreement.id == "two-rivers")
        #expect(agreement.title.text(in: "fr") == "Trêve des deux rivières")
        #expect(agreement.zone.name == "Asia/Damascus")
        #expect(agreement.isFictional)
        #expect(agreement.documents[0].date?.description == "2031-02-20")
        #expect(agreement.mediators.map(\.id) == ["league"])
        #expect(agreement.parties.map(\.id) == ["north", "south"])
        #expect(agreement.guarantors[0].disputedBy == ["south"])
        #expect(agreement.sources.map(\.speaksFor) == [nil, "north", nil])
        #expect(agreement.collectives[0].mayBe == ["south", "free-band", "east-union"])
        #expect(agreement.civilianAliases == ["Civilians", "villagers"])
    }

    @Test("parties, units, groups and guarantors with aliases are actors")
    func actors() throws {
        let actors = try full().actors
        #expect(
            actors.map(\.id) == [
                "north", "river-brigade", "hill-company", "south", "black-sun", "free-band", "toll-men", "east-union",
            ])
        #expect(actors.map(\.party) == ["north", "north", "north", "south", nil, "south", nil, nil])
        #expect(
            actors.map(\.standing) == [
                .bound, .bound, .contested, .bound, .excluded, .contested, .notBound, .notBound,
            ])
        #expect(actors[0].aliases == ["Northern Council", "Conseil du Nord", "Council forces", "NC"])
        #expect(actors[5].positions.map(\.says) == [.excluded, .bound])
        // A day is its first moment in the mission's zone: three hours before it begins in UTC.
        #expect(actors[5].positions[0].since?.description == "2031-02-19T21:00:00Z")
    }

    @Test("times are the same moment however their zone is said")
    func times() throws {
        let agreement = try full()
        #expect(agreement.inForce.from.description == "2031-02-28T21:00:00Z")
        #expect(agreement.inForce.until?.description == "2032-02-29T21:00:00Z")
        #expect(agreement.inForce.suspensions[0].from.description == "2031-03-10T09:00:00Z")
        #expect(agreement.inForce.suspensions[0].until?.description == "2031-03-11T09:00:00Z")
        #expect(agreement.inForce.suspensions[0].reason.text(in: "en") == "Flood relief")
    }

    @Test("zones and lines come from the map or from the file itself")
    func places() throws {
        let agreement = try full()
        #expect(agreement.zones.map(\.id) == ["valley", "buffer", "range", "depot"])
        #expect(agreement.zones[0].polygon.rings.count == 2)
        #expect(agreement.zones[0].polygon.contains(Coordinate(latitude: 35.3, longitude: 40.3)))
        #expect(!agreement.zones[1].polygon.contains(Coordinate(latitude: 35.5, longitude: 39.05)))
        #expect(agreement.zones[2].name.text(in: "en") == "Old range")
        #expect(agreement.lines.map(\.of) == ["contact", "contact"])
        #expect(agreement.lines[0].path.positions.count == 3)
        #expect(agreement.lines[1].name.text(in: "en") == "contact-south")
        #expect(agreement.control.map(\.accordingTo) == [["north", "league"], []])
        #expect(agreement.territory == ["valley"])
    }

    @Test("provisions forbid, withdraw, permit or undertake")
    func provisions() throws {
        let provisions = try full().provisions
        #expect(
            provisions[0].rule
                == .forbids(
                    Prohibition(acts: .fire, within: ["valley"], exceptions: [.selfDefence, .excludedTarget])))
        #expect(
            provisions[1].rule
                == .forbids(
                    Prohibition(acts: ActSet([.advance, .fortification]), by: ["north", "south"], against: [.anyone])))
        guard case .withdraws(let withdrawal) = provisions[2].rule else {
            Issue.record("the third provision withdraws")
            return
        }
        #expect(withdrawal.limits.map(\.metres) == [25_000, 40_000, 70_000])
        #expect(withdrawal.limits[0].calibreBelow == 152)
        #expect(withdrawal.exceptWithin == ["depot"])
        #expect(
            provisions[3].rule
                == .permits(
                    Permission(acts: ActSet([.smallArms, .liveFireTraining]), by: ["north"], within: ["range"])))
        #expect(provisions[4].rule == .undertakes)
    }

    @Test("obligations count from entry into force, events and each other")
    func obligations() throws {
        let agreement = try full()
        #expect(agreement.obligations[0].begins == .daysAfter(.entryIntoForce, 2))
        #expect(agreement.obligations[0].due == .daysAfter(.event("guns-withdrawn"), 5))
        #expect(agreement.obligations[2].due == .hoursAfter(.obligation("release"), 72))
        #expect(agreement.obligations[0].baselines.map(\.value) == [640, nil])
        #expect(agreement.obligations[0].progress.map(\.score) == [1, nil])
        #expect(agreement.obligations[1].quota?.perDay == 40)
        #expect(agreement.events.map { $0.at == nil } == [false, true])
    }

    @Test("a gate is a tree of conditions")
    func gates() throws {
        let gate = try full().gates[0]
        guard case .all(let conditions) = gate.requires else {
            Issue.record("the gate requires all")
            return
        }
        #expect(conditions[0] == .noBreach(provisions: ["1", "2"], days: 7))
        #expect(conditions[1] == .any([.obligation("release", atLeast: 3), .event("talks")]))
        #expect(conditions.count == 3)
    }

    @Test("procedure and severity are read")
    func rules() throws {
        let agreement = try full()
        #expect(agreement.procedure.independentSources == 2)
        #expect(agreement.procedure.replyHours == [96, 72, 48, 24])
        #expect(agreement.procedure.escalation.map(\.afterHours) == [0, 24])
        #expect(agreement.procedure.attributionNeeds == .medium)
        #expect(agreement.procedure.publicGridMetres == 1000)
        #expect(agreement.severity.harm.map(\.level) == [3, 2, 1])
        #expect(agreement.severity.threat[0].acts == ActSet(.advance))
        #expect(agreement.severity.weaponOrZone[1].zones == ["buffer"])
    }

    @Test("what may be left out has the default that the format states")
    func least() throws {
        let read = AgreementFile.read(
            NamedBytes(
                name: "least.yaml",
                text: """
                    truce: 1
                    id: least
                    title: Least
                    version: 1
                    zone: UTC
                    parties: [{id: a, name: A}]
                    in_force: {from: 2031-01-01}
                    provisions: [{id: p, title: P, text: P, forbids: {acts: [any]}}]
                    """))
        #expect(read.diagnostics == [])
        let agreement = try #require(read.history).first
        #expect(agreement.provisions[0].rule == .forbids(Prohibition(acts: .all)))
        #expect(agreement.procedure == Procedure())
        #expect(agreement.zones.isEmpty && agreement.territory.isEmpty && !agreement.isFictional)
    }

    @Test("the same bytes give the same agreement")
    func twice() throws { #expect(try full() == full()) }
}
