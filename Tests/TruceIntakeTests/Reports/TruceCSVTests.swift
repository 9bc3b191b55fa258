import Foundation
import Testing
import Truce

@testable import TruceIntake

@Suite("The Truce report CSV")
struct TruceCSVTests {
    @Test("a report says what its row says")
    func row() throws {
        let read = try Reading(fixture: "two-reports-one-shelling.csv")
        #expect(read.summary.rows == 2)
        #expect(read.refused.isEmpty)
        let first = try #require(read.reports.first)
        #expect(first.id == "A-1")
        #expect(first.source == "Post North")
        #expect(first.receivedAt == instant("2031-05-02T07:10:00Z"))
        #expect(first.time.earliest == instant("2031-05-02T06:30:00Z"))
        #expect(first.time.latest == instant("2031-05-02T06:40:00Z"))
        #expect(first.time.precision == .quarter)
        #expect(first.place == .disc(Coordinate(latitude: 12.51, longitude: 33.24), radiusMetres: 500))
        #expect(first.acts == .shelling)
        #expect(first.sideA == "Blue Column")
        #expect(first.killed == CountRange(low: 0, high: 2))
        #expect(first.text == "Shells on the mill, \"at least six\"")
        #expect(first.row == 2)
        #expect(read.reports[1].acts == ActSet(.mortar))
        #expect(read.reports[1].killed == .notGiven)
    }

    @Test(
        "times without an offset are the mission zone's; the doubled hour is both, the skipped one is refused",
        arguments: [
            ("2031-05-02T06:30:00Z", "", "2031-05-02T06:30:00Z", "2031-05-02T06:30:00Z", .second),
            ("2031-05-02T06:30:00+03:00", "", "2031-05-02T03:30:00Z", "2031-05-02T03:30:00Z", .second),
            ("2031-05-02 06:30", "", "2031-05-02T03:30:00Z", "2031-05-02T03:30:00Z", .minute),
            ("2031-05-02", "", "2031-05-01T21:00:00Z", "2031-05-02T21:00:00Z", .day),
            ("2031-05-02", "2031-05-03", "2031-05-01T21:00:00Z", "2031-05-03T21:00:00Z", .week),
            ("2016-10-30T03:30:00", "", "2016-10-30T00:30:00Z", "2016-10-30T01:30:00Z", .hour),
        ] as [(String, String, String, String, TimePrecision)])
    func times(start: String, end: String, earliest: String, latest: String, precision: TimePrecision) throws {
        let read = try Reading(csv([("event_start", start), ("event_end", end)]))
        let time = try #require(read.reports.first).time
        #expect(time.earliest == instant(earliest))
        #expect(time.latest == instant(latest))
        #expect(time.precision == precision)
    }

    @Test(
        "a row that cannot be used is refused with its column and reason",
        arguments: [
            ([("report_id", "")], "report_id", .missing),
            ([("source", "")], "source", .missing),
            ([("event_start", "")], "event_start", .missing),
            ([("event_start", "yesterday")], "event_start", .time),
            ([("event_start", "2016-03-27T03:30:00")], "event_start", .skippedTime),
            ([("event_end", "2031-05-02T06:29:59Z")], "event_end", .endBeforeStart),
            ([("received_at", "soon")], "received_at", .time),
            ([("lat", "90.01"), ("lon", "0")], "lat", .coordinate),
            ([("lat", "0"), ("lon", "-180.5")], "lon", .coordinate),
            ([("lat", "nan"), ("lon", "0")], "lat", .coordinate),
            ([("lat", "12"), ("lon", "")], "lon", .halfCoordinate),
            ([("lat", "12"), ("lon", "33"), ("precision_km", "-1")], "precision_km", .distance),
            ([("mgrs", "37UDO107187")], "mgrs", .grid),
            ([("fatalities_low", "-1")], "fatalities_low", .number),
            ([("fatalities_low", "2.5")], "fatalities_low", .number),
            ([("fatalities_low", "99999999999999999999")], "fatalities_low", .number),
            ([("fatalities_low", "3"), ("fatalities_high", "2")], "fatalities_low", .lowAboveHigh),
            ([("injured_low", "3"), ("injured_high", "2")], "injured_low", .lowAboveHigh),
            ([("means", "smelled")], "means", .code(allowed: "heard, saw, recorded")),
            ([("confidential", "perhaps")], "confidential", .code(allowed: "yes, no")),
            (observer("NNNE", "1", "2"), "bearing", .bearing),
            (observer("361", "1", "2"), "bearing", .bearing),
            (observer("NE", "2", "1"), "distance_low_km", .distance),
            (observer("NE", "", ""), "observer_lat", .sectorIncomplete),
        ] as [([(String, String)], String, RowProblem)])
    func refused(cells: [(String, String)], column: String, problem: RowProblem) throws {
        let read = try Reading(csv(cells))
        #expect(read.summary.rows == 1)
        #expect(read.summary.refused == 1)
        #expect(read.table.isEmpty)
        let row = try #require(read.refused.first)
        #expect(row.column == column)
        #expect(row.problem == problem)
        #expect(row.row == 2)
        #expect(row.description.hasSuffix("."))
    }

