/// Which reports were proposed to tell of one incident, and why. A proposal: an officer accepts or rejects it.
///
/// The grouping depends only on what the reports say, never on the order in which they were read.
public struct Matching: Sendable {
    /// For each report of the table, the number of its incident. Incidents are numbered 0..<count in the order of
    /// their earliest member (by earliest time, then source, then identifier).
    public var incidentOfReport: [Int32]
    public var incidentCount: Int
    /// The links that made the incidents: at least a spanning tree of each, pairs in ascending row order.
    public var links: [MatchLink]

    public init(incidentOfReport: [Int32], incidentCount: Int, links: [MatchLink]) {
        self.incidentOfReport = incidentOfReport
        self.incidentCount = incidentCount
        self.links = links
    }

    /// The rows of each incident, one after the other: those of incident `i` are
    /// `rows[starts[i]..<starts[i + 1]]`, ascending.
    public func members() -> (starts: [Int32], rows: [Int32]) {
        var starts = [Int32](repeating: 0, count: incidentCount + 1)
        for incident in incidentOfReport { starts[Int(incident) + 1] += 1 }
        for i in 0..<incidentCount { starts[i + 1] += starts[i] }
        var next = starts
        var rows = [Int32](repeating: 0, count: incidentOfReport.count)
        for (row, incident) in incidentOfReport.enumerated() {
            rows[Int(next[Int(incident)])] = Int32(row)
            next[Int(incident)] += 1
        }
        return (starts, rows)
    }
}

/// Two reports proposed to tell of one incident: the evidence, term by term, in natural-log odds.
public struct MatchLink: Sendable, Hashable {
    public var reportA: Int32
    public var reportB: Int32
    /// The sum of the terms and of the prior; above 0 speaks for one incident.
    public var score: Float
    public var terms: [MatchTerm]

    public init(reportA: Int32, reportB: Int32, score: Float, terms: [MatchTerm]) {
        self.reportA = reportA
        self.reportB = reportB
        self.score = score
        self.terms = terms
    }
}

/// One piece of evidence for or against a link. What is compared is data, so that a page can say it in any language.
public struct MatchTerm: Sendable, Hashable {
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// `value` metres apart where `allowed` metres are claimed.
        case distance
        /// `value` seconds between the windows (0 = they overlap) where `allowed` seconds are claimed.
        case time
        /// The acts agree (`value` acts in common).
        case acts
        /// The sides named agree (1), differ (−1) or are swapped (0.5).
        case sides
        /// The casualty ranges overlap (0) or lie `value` persons apart.
        case casualties
        /// Words in common in what the sources wrote: weapons, counts, landmarks, place names (`value` of them).
        case words
        /// One source says that this report corrects the other.
        case correction
        /// Both are of one source, which seldom reports an incident twice.
        case sameSource
        /// How crowded the place and time are (`value`: natural logarithm of the likelihood with which others compete
        /// for the link): in a burst, agreement says less.
        case density
        /// What two reports drawn at random owe to chance.
        case prior
    }
    public var kind: Kind
    public var value: Float
    public var allowed: Float
    public var weight: Float

    public init(_ kind: Kind, value: Float, allowed: Float = 0, weight: Float) {
        self.kind = kind
        self.value = value
        self.allowed = allowed
        self.weight = weight
    }
}
