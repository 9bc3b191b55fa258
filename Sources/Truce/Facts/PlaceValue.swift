extension Bool: FactValue {
    static var expectation: String { "true or false" }
    static var word: String { "true or false" }
    func json() throws(FactError) -> JSONValue { .bool(self) }

    init(json: JSONValue) throws(FactError) {
        guard case .bool(let value) = json else { throw .expected(Self.expectation, found: json) }
        self = value
    }
}

extension TimePrecision: FactText {
    static var expectation: String { "one of " + allCases.map(\.code).joined(separator: ", ") }
    static var word: String { "precision" }
    var text: String { code }
    static func reading(_ text: String) -> TimePrecision? { allCases.first { $0.code == text } }
}

extension Act: FactText {
    static var expectation: String { "an act of the taxonomy as fire.mortar" }
    static var word: String { "act" }
    var text: String { code }
    static func reading(_ text: String) -> Act? { allCases.first { $0.code == text } }
}

extension Means: FactText {
    static var expectation: String { "one of heard, saw, recorded" }
    static var word: String { "`heard` or `saw` or `recorded`" }
    var text: String { code }
    static func reading(_ text: String) -> Means? { text.isEmpty ? nil : allCases.first { $0.code == text } }
}

extension FireDirection: FactText {
    static var expectation: String { "one of incoming, outgoing, undetermined" }
    static var word: String { "`incoming` or `outgoing` or `undetermined`" }
    var text: String { code }
    static func reading(_ text: String) -> FireDirection? { text.isEmpty ? nil : allCases.first { $0.code == text } }
}

/// Degrees of WGS 84, both within their range.
extension Coordinate: FactValue {
    static var expectation: String { "[longitude, latitude] in degrees" }
    static var word: String { "[longitude, latitude]" }
    func json() throws(FactError) -> JSONValue { try [longitude, latitude].json() }

    init(json: JSONValue) throws(FactError) {
        let pair = try [Double](json: json)
        guard pair.count == 2, (-180...180).contains(pair[0]), (-90...90).contains(pair[1]) else {
            throw .expected(Self.expectation, found: json)
        }
        self.init(latitude: pair[1], longitude: pair[0])
    }
}

/// An object with `kind` and what that kind has: `point` (`at`, `sigma_m`), `disc` (`at`, `radius_m`), `square`
/// (`at`: its centre, `side_m`), `sector` (`at`: the observer, `bearing`, `half_width`, `near_m`, `far_m`, `sigma`:
/// degrees and metres), `area` (`rings`), `unknown`.
///
/// Reading puts right what can be meant in one way only: a range given from far to near, a ring that was not closed.
extension Place: FactValue {
    static let metresStated = 0.0...50_000_000.0
    static var expectation: String { "a place: an object with kind point, disc, square, sector, area or unknown" }
    static var word: String { "place" }

    func json() throws(FactError) -> JSONValue {
        var record = PlaceRecord(.unknown)
        switch self {
        case .unknown: break
        case .point(let at, let sigma): (record.kind, record.at, record.sigmaMetres) = (.point, at, sigma)
        case .disc(let at, let radius): (record.kind, record.at, record.radiusMetres) = (.disc, at, radius)
        case .square(let at, let side): (record.kind, record.at, record.sideMetres) = (.square, at, side)
        case .sector(let sector):
            (record.kind, record.at) = (.sector, sector.observer)
            (record.bearing, record.halfWidth, record.sigma) = (
                sector.bearingDegrees, sector.halfWidthDegrees, sector.sigmaDegrees
            )
            (record.nearMetres, record.farMetres) = (sector.nearMetres, sector.farMetres)
        case .area(let polygon): (record.kind, record.rings) = (.area, polygon.rings)
        case .located:
            throw .wrong(path: "", expected: "a place that a report can state", found: "one made from several reports")
        }
        return try record.json()
    }

    init(json: JSONValue) throws(FactError) {
        var record = try PlaceRecord(json: json)
        func needed<Value>(_ value: Value?, _ name: String) throws(FactError) -> Value {
            guard let value else { throw .missing(path: name) }
            return value
        }
        switch record.kind {
        case .unknown: self = .unknown
        case .point: self = try .point(needed(record.at, "at"), sigmaMetres: needed(record.sigmaMetres, "sigma_m"))
        case .disc: self = try .disc(needed(record.at, "at"), radiusMetres: needed(record.radiusMetres, "radius_m"))
        case .square:
            self = try .square(centre: needed(record.at, "at"), sideMetres: needed(record.sideMetres, "side_m"))
        case .sector:
            let (one, other) = (try needed(record.nearMetres, "near_m"), try needed(record.farMetres, "far_m"))
            (record.nearMetres, record.farMetres) = (min(one, other), max(one, other))
            self = try .sector(
                Sector(
                    observer: needed(record.at, "at"), bearingDegrees: needed(record.bearing, "bearing"),
                    halfWidthDegrees: needed(record.halfWidth, "half_width"), nearMetres: min(one, other),
                    farMetres: max(one, other), sigmaDegrees: needed(record.sigma, "sigma")))
        case .area:
            let rings = try needed(record.rings, "rings")
            guard !rings.isEmpty, rings.allSatisfy({ $0.count >= 3 }) else {
                throw .wrong(path: "rings", expected: "rings of at least three positions", found: "others")
            }
            let closed = rings.map { $0.count >= 4 && $0.first == $0.last ? $0 : $0 + [$0[0]] }
            record.rings = closed
            self = .area(Polygon(rings: closed))
        }
        // What a kind does not have would be lost when it is written again.
        guard try self.json() == record.json() else { throw .expected(Self.expectation, found: json) }
    }
}

/// Every field that some kind of place has.
private struct PlaceRecord: FactRecord {
    enum Kind: String, Sendable, CaseIterable, FactCode { case unknown, point, disc, square, sector, area }

    var kind: Kind
    var at: Coordinate?
    var sigmaMetres: Double?
    var radiusMetres: Double?
    var sideMetres: Double?
    var bearing: Double?
    var halfWidth: Double?
    var nearMetres: Double?
    var farMetres: Double?
    var sigma: Double?
    var rings: [[Coordinate]]?

    init(_ kind: Kind) { self.kind = kind }

    init(
        kind: Kind, at: Coordinate?, sigmaMetres: Double?, radiusMetres: Double?, sideMetres: Double?, bearing: Double?,
        halfWidth: Double?, nearMetres: Double?, farMetres: Double?, sigma: Double?, rings: [[Coordinate]]?
    ) {
        self.kind = kind
        self.at = at
        self.sigmaMetres = sigmaMetres
        self.radiusMetres = radiusMetres
        self.sideMetres = sideMetres
        self.bearing = bearing
        self.halfWidth = halfWidth
        self.nearMetres = nearMetres
        self.farMetres = farMetres
        self.sigma = sigma
        self.rings = rings
    }

    static let metres = Place.metresStated
    static let shape = FactShape(
        Self.init, .init("kind", \.kind), .init("at", \.at), .init("sigma_m", \.sigmaMetres, in: metres),
        .init("radius_m", \.radiusMetres, in: metres), .init("side_m", \.sideMetres, in: metres),
        .init("bearing", \.bearing, in: 0...360), .init("half_width", \.halfWidth, in: 0...180),
        .init("near_m", \.nearMetres, in: metres), .init("far_m", \.farMetres, in: metres),
        .init("sigma", \.sigma, in: 0...180), .init("rings", \.rings))
}
