import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceIntake

@Suite("UCDP GED")
struct GEDTests {
    @Test("an event says what its codes mean; the tag row is no row")
    func events() throws {
        let read = try Reading(fixture: "ged-three-events.csv")
        #expect(read.summary.rows == 3)
        #expect(read.refused.isEmpty)
        let reports = read.reports
        #expect(reports.map(\.id) == ["900001", "900002", "900003"])
        #expect(reports.map(\.row) == [3, 4, 5])
        #expect(reports.map(\.source) == Array(repeating: "UCDP GED", count: 3))
        #expect(reports.map(\.namesInitiator) == [false, true, false])
        #expect(reports.map(\.acts) == [.fire, ActSet(.killing), .fire])
        #expect(reports.map(\.killed) == [.init(low: 2, high: 3), .init(low: 4, high: 8), .init(low: 3, high: 3)])
        #expect(reports.map(\.text) == ["Clash at the mill", "Five dead, \"many\" hurt", "Raid"])
        #expect(reports.map(\.placeName) == ["Old Mill", "North province", "Two Rivers"])
        #expect(reports.map(\.place.radiusMetres) == [1_000, 100_000, 500_000])
        #expect(reports.map(\.time.precision) == [.day, .week, .longer])
        #expect(reports[0].sideA == "Blue Column" && reports[0].sideB == "Green Guard")
        // Local days of the mission's zone.
        #expect(reports[1].time.earliest == instant("2031-05-02T21:00:00Z"))
        #expect(reports[1].time.latest == instant("2031-05-05T21:00:00Z"))
    }

    @Test(
        "an event with an impossible value is refused by column",
        arguments: [
            ("id", "", .missing), ("type_of_violence", "4", .code(allowed: "1, 2, 3")),
            ("where_prec", "8", .code(allowed: "1 to 7")), ("date_prec", "6", .code(allowed: "1 to 5")),
            ("date_start", "2031-02-29", .time), ("date_start", "2031-05-02x", .time),
            ("date_end", "2031-05-01", .endBeforeStart), ("latitude", "-90.001", .coordinate),
            ("longitude", "", .halfCoordinate), ("best", "two", .number), ("high", "-1", .number),
        ] as [(String, String, RowProblem)])
    func refused(column: String, value: String, problem: RowProblem) throws {
        let read = try Reading(ged([column: value]))
        #expect(read.summary.rows == 1 && read.summary.refused == 1)
        #expect(read.refused.first?.column == column)
        #expect(read.refused.first?.problem == problem)
        #expect(read.refused.first?.value == value)
    }

    @Test(
        "the range of deaths spans the three figures given",
        arguments: [
            ("2", "3", "4", 2, 4), ("2", "2", "1", 1, 2), ("", "3", "", 3, 3), ("", "", "", nil, nil),
            ("0", "0", "0", 0, 0),
            ("2.0", "3.0", "4.0", 2, 4),
        ] as [(String, String, String, Int?, Int?)])
    func deaths(low: String, best: String, high: String, from: Int?, to: Int?) throws {
        let read = try Reading(ged(["low": low, "best": best, "high": high]))
        #expect(read.reports.first?.killed == CountRange(low: from, high: to))
    }

    @Test("a release without a header row is known by its 49 columns")
    func headerless() throws {
        let row = GEDReader.columns.map { Self.example[$0] ?? "" }.joined(separator: ",")
        let read = try Reading("\(row)\n\(row.replacingOccurrences(of: "7001", with: "7002"))\n")
        #expect(read.reports.map(\.id) == ["7001", "7002"])
        #expect(read.reports.map(\.row) == [1, 2])
        #expect(throws: IntakeError.self) { try Reading("\(row),\n") }
    }

    static let example = [
        "id": "7001", "type_of_violence": "1", "side_a": "A", "side_b": "B", "where_prec": "1", "latitude": "12.5",
        "longitude": "33.25", "date_prec": "1", "date_start": "2031-05-02", "date_end": "2031-05-02", "best": "2",
        "high": "2", "low": "2",
    ]

    private func ged(_ change: [String: String]) -> String {
        let cells = Self.example.merging(change) { $1 }.sorted { $0.key > $1.key }
        return cells.map(\.key).joined(separator: ",") + "\n" + cells.map(\.value).joined(separator: ",") + "\n"
    }
}

@Suite("ACLED")
struct ACLEDTests {
    @Test("an event says what its codes mean, and nothing of who began or of none killed")
    func events() throws {
        let read = try Reading(fixture: "acled-four-events.csv")
        #expect(read.summary.rows == 4)
        #expect(read.refused.map(\.row) == [5])
        #expect(read.refused.first?.column == "event_date")
        let reports = read.reports
        #expect(reports.map(\.id) == ["TWR1", "TWR2", "TWR3"])
        #expect(reports.map(\.acts) == [.fire, .shelling, ActSet(.detention)])
        #expect(reports.map(\.killed) == [.notGiven, .init(low: 3, high: 3), .notGiven])
        #expect(reports.allSatisfy { !$0.namesInitiator })
        #expect(reports[0].sideB == "Green Guard, River Militia, Hill Militia")
        #expect(reports.map(\.place.radiusMetres) == [1_000, 25_000, 100_000])
        #expect(reports.map(\.time.precision) == [.day, .week, .month])
        #expect(reports[1].time.earliest == instant("2031-05-12T21:00:00Z"))
        #expect(reports[1].time.latest == instant("2031-05-19T21:00:00Z"))
        #expect(reports[2].time.earliest == instant("2031-01-31T22:00:00Z"))
        #expect(reports[2].time.latest == instant("2031-02-28T22:00:00Z"))
        #expect(reports[0].receivedAt == Instant(seconds: 1_935_800_000))
        #expect(reports[0].detail.extras == [.init(name: "source", value: "Daily; Radio Mill")])
    }
}

