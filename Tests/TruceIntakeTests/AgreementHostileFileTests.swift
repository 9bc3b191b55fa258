import Foundation
import Testing
import Truce

@testable import TruceIntake

struct HostileFile: Sendable {
    var what: String
    var bytes: [UInt8]
    var line: Int
    var says: String
    init(_ what: String, _ bytes: [UInt8], _ line: Int, _ says: String) {
        (self.what, self.bytes, self.line, self.says) = (what, bytes, line, says)
    }
}

@Suite("No file, however broken or hostile, does more than be refused")
struct AgreementHostileFileTests {
    static let bomb =
        "truce: 1\na: &a [x, x]\n"
        + (1...30).map { "k\($0): &\(name($0)) [*\(name($0 - 1)), *\(name($0 - 1))]\n" }.joined()
        + "? *\(name(30))\n: 1\n"
    static func name(_ i: Int) -> String { i == 0 ? "a" : "a\(i)" }

    static let files: [HostileFile] = [
        HostileFile("empty", [], 1, "the file is empty"),
        HostileFile("only space", Array("\n  \n".utf8), 1, "the file is empty"),
        HostileFile("only a comment", Array("# truce\n".utf8), 1, "holds no YAML"),
        HostileFile("a scalar", Array("truce".utf8), 1, "is written as keys and values"),
        HostileFile("a list", Array("- truce: 1\n".utf8), 1, "is written as keys and values"),
        HostileFile("binary", [0x7F, 0x45, 0x4C, 0x46, 0x02, 0x00, 0x01], 1, "a control character"),
        HostileFile("not UTF-8", Array("truce: 1\nid: ".utf8) + [0xE9, 0x0A], 2, "not UTF-8"),
        HostileFile("UTF-16", [0xFF, 0xFE, 0x74, 0x00], 1, "UTF-16"),
        HostileFile("too large", [UInt8](repeating: 0x61, count: (4 << 20) + 1), 1, "at most 4194304"),
        HostileFile("an alias bomb", Array(bomb.utf8), 3, "anchors and aliases are not read"),
        HostileFile("an alias to itself", Array("truce: &a [*a]\n".utf8), 1, "anchors and aliases are not read"),
        HostileFile("an unknown alias", Array("truce: *b\n".utf8), 1, "not YAML"),
        HostileFile(
            "deep brackets", Array(("truce: 1\nid: " + String(repeating: "[", count: 100_000)).utf8), 2,
            "levels are nested"
        ),
        HostileFile("deep dashes", Array((String(repeating: "- ", count: 100_000) + "x").utf8), 1, "levels are nested"),
        HostileFile(
            "deep lines", Array((0..<900).map { String(repeating: " ", count: $0) + "a:\n" }.joined().utf8), 1, "levels"
        ),
        HostileFile("a tab", Array("truce: 1\n\tid: x\n".utf8), 2, "not YAML"),
        HostileFile("an open quote", Array("truce: 1\nid: \"x\n".utf8), 2, "what begins here is not closed"),
        HostileFile("two documents", Array("truce: 1\n---\ntruce: 1\n".utf8), 2, "another document"),
        HostileFile("a list as key", Array("? [a, b]\n: 1\n".utf8), 1, "a key is a list"),
    ]