    @Test(
        "the place is as wide as the source says",
        arguments: [
            ([("lat", "12.5"), ("lon", "33.25")], .disc(Self.mill, radiusMetres: 1000)),
            ([("lat", "12.5"), ("lon", "33.25"), ("precision_km", "2.5")], .disc(Self.mill, radiusMetres: 2500)),
            ([("lat", "12.5"), ("lon", "33.25"), ("precision_km", "0")], .point(Self.mill, sigmaMetres: 0)),
            ([("lat", "+12,5"), ("lon", " 33.25 ")], .disc(Self.mill, radiusMetres: 1000)),
            ([("place_name", "Old Mill")], .disc(Self.mill, radiusMetres: 700)),
            ([("place_name", "New Mill")], .unknown),
            ([("text", "somewhere")], .unknown),
        ] as [([(String, String)], Place)])
    func places(cells: [(String, String)], place: Place) throws {
        let read = try Reading(csv(cells)) { $0.tables.places["Old Mill"] = .disc(Self.mill, radiusMetres: 700) }
        #expect(read.reports.first?.place == place)
    }

    static let mill = Coordinate(latitude: 12.5, longitude: 33.25)

    @Test("a grid reference is its square")
    func grid() throws {
        let read = try Reading(csv([("mgrs", "37U DP 107 187")]))
        guard case .square(let centre, let side) = try #require(read.reports.first).place else {
            Issue.record("not a square")
            return
        }
        #expect(side == 100)
        #expect(distance(from: centre, to: Coordinate(latitude: 48.0158065, longitude: 37.8031725)) < 100)
    }

    @Test(
        "an observer's bearing and distance are a sector, as wide as the means of knowing allows",
        arguments: [
            ("NE", "heard", "2", "3", 45, 11.25, 2000, 3000, 10), ("90", "saw", "2", "3", 90, 0, 2000, 3000, 5),
            ("360", "recorded", "1", "1", 0, 0, 1000, 1000, 1.5), ("s", "", "4", "", 180, 11.25, 3000, 5000, 10),
        ] as [(String, String, String, String, Double, Double, Double, Double, Double)])
    func sectors(
        bearing: String, means: String, low: String, high: String, degrees: Double, halfWidth: Double, near: Double,
        far: Double, sigma: Double
    ) throws {
        let read = try Reading(csv(observer(bearing, low, high) + [("means", means)]))
        #expect(
            read.reports.first?.place
                == .sector(
                    Sector(
                        observer: Self.mill, bearingDegrees: degrees, halfWidthDegrees: halfWidth, nearMetres: near,
                        farMetres: far, sigmaDegrees: sigma)))
    }

    @Test("columns stand in any order, unknown ones are kept by name, and exports' apostrophes fall away")
    func details() throws {
        let read = try Reading(
            "text,corrects,count,Weapon,confidential,mood,source,event_start,report_id\n"
                + "'=now,R0,12,mortar 120 mm,yes,calm,S,2031-05-02T06:30:00Z,R1\n")
        let report = try #require(read.reports.first)
        #expect(report.text == "=now")
        #expect(report.detail.corrects == "R0")
        #expect(report.detail.count == 12)
        #expect(report.detail.weapon == "mortar 120 mm")
        #expect(report.detail.calibreMillimetres == 120)
        #expect(report.detail.isConfidential)
        #expect(report.detail.extras == [.init(name: "mood", value: "calm")])
    }

    @Test("a source's own codes mean what its taxonomy says, else what Truce knows")
    func taxonomy() throws {
        var tables = SideTables()
        var refused: [RefusedRow] = []
        let summary = try tables.read(
            .taxonomy, from: ByteSource("code,leaves\nBOOM,shelling|ied_mine\nODD,wizardry\n"), named: "taxonomy.csv",
            refused: &refused)
        #expect(summary.rows == 2 && summary.accepted == 1 && summary.refused == 1)
        #expect(refused.first?.row == 3)
        let rows = ["BOOM", "drone_strike", "civilians", "??"].enumerated().map { "R\($0),S,2031-05-02,\($1)" }
        let read = try Reading("report_id,source,event_start,type\n" + rows.joined(separator: "\n")) {
            $0.tables = tables
        }
        #expect(
            read.reports.map(\.acts) == [
                ActSet.shelling.union(ActSet([.explosiveDevice, .mines])), ActSet(.uavStrike),
                ActSet(code: "civilians"), [],
            ])
    }

    @Test("another table is read when its columns are mapped")
    func mapped() throws {
        let read = try Reading("ID,WHEN,LATITUDE,LONGITUDE\n7,2031-05-02,12.5,33.25\n") {
            $0.columnNames = ["report_id": "ID", "event_start": "WHEN", "lat": "LATITUDE", "lon": "LONGITUDE"]
            $0.source = "Police"
        }
        #expect(read.reports.first?.id == "7")
        #expect(read.reports.first?.source == "Police")
        #expect(read.reports.first?.place == .disc(Self.mill, radiusMetres: 1000))
        #expect(throws: IntakeError.unmappedColumn(file: "reports.csv", name: "lat", column: "Y", found: ["ID"])) {
            try Reading("ID\n7\n") { $0.columnNames = ["lat": "Y"] }
        }
    }
}

