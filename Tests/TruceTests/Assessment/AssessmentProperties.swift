import Testing
import Truce
import TruceTesting

@Suite("Kleene's logic")
struct TruthTests {
    @Test("and, or and not keep De Morgan's laws and the unknown", arguments: Truth.allCases)
    func laws(a: Truth) {
        for b in Truth.allCases {
            #expect(!(a && b) == (!a || !b))
            #expect((a && b) == (b && a))
            #expect((a || (a && b)) == a)
        }
        #expect(!(!a) == a)
        #expect((a && .unknown) == (a == .no ? .no : .unknown))
        #expect((a || .unknown) == (a == .yes ? .yes : .unknown))
    }
}

@Suite("Whatever the incident")
struct AssessmentProperties {
    static let names = ["Hill", "Lake", "LG", "BB", "GF", "VM", "rebels", "Civilians", "nobody we know", ""]
    static let sources = ["post-1", "post-2", "hill-liaison", "lake-liaison"]

    static func reports(_ random: inout SeededRandom) -> [Report] {
        (0..<Int.random(in: 1...4, using: &random)).map { number in
            let start = Fictional.entry.advanced(bySeconds: Int64.random(in: -100_000...400_000, using: &random))
            let width: Int64 = [0, 60, 86_400, 604_800].randomElement(using: &random)!
            let spot = Coordinate(
                latitude: Double.random(in: -0.2...1.2, using: &random),
                longitude: Double.random(in: -0.2...1.2, using: &random))
            let place: [Place] = [
                .unknown, .point(spot, sigmaMetres: 0), .point(spot, sigmaMetres: 300),
                .disc(spot, radiusMetres: 20_000), .square(centre: spot, sideMetres: 1000),
                .sector(
                    Sector(
                        observer: spot, bearingDegrees: 45, halfWidthDegrees: 11.25, nearMetres: 1000, farMetres: 4000)),
            ]
            var report = Fictional.report(
                "r\(number)", from: sources.randomElement(using: &random)!,
                acts: [ActSet(.mortar), .fire, ActSet(.mines), [], ActSet(.weaponPastLine)].randomElement(
                    using: &random)!,
                by: names.randomElement(using: &random)!, on: names.randomElement(using: &random)!,
                at: TimeWindow(earliest: start, latest: start.advanced(bySeconds: width)),
                place: place.randomElement(using: &random)!,
                claims: Bool.random(using: &random) ? "self_defence" : "")
            report.namesInitiator = Bool.random(using: &random)
            return report
        }
    }

    static func agreement() -> Agreement {
        var agreement = WithdrawalLineTests.agreement(competing: true)
        agreement.provisions += Fictional.agreement().provisions
        return agreement
    }

    @Test(
        "every account is judged, an open one says what is missing, a settled one does not", arguments: UInt64(0)..<300)
    func complete(seed: UInt64) {
        var random = SeededRandom(seed)
        let docket = Fictional.docket(Self.agreement(), Self.reports(&random), together: true)
        let assessment = docket.assessment(of: docket.incident(0))
        #expect(assessment.readings.map(\.account) == [.mechanism, .party(0), .party(1)])
        for reading in assessment.readings {
            #expect(reading.missing.isEmpty == (reading.outcome != .undetermined))
            if case .outOfScope = reading.outcome {
                #expect(reading.provisions.isEmpty)
            } else {
                #expect(reading.provisions.count == 2)
            }
            for provision in reading.provisions {
                if let chance = provision.probability { #expect(chance >= 0 && chance <= 1) }
                #expect(
                    provision.conditions.last.map { $0.truth == .no } ?? false == (provision.verdict == .notBreached))
            }
        }
    }

    @Test("the order of an incident's reports does not change its assessment", arguments: UInt64(0)..<100)
    func order(seed: UInt64) {
        var random = SeededRandom(seed)
        let reports = Self.reports(&random)
        func outcome(_ reports: [Report]) -> [ProposedOutcome] {
            let docket = Fictional.docket(Self.agreement(), reports, together: true)
            return docket.assessment(of: docket.incident(0)).readings.map(\.outcome)
        }
        #expect(outcome(reports) == outcome(reports.shuffled(using: &random)))
    }

    @Test(
        "to know the time more exactly settles an open case or leaves it open; it never turns a settled one round",
        arguments: UInt64(0)..<100)
    func narrowing(seed: UInt64) {
        var random = SeededRandom(seed)
        let start = Fictional.entry.advanced(bySeconds: Int64.random(in: -100_000...100_000, using: &random))
        let wide = TimeWindow(earliest: start, latest: start.advanced(bySeconds: 86_400))
        let exact = start.advanced(bySeconds: Int64.random(in: 0..<86_400, using: &random))
        let before = Fictional.assess(Fictional.report(at: wide)).mechanism.outcome
        let after = Fictional.assess(
            Fictional.report(at: TimeWindow(earliest: exact, latest: exact))
        ).mechanism.outcome
        #expect(before == .undetermined || before == after)
    }
}
