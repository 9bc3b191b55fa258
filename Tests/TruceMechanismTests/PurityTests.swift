import Foundation
import Testing
import TruceTesting

@Suite("What may import what")
struct PurityTests {
    static func sources(_ target: String) throws -> [(name: String, text: String)] {
        let folder = SharedData.repository.appending(path: "Sources/\(target)")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL]
        return try (files ?? []).filter { $0.pathExtension == "swift" }
            .map { ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8)) }
    }

    @Test(
        "the pure targets read no clock, file, environment, network or global chance",
        arguments: [
            "Truce", "TruceIntake", "TruceMatching", "TruceDocuments", "TruceSimulation",
        ])
    func pure(target: String) throws {
        // A clock is asked with its name or with a bare dot; the moment that a value carries is no clock.
        let forbidden = [
            "Date()", "Date.now", "Clock.now", " .now", "(.now", "FileManager", "FileHandle", "ProcessInfo",
            "URLSession", "getenv", "fopen",
            "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", "String(contentsOf", "Data(contentsOf",
            "Thread.", "DispatchQueue",
        ]
        // Without a generator that the caller gave, they draw on the system's.
        let drawing = [".random(", "randomElement(", ".shuffle(", ".shuffled("]
        let files = try Self.sources(target)
        #expect(!files.isEmpty)
        for (name, text) in files {
            for word in forbidden where text.contains(word) { Issue.record("\(target)/\(name) holds \(word)") }
            for line in text.split(separator: "\n") where drawing.contains(where: line.contains) {
                #expect(line.contains("using:") || line.contains("random.shuffled("), "\(target)/\(name): \(line)")
            }
        }
    }

    @Test("of Truce, the server imports the words and their catalogue, the front door and the accounts only")
    func server() throws {
        // TruceOIDC stands behind the trait of that name.
        let allowed: Set = ["Truce", "TruceDocuments", "TruceMechanism", "TruceAccounts", "TruceOIDC"]
        let files = try Self.sources("TruceWeb")
        #expect(!files.isEmpty)
        for (name, text) in files {
            for line in text.split(separator: "\n").map({ $0.drop { $0 == " " } }) where line.hasPrefix("import Truce")
            {
                #expect(allowed.contains(String(line.dropFirst(7))), "\(name): \(line)")
            }
            #expect(!text.contains("import GRDB"), "\(name)")
        }
    }

    @Test("the command imports the words and the front door only")
    func command() throws {
        let allowed: Set = ["ArgumentParser", "Foundation", "Synchronization", "Truce", "TruceMechanism", "TruceWeb"]
        for (name, text) in try Self.sources("TruceCommand") {
            for line in text.split(separator: "\n") where line.hasPrefix("import ") {
                #expect(allowed.contains(String(line.dropFirst(7))), "\(name): \(line)")
            }
        }
    }
}
