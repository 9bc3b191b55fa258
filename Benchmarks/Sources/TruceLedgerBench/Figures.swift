import Foundation

/// CPU and wall time of this process since it was made.
struct Clock {
    private let begun = Self.now
    private let start = ContinuousClock.now
    var cpuSeconds: Double { Self.now - begun }
    var wallSeconds: Double { (ContinuousClock.now - start) / .seconds(1) }

    private static var now: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}

func report(_ clock: Clock, _ figures: KeyValuePairs<String, Double>) {
    let times = [("cpu_s", clock.cpuSeconds), ("wall_s", clock.wallSeconds)]
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let all = (times + figures.map { ($0.key, $0.value) }).map { "\"\($0)\": \(String(format: "%.4f", $1))" }
    print("{" + (all + ["\"peak_mb\": \(usage.ru_maxrss / 1024)"]).joined(separator: ", ") + "}")
}

/// Chance that repeats (SplitMix64; Steele, Lea and Flood 2014).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }
}
