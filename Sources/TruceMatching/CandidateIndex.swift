import Foundation
import Truce

/// Where and when to look for reports of the same incident: a grid for each coarseness of place and time, each cell
/// a run of reports in order of time. A report looks into the grids that are as coarse as itself or coarser, so that
/// every pair within reach is met once. The number met by one report in one cell is capped, which keeps the work
/// linear even when all reports name one place and minute; which ones are met then depends on the canonical order only.
struct CandidateIndex {
    private let evidence: Evidence
    /// Reports by cell, in canonical order (so by earliest time) within one.
    private var members: [Int32] = []
    private var cells = CellTable()
    private let cap: Int
    private let levels: [Bool]
    private static let spaceLevels = Evidence.reachMetres.count
    private static let timeLevels = Evidence.windowSeconds.count

    init(_ evidence: Evidence, cap: Int) {
        self.evidence = evidence
        self.cap = cap
        var levels = [Bool](repeating: false, count: Self.spaceLevels * Self.timeLevels)
        var keys = [UInt64](repeating: .max, count: evidence.count)
        for i in 0..<evidence.count
        where evidence.spaceLevel[i] != Evidence.hopeless && evidence.timeLevel[i] != Evidence.hopeless {
            let (space, time) = (Int(evidence.spaceLevel[i]), Int(evidence.timeLevel[i]))
            levels[space * Self.timeLevels + time] = true
            let (row, column) = Grid(space).cell(evidence, i)
            keys[i] = Self.key(space, time, row, column)
        }
        self.levels = levels
        members = radixSorted(count: evidence.count) { keys[Int($0)] }
        while let last = members.last, keys[Int(last)] == .max { members.removeLast() }
        var at = 0
        while at < members.count {
            let key = keys[Int(members[at])]
            var end = at + 1
            while end < members.count, keys[Int(members[end])] == key { end += 1 }
            cells.insert(key, Int32(at), Int32(end))
            at = end
        }
    }

    private static func key(_ space: Int, _ time: Int, _ row: Int, _ column: Int) -> UInt64 {
        UInt64(space * timeLevels + time) << 48 | UInt64(row) << 24 | UInt64(column)
    }

    /// Calls `meet` with each report that may tell of the same incident as `report`, and that is not met from the
    /// other's side. Deterministic order.
    @inline(__always)
    func forEachCandidate(of report: Int, _ meet: (Int) -> Void) {
        let (ownSpace, ownTime) = (Int(evidence.spaceLevel[report]), Int(evidence.timeLevel[report]))
        guard ownSpace < Self.spaceLevels, ownTime < Self.timeLevels else { return }
        for space in ownSpace..<Self.spaceLevels {
            let grid = Grid(space)
            let reach = Evidence.reachMetres[space] + Evidence.reachMetres[ownSpace]
            var anyTime = false
            for time in 0..<Self.timeLevels where levels[space * Self.timeLevels + time] { anyTime = true }
            guard anyTime else { continue }
            grid.forEachCell(evidence, report, reachMetres: reach) { row, column in
                for time in (space == ownSpace ? ownTime : 0)..<Self.timeLevels
                where levels[space * Self.timeLevels + time] {
                    guard let (start, end) = cells[Self.key(space, time, row, column)] else { continue }
                    let slack: Int64 = max(time, ownTime) == 0 ? 4 * 3_600 : 26 * 3_600
                    let isOwn = space == ownSpace && time == ownTime
                    let from = evidence.earliest[report] - slack - Evidence.windowSeconds[time]
                    let to = evidence.latest[report] + slack
                    var at = isOwn ? after(report, start, end) : firstNotBefore(from, start, end)
                    var stop = Int(end)
                    if !isOwn, at + cap < stop, evidence.earliest[Int(members[at + cap])] <= to {
                        // Too many: those whose start is nearest to this report's own.
                        let middle = firstNotBefore(evidence.earliest[report], start, end)
                        at = max(at, middle - cap / 2)
                    }
                    stop = min(stop, at + cap)
                    while at < stop {
                        let other = Int(members[at])
                        at += 1
                        if evidence.earliest[other] > to { break }
                        if evidence.latest[other] < evidence.earliest[report] - slack { continue }
                        meet(other)
                    }
                }
            }
        }
    }

