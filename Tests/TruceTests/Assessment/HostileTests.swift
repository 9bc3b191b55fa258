import Testing
import Truce
import TruceTesting

/// What somebody with an interest in the outcome tried, and what must come of it.
@Suite("A side cannot edit the mechanism's facts")
struct SideCannotEditTests {
    @Test("its time, place, act, country and figures count in its own account only", arguments: [0, 1, 2, 3, 4])
    func facts(which: Int) {
        var agreement = Fictional.agreement()
        agreement.zones[0].countries = ["Land"]
        agreement.severity.harm = [.init(level: 3, killedAtLeast: 100)]
        var own = Fictional.report("b", from: "hill-liaison")
        switch which {
        case 0: own.time = TimeWindow(at: Fictional.entry.advanced(bySeconds: -60))
        case 1: own.place = .point(Coordinate(latitude: 5, longitude: 5), sigmaMetres: 0)
        case 2: own.acts = ActSet(.liveFireTraining)
        case 3: own.country = "Elsewhere"
        default: own.killed = CountRange(low: 500, high: 500)
        }
        let assessment = Fictional.assess(Fictional.report("a", from: "post-1"), own, under: agreement)
        #expect(assessment.mechanism.outcome == .breached)
        #expect(assessment.severity.harm == 0)
        if which < 4, which != 3 { #expect(assessment.readings[1].outcome != .breached) }
    }

    @Test(
        "a guarantor's source, a side's own name and another spelling are no independent source",
        arguments: [
            "northland desk", "Hill-Liaison ", "HILL", "Lake Guard",
        ])
    func disguise(source: String) {
        var agreement = Fictional.agreement()
        agreement.sources.append(SourceProfile(name: "Northland desk", kind: .guarantor, speaksFor: "north"))
        #expect(Fictional.assess(Fictional.report(from: source), under: agreement).mechanism.outcome == .undetermined)
    }

    @Test("one source spelled twice, or words copied at length, are one source")
    func copies() {
        var agreement = Fictional.agreement()
        agreement.procedure.independentSources = 2
        var (a, b) = (Fictional.report("a", from: "post-1"), Fictional.report("b", from: "POST-1"))
        #expect(Fictional.assess(a, b, under: agreement).mechanism.outcome == .undetermined)
        b.source = "post-2"
        #expect(Fictional.assess(a, b, under: agreement).mechanism.outcome == .breached)
        (a.text, b.text) = ("Shells fell on the mill at noon.", "Shells fell on the mill at noon.")
        #expect(Fictional.assess(a, b, under: agreement).mechanism.outcome == .undetermined)
    }

    @Test(
        "the accuser cannot claim self-defence for the accused; the accused can, however it is spelled",
        arguments: [
            ("lake-liaison", "self_defence", ProposedOutcome.breached),
            ("hill-liaison", " Self-Defence ", .undetermined),
        ])
    func exemption(source: String, claim: String, outcome: ProposedOutcome) {
        let assessment = Fictional.assess(
            Fictional.report("a", from: "post-1"), Fictional.report("b", from: source, claims: claim))
        #expect(assessment.mechanism.outcome == outcome)
    }

    @Test(
        "a guarantor that the side itself disputes does not speak for it, and two that contradict each other say nothing"
    )
    func guarantors() {
        var agreement = Fictional.agreement()
        agreement.guarantors[1].disputedBy = ["lake"]
        #expect(Fictional.assess(Fictional.report(on: "GF"), under: agreement).readings[2].outcome == .undetermined)
        agreement.guarantors[1].disputedBy = []
        agreement.guarantors.append(Guarantor(id: "east", name: LocalizedText("Eastland"), answersFor: ["lake"]))
        agreement.actors[4].positions.append(Position(by: "east", says: .excluded))
        #expect(Fictional.assess(Fictional.report(on: "GF"), under: agreement).readings[2].outcome == .undetermined)
    }

    @Test("to name a contested group is not to name the party on whose side it fights")
    func contestedAttribution() {
        let assessment = Fictional.assess(
            Fictional.report("a", from: "post-1", by: "GF", on: "Hill"),
            Fictional.report("b", from: "post-2", by: "GF", on: "Hill"))
        #expect(assessment.attribution.status == .notAttributable)
    }
}

@Suite("A later text does not judge an earlier day")
struct LaterTextTests {
    static func docket(_ change: (inout Agreement) -> Void, at moment: Instant, _ report: Report) -> Docket {
        let first = Fictional.agreement()
        var second = first
        second.version = 2
        change(&second)
        var table = ReportTable()
        table.append(report)
        return Docket(
            history: AgreementHistory(first, amendments: [(moment, second)]), reports: table,
            matching: Matching(incidentOfReport: [0], incidentCount: 1, links: []), asOf: .distantFuture,
            period: .init(
                from: MissionDay(year: 2030, month: 3, day: 1), through: MissionDay(year: 2030, month: 3, day: 31)))
    }

    static let may = Fictional.moment("2030-05-01T00:00:00Z")

