import Testing
import Truce
import TruceTesting

@testable import TruceViews

@Suite("Packed columns")
struct PackingTests {
    @Test("numbers come back, the largest and the smallest too", arguments: [0, 1, -1, 63, 64, -64, -65, .max, .min])
    func numbers(value: Int) {
        var packer = Packer()
        packer.add(value)
        #expect(Unpacker.read(packer.bytes) { $0.int() } == value)
    }

    @Test(
        "every kind of place comes back",
        arguments: [
            Place.unknown, .point(Coordinate(latitude: -90, longitude: 180), sigmaMetres: 0),
            .disc(Coordinate(latitude: 1, longitude: 2), radiusMetres: .infinity),
            .square(centre: Coordinate(latitude: 0.1, longitude: 0.2), sideMetres: 1000),
            .sector(
                Sector(
                    observer: Coordinate(latitude: 1, longitude: 1), bearingDegrees: 359.9, halfWidthDegrees: 0,
                    nearMetres: 0,
                    farMetres: .infinity)),
            .area(Fictional.square),
        ])
    func places(place: Place) {
        var packer = Packer()
        packer.add(place)
        #expect(Unpacker.read(packer.bytes) { $0.place() } == place)
    }

    @Test("a report comes back whole, whatever it says", arguments: 0..<40 as Range<UInt64>)
    func reports(seed: UInt64) {
        var random = SeededRandom(seed)
        func maybe<Value>(_ value: Value) -> Value? { Bool.random(using: &random) ? value : nil }
        var content = History.content(
            text: maybe("слово \u{0} كلمة 🕊"), at: .unknown,
            acts: [.mortar, .sniper, .mortar].shuffled(using: &random),
            placeName: maybe(""))
        content.country = maybe("X")
        content.killedLow = maybe(.max)
        content.injuredHigh = maybe(0)
        content.count = maybe(7)
        content.means = maybe(.notGiven)
        content.direction = maybe(.incoming)
        content.weapon = maybe("w")
        content.calibre = maybe(.leastNonzeroMagnitude)
        content.confidential = Bool.random(using: &random)
        if Bool.random(using: &random) { content.acts = [] }
        var packer = Packer()
        packer.add(content)
        #expect(Unpacker.read(packer.bytes) { $0.content() } == content)
        // Cut short or altered it reads as something else or as nothing, and never past its end.
        var bytes = packer.bytes
        for _ in 0..<50 {
            bytes[Int.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
            _ = Unpacker.read(Array(bytes.prefix(.random(in: 0...bytes.count, using: &random)))) { $0.content() }
        }
        #expect(Unpacker.read([]) { $0.content() } == nil)
    }

    @Test("what was computed comes back whole")
    func computed() {
        let incident = ComputedIncident.simple(
            .numbered(5), [ReportID("R-2")!, ReportID("R-1")!],
            History.content(text: nil, at: .point(Coordinate(latitude: 1, longitude: 2), sigmaMetres: 3)))
        var packer = Packer()
        packer.add(incident)
        #expect(Unpacker.read(packer.bytes) { $0.computed(.numbered(5)) } == incident)
    }
}
