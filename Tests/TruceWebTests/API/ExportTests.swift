import Testing
import Truce

@testable import TruceWeb

@Suite("Exported files")
struct ExportTests {
    @Test(
        "hold nothing that a spreadsheet takes for a formula, and quote what needs it",
        arguments: [
            ("plain", "plain"), ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"), ("\rx", "\"'\rx\""), ("＝1", "'＝1"), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""),
            ("a\nb", "\"a\nb\""), ("=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\""), ("", ""),
            ("سلام", "سلام"),
        ])
    func cells(text: String, cell: String) {
        #expect(CSVText.row([.string(text), 1]) == "\(cell),1\r\n")
    }

    @Test("hold numbers as numbers, lists of words with semicolons, the rest as JSON")
    func kinds() {
        let row: [JSONValue?] = [-33.5, -7, true, ["a", "b"], ["=a", "b"], [], [1, 2], ["k": "v"], nil, .null]
        #expect(CSVText.row(row) == "-33.5,-7,true,a; b,'=a; b,,\"[1,2]\",\"{\"\"k\"\":\"\"v\"\"}\",,\r\n")
    }

    @Test("have columns that the records have")
    func columns() {
        func check<Record: ShownRecord>(_ table: ExportTable, _: Record.Type) {
            let shown = Set(Record.shown.map(\.name))
            for column in table.columns {
                #expect(shown.contains(String(column.path.prefix { $0 != "/" })), "\(column.name)")
            }
            #expect(Set(table.columns.map(\.name)).count == table.columns.count)
        }
        check(.incidents, IncidentRecord.self)
        check(.findings, FindingRecord.self)
        check(.reports, ReportRecord.self)
    }

    @Test("break off where who asked is signed in no more, and do not look whole")
    func ended() async throws {
        try await APIServer.run { api in
            let (_, position) = try await api.report()
            _ = try await api.ask("GET", "/api/v1/reports?after_position=\(position)", as: "deputy")
            let whole = try await api.ask("GET", "/api/v1/export/reports.csv", as: "deputy")
            #expect(whole.status == 200 && whole.text.split(separator: "\r\n").count == 2, "\(whole.text)")
            let ended = try await api.ask("GET", "/api/v1/export/reports.csv", as: "deputy~read~away")
            #expect(ended.status == 401)
        }
    }

    @Test("place an incident where the reader may know it to be")
    func places() throws {
        func geometry(_ record: JSONValue) throws -> JSONValue? {
            guard case .object(let object) = record else { return nil }
            return IncidentFeature.feature(object)["geometry"]
        }
        let square: JSONValue = ["centre": [-35, 40], "side_m": 1000]
        #expect(try geometry(["id": "x"]) == .null)
        #expect(try geometry(["place": ["kind": "point", "at": [-35, 40]]])?["type"] == "Point")
        #expect(try geometry(["public_place": ["centre": [-35, 40], "side_m": 0]])?["type"] == "Point")
        let shape = try #require(try geometry(["public_place": square]))
        #expect(shape["type"] == "Polygon" && shape.at("coordinates/0/0") == shape.at("coordinates/0/4"))
        // Past a pole or the antimeridian a square cannot be drawn by its corners.
        #expect(try geometry(["public_place": ["centre": [180, 0], "side_m": 1000]])?["type"] == "Point")
        #expect(try geometry(["public_place": ["centre": [0, 90], "side_m": 1000]])?["type"] == "Point")
    }
}
