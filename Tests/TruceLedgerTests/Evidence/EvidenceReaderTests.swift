import Foundation
import Testing

@testable import TruceLedger

@Suite("Evidence, read piece by piece")
struct EvidenceReaderTests {
    private func store() throws -> EvidenceStore {
        try EvidenceStore(
            folder: FileManager.default.temporaryDirectory.appending(path: "truce-evidence-\(UUID().uuidString)").path)
    }

    private func add(_ bytes: [UInt8], to store: EvidenceStore) throws -> EvidenceFile {
        let path = store.folder + "/given"
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        return try store.add(path)
    }

    private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }

    @Test("comes whole, whatever its length", arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 200_000])
    func whole(count: Int) throws {
        let store = try store()
        // What is left lies in a folder for temporary files.
        defer { try? FileManager.default.removeItem(atPath: store.folder) }
        let bytes = Self.bytes(count)
        let reader = try store.reader(add(bytes, to: store).hash)
        #expect(reader.file.bytes == count)
        var given: [UInt8] = []
        while let piece = try reader.next() {
            #expect(piece.count <= EvidenceStore.step)
            given += piece
        }
        #expect(given == bytes)
        #expect(try reader.next() == nil)
    }

    @Test("never comes whole when it is damaged", arguments: [1, 65_536, 65_537, 200_000])
    func damaged(count: Int) throws {
        let store = try store()
        // What is left lies in a folder for temporary files.
        defer { try? FileManager.default.removeItem(atPath: store.folder) }
        let hash = try add(Self.bytes(count), to: store).hash
        var altered = Self.bytes(count)
        altered[count / 2] ^= 1
        let path = store.path(of: hash)
        try FileManager.default.removeItem(atPath: path)
        try Data(altered).write(to: URL(fileURLWithPath: path))
        let reader = try store.reader(hash)
        var given = 0
        #expect(throws: EvidenceError.self) {
            while let piece = try reader.next() { given += piece.count }
        }
        #expect(given < count)
    }

    @Test("is said to be missing where it is")
    func missing() throws {
        let store = try store()
        // What is left lies in a folder for temporary files.
        defer { try? FileManager.default.removeItem(atPath: store.folder) }
        let hash = try add([1], to: store).hash
        try store.remove(hash)
        #expect(throws: EvidenceError.missing(hash)) { try store.reader(hash) }
    }
}
