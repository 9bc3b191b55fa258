import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMatching

@Suite("Which reports tell of one incident")
struct MatchingTests {
    @Test("the order in which reports arrive does not matter", arguments: UInt64(0)..<20)
    func arrivalOrder(seed: UInt64) {
        var random = SeededRandom(seed)
        let reports = Streams.arbitrary(120, using: &random)
        let once = Streams.partition(reports)
        #expect(once == Streams.partition(reports.shuffled(using: &random)))
        #expect(once.contains { $0.count > 1 }, "a stream without any link would prove nothing")
    }

    @Test("incidents are numbered by their earliest report, whatever the order of rows", arguments: UInt64(0)..<5)
    func numbering(seed: UInt64) {
        var random = SeededRandom(seed)
        let table = Streams.table(Streams.arbitrary(80, using: &random).shuffled(using: &random))
        let matching = incidents(in: table)
        let (starts, rows) = matching.members()
        let earliest = (0..<matching.incidentCount).map { incident in
            rows[Int(starts[incident])..<Int(starts[incident + 1])].map { table.earliest[Int($0)] }.min()!
        }
        #expect(earliest == earliest.sorted())
    }

    @Test("the same events a thousand years earlier group alike", arguments: UInt64(0)..<5)
    func translationInTime(seed: UInt64) {
        var random = SeededRandom(seed)
        let reports = Streams.arbitrary(100, using: &random)
        let moved = reports.map { report in
            var report = report
            report.time = TimeWindow(
                earliest: report.time.earliest.advanced(bySeconds: -31_556_952_000),
                latest: report.time.latest.advanced(bySeconds: -31_556_952_000), precision: report.time.precision)
            return report
        }
        #expect(Streams.partition(reports) == Streams.partition(moved))
    }

    @Test(
        "an incident's links span it, each pair is in row order, and the terms sum to the score",
        arguments: UInt64(0)..<10)
    func linksSpan(seed: UInt64) {
        var random = SeededRandom(seed)
        let table = Streams.table(Streams.arbitrary(150, using: &random))
        let matching = incidents(in: table)
        var groups = Groups(table.count)
        for link in matching.links {
            #expect(link.reportA < link.reportB)
            #expect(matching.incidentOfReport[Int(link.reportA)] == matching.incidentOfReport[Int(link.reportB)])
            #expect(abs(link.terms.reduce(0) { $0 + $1.weight } - link.score) < 1e-3)
            #expect(link.terms.contains { $0.kind == .prior })
            _ = groups.join(Int(link.reportA), Int(link.reportB))
        }
        #expect(Set((0..<table.count).map { groups.root($0) }).count == matching.incidentCount)
        #expect(Set(matching.incidentOfReport) == Set(0..<Int32(matching.incidentCount)))
    }

    @Test("one source tells of each incident once, unless it corrects itself")
    func oneSource() {
        let same = (0..<50).map { Streams.report("R\($0)", source: "wire", at: 10, 20) }
        #expect(Streams.partition(same).count == 50)

        var corrected = same
        corrected[7].detail.corrects = "R3"
        corrected[8].id = "R4"
        corrected[8].text = "other words"
        #expect(Streams.partition(corrected).count == 48)

        var marked = [same[0], same[1]]
        marked[1].text = "CORR: " + marked[1].text
        #expect(Streams.partition(marked).count == 1)
    }

