import Foundation

/// The product of all terms on a square grid that lies where it matters.
///
/// The grid is found by halving: coarse cells, each with the greatest likelihood that it could hold, are dropped
/// where that is e⁻¹⁰ of the best found, and the box around the rest is divided anew.
struct LikelihoodGrid {
    private typealias Term = Localisation.Term
    private(set) var peak = -Double.infinity
    private let columns: Int, rows: Int
    private let west: Double, south: Double
    /// Metres.
    private let step: Double
    /// Each cell's share, summing to 1; row by row from the south-west.
    private let share: [Double]

    private static let cellsAcross = 180
    private static let coarseAcross = 48
    private static let negligible = 10.0

    private struct Box {
        var west: Double, south: Double, east: Double, north: Double
        var width: Double { east - west }
        var height: Double { north - south }
        var longest: Double { max(width, height) }
    }

    init(_ terms: [Localisation.Term]) {
        var box = Self.start(terms)
        var best = -Double.infinity
        for _ in 0..<24 {
            let step = box.longest / Double(Self.coarseAcross)
            let (columns, rows) = (Self.count(box.width, step), Self.count(box.height, step))
            var bounds = [Double](repeating: 0, count: columns * rows)
            for row in 0..<rows {
                let y = box.south + (Double(row) + 0.5) * step
                for column in 0..<columns {
                    let x = box.west + (Double(column) + 0.5) * step
                    best = max(best, terms.reduce(0) { $0 + $1.logLikelihood(x, y) })
                    bounds[row * columns + column] = terms.reduce(0) {
                        $0 + $1.logLikelihood(x, y, slack: step * 0.7072)
                    }
                }
            }
            var (first, last, low, high) = (columns, -1, rows, -1)
            for row in 0..<rows {
                for column in 0..<columns where bounds[row * columns + column] >= best - Self.negligible {
                    (first, last) = (min(first, column), max(last, column))
                    (low, high) = (min(low, row), max(high, row))
                }
            }
            let next = Box(
                west: box.west + Double(first) * step, south: box.south + Double(low) * step,
                east: box.west + Double(last + 1) * step, north: box.south + Double(high + 1) * step)
            let isSettled = next.longest > 0.85 * box.longest
            box = next
            if isSettled { break }
        }

        step = box.longest / Double(Self.cellsAcross)
        (columns, rows) = (Self.count(box.width, step), Self.count(box.height, step))
        (west, south) = (box.west, box.south)
        var values = [Double](repeating: 0, count: columns * rows)
        for row in 0..<rows {
            let y = south + (Double(row) + 0.5) * step
            for column in 0..<columns {
                let x = west + (Double(column) + 0.5) * step
                let value = terms.reduce(0) { $0 + $1.logLikelihood(x, y) }
                values[row * columns + column] = value
                best = max(best, value)
            }
        }
        peak = best
        var total = 0.0
        for index in values.indices {
            values[index] = exp(values[index] - best)
            total += values[index]
        }
        for index in values.indices { values[index] /= total }
        share = values
    }

    private static func count(_ length: Double, _ step: Double) -> Int { max(1, Int((length / step).rounded(.up))) }

    /// What all terms reach together; where they reach nothing in common, what any of them reaches.
    private static func start(_ terms: [Term]) -> Box {
        func around(_ term: Term) -> Box {
            Box(
                west: term.reachX - term.reach, south: term.reachY - term.reach, east: term.reachX + term.reach,
                north: term.reachY + term.reach)
        }
        let boxes = terms.map(around)
        let shared = boxes.dropFirst().reduce(boxes[0]) { all, box in
            Box(
                west: max(all.west, box.west), south: max(all.south, box.south), east: min(all.east, box.east),
                north: min(all.north, box.north))
        }
        if shared.width > 0, shared.height > 0 { return shared }
        return boxes.dropFirst().reduce(boxes[0]) { all, box in
            Box(
                west: min(all.west, box.west), south: min(all.south, box.south), east: max(all.east, box.east),
                north: max(all.north, box.north))
        }
    }

    private func centre(_ index: Int) -> (x: Double, y: Double) {
        let (row, column) = index.quotientAndRemainder(dividingBy: columns)
        return (west + (Double(column) + 0.5) * step, south + (Double(row) + 0.5) * step)
    }

    var mean: (x: Double, y: Double) {
        var (x, y) = (0.0, 0.0)
        for index in share.indices {
            let at = centre(index)
            x += share[index] * at.x
            y += share[index] * at.y
        }
        return (x, y)
    }

    /// Densest first; on a plateau, which has no densest, nearest to the mean first.
    func cellsByDensity(meanX: Double, meanY: Double) -> [Int] {
        let cells = share.indices.filter { share[$0] > 0 }.map { index in
            let at = centre(index)
            let (dx, dy) = (at.x - meanX, at.y - meanY)
            return (index: index, share: share[index], off: dx * dx + dy * dy)
        }
        return cells.sorted { a, b in
            a.share != b.share ? a.share > b.share : a.off != b.off ? a.off < b.off : a.index < b.index
        }.map(\.index)
    }

