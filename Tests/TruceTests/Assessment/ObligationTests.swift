import Testing
import Truce
import TruceTesting

@Suite("Obligations")
struct ObligationTests {
    static func standing(_ obligation: Obligation, at: String, events: [AnchorEvent] = []) -> ObligationStanding {
        var agreement = Fictional.agreement()
        agreement.obligations = [obligation]
        agreement.events = events
        return agreement.obligationStandings(at: Fictional.moment(at))[0]
    }

    static func progress(_ at: String, _ by: String, score: Int? = nil, percent: Double? = nil, count: Double? = nil)
        -> Obligation.Progress
    {
        .init(at: Fictional.moment(at), by: by, score: score, percent: percent, count: count)
    }

    @Test(
        "five days after entry into force end with the fifth day",
        arguments: [
            ("2030-03-15T23:59:59Z", ObligationStanding.State.underWay), ("2030-03-16T00:00:00Z", .overdue),
        ])
    func days(at: String, state: ObligationStanding.State) {
        let obligation = Obligation(id: "a", title: LocalizedText("a"), due: .daysAfter(.entryIntoForce, 5))
        #expect(Self.standing(obligation, at: at).state == state)
    }

    @Test(
        "hours count from an event once it has happened; until then the deadline waits",
        arguments: [
            (nil, ObligationStanding.State.waiting), ("2030-03-11T00:00:00Z", .overdue),
            ("2030-03-13T00:00:00Z", .underWay),
            ("2030-03-15T00:00:00Z", .waiting),
        ])
    func hours(happened: String?, state: ObligationStanding.State) {
        let obligation = Obligation(id: "a", title: LocalizedText("a"), due: .hoursAfter(.event("talks"), 72))
        let event = AnchorEvent(id: "talks", title: LocalizedText("Talks"), at: happened.map(Fictional.moment))
        #expect(Self.standing(obligation, at: "2030-03-14T12:00:00Z", events: [event]).state == state)
    }

    @Test("a long chain, each of which begins and is due after the one before, is worked out at once")
    func chain() {
        var agreement = Fictional.agreement()
        agreement.obligations = (0..<200).map { number in
            let before = Obligation.Anchor.obligation("o\(number - 1)")
            return Obligation(
                id: "o\(number)", title: LocalizedText("o"), begins: number > 0 ? .hoursAfter(before, 1) : nil,
                due: number > 0 ? .hoursAfter(before, 24) : nil,
                progress: number < 199 ? [Self.progress("2030-03-12T00:00:00Z", "un", score: 3)] : [])
        }
        let last = agreement.obligationStandings(at: Fictional.moment("2030-03-13T12:00:00Z"))[199]
        #expect(last.state == .overdue)
        #expect(last.due == Fictional.moment("2030-03-13T00:00:00Z"))
    }

    @Test("what is demanded and not agreed is never overdue")
    func demanded() {
        let obligation = Obligation(
            id: "a", title: LocalizedText("a"), demandedBy: ["hill"], due: .daysAfter(.entryIntoForce, 1))
        #expect(Self.standing(obligation, at: "2030-03-30T00:00:00Z").state == .demanded)
    }

    @Test(
        "scores follow the count: not begun, minimal, intermediate, full",
        arguments: [(0, 0), (1, 1), (339, 1), (340, 2), (999, 2), (1000, 3)])
    func scores(count: Int, score: Int) {
        let obligation = Obligation(
            id: "a", title: LocalizedText("a"), quota: .init(unit: LocalizedText("trucks"), total: 1000),
            progress: [Self.progress("2030-03-12T00:00:00Z", "un", count: Double(count))])
        #expect(Self.standing(obligation, at: "2030-03-13T00:00:00Z").score == score)
    }

    @Test(
        "what only the one who owes it says is a claim, and opens nothing",
        arguments: [
            ("hill", ObligationStanding.State.claimed), ("un", .fulfilled),
        ])
    func claimed(by: String, state: ObligationStanding.State) {
        let obligation = Obligation(
            id: "a", title: LocalizedText("a"), of: ["hill"],
            progress: [Self.progress("2030-03-12T00:00:00Z", by, score: 3)])
        #expect(Self.standing(obligation, at: "2030-03-13T00:00:00Z").state == state)
    }

