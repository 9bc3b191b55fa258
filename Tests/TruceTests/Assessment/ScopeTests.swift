import Testing
import Truce
import TruceTesting

@Suite("Entry into force")
struct EntryIntoForceTests {
    @Test(
        "what ends before the moment is out of scope, what begins at it is not",
        arguments: [
            ("2030-03-09T22:00:00Z", "2030-03-09T23:59:59Z", ProposedOutcome.outOfScope(.beforeEntryIntoForce)),
            ("2030-03-09T22:00:00Z", "2030-03-10T00:00:00Z", .outOfScope(.beforeEntryIntoForce)),
            ("2030-03-09T22:00:00Z", "2030-03-10T00:00:01Z", .undetermined),
            ("2030-03-09T23:59:59Z", "2030-03-09T23:59:59Z", .outOfScope(.beforeEntryIntoForce)),
            ("2030-03-10T00:00:00Z", "2030-03-10T00:00:00Z", .breached),
            ("2030-03-10T00:00:00Z", "2030-03-10T06:00:00Z", .breached),
        ])
    func boundary(from: String, to: String, outcome: ProposedOutcome) {
        let window = TimeWindow(earliest: Fictional.moment(from), latest: Fictional.moment(to))
        #expect(Fictional.assess(Fictional.report(at: window)).mechanism.outcome == outcome)
    }

    @Test("a window across the moment is open with the share that lies after it, and the moment is what is missing")
    func straddling() throws {
        let window = TimeWindow(
            earliest: Fictional.moment("2030-03-09T18:00:00Z"), latest: Fictional.moment("2030-03-10T02:00:00Z"))
        let reading = Fictional.assess(Fictional.report(at: window)).mechanism
        let fire = try #require(reading.provisions.first)
        #expect(fire.verdict == .undetermined)
        #expect(fire.probability == 0.25)
        #expect(reading.missing == [.timeRelativeTo(Fictional.entry)])
    }

    @Test(
        "expiry and suspension end what is covered",
        arguments: [
            ("2030-03-14T23:59:59Z", ProposedOutcome.breached), ("2030-03-15T00:00:00Z", .outOfScope(.suspended)),
            ("2030-03-16T00:00:00Z", .breached), ("2030-03-19T23:59:59Z", .breached),
            ("2030-03-20T00:00:00Z", .outOfScope(.afterExpiry)),
        ])
    func suspended(at: String, outcome: ProposedOutcome) {
        var agreement = Fictional.agreement()
        agreement.inForce.until = Fictional.moment("2030-03-20T00:00:00Z")
        agreement.inForce.suspensions = [
            Suspension(
                from: Fictional.moment("2030-03-15T00:00:00Z"), until: Fictional.moment("2030-03-16T00:00:00Z"),
                reason: LocalizedText("for talks"))
        ]
        let time = TimeWindow(earliest: Fictional.moment(at), latest: Fictional.moment(at))
        #expect(Fictional.assess(Fictional.report(at: time), under: agreement).mechanism.outcome == outcome)
    }

    @Test("an incident is judged by the text in force when it happened")
    func amendment() {
        let first = Fictional.agreement()
        var second = first
        second.version = 2
        second.provisions[0].rule = .forbids(Prohibition(acts: ActSet(.airStrike)))
        let change = Fictional.moment("2030-03-12T12:00:01Z")
        var table = ReportTable()
        table.append(Fictional.report("before"))
        let later = TimeWindow(earliest: change, latest: change)
        table.append(Fictional.report("after", at: later))
        let docket = Docket(
            history: AgreementHistory(first, amendments: [(change, second)]), reports: table,
            matching: Matching(incidentOfReport: [0, 1], incidentCount: 2, links: []), asOf: .distantFuture,
            period: .init(
                from: MissionDay(year: 2030, month: 3, day: 1), through: MissionDay(year: 2030, month: 3, day: 31)))
        let assessments = (0..<2).map { docket.assessment(of: docket.incident($0)) }
        #expect(assessments.map(\.agreementVersion) == [0, 1])
        #expect(assessments.map(\.mechanism.outcome) == [.breached, .notBreached])
    }
}

@Suite("Who is covered")
struct WhoIsCoveredTests {
    @Test(
        "each pair of sides, as the mechanism sees it",
        arguments: [
            ("Hill", "Lake", ProposedOutcome.breached),
            ("hill", "LG", .breached),
            ("Hill", "Civilians", .breached),
            ("Hill", "Hill", .notBreached),
            ("Lake", "Lake Guard", .notBreached),
            ("BB", "Hill", .outOfScope(.excludedGroup)),
            ("Hill", "BB", .outOfScope(.excludedGroup)),
            ("BB", "Civilians", .outOfScope(.excludedGroup)),
            ("BB", "VM", .outOfScope(.excludedGroup)),
            ("VM", "Hill", .outOfScope(.notBound)),
            ("Hill", "VM", .outOfScope(.notBound)),
            ("VM", "Civilians", .outOfScope(.notBound)),
            ("Hill", "GF", .undetermined),
            ("GF", "Hill", .undetermined),
            ("Hill", "rebels", .undetermined),
            ("Hill", "Lake Guard, BB", .undetermined),
            ("Hill", "the men in green", .undetermined),
            ("Hill", "", .undetermined),
            ("", "Lake", .undetermined),
            ("", "", .undetermined),
        ])
    func pairs(sideA: String, sideB: String, outcome: ProposedOutcome) {
        #expect(Fictional.assess(Fictional.report(by: sideA, on: sideB)).mechanism.outcome == outcome)
    }

