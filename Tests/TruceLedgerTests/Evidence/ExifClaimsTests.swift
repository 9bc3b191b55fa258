import Testing
import Truce
import TruceTesting

@testable import TruceLedger

@Suite("What an image says of itself")
struct ExifClaimsTests {
    static let position: [(UInt16, TIFFWriter.Value)] = [
        (1, .ascii("S")), (2, .rational([(15, 1), (30, 1), (3600, 100)])), (3, .ascii("W")),
        (4, .rational([(32, 1), (15, 1), (0, 1)])), (5, .byte(1)), (6, .rational([(25, 2)])),
        (7, .rational([(6, 1), (30, 1), (59, 1)])), (16, .ascii("T")), (17, .rational([(35_999, 100)])),
        (18, .ascii("WGS-84")), (29, .ascii("2026:03:14")), (31, .rational([(9, 2)])),
    ]

    static func tiff(
        isLittleEndian: Bool = true,
        photo: [(UInt16, TIFFWriter.Value)] = [
            (0x9003, .ascii("2026:03:14 09:31:00")), (0x9011, .ascii("+03:00")), (0x9291, .ascii("250")),
        ], satellite: [(UInt16, TIFFWriter.Value)] = position
    ) -> [UInt8] {
        TIFFWriter(isLittleEndian: isLittleEndian).bytes([
            (0x010F, .ascii("Maker")), (0x0110, .ascii("Model 5")), (0x0112, .short(6)), (0x0131, .ascii("Editor 2")),
            (0x8769, .directory(photo)), (0x8825, .directory(satellite)),
        ])
    }

    static func claims(_ tiff: [UInt8]) -> ExifClaims? { ExifClaims(image: TestImage.jpeg([TestImage.app1(tiff)])) }

    @Test("is read in both byte orders, from JPEG and PNG", arguments: [true, false], [true, false])
    func all(isLittleEndian: Bool, isPNG: Bool) throws {
        let tiff = Self.tiff(isLittleEndian: isLittleEndian)
        let image = isPNG ? TestImage.png("eXIf", tiff) : TestImage.jpeg([TestImage.app1(tiff)])
        let claims = try #require(ExifClaims(image: image))
        #expect(claims.make == "Maker" && claims.model == "Model 5" && claims.software == "Editor 2")
        #expect(claims.orientation == 6)
        #expect(claims.taken?.description == "2026-03-14T09:31:00" && claims.subSecondDigits == "250")
        #expect(claims.offsetSeconds == 10_800)
        #expect(claims.cameraInstant?.description == "2026-03-14T06:31:00Z")
        #expect(claims.satelliteTime?.description == "2026-03-14T06:30:59Z" && claims.instant == claims.satelliteTime)
        let place = try #require(claims.place)
        #expect(abs(place.latitude + 15.51) < 1e-9 && abs(place.longitude + 32.25) < 1e-9)
        #expect(claims.altitudeMetres == -12.5 && claims.horizontalErrorMetres == 4.5)
        #expect(claims.directionDegrees == 359.99 && claims.isDirectionMagnetic == false)
        #expect(claims.mapDatum == "WGS-84")
    }

    struct PlaceCase: Sendable {
        let latitude: [(UInt32, UInt32)]
        let half: String
        let isTaken: Bool
    }

    static let placeCases: [PlaceCase] = [
        PlaceCase(latitude: [(15, 1), (30, 1), (0, 1)], half: "N", isTaken: true),
        PlaceCase(latitude: [(15, 1), (30, 1), (0, 0)], half: "N", isTaken: false),
        PlaceCase(latitude: [(15, 0), (30, 1), (0, 1)], half: "N", isTaken: false),
        PlaceCase(latitude: [(90, 1), (0, 1), (0, 1)], half: "N", isTaken: true),
        PlaceCase(latitude: [(90, 1), (0, 1), (1, 100)], half: "N", isTaken: false),
        PlaceCase(latitude: [(15, 1), (60, 1), (0, 1)], half: "N", isTaken: false),
        PlaceCase(latitude: [(15, 1), (30, 1)], half: "N", isTaken: false),
        PlaceCase(latitude: [(15, 1), (30, 1), (0, 1)], half: "X", isTaken: false),
    ]

