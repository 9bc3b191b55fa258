import Foundation
import TruceTesting

/// The `truce` command as a user runs it.
enum TruceProgram {
    struct Result {
        var exitCode: Int32
        var output: String
        var errors: String
    }

    /// Beside the test bundle.
    static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "truce")

    static func run(_ arguments: String...) throws -> Result { try run(list: arguments) }

    static func run(list arguments: [String], input: String? = nil) throws -> Result {
        let process = Process()
        process.executableURL = path
        process.arguments = arguments
        process.currentDirectoryURL = SharedData.repository
        // Files, not pipes: nothing can block however much is said.
        let folder = try TemporaryFolder()
        let output = folder.url.appending(path: "stdout")
        let errors = folder.url.appending(path: "stderr")
        let given = folder.url.appending(path: "stdin")
        try Data().write(to: output)
        try Data().write(to: errors)
        try Data((input ?? "").utf8).write(to: given)
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardInput = try FileHandle(forReadingFrom: given)
        try process.run()
        process.waitUntilExit()
        return Result(
            exitCode: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
            errors: try String(contentsOf: errors, encoding: .utf8))
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
