import Testing
import Truce
import TruceTesting

@Suite("Evidence and accounts")
struct EvidenceTests {
    @Test("what only a side reports is not established for the mechanism, and an independent source would settle it")
    func onlyAlleged() {
        let assessment = Fictional.assess(Fictional.report(from: "lake-liaison"))
        #expect(assessment.readings.map(\.outcome) == [.undetermined, .undetermined, .breached])
        #expect(assessment.mechanism.missing == [.independentSource])
        #expect(assessment.attribution == Attribution(status: .alleged(party: 0), confidence: .low, reports: [0]))
    }

    @Test(
        "the agreement says how many independent sources it takes",
        arguments: [(1, ProposedOutcome.breached), (2, .breached), (3, .undetermined)])
    func independent(needed: Int, outcome: ProposedOutcome) {
        var agreement = Fictional.agreement()
        agreement.procedure.independentSources = needed
        let assessment = Fictional.assess(
            Fictional.report("a", from: "post-1"), Fictional.report("b", from: "post-2"),
            Fictional.report("c", from: "lake-liaison"), under: agreement)
        #expect(assessment.mechanism.outcome == outcome)
    }

    @Test("a side that says the target was an excluded group is read so in its own account only")
    func ownVersion() {
        let assessment = Fictional.assess(
            Fictional.report("a", from: "post-1", on: "LG"), Fictional.report("b", from: "hill-liaison", on: "BB"))
        #expect(assessment.readings.map(\.outcome) == [.breached, .outOfScope(.excludedGroup), .breached])
        #expect(assessment.isContested)
    }

    @Test("self-defence, once claimed, is open for the mechanism and settled for whoever claims it")
    func selfDefence() {
        let assessment = Fictional.assess(
            Fictional.report("a", from: "post-1"),
            Fictional.report("b", from: "hill-liaison", claims: "self_defence"))
        #expect(assessment.readings.map(\.outcome) == [.undetermined, .notBreached, .breached])
        #expect(assessment.mechanism.missing == [.exemption(.selfDefence)])
    }

    @Test("an exception that the provision does not know changes nothing")
    func unknownException() {
        let assessment = Fictional.assess(Fictional.report(claims: "notified_movement"))
        #expect(assessment.mechanism.outcome == .breached)
    }

    @Test("independent sources that name different authors leave it open")
    func disagree() {
        let assessment = Fictional.assess(
            Fictional.report("a", from: "post-1", by: "Hill", on: "Lake"),
            Fictional.report("b", from: "post-2", by: "Lake", on: "Hill"))
        #expect(assessment.mechanism.outcome == .undetermined)
        #expect(assessment.attribution.status == .disputed)
    }

    @Test(
        "attribution is apart, and needs what the agreement asks for",
        arguments: [
            (1, Confidence.high, Attribution.Status.alleged(party: 0)), (2, .high, .attributed(party: 0)),
            (1, .medium, .attributed(party: 0)),
        ])
    func attribution(sources: Int, needs: Confidence, status: Attribution.Status) {
        var agreement = Fictional.agreement()
        agreement.procedure.attributionNeeds = needs
        let reports = (1...sources).map { Fictional.report("r\($0)", from: "post-\($0)") }
        let docket = Fictional.docket(agreement, reports, together: true)
        #expect(docket.assessment(of: docket.incident(0)).attribution.status == status)
    }

    @Test(
        "a coarse act that may be allowed leaves it open; an unknown one too; another act is no breach",
        arguments: [
            (ActSet(.mortar), Verdict.breached), (ActSet([.mortar, .mines]), .undetermined), (ActSet(), .undetermined),
            (ActSet(.mines), .notBreached),
        ])
    func acts(acts: ActSet, verdict: Verdict) {
        #expect(Fictional.assess(Fictional.report(acts: acts)).mechanism.provisions[0].verdict == verdict)
    }

    @Test(
        "what one provision permits is taken out of another, where it permits it",
        arguments: [
            (0.25, ProposedOutcome.notBreached), (0.75, .breached),
        ])
    func permitted(latitude: Double, outcome: ProposedOutcome) {
        var agreement = Fictional.agreement()
        let south = Polygon(rings: [
            [(0.0, 0.0), (0, 1), (0.5, 1), (0.5, 0), (0, 0)].map { Coordinate(latitude: $0.0, longitude: $0.1) }
        ])
        agreement.zones.append(Zone(id: "range", name: LocalizedText("Range"), kind: .training, polygon: south))
        agreement.provisions[0].rule = .forbids(Prohibition(acts: ActSet(.liveFireTraining), against: [.anyone]))
        agreement.provisions.append(
            Provision(
                id: "2", title: LocalizedText("Training"), text: LocalizedText("Allowed on the range."),
                rule: .permits(Permission(acts: ActSet(.liveFireTraining), within: ["range"]))))
        let report = Fictional.report(
            acts: ActSet(.liveFireTraining), on: "",
            place: .point(Coordinate(latitude: latitude, longitude: 0.5), sigmaMetres: 0))
        #expect(Fictional.assess(report, under: agreement).mechanism.outcome == outcome)
    }
}