    @Test("a place is taken only whole and within its range", arguments: placeCases)
    func places(row: PlaceCase) throws {
        let satellite: [(UInt16, TIFFWriter.Value)] = [
            (1, .ascii(row.half)), (2, .rational(row.latitude)), (3, .ascii("E")),
            (4, .rational([(32, 1), (0, 1), (0, 1)])),
        ]
        let claims = try #require(Self.claims(Self.tiff(satellite: satellite)))
        #expect((claims.place != nil) == row.isTaken)
    }

    @Test(
        "a time is taken only when there is such a moment",
        arguments: [
            ("2026:03:14 09:31:00", true), ("2026:02:29 09:31:00", false), ("2026:03:14 24:00:00", false),
            ("0000:00:00 00:00:00", false), ("    :  :     :  :  ", false), ("2026:03:14", false),
            ("2026:03:14 09:31:60", false),
        ])
    func times(text: String, isTaken: Bool) throws {
        let claims = try #require(Self.claims(Self.tiff(photo: [(0x9003, .ascii(text))])))
        #expect((claims.taken != nil) == isTaken)
        #expect(claims.cameraInstant == nil, "no zone, no moment")
    }

    @Test("loops, counts and offsets out of bounds lead nowhere")
    func hostile() throws {
        let writer = TIFFWriter(isLittleEndian: false)
        for value in [
            TIFFWriter.Value.raw(4, 1, 8), .raw(4, 1, .max), .raw(4, .max, 8), .raw(5, .max, 8), .raw(99, 1, 8),
        ] {
            let tiff = writer.bytes([(0x010F, value), (0x8769, value), (0x8825, value), (0x0110, .ascii("M"))])
            #expect(Self.claims(tiff)?.model == "M")
            #expect(Self.claims(tiff)?.make == nil)
        }
        for count in 0..<Self.tiff().count { _ = Self.claims(Array(Self.tiff().prefix(count))) }
    }

    @Test("differences are shown, never corrected")
    func differences() throws {
        let claims = try #require(Self.claims(Self.tiff()))
        let place = Coordinate(latitude: -15.51, longitude: -32.25)
        let found = claims.differences(fromReported: place, time: Instant(seconds: 1_773_469_859 - 60))
        #expect(found.contains(.seconds(60, bySatellite: true)) && found.contains(.cameraClockAhead(seconds: 1)))
        #expect(found.contains(.software("Editor 2")) && found.contains(.orientation(6)))
        guard case .metres(let metres)? = found.first else { return #expect(Bool(false), "no distance") }
        #expect(metres < 0.01)
        #expect(!found.contains(.otherDatum("WGS-84")))
        let none = ExifClaims.differences(of: TestImage.jpeg(), fromReported: place, time: nil)
        #expect(none == [.noExif] && none[0].description.contains("proves nothing"))
        let bare = try #require(Self.claims(Self.tiff(photo: [], satellite: [])))
        #expect(bare.differences(fromReported: place, time: noon).prefix(2) == [.noPlace, .noTime])
        let local = try #require(
            Self.claims(Self.tiff(photo: [(0x9003, .ascii("2026:03:14 09:31:00"))], satellite: [])))
        #expect(try local.differences(fromReported: nil, time: noon).contains(.noZone(#require(local.taken))))
    }

