import Foundation
import Testing
import Truce
import TruceMechanism

@testable import TruceWeb

@Suite("The clock of an exercise")
struct ExerciseClockTests {
    @Test("begins where it is told to, and runs on")
    func begins() throws {
        try inFolder(isDemonstration: true) { folder in
            let before = WallClock.now()
            let clock = try folder.clock(from: "2031-03-21T09:00:00Z")
            let passed = clock().seconds - 1_931_850_000
            #expect((0...WallClock.now().seconds(since: before)).contains(passed))
        }
    }

    @Test("is no mission's: what is evidence stands at the machine's time")
    func mission() throws {
        try inFolder(isDemonstration: false) { folder in
            #expect(throws: WebError.clockOfMission(folder.path)) { try folder.clock(from: "2031-03-21T09:00:00Z") }
            let before = WallClock.now()
            let now = try folder.clock(from: nil)()
            #expect((before...WallClock.now()).contains(now))
        }
    }

    @Test(
        "is a time with its offset",
        arguments: ["", "tomorrow", "2031-03-21", "2031-03-21T09:00:00", "2031-02-30T09:00:00Z"])
    func unreadable(text: String) throws {
        try inFolder(isDemonstration: true) { folder in
            #expect(throws: WebError.notATime(text)) { try folder.clock(from: text) }
        }
    }

    private func inFolder(isDemonstration: Bool, _ use: (ServedFolder) throws -> Void) throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "truce-clock-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        // A folder left behind spoils no other test.
        defer { try? FileManager.default.removeItem(atPath: path) }
        let folder = ServedFolder(path)
        if isDemonstration { try Data("complete\n".utf8).write(to: URL(filePath: folder.demonstration)) }
        try use(folder)
    }
}
