import Foundation
import Testing
import TruceTesting

@testable import Truce

@Suite("docs/access.md", .serialized)
struct AccessReferenceTests {
    static let tables = [
        ("roles", AccessReference.roles), ("sights", AccessReference.sights),
        ("commands", AccessReference.commands), ("records", AccessReference.records),
    ]

    @Test("is made from the table; TRUCE_SNAPSHOTS=write writes it anew", arguments: tables.map(\.0))
    func isCurrent(name: String) throws {
        let table = try #require(Self.tables.first { $0.0 == name }).1
        let file = SharedData.repository.appending(path: "docs/access.md")
        var text = try String(contentsOf: file, encoding: .utf8)
        let start = try #require(text.range(of: "<!-- \(name): made from AccessReference -->\n")).upperBound
        let end = try #require(text.range(of: "<!-- end -->", range: start..<text.endIndex)).lowerBound
        if ProcessInfo.processInfo.environment["TRUCE_SNAPSHOTS"] == "write" {
            text.replaceSubrange(start..<end, with: "\n" + table + "\n")
            try Data(text.utf8).write(to: file)
        } else {
            #expect(text[start..<end] == "\n" + table + "\n")
        }
    }
}
