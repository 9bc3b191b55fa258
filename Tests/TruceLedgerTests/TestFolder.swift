import Foundation
import Synchronization

/// A folder that goes when the test ends.
final class TestFolder: Sendable {
    let path: String
    /// Names given so far.
    private let count = Mutex(0)

    init() {
        path = FileManager.default.temporaryDirectory.appending(path: "truce-ledger-\(UUID().uuidString)").path
        // Whatever uses the folder fails if it was not made.
        try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        chmod(path, 0o700)
        // What is left in a folder for temporary files does no harm.
        try? FileManager.default.removeItem(atPath: path)
    }

    /// A name not used before.
    func file(_ name: String = "ledger") -> String {
        path + "/\(name)-\(count.withLock { $0 += 1; return $0 }).sqlite"
    }

    func path(_ name: String) -> String { path + "/" + name }

    var names: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() } }

    /// The bytes of every file below, one after the other.
    func allBytes() throws -> Data {
        var all = Data()
        let files = FileManager.default.enumerator(at: URL(filePath: path), includingPropertiesForKeys: nil)
        for case let file as URL in files ?? .init() where !file.hasDirectoryPath {
            all += try Data(contentsOf: file)
        }
        return all
    }
}

/// For as long as `work` takes.
func withFolder<Result>(_ work: (String) async throws -> Result) async throws -> Result {
    let folder = TestFolder()
    defer { withExtendedLifetime(folder) {} }
    return try await work(folder.path)
}

func contents(_ path: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: path))) }

func write(_ bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: URL(filePath: path)) }

extension Data {
    /// Whether `piece` lies anywhere in these bytes: looked for at each place where its first byte stands.
    func holds(_ piece: Data) -> Bool {
        withUnsafeBytes { all in
            piece.withUnsafeBytes { piece in
                guard let start = all.baseAddress, let sought = piece.baseAddress else { return piece.isEmpty }
                var place = 0
                while place + piece.count <= all.count,
                    let found = memchr(start + place, Int32(piece[0]), all.count - piece.count + 1 - place)
                {
                    if memcmp(found, sought, piece.count) == 0 { return true }
                    place = start.distance(to: UnsafeRawPointer(found)) + 1
                }
                return false
            }
        }
    }
}