    @Test("what another source says of the same minute and place is the same incident")
    func twoSources() {
        let here = Streams.report("1", source: "post", at: 48, 38)
        let there = Streams.report("2", source: "wire", at: 48.0005, 38)
        let elsewhere = Streams.report("3", source: "wire", at: 48.3, 38)
        let later = Streams.report("4", source: "camera", at: 48, 38, time: Streams.noon.advanced(bySeconds: 9 * 3600))
        #expect(
            Streams.partition([here, there, elsewhere, later]) == [["post/1", "wire/2"], ["wire/3"], ["camera/4"]])
    }

    @Test("an observer's own position with bearing and distance means the spot observed")
    func bearing() {
        var seen = Streams.report("1", source: "post", at: 48, 38, text: "hrd shelling, 4.0km N (brg 0) of OP")
        seen.place = .disc(Coordinate(latitude: 48, longitude: 38), radiusMetres: 5_000)
        let there = Streams.report("2", source: "wire", at: 48.036, 38, text: "")
        let table = Streams.table([seen, there])
        let matching = incidents(in: table)
        #expect(matching.incidentCount == 1)
        let distance = matching.links[0].terms.first { $0.kind == .distance }!
        #expect(distance.value < 200)
    }

    @Test(
        "the same place lies on both sides of the antimeridian, and round the poles",
        arguments: [
            (10.0, 179.9999, 10.0, -179.9999), (89.9999, 10.0, 89.9999, -170.0), (-90.0, 0.0, -90.0, 120.0),
            (90.0, 180.0, 90.0, -180.0),
        ])
    func edgesOfTheMap(latitudeA: Double, longitudeA: Double, latitudeB: Double, longitudeB: Double) {
        let reports = [
            Streams.report("1", source: "a", at: latitudeA, longitudeA),
            Streams.report("2", source: "b", at: latitudeB, longitudeB),
        ]
        #expect(Streams.partition(reports).count == 1)
    }

    @Test(
        "first and last moments of the calendar are times like others",
        arguments: [
            Instant.distantPast, Instant.distantFuture,
        ])
    func edgesOfTheCalendar(moment: Instant) {
        let reports = ["a", "b"].map { Streams.report("1", source: $0, at: 48, 38, time: moment) }
        #expect(Streams.partition(reports).count == 1)
    }

    @Test("a report without a place or with a window of years links to nothing by itself")
    func unknowns() {
        let known = Streams.report("1", source: "a", at: 48, 38)
        var nowhere = Streams.report("2", source: "b", at: 48, 38)
        nowhere.place = .unknown
        var sometime = Streams.report("3", source: "c", at: 48, 38)
        sometime.time = TimeWindow(earliest: .distantPast, latest: .distantFuture)
        var neither = nowhere
        neither.id = "4"
        neither.time = sometime.time
        #expect(Streams.partition([known, nowhere, sometime, neither]).count == 4)
    }

    @Test("an empty table has no incidents, one report has one")
    func smallest() {
        #expect(incidents(in: ReportTable()).incidentCount == 0)
        let one = incidents(in: Streams.table([Streams.report("1", source: "a", at: 0, 0)]))
        #expect(one.incidentCount == 1)
        #expect(one.links.isEmpty)
    }

    @Test("the same report again is the same incident, and only its links are new")
    func duplicates() {
        var random = SeededRandom(3)
        let reports = Streams.arbitrary(60, using: &random)
        let once = Streams.table(reports)
        let twice = Streams.table(reports + reports)
        let matching = incidents(in: twice)
        #expect(matching.incidentCount == incidents(in: once).incidentCount)
        for row in 0..<60 {
            #expect(matching.incidentOfReport[row] == matching.incidentOfReport[row + 60])
        }
    }

    @Test("each report meets a bounded number of others, even when all name one place and minute")
    func bounded() {
        let count = 4_000
        let reports = (0..<count).map { Streams.report("R\($0)", source: "s\($0 % 20)", at: 10, 20) }
        let table = Streams.table(reports)
        let evidence = Evidence(table, order: CanonicalOrder(table), context: .init())
        let index = CandidateIndex(evidence, cap: 50)
        var met = 0
        for report in 0..<count { index.forEachCandidate(of: report) { _ in met += 1 } }
        #expect(met <= count * 50)
        #expect(met >= (count - 50) * 50)
        let matching = incidents(in: table)
        let (starts, _) = matching.members()
        for incident in 0..<matching.incidentCount { #expect(starts[incident + 1] - starts[incident] <= 48) }
    }

    @Test("each pair within reach is met exactly once", arguments: UInt64(0)..<10)
    func eachPairOnce(seed: UInt64) {
        var random = SeededRandom(seed)
        let table = Streams.table(Streams.arbitrary(100, using: &random))
        let evidence = Evidence(table, order: CanonicalOrder(table), context: .init())
        let index = CandidateIndex(evidence, cap: 1_000)
        var met: [Int: Int] = [:]
        for report in 0..<100 {
            index.forEachCandidate(of: report) { met[min(report, $0) * 100 + max(report, $0), default: 0] += 1 }
        }
        #expect(met.values.allSatisfy { $0 == 1 })
        for a in 0..<100 {
            for b in a + 1..<100 where evidence.spaceLevel[a] < 4 && evidence.spaceLevel[b] < 4 {
                let reach =
                    Evidence.reachMetres[Int(evidence.spaceLevel[a])]
                    + Evidence.reachMetres[Int(evidence.spaceLevel[b])]
                let overlap = evidence.earliest[a] <= evidence.latest[b] && evidence.earliest[b] <= evidence.latest[a]
                let isNear = evidence.squaredKilometres(a, b).squareRoot() * 1000 < Float(reach) * 0.99
                if isNear, overlap, evidence.timeLevel[a] < 4, evidence.timeLevel[b] < 4 {
                    #expect(met[a * 100 + b] == 1)
                }
            }
        }
    }
}
