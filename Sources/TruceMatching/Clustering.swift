import Truce

/// Groups reports so that whole groups agree, not only neighbours: groups are joined from the strongest link down,
/// and only where the mean over all pairs of the two groups speaks for it; then single reports move to the group
/// that they agree with most, while that gains. No chains, and nothing that depends on the order of arrival.
struct Clustering {
    let scorer: PairScorer
    private let threshold: Float
    private let limit: Int
    /// Group of each report, and the reports of each group.
    private(set) var group: [Int32]
    private var firstMember: [Int32]
    private var nextMember: [Int32]
    private var size: [Int32]

    /// A pair of positions in canonical order that may belong together.
    struct Edge {
        var a: Int32
        var b: Int32
        var score: Float
    }

    init(_ scorer: PairScorer, edges: [Edge]) {
        let count = scorer.evidence.count
        self.scorer = scorer
        threshold = scorer.settings.threshold
        limit = scorer.settings.reportsPerIncident
        group = (0..<Int32(count)).map { $0 }
        firstMember = group
        nextMember = Array(repeating: -1, count: count)
        size = Array(repeating: 1, count: count)
        join(edges)
        move(edges)
    }

    private mutating func join(_ edges: [Edge]) {
        // Scores above the threshold are ≥ 0 after the subtraction, so their bit patterns sort as they do.
        let order = radixSorted(count: edges.count) {
            UInt64(UInt32.max - max(0, edges[Int($0)].score - threshold).bitPattern)
        }
        for number in order {
            let edge = edges[Int(number)]
            let (a, b) = (group[Int(edge.a)], group[Int(edge.b)])
            if a == b || Int(size[Int(a)] + size[Int(b)]) > limit { continue }
            if size[Int(a)] + size[Int(b)] == 2 || mean(a, b) > threshold { merge(a, b) }
        }
    }

    private func mean(_ a: Int32, _ b: Int32) -> Float {
        var sum: Float = 0
        var i = firstMember[Int(a)]
        while i >= 0 {
            sum += agreement(Int(i), b)
            i = nextMember[Int(i)]
        }
        return sum / Float(size[Int(a)] * size[Int(b)])
    }

    /// Sum of the scores of a report with each other report of a group.
    private func agreement(_ report: Int, _ group: Int32) -> Float {
        var sum: Float = 0
        var j = firstMember[Int(group)]
        while j >= 0 {
            if Int(j) != report { sum += scorer.score(min(report, Int(j)), max(report, Int(j))) - threshold }
            j = nextMember[Int(j)]
        }
        return sum
    }

    /// Members stay in ascending order, so that sums round alike however a group came about.
    private mutating func merge(_ a: Int32, _ b: Int32) {
        let (kept, gone) = size[Int(a)] >= size[Int(b)] ? (a, b) : (b, a)
        var i = firstMember[Int(gone)]
        while i >= 0 {
            let next = nextMember[Int(i)]
            insert(i, into: kept)
            i = next
        }
        firstMember[Int(gone)] = -1
        size[Int(gone)] = 0
    }

    private mutating func insert(_ report: Int32, into target: Int32) {
        group[Int(report)] = target
        size[Int(target)] += 1
        let first = firstMember[Int(target)]
        if first < 0 || report < first {
            nextMember[Int(report)] = first
            firstMember[Int(target)] = report
            return
        }
        var before = first
        while nextMember[Int(before)] >= 0, nextMember[Int(before)] < report { before = nextMember[Int(before)] }
        nextMember[Int(report)] = nextMember[Int(before)]
        nextMember[Int(before)] = report
    }

    private mutating func remove(_ report: Int32) {
        let from = Int(group[Int(report)])
        size[from] -= 1
        if firstMember[from] == report {
            firstMember[from] = nextMember[Int(report)]
            return
        }
        var before = firstMember[from]
        while nextMember[Int(before)] != report { before = nextMember[Int(before)] }
        nextMember[Int(before)] = nextMember[Int(report)]
    }

    /// Correlation clustering by single moves: each report to the group with the greatest sum of scores, or to itself.
    private mutating func move(_ edges: [Edge]) {
        let neighbours = Neighbours(edges, count: group.count)
        var empty: [Int32] = []
        for i in 0..<group.count where size[i] == 0 { empty.append(Int32(i)) }
        for _ in 0..<4 {
            var moved = 0
            for report in 0..<group.count {
                let range = neighbours.range(report)
                if range.isEmpty { continue }
                let own = group[report]
                let current = size[Int(own)] > 1 ? agreement(report, own) : 0
                var best = max(current, 0)
                var target = current < 0 ? Int32(-1) : own
                var tried: [Int32] = [own]
                for slot in range {
                    let other = group[Int(neighbours.others[slot])]
                    if tried.contains(other) || Int(size[Int(other)]) >= limit { continue }
                    tried.append(other)
                    let sum = agreement(report, other)
                    if sum > best + 1e-3 { (best, target) = (sum, other) }
                }
                if target == own { continue }
                remove(Int32(report))
                if size[Int(own)] == 0 { empty.append(own) }
                if target < 0 { target = empty.removeLast() }
                insert(Int32(report), into: target)
                moved += 1
            }
            if moved == 0 { break }
        }
    }

    /// The strongest links that hold a group together: a maximum spanning tree over all its pairs (Prim).
    func spanningLinks(_ members: ArraySlice<Int32>) -> [(Int32, Int32)] {
        guard members.count > 1 else { return [] }
        let nodes = Array(members)
        var best = [Float](repeating: -.infinity, count: nodes.count)
        var from = [Int](repeating: 0, count: nodes.count)
        var isIn = [Bool](repeating: false, count: nodes.count)
        var links: [(Int32, Int32)] = []
        var last = 0
        isIn[0] = true
        for _ in 1..<nodes.count {
            var next = -1
            for i in nodes.indices where !isIn[i] {
                let score = scorer.score(Int(min(nodes[i], nodes[last])), Int(max(nodes[i], nodes[last])))
                if score > best[i] { (best[i], from[i]) = (score, last) }
                if next < 0 || best[i] > best[next] { next = i }
            }
            isIn[next] = true
            links.append((min(nodes[next], nodes[from[next]]), max(nodes[next], nodes[from[next]])))
            last = next
        }
        return links
    }
}

/// The edges of each report, as runs of one array.
private struct Neighbours {
    private var starts: [Int32]
    private(set) var others: [Int32]

    init(_ edges: [Clustering.Edge], count: Int) {
        starts = [Int32](repeating: 0, count: count + 1)
        for edge in edges {
            starts[Int(edge.a) + 1] += 1
            starts[Int(edge.b) + 1] += 1
        }
        for i in 0..<count { starts[i + 1] += starts[i] }
        others = [Int32](repeating: 0, count: edges.count * 2)
        var next = starts
        for edge in edges {
            others[Int(next[Int(edge.a)])] = edge.b
            next[Int(edge.a)] += 1
            others[Int(next[Int(edge.b)])] = edge.a
            next[Int(edge.b)] += 1
        }
    }

    func range(_ report: Int) -> Range<Int> { Int(starts[report])..<Int(starts[report + 1]) }
}
