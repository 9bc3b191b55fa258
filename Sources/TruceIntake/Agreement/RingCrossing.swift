import Truce

/// Finds where a closed ring crosses itself. Sides are swept from west to east, so that a ring of thousands of
/// positions is compared side by side only where sides share a longitude.
enum RingCrossing {
    enum Outcome: Equatable {
        case none
        /// Two sides that properly cross, each by the index of its first position; touching is allowed.
        case crossing(first: Int, second: Int)
        /// More sides share a longitude than are worth comparing.
        case undecided
    }

    /// `most` bounds the sides compared.
    static func first(in ring: [Coordinate], most: Int = 100_000_000) -> Outcome {
        var compared = 0
        let sides = (0..<ring.count - 1).filter { ring[$0] != ring[$0 + 1] }
        let west = sides.map { min(ring[$0].longitude, ring[$0 + 1].longitude) }
        let order = sides.indices.sorted { (west[$0], $0) < (west[$1], $1) }
        var active: [Int] = []
        for index in order {
            let side = sides[index]
            active.removeAll { max(ring[$0].longitude, ring[$0 + 1].longitude) < west[index] }
            for other in active where cross(ring[side], ring[side + 1], ring[other], ring[other + 1]) {
                return .crossing(first: min(side, other), second: max(side, other))
            }
            compared += active.count
            if compared > most { return .undecided }
            active.append(side)
        }
        return .none
    }

    private static func cross(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate, _ d: Coordinate) -> Bool {
        guard max(c.latitude, d.latitude) >= min(a.latitude, b.latitude),
            min(c.latitude, d.latitude) <= max(a.latitude, b.latitude)
        else { return false }
        return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0
    }

    private static func turn(_ a: Coordinate, _ b: Coordinate, _ c: Coordinate) -> Int {
        let area =
            (b.longitude - a.longitude) * (c.latitude - a.latitude)
            - (b.latitude - a.latitude) * (c.longitude - a.longitude)
        return area > 0 ? 1 : area < 0 ? -1 : 0
    }
}
