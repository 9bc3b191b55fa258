import Foundation
import Glibc

/// A program run to its end, with files for its streams: nothing can block however much it says.
///
/// Foundation's `Process` is not used because, on Linux, it copies each name of `/proc/self/fd` as 256 bytes whatever its length
/// and so reads beyond its buffer, and faults, in a process with as many open files as a test run has.
public struct ChildProgram: Sendable {
    public var exitCode: Int32
    public var output: String
    public var errors: String

    /// A signal's number is its exit code with 128 added, as a shell has it. Blocks its thread.
    public static func run(
        _ path: String, _ arguments: [String] = [], in folder: String = SharedData.repository.path, input: String = ""
    ) throws -> ChildProgram {
        let streams = try Streams(input: input)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, streams.input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, streams.output, O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, streams.errors, O_WRONLY, 0)

        // Goes to the folder and becomes the program; its own name for “no such program” is 127.
        let words = ["/usr/bin/env", "-C", folder, path] + arguments
        var pointers = words.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        var child = pid_t()
        let failure = posix_spawn(&child, words[0], &actions, nil, &pointers, environ)
        guard failure == 0 else { throw NotStarted(path: words[0], cause: String(cString: strerror(failure))) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) == -1, errno == EINTR {}
        let signal = status & 0x7F
        return ChildProgram(
            exitCode: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            output: try String(contentsOfFile: streams.output, encoding: .utf8),
            errors: try String(contentsOfFile: streams.errors, encoding: .utf8))
    }

    public struct NotStarted: Error {
        public var path: String
        public var cause: String
    }

    /// The three files, gone with the value.
    private final class Streams {
        let folder: String
        var input: String { folder + "/stdin" }
        var output: String { folder + "/stdout" }
        var errors: String { folder + "/stderr" }

        init(input: String) throws {
            folder = FileManager.default.temporaryDirectory.path + "/truce-child-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(input.utf8).write(to: URL(filePath: self.input))
            try Data().write(to: URL(filePath: output))
            try Data().write(to: URL(filePath: errors))
        }

        // A leftover in the folder of temporary files harms nobody.
        deinit { try? FileManager.default.removeItem(atPath: folder) }
    }
}