    @Test("two reporters who differ on whether it is done: disputed, and both are shown")
    func disputed() {
        let obligation = Obligation(
            id: "a", title: LocalizedText("a"),
            progress: [
                Self.progress("2030-03-12T00:00:00Z", "hill", score: 3),
                Self.progress("2030-03-12T00:00:00Z", "lake", score: 1),
            ])
        let standing = Self.standing(obligation, at: "2030-03-13T00:00:00Z")
        #expect(standing.state == .disputed)
        #expect(standing.latest.map(\.by) == ["hill", "lake"])
        #expect(standing.score == 1)
    }

    @Test(
        "the forecast is the straight line; standing still and too few figures are said, not guessed",
        arguments: [
            ([("2030-03-11T00:00:00Z", 10.0), ("2030-03-12T00:00:00Z", 20.0)], Optional(10.0)),
            ([("2030-03-11T00:00:00Z", 10.0), ("2030-03-12T00:00:00Z", 10.0)], nil),
            ([("2030-03-11T00:00:00Z", 10.0)], nil),
        ])
    func forecast(points: [(String, Double)], daysLate: Double?) {
        let obligation = Obligation(
            id: "a", title: LocalizedText("a"), due: .at(Fictional.moment("2030-03-10T00:00:00Z")),
            progress: points.map { Self.progress($0.0, "un", percent: $0.1) })
        let standing = Self.standing(obligation, at: "2030-03-13T00:00:00Z")
        // 80 % are left at 10 % a day from 12 March: 20 March, ten days late.
        #expect(standing.forecastDaysLate == daysLate)
    }

    @Test("what is reported later is not known yet")
    func asKnownOn() {
        let obligation = Obligation(
            id: "a", title: LocalizedText("a"), progress: [Self.progress("2030-03-12T00:00:00Z", "un", score: 3)])
        #expect(Self.standing(obligation, at: "2030-03-11T23:59:59Z").state == .underWay)
        #expect(Self.standing(obligation, at: "2030-03-12T00:00:00Z").state == .fulfilled)
    }
}

@Suite("Gates")
struct GateTests {
    static func gate(_ requirement: Gate.Requirement, _ reports: [Report], asOf: String = "2030-03-14T00:00:00Z")
        -> GateStanding
    {
        var agreement = Fictional.agreement()
        agreement.gates = [Gate(id: "second-step", title: LocalizedText("Second step"), requires: requirement)]
        return Fictional.docket(agreement, reports, asOf: Fictional.moment(asOf)).gateStandings()[0]
    }

    @Test(
        "a breach shuts it, an open case leaves it unsaid, quiet reports open it, silence and what is out of scope do not",
        arguments: [(String?, ActSet, Truth)]([
            ("Lake", ActSet(.mortar), Truth.no), ("rebels", ActSet(.mortar), .unknown), ("Lake", ActSet(.mines), .yes),
            ("BB", ActSet(.mortar), .unknown), (nil, ActSet(), .unknown),
        ]))
    func noBreach(target: String?, acts: ActSet, isOpen: Truth) {
        let reports = target.map { [Fictional.report(acts: acts, on: $0)] } ?? []
        #expect(Self.gate(.noBreach(provisions: ["1"], days: 7), reports).isOpen == isOpen)
    }

    @Test(
        "a breach counts for as many days as the gate says",
        arguments: [
            ("2030-03-13T12:00:00Z", Truth.no), ("2030-03-19T11:59:59Z", .no), ("2030-03-19T12:00:01Z", .unknown),
        ])
    func window(asOf: String, isOpen: Truth) {
        #expect(Self.gate(.noBreach(provisions: [], days: 7), [Fictional.report()], asOf: asOf).isOpen == isOpen)
    }

    @Test("all parts are asked, so that every reason is shown")
    func allReasons() {
        let gate = Self.gate(
            .all([
                .notBefore(Fictional.moment("2031-01-01T00:00:00Z")), .noBreach(provisions: [], days: 7),
                .any([.notBefore(Fictional.entry), .notBefore(.distantFuture)]),
            ]), [Fictional.report()])
        #expect(gate.isOpen == .no)
        #expect(gate.reasons.map(\.truth) == [.no, .no, .yes, .no])
    }
}
