import Crypto
import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceMechanism

@Suite("Files that come with a command")
struct AttachmentTests {
    private func pieces(_ bytes: [UInt8], of size: Int = 1_000) -> AsyncStream<ArraySlice<UInt8>> {
        AsyncStream { stream in
            for start in stride(from: 0, to: bytes.count, by: size) {
                stream.yield(bytes[start..<min(start + size, bytes.count)])
            }
            stream.finish()
        }
    }

    private static func bytes(_ file: AttachedFile) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await file.next() { bytes += piece }
        return bytes
    }

    private func quarantine(_ test: TestMission) -> [String] { Files.list(test.path + "/quarantine") }

    @Test("a file is taken in by its SHA-256, waits until a report cites it, and is then given to who may see it")
    func cited() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let bytes = [UInt8]((0..<5_000).map { UInt8(truncatingIfNeeded: $0 * 7) })
        let digest = try await mission.takeIn(pieces(bytes), by: .observer)
        #expect(digest == FileDigest(Array(SHA256.hash(data: bytes))))
        #expect(quarantine(test).count == 1)
        let answer = try await mission.submit(.report(evidence: [digest]), as: .observer, key: "r")
        #expect(quarantine(test).isEmpty)
        #expect(answer.names.map(\.kind) == ["report"])
        let report = ReportID(answer.name("report")!)!
        try await mission.parts.follower.wait(for: answer.position, atMost: .seconds(60))
        let given = try await mission.attachment(digest, of: report, for: mission.asker(.analyst))
        #expect(given.size == bytes.count && !given.isCopy)
        #expect(try await Self.bytes(given) == bytes)
        let entry = try await mission.parts.session.store.read(from: answer.entries[0], limit: 1)[0]
        #expect(!String(decoding: entry.bytes, as: UTF8.self).contains(digest.description))
        for holder in [HolderID.north, nil] {
            await #expect(throws: MissionError.notFound(what: "file")) {
                try await mission.attachment(digest, of: report, for: mission.asker(holder))
            }
        }
        // Sent again with the same key the file is not asked for again.
        #expect(try await mission.submit(.report(evidence: [digest]), as: .observer, key: "r").wasThere)
        try await mission.close()
    }

    /// A picture of one grey square, and what a telephone wrote into it.
    private static let telephone = Array("Exif\0\0the place, the second, the serial number".utf8)
    private static let picture: [UInt8] = {
        func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
            [0xFF, marker, UInt8((content.count + 2) >> 8), UInt8((content.count + 2) & 255)] + content
        }
        let table: [UInt8] = [1] + [UInt8](repeating: 0, count: 16)
        return [0xFF, 0xD8] + segment(0xE1, telephone) + segment(0xDB, [0] + [UInt8](repeating: 1, count: 64))
            + segment(0xC0, [8, 0, 8, 0, 8, 1, 1, 0x11, 0]) + segment(0xC4, [0x00] + table)
            + segment(0xC4, [0x10] + table) + segment(0xDA, [1, 1, 0, 0, 63, 0]) + [0x3F, 0xFF, 0xD9]
    }()

    @Test(
        "who may not read what a report says and whose it is gets a picture without what the telephone wrote into it, and no other file",
        arguments: [
            ("analyst-1", true), ("head", true), ("observer-1", true), ("legal", false), ("auditor", false),
        ])
    func copies(holder: String, isWhole: Bool) async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let files = [Self.picture, Array("%PDF-1.7 with an author".utf8)]
        var digests: [FileDigest] = []
        for file in files { digests.append(try await mission.takeIn(pieces(file), by: .observer)) }
        let answer = try await mission.submit(.report(evidence: digests), as: .observer, key: "r")
        let report = ReportID(answer.name("report")!)!
        try await mission.parts.follower.wait(for: answer.position, atMost: .seconds(60))
        let asker = mission.asker(HolderID(holder))
        let given = try await mission.attachment(digests[0], of: report, for: asker)
        let bytes = try await Self.bytes(given)
        #expect(given.isCopy != isWhole && given.size == bytes.count && given.mediaType == "image/jpeg")
        #expect(bytes.starts(with: [0xFF, 0xD8]) && (bytes == Self.picture) == isWhole)
        #expect((bytes.firstRange(of: Self.telephone) != nil) == isWhole)
        if isWhole {
            #expect(try await Self.bytes(mission.attachment(digests[1], of: report, for: asker)) == files[1])
        } else {
            await #expect(throws: MissionError.hasNoCopy) {
                try await mission.attachment(digests[1], of: report, for: asker)
            }
        }
        try await mission.close()
    }

    @Test(
        "a file that somebody else took in, or nobody, is refused alike: a refusal does not tell what the mission holds"
    )
    func others() async throws {
        let test = try TestMission()
        let mission = try await test.start()
        let theirs = try await mission.takeIn(pieces([1, 2, 3]), by: HolderID("observer-2")!)
        let nobodys = FileDigest(Array(SHA256.hash(data: [9])))!
        var refusals: Set<MissionError> = []
        for (number, digest) in [theirs, nobodys].enumerated() {
            do {
                _ = try await mission.submit(.report(evidence: [digest]), as: .observer, key: "\(number)")
                Issue.record("it was recorded")
            } catch { refusals.insert(error) }
        }
        #expect(refusals.count == 1)
        try await mission.close()
    }

    @Test("one holder can have a tenth of what may wait: the others still get their files in", arguments: [10, 11])
    func share(files: Int) async throws {
        let test = try TestMission()
        let mission = try await test.start { ($0.attachmentLimit, $0.quarantineLimit) = (100, 10_000) }
        for number in 0..<10 {
            _ = try await mission.takeIn(pieces([UInt8](repeating: UInt8(number), count: 100)), by: .observer)
        }
        if files == 11 {
            await #expect(throws: MissionError.busy) { try await mission.takeIn(pieces([1, 2, 3]), by: .observer) }
        }
        _ = try await mission.takeIn(pieces([1, 2, 3]), by: HolderID("observer-2")!)
        #expect(quarantine(test).count == 11)
        try await mission.close()
    }

    @Test("a file that is sent again waits as long as if it came for the first time")
    func again() async throws {
        let test = try TestMission()
        let mission = try await test.start { $0.quarantineSeconds = 3_600 }
        _ = try await mission.takeIn(pieces([1, 2, 3]), by: .observer)
        let path = test.path + "/quarantine/" + quarantine(test)[0]
        let old = Date(timeIntervalSince1970: 1_000)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
        _ = try await mission.takeIn(pieces([1, 2, 3]), by: .observer)
        #expect(mission.parts.attachments.sweep(now: WallClock.now()) == 0)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: path)
        #expect(mission.parts.attachments.sweep(now: WallClock.now()) == 1)
        try await mission.close()
    }

    @Test(
        "a file above the limit leaves nothing behind; one of just the limit is kept",
        arguments: [(999, true), (1_000, true), (1_001, false)])
    func limit(size: Int, isKept: Bool) async throws {
        let test = try TestMission()
        let mission = try await test.start { $0.attachmentLimit = 1_000 }
        let bytes = [UInt8](repeating: 5, count: size)
        do {
            _ = try await mission.takeIn(pieces(bytes, of: 100), by: .observer)
            #expect(isKept)
        } catch { #expect(error == .tooLarge(limit: 1_000) && !isKept) }
        #expect(quarantine(test).count == (isKept ? 1 : 0))
        try await mission.close()
    }

    @Test("a stream that breaks leaves nothing behind")
    func broken() async throws {
        struct Broken: Error {}
        let test = try TestMission()
        let mission = try await test.start()
        let stream = AsyncThrowingStream<[UInt8], any Error> { stream in
            stream.yield([1, 2, 3])
            stream.finish(throwing: Broken())
        }
        await #expect(throws: MissionError.self) { try await mission.takeIn(stream, by: .observer) }
        #expect(quarantine(test).isEmpty)
        try await mission.close()
    }

    @Test("what nobody cites is removed after a day, and not before", arguments: [(86_399, 1), (86_401, 0)])
    func sweep(seconds: Int64, left: Int) async throws {
        let test = try TestMission()
        let mission = try await test.start()
        _ = try await mission.takeIn(pieces([1, 2, 3]), by: .observer)
        // The disk gives files the machine's own time.
        let taken = WallClock.now()
        mission.parts.attachments.sweep(now: taken.advanced(bySeconds: seconds))
        #expect(quarantine(test).count == left)
        try await mission.close()
    }
}