private func observer(_ bearing: String, _ low: String, _ high: String) -> [(String, String)] {
    [
        ("observer_lat", "12.5"), ("observer_lon", "33.25"), ("bearing", bearing), ("distance_low_km", low),
        ("distance_high_km", high),
    ]
}

@Suite("A file that cannot be understood is named with what to do")
struct IntakeErrorTests {
    @Test(
        "each kind of file that is no table of reports",
        arguments: [
            ("", .empty(file: "f")),
            ("\u{FEFF}", .empty(file: "f")),
            ("\n\n", .empty(file: "f")),
            ("a\0b", .binary(file: "f", at: 1)),
            ("report_id;source;event_start\n1;2;3\n", .wrongSeparator(file: "f", found: "semicolons")),
            ("report_id\tsource\n1\t2\n", .wrongSeparator(file: "f", found: "tabs")),
            ("R1,S,2031-05-02T06:30:00Z\nR2,S,2031-05-02\n", .noHeader(file: "f", first: "2031-05-02T06:30:00Z")),
            ("alpha,beta\n1,2\n", .unknownLayout(file: "f", columns: ["alpha", "beta"])),
            ("report_id,\"source\n", .malformedHeader(file: "f")),
            (
                "report_id,event_start\n1,2\n",
                .missingColumns(
                    file: "f", format: .truceCSV, missing: ["source"], found: ["report_id", "event_start"])
            ),
            ("report_id,source,event_start,Source\n", .repeatedColumn(file: "f", name: "Source")),
            ("{\"type\":\"Feature\"}", .notFeatures(file: "f", found: "“Feature”")),
            ("[1]", .notFeatures(file: "f", found: "no object")),
            ("{\"type\":}", .malformedJSON(file: "f", at: 8, why: "a number was expected")),
        ] as [(String, IntakeError)])
    func kinds(text: String, error: IntakeError) throws {
        #expect(throws: error) { try Reading(text, named: "f") }
        #expect(error.description.hasPrefix("f: "))
        #expect(error.description.hasSuffix("."))
    }

    @Test("bytes of other kinds: workbook, UTF-16, a header that is not UTF-8, damaged and cut gzip")
    func bytes() throws {
        #expect(throws: IntakeError.archive(file: "reports.csv")) { try Reading([0x50, 0x4B, 3, 4, 0, 0]) }
        #expect(throws: IntakeError.utf16(file: "reports.csv")) { try Reading([0xFF, 0xFE, 0x61, 0]) }
        #expect(throws: IntakeError.invalidHeaderText(file: "reports.csv", column: 2)) {
            try Reading(Array("a,".utf8) + [0xE9] + Array("\n1,2\n".utf8))
        }
        #expect(throws: IntakeError.truncatedGzip(file: "reports.csv")) { try Reading([0x1F, 0x8B, 8, 0]) }
        #expect(throws: IntakeError.corruptGzip(file: "reports.csv", why: "unknown compression method")) {
            try Reading([0x1F, 0x8B, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])
        }
    }

    @Test("a row that is not UTF-8 or holds a NUL is refused by column, and the rest is read")
    func badText() throws {
        let good = String(repeating: "R,S,2031-05-02,ok\n", count: 601)
        let head = Array(("report_id,source,event_start,text\n" + good + "R2,S,2031-05-02,").utf8)
        let tail = Array("\nR3,S,2031-05-02,ok\n".utf8)
        for (bad, problem) in [([0xE9], RowProblem.notUTF8), ([0x61, 0], .nul)] as [([UInt8], RowProblem)] {
            let read = try Reading(head + bad + tail)
            #expect(read.refused.map(\.problem) == [problem])
            #expect(read.refused.first?.column == "text")
            #expect(read.refused.first?.row == 603)
            #expect(read.summary.accepted == 602)
        }
    }

    @Test("a long value is shortened to 200 characters")
    func longValue() throws {
        for length in [199, 200, 201, 5000] {
            let read = try Reading(csv([("event_start", String(repeating: "é", count: length))]))
            #expect(read.refused.first?.value.count == min(length, 200))
        }
    }
}
