import Truce

/// How well a matching agrees with a known truth, over the reports that the truth names.
public struct MatchScore: Sendable, Hashable {
    /// Precision, recall and their harmonic mean, each 0 to 1. What was never proposed is precise (1); what was never
    /// there is wholly recalled (1).
    public struct Rates: Sendable, Hashable {
        public let precision: Double
        public let recall: Double
        public var f1: Double { precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0 }
    }

    /// Over pairs of reports: of one incident, or not.
    public let pairwise: Rates
    /// Over reports: what share of its proposed incident belongs there, and what share of its true incident is there
    /// (Bagga and Baldwin 1998).
    public let bCubed: Rates
    /// How many reports of the table the truth names; the others are left out.
    public let reportCount: Int

    /// - Parameter truth: report identifier → incident identifier.
    public init(of matching: Matching, in reports: ReportTable, against truth: [String: String]) {
        var proposed: [Int32] = []
        var actual: [Int32] = []
        var numbers: [String: Int32] = [:]
        for row in 0..<reports.count {
            guard let incident = truth[reports.ids[row]] else { continue }
            let number = numbers[incident] ?? Int32(numbers.count)
            numbers[incident] = number
            proposed.append(matching.incidentOfReport[row])
            actual.append(number)
        }
        self.init(proposed: proposed, actual: actual)
    }

    /// Two labellings of the same reports.
    public init(proposed: [Int32], actual: [Int32]) {
        precondition(proposed.count == actual.count, "two labellings of different reports")
        var sizes: (proposed: [Int32: Int], actual: [Int32: Int]) = ([:], [:])
        var both: [Int64: Int] = [:]
        func key(_ i: Int) -> Int64 { Int64(proposed[i]) << 32 | Int64(actual[i]) }
        for i in proposed.indices {
            sizes.proposed[proposed[i], default: 0] += 1
            sizes.actual[actual[i], default: 0] += 1
            both[key(i), default: 0] += 1
        }
        func pairs(_ counts: some Sequence<Int>) -> Int { counts.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
        let right = pairs(both.values)
        pairwise = Rates(
            precision: Self.share(right, of: pairs(sizes.proposed.values)),
            recall: Self.share(right, of: pairs(sizes.actual.values)))
        var precision = 0.0
        var recall = 0.0
        for i in proposed.indices {
            let shared = Double(both[key(i)]!)
            precision += shared / Double(sizes.proposed[proposed[i]]!)
            recall += shared / Double(sizes.actual[actual[i]]!)
        }
        let count = Double(max(1, proposed.count))
        bCubed =
            proposed.isEmpty
            ? Rates(precision: 1, recall: 1) : Rates(precision: precision / count, recall: recall / count)
        reportCount = proposed.count
    }

    private static func share(_ part: Int, of whole: Int) -> Double {
        whole == 0 ? 1 : Double(part) / Double(whole)
    }
}
