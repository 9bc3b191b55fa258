import Foundation
import Truce
import TruceIntake

// truce-fuzz [INPUTS] [SEED]: mutates small well-formed files of every format and hands them to their readers. Ends
// with 1 when a reader takes over a second of CPU for one input, or answers with rows that do not add up or a refusal that is
// no sentence. A crash ends the process by itself; the input that did it is left in the file named at the start.

let inputs = CommandLine.arguments.count > 1 ? Int(CommandLine.arguments[1]) ?? 1_000_000 : 1_000_000
let seed = CommandLine.arguments.count > 2 ? UInt64(CommandLine.arguments[2]) ?? 1 : 1
var random = Chance(seed)
let seeds = try Seeds()
let last = FileManager.default.temporaryDirectory.appending(path: "truce-fuzz-last-\(getpid())")
print("Should this crash, its input is in \(last.path).")
let trace = open(last.path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
ftruncate(trace, 1 << 20)
let page = mmap(nil, 1 << 20, PROT_READ | PROT_WRITE, MAP_SHARED, trace, 0)!

var outcomes: [String: Int] = [:]
var slowest = 0.0
var faults = 0
var done = 0
let begun = cpuSeconds()
for number in 0..<inputs {
    let target = seeds.targets[Int(random.next(below: UInt64(seeds.targets.count)))]
    let bytes = target.mutated(&random, seeds.dictionary)
    withUnsafeBytes(of: UInt32(bytes.count)) { page.copyMemory(from: $0.baseAddress!, byteCount: 4) }
    bytes.withUnsafeBytes {
        (page + 4).copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(page), byteCount: min($0.count, 1 << 19))
    }
    let start = cpuSeconds()
    let (outcome, fault) = target.run(bytes)
    let took = cpuSeconds() - start
    done += 1
    slowest = max(slowest, took)
    outcomes["\(target.name): \(outcome)", default: 0] += 1
    if let fault = fault ?? (took > 1 ? "took \(took) s" : nil) {
        faults += 1
        let kept = FileManager.default.temporaryDirectory.appending(path: "truce-fuzz-fault-\(faults)")
        try Data(bytes).write(to: kept)
        print("\(target.name): \(fault) (\(kept.path))")
        if faults >= 20 { break }
    }
    if number % 100_000 == 99_999 { print("\(number + 1) inputs, slowest \(slowest) s") }
}
for (outcome, count) in outcomes.sorted(by: { $0.key < $1.key }) { print("\(outcome): \(count)") }
print("\(done) inputs in \(Int(cpuSeconds() - begun)) s of CPU, slowest \(slowest) s, \(faults) fault(s)")
try? FileManager.default.removeItem(at: last)
exit(faults == 0 && done == inputs ? 0 : 1)

/// Of this process; the machine's other work does not count.
func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Chance {
    private var state: UInt64
    init(_ seed: UInt64) { state = seed }
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
    mutating func next(below bound: UInt64) -> UInt64 { bound == 0 ? 0 : next() % bound }
}
