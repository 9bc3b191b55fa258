import Foundation
import TruceTesting

/// The `truce` command as a user runs it.
enum TruceProgram {
    /// Beside the test bundle.
    static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "truce")

    static func run(_ arguments: String...) throws -> ChildProgram { try run(list: arguments) }

    static func run(list arguments: [String], input: String = "") throws -> ChildProgram {
        try ChildProgram.run(path.path, arguments, input: input)
    }
}

/// A folder of its own for one test, gone with the value.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "truce-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func write(_ name: String, _ text: String) throws -> String {
        try write(name, Array(text.utf8))
    }

    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
        try Data(bytes).write(to: url.appending(path: name))
        return path(name)
    }

    /// Every file, by name.
    func contents(_ name: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: path(name)) {
            found[file] = try Data(contentsOf: url.appending(path: name).appending(path: file))
        }
        return found
    }
}
