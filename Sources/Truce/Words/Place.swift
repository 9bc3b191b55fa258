/// Where something happened, as far as a source says: a region with a chance for each spot in it, never a bare
/// point that pretends to more.
public enum Place: Hashable, Sendable {
    /// The source names no place that could be put on a map.
    case unknown
    /// A position with a normal error of this standard deviation in each direction; 0 = surveyed, exact.
    case point(Coordinate, sigmaMetres: Double)
    /// Anywhere within the radius, all spots as likely: a town, "near", a precision code.
    case disc(Coordinate, radiusMetres: Double)
    /// Anywhere in a square of the military grid, given by its centre and side.
    case square(centre: Coordinate, sideMetres: Double)
    /// A bearing and a distance range from an observer.
    case sector(Sector)
    /// Anywhere in a district or other named area.
    case area(Polygon)
    /// What several bearings, ranges and places say together. Made by putting reports together; no report states it.
    case located(Localisation)

    /// Something to draw or to index by; nil for ``unknown``. For a sector, the centroid of its ring slice.
    public var centre: Coordinate? {
        switch self {
        case .unknown: nil
        case .point(let at, _), .disc(let at, _), .square(let at, _): at
        case .sector(let sector): sector.centroid
        case .area(let polygon): polygon.centroid
        case .located(let localisation): localisation.mean
        }
    }

    /// Every spot that the place may be at, tails beyond 3 sigma apart, lies within this many metres of ``centre``.
    public var radiusMetres: Double {
        switch self {
        case .unknown: .infinity
        case .point(_, let sigma): 3 * sigma
        case .disc(_, let radius): radius
        case .square(_, let side): side * 0.5.squareRoot()
        case .sector(let sector): sector.radiusMetres
        case .area(let polygon): polygon.radiusMetres
        case .located(let localisation): localisation.radiusMetres
        }
    }
}
