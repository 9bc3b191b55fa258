import Truce

/// Reports of several files, each once: which versions stand, which they supersede.
///
/// Two rows of one source and identifier are one report. What they say decides: the same again (the time of receipt
/// apart) is a *repeat* and adds nothing; something else is a *correction*, and the last version stands. Last is the
/// one received last; where receipt does not tell, that of the later file in the list; within one file, the one whose
/// content sorts last (``ReportTable/compareContent(_:_:)``). So the outcome depends on what was received, never on the
/// order of rows. A report that names another in `corrects` supersedes it too.
public struct MergedReports: Sendable {
    /// The versions that stand, in the order of the rows given.
    public let reports: ReportTable
    /// The versions that no longer do, in the order of the rows given.
    public let superseded: ReportTable
    /// For each row of `superseded`, the row of `reports` that stands in its place.
    public let supersededBy: [Int32]
    public let repeats: Int
    public let corrections: Int
    /// The same by file, as far as the table's file numbers reach.
    public let repeatsByFile: [Int]
    public let correctionsByFile: [Int]

    public init(_ table: ReportTable) {
        var index = ReportIndex(table)
        let duplicates = index.addAll()
        let naming = (0..<table.count).filter { table.details[$0] >= 0 && !table.detail($0).corrects.isEmpty }
        let files = (table.files.max().map { Int($0) } ?? -1) + 1
        var table = table
        guard !duplicates.isEmpty || !naming.isEmpty else {
            reports = table
            superseded = ReportTable()
            supersededBy = []
            (repeats, corrections) = (0, 0)
            repeatsByFile = Array(repeating: 0, count: files)
            correctionsByFile = repeatsByFile
            return
        }
        var fate = [Fate](repeating: .stands, count: table.count)
        var (repeatsByFile, correctionsByFile) = ([Int](repeating: 0, count: files), [Int](repeating: 0, count: files))
        /// For the first row of each report with several versions, the row that stands.
        var standing: [Int32: Int32] = [:]
        for rows in Self.groups(duplicates) {
            let ordered = rows.sorted { table.isEarlierVersion($0, $1) }
            var versions: [[Int]] = []
            for row in ordered {
                if let last = versions.last, table.compareContent(last[0], row) == 0 {
                    versions[versions.count - 1].append(row)
                } else {
                    versions.append([row])
                }
            }
            let current = versions[versions.count - 1][0]
            standing[Int32(rows[0])] = Int32(current)
            // A later version cannot make public what an earlier one gave in confidence.
            if rows.contains(where: { table.detail($0).isConfidential }) { table.keepConfidential(current) }
            let isKnown = Self.saidBefore(versions.map { $0[0] }, table)
            for (n, version) in versions.enumerated() {
                let isLast = n == versions.count - 1
                let saysTheSame = !isLast && table.compareContent(version[0], current) == 0
                for (m, row) in version.enumerated() where row != current {
                    if m > 0 || isKnown[n] || saysTheSame {
                        fate[row] = .repeated
                        repeatsByFile[Int(table.files[row])] += 1
                    } else {
                        fate[row] = .superseded(Int32(current))
                        correctionsByFile[Int(table.files[versions[n + 1][0]])] += 1
                    }
                }
            }
        }
        // Only what the version that stands names counts.
        let claims = naming.filter { if case .stands = fate[$0] { true } else { false } }
        // What a report says it corrects, the last received first: of two that correct one, the later stands for it,
        // and of two that name each other, the later stands.
        for row in claims.sorted(by: { table.isEarlierVersion($1, $0) }) {
            let named = table.detail(row).corrects
            guard let first = index.row(source: table.sources[row], id: named) else { continue }
            let target = Int(standing[first] ?? first)
            // Whatever stands in the end for this report cannot be superseded by it.
            guard case .stands = fate[target], Self.heir(of: row, &fate) != target else { continue }
            fate[target] = .superseded(Int32(row))
            if table.detail(target).isConfidential { table.keepConfidential(row) }
            correctionsByFile[Int(table.files[row])] += 1
        }
        let kept = table.indices { if case .stands = fate[$0] { true } else { false } }
        let gone = table.indices { if case .superseded = fate[$0] { true } else { false } }
        var newRow = [Int32](repeating: -1, count: table.count)
        for (new, old) in kept.enumerated() { newRow[Int(old)] = Int32(new) }
        reports = table.reordered(by: kept)
        superseded = table.reordered(by: gone)
        supersededBy = gone.map { newRow[Self.heir(of: Int($0), &fate)] }
        self.repeatsByFile = repeatsByFile
        self.correctionsByFile = correctionsByFile
        repeats = repeatsByFile.reduce(0, +)
        corrections = correctionsByFile.reduce(0, +)
    }

    private enum Fate {
        case stands, repeated
        case superseded(Int32)
    }

    /// The row that stands in the end for `row`. Whatever is met on the way is pointed straight at it, so that a chain
    /// of a million corrections is walked once.
    private static func heir(of row: Int, _ fate: inout [Fate]) -> Int {
        var end = row
        while case .superseded(let next) = fate[end] { end = Int(next) }
        var at = row
        while case .superseded(let next) = fate[at] {
            fate[at] = .superseded(Int32(end))
            at = Int(next)
        }
        return end
    }