    /// First position in the run whose report comes after `report` in canonical order.
    private func after(_ report: Int, _ start: Int32, _ end: Int32) -> Int {
        var (low, high) = (Int(start), Int(end))
        while low < high {
            let middle = (low + high) / 2
            if Int(members[middle]) <= report { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func firstNotBefore(_ moment: Int64, _ start: Int32, _ end: Int32) -> Int {
        var (low, high) = (Int(start), Int(end))
        while low < high {
            let middle = (low + high) / 2
            if evidence.earliest[Int(members[middle])] < moment { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Rows of equal height from pole to pole, each cut into as many columns as keep cells about square: neither the
    /// antimeridian nor the poles are special.
    struct Grid {
        let rows: Int
        private let heightRadians: Double

        init(_ level: Int) {
            rows = max(1, Int(.pi * 6_371_008.8 / (2 * Evidence.reachMetres[level])))
            heightRadians = .pi / Double(rows)
        }

        init(cellMetres: Double) {
            rows = max(1, Int(.pi * 6_371_008.8 / cellMetres))
            heightRadians = .pi / Double(rows)
        }

        private func latitude(_ evidence: Evidence, _ i: Int) -> Double { asin(max(-1, min(1, Double(evidence.z[i])))) }
        private func longitude(_ evidence: Evidence, _ i: Int) -> Double {
            atan2(Double(evidence.y[i]), Double(evidence.x[i]))
        }
        private func row(_ latitude: Double) -> Int {
            max(0, min(rows - 1, Int((latitude + .pi / 2) / heightRadians)))
        }
        private func columns(_ row: Int) -> Int {
            max(1, Int(2 * .pi * cos((Double(row) + 0.5) * heightRadians - .pi / 2) / heightRadians))
        }
        private func column(_ longitude: Double, _ columns: Int) -> Int {
            let turn = Int(((longitude + .pi) / (2 * .pi) * Double(columns)).rounded(.down)) % columns
            return turn < 0 ? turn + columns : turn
        }

        func cell(_ evidence: Evidence, _ i: Int) -> (row: Int, column: Int) {
            let row = row(latitude(evidence, i))
            return (row, column(longitude(evidence, i), columns(row)))
        }

        @inline(__always)
        func forEachCell(_ evidence: Evidence, _ i: Int, reachMetres: Double, _ body: (Int, Int) -> Void) {
            let (lat, lon) = (latitude(evidence, i), longitude(evidence, i))
            let angle = reachMetres / 6_371_008.8
            for row in row(lat - angle)...row(lat + angle) {
                let columns = columns(row)
                let furthest = max(abs(lat), abs(lat) + angle)
                let widening = furthest >= .pi / 2 - 1e-6 ? Double.infinity : angle / cos(furthest)
                let first = ((lon - widening + .pi) / (2 * .pi) * Double(columns)).rounded(.down)
                let last = ((lon + widening + .pi) / (2 * .pi) * Double(columns)).rounded(.down)
                if !(last - first < Double(columns)) {
                    for column in 0..<columns { body(row, column) }
                } else {
                    for turned in Int(first)...Int(last) {
                        body(row, ((turned % columns) + columns) % columns)
                    }
                }
            }
        }
    }
}

/// Cell key → its run. Open addressing, no deletion.
struct CellTable {
    private var keys: [UInt64] = Array(repeating: .max, count: 64)
    private var runs: [(Int32, Int32)] = Array(repeating: (0, 0), count: 64)
    private var used = 0

    mutating func insert(_ key: UInt64, _ start: Int32, _ end: Int32) {
        if used * 2 >= keys.count {
            let (oldKeys, oldRuns) = (keys, runs)
            keys = Array(repeating: .max, count: oldKeys.count * 2)
            runs = Array(repeating: (0, 0), count: oldKeys.count * 2)
            used = 0
            for (i, old) in oldKeys.enumerated() where old != .max { insert(old, oldRuns[i].0, oldRuns[i].1) }
        }
        var slot = slot(key)
        while keys[slot] != .max { slot = (slot + 1) & (keys.count - 1) }
        keys[slot] = key
        runs[slot] = (start, end)
        used += 1
    }

    subscript(key: UInt64) -> (Int32, Int32)? {
        var slot = slot(key)
        while keys[slot] != .max {
            if keys[slot] == key { return runs[slot] }
            slot = (slot + 1) & (keys.count - 1)
        }
        return nil
    }

    @inline(__always) private func slot(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (keys.count - 1)
    }
}
