import Foundation
import Truce
import TruceIntake

/// One way in, with well-formed inputs to start from.
struct Target {
    let name: String
    let seeds: [[UInt8]]
    /// What became of an input, and what is wrong with that; nil = nothing.
    let run: ([UInt8]) -> (outcome: String, fault: String?)

    /// A seed with one to eight changes: bits flipped, pieces cut, repeated or moved, words of the formats put in.
    func mutated(_ random: inout Chance, _ dictionary: [[UInt8]]) -> [UInt8] {
        var bytes = seeds[Int(random.next(below: UInt64(seeds.count)))]
        for _ in 0...random.next(below: 8) {
            let at = Int(random.next(below: UInt64(bytes.count + 1)))
            let length = Int(random.next(below: 24))
            let end = min(bytes.count, at + length)
            switch random.next(below: 8) {
            case 0 where at < bytes.count: bytes[at] ^= 1 << UInt8(random.next(below: 8))
            case 1 where at < bytes.count: bytes[at] = UInt8(truncatingIfNeeded: random.next())
            case 2: bytes.removeSubrange(at..<end)
            case 3: bytes.removeSubrange(at...)
            case 4:
                let piece = Array(bytes[at..<end])
                for _ in 0..<(1 + random.next(below: 40)) { bytes.insert(contentsOf: piece, at: at) }
            case 5:
                let piece = Array(bytes[at..<end])
                bytes.removeSubrange(at..<end)
                bytes.insert(contentsOf: piece, at: Int(random.next(below: UInt64(bytes.count + 1))))
            default:
                bytes.insert(contentsOf: dictionary[Int(random.next(below: UInt64(dictionary.count)))], at: at)
            }
            if bytes.count > 1 << 18 { bytes.removeSubrange((1 << 18)...) }
        }
        return bytes
    }
}

