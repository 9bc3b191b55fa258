import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMatching

@Suite("How well a matching agrees with a known truth")
struct MatchScoreTests {
    @Test("worked by hand: {1,2},{3} proposed where {1,2,3} is true")
    func byHand() {
        let score = MatchScore(proposed: [0, 0, 1], actual: [5, 5, 5])
        #expect(score.pairwise.precision == 1)
        #expect(abs(score.pairwise.recall - 1 / 3) < 1e-12)
        #expect(abs(score.pairwise.f1 - 0.5) < 1e-12)
        #expect(score.bCubed.precision == 1)
        #expect(abs(score.bCubed.recall - 5.0 / 9) < 1e-12)
    }

    @Test("a matching that is the truth scores 1, under any numbering")
    func perfect() {
        let score = MatchScore(proposed: [2, 0, 2, 1], actual: [7, 9, 7, 4])
        #expect(score.pairwise.f1 == 1)
        #expect(score.bCubed.f1 == 1)
        #expect(MatchScore(proposed: [], actual: []).pairwise.f1 == 1)
    }

    @Test(
        "simulated streams with known incidents are matched at least this well (pairwise F1)",
        .enabled(if: SharedData.folder != nil, "../shared/data is not there"),
        arguments: [
            ("medium-10000-seed101", 0.77), ("hard-10000-seed404", 0.67),
        ])
    func simulated(folder: String, atLeast: Double) throws {
        let stream = try SimulatedStream(folder: SharedData.folder!.appending(path: "match-dev/" + folder))
        #expect(stream.reports.count == 10_000)
        let matching = incidents(in: stream.reports, context: stream.context)
        let score = MatchScore(of: matching, in: stream.reports, against: stream.truth)
        #expect(score.reportCount == 10_000)
        #expect(score.pairwise.f1 >= atLeast, "\(score)")
    }
}
