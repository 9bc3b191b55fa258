import Truce

/// A part of the map: the world halved again and again, east from the antimeridian and north from the south pole. At
/// level n there are 2ⁿ cells each way.
struct MapCellKey: Hashable {
    enum Layer: Int {
        /// Every incident, by the middle of where it was.
        case exact
        /// Every incident, by its public place.
        case coarse
        /// Those of which a finding stands, by the place that it gives.
        case settled

        /// Of ``IncidentView``.
        var column: String {
            switch self {
            case .exact: "exact_cell"
            case .coarse: "public_cell"
            case .settled: "shown_cell"
            }
        }
    }

    static let finestLevel = 16
    /// The levels that are counted.
    static let levels = [2, 4, 6, 8, 10, 12, 14]

    var layer: Layer
    var level: Int
    var x: Int
    var y: Int

    /// Where the finest cell that holds the spot stands along the curve that visits the quarters of a cell one after the
    /// other (Morton 1966), so that a cell of any level is one range.
    static func finest(_ spot: Coordinate) -> Int64 {
        let (x, y) = column(spot)
        return curve(x, y)
    }

    static func column(_ spot: Coordinate, level: Int = finestLevel) -> (x: Int, y: Int) {
        let cells = Double(1 << level)
        func index(_ share: Double) -> Int { Int(max(0, min(cells - 1, share.isNaN ? 0 : share * cells))) }
        return (index((spot.longitude + 180) / 360), index((spot.latitude + 90) / 180))
    }

    static func curve(_ x: Int, _ y: Int) -> Int64 { Int64(spread(x) | spread(y) << 1) }
    static func column(_ curve: Int64) -> (x: Int, y: Int) { (gather(curve), gather(curve >> 1)) }

    private static func spread(_ value: Int) -> Int {
        var bits = value & 0xFFFF
        bits = (bits | bits << 8) & 0x00FF_00FF
        bits = (bits | bits << 4) & 0x0F0F_0F0F
        bits = (bits | bits << 2) & 0x3333_3333
        return (bits | bits << 1) & 0x5555_5555
    }

    private static func gather(_ value: Int64) -> Int {
        var bits = Int(value) & 0x5555_5555
        bits = (bits | bits >> 1) & 0x3333_3333
        bits = (bits | bits >> 2) & 0x0F0F_0F0F
        bits = (bits | bits >> 4) & 0x00FF_00FF
        return (bits | bits >> 8) & 0x0000_FFFF
    }

    static func box(level: Int, x: Int, y: Int) -> MapBox {
        let (width, height) = (360 / Double(1 << level), 180 / Double(1 << level))
        return MapBox(
            west: Double(x) * width - 180, south: Double(y) * height - 90, east: Double(x + 1) * width - 180,
            north: Double(y + 1) * height - 90)
    }
}

/// The cells of one level that a box touches.
struct MapWindow: Hashable {
    var level: Int
    var x: ClosedRange<Int>
    var y: ClosedRange<Int>

    /// - Precondition: `box.west <= box.east`.
    init(_ box: MapBox, level: Int) {
        self.level = level
        let low = MapCellKey.column(Coordinate(latitude: box.south, longitude: box.west), level: level)
        let high = MapCellKey.column(Coordinate(latitude: box.north, longitude: box.east), level: level)
        x = low.x...max(low.x, high.x)
        y = low.y...max(low.y, high.y)
    }

    func contains(_ x: Int, _ y: Int) -> Bool { self.x.contains(x) && self.y.contains(y) }

    /// Ranges along the curve at the finest level that hold every cell of the window, at most about 64, ascending. Where
    /// that is too few to be exact, they hold more.
    func ranges() -> [ClosedRange<Int64>] {
        precondition(level == MapCellKey.finestLevel)
        var found: [ClosedRange<Int64>] = []
        var squares = [(level: 0, x: 0, y: 0)]
        while let square = squares.popLast() {
            let shift = MapCellKey.finestLevel - square.level
            let (left, bottom) = (square.x << shift, square.y << shift)
            let (east, north) = (left + (1 << shift) - 1, bottom + (1 << shift) - 1)
            guard left <= x.upperBound, east >= x.lowerBound, bottom <= y.upperBound, north >= y.lowerBound else {
                continue
            }
            let isInside = x.contains(left) && x.contains(east) && y.contains(bottom) && y.contains(north)
            if isInside || shift == 0 || found.count + squares.count > 64 {
                let low = MapCellKey.curve(left, bottom)
                found.append(low...MapCellKey.curve(east, north))
                continue
            }
            for quarter in 0..<4 {
                squares.append((square.level + 1, square.x << 1 | quarter & 1, square.y << 1 | quarter >> 1))
            }
        }
        found.sort { $0.lowerBound < $1.lowerBound }
        return found.reduce(into: []) { joined, range in
            if let last = joined.last, last.upperBound + 1 >= range.lowerBound {
                joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                joined.append(range)
            }
        }
    }
}

extension MapBox {
    /// One box, or the two that it is across the antimeridian; empty where it is no box of the world.
    var parts: [MapBox] {
        guard [west, east].allSatisfy({ (-180...180).contains($0) }), (-90...90).contains(south),
            (-90...90).contains(north), south <= north
        else { return [] }
        if west <= east { return [self] }
        return [
            MapBox(west: west, south: south, east: 180, north: north),
            MapBox(west: -180, south: south, east: east, north: north),
        ]
    }

    func contains(_ spot: Coordinate) -> Bool {
        parts.contains {
            ($0.west...$0.east).contains(spot.longitude) && ($0.south...$0.north).contains(spot.latitude)
        }
    }
}
