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
        guard let coordinate = Self(try [Double](json: json)) else { throw .expected(Self.expectation, found: json) }
        self = coordinate
    }

    /// Nil for what is no longitude and latitude.
    init?(_ pair: [Double]) {
        guard pair.count == 2, (-180...180).contains(pair[0]), (-90...90).contains(pair[1]) else { return nil }
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

    func json() throws(FactError) -> JSONValue { try PlaceRecord(self).json() }
    func write(to bytes: inout [UInt8]) throws(FactError) { try PlaceRecord(self).write(to: &bytes) }

    init(json: JSONValue) throws(FactError) {
        guard let place = try PlaceRecord(json: json).place() else { throw .expected(Self.expectation, found: json) }
        self = place
    }

    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        let record = try PlaceRecord(canonical: bytes)
        // What is wrong, and what can be put right, is for the plain way to say.
        guard let place = try? record.place(), (try? PlaceRecord(place)) == record else {
            throw CanonicalReading.Undecided()
        }
        self = place
    }
}

/// Every field that some kind of place has.
private struct PlaceRecord: Hashable, FactRecord {
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

    init(_ place: Place) throws(FactError) {
        self.init(Kind.unknown)
        switch place {
        case .unknown: break
        case .point(let at, let sigma): (kind, self.at, sigmaMetres) = (.point, at, sigma)
        case .disc(let at, let radius): (kind, self.at, radiusMetres) = (.disc, at, radius)
        case .square(let at, let side): (kind, self.at, sideMetres) = (.square, at, side)
        case .sector(let sector):
            (kind, at) = (.sector, sector.observer)
            (bearing, halfWidth, sigma) = (sector.bearingDegrees, sector.halfWidthDegrees, sector.sigmaDegrees)
            (nearMetres, farMetres) = (sector.nearMetres, sector.farMetres)
        case .area(let polygon): (kind, rings) = (.area, polygon.rings)
        case .located:
            throw .wrong(path: "", expected: "a place that a report can state", found: "one made from several reports")
        }
    }

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

    /// Nil where it has a field that its kind does not have: that would be lost when it is written again.
    func place() throws(FactError) -> Place? {
        var record = self
        let place: Place
        switch kind {
        case .unknown: place = .unknown
        case .point: place = try .point(needed(at, "at"), sigmaMetres: needed(sigmaMetres, "sigma_m"))
        case .disc: place = try .disc(needed(at, "at"), radiusMetres: needed(radiusMetres, "radius_m"))
        case .square: place = try .square(centre: needed(at, "at"), sideMetres: needed(sideMetres, "side_m"))
        case .sector:
            let (one, other) = (try needed(nearMetres, "near_m"), try needed(farMetres, "far_m"))
            (record.nearMetres, record.farMetres) = (min(one, other), max(one, other))
            place = try .sector(
                Sector(
                    observer: needed(at, "at"), bearingDegrees: needed(bearing, "bearing"),
                    halfWidthDegrees: needed(halfWidth, "half_width"), nearMetres: min(one, other),
                    farMetres: max(one, other), sigmaDegrees: needed(sigma, "sigma")))
        case .area:
            let rings = try needed(rings, "rings")
            guard !rings.isEmpty, rings.allSatisfy({ $0.count >= 3 }) else {
                throw .wrong(path: "rings", expected: "rings of at least three positions", found: "others")
            }
            let closed = rings.map { $0.count >= 4 && $0.first == $0.last ? $0 : $0 + [$0[0]] }
            record.rings = closed
            place = .area(Polygon(rings: closed))
        }
        return try PlaceRecord(place) == record ? place : nil
    }

    private func needed<Value>(_ value: Value?, _ name: String) throws(FactError) -> Value {
        guard let value else { throw .missing(path: name) }
        return value
    }

    static let metres = Place.metresStated
    static let shape = FactShape(
        Self.init, .init("kind", \.kind), .init("at", \.at), .init("sigma_m", \.sigmaMetres, in: metres),
        .init("radius_m", \.radiusMetres, in: metres), .init("side_m", \.sideMetres, in: metres),
        .init("bearing", \.bearing, in: 0...360), .init("half_width", \.halfWidth, in: 0...180),
        .init("near_m", \.nearMetres, in: metres), .init("far_m", \.farMetres, in: metres),
        .init("sigma", \.sigma, in: 0...180), .init("rings", \.rings))
}
