import Testing

@testable import Truce

@Suite("Positions as people write them")
struct CoordinateTextTests {
    @Test(
        "degrees with hemispheres or labels are read in either order",
        arguments: [
            ("48.0159N 37.8029E", 48.0159, 37.8029), ("37.8029E 48.0159N", 48.0159, 37.8029),
            ("N48.0159 E37.8029", 48.0159, 37.8029), ("N 48.0159, E 37.8029", 48.0159, 37.8029),
            ("4.711 N, 74.0721 W", 4.711, -74.0721), ("41.2865S 174.7762E", -41.2865, 174.7762),
            ("S41.2865 E174.7762", -41.2865, 174.7762),
            ("lat: 48.0159 lon: 37.8029", 48.0159, 37.8029), ("lon=37.8029, lat=48.0159", 48.0159, 37.8029),
            ("latitude -4.5, longitude -74", -4.5, -74), ("geo:48.0159,37.8029", 48.0159, 37.8029),
            ("48,0159N 37,8029E", 48.0159, 37.8029), ("48.0159°N, 37.8029°E", 48.0159, 37.8029),
            ("48 North 37 East", 48, 37), ("lat 48N, lon 37E", 48, 37),
            ("174.7762 -41.2865", -41.2865, 174.7762), ("-41.2865, 174.7762", -41.2865, 174.7762),
            ("\u{2212}41.2865, 174.7762", -41.2865, 174.7762), ("41.2865S, 174.7762", -41.2865, 174.7762),
        ])
    func decimal(text: String, latitude: Double, longitude: Double) throws {
        let reading = try CoordinateText.read(text)
        #expect(reading.format == .decimalDegrees)
        #expect(abs(reading.coordinate.latitude - latitude) < 1e-12)
        #expect(abs(reading.coordinate.longitude - longitude) < 1e-12)
    }

    @Test(
        "so are minutes and seconds, whatever the strokes",
        arguments: [
            ("48°00'57.2\"N 37°48'10.3\"E", CoordinateText.Format.degreesMinutesSeconds),
            ("48°00′57.2″ N, 37°48′10.3″ E", .degreesMinutesSeconds),
            ("N48°00'57.2'' E37°48'10.3''", .degreesMinutesSeconds),
            ("48 00 57.2 N 37 48 10.3 E", .degreesMinutesSeconds),
            ("48:00:57.2N 37:48:10.3E", .degreesMinutesSeconds),
            ("48°00'57,2\"N 37°48'10,3\"E", .degreesMinutesSeconds),
            ("48°00.95333'N 37°48.17167'E", .degreesMinutes), ("N 48 00.95333 E 37 48.17167", .degreesMinutes),
        ])
    func minutes(text: String, format: CoordinateText.Format) throws {
        let reading = try CoordinateText.read(text)
        #expect(reading.format == format)
        #expect(abs(reading.coordinate.latitude - 48.0158889) < 1e-6)
        #expect(abs(reading.coordinate.longitude - 37.8028611) < 1e-6)
    }

    @Test("a grid reference is the centre of its square")
    func grid() throws {
        let reading = try CoordinateText.read("37u dp 107 187")
        #expect(reading.format == .mgrs)
        #expect(reading.place == .square(centre: reading.coordinate, sideMetres: 100))
    }

    @Test("the last digit says how finely: a disc of half its cell's diagonal")
    func fineness() throws {
        guard case .disc(_, let metres) = try CoordinateText.read("48.01N 37.8029E").place else {
            Issue.record("not a disc")
            return
        }
        #expect(abs(metres - 787.15) < 0.1)
    }

    @Test("two bare numbers below 90 are refused unless the form promised an order")
    func order() throws {
        #expect(throws: CoordinateError.orderNotSaid("48.0159, 37.8029")) {
            try CoordinateText.read("48.0159, 37.8029")
        }
        let latitudeFirst = try CoordinateText.read("48.0159, 37.8029", order: .latitudeFirst).coordinate
        #expect(latitudeFirst == Coordinate(latitude: 48.0159, longitude: 37.8029))
        let longitudeFirst = try CoordinateText.read("37.8029 48.0159", order: .longitudeFirst).coordinate
        #expect(longitudeFirst == latitudeFirst)
        // A letter says more than the form.
        #expect(try CoordinateText.read("37.8029E 48.0159N", order: .latitudeFirst).coordinate == latitudeFirst)
    }

    @Test(
        "what cannot be a position is refused",
        arguments: [
            ("91N 37E", CoordinateError.outOfRange("91N 37E")), ("48N 181E", .outOfRange("48N 181E")),
            ("120 100", .outOfRange("120 100")), ("48°60'N 37°00'E", .outOfRange("48°60'N 37°00'E")),
            ("174.7, -41.2", nil), ("48N 37N", .unreadable("48N 37N")), ("-4.5S 37E", .unreadable("-4.5S 37E")),
            ("S-4.5 E37", .unreadable("S-4.5 E37")), ("48.5 30 N 37.5 30 E", .unreadable("48.5 30 N 37.5 30 E")),
            ("48 -30 N 37 30 E", .unreadable("48 -30 N 37 30 E")), ("48", .unreadable("48")),
            ("48 37 12", .unreadable("48 37 12")), ("", .unreadable("")),
            ("near the mine", .unreadable("near the mine")),
            ("DP 107 187", .unreadable("DP 107 187")), ("48NS 37E", .unreadable("48NS 37E")),
            ("120 37, lat first?", .unreadable("120 37, lat first?")),
        ] as [(String, CoordinateError?)])
    func refusals(text: String, error: CoordinateError?) {
        if let error {
            #expect(throws: error) { try CoordinateText.read(text) }
        } else {
            #expect(throws: Never.self) { try CoordinateText.read(text) }
        }
    }
}