    @Test("50 000 mutated images: no crash, and no public copy keeps a place")
    func mutated() throws {
        let seeds = [
            TestImage.jpeg([TestImage.app1(Self.tiff())]),
            TestImage.jpeg([TestImage.app1(Self.tiff(isLittleEndian: false))]),
            TestImage.png("eXIf", Self.tiff()), TestImage.jpeg([TestImage.segment(0xEB, Array("JP".utf8) + [0, 1])]),
        ]
        var random = SeededRandom(3)
        for turn in 0..<50_000 {
            var image = seeds[turn % seeds.count]
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<image.count, using: &random)
                switch UInt8.random(in: 0..<4, using: &random) {
                case 0: image[place] = .random(in: .min ... .max, using: &random)
                case 1: image[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
                case 2: image[place] = [0, 0xFF, 0x7F, 0x80][Int.random(in: 0..<4, using: &random)]
                default: image.removeSubrange(place..<min(image.count, place + Int.random(in: 1...8, using: &random)))
                }
                if image.isEmpty { break }
            }
            let claims = ExifClaims(image: image)
            _ = claims?.differences(fromReported: nil, time: noon)
            _ = ContentCredentials(image: image)
            // What is refused is not published, which is as good.
            if let copy = try? PublicCopy.jpeg(image), let left = ExifClaims(image: copy) {
                Issue.record("turn \(turn) left \(left)")
            }
        }
    }
}

@Suite("Public copies")
struct PublicCopyTests {
    static let profile = TestImage.segment(0xE2, Array("ICC_PROFILE\0".utf8) + [1, 1, 9, 9])

    @Test("keep the pixels and what decoding needs, and nothing else")
    func strip() throws {
        let jfif = TestImage.segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 1, 0, 72, 0, 72, 1, 1, 7, 7, 7])
        let adobe = TestImage.segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1])
        let image = TestImage.jpeg(
            [
                jfif, TestImage.app1(ExifClaimsTests.tiff()),
                TestImage.segment(0xE1, Array("http://ns.adobe.com/xap/1.0/\0place".utf8)),
                TestImage.segment(0xE0, Array("JFXX\0thumb".utf8)), Self.profile,
                TestImage.segment(0xE2, Array("MPF\0second".utf8)),
                TestImage.segment(0xED, Array("Photoshop 3.0\0".utf8)), adobe,
                TestImage.segment(0xFE, Array("comment".utf8)),
            ], trailing: Array("a film".utf8))
        let plain = TestImage.segment(0xE0, Array("JFIF\0".utf8) + [1, 2, 1, 0, 72, 0, 72, 0, 0])
        let copy = try PublicCopy.jpeg(image)
        #expect(copy == TestImage.jpeg([plain, Self.profile, adobe]))
        #expect(ExifClaims(image: copy) == nil)
        #expect(try PublicCopy.jpeg(copy) == copy)
    }

    @Test("a comment between two scans goes, restart markers and stuffed bytes stay")
    func scans() throws {
        let scan = TestImage.segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD3, 0x56]
        let start = Array(TestImage.jpeg().dropLast(2))
        let image = start + TestImage.segment(0xFE, Array("where".utf8)) + scan + [0xFF, 0xFF, 0xD9]
        #expect(try PublicCopy.jpeg(image) == start + scan + [0xFF, 0xD9])
    }

    @Test("what cannot be read to its end is not published")
    func broken() throws {
        let image = TestImage.jpeg([Self.profile])
        for count in 0..<image.count {
            #expect(throws: EvidenceError.self) { try PublicCopy.jpeg(Array(image.prefix(count))) }
        }
        #expect(throws: EvidenceError.self) { try PublicCopy.jpeg(TestImage.png("eXIf", [])) }
    }

    @Test("content credentials are found, not judged")
    func credentials() {
        let store = Array("\0\0\0\u{3C}jumb\0\0\0\u{28}jumdc2pa\0\u{11}".utf8)
        let segment = TestImage.segment(0xEB, Array("JP".utf8) + [0, 1, 0, 0, 0, 1] + store)
        #expect(ContentCredentials(image: TestImage.jpeg([segment])) == .present)
        #expect(ContentCredentials(image: TestImage.png("caBX", store)) == .present)
        #expect(ContentCredentials(image: TestImage.jpeg()) == .absent)
        #expect(ContentCredentials.present.description.contains("not verified here"))
    }
}
