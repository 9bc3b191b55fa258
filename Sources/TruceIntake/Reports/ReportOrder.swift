import Truce

extension ReportTable {
    /// The rows by earliest time, latest time, source and identifier (byte order): the same for the same reports in
    /// whatever order they came.
    public func canonicalOrder() -> [Int32] {
        let rank = strings.byteRanks()
        var keys = (0..<count).map { row in
            OrderKey(
                earliest: earliest[row], latest: latest[row], id: ids.withBytes(row, Self.prefix),
                source: rank[Int(sources[row])], row: Int32(row))
        }
        func isLess(_ a: OrderKey, _ b: OrderKey) -> Bool {
            if a.earliest != b.earliest { return a.earliest < b.earliest }
            if a.latest != b.latest { return a.latest < b.latest }
            if a.source != b.source { return a.source < b.source }
            if a.id != b.id { return a.id < b.id }
            let rest = ids.compare(Int(a.row), ids, Int(b.row))
            return rest == 0 ? a.row < b.row : rest < 0
        }
        if zip(keys, keys.dropFirst()).contains(where: { isLess($1, $0) }) { keys.sort(by: isLess) }
        return keys.map(\.row)
    }

    /// The first eight bytes as a number that sorts as they do.
    private static func prefix(_ text: ByteSlice) -> UInt64 {
        var value: UInt64 = 0
        for i in 0..<8 { value = value << 8 | (i < text.count ? UInt64(text[i]) : 0) }
        return value
    }

    /// The rows in this order, any number of them; names, shapes and details are numbered anew as they come, so that
    /// equal reports in equal order make equal tables.
    public func reordered(by order: [Int32]) -> ReportTable {
        var new = ReportTable()
        new.ids = ids.gathered(order)
        new.texts = texts.gathered(order)
        var renumber = Renumbering(strings)
        let named = [sources, types, sidesA, sidesB, placeNames, countries].map { renumber.column($0, order) }
        (new.sources, new.types, new.sidesA, new.sidesB, new.placeNames, new.countries) =
            (named[0], named[1], named[2], named[3], named[4], named[5])
        new.strings = renumber.new
        new.receivedAt = receivedAt.gathered(order)
        new.earliest = earliest.gathered(order)
        new.latest = latest.gathered(order)
        new.precisions = precisions.gathered(order)
        new.placeKinds = placeKinds.gathered(order)
        new.latitudes = latitudes.gathered(order)
        new.longitudes = longitudes.gathered(order)
        new.placeSizes = placeSizes.gathered(order)
        if !shapes.isEmpty {
            for row in new.placeKinds.indices where [.sector, .area].contains(new.placeKinds[row]) {
                new.shapes.append(shapes[Int(new.placeSizes[row])])
                new.placeSizes[row] = Double(new.shapes.count - 1)
            }
        }
        new.acts = acts.gathered(order)
        new.initiatorNamed = initiatorNamed.gathered(order)
        new.killedLow = killedLow.gathered(order)
        new.killedHigh = killedHigh.gathered(order)
        new.injuredLow = injuredLow.gathered(order)
        new.injuredHigh = injuredHigh.gathered(order)
        new.details = details.gathered(order)
        if !detailValues.isEmpty {
            for row in new.details.indices where new.details[row] >= 0 {
                new.detailValues.append(detailValues[Int(new.details[row])])
                new.details[row] = Int32(new.detailValues.count - 1)
            }
        }
        new.files = files.gathered(order)
        new.rows = rows.gathered(order)
        return new
    }
}

private struct OrderKey {
    let earliest: Int64
    let latest: Int64
    let id: UInt64
    let source: Int32
    let row: Int32
}

/// Strings numbered in the order in which they are met.
private struct Renumbering {
    private let old: StringPool
    private var numbers: [Int32]
    private(set) var new = StringPool()

    init(_ old: StringPool) {
        self.old = old
        numbers = Array(repeating: -1, count: old.count)
        numbers[0] = 0
    }

    mutating func column(_ column: [Int32], _ order: [Int32]) -> [Int32] {
        order.map { row in
            let number = Int(column[Int(row)])
            if numbers[number] < 0 { numbers[number] = old.texts.withBytes(number) { new.intern($0) } }
            return numbers[number]
        }
    }
}

extension StringPool {
    /// For each string, its place among all of them in byte order.
    fileprivate func byteRanks() -> [Int32] {
        var ranks = [Int32](repeating: 0, count: count)
        for (rank, id) in (0..<count).sorted(by: { texts.isLess($0, $1) }).enumerated() { ranks[id] = Int32(rank) }
        return ranks
    }
}

extension Array {
    fileprivate func gathered(_ order: [Int32]) -> [Element] {
        withUnsafeBufferPointer { all in
            [Element](unsafeUninitializedCapacity: order.count) { out, count in
                for (new, old) in order.enumerated() { out.initializeElement(at: new, to: all[Int(old)]) }
                count = order.count
            }
        }
    }
}

extension ByteColumn {
    fileprivate func gathered(_ order: [Int32]) -> ByteColumn {
        var new = ByteColumn()
        new.reserve(rows: order.count, bytes: order.count == count ? totalBytes : 0)
        for row in order { withBytes(Int(row)) { new.append($0) } }
        return new
    }
}
