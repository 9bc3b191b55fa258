import Foundation

/// A square of the Military Grid Reference System (NGA lettering scheme AA, WGS 84): 1 m to 100 km wide. A grid
/// reference names a square, not a point: its digits are cut off, never rounded.
///
/// Letters and limits: NGA.STND.0037 (2014).
public struct MGRS: Hashable, Sendable {
    /// The south-west corner on the grid.
    public let corner: UTM
    /// C…X without I and O.
    public let band: Character
    /// 100 000, 10 000, 1 000, 100, 10 or 1.
    public let sideMetres: Double

    /// The middle of the square.
    public var centre: Coordinate {
        let half = sideMetres / 2
        return UTM(
            zone: corner.zone, isSouth: corner.isSouth, easting: corner.easting + half,
            northing: corner.northing + half
        ).coordinate
    }

    public var place: Place { .square(centre: centre, sideMetres: sideMetres) }

    /// Reads `37UDP107187`; also with spaces, in lower case, and with the zone as `4Q` or `04Q`.
    public init(_ text: some StringProtocol) throws(CoordinateError) {
        let whole = String(text)
        var rest = text.uppercased().filter { !$0.isWhitespace }[...]
        let zoneDigits = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(zoneDigits.count)
        let letters = rest.prefix { $0.isASCII && $0.isLetter }
        let digits = rest.dropFirst(letters.count)
        if zoneDigits.isEmpty, let first = letters.first, "ABYZ".contains(first) { throw .polar(whole) }
        guard letters.count == 3, digits.allSatisfy({ $0.isASCII && $0.isNumber }) else { throw .unreadable(whole) }
        guard zoneDigits.count <= 2, let zone = Int(zoneDigits), (1...60).contains(zone) else {
            throw .noSuchZone(whole)
        }
        guard digits.count <= 10 else { throw .tooManyDigits(whole) }
        guard digits.count.isMultiple(of: 2) else { throw .oddDigits(whole) }

        let (band, columnLetter, rowLetter) = (letters.first!, letters.dropFirst().first!, letters.last!)
        if "ABYZ".contains(band) { throw .polar(whole) }
        guard let bandIndex = Self.bands.firstIndex(of: band) else { throw .noSuchBand(whole) }
        if band == "X", [32, 34, 36].contains(zone) { throw .noSuchZone(whole) }
        if let bad = [columnLetter, rowLetter].first(where: { $0 == "I" || $0 == "O" }) {
            throw .badLetter(bad, whole)
        }
        guard let column = Self.columns[(zone - 1) % 3].firstIndex(of: columnLetter) else { throw .noSuchSquare(whole) }
        guard let row = Self.rows.firstIndex(of: rowLetter) else { throw .badLetter(rowLetter, whole) }

        let places = digits.count / 2
        let side = Self.sides[places]
        let east = Double((column + 1) * 100_000) + Double(Int(digits.prefix(places)) ?? 0) * side
        let north = Double(Int(digits.suffix(places)) ?? 0) * side
        let isSouth = bandIndex < 10
        let south = Double(bandIndex * 8 - 80)
        let edge = UTM(Coordinate(latitude: south, longitude: UTM.centralMeridian(zone)), zone: zone).northing
        let lowest = ((south == 0 ? 0 : edge) / 100_000).rounded(.down) * 100_000
        var square = Double((row + 20 - (zone.isMultiple(of: 2) ? 5 : 0)) % 20 * 100_000)
        while square < lowest { square += 2_000_000 }
        self.init(
            corner: UTM(zone: zone, isSouth: isSouth, easting: east, northing: square + north), band: band,
            sideMetres: side)
        guard liesInItsBandAndZone(south: south) else { throw .noSuchSquare(whole) }
    }

    /// The square that holds a position, with 0 to 5 digits each for easting and northing.
    public init(containing spot: Coordinate, digits: Int = 5) throws(CoordinateError) {
        precondition((0...5).contains(digits), "a grid reference has 0 to 5 digits each")
        let exact = try UTM(spot)
        let side = Self.sides[digits]
        // A micrometre, so that a position decoded from a corner falls into the square it came from.
        let east = ((exact.easting + 1e-6) / side).rounded(.down) * side
        let north = ((exact.northing + 1e-6) / side).rounded(.down) * side
        let top = exact.isSouth ? 10_000_000 - side : Double.infinity
        let band = min(19, Int(((spot.latitude + 80) / 8).rounded(.down)))
        self.init(
            corner: UTM(zone: exact.zone, isSouth: exact.isSouth, easting: east, northing: min(north, top)),
            band: Self.bands[band], sideMetres: side)
    }

    private init(corner: UTM, band: Character, sideMetres: Double) {
        self.corner = corner
        self.band = band
        self.sideMetres = sideMetres
    }

    /// `37UDP107187`.
    public var text: String {
        let (east, north) = (Int(corner.easting), Int(corner.northing))
        let column = Self.columns[(corner.zone - 1) % 3][east / 100_000 - 1]
        let row = Self.rows[(north / 100_000 + (corner.zone.isMultiple(of: 2) ? 5 : 0)) % 20]
        let head = "\(corner.zone)\(band)\(column)\(row)"
        guard let places = Self.sides.firstIndex(of: sideMetres), places > 0 else { return head }
        let side = Int(sideMetres)
        return head + padded(east % 100_000 / side, places) + padded(north % 100_000 / side, places)
    }

    /// Allows what maps print beyond the edges: one 100 km square across the band, 0.6 degrees across the zone.
    private func liesInItsBandAndZone(south: Double) -> Bool {
        let middle = centre
        let north = south == 72 ? 84 : south + 8
        guard middle.latitude > south - 0.95, middle.latitude < north + 0.95 else { return false }
        let left = (corner.easting / 100_000).rounded(.down) * 100_000
        let inner = max(left, min(left + 100_000, 500_000))
        let nearest = UTM(
            zone: corner.zone, isSouth: corner.isSouth, easting: inner, northing: corner.northing
        ).coordinate
        let off = abs(WGS84.wrapped(nearest.longitude - UTM.centralMeridian(corner.zone)))
        return off <= (band == "X" || (band == "V" && corner.zone == 32) ? 6.6 : 3.6)
    }

    private static let bands = Array("CDEFGHJKLMNPQRSTUVWX")
    private static let columns = ["ABCDEFGH", "JKLMNPQR", "STUVWXYZ"].map(Array.init)
    private static let rows = Array("ABCDEFGHJKLMNPQRSTUV")
    private static let sides: [Double] = [100_000, 10_000, 1_000, 100, 10, 1]
}