    @Test(
        "what would settle an open pair is named",
        arguments: [
            ("Hill", "GF", MissingFact.standing(actor: 4)), ("Hill", "rebels", .whoIs(text: "rebels")),
            ("Hill", "the men in green", .whoIs(text: "the men in green")), ("Hill", "", .toWhom), ("", "Lake", .who),
            ("Hill", "Lake Guard, BB", .whichMember(actor: 2)),
        ])
    func missing(sideA: String, sideB: String, fact: MissingFact) {
        #expect(Fictional.assess(Fictional.report(by: sideA, on: sideB)).mechanism.missing.contains(fact))
    }

    @Test("two that fought, neither said to have begun, both bound: a breach by one of them, attributed to nobody")
    func clash() {
        var report = Fictional.report()
        report.namesInitiator = false
        let assessment = Fictional.assess(report)
        #expect(assessment.mechanism.outcome == .breached)
        #expect(assessment.attribution.status == .notAttributable)
    }

    @Test(
        "spelling, case and apostrophes do not decide who is who",
        arguments: ["LAKE  GUARD", "lake guard", "Láke Guard"])
    func spelling(name: String) {
        #expect(Fictional.assess(Fictional.report(on: name)).mechanism.outcome == .breached)
    }
}

@Suite("Contested exclusions")
struct ContestedExclusionTests {
    @Test("each side's account is judged beside the other, and the group is named as the fact on which they part")
    func twoReadings() {
        let assessment = Fictional.assess(Fictional.report(on: "GF"))
        #expect(assessment.readings.map(\.account) == [.mechanism, .party(0), .party(1)])
        #expect(assessment.readings.map(\.outcome) == [.undetermined, .outOfScope(.excludedGroup), .breached])
        #expect(assessment.isContested)
        #expect(assessment.contestedActor == 4)
        #expect(assessment.partings == [.covered])
    }

    @Test("a guarantor's position is that of the party it answers for, until the party has its own")
    func guarantor() {
        var agreement = Fictional.agreement()
        agreement.actors[4].positions.append(Position(by: "lake", says: .notBound))
        let assessment = Fictional.assess(Fictional.report(on: "GF"), under: agreement)
        #expect(assessment.readings[2].outcome == .outOfScope(.notBound))
    }

    @Test(
        "a position holds from its date on",
        arguments: [
            ("2030-03-12T11:59:59Z", ProposedOutcome.undetermined),
            ("2030-03-12T12:00:00Z", .outOfScope(.excludedGroup)),
        ])
    func since(at: String, outcome: ProposedOutcome) {
        var agreement = Fictional.agreement()
        agreement.actors[4].positions[0].since = Fictional.moment("2030-03-12T12:00:00Z")
        let time = TimeWindow(earliest: Fictional.moment(at), latest: Fictional.moment(at))
        #expect(Fictional.assess(Fictional.report(on: "GF", at: time), under: agreement).readings[1].outcome == outcome)
    }

    @Test("a coalition in which only some are excluded stays open even for the side that excludes them")
    func coalition() {
        let assessment = Fictional.assess(Fictional.report(on: "Lake Guard, GF"))
        #expect(assessment.readings[1].outcome == .undetermined)
        #expect(assessment.readings[1].missing == [.whichMember(actor: 4)])
        #expect(assessment.readings[2].outcome == .breached)
    }
}

@Suite("Territory")
struct TerritoryTests {
    @Test(
        "inside, outside, and across the border with its probability",
        arguments: [
            (Place.point(Coordinate(latitude: 0.5, longitude: 0.5), sigmaMetres: 0), ProposedOutcome.breached),
            (.point(Coordinate(latitude: 1.5, longitude: 0.5), sigmaMetres: 0), .outOfScope(.outsideTerritory)),
            (.disc(Coordinate(latitude: 1.0, longitude: 0.5), radiusMetres: 5000), .undetermined),
            (.unknown, .undetermined),
        ])
    func border(place: Place, outcome: ProposedOutcome) {
        #expect(Fictional.assess(Fictional.report(place: place)).mechanism.outcome == outcome)
    }

    @Test("half a disc inside is a probability of about a half")
    func half() throws {
        let place = Place.disc(Coordinate(latitude: 1.0, longitude: 0.5), radiusMetres: 5000)
        let reading = Fictional.assess(Fictional.report(place: place)).mechanism
        let chance = try #require(reading.provisions.first?.probability)
        #expect(abs(chance - 0.5) < 0.05)
        #expect(reading.missing == [.placeRelativeToZone(0)])
    }

    @Test(
        "a country that the source names outright settles it",
        arguments: [
            ("Hilland", ProposedOutcome.breached), ("Farland", .undetermined), ("", .undetermined),
        ])
    func country(name: String, outcome: ProposedOutcome) {
        var agreement = Fictional.agreement()
        agreement.zones[0].countries = ["Hilland"]
        var report = Fictional.report(place: .disc(Coordinate(latitude: 1, longitude: 0.5), radiusMetres: 50_000))
        report.country = name
        #expect(Fictional.assess(report, under: agreement).mechanism.outcome == outcome)
    }
}
