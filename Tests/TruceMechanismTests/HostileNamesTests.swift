import Foundation
import Testing
import TruceTesting

@Suite("What outsiders write and name")
struct HostileNamesTests {
    /// Of each kind that could steer a terminal.
    static let steering: [Unicode.Scalar] = [
        "\u{7}", "\u{8}", "\t", "\n", "\r", "\u{1B}", "\u{7F}", "\u{80}", "\u{9B}", "\u{9F}", "\u{61C}", "\u{200E}",
        "\u{200F}", "\u{2028}", "\u{2029}", "\u{202A}", "\u{202E}", "\u{2066}", "\u{2069}",
    ]

    @Test("a name in a complaint steers no terminal and makes no line")
    func complaint() throws {
        for scalar in Self.steering {
            let result = try TruceProgram.run("check", "/nowhere/a\(scalar)0 submission.yaml")
            #expect(result.exitCode == 69)
            #expect(result.errors.contains("a\u{FFFD}0 submission.yaml"), "U+\(String(scalar.value, radix: 16))")
            #expect(result.errors.unicodeScalars.count { $0 == "\n" } == 1)
        }
        #expect(
            try TruceProgram.run("check", "/nowhere/\u{A0}\u{627}\u{202F}").errors.contains("/\u{A0}\u{627}\u{202F}"))
    }

    @Test("an agreement's diagnostics keep their lines")
    func diagnostics() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("a\u{202E}.yaml", "one: 1\ntwo: 2\n")
        let result = try TruceProgram.run("assess", path, path, "--out", folder.path("out"))
        #expect(result.exitCode == 65)
        #expect(result.errors.split(separator: "\n").count > 1)
        #expect(result.errors.contains("a\u{FFFD}.yaml:"))
        #expect(!result.errors.unicodeScalars.contains("\u{202E}"))
    }

    @Test("a submission of unseen characters is refused, and JSON keeps what it means")
    func submissions() throws {
        let mission = try MissionFolder(sealing: false)
        let lines = Self.steering.map { scalar in
            let escape = String(scalar.value, radix: 16)
            return MissionFolder.line(1).replacing(
                "s-1", with: "s\\u" + String(repeating: "0", count: 4 - escape.count) + escape + "1 other")
        }
        let name = "R-\u{202E}\u{200F}2"
        let result = try mission.append(lines + [MissionFolder.line(2).replacing("R-2", with: name)])
        #expect(result.exitCode == 65)
        #expect(result.output.split(separator: "\n") == ["1 s-2"])
        #expect(result.errors.split(separator: "\n").count { $0.contains("“submission” holds") } == lines.count)
        let json = try mission.run("ledger", "show", mission.ledger, "1", "--json").output
        #expect(json.contains(#"R-\u202E\u200F2"#) && !json.unicodeScalars.contains("\u{202E}"))
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(json.utf8)) }
        let line = try mission.run("ledger", "show", mission.ledger, "1").output
        #expect(!line.unicodeScalars.contains("\u{202E}"))
    }
}
