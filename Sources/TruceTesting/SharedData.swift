import Foundation

/// Real data that lie beside the repository, not in it: tests that use them are skipped by name where they are missing.
public enum SharedData {
    /// `../shared/data` next to the repository, or what `TRUCE_SHARED` names (the folder that holds `data`).
    public static let folder: URL? = {
        let files = FileManager.default
        if let named = ProcessInfo.processInfo.environment["TRUCE_SHARED"] {
            let folder = URL(fileURLWithPath: named).appendingPathComponent("data")
            return files.fileExists(atPath: folder.path) ? folder : nil
        }
        var above = URL(fileURLWithPath: #filePath)
        while above.path != "/" {
            above.deleteLastPathComponent()
            let folder = above.appendingPathComponent("shared/data")
            if files.fileExists(atPath: folder.path) { return folder }
        }
        return nil
    }()

    /// Test vectors of the methods digested in `../shared/spec`; nil where they are missing.
    public static let spec: URL? = folder.map { $0.deletingLastPathComponent().appending(path: "spec") }

    /// The repository's own folder, for fixtures and examples.
    public static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    public static func bytes(_ path: String) throws -> [UInt8] {
        guard let folder else { return [] }
        return Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }
}
