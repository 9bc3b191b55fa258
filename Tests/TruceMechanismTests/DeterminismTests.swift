import Foundation
import Testing
import TruceTesting

@Suite("The same input gives the same bytes")
struct DeterminismTests {
    /// The rows below the header in another order; rows hold no line breaks.
    static func shuffled(_ text: String, seed: UInt64) -> String {
        var random = SeededRandom(seed)
        let lines = text.split(whereSeparator: \.isNewline)
        return ([lines[0]] + lines.dropFirst().shuffled(using: &random)).joined(separator: "\n") + "\n"
    }

    static func outputs(_ folder: TemporaryFolder, _ name: String, _ agreement: String, _ reports: String) throws
        -> [String: Data]
    {
        let result = try TruceProgram.run("assess", agreement, reports, "--out", folder.path(name))
        #expect(result.exitCode == 0, "\(result.errors)")
        let files = try folder.contents(name)
        #expect(files.count == 6)
        return files
    }

    @Test("twice, and with the rows shuffled", arguments: [UInt64(1), 2])
    func examples(seed: UInt64) throws {
        let agreement = "Examples/syria-2016/agreement.yaml"
        let source = SharedData.repository.appending(path: "Examples/syria-2016/")
        let folder = try TemporaryFolder()
        for part in ["in", "mixed"] {
            try FileManager.default.copyItem(at: source, to: folder.url.appending(path: part))
        }
        let text = try String(contentsOfFile: folder.path("in/reports.csv"), encoding: .utf8)
        _ = try folder.write("mixed/reports.csv", Self.shuffled(text, seed: seed))
        let first = try Self.outputs(folder, "1", agreement, folder.path("in/reports.csv"))
        #expect(try Self.outputs(folder, "2", agreement, folder.path("in/reports.csv")) == first)
        let mixed = try Self.outputs(folder, "3", agreement, folder.path("mixed/reports.csv"))
        for (name, bytes) in first { #expect(mixed[name] == bytes, "\(name)") }
    }

    @Test("a simulated stream, with the rows shuffled")
    func simulated() throws {
        let agreement = "Examples/two-rivers/agreement.yaml"
        let folder = try TemporaryFolder()
        _ = try TruceProgram.run("simulate", agreement, "--days", "6", "--seed", "11", "--out", folder.path("in"))
        try FileManager.default.copyItem(
            at: folder.url.appending(path: "in"), to: folder.url.appending(path: "mixed"))
        let text = try String(contentsOfFile: folder.path("in/reports.csv"), encoding: .utf8)
        _ = try folder.write("mixed/reports.csv", Self.shuffled(text, seed: 5))
        let first = try Self.outputs(folder, "1", agreement, folder.path("in/reports.csv"))
        let mixed = try Self.outputs(folder, "2", agreement, folder.path("mixed/reports.csv"))
        for (name, bytes) in first { #expect(mixed[name] == bytes, "\(name)") }
    }
}
