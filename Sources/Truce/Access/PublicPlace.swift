import Foundation

/// Where the public is told that something happened: a square of a grid that the agreement's protocol lays down, wide
/// enough to hold every spot that the place may be at.
///
/// The square tells which cell of the grid the place's middle lies in and about how uncertain the place is, and nothing
/// else: not where in the cell, not in which direction it is uncertain, not from where it was heard. In particular it
/// does not grow because the place lies near an edge of its cell; that would give away the edge.
public struct PublicPlace: Hashable, Sendable, FactRecord {
    /// Of the square, which is ``sideMetres`` high, and as wide in metres at this latitude.
    public var centre: Coordinate
    /// Of the square; 0 for a surveyed spot where the agreement sets no grid.
    public var sideMetres: Double
    /// Of a town or district, where the sources named one.
    public var name: String?

    public init(centre: Coordinate, sideMetres: Double, name: String?) {
        self.centre = centre
        self.sideMetres = sideMetres
        self.name = name
    }

    static let shape = FactShape(
        Self.init, .init("centre", \.centre), .init("side_m", \.sideMetres, in: 0...50_000_000), .init("name", \.name))
}

extension PublicPlace {
    /// How often the cells' side is doubled at most: a place wider than 64 cells says nothing that a map can show.
    static let doublings = 6
    /// Share of the side by which a cell is widened on each side: for places of that radius at most.
    private static let margins = [0, 0.125, 0.25, 0.5]

    /// Nil where the place is unknown, or too wide for the grid.
    /// - Parameters:
    ///   - gridMetres: Side of the cells; nil or 0 = the agreement sets none, and the square is drawn round the place.
    ///   - name: Left out where it writes out a position.
    public init?(_ place: Place, gridMetres: Double?, name: String? = nil) {
        guard let reach = place.publicReach, reach.metres.isFinite else { return nil }
        let name = name.flatMap { $0.isEmpty || Self.writesPosition($0) ? nil : $0 }
        guard let grid = gridMetres, grid > 0 else {
            let side = (2 * reach.metres).rounded(.up)
            guard side <= 50_000_000 else { return nil }
            self.init(centre: reach.centre, sideMetres: side, name: name)
            return
        }
        for doubling in 0...Self.doublings {
            let cell = GridCell(of: reach.centre, sideMetres: grid * Double(1 << doubling))
            let wanted = Self.margins.map { $0 * cell.sideMetres }.first {
                cell.holds(radiusMetres: reach.metres, marginMetres: $0)
            }
            guard let margin = wanted else { continue }
            self.init(centre: cell.centre, sideMetres: cell.sideMetres + 2 * margin, name: name)
            return
        }
        return nil
    }

    /// Four digits or more, of any script: a grid reference or a pair of coordinates.
    package static func writesPosition(_ name: String) -> Bool {
        name.unicodeScalars.count { $0.properties.numericType != nil } >= 4
    }

    /// The square in degrees. West is greater than east where it lies across the antimeridian; round a pole it is the
    /// whole circle.
    public var box: MapBox {
        let (dLat, dLon) = GridCell.halfSides(of: sideMetres, at: centre.latitude)
        let isWhole = dLon >= 180
        return MapBox(
            west: isWhole ? -180 : WGS84.wrapped(centre.longitude - dLon), south: max(-90, centre.latitude - dLat),
            east: isWhole ? 180 : WGS84.wrapped(centre.longitude + dLon), north: min(90, centre.latitude + dLat))
    }
}

extension Agreement {
    /// What the public is told of a place. A name in a source's words may tell more than the square does, and who it was:
    /// only what the agreement's own zones are called is repeated.
    package func publicPlace(_ place: Place, named name: String?) -> PublicPlace? {
        let known = zones.lazy.flatMap(\.name.texts).first { $0.text == name }?.text
        return PublicPlace(place, gridMetres: procedure.publicGridMetres, name: known)
    }
}

extension Place {
    /// A disc that holds what is stated. Tails of a bearing or range judged by ear are left out: with them a square
    /// says nothing any more.
    fileprivate var publicReach: (centre: Coordinate, metres: Double)? {
        switch self {
        case .area: reach
        default: centre.map { ($0, radiusMetres) }
        }
    }
}

/// A cell of the grid: rows of one height from pole to pole, columns of one width round each row, on a sphere. Rows and
/// columns are a trifle narrower than the side, so that a whole number of them goes round and a square of that side,
/// drawn round the cell's middle, holds the cell.
package struct GridCell: Hashable, Sendable {
    package let centre: Coordinate
    package let sideMetres: Double
    /// From the middle to the edge, in degrees.
    private let halfRow: Double
    private let halfColumn: Double

    package static let metresPerDegree = 6_371_008.8 * Double.pi / 180
    /// What keeps a cell inside its square in spite of rounding.
    private static let trifle = 1.000_01

    /// The cell that holds `at`. The same for ever: what was published must not move.
    package init(of at: Coordinate, sideMetres: Double) {
        let height = sideMetres / Self.metresPerDegree
        let rows = max(1, (180 / height * Self.trifle).rounded(.up))
        let row = min(rows - 1, ((at.latitude + 90) / 180 * rows).rounded(.down))
        let latitude = (row + 0.5) / rows * 180 - 90
        let width = 2 * Self.halfSides(of: sideMetres, at: latitude).longitude
        let columns = max(1, (360 / width * Self.trifle).rounded(.up))
        // 180 and −180 are one meridian.
        let east = at.longitude >= 180 ? at.longitude - 360 : at.longitude
        let column = min(columns - 1, ((east + 180) / 360 * columns).rounded(.down))
        centre = Coordinate(
            latitude: Self.rounded(latitude), longitude: Self.rounded((column + 0.5) / columns * 360 - 180))
        self.sideMetres = sideMetres
        halfRow = 90 / rows
        halfColumn = 180 / columns
    }

    /// To a tenth of a millimetre, so that the last bits of a cosine do not show.
    private static func rounded(_ degrees: Double) -> Double { (degrees * 1e9).rounded() / 1e9 }

    /// Half the sides of a square in degrees.
    static func halfSides(of sideMetres: Double, at latitude: Double) -> (latitude: Double, longitude: Double) {
        let half = sideMetres / 2 / metresPerDegree
        return (half, min(180, half / max(1e-9, cos(latitude * .pi / 180))))
    }

    /// Whether the cell's square, with a margin all round, holds every disc of that radius round a spot of the cell.
    /// Asked of the whole cell and not of the spot: the answer tells nothing of where the spot lies.
    func holds(radiusMetres: Double, marginMetres: Double) -> Bool {
        // A spot lies in its cell, and a cell in its square.
        if radiusMetres == 0 { return true }
        // The sphere's metres are up to 0.6 % off the ellipsoid's.
        let radius = radiusMetres * 1.006
        guard radius <= marginMetres else { return false }
        let (_, halfWidth) = Self.halfSides(of: sideMetres + 2 * marginMetres, at: centre.latitude)
        if halfWidth >= 180 { return true }
        // Degrees of longitude are shortest at the poleward end of the disc.
        let farthest = abs(centre.latitude) + halfRow + radius / Self.metresPerDegree
        guard farthest < 90 else { return false }
        return halfColumn + Self.halfSides(of: 2 * radius, at: farthest).longitude <= halfWidth
    }
}
