import CoreMetrics
import Synchronization

/// Every figure of the process, for Prometheus: counters, gauges, and histograms with fixed buckets. Labels that this
/// server never makes (a path, a name) would let anybody fill the memory, so each name has a bounded number of series.
package final class MetricsRegistry: MetricsFactory {
    /// More are counted in one series whose labels all say `other`.
    static let mostSeries = 1000
    /// Upper bounds in seconds.
    static let timeBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
    /// Upper bounds of what has no unit of time.
    static let plainBuckets = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000].map(Double.init)

    enum Kind: String { case counter, gauge, histogram }

    struct Family {
        let kind: Kind
        var help: String?
        var series: [Labels: Series] = [:]
    }

    private let families = Mutex<[String: Family]>([:])

    package init() {}

    /// - Parameter text: What the figure says, for the line `# HELP`.
    package func describe(_ name: String, _ text: String) {
        families.withLock { $0[Labels.name(name)]?.help = text }
    }

    var all: [String: Family] { families.withLock { $0 } }

    private func series(_ name: String, _ kind: Kind, _ dimensions: [(String, String)], buckets: [Double] = [])
        -> Series
    {
        let name = Labels.name(name)
        let labels = Labels(dimensions)
        return families.withLock { families in
            // One name cannot be two things to Prometheus; the second is kept apart by its kind.
            let key = families[name].map { $0.kind == kind } ?? true ? name : "\(name)_\(kind.rawValue)"
            var family = families[key] ?? Family(kind: kind)
            var wanted = labels
            if family.series[labels] == nil, family.series.count >= Self.mostSeries { wanted = labels.other }
            let series = family.series[wanted] ?? Series(buckets: buckets)
            family.series[wanted] = series
            families[key] = family
            return series
        }
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        series(label, .counter, dimensions)
    }

    package func makeFloatingPointCounter(label: String, dimensions: [(String, String)])
        -> any FloatingPointCounterHandler
    {
        series(label, .counter, dimensions)
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, .gauge, dimensions)
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate
            ? series(label, .histogram, dimensions, buckets: Self.plainBuckets) : series(label, .gauge, dimensions)
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, .histogram, dimensions, buckets: Self.timeBuckets)
    }

    // Figures outlive whoever made them: a total that starts anew would look like a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}

/// The labels of one series, in the order of their names.
struct Labels: Hashable, Comparable, Sendable {
    private(set) var pairs: [Pair]

    struct Pair: Hashable, Sendable {
        let name: String
        let value: String
    }

    init(_ dimensions: [(String, String)]) {
        var seen: Set<String> = []
        pairs = dimensions.map { Pair(name: Self.name($0.0, isLabel: true), value: $0.1) }
            .filter { seen.insert($0.name).inserted }.sorted { $0.name < $1.name }
    }

    var other: Labels { Labels(pairs.map { ($0.name, "other") }) }

    static func < (a: Labels, b: Labels) -> Bool {
        a.pairs.lexicographicallyPrecedes(b.pairs) { ($0.name, $0.value) < ($1.name, $1.value) }
    }

    /// Letters, digits, underscores (and colons, save in labels); whatever else becomes an underscore.
    static func name(_ text: String, isLabel: Bool = false) -> String {
        var name = ""
        for byte in text.utf8 {
            let isKept =
                HostName.isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || (byte == UInt8(ascii: ":") && !isLabel)
            name.unicodeScalars.append(isKept ? Unicode.Scalar(byte) : "_")
        }
        if let first = name.utf8.first, !(0x30...0x39).contains(first) { return name }
        return "_" + name
    }
}

/// One figure: a number, and for a histogram how many values fell under each bound.
final class Series: CounterHandler, FloatingPointCounterHandler, MeterHandler, RecorderHandler, TimerHandler {
    struct Reading: Sendable {
        /// A histogram's sum.
        var value = 0.0
        var count: UInt64 = 0
        /// Not yet added up; the last is what lies above every bound.
        var inBucket: [UInt64]
    }

    let buckets: [Double]
    private let state: Mutex<Reading>

    init(buckets: [Double]) {
        self.buckets = buckets
        state = Mutex(Reading(inBucket: [UInt64](repeating: 0, count: buckets.count + 1)))
    }

    var reading: Reading { state.withLock { $0 } }

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) { state.withLock { $0.value += amount } }
    func decrement(by amount: Double) { state.withLock { $0.value -= amount } }
    func reset() { state.withLock { $0.value = 0 } }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { state.withLock { $0.value = value } }
    func record(_ value: Int64) { record(Double(value)) }
    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }

    func record(_ value: Double) {
        guard !buckets.isEmpty else {
            set(value)
            return
        }
        let bucket = buckets.firstIndex { value <= $0 } ?? buckets.count
        state.withLock { state in
            state.value += value
            state.count += 1
            state.inBucket[bucket] += 1
        }
    }
}
