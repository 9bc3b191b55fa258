import Foundation
import Testing
import TruceTesting

@testable import Truce

/// `Tests/Fixtures/facts/NAME.VERSION.json` holds the bytes that a ledger may hold already. `TRUCE_SNAPSHOTS=write`
/// writes the ones that are missing and changes none: bytes once written are read for ever.
@Suite("Entries that were written once are read for ever")
struct FactFixtureTests {
    static let folder = SharedData.repository.appending(path: "Tests/Fixtures/facts")
    static var isWriting: Bool { ProcessInfo.processInfo.environment["TRUCE_SNAPSHOTS"] == "write" }

    static func file(_ kind: FactKind, _ version: Int) -> URL {
        folder.appending(path: "\(kind.rawValue).\(version).json")
    }

    @Test(
        "every kind of fact has a fixture that reads back to the same value and the same bytes",
        arguments: FactKind.allCases)
    func current(kind: FactKind) throws {
        let entry = Entry(recorded: FactExamples.recorded, fact: FactExamples.fact(kind))
        #expect(entry.fact.kind == kind)
        let file = Self.file(kind, entry.fact.version)
        if Self.isWriting, !FileManager.default.fileExists(atPath: file.path) {
            try Data(entry.bytes()).write(to: file)
        }
        let bytes = Array(try Data(contentsOf: file))
        #expect(String(decoding: try entry.bytes(), as: UTF8.self) == String(decoding: bytes, as: UTF8.self))
        #expect(try Entry(bytes: bytes) == entry)
    }

    @Test("every version that the program reads has its fixture, and every fixture is of such a version")
    func versions() throws {
        let known = FactKind.allCases.flatMap { kind in
            kind.codecs.map { Self.file(kind, $0.version).lastPathComponent }
        }
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(known.sorted() == files.sorted())
        for name in files {
            let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
            let fact = try Entry(bytes: bytes).fact
            #expect(name.hasPrefix(fact.name + "."))
        }
    }

    @Test("versions count from 1 without a gap, and the last one is the one written", arguments: FactKind.allCases)
    func versionNumbers(kind: FactKind) {
        #expect(kind.codecs.map(\.version) == Array(1...kind.codecs.count))
        #expect(FactExamples.fact(kind).version == kind.codecs.count)
    }

    @Test("the table for users is that of the declarations")
    func reference() throws {
        let file = SharedData.repository.appending(path: "docs/json/facts.md")
        var text = try String(contentsOf: file, encoding: .utf8)
        let marker = "<!-- table: made from FactReference -->\n\n"
        let start = try #require(text.range(of: marker)).upperBound
        if Self.isWriting {
            text.replaceSubrange(start..., with: FactReference.markdown)
            try Data(text.utf8).write(to: file)
        }
        #expect(text[start...] == FactReference.markdown)
    }
}