    /// Of versions in their order: whether an earlier one says the same.
    private static func saidBefore(_ versions: [Int], _ table: ReportTable) -> [Bool] {
        let order = versions.indices.sorted { a, b in
            let content = table.compareContent(versions[a], versions[b])
            return content == 0 ? a < b : content < 0
        }
        var said = [Bool](repeating: false, count: versions.count)
        for (one, next) in zip(order, order.dropFirst()) {
            said[next] = table.compareContent(versions[one], versions[next]) == 0
        }
        return said
    }

    /// The rows of each report that was met more than once, ascending.
    private static func groups(_ duplicates: [(first: Int32, row: Int32)]) -> [[Int]] {
        let pairs = duplicates.sorted { ($0.first, $0.row) < ($1.first, $1.row) }
        var groups: [[Int]] = []
        var at: Int32 = -1
        for (first, row) in pairs {
            if first != at { groups.append([Int(first)]) }
            at = first
            groups[groups.count - 1].append(Int(row))
        }
        return groups
    }
}

/// Where each report of a table first stands, by source and identifier: open addressing in one flat array.
struct ReportIndex {
    private let table: ReportTable
    /// The hash's upper half and the row + 1; 0 = free.
    private var slots: [UInt64]
    private let mask: Int

    init(_ table: ReportTable) {
        self.table = table
        var size = 64
        while size < table.count * 2 { size *= 2 }
        slots = [UInt64](repeating: 0, count: size)
        mask = size - 1
    }

    /// Takes in every row and returns those whose report was there already, each with its first row.
    mutating func addAll() -> [(first: Int32, row: Int32)] {
        var duplicates: [(Int32, Int32)] = []
        let (ids, sources, mask) = (table.ids, table.sources, self.mask)
        slots.withUnsafeMutableBufferPointer { slots in
            for row in 0..<sources.count {
                let hash = ids.withBytes(row) { Self.hash($0, sources[row]) }
                var slot = Int(truncatingIfNeeded: hash) & mask
                while true {
                    let held = slots[slot]
                    if held == 0 {
                        slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(row + 1)
                        break
                    }
                    let first = Int(held & 0xFFFF_FFFF) - 1
                    if held >> 32 == hash >> 32, sources[first] == sources[row], ids.compare(first, ids, row) == 0 {
                        duplicates.append((Int32(first), Int32(row)))
                        break
                    }
                    slot = (slot + 1) & mask
                }
            }
        }
        return duplicates
    }

    func row(source: Int32, id: String) -> Int32? {
        var id = id
        return id.withUTF8 { bytes in
            let hash = Self.hash(bytes, source)
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 {
                let first = Int(slots[slot] & 0xFFFF_FFFF) - 1
                if slots[slot] >> 32 == hash >> 32, table.sources[first] == source,
                    table.ids.withBytes(first, { compareBytes($0, bytes) == 0 })
                {
                    return Int32(first)
                }
                slot = (slot + 1) & mask
            }
            return nil
        }
    }

    @inline(__always) private static func hash(_ id: ByteSlice, _ source: Int32) -> UInt64 {
        stableHash(id, seed: 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: source) &* 0x9E37_79B9_7F4A_7C15)
    }
}

extension ReportTable {
    fileprivate func indices(where isIn: (Int) -> Bool) -> [Int32] {
        (0..<count).lazy.filter(isIn).map(Int32.init)
    }

    /// Whether version `a` of a report is superseded by `b`; the row number only parts equals.
    fileprivate func isEarlierVersion(_ a: Int, _ b: Int) -> Bool {
        if receivedAt[a] != receivedAt[b] { return receivedAt[a] < receivedAt[b] }
        if files[a] != files[b] { return files[a] < files[b] }
        let content = compareContent(a, b)
        if content != 0 { return content < 0 }
        if sources[a] != sources[b] { return strings.texts.isLess(Int(sources[a]), Int(sources[b])) }
        let names = ids.compare(a, ids, b)
        return names == 0 ? a < b : names < 0
    }

    /// Negative, zero or positive as what report `a` says sorts before, with or after what `b` says: text, then names,
    /// then figures. Identifier, time of receipt, file and row are no part of it.
    public func compareContent(_ a: Int, _ b: Int) -> Int {
        let words = texts.compare(a, texts, b)
        if words != 0 { return words }
        for column in [types, sidesA, sidesB, placeNames, countries] where column[a] != column[b] {
            return strings.texts.compare(Int(column[a]), strings.texts, Int(column[b]))
        }
        func order<T: Comparable>(_ x: T, _ y: T) -> Int { x == y ? 0 : x < y ? -1 : 1 }
        let places = (place(a), place(b))
        let figures = [
            order(earliest[a], earliest[b]), order(latest[a], latest[b]),
            order(precisions[a], precisions[b]), order(killedLow[a], killedLow[b]),
            order(killedHigh[a], killedHigh[b]), order(injuredLow[a], injuredLow[b]),
            order(injuredHigh[a], injuredHigh[b]), order(acts[a].rawValue, acts[b].rawValue),
            places.0 == places.1 ? 0 : order("\(places.0)", "\(places.1)"),
        ]
        if let part = figures.first(where: { $0 != 0 }) { return part }
        let details = (detail(a), detail(b))
        return details.0 == details.1 ? 0 : order("\(details.0)", "\(details.1)")
    }
}
