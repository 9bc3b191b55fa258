import Foundation
import Testing
import TruceTesting

@Suite("The command line")
struct CommandTests {
    static let syria = "Examples/syria-2016/agreement.yaml"
    static let reports = "Examples/syria-2016/reports.csv"

    @Test("every example agreement checks without an error", arguments: ["syria-2016", "donbas-2015", "two-rivers"])
    func examples(name: String) throws {
        let result = try TruceProgram.run("check", "Examples/\(name)/agreement.yaml")
        #expect(result.exitCode == 0, "\(result.output)\(result.errors)")
    }

    @Test("a mistake in an agreement ends with 65 and names file, line and remedy")
    func badAgreement() throws {
        let folder = try TemporaryFolder()
        let text = try String(contentsOf: SharedData.repository.appending(path: Self.syria), encoding: .utf8)
        let broken = text.replacing("answers_for: [opposition]", with: "answers_for: [oposition]")
        #expect(broken != text)
        let path = try folder.write("agreement.yaml", broken)
        try FileManager.default.copyItem(
            at: SharedData.repository.appending(path: "Examples/syria-2016/map.geojson"),
            to: folder.url.appending(path: "map.geojson"))
        let line = 1 + broken.prefix(upTo: broken.range(of: "[oposition]")!.lowerBound).count { $0 == "\n" }
        let result = try TruceProgram.run("check", path)
        #expect(result.exitCode == 65)
        #expect(result.output.contains("agreement.yaml:\(line):"), "\(result.output)")
        #expect(result.output.contains("opposition"), "it says what was probably meant")
        #expect(result.output.hasPrefix("agreement.yaml:"), "the diagnostics first, then how many")
        let assessed = try TruceProgram.run("assess", path, Self.reports, "--out", folder.path("out"))
        #expect(assessed.exitCode == 65)
        #expect(
            !FileManager.default.fileExists(atPath: folder.path("out")), "an agreement with an error judges nothing")
    }

    static let askedWrongly: [([String], Int32)] = [
        (["check"], 64), (["check", "no-such-file.yaml"], 69), (["check", "Examples"], 69),
        (["assess", syria, "--out", "x"], 64), (["assess", syria, "nowhere.csv", "--out", "/tmp"], 69),
        (["assess", syria, reports, "--out", "/proc/nowhere"], 69),
        (["assess", syria, reports, "--out", "/tmp", "--period", "yesterday"], 64),
        (["assess", syria, reports, "--out", "/tmp", "--as-of", "soon"], 64),
        (["assess", syria, reports, "--out", "/tmp", "--language", "xx"], 64),
        (["match", reports, "--out", "/tmp/x", "--format", "excel"], 64),
        (["match", reports, "--out", "/tmp/x", "--zone", "Mars/Base"], 64),
        (["match", reports, "--out", "/tmp/x", "--map", "lat"], 64),
        (["simulate", syria, "--days", "-1", "--out", "/tmp/x"], 64), (["conquer"], 64),
        (["explain", "/tmp", "INC-1"], 64), (["explain", "/nowhere", "INC-000000000000"], 69),
    ]

    @Test("what is asked wrongly ends with 64, what cannot be reached with 69", arguments: askedWrongly)
    func usage(arguments: [String], exitCode: Int32) throws {
        let process = try TruceProgram.run(list: arguments)
        #expect(process.exitCode == exitCode, "\(arguments): \(process.errors)")
        #expect(process.errors.count > 10, "a sentence on standard error")
    }

    static let notReports: [(String, [UInt8])] = [
        ("binary", [0x7F, 0x45, 0x4C, 0x46, 0, 0, 1]), ("empty", []),
        ("semicolons", Array("report_id;source;event_start\n1;a;2016-12-31".utf8)),
        ("no header", Array("1,post,2016-12-31T00:00:00Z\n2,post,2016-12-31T00:00:00Z\n".utf8)),
        ("header not UTF-8", Array("report_id,source,event_start,".utf8) + [0xFF, 0xFE, 0x0A]),
        ("unknown columns", Array("a,b,c\n1,2,3\n".utf8)), ("a web page", Array("<!doctype html><p>hello".utf8)),
        ("cut gzip", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B]),
        ("cut GeoJSON", Array("{\"type\": \"FeatureColl".utf8)),
    ]

    @Test("a file that is not what it says ends with a sentence and 65", arguments: notReports)
    func notWhatItSays(name: String, bytes: [UInt8]) throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("reports.csv", bytes)
        let result = try TruceProgram.run("assess", Self.syria, path, "--out", folder.path("out"))
        #expect(result.exitCode == 65, "\(name): \(result.errors)")
        #expect(result.errors.contains("reports.csv") && result.errors.contains("."), "\(result.errors)")
    }

    @Test("a bad row is refused with its reason; accepted + refused = rows; nothing else is lost")
    func badRows() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "reports.csv",
            """
            report_id,source,event_start,lat,lon,type,side_a,side_b
            1,post,2016-12-31T10:00:00Z,34,37,fire.mortar,Government of Syria,Jaysh al-Islam
            2,post,yesterday,34,37,fire.mortar,,
            3,post,2016-12-31T10:00:00Z,340,37,fire.mortar,,
            4,post,2016-12-31T10:00:00Z,34,37,"fire,,
            5,post,2016-12-31T11:00:00Z,34,37,fire.mortar,Jaysh al-Islam,Government of Syria

            """)
        let result = try TruceProgram.run("assess", Self.syria, path, "--out", folder.path("out"), "--json")
        #expect(result.exitCode == 0, "\(result.errors)")
        let summary = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
        let input = try #require((summary["inputs"] as? [[String: Any]])?.first)
        let (rows, accepted, refused) = (input["rows"] as? Int, input["accepted"] as? Int, input["refused"] as? Int)
        #expect(rows == accepted! + refused!)
        let table = try String(contentsOfFile: folder.path("out/refused.csv"), encoding: .utf8)
        #expect(table.contains("yesterday") && table.contains("event_start") && table.contains("340"))
    }

    @Test("what was given in confidence is in no output, not after a correction and not in a refused row")
    func confidence() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "reports.csv",
            """
            report_id,source,received_at,event_start,lat,lon,type,side_a,side_b,text,confidential
            SECRET-7,nurse-amal,2016-12-31T11:00:00Z,2016-12-31T10:00:00Z,34,37,mortar,Government of Syria,Jaysh al-Islam,I saw it from my window,yes
            SECRET-7,nurse-amal,2016-12-31T12:00:00Z,2016-12-31T10:05:00Z,34,37,mortar,Government of Syria,Jaysh al-Islam,I saw it from my window,
            SECRET-8,nurse-amal,,2016-12-31T10:00:00Z,34,37,mortar,,,"I saw it from my window" too,yes
            SECRET-9,nurse-amal,,nurse-amal,34,37,mortar,,,I saw it from my window,yes
            open-1,post,,2016-12-31T10:00:00Z,34.5,37.5,mortar,Government of Syria,Jaysh al-Islam,heard by the patrol,

            """)
        let out = folder.path("out")
        #expect(try TruceProgram.run("assess", Self.syria, path, "--out", out).exitCode == 0)
        for (name, bytes) in try folder.contents("out") {
            let text = String(decoding: bytes, as: UTF8.self)
            for secret in ["SECRET", "nurse", "window"] { #expect(!text.contains(secret), "\(name) holds “\(secret)”") }
        }
        let refused = try String(contentsOfFile: out + "/refused.csv", encoding: .utf8)
        #expect(refused.split(whereSeparator: \.isNewline).count == 3, "the refused rows are listed all the same")
    }

    @Test("a run that fails leaves the last one's documents as they were")
    func allOrNothing() throws {
        let folder = try TemporaryFolder()
        let out = folder.path("out")
        #expect(try TruceProgram.run("assess", Self.syria, Self.reports, "--out", out).exitCode == 0)
        let before = try folder.contents("out")
        // A folder where the last document's temporary file would go.
        try FileManager.default.createDirectory(
            atPath: out + "/explanations.jsonl.part", withIntermediateDirectories: true)
        let failed = try TruceProgram.run(
            "assess", Self.syria, Self.reports, "--out", out, "--language", "ar", "--period", "last-day")
        #expect(failed.exitCode == 69)
        try FileManager.default.removeItem(atPath: out + "/explanations.jsonl.part")
        #expect(try folder.contents("out") == before)
    }

    @Test("a planted link is not written through")
    func plantedLink() throws {
        let folder = try TemporaryFolder()
        let victim = try folder.write("victim", "precious")
        try FileManager.default.createDirectory(atPath: folder.path("out"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path("out/report.html.part"), withDestinationPath: victim)
        #expect(try TruceProgram.run("assess", Self.syria, Self.reports, "--out", folder.path("out")).exitCode == 0)
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "precious")
    }

    @Test("a file of which no row can be used ends with 65 and the first refusal")
    func nothingUsable() throws {
        let result = try TruceProgram.run(
            "assess", "Examples/donbas-2015/agreement.yaml", "Examples/donbas-2015/osce-table.csv", "--out", "/tmp/none"
        )
        #expect(result.exitCode == 65)
        #expect(result.errors.contains("osce-table.csv") && result.errors.contains("row"), "\(result.errors)")
    }

    @Test("a mistyped year does not move the cut-off, and is said")
    func mistypedYear() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "reports.csv",
            """
            report_id,source,event_start,lat,lon,type,side_a,side_b
            1,post,2016-12-31T10:00:00Z,34,37,mortar,Government of Syria,Jaysh al-Islam
            2,post,2017-01-02T10:00:00Z,34,37,mortar,Government of Syria,Jaysh al-Islam
            3,post,2117-01-02T10:00:00Z,34,37,mortar,Government of Syria,Jaysh al-Islam

            """)
        let result = try TruceProgram.run("assess", Self.syria, path, "--out", folder.path("out"))
        #expect(result.output.contains("as known on 2017-01-03") && result.output.contains("1 after the cut-off"))
        #expect(result.errors.contains("mistyped"))
    }

    @Test("what a source wrote cannot move the cursor of whoever reads the explanation")
    func controlCharacters() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(
            "reports.csv",
            "report_id,source,event_start,lat,lon,type,text\nid\u{1B}[2J,po\u{07}st,2016-12-31T10:00:00Z,34,37,mortar,a\u{1B}]0;b\n"
        )
        #expect(try TruceProgram.run("assess", Self.syria, path, "--out", folder.path("out")).exitCode == 0)
        let table = try String(contentsOfFile: folder.path("out/incidents.csv"), encoding: .utf8)
        let id = try #require(table.firstMatch(of: /INC-[0-9A-Z]{12}/)).0
        let text = try TruceProgram.run("explain", folder.path("out"), String(id)).output
        #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
    }

    @Test("what was assessed is explained in words, each incident; one that is not there is said")
    func explain() throws {
        let folder = try TemporaryFolder()
        #expect(try TruceProgram.run("assess", Self.syria, Self.reports, "--out", folder.path("out")).exitCode == 0)
        let table = try String(contentsOfFile: folder.path("out/incidents.csv"), encoding: .utf8)
        let ids = table.matches(of: /INC-[0-9A-Z]{12}/).map { String($0.0) }
        #expect(ids.count > 20)
        for id in ids.prefix(5) {
            let result = try TruceProgram.run("explain", folder.path("out"), id.lowercased())
            #expect(result.exitCode == 0 && result.output.contains(id) && result.output.count > 500)
            let json = try TruceProgram.run("explain", folder.path("out"), id, "--json")
            #expect(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) is [String: Any])
        }
        #expect(try TruceProgram.run("explain", folder.path("out"), "INC-000000000000").exitCode == 65)
    }

    @Test("the groups are written for every accepted report, in the input's order, whatever the rows' order")
    func match() throws {
        let folder = try TemporaryFolder()
        let out = folder.path("incidents.csv")
        let result = try TruceProgram.run("match", Self.reports, "--out", out, "--reasons", folder.path("why.csv"))
        #expect(result.exitCode == 0, "\(result.errors)")
        let groups = try String(contentsOfFile: out, encoding: .utf8).split(separator: "\n")
        #expect(groups[0] == "report_id,incident_id")
        #expect(groups.count - 1 == 42)
        #expect(try String(contentsOfFile: folder.path("why.csv"), encoding: .utf8).contains("distance"))
    }

    @Test("a simulated stream is judged, and the same seed gives the same bytes")
    func simulate() throws {
        let folder = try TemporaryFolder()
        for name in ["a", "b"] {
            let result = try TruceProgram.run(
                "simulate", "Examples/two-rivers/agreement.yaml", "--days", "5", "--seed", "7", "--out",
                folder.path(name))
            #expect(result.exitCode == 0, "\(result.errors)")
        }
        #expect(try folder.contents("a") == folder.contents("b"))
        let result = try TruceProgram.run(
            "assess", "Examples/two-rivers/agreement.yaml", folder.path("a/reports.csv"), "--out", folder.path("out"))
        #expect(result.exitCode == 0, "\(result.errors)")
        #expect(result.output.contains("+ 0 refused"), "every simulated report can be read: \(result.output)")
    }

    @Test("the stream of Examples/two-rivers is what its README's command gives")
    func exampleStream() throws {
        let folder = try TemporaryFolder()
        let result = try TruceProgram.run(
            "simulate", "Examples/two-rivers/agreement.yaml", "--days", "24", "--seed", "7", "--out",
            folder.path("stream"))
        #expect(result.exitCode == 0, "\(result.errors)")
        for (name, bytes) in try folder.contents("stream") {
            let kept = SharedData.repository.appending(path: "Examples/two-rivers/stream/\(name)")
            #expect(try Data(contentsOf: kept) == bytes, "\(name)")
        }
    }

    @Test("help and completion scripts are there for every command")
    func help() throws {
        for command in ["check", "assess", "match", "explain", "simulate"] {
            let help = try TruceProgram.run(command, "--help")
            #expect(help.exitCode == 0 && help.output.contains("EXAMPLES"), "\(command)")
        }
        for shell in ["bash", "zsh", "fish"] {
            #expect(try TruceProgram.run("--generate-completion-script", shell).output.contains("assess"))
        }
    }

    @Test("reports that replace each other in a ring are grouped, whatever the order of their rows")
    func ringOfCorrections() throws {
        let folder = try TemporaryFolder()
        // 2 replaces 1, which replaces 3, an earlier version of which named 1.
        let rows = [
            "1,S,2016-12-31T12:00:00Z,2016-12-31T10:00:00Z,a,3", "2,S,2016-12-31T13:00:00Z,2016-12-31T10:00:00Z,b,1",
            "3,S,2016-12-31T11:00:00Z,2016-12-31T10:00:00Z,c,", "3,S,2016-12-31T10:00:00Z,2016-12-31T10:00:00Z,d,1",
        ]
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 3, 0, 2]] {
            let path = try folder.write(
                "ring.csv",
                "report_id,source,received_at,event_start,text,corrects\n"
                    + order.map { rows[$0] }.joined(separator: "\n") + "\n")
            let out = folder.path("incidents.csv")
            let result = try TruceProgram.run("match", path, "--out", out)
            #expect(result.exitCode == 0, "\(result.errors)")
            let lines = try String(contentsOfFile: out, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
            #expect(lines.count == 4)
            #expect(Set(lines.map { $0.split(separator: ",")[1] }).count == 1)
        }
    }
}