struct Seeds {
    let targets: [Target]
    let dictionary: [[UInt8]] =
        [
            "\"", "\"\"", ",", ";", "\t", "\r\n", "\n\n", "\u{FEFF}", "\0", "\u{202E}", "é", "ن", "-1", "1e308", "NaN",
            "inf",
            "99999999999999999999", "0x10", "2016-02-30", "2016-12-30T24:00:00Z", "0001-01-01", "9999-12-31", "+18:00",
            "POINT (", "37UDP107187", "NNE", "4-3", "&a", "*a", "!!binary ", "<<: ", "|", ">", "- ", ": ", "{", "}",
            "[", "]",
            "[[[[[[[[[[[[[[[[", "{\"a\":", "null", "true", "~", "---\n", "...\n", "%YAML 9.9\n", "# ", "polygon: ",
            "from: ",
            "2016-12-30 00:00 Asia/Damascus", "\u{1F}", "'", "=cmd", "@",
        ].map { Array($0.utf8) } + [[0xFF], [0xC3, 0x28], [0x1F, 0x8B]]

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        func bytes(_ path: String) throws -> [UInt8] { Array(try Data(contentsOf: root.appending(path: path))) }
        /// The header and the first rows: small inputs find more.
        func head(_ path: String, _ lines: Int = 6) throws -> [UInt8] {
            let all = try bytes(path)
            var seen = 0
            for (at, byte) in all.enumerated() where byte == 0x0A {
                seen += 1
                if seen == lines { return Array(all[...at]) }
            }
            return all
        }
        let fixtures = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: "Tests/Fixtures").path)
            .sorted()
        func named(_ word: String, _ end: String) throws -> [[UInt8]] {
            try fixtures.filter { $0.contains(word) && $0.hasSuffix(end) }.map { try head("Tests/Fixtures/" + $0) }
        }
        let agreements = try ["syria-2016", "donbas-2015", "two-rivers"].map {
            try bytes("Examples/\($0)/agreement.yaml")
        }
        let maps = try ["syria-2016", "two-rivers"].map { try bytes("Examples/\($0)/map.geojson") }
        let small = agreements.map { whole in Array(whole.prefix(4096)) }
        targets = [
            Self.reader(
                "truce csv", .truceCSV,
                try ["syria-2016", "donbas-2015"].map { try head("Examples/\($0)/reports.csv") }),
            Self.reader("ged", .ged, [Self.ged]),
            Self.reader("acled", .acled, [Self.acled]),
            Self.reader("osce", .osce, [try head("Examples/donbas-2015/osce-table.csv")]),
            Self.reader("geojson", .geojson, [Self.geojson]),
            Self.reader("sniffed", nil, [Self.ged, Self.acled, Self.geojson] + (try named("", ".csv"))),
            Self.agreement(agreements + small, maps[1]),
        ]
    }

    static func reader(_ name: String, _ format: ReportFormat?, _ seeds: [[UInt8]]) -> Target {
        Target(name: name, seeds: seeds) { bytes in
            var table = ReportTable()
            var refused: [RefusedRow] = []
            do throws(IntakeError) {
                let summary = try readReports(
                    from: ByteSource(bytes), named: "fuzz", format: format, options: IntakeOptions(zone: .utc),
                    into: &table, refused: &refused)
                if summary.accepted + summary.refused != summary.rows {
                    return ("read", "rows do not add up: \(summary)")
                }
                if summary.accepted != table.count {
                    return ("read", "\(summary.accepted) accepted, \(table.count) kept")
                }
                if let bad = refused.first(where: { !isSentence($0.reason + ".") || !isSentence($0.remedy) }) {
                    return ("read", "no sentence: \(bad)")
                }
                // What was accepted can be used.
                for row in 0..<min(table.count, 50) { _ = table[row].place.outline(segments: 4) }
                _ = MergedReports(table).reports.canonicalOrder()
                return (summary.refused > 0 ? "read, rows refused" : "read", nil)
            } catch {
                return ("refused", isSentence(error.description) ? nil : "no sentence: \(error.description)")
            }
        }
    }

    static func agreement(_ seeds: [[UInt8]], _ map: [UInt8]) -> Target {
        Target(name: "agreement", seeds: seeds) { bytes in
            let read = AgreementFile.read(NamedBytes(name: "fuzz.yaml", bytes: bytes), map: { _ in map })
            let errors = read.diagnostics.count { $0.severity == .error }
            if (read.history == nil) != (errors > 0) { return ("read", "history and \(errors) error(s) disagree") }
            if let bad = read.diagnostics.first(where: { $0.message.isEmpty || $0.line < 1 }) {
                return ("read", "no place or no sentence: \(bad)")
            }
            return (errors > 0 ? "refused" : "read", nil)
        }
    }

    static func isSentence(_ text: String) -> Bool {
        text.count > 8 && text.contains(" ") && ".…)\"”".contains(text.last!)
    }

    static let ged = Array(
        #"""
        id,year,active_year,type_of_violence,conflict_new_id,conflict_name,dyad_new_id,dyad_name,side_a_new_id,side_a,side_b_new_id,gwnob,side_b,number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,where_coordinates,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,low,best,high
        1,2031,1,1,9,Two Rivers: Government,8,North Bank - South Bank,1,North Bank,2,,South Bank,1,"""Wire,2031-03-02,Fire, then quiet""",Wire,2031-03-02,"Fire, then quiet",a clerk,1,Millford town,North,Mill,10.5,20.25,POINT (20.25 10.5),1,Two Rivers,999,Nowhere,1,1,2031-03-01,2031-03-01,0,1,0,0,1,1,3
        2,2031,1,3,9,Two Rivers: Government,8,North Bank - Civilians,1,North Bank,3,,Civilians,2,,Wire;Post,,,,4,North,North,,10.5,20.25,POINT (20.25 10.5),1,Two Rivers,999,Nowhere,2,5,2031-01-01 00:00:00.000,2031-12-31 00:00:00.000,0,0,7,0,2,7,9

        """#.utf8)
    static let acled = Array(
        """
        event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,fatalities,tags,timestamp
        TWR1,2031-03-01,2031,1,Political violence,Explosions/Remote violence,Shelling/artillery/missile attack,North Bank,,1,South Bank,,2,12,,999,Nowhere,Two Rivers,North,Mill,,Millford,10.5,20.25,1,Wire; Post,National,"On 1 March, shells fell near Millford.",0,,1930000000
        TWR2,16 May 2031,2031,3,Strategic developments,Strategic developments,Other,South Bank,,State forces,,,,10,,999,Nowhere,Two Rivers,South,,,Southmill,10.1,20.2,3,Post,Local,A convoy passed.,0,,1930000001

        """.utf8)
    static let geojson = Array(
        """
        {"type": "FeatureCollection", "features": [
          {"type": "Feature", "geometry": {"type": "Point", "coordinates": [20.25, 10.5]}, "properties": {"report_id": "g1", "source": "post", "event_start": "2031-03-01T10:00:00Z", "type": "fire.mortar", "side_a": "North Bank", "precision_km": 0.5}},
          {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[20, 10], [21, 10], [21, 11], [20, 11], [20, 10]]]}, "properties": {"report_id": "g2", "source": "post", "event_start": "2031-03-01", "text": "near \\u0646 the mill"}},
          {"type": "Feature", "geometry": null, "properties": {"report_id": "g3", "source": "post", "event_start": "2031-03-01T10:00:00+03:00"}}
        ]}
        """.utf8)
}
