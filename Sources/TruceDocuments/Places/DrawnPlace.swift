import Foundation
import Truce

/// Where something happened, as a public document draws it: as reported, or the square of ``PublicPlace`` where the
/// agreement sets a grid. A confidential report's bearing is drawn as a circle, so that it does not point at who took
/// it.
public struct DrawnPlace: Sendable, Hashable {
    public var centre: Coordinate?
    /// Every spot that the place may be at lies within this many metres of ``centre``; nil for an unknown place.
    public var radiusMetres: Double?
    public var isCoarsened: Bool
    var shape: Shape?

    enum Shape: Sendable, Hashable {
        case exact
        case normal(sigmaMetres: Double)
        case circle(radiusMetres: Double)
        case square(sideMetres: Double)
        case cell(sideMetres: Double)
        case sector(Sector)
        case area(Polygon)
        case region([[Coordinate]])
    }

    /// - Parameters:
    ///   - gridMetres: The side of the cells to which a public place is coarsened; nil = as reported.
    ///   - hidesObserver: A bearing is shown as a circle round its middle, so that it does not point at who took it.
    public init(_ place: Place, gridMetres: Double?, hidesObserver: Bool = false) {
        guard let at = place.centre else {
            (centre, radiusMetres, isCoarsened, shape) = (nil, nil, false, nil)
            return
        }
        if let grid = gridMetres, grid > 0 {
            let square = PublicPlace(place, gridMetres: grid)
            isCoarsened = true
            centre = square?.centre
            radiusMetres = square.map { ($0.sideMetres * 0.5.squareRoot()).rounded(.up) }
            shape = square.map { .cell(sideMetres: $0.sideMetres) }
            return
        }
        let reach = place.radiusMetres
        isCoarsened = false
        centre = at
        radiusMetres = reach
        switch place {
        case .unknown: shape = nil
        case .point(_, let sigma): shape = sigma > 0 ? .normal(sigmaMetres: sigma) : .exact
        case .disc(_, let radius): shape = .circle(radiusMetres: radius)
        case .square(_, let side): shape = .square(sideMetres: side)
        case .sector(let sector): shape = hidesObserver ? .circle(radiusMetres: reach) : .sector(sector)
        case .area(let polygon): shape = .area(polygon)
        case .located(let localisation):
            shape =
                hidesObserver ? .circle(radiusMetres: reach) : .region(localisation.region90.rings)
        }
    }

    /// Of latitude, on that sphere.
    static let metresPerDegree = GridCell.metresPerDegree
}

extension DrawnPlace {
    /// The rings of the region, each closed, outer rings counter-clockwise; empty where the place is unknown or a
    /// surveyed spot. A normal error is drawn at two sigma (86 % of a two-dimensional normal).
    func rings(segments: Int = 32) -> [[Coordinate]] {
        guard let centre, let shape else { return [] }
        switch shape {
        case .exact: return []
        case .normal(let sigma): return [Self.circle(centre, 2 * sigma, segments)]
        case .circle(let radius): return [Self.circle(centre, radius, segments)]
        case .square(let side), .cell(let side): return [Self.square(centre, side)]
        case .sector(let sector): return [Self.slice(sector, segments)]
        case .area(let polygon): return polygon.rings
        case .region(let rings): return rings
        }
    }

    private static func circle(_ centre: Coordinate, _ radius: Double, _ segments: Int) -> [Coordinate] {
        let spots = (0..<segments).map {
            centre.moved(metres: radius, towardsDegrees: 360 - 360 * Double($0) / Double(segments))
        }
        return spots + [spots[0]]
    }

    private static func square(_ centre: Coordinate, _ side: Double) -> [Coordinate] {
        let dLat = side / 2 / metresPerDegree
        let dLon = dLat / max(1e-6, cos(centre.latitude * .pi / 180))
        let corners = [(-1.0, -1.0), (-1, 1), (1, 1), (1, -1), (-1, -1)]
        return corners.map {
            Coordinate(latitude: centre.latitude + $0.0 * dLat, longitude: centre.longitude + $0.1 * dLon)
        }
    }

    private static func slice(_ sector: Sector, _ segments: Int) -> [Coordinate] {
        let half = max(sector.halfWidthDegrees, 0.5)
        let steps = max(4, segments / 2)
        func arc(_ metres: Double) -> [Coordinate] {
            (0...steps).map {
                let bearing = sector.bearingDegrees - half + 2 * half * Double($0) / Double(steps)
                return sector.observer.moved(metres: metres, towardsDegrees: bearing)
            }
        }
        let near = sector.nearMetres > 0 ? arc(sector.nearMetres) : [sector.observer]
        return near + arc(max(sector.farMetres, sector.nearMetres + 1)).reversed() + [near[0]]
    }
}
