import Foundation
import Truce

/// Proposes which reports tell of one incident, and why. Pure, and linear in the reports; the answer depends on what
/// they say, not on their order.
///
/// Evidence for a link is a sum of log-likelihood ratios (Fellegi and Sunter 1969): how much better one incident
/// explains the two reports than two incidents of the neighbourhood would. Places and times count as distributions.
public func incidents(
    in reports: ReportTable, context: MatchingContext = .init(), settings: MatchingSettings = .standard
) -> Matching {
    let order = CanonicalOrder(reports)
    let corrections = Corrections(reports, order: order)
    // One data set alone, or one source that marks no corrections: nothing but what it says outright can join.
    let isCoded = reports.sources.first.map { context.codedSources.contains(reports.strings[$0]) } ?? true
    if order.sourceCount < 2, isCoded || !reports.hasMarkedCorrections() {
        return assemble(reports, order, corrections, clustering: nil)
    }
    var evidence = Evidence(reports, order: order, context: context)
    for i in 0..<evidence.count where Int(corrections.representative[i]) != i {
        evidence.spaceLevel[i] = Evidence.hopeless
    }
    let index = CandidateIndex(evidence, cap: settings.candidatesPerCell)
    var scorer = PairScorer(evidence, settings: settings)
    scorer.measureCrowd(index)
    let edges = linksAbove(settings.threshold, scorer, index)
    return assemble(reports, order, corrections, clustering: Clustering(scorer, edges: edges))
}

/// The pairs worth joining: of each report, at most the 24 strongest with those it met.
private func linksAbove(_ threshold: Float, _ scorer: PairScorer, _ index: CandidateIndex) -> [Clustering.Edge] {
    let evidence = scorer.evidence
    var edges: [Clustering.Edge] = []
    for report in 0..<evidence.count {
        let start = edges.count
        index.forEachCandidate(of: report) { other in
            if evidence.source[report] == evidence.source[other],
                !evidence.isCorrection[report], !evidence.isCorrection[other]
            {
                return
            }
            let (a, b) = (min(report, other), max(report, other))
            if scorer.overlap(a, b) < PairScorer.negligible { return }
            let score = scorer.score(a, b)
            if score > threshold { edges.append(.init(a: Int32(a), b: Int32(b), score: score)) }
        }
        if edges.count - start > 24 {
            edges[start...].sort { ($1.score, $0.a, $0.b) < ($0.score, $1.a, $1.b) }
            edges.removeLast(edges.count - start - 24)
        }
    }
    return edges
}

extension ReportTable {
    /// Whether any text opens with a word by which sources mark corrections and re-issues.
    fileprivate func hasMarkedCorrections() -> Bool {
        let marks = Lexicon.corrections.split(separator: " ").map { Array($0.utf8) }
        var opens = [Bool](repeating: false, count: 256)
        for mark in marks { (opens[Int(mark[0])], opens[Int(mark[0] & ~0x20)]) = (true, true) }
        for row in 0..<count {
            let isMarked = texts.withBytes(row) { text -> Bool in
                guard let first = text.first, opens[Int(first)] else { return false }
                return marks.contains { mark in
                    guard text.count >= mark.count else { return false }
                    for (i, byte) in mark.enumerated() where text[i] | 0x20 != byte | 0x20 { return false }
                    return text.count == mark.count || (text[mark.count] | 0x20) &- 97 >= 26
                }
            }
            if isMarked { return true }
        }
        return false
    }
}

/// Numbers the incidents and names the links, from canonical order back to rows.
private func assemble(
    _ reports: ReportTable, _ order: CanonicalOrder, _ corrections: Corrections, clustering: Clustering?
) -> Matching {
    let count = reports.count
    var numberOfGroup = [Int32](repeating: -1, count: count)
    var incidentOfReport = [Int32](repeating: 0, count: count)
    var incidentCount: Int32 = 0
    for position in 0..<count {
        let representative = Int(corrections.representative[position])
        let group = clustering.map { Int($0.group[representative]) } ?? representative
        if numberOfGroup[group] < 0 {
            numberOfGroup[group] = incidentCount
            incidentCount += 1
        }
        incidentOfReport[Int(order.rows[position])] = numberOfGroup[group]
    }
    var links: [MatchLink] = []
    func add(_ a: Int32, _ b: Int32, _ terms: [MatchTerm]) {
        let (rowA, rowB) = (order.rows[Int(a)], order.rows[Int(b)])
        let score = terms.reduce(0) { $0 + $1.weight }
        links.append(MatchLink(reportA: min(rowA, rowB), reportB: max(rowA, rowB), score: score, terms: terms))
    }
    for (a, b) in corrections.links {
        add(a, b, [MatchTerm(.correction, value: 1, weight: 12), MatchTerm(.prior, value: 0, weight: -2)])
    }
    if let clustering {
        let members = radixSorted(count: count) { UInt64(clustering.group[Int($0)]) }
        var at = 0
        while at < count {
            var end = at + 1
            while end < count, clustering.group[Int(members[end])] == clustering.group[Int(members[at])] { end += 1 }
            for (a, b) in clustering.spanningLinks(members[at..<end]) { add(a, b, clustering.reasons(a, b)) }
            at = end
        }
    }
    let linkOrder = radixSorted(count: links.count) {
        UInt64(links[Int($0)].reportA) << 32 | UInt64(links[Int($0)].reportB)
    }
    return Matching(
        incidentOfReport: incidentOfReport, incidentCount: Int(incidentCount), links: linkOrder.map { links[Int($0)] })
}

extension Clustering {
    fileprivate func reasons(_ a: Int32, _ b: Int32) -> [MatchTerm] { scorer.reasons(Int(a), Int(b)) }
}
