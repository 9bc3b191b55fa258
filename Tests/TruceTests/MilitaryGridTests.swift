import Testing
import TruceTesting

@testable import Truce

/// The table of the specification, computed there with PROJ and the `mgrs` package.
struct GridRow: Sendable, CustomTestStringConvertible {
    let name: String, latitude: Double, longitude: Double, zone: Int, easting: Double, northing: Double
    let metre: String, hundred: String
    var testDescription: String { name }
    var spot: Coordinate { Coordinate(latitude: latitude, longitude: longitude) }

    init(
        _ name: String, _ latitude: Double, _ longitude: Double, _ zone: Int, _ easting: Double, _ northing: Double,
        _ metre: String, _ hundred: String
    ) {
        self.name = name
        self.latitude = latitude
        self.longitude = longitude
        self.zone = zone
        self.easting = easting
        self.northing = northing
        self.metre = metre
        self.hundred = hundred
    }

    static let table = [
        GridRow("Donbas", 48.015883, 37.802850, 37, 410726.082, 5318758.874, "37UDP1072618758", "37UDP107187"),
        GridRow("Luhanska", 48.642000, 39.655000, 37, 548250.637, 5387866.879, "37UEP4825087866", "37UEP482878"),
        GridRow("Karabakh", 39.815300, 46.752800, 38, 650025.079, 4408727.295, "38SPK5002508727", "38SPK500087"),
        GridRow("Tripoli", 32.887200, 13.191300, 33, 330812.489, 3640232.343, "33SUS3081240232", "33SUS308402"),
        GridRow("Juba", 4.859400, 31.571300, 36, 341572.800, 537289.970, "36NUL4157237289", "36NUL415372"),
        GridRow("Hodeidah", 14.797800, 42.954500, 38, 279847.248, 1636965.990, "38PKB7984736965", "38PKB798369"),
        GridRow("Bogotá", 4.711000, -74.072100, 18, 602910.007, 520787.259, "18NXL0291020787", "18NXL029207"),
        GridRow("south", -1.830000, -78.180000, 17, 813763.722, 9797482.596, "17MRT1376397482", "17MRT137974"),
        GridRow("Bergen", 60.390000, 5.320000, 32, 297230.220, 6700510.175, "32VKN9723000510", "32VKN972005"),
        GridRow("Svalbard", 78.220000, 15.640000, 33, 514585.636, 8683001.642, "33XWG1458583001", "33XWG145830"),
        GridRow("0,0", 0, 0, 31, 166021.443, 0, "31NAA6602100000", "31NAA660000"),
        GridRow("Wellington", -41.286500, 174.776200, 60, 313781.070, 5427052.795, "60GUV1378127052", "60GUV137270"),
        GridRow("zone edge", 50, 36, 37, 285015.763, 5542944.019, "37UBR8501542944", "37UBR850429"),
        GridRow("west of it", 50, 35.999999, 36, 714984.165, 5542944.016, "36UYA1498442944", "36UYA149429"),
    ]
}

@Suite("The military grid")
struct MilitaryGridTests {
    @Test("a position has its zone, easting and northing, and comes back", arguments: GridRow.table)
    func utm(row: GridRow) throws {
        let grid = try UTM(row.spot)
        #expect(grid.zone == row.zone)
        #expect(grid.isSouth == (row.latitude < 0))
        #expect(abs(grid.easting - row.easting) < 0.00051)
        #expect(abs(grid.northing - row.northing) < 0.00051)
        #expect(abs(grid.coordinate.latitude - row.latitude) < 1e-12)
        #expect(abs(grid.coordinate.longitude - row.longitude) < 1e-12)
    }

    @Test("its grid reference is cut off, not rounded", arguments: GridRow.table)
    func encode(row: GridRow) throws {
        #expect(try MGRS(containing: row.spot).text == row.metre)
        #expect(try MGRS(containing: row.spot, digits: 3).text == row.hundred)
    }

    @Test("a grid reference is a square around the position", arguments: GridRow.table)
    func decode(row: GridRow) throws {
        for (text, side) in [(row.metre, 1.0), (row.hundred, 100)] {
            let square = try MGRS(text)
            #expect(square.sideMetres == side)
            #expect(square.text == text)
            let off = try UTM(row.spot)
            #expect((0...side).contains(off.easting - square.corner.easting + 1e-3))
            #expect((0...side).contains(off.northing - square.corner.northing + 1e-3))
            #expect(square.place == .square(centre: square.centre, sideMetres: side))
            #expect(Geodesic.inverse(square.centre, row.spot).metres <= side * 0.7079)
        }
    }

    @Test(
        "the centre is half a side north and east of where the digits point",
        arguments: [
            ("37UDP107187", 48.0158065, 37.8031725), ("37UDP11", 47.9826533, 37.8608952),
            ("4QFJ12345678", 21.3094781, -157.9168189),
        ])
    func centre(text: String, latitude: Double, longitude: Double) throws {
        let centre = try MGRS(text).centre
        #expect(abs(centre.latitude - latitude) < 6e-8)
        #expect(abs(centre.longitude - longitude) < 6e-8)
    }

