import Foundation
import Testing
import TruceTesting

@Suite("The example in Examples/ledger")
struct ExampleTests {
    @Test("it runs to its end, proves an entry and refuses two altered bytes")
    func runs() throws {
        // Beside the test bundle.
        let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "LedgerExample")
        let run = try ChildProgram.run(path.path)
        #expect(run.exitCode == 0)
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 8)
        #expect(lines.contains("Entry 2 is on disk: report-withdrawn."))
        #expect(lines.contains("3 entries are signed by the log and witnessed by north."))
        #expect(lines.contains { $0.hasSuffix("proves entry 2: report-withdrawn.") })
        #expect(lines.filter { $0.hasPrefix("With one byte changed: ") }.count == 2)
        #expect(lines.last?.contains("Entry 2 was altered") == true)
    }
}
