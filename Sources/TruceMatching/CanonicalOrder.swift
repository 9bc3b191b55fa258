import Truce

/// The rows of a table in an order that depends only on what the reports say: earliest time, latest time, source,
/// identifier, then everything else. All of matching works in this order, so that neither ties nor rounding can
/// follow the order of arrival. Linear: a radix sort by time; only equal times are compared further.
struct CanonicalOrder {
    /// Position in the order → row of the table.
    let rows: [Int32]
    /// String number → rank of the source of that name, 0 first in byte order; −1 for strings that name no source.
    let sourceRanks: [Int32]
    let sourceCount: Int

    init(_ table: ReportTable) {
        var isSource = [Bool](repeating: false, count: table.strings.count)
        for source in table.sources { isSource[Int(source)] = true }
        let texts = table.strings.texts
        let names = isSource.indices.filter { isSource[$0] }.sorted { texts.isLess($0, $1) }
        var ranks = [Int32](repeating: -1, count: isSource.count)
        for (rank, name) in names.enumerated() { ranks[name] = Int32(rank) }
        sourceRanks = ranks
        sourceCount = names.count

        let earliest = table.earliest
        let first = earliest.min() ?? 0
        var order = radixSorted(count: table.count) { UInt64(bitPattern: earliest[Int($0)] &- first) }
        var keys: [TieKey] = []
        var at = 0
        while at < order.count {
            var end = at + 1
            while end < order.count, earliest[Int(order[end])] == earliest[Int(order[at])] { end += 1 }
            if end - at > 1 {
                keys.removeAll(keepingCapacity: true)
                for row in order[at..<end] { keys.append(TieKey(Int(row), table, ranks)) }
                keys.sort { $0.differs(from: $1) ? $0 < $1 : Self.compare(Int($0.row), Int($1.row), table, ranks) < 0 }
                for (i, key) in keys.enumerated() { order[at + i] = key.row }
            }
            at = end
        }
        rows = order
    }

    /// Rows with one earliest time. Zero only when nothing that matching reads tells the two apart.
    private static func compare(_ a: Int, _ b: Int, _ table: ReportTable, _ ranks: [Int32]) -> Int {
        func sign<T: Comparable>(_ x: T, _ y: T) -> Int { x < y ? -1 : y < x ? 1 : 0 }
        var result = sign(table.latest[a], table.latest[b])
        if result == 0 { result = sign(ranks[Int(table.sources[a])], ranks[Int(table.sources[b])]) }
        if result == 0 { result = table.ids.compare(a, table.ids, b) }
        if result == 0 { result = sign(table.receivedAt[a], table.receivedAt[b]) }
        if result == 0 { result = table.texts.compare(a, table.texts, b) }
        for column in [table.types, table.sidesA, table.sidesB, table.placeNames] where result == 0 {
            result = table.strings.texts.compare(Int(column[a]), table.strings.texts, Int(column[b]))
        }
        if result == 0 { result = sign(table.latitudes[a].bitPattern, table.latitudes[b].bitPattern) }
        if result == 0 { result = sign(table.longitudes[a].bitPattern, table.longitudes[b].bitPattern) }
        if result == 0 { result = sign(table.place(a).radiusMetres, table.place(b).radiusMetres) }
        if result == 0 { result = sign(table.acts[a].rawValue, table.acts[b].rawValue) }
        if result == 0 { result = sign(table.killedLow[a], table.killedLow[b]) }
        if result == 0 { result = sign(table.killedHigh[a], table.killedHigh[b]) }
        if result == 0 {
            let (one, other) = (table.detail(a), table.detail(b))
            result = sign(one.corrects, other.corrects)
            if result == 0 { result = sign(one.count ?? -1, other.count ?? -1) }
            if result == 0 { result = sign(one.weapon, other.weapon) }
        }
        return result
    }
}

/// What mostly decides between reports of one earliest time, side by side in memory.
private struct TieKey {
    let latest: Int64
    /// The identifier's first 8 bytes, as a number that sorts as they do.
    let opening: UInt64
    let source: Int32
    let row: Int32

    init(_ row: Int, _ table: ReportTable, _ ranks: [Int32]) {
        latest = table.latest[row]
        source = ranks[Int(table.sources[row])]
        self.row = Int32(row)
        opening = table.ids.withBytes(row) { bytes in
            var value: UInt64 = 0
            for i in 0..<8 { value = value << 8 | (i < bytes.count ? UInt64(bytes[i]) : 0) }
            return value
        }
    }

    func differs(from other: TieKey) -> Bool {
        latest != other.latest || source != other.source || opening != other.opening
    }

    static func < (a: TieKey, b: TieKey) -> Bool {
        a.latest != b.latest ? a.latest < b.latest : a.source != b.source ? a.source < b.source : a.opening < b.opening
    }
}

/// 0..<count ordered by key, equal keys in ascending number; 11 bits a pass, passes in which all keys agree skipped.
func radixSorted(count: Int, key: (Int32) -> UInt64) -> [Int32] {
    var order = (0..<Int32(count)).map { $0 }
    guard count > 1 else { return order }
    var keys = order.map(key)
    var nextOrder = order
    var nextKeys = keys
    var differing: UInt64 = 0
    for value in keys { differing |= value ^ keys[0] }
    var shift: UInt64 = 0
    while shift < 64 {
        if (differing >> shift) & 0x7FF != 0 {
            var starts = [Int](repeating: 0, count: 2049)
            for value in keys { starts[Int((value >> shift) & 0x7FF) + 1] += 1 }
            for i in 0..<2048 { starts[i + 1] += starts[i] }
            for i in 0..<count {
                let digit = Int((keys[i] >> shift) & 0x7FF)
                nextKeys[starts[digit]] = keys[i]
                nextOrder[starts[digit]] = order[i]
                starts[digit] += 1
            }
            swap(&keys, &nextKeys)
            swap(&order, &nextOrder)
        }
        shift += 11
    }
    return order
}
