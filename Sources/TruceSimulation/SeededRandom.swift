import Truce

/// Chance from a seed, the same on every machine: xoshiro256** (Blackman & Vigna 2018), its state filled by SplitMix64
/// (Steele, Lea & Flood 2014). Not for secrets.
///
/// The distributions use only arithmetic that IEEE 754 defines to the last bit (see ``PlainMath``), and none of the
/// standard library's, whose algorithms may change between releases.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// Streams of one seed are independent of one another: drawing more from one changes nothing in the others.
    public init(_ seed: UInt64, stream: UInt64 = 0) {
        var first = SplitMix64(state: stream)
        var mixer = SplitMix64(state: seed ^ (stream == 0 ? 0 : first.next()))
        state = (mixer.next(), mixer.next(), mixer.next(), mixer.next())
    }

    init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

    public mutating func next() -> UInt64 {
        func rotated(_ x: UInt64, _ by: UInt64) -> UInt64 { x << by | x >> (64 - by) }
        let result = rotated(state.1 &* 5, 7) &* 9
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = rotated(state.3, 45)
        return result
    }

    /// 0 ≤ x < 1, in steps of 2⁻⁵³.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    public mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * uniform() }

    /// 0 ≤ n < `bound`, every number as likely: the high half of a product, with Lemire's rejection (2019).
    /// - Precondition: `bound > 0`.
    public mutating func integer(below bound: Int) -> Int {
        precondition(bound > 0, "no whole number from 0 up to, not including, \(bound)")
        let n = UInt64(bound)
        while true {
            let product = next().multipliedFullWidth(by: n)
            if product.low >= (0 &- n) % n { return Int(product.high) }
        }
    }

    public mutating func integer(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + integer(below: range.count)
    }

    /// True with this probability; never at 0 or below, always at 1 or above.
    public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

    /// Mean 0, standard deviation 1: the cosine half of Box & Muller (1958).
    public mutating func normal() -> Double {
        let radius = (-2 * PlainMath.logarithm(1 - uniform())).squareRoot()
        return radius * PlainMath.cosine(degrees: 360 * uniform())
    }

    /// By inversion.
    public mutating func exponential(mean: Double) -> Double { -mean * PlainMath.logarithm(1 - uniform()) }

    /// How many arrivals of rate 1 fall within `mean`: exact, and takes time in proportion to it.
    public mutating func poisson(_ mean: Double) -> Int {
        var count = 0
        var at = exponential(mean: 1)
        while at < mean {
            count += 1
            at += exponential(mean: 1)
        }
        return count
    }

    /// - Precondition: `items` is not empty.
    public mutating func pick<T>(_ items: [T]) -> T { items[integer(below: items.count)] }

    /// A position in `weights`, as likely as its share of their sum; the last where all are 0.
    /// - Precondition: at least one weight, none negative.
    public mutating func pick(weights: [Double]) -> Int {
        precondition(!weights.isEmpty, "nothing to choose from")
        var rest = uniform() * weights.reduce(0, +)
        for (i, weight) in weights.enumerated() {
            if rest < weight { return i }
            rest -= weight
        }
        return weights.lastIndex { $0 > 0 } ?? weights.count - 1
    }

    /// Fisher & Yates.
    public mutating func shuffled<T>(_ items: [T]) -> [T] {
        var items = items
        for i in stride(from: items.count - 1, to: 0, by: -1) { items.swapAt(i, integer(below: i + 1)) }
        return items
    }
}

/// One number after the other from a counter: fills the state of ``SeededRandom``.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
