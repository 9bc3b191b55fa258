import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceDocuments

func written(_ write: ((([UInt8]) -> Void)) -> Void) -> [UInt8] {
    var bytes: [UInt8] = []
    write { bytes += $0 }
    return bytes
}

@Suite("Tables: incidents.csv, incidents.geojson, assessments.json, refused.csv")
struct TablesTests {
    let docket = TwoRivers.docket()
    var book: Casebook { Casebook(docket) }
    var csv: String { String(decoding: written { IncidentsCSV.write(book, to: $0) }, as: UTF8.self) }
    func json(_ docket: Docket) throws -> [String: Any] {
        let bytes = written { AssessmentsJSON.write(Casebook(docket), to: $0) }
        return try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }
    func features(_ docket: Docket) throws -> [[String: Any]] {
        let bytes = written { IncidentsGeoJSON.write(Casebook(docket), to: $0) }
        let all = try #require(JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        return try #require(all["features"] as? [[String: Any]])
    }

    @Test("a row for each incident, each as wide as the header, lines ended by CRLF")
    func shape() {
        let lines = csv.components(separatedBy: "\r\n")
        #expect(lines.count == docket.incidentCount + 2 && lines.last == "")
        #expect(!csv.replacing("\r\n", with: "").contains("\n"))
        #expect(lines[0].split(separator: ",").count == IncidentsCSV.columns.count)
    }

    @Test(
        "a cell is quoted where it must be and guarded where a spreadsheet would run it",
        arguments: [
            ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+2", "'=1+2"), ("+x", "'+x"), ("-x", "'-x"), ("@x", "'@x"), ("\tx", "'\tx"), ("a=b", "a=b"), ("", ""),
            ("=a,b", "\"'=a,b\""),
        ])
    func cells(text: String, cell: String) {
        var writer = CSVWriter()
        writer.text(text)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == cell)
    }

    @Test("a negative number is a number, not a formula")
    func negative() {
        var writer = CSVWriter()
        writer.plain(degrees(-12.5))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "-12.50000")
    }

    @Test("every region is a closed ring that goes round counter-clockwise; an unknown place is null")
    func regions() throws {
        var nulls = 0
        for feature in try features(docket) {
            guard let geometry = feature["geometry"] as? [String: Any] else {
                nulls += 1
                continue
            }
            guard geometry["type"] as? String == "Polygon" else { continue }
            let ring = try #require((geometry["coordinates"] as? [[[Double]]])?.first)
            #expect(ring.first == ring.last && ring.count >= 4)
            let area = zip(ring, ring.dropFirst()).reduce(0) { $0 + $1.0[0] * $1.1[1] - $1.1[0] * $1.0[1] }
            #expect(area > 0)
        }
        #expect(nulls == 1)
    }

    @Test("a hole stays a hole")
    func holes() {
        let outer = TwoRivers.box(0, 0, 10, 10).rings[0]
        let hole = TwoRivers.box(2, 2, 4, 4).rings[0]
        let island = TwoRivers.box(2.5, 2.5, 3, 3).rings[0]
        let shapes = DrawnPlace(.area(Polygon(rings: [hole, outer, island])), gridMetres: nil).polygons()
        #expect(shapes.map(\.count).sorted() == [1, 2])
    }

    @Test("assessments.json has what its documentation promises, for every incident and account")
    func assessments() throws {
        let all = try json(docket)
        #expect(all["format"] as? String == AssessmentsJSON.format)
        let incidents = try #require(all["incidents"] as? [[String: Any]])
        #expect(incidents.count == docket.incidentCount)
        for incident in incidents {
            let readings = try #require(incident["readings"] as? [[String: Any]])
            #expect(readings.compactMap { $0["account"] as? String } == ["mechanism", "hill", "lake"])
            for reading in readings {
                let scope = try #require(reading["scope"] as? [[String: Any]])
                #expect(scope.count == 4)
                for condition in scope {
                    let ground = try #require(condition["ground"] as? [String: Any])
                    #expect(ground["code"] is String && condition["sentence"] is String)
                    #expect(["yes", "no", "unknown"].contains(condition["truth"] as? String))
                }
            }
        }
    }

    @Test("assessments.json satisfies its schema")
    func schema() throws {
        let file = SharedData.repository.appendingPathComponent("docs/json/assessments.schema.json")
        let schema = try #require(JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        let problems = SchemaCheck(root: schema).problems(in: try json(docket))
        #expect(problems.isEmpty, "\(problems.prefix(5))")
        // The check itself must be able to fail.
        var broken = try json(docket)
        broken["format"] = 7
        let caught = SchemaCheck(root: schema).problems(in: broken)
        #expect(!caught.isEmpty)
    }

    @Test("a confidential source is in no document, by name, identifier, place of observation or words")
    func confidential() {
        let totals = DocketTotals(docket)
        var everything = csv
        everything += String(decoding: written { IncidentsGeoJSON.write(book, to: $0) }, as: UTF8.self)
        everything += String(decoding: written { AssessmentsJSON.write(book, to: $0) }, as: UTF8.self)
        everything += String(decoding: SummaryJSON.bytes(docket, totals: totals), as: UTF8.self)
        for language in Language.allCases {
            everything += String(decoding: docket.dailyReport(in: language, totals: totals), as: UTF8.self)
            for i in 0..<docket.incidentCount { everything += Explanation.text(book, incident: i, in: language) }
        }
        for secret in ["Idris", "my roof", "c-1\"", "c-1 ", "c-1,", "34.52000", "36.70000"] {
            let found = everything.range(of: secret).map { everything[$0.lowerBound...].prefix(40) }
            #expect(found == nil, "\(secret)")
        }
        #expect(everything.contains("confidential source"))
    }

    @Test("on a grid every public place is the middle of a cell, whatever was reported")
    func grid() throws {
        let coarse = TwoRivers.docket { $0.procedure.publicGridMetres = 5000 }
        for index in 0..<coarse.incidentCount {
            let item = Casebook(coarse).open(index)
            guard let centre = item.place.centre else { continue }
            #expect(item.place.isCoarsened)
            #expect((0...3).contains { GridCell(of: centre, sideMetres: 5000 * Double(1 << $0)).centre == centre })
            // What was reported lies within the region shown.
            #expect(distance(from: centre, to: item.incident.place.centre!) <= item.place.radiusMetres!)
        }
        let text = String(decoding: written { IncidentsCSV.write(Casebook(coarse), to: $0) }, as: UTF8.self)
        #expect(!text.contains("37S CU"))
    }

    @Test("refused rows carry their reason and remedy; a formula in them is guarded")
    func refused() {
        let text = String(decoding: RefusedCSV.bytes(docket), as: UTF8.self)
        #expect(text.hasPrefix("file,row,column,value,reason,remedy\r\n"))
        #expect(text.contains(",'=1+2,"))
    }
}