    @Test("standing, removed groups, sources and collective names are those of the day", arguments: [0, 1, 2, 3])
    func standing(which: Int) {
        let docket = Self.docket(
            { agreement in
                switch which {
                case 0: agreement.actors[3].standing = .bound
                case 1: agreement.actors.remove(at: 3)
                case 2: agreement.sources[0].speaksFor = "hill"
                default: agreement.collectives = [Collective(names: ["militias"], mayBe: ["hill", "lake"])]
                }
            }, at: Self.may, Fictional.report(on: which < 2 ? "BB" : which == 2 ? "Lake" : "militias"))
        let outcome = docket.assessment(of: docket.incident(0)).mechanism.outcome
        let expected: [ProposedOutcome] = [
            .outOfScope(.excludedGroup), .outOfScope(.excludedGroup), .breached, .undetermined,
        ]
        #expect(outcome == expected[which])
    }

    @Test("a time on both sides of an amendment is open where the texts differ")
    func straddling() {
        let change = Fictional.moment("2030-03-12T12:00:00Z")
        let day = TimeWindow(
            earliest: Fictional.moment("2030-03-12T00:00:00Z"), latest: Fictional.moment("2030-03-13T00:00:00Z"))
        let docket = Self.docket(
            { $0.provisions[0].rule = .forbids(Prohibition(acts: ActSet(.airStrike))) }, at: change,
            Fictional.report(at: day))
        let reading = docket.assessment(of: docket.incident(0)).mechanism
        #expect(reading.outcome == .undetermined)
        #expect(reading.missing.contains(.timeRelativeTo(change)))
    }
}

@Suite("What is uncertain stays uncertain")
struct UncertainTests {
    static func box(_ south: Double, _ west: Double, _ north: Double, _ east: Double) -> Polygon {
        Polygon(rings: [
            [(south, west), (south, east), (north, east), (north, west), (south, west)]
                .map { Coordinate(latitude: $0.0, longitude: $0.1) }
        ])
    }

    @Test("a place far larger than the territory around it may lie inside")
    func smallTerritory() {
        var agreement = Fictional.agreement()
        agreement.zones[0].polygon = Self.box(0.5, 0.5, 0.501, 0.501)
        let place = Place.disc(Coordinate(latitude: 0.5, longitude: 0.5), radiusMetres: 40_000)
        #expect(Fictional.assess(Fictional.report(place: place), under: agreement).mechanism.outcome == .undetermined)
    }

    @Test("a territory of two zones side by side has no border within")
    func adjacent() {
        var agreement = Fictional.agreement()
        agreement.zones = [
            Zone(id: "west", name: LocalizedText("West"), kind: .territory, polygon: Self.box(0, 0, 1, 0.5)),
            Zone(id: "east", name: LocalizedText("East"), kind: .territory, polygon: Self.box(0, 0.5, 1, 1)),
        ]
        agreement.territory = ["west", "east"]
        let place = Place.disc(Coordinate(latitude: 0.5, longitude: 0.5), radiusMetres: 5_000)
        let reading = Fictional.assess(Fictional.report(place: place), under: agreement).mechanism
        #expect(reading.scope[1].probability ?? 1 > 0.99)
    }

    @Test("suspensions end to end cover a window as one does")
    func suspensions() {
        var agreement = Fictional.agreement()
        let days = (11...13).map { Fictional.moment("2030-03-\($0)T00:00:00Z") }
        agreement.inForce.suspensions = [
            Suspension(from: days[0], until: days[1], reason: LocalizedText("a")),
            Suspension(from: days[1], until: days[2], reason: LocalizedText("b")),
        ]
        let window = TimeWindow(earliest: days[0], latest: days[2])
        #expect(
            Fictional.assess(Fictional.report(at: window), under: agreement).mechanism.outcome
                == .outOfScope(.suspended))
    }

    @Test(
        "a zone counts while it exists",
        arguments: [
            ("2030-03-13T00:00:00Z", ProposedOutcome.breached),
            ("2030-03-12T00:00:00Z", .outOfScope(.outsideTerritory)),
        ])
    func lifetime(until: String, outcome: ProposedOutcome) {
        var agreement = Fictional.agreement()
        agreement.zones[0].until = Fictional.moment(until)
        #expect(Fictional.assess(Fictional.report(), under: agreement).mechanism.outcome == outcome)
    }

    @Test(
        "a country in another case is the same; one that contradicts the position leaves it open",
        arguments: [
            ("LAND", ProposedOutcome.breached), ("Elsewhere", .undetermined),
        ])
    func country(name: String, outcome: ProposedOutcome) {
        var agreement = Fictional.agreement()
        agreement.zones[0].countries = ["Land"]
        var report = Fictional.report()
        report.country = name
        #expect(Fictional.assess(report, under: agreement).mechanism.outcome == outcome)
    }

    @Test("civilians hit among others are civilians hit")
    func civilians() {
        var agreement = Fictional.agreement()
        agreement.provisions[0].rule = .forbids(Prohibition(acts: .fire, against: [.civilians]))
        #expect(
            Fictional.assess(Fictional.report(on: "Civilians, Lake"), under: agreement).mechanism.outcome == .breached)
    }
}

