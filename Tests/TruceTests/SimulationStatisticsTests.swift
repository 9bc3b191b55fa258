import Testing
import Truce

@testable import TruceSimulation

@Suite("The noise of a simulation stays within its stated bounds")
struct SimulationStatisticsTests {
    private func simulation(_ seed: UInt64, noise: Double = 1, days: Int = 21) -> Simulation {
        Simulation(
            of: SimulationAgreement.full, days: days, seed: seed, settings: SimulationSettings(noise: noise))
    }

    @Test("three weeks give 40 to 60 reports a day, at most 1,500", arguments: [UInt64(1), 2, 3, 4])
    func volume(seed: UInt64) {
        let count = simulation(seed).reports.count
        #expect((21 * 38...21 * 62).contains(count))
        #expect(count < 1_500)
    }

    @Test("an incident that is reported has 1 to 6 accounts, 2.2 on average", arguments: [UInt64(1), 2, 3])
    func accounts(seed: UInt64) {
        let one = simulation(seed)
        let real = Set(one.incidents.filter { !$0.isSpurious }.map(\.id))
        var counts: [String: Int] = [:]
        for report in one.reports where !report.isRepeat && report.corrects.isEmpty && real.contains(report.incidentID)
        {
            counts[report.incidentID, default: 0] += 1
        }
        #expect(counts.values.allSatisfy { (1...6).contains($0) })
        let mean = Double(counts.values.reduce(0, +)) / Double(counts.count)
        #expect(abs(mean - 2.2) < 0.25)
    }

    @Test("missed, spurious and repeated reports have about their shares", arguments: [0.5, 1, 1.5])
    func shares(noise: Double) {
        let one = simulation(11, noise: noise, days: 60)
        let settings = one.settings
        let reported = Set(one.reports.map(\.incidentID))
        let real = one.incidents.filter { !$0.isSpurious }
        let spurious = Set(one.incidents.filter(\.isSpurious).map(\.id))
        func share(_ count: Int, of total: Int) -> Double { Double(count) / Double(total) }
        let all = one.reports.count
        #expect(abs(share(real.count { !reported.contains($0.id) }, of: real.count) - settings.missRate) < 0.025)
        #expect(
            abs(share(one.reports.count { spurious.contains($0.incidentID) }, of: all) - settings.spuriousShare) < 0.025
        )
        #expect(
            abs(share(one.reports.count { $0.isRepeat || !$0.corrects.isEmpty }, of: all) - settings.repeatShare) < 0.02
        )
    }

    @Test("times are stated exactly, to the hour, the quarter of a day and the day")
    func precisions() {
        let reports = simulation(5, days: 60).reports
        func share(_ stated: SimulatedReport.TimePrecisionStated) -> Double {
            Double(reports.count { $0.timeStated == stated }) / Double(reports.count)
        }
        #expect((0.25...0.65).contains(share(.exact)))
        #expect((0.2...0.45).contains(share(.hour)))
        #expect((0.07...0.3).contains(share(.partOfDay)))
        #expect((0.03...0.2).contains(share(.day)))
        #expect(
            reports.contains { $0.slips.contains(.dayOff) } && reports.contains { $0.slips.contains(.localMarkedAsUTC) }
        )
    }

    @Test(
        "with little noise, 17 of 20 reports or more hold the truth within what they state",
        arguments: [UInt64(1), 2, 3])
    func truthful(seed: UInt64) {
        let one = simulation(seed, noise: 0.5)
        let towns = one.towns
        var incidents: [String: TrueIncident] = [:]
        for incident in one.incidents { incidents[incident.id] = incident }
        var inTime = 0
        var inPlace = 0
        var placed = 0
        for report in one.reports {
            let incident = incidents[report.incidentID]!
            let slack: Int64 = report.end == report.start ? 900 : 600
            if report.start.seconds - slack <= incident.at.seconds, incident.at.seconds <= report.end.seconds + slack {
                inTime += 1
            }
            if let position = report.position, let precision = report.precisionKm {
                placed += 1
                // A position claims one sigma, a town a radius.
                let allowed = precision * (report.placeName.isEmpty ? 3_000 : 1_000)
                if distance(from: position, to: incident.place) <= allowed { inPlace += 1 }
            } else if let observer = report.observer, let bearing = report.bearing, let range = report.distanceKm {
                placed += 1
                let metres = distance(from: observer, to: incident.place)
                let off = abs(observer.bearing(to: incident.place) - bearing.degrees)
                if min(off, 360 - off) <= 11.25 + 30, metres <= range.high * 1_000 * 3.3,
                    metres * 3.3 >= range.low * 1_000
                {
                    inPlace += 1
                }
            } else if let town = towns.first(where: { $0.name == report.placeName }) {
                placed += 1
                if distance(from: town.at, to: incident.place) <= town.radiusMetres + 200 { inPlace += 1 }
            }
        }
        #expect(Double(inTime) >= 0.85 * Double(one.reports.count))
        #expect(Double(inPlace) >= 0.85 * Double(placed))
        #expect(placed > one.reports.count * 3 / 4)
    }

    @Test("more noise makes more mistakes")
    func noise() {
        func slips(_ noise: Double) -> Double {
            let reports = simulation(8, noise: noise, days: 30).reports
            return Double(reports.count { !$0.slips.isEmpty }) / Double(reports.count)
        }
        let (easy, medium, hard) = (slips(0.5), slips(1), slips(1.5))
        #expect(easy < medium && medium < hard)
    }

    @Test("incidents begin before entry into force, fall off after it, and cluster in time")
    func rhythm() {
        let one = simulation(2, days: 60)
        let inForce = one.agreement.inForce.from
        let real = one.incidents.filter { !$0.isSpurious }
        let before = real.count { $0.at < inForce }
        let last = real.count { $0.at >= inForce.advanced(bySeconds: 47 * 86_400) }
        #expect(before > 0)
        #expect(Double(before) / 3 > Double(last) / 10)
        // Counts of an hour vary by more than their mean, as those of independent incidents would not.
        var hours: [Int64: Int] = [:]
        for incident in real { hours[incident.at.seconds / 3600, default: 0] += 1 }
        let n = Double(60 * 24)
        let mean = Double(real.count) / n
        let squares = hours.values.reduce(0.0) { $0 + Double($1 * $1) } / n
        #expect((squares - mean * mean) / mean > 1.25)
    }

    @Test("what happened covers the agreement: in and out of force, bound and not, on both sides of a limit")
    func coverage() {
        let one = simulation(4, days: 60)
        let reasons = Set(one.incidents.map(\.reason))
        #expect(
            reasons.isSuperset(
                of: [
                    "breached", "did_not_happen", "not_in_force", "initiator_not_bound", "contested_actor",
                    "target_not_bound",
                    "self_defence", "beyond_the_limit", "no_provision",
                ].filter { $0 != "target_not_bound" || !reasons.contains("excluded_target") }))
        #expect(one.incidents.contains { $0.act == .weaponPastLine && $0.breach == .yes && $0.provision == "2" })
        #expect(Set(one.reports.flatMap(\.claims)) == Set(Exemption.allCases))
        #expect(Set(one.incidents.map(\.act)).count >= 20)
    }
}
