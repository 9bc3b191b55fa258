import Truce

/// Reports that a source itself ties together: the same identifier again, or one that says which other it corrects.
/// Found by hashing, so linear in the reports.
struct Corrections {
    /// Pairs of positions in canonical order, later one second.
    private(set) var links: [(Int32, Int32)] = []
    /// For each position, the one that stands for its group when groups are compared: the last received.
    private(set) var representative: [Int32]

    init(_ table: ReportTable, order: CanonicalOrder) {
        let count = table.count
        representative = (0..<Int32(count)).map { $0 }
        if !Self.mayExist(table) { return }
        var size = 64
        while size < count * 2 { size *= 2 }
        // Slot → latest position with that source and identifier.
        var slots = [Int32](repeating: -1, count: size)
        func slot(_ source: Int32, _ id: ByteSlice) -> Int {
            var slot = Int(truncatingIfNeeded: stableHash(id, seed: UInt64(UInt32(bitPattern: source)))) & (size - 1)
            while slots[slot] >= 0 {
                let row = Int(order.rows[Int(slots[slot])])
                if table.sources[row] == source,
                    table.ids.withBytes(row, { $0.count == id.count && compareBytes($0, id) == 0 })
                {
                    break
                }
                slot = (slot + 1) & (size - 1)
            }
            return slot
        }
        for position in 0..<count {
            let row = Int(order.rows[position])
            let at = table.ids.withBytes(row) { slot(table.sources[row], $0) }
            if slots[at] >= 0 { links.append((slots[at], Int32(position))) }
            slots[at] = Int32(position)
        }
        if !table.detailValues.isEmpty {
            for position in 0..<count {
                let row = Int(order.rows[position])
                guard table.details[row] >= 0 else { continue }
                var corrected = table.detailValues[Int(table.details[row])].corrects
                if corrected.isEmpty { continue }
                let at = corrected.withUTF8 { slot(table.sources[row], $0) }
                let other = slots[at]
                if other >= 0, other != Int32(position) {
                    links.append((min(other, Int32(position)), max(other, Int32(position))))
                }
            }
        }
        if links.isEmpty { return }
        var groups = Groups(count)
        links = links.filter { groups.join(Int($0.0), Int($0.1)) }
        var latest = representative
        for position in 0..<count {
            let root = groups.root(position)
            let best = Int(latest[root])
            let (received, bestReceived) = (
                table.receivedAt[Int(order.rows[position])], table.receivedAt[Int(order.rows[best])]
            )
            if (bestReceived, best) < (received, position) { latest[root] = Int32(position) }
        }
        for position in 0..<count { representative[position] = latest[groups.root(position)] }
    }

    /// Whether any identifier repeats or any report says that it corrects another: in the order of rows, which is
    /// several times faster over a large table than in canonical order, and mostly the answer is no.
    private static func mayExist(_ table: ReportTable) -> Bool {
        for detail in table.detailValues where !detail.corrects.isEmpty { return true }
        var size = 64
        while size < table.count * 2 { size *= 2 }
        var seen = [UInt64](repeating: 0, count: size)
        for row in 0..<table.count {
            let source = UInt64(UInt32(bitPattern: table.sources[row]))
            let hash = max(1, table.ids.withBytes(row) { stableHash($0, seed: source) })
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while seen[slot] != 0 {
                if seen[slot] == hash { return true }
                slot = (slot + 1) & (size - 1)
            }
            seen[slot] = hash
        }
        return false
    }
}

/// Disjoint groups of 0..<count, joined two at a time (union by size, path halving).
struct Groups {
    private var parent: [Int32]
    private var sizes: [Int32]

    init(_ count: Int) {
        parent = (0..<Int32(count)).map { $0 }
        sizes = Array(repeating: 1, count: count)
    }

    mutating func root(_ i: Int) -> Int {
        var i = i
        while Int(parent[i]) != i {
            parent[i] = parent[Int(parent[i])]
            i = Int(parent[i])
        }
        return i
    }

    /// False when the two were of one group already.
    mutating func join(_ a: Int, _ b: Int) -> Bool {
        var (a, b) = (root(a), root(b))
        if a == b { return false }
        if sizes[a] < sizes[b] { swap(&a, &b) }
        parent[b] = Int32(a)
        sizes[a] += sizes[b]
        return true
    }
}
