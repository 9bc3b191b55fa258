import Foundation
import Truce

/// How many reports there are about each report, within some 45 km and 3.5 days: the density by which an agreement
/// of place and time must be judged.
struct Background {
    /// At least 1: the report itself.
    let count: [Float]
    static let squareKilometres: Float = 8_100
    static let hours: Float = 168

    init(_ evidence: Evidence) {
        let cellMetres = 30_000.0
        let grid = CandidateIndex.Grid(cellMetres: cellMetres)
        let half: Int64 = 302_400
        var keys = [UInt64](repeating: .max, count: evidence.count)
        for i in 0..<evidence.count where evidence.spaceLevel[i] != Evidence.hopeless {
            let (row, column) = grid.cell(evidence, i)
            keys[i] = UInt64(row) << 24 | UInt64(column)
        }
        let members = radixSorted(count: evidence.count) { keys[Int($0)] }
        var cells = CellTable()
        var at = 0
        while at < members.count, keys[Int(members[at])] != .max {
            var end = at + 1
            while end < members.count, keys[Int(members[end])] == keys[Int(members[at])] { end += 1 }
            cells.insert(keys[Int(members[at])], Int32(at), Int32(end))
            at = end
        }
        let starts = members.map { evidence.earliest[Int($0)] }
        func below(_ moment: Int64, _ from: Int32, _ to: Int32) -> Int {
            var (low, high) = (Int(from), Int(to))
            while low < high {
                let middle = (low + high) / 2
                if starts[middle] < moment { low = middle + 1 } else { high = middle }
            }
            return low
        }
        var count = [Float](repeating: 1, count: evidence.count)
        for i in 0..<evidence.count where evidence.spaceLevel[i] != Evidence.hopeless {
            let moment = evidence.earliest[i] + (evidence.latest[i] - evidence.earliest[i]) / 2
            var found = 0
            grid.forEachCell(evidence, i, reachMetres: cellMetres) { row, column in
                guard let (start, end) = cells[UInt64(row) << 24 | UInt64(column)] else { return }
                found += below(moment + half, start, end) - below(moment - half, start, end)
            }
            count[i] = Float(max(1, found))
        }
        self.count = count
    }
}