    @Test("a file that is no agreement is refused with its line", arguments: files.indices)
    func refused(index: Int) throws {
        let file = Self.files[index]
        let read = AgreementFile.read(NamedBytes(name: "agreement.yaml", bytes: file.bytes))
        let all = read.diagnostics.map(\.description).joined(separator: "\n")
        #expect(read.history == nil)
        let said = read.diagnostics.contains { $0.description.contains(file.says) }
        #expect(said, "\(file.what): \(all)")
        if file.what != "deep lines" { #expect(read.diagnostics.first?.line == file.line, "\(file.what): \(all)") }
    }

    static let maps: [(map: String, line: Int, says: String)] = [
        ("", 1, "the file is empty"),
        ("{", 1, "not JSON"),
        ("{\"type\": \"Feature\"}", 1, "not a GeoJSON FeatureCollection"),
        ("{\"type\": \"FeatureCollection\",\n\"features\": [,]}", 2, "a value is missing"),
        ("{\"type\": \"FeatureCollection\",\n\"features\":\n[{\"id\": nope}]}", 3, "“nope” is not JSON"),
        ("{\"type\": \"FeatureCollection\",\n\"features\": []} x", 2, "behind the end"),
        (String(repeating: "[", count: 100_000), 1, "levels are nested"),
        (
            "{\"type\": \"FeatureCollection\", \"features\": [{\"id\": \"a\"},\n{\"id\": \"a\"}]}", 2,
            "already in line 1"
        ),
        ("{\"a\": 1,\n\"a\": 2}", 2, "stands here and in line 1"),
        (
            "{\"type\": \"FeatureCollection\", \"features\": [\n{\"id\": \"valley\", \"geometry\":\n{\"type\": \"Point\", \"coordinates\": [1, 2]}}]}",
            3, "the feature is a Point where an area is needed"
        ),
        (
            "{\"type\": \"FeatureCollection\", \"features\": [\n{\"id\": \"valley\", \"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[[38, 35],\n[39, 35], [190, 36],\n[38, 35]]]}}]}",
            3, "longitude first"
        ),
        (
            "{\"type\": \"FeatureCollection\", \"features\": [\n{\"id\": \"7\", \"geometry\": {\"type\": \"MultiLineString\", \"coordinates\": []}}]}",
            2, "make it one LineString"
        ),
    ]

    @Test("a map's mistakes are said with the map's own lines", arguments: maps.indices)
    func mapMistakes(index: Int) throws {
        let row = Self.maps[index]
        let read = try AgreementFixture.read(AgreementFixture.full(), map: row.map)
        let own = read.diagnostics.filter { $0.file == "full-map.geojson" && $0.line == row.line }
        let all = read.diagnostics.map(\.description).joined(separator: "\n")
        #expect(own.contains { $0.description.contains(row.says) }, "line \(row.line), “\(row.says)”: \(all)")
        #expect(read.history == nil)
    }

    @Test("a text may hold & and * and brackets")
    func prose() throws {
        let text = try AgreementFixture.full(
            replacing: "text: Both sides keep talking.", with: "text: \"Fire & rest: * both * sides [talk] AT&T *a &b\""
        )
        #expect(try AgreementFixture.read(text).diagnostics.map(\.description) == [])
    }

    @Test("a byte order mark and line ends of either kind change nothing")
    func lineEnds() throws {
        let text = try AgreementFixture.full()
        let windows = "\u{FEFF}" + text.replacing("\n", with: "\r\n")
        #expect(try AgreementFixture.read(windows).history == AgreementFixture.read(text).history)
    }

    @Test("a large map is read, its rings checked")
    func largeMap() throws {
        let ring = (0..<10_000).map { i -> String in
            let angle = Double(i) / 10_000 * 2 * .pi
            return "[\(39 + cos(angle)), \(35.5 + 0.4 * sin(angle))]"
        }
        let original = try AgreementFixture.text("full-map.geojson")
        let old = "[[[38.0, 35.0], [40.0, 35.0], [40.0, 36.0], [38.0, 36.0], [38.0, 35.0]]]"
        let map = original.replacing(old, with: "[[\(ring.joined(separator: ",\n")),\n\(ring[0])]]")
        let read = try AgreementFixture.read(AgreementFixture.full(), map: map)
        #expect(read.diagnostics.map(\.description) == [])
        #expect(read.history?.first.zones[0].polygon.rings[0].count == 10_001)
    }

    /// SplitMix64: Steele, Lea, Flood 2014.
    struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    static func mutated(_ bytes: [UInt8], using random: inout Seeded) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: 0..<bytes.count, using: &random)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[at] = "[]{}:,-?&*#'\"|>%@!\n ~".utf8.randomElement(using: &random)!
            case 2:
                let end = bytes[at...].firstIndex(of: 0x0A) ?? bytes.count - 1
                let start = bytes[..<at].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
                bytes.removeSubrange(start...max(start, end))
            case 3:
                let piece = Array(bytes[at...].prefix(Int.random(in: 1...80, using: &random)))
                bytes.insert(contentsOf: piece, at: Int.random(in: 0...bytes.count, using: &random))
            default: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...200, using: &random)))
            }
        }
        return bytes
    }

    @Test("a damaged file gives either an agreement or an error in one of its lines", arguments: UInt64(0)..<25)
    func damaged(seed: UInt64) throws {
        let names = ["agreement.yaml", "full-map.geojson", "amendment.yaml"]
        let whole = try ["full-agreement.yaml", "full-map.geojson", "full-amendment-1.yaml"].map(AgreementFixture.bytes)
        var random = Seeded(state: seed)
        let moments = Moments(mission: .utc)  // time zones looked up once a seed
        for round in 0..<100 {
            var files = whole
            let hit = round % 4 == 0 ? 1 : round % 4 == 1 ? 2 : 0
            files[hit] = Self.mutated(files[hit], using: &random)
            let read = AgreementFile.read(
                NamedBytes(name: names[0], bytes: files[0]), map: { $0 == names[1] ? files[1] : nil },
                amendments: [NamedBytes(name: names[2], bytes: files[2])], moments: moments)
            let errors = read.diagnostics.filter { $0.severity == .error }
            #expect((read.history == nil) == !errors.isEmpty, "seed \(seed), round \(round)")
            for diagnostic in read.diagnostics {
                let file = try #require(names.firstIndex(of: diagnostic.file))
                let lines = files[file].count { $0 == 0x0A } + 1
                #expect((1...lines).contains(diagnostic.line), "seed \(seed), round \(round): \(diagnostic)")
            }
        }
    }
}