    @Test(
        "spaces, lower case and a leading zero do not matter",
        arguments: [
            ("37U DP 107 187", "37UDP107187"), (" 37u dp 10726 18758 ", "37UDP1072618758"),
            ("04qfj12345678", "4QFJ12345678"), ("4Q FJ", "4QFJ"), ("37\tUDP11", "37UDP11"),
        ])
    func tolerance(written: String, text: String) throws {
        #expect(try MGRS(written).text == text)
    }

    @Test(
        "what is no square is refused with its reason",
        arguments: [
            ("37UDP10718", CoordinateError.oddDigits("37UDP10718")),
            ("37UDP123456123456", .tooManyDigits("37UDP123456123456")),
            ("37UIP107187", .badLetter("I", "37UIP107187")), ("37UDO107187", .badLetter("O", "37UDO107187")),
            ("37UDW107187", .badLetter("W", "37UDW107187")), ("37IDP107187", .noSuchBand("37IDP107187")),
            ("37ODP107187", .noSuchBand("37ODP107187")), ("0UDP107187", .noSuchZone("0UDP107187")),
            ("61UDP107187", .noSuchZone("61UDP107187")), ("32XMG107187", .noSuchZone("32XMG107187")),
            ("ZAH1234", .polar("ZAH1234")), ("YXK1234", .polar("YXK1234")), ("1BDP11", .polar("1BDP11")),
            // Zone 37 has the columns A to H; A lies four degrees and more from its middle.
            ("37UJP107187", .noSuchSquare("37UJP107187")), ("37UAP107187", .noSuchSquare("37UAP107187")),
            // Rows G and B of zone 37 lie north of these bands, or far south.
            ("37UDG107187", .noSuchSquare("37UDG107187")), ("37TDB107187", .noSuchSquare("37TDB107187")),
            ("UDP107187", .noSuchZone("UDP107187")), ("37UDP10x187", .unreadable("37UDP10x187")),
            ("", .unreadable("")), ("37U", .unreadable("37U")),
        ])
    func refusals(text: String, error: CoordinateError) {
        #expect(throws: error) { try MGRS(text) }
        #expect(text.isEmpty || error.description.contains(text))
    }

    @Test(
        "positions beyond the grid are refused",
        arguments: [(84.0, true), (84.001, false), (-80, true), (-80.001, false)])
    func polar(latitude: Double, isRead: Bool) {
        let square = try? MGRS(containing: Coordinate(latitude: latitude, longitude: 25))
        #expect((square != nil) == isRead)
        if let square { #expect((try? MGRS(square.text)) == square) }
    }

    @Test(
        "zones have their exceptions",
        arguments: [
            (55.999, 3.0, 31), (56, 2.999, 31), (56, 3, 32), (63.999, 11.999, 32), (64, 3, 31), (56, 12, 33),
            (71.999, 8, 32), (72, 8.999, 31), (72, 9, 33), (80, 20.999, 33), (80, 21, 35), (83.9, 32.999, 35),
            (84, 33, 37), (80, 41.999, 37), (80, 42, 38), (0, -180, 1), (0, 180, 60), (0, 179.999, 60),
        ])
    func zones(latitude: Double, longitude: Double, zone: Int) {
        #expect(UTM.zone(of: Coordinate(latitude: latitude, longitude: longitude)) == zone)
    }

    @Test("any position, written and read back, lies in the square it was written as", arguments: UInt64(0)..<20)
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed)
        for _ in 0..<50 {
            let spot = random.spot(latitudes: -80...84)
            let exact = try UTM(spot)
            #expect(Geodesic.inverse(exact.coordinate, spot).metres < 1e-6)
            for digits in 0...5 {
                let square = try MGRS(containing: spot, digits: digits)
                #expect(try MGRS(square.text) == square)
                #expect((-1e-5...square.sideMetres + 1e-5).contains(exact.easting - square.corner.easting))
                #expect((-1e-5...square.sideMetres + 1e-5).contains(exact.northing - square.corner.northing))
            }
        }
    }

    @Test("any bytes are read or refused, never more")
    func anyText() {
        var random = SeededRandom(7)
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ nsew°'\".,-+é")
        var read = 0
        for _ in 0..<20_000 {
            let text = String(
                (0..<Int.random(in: 0...14, using: &random)).map { _ in letters.randomElement(using: &random)! })
            if let square = try? MGRS(text) {
                #expect((try? MGRS(square.text)) == square)
                read += 1
            }
            _ = try? CoordinateText.read(text)
        }
        for zone in 1...60 {
            for band in "CDEFGHJKLMNPQRSTUVWX" {
                let all = "ABCDEFGHJKLMNPQRSTUVWXYZ"
                for column in all {
                    for row in all where (try? MGRS("\(zone)\(band)\(column)\(row)")) != nil { read += 1 }
                }
            }
        }
        #expect(read > 10_000)
    }
}