/// As much of JSON Schema as `docs/json` uses: type, enum, const, required, properties, items, $ref, minItems.
struct SchemaCheck {
    let root: [String: Any]

    func problems(in value: Any) -> [String] { problems(value, root, "$") }

    private func problems(_ value: Any, _ schema: [String: Any], _ path: String) -> [String] {
        if let reference = schema["$ref"] as? String {
            var found: Any? = root
            for part in reference.split(separator: "/").dropFirst() { found = (found as? [String: Any])?[String(part)] }
            guard let target = found as? [String: Any] else { return ["\(path): no \(reference)"] }
            return problems(value, target, path)
        }
        var found: [String] = []
        if let type = schema["type"] {
            let types = type as? [String] ?? [type as? String ?? ""]
            if !types.contains(where: { Self.matches(value, $0) }) { found.append("\(path): not \(types)") }
        }
        if let allowed = schema["enum"] as? [Any], let text = value as? String,
            !allowed.contains(where: { $0 as? String == text })
        {
            found.append("\(path): \(text)")
        }
        if let only = schema["const"] as? String, value as? String != only { found.append("\(path): not \(only)") }
        if let object = value as? [String: Any] {
            for name in schema["required"] as? [String] ?? [] where object[name] == nil {
                found.append("\(path): no \(name)")
            }
            let members = schema["properties"] as? [String: Any] ?? [:]
            for (name, member) in object {
                if let sub = members[name] as? [String: Any] {
                    found += problems(member, sub, path + "." + name)
                } else if schema["additionalProperties"] as? Bool == false {
                    found.append("\(path): \(name) is not documented")
                }
            }
        }
        if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
            if let least = schema["minItems"] as? Int, list.count < least { found.append("\(path): too few") }
            for (i, item) in list.enumerated() { found += problems(item, items, "\(path)[\(i)]") }
        }
        return found
    }

    private static func matches(_ value: Any, _ type: String) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "null": value is NSNull
        case "boolean": (value as? NSNumber).map { isTruthValue($0) } ?? false
        case "number", "integer": value is NSNumber && !(value is NSNull)
        default: false
        }
    }
    private static func isTruthValue(_ number: NSNumber) -> Bool { number == 0 || number == 1 }
}
