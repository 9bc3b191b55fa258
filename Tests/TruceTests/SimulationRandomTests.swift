import Testing
import Truce

@testable import TruceSimulation

@Suite("Chance in a simulation is the same on every machine")
struct SimulationRandomTests {
    @Test("xoshiro256** gives its authors' numbers")
    func generator() {
        var random = SeededRandom(state: (1, 2, 3, 4))
        let expected: [UInt64] = [
            11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360, 607_988_272_756_665_600,
        ]
        #expect((0..<6).map { _ in random.next() } == expected)
    }

    @Test("SplitMix64 gives its reference numbers")
    func mixer() {
        var mixer = SplitMix64(state: 1_234_567)
        #expect((0..<2).map { _ in mixer.next() } == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973])
    }

    @Test("streams of one seed differ, and so do seeds")
    func streams() {
        let first = (UInt64(0)..<50).map { stream in
            var random = SeededRandom(7, stream: stream)
            return random.next()
        }
        let second = (UInt64(0)..<50).map { seed in
            var random = SeededRandom(seed + 1_000)
            return random.next()
        }
        #expect(Set(first + second).count == 100)
    }

    @Test(
        "a logarithm agrees with known values",
        arguments: [
            (1.0, 0.0), (2, 0.693147180559945), (10, 2.302585092994046), (0.5, -0.693147180559945),
            (1e-9, -20.72326583694641),
            (0.001, -6.907755278982137),
        ])
    func logarithm(x: Double, expected: Double) {
        #expect(abs(PlainMath.logarithm(x) - expected) < 1e-12 * max(1, abs(expected)))
    }

    @Test(
        "a sine agrees with known values",
        arguments: [
            (0.0, 0.0), (30, 0.5), (90, 1), (150, 0.5), (180, 0), (-90, -1), (405, 0.707106781186548), (-750, -0.5),
        ])
    func sine(degrees: Double, expected: Double) {
        #expect(abs(PlainMath.sine(degrees: degrees) - expected) < 1e-12)
    }

    @Test(
        "a bearing runs clockwise from north",
        arguments: [
            (0.0, 1.0, 0.0), (1, 1, 45), (1, 0, 90), (1, -1, 135), (0, -1, 180), (-1, -1, 225), (-1, 0, 270),
            (-1, 1, 315),
            (1, 1.732050807568877, 30), (-1.732050807568877, 1, 300),
        ])
    func bearing(east: Double, north: Double, expected: Double) {
        #expect(abs(PlainMath.bearing(east: east, north: north) - expected) < 1e-9)
    }

    @Test("distributions have their means and spreads", arguments: [UInt64(1), 2, 3])
    func moments(seed: UInt64) {
        var random = SeededRandom(seed)
        let n = 20_000
        let normal = (0..<n).map { _ in random.normal() }
        let arrivals = (0..<n).map { _ in Double(random.poisson(3.5)) }
        let delays = (0..<n).map { _ in random.exponential(mean: 8) }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(n) }
        #expect(abs(mean(normal)) < 0.03)
        #expect(abs(mean(normal.map { $0 * $0 }) - 1) < 0.05)
        #expect(abs(mean(arrivals) - 3.5) < 0.07)
        #expect(abs(mean(arrivals.map { ($0 - 3.5) * ($0 - 3.5) }) - 3.5) < 0.2)
        #expect(abs(mean(delays) - 8) < 0.3)
    }

    @Test("whole numbers below a bound are all as likely, and a weight of 0 is never chosen")
    func choice() {
        var random = SeededRandom(5)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<14_000 { counts[random.integer(below: 7)] += 1 }
        #expect(counts.allSatisfy { (1_800...2_200).contains($0) })
        #expect((0..<2_000).allSatisfy { _ in random.pick(weights: [0, 1, 0, 3]) % 2 == 1 })
        #expect(random.shuffled(Array(0..<40)).sorted() == Array(0..<40))
    }

    @Test(
        "a number is written with its decimals",
        arguments: [
            (0.0, 2, "0.00"), (-0.001, 2, "0.00"), (-1.5, 1, "-1.5"), (12.345678, 5, "12.34568"), (7, 0, "7"),
            (-0.5, 5, "-0.50000"),
        ])
    func decimals(value: Double, places: Int, expected: String) {
        #expect(Fixed.text(value, places) == expected)
    }
}