@Suite("Permits and weapons")
struct PermitTests {
    @Test(
        "what is permitted to one side is not permitted to the other, nor after it ends",
        arguments: [
            ("lake", "2030-04-01T00:00:00Z", ProposedOutcome.breached), ("hill", "2030-04-01T00:00:00Z", .notBreached),
            ("hill", "2030-03-12T00:00:00Z", .breached),
        ])
    func permits(party: String, until: String, outcome: ProposedOutcome) {
        var agreement = Fictional.agreement()
        agreement.provisions.append(
            Provision(
                id: "2", title: LocalizedText("May fire"), text: LocalizedText("May fire."),
                until: Fictional.moment(until), rule: .permits(Permission(acts: ActSet(.mortar), by: [party]))))
        #expect(Fictional.assess(Fictional.report(), under: agreement).mechanism.outcome == outcome)
    }

    @Test("a stricter limit that may hold keeps the case open")
    func stricter() {
        var agreement = WithdrawalLineTests.agreement()
        agreement.provisions[0].rule = .withdraws(
            Withdrawal(limits: [
                .init(weapon: .any, metres: 5_000, line: "contact"),
                .init(weapon: .artillery, calibreFrom: 100, metres: 25_000, line: "contact"),
            ]))
        let report = WithdrawalLineTests.weapon("howitzer", metres: 19_900)
        #expect(Fictional.assess(report, under: agreement).mechanism.outcome == .undetermined)
    }

    @Test(
        "a class may be the model that is limited; another model is not",
        arguments: [
            ("MLRS", ProposedOutcome.undetermined), ("BM-27 Uragan", .breached), ("BM-21 Grad", .notBreached),
        ])
    func models(words: String, outcome: ProposedOutcome) {
        var agreement = WithdrawalLineTests.agreement()
        agreement.provisions[0].rule = .withdraws(
            Withdrawal(limits: [.init(weapon: .mlrs, models: ["Uragan"], metres: 70_000, line: "contact")]))
        #expect(
            Fictional.assess(WithdrawalLineTests.weapon(words, metres: 30_000), under: agreement).mechanism.outcome
                == outcome)
    }

    @Test(
        "a weapon's name is a whole word",
        arguments: [
            ("mosaic floor truck", WeaponClass?.none), ("anti-tank missile", .missile), ("2S12 mortar", .mortar),
            ("2s19", .artillery), ("T-72s", nil), ("two tanks", .tank), ("122mm howitzer D-30", .artillery),
        ])
    func words(words: String, expected: WeaponClass?) {
        #expect(Weapon(words: words).weaponClass == expected)
    }

    @Test(
        "a calibre is the number before mm, in either case, up to a metre",
        arguments: [
            ("122mm howitzer", 122.0), ("82 MM mortar", 82), ("152-mm", 152), ("7.62\u{A0}mm", 7.62),
            ("common 120mm mortar", 120), ("1000mm", 1000), ("1001mm", nil), ("0mm", nil), ("mm", nil), ("D-30", nil),
        ] as [(String, Double?)])
    func writtenCalibre(words: String, expected: Double?) { #expect(Weapon.writtenCalibre(words) == expected) }

    @Test("a stretch that nobody disputes belongs to each side's line")
    func undisputedStretch() {
        var agreement = WithdrawalLineTests.agreement(competing: true)
        agreement.lines.append(
            Line(
                id: "common", name: LocalizedText("Common"), of: "contact",
                path: LineString([Coordinate(latitude: 0.3, longitude: 0.4), Coordinate(latitude: 0.3, longitude: 0.6)])
            ))
        let report = WithdrawalLineTests.weapon("82 mm mortar", metres: 34_000)
        #expect(
            Fictional.assess(report, under: agreement).readings.map(\.outcome) == [.breached, .breached, .breached])
    }
}

@Suite("An incident's name gives no source away")
struct IncidentNameTests {
    @Test("a confidential report's source and identifier do not change the name")
    func confidential() {
        func id(_ source: String, _ report: String) -> IncidentID {
            var hidden = Fictional.report(report, from: source)
            hidden.detail.isConfidential = true
            return Fictional.docket(Fictional.agreement(), [hidden]).incident(0).id
        }
        #expect(id("Nurse", "R-1") == id("Teacher", "R-2"))
    }

    @Test("it stays when others join, and reads back from what is written")
    func stable() {
        let first = Fictional.report("a")
        let alone = Fictional.docket(Fictional.agreement(), [first]).incident(0).id
        let joined = Fictional.docket(
            Fictional.agreement(), [first, Fictional.report("z", from: "post-2")], together: true
        ).incident(0).id
        #expect(alone == joined)
        #expect(IncidentID(alone.description.lowercased()) == alone)
        #expect(IncidentID("INC-00000000000U") == nil && IncidentID("INC-0") == nil)
    }
}