@Suite("The OSCE table")
struct OSCETests {
    static let camera = Coordinate(latitude: 48.1, longitude: 37.8)

    @Test(
        "a count that no observer makes is refused, so that no sum can run over",
        arguments: [("2147483647", true), ("2147483648", false), ("9223372036854775807", false), ("-1", false)])
    func counts(count: String, isAccepted: Bool) throws {
        let read = try Reading(
            """
            SMM position,Event location,Means,No.,Observation,Description,Weapon,"Date, time"
            Camera,N/K,Recorded,\(count),Explosion,Undetermined,N/K,"28-Sep-2018, 19:14"

            """, named: "table.csv")
        #expect(read.reports.map(\.detail.count) == (isAccepted ? [Int(count)] : []))
        #expect(read.refused.map(\.problem) == (isAccepted ? [] : [.number]))
    }

    @Test("a row is a sector as seen from its position; an empty position repeats the one above")
    func rows() throws {
        let read = try Reading(fixture: "osce-table-2018.csv") {
            $0.tables.places["Brezivka"] = .disc(Self.camera, radiusMetres: 500)
        }
        #expect(read.summary.rows == 4)
        #expect(read.refused.map(\.row) == [5])
        #expect(read.refused.first?.problem == .unknownPlace)
        let reports = read.reports
        #expect(
            reports[0].place
                == .sector(
                    Sector(
                        observer: Self.camera, bearingDegrees: 112.5, halfWidthDegrees: 11.25, nearMetres: 3000,
                        farMetres: 4000, sigmaDegrees: 1.5)))
        #expect(
            reports[1].place
                == .sector(
                    Sector(
                        observer: Self.camera, bearingDegrees: 0, halfWidthDegrees: 11.25, nearMetres: 1500,
                        farMetres: 2500, sigmaDegrees: 10)))
        #expect(reports[2].place == .unknown)
        #expect(reports.map(\.detail.count) == [4, 120, 1])
        #expect(reports.map(\.detail.means) == [.recorded, .heard, .saw])
        #expect(reports.map(\.detail.direction) == [.undetermined, .outgoing, .notGiven])
        #expect(reports[0].detail.weapon.isEmpty)
        #expect(reports[1].acts == ActSet(.heavyMachineGun))
        #expect(reports[0].time.earliest == instant("2018-09-28T16:14:00Z"))
        // From ten to midnight until ten past, local time.
        #expect(reports[2].time.earliest == instant("2018-09-28T20:50:00Z"))
        #expect(reports[2].time.latest == instant("2018-09-28T21:10:00Z"))
    }

    @Test("without a year in the option or the file's name, days are refused")
    func year() throws {
        let bytes = try fixture("osce-table-2018.csv")
        let none = try Reading(bytes, named: "table.csv")
        #expect(none.refused.map(\.problem) == Array(repeating: .noYear, count: 4))
        let given = try Reading(bytes, named: "table.csv") {
            $0.year = 2019
            $0.tables.places["Brezivka"] = .disc(Self.camera, radiusMetres: 500)
        }
        #expect(given.reports.first?.time.earliest == instant("2019-09-28T16:14:00Z"))
    }

    @Test("a row has the same identifier wherever it stands; equal rows are told apart")
    func identifiers() throws {
        let head = "SMM position,Event location,Means,No.,Observation,Description,Weapon,\"Date, time\"\n"
        let (a, b) = (
            "P,N/K,Heard,1,Shot,N/K,N/K,\"28-Sep-2018, 19:14\"\n", "P,N/K,Heard,2,Shot,N/K,N/K,\"28-Sep-2018, 19:14\"\n"
        )
        let first = try Reading(head + a + b + a)
        let second = try Reading(head + b + a + a)
        #expect(Set(first.reports.map(\.id)) == Set(second.reports.map(\.id)))
        #expect(Set(first.reports.map(\.id)).count == 3)
    }
}

@Suite("GeoJSON")
struct GeoJSONTests {
    @Test("a feature is a row: its geometry the place, its properties the columns")
    func features() throws {
        let read = try Reading(fixture: "features.geojson")
        #expect(read.summary.rows == 5)
        #expect(read.refused.map(\.row) == [4, 5])
        #expect(read.refused.map(\.problem) == [.shape, .time])
        let reports = read.reports
        #expect(reports.map(\.id) == ["F-1", "2", "F-3"])
        #expect(reports[0].place == .disc(Coordinate(latitude: 12.51, longitude: 33.24), radiusMetres: 500))
        #expect(reports[0].detail.extras == [.init(name: "note", value: "café 😀")])
        guard case .area(let polygon) = reports[1].place else {
            Issue.record("not an area")
            return
        }
        #expect(polygon.rings.map(\.count) == [4])
        #expect(reports[1].text == "say \"hi\",\nthen go")
        #expect(reports[1].detail.isConfidential)
        #expect(reports[2].place == .unknown)
    }

    @Test("nesting is bounded, and so is the size", arguments: [60, 64, 1000, 100_000])
    func bounds(depth: Int) throws {
        let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let text = "{\"type\":\"FeatureCollection\",\"x\":\(nested),\"features\":[]}"
        if depth <= 60 {
            #expect(try Reading(text).summary.rows == 0)
        } else if depth > 64 {
            #expect(throws: IntakeError.self) { try Reading(text) }
        }
        #expect(throws: IntakeError.tooLarge(file: "reports.csv", limit: 10)) {
            try Reading(text) { $0.documentLimit = 10 }
        }
    }
}