    func region(holding part: Double, _ order: [Int], _ plane: LocalPlane) -> Localisation.Region {
        var inside = [Bool](repeating: false, count: share.count)
        var held = 0.0
        var cells = 0.0
        for index in order {
            inside[index] = true
            // The last cell counts by the part of it that is needed.
            if held + share[index] >= part {
                cells += (part - held) / share[index]
                break
            }
            held += share[index]
            cells += 1
        }
        let rings = CellOutline.rings(inside, columns: columns, rows: rows).map { ring in
            ring.map { plane.coordinate(x: west + $0.column * step, y: south + $0.row * step) }
        }
        return Localisation.Region(areaSquareKm: cells * step * step / 1e6, rings: rings)
    }

    /// Cells put together in blocks, each at its own mean.
    func spots(atMost limit: Int, _ plane: LocalPlane) -> [Localisation.Spot] {
        var size = 1
        while true {
            let (across, up) = ((columns + size - 1) / size, (rows + size - 1) / size)
            var (weight, east, north) = (
                [Double](repeating: 0, count: across * up), [Double](repeating: 0, count: across * up),
                [Double](repeating: 0, count: across * up)
            )
            for index in share.indices {
                let (row, column) = index.quotientAndRemainder(dividingBy: columns)
                let block = row / size * across + column / size
                let at = centre(index)
                weight[block] += share[index]
                east[block] += share[index] * at.x
                north[block] += share[index] * at.y
            }
            let kept = weight.indices.filter { weight[$0] > 1e-6 }
            guard kept.count <= limit else {
                size += 1
                continue
            }
            let total = kept.reduce(0) { $0 + weight[$1] }
            return kept.map { block in
                Localisation.Spot(
                    coordinate: plane.coordinate(x: east[block] / weight[block], y: north[block] / weight[block]),
                    weight: weight[block] / total)
            }
        }
    }
}

/// The border of a set of cells, by marching squares (Maple 2003) through the midpoints between cell centres, so
/// that corners are cut and steps are not drawn.
enum CellOutline {
    /// In cells from the south-west corner.
    typealias Corner = (column: Double, row: Double)

    /// Closed rings with the cells on the left: counter-clockwise around them, clockwise around holes.
    static func rings(_ inside: [Bool], columns: Int, rows: Int) -> [[Corner]] {
        func isIn(_ column: Int, _ row: Int) -> Bool {
            column >= 0 && row >= 0 && column < columns && row < rows && inside[row * columns + column]
        }
        // Half steps are doubled to whole numbers. A node is met by one edge out and one in, save at a saddle, which
        // is cut so that the two cells stay apart; its nodes too have one each.
        let width = 2 * columns + 3
        func node(_ x: Int, _ y: Int) -> Int { (y + 1) * width + x + 1 }
        var next = [Int32](repeating: -1, count: width * (2 * rows + 3))
        for row in -1..<rows {
            for column in -1..<columns {
                // Between the centres (column, row) and (column + 1, row + 1).
                let (x, y) = (2 * column + 1, 2 * row + 1)
                let (south, north) = (node(x + 1, y), node(x + 1, y + 2))
                let (west, east) = (node(x, y + 1), node(x + 2, y + 1))
                func join(_ from: Int, _ to: Int) { next[from] = Int32(to) }
                let corners =
                    (isIn(column, row) ? 1 : 0) | (isIn(column + 1, row) ? 2 : 0) | (isIn(column + 1, row + 1) ? 4 : 0)
                    | (isIn(column, row + 1) ? 8 : 0)
                switch corners {
                case 1: join(south, west)
                case 2: join(east, south)
                case 3: join(east, west)
                case 4: join(north, east)
                case 5: join(south, west); join(north, east)
                case 6: join(north, south)
                case 7: join(north, west)
                case 8: join(west, north)
                case 9: join(south, north)
                case 10: join(east, south); join(west, north)
                case 11: join(east, north)
                case 12: join(west, east)
                case 13: join(south, east)
                case 14: join(west, south)
                default: break
                }
            }
        }
        var found: [[Corner]] = []
        for start in next.indices where next[start] >= 0 {
            var nodes: [(x: Int, y: Int)] = []
            var at = start
            while next[at] >= 0 {
                nodes.append((at % width - 1, at / width - 1))
                let following = Int(next[at])
                next[at] = -1
                at = following
            }
            // Only where the direction changes.
            let kept = nodes.indices.filter { index in
                let (a, b) = (nodes[(index + nodes.count - 1) % nodes.count], nodes[index])
                let c = nodes[(index + 1) % nodes.count]
                return (b.x - a.x) * (c.y - b.y) != (b.y - a.y) * (c.x - b.x)
            }
            let ring = kept.map { (column: Double(nodes[$0].x) / 2, row: Double(nodes[$0].y) / 2) }
            found.append(ring + [ring[0]])
        }
        return found
    }
}
