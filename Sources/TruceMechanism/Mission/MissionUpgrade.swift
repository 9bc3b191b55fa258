import Foundation
import Truce
import TruceIntake

/// Brings the folder of an older program up to date, one step after the other. Every step can be interrupted and begun
/// again; the version in `mission.yaml` is written last. What a step changes is copied first: ``UpgradeCopy``. A newer
/// version is refused by whoever reads that file next.
enum MissionUpgrade {
    /// From version n to n + 1, at index n − 1. None yet: version 1 is the first.
    private static let steps: [@Sendable (MissionFolder) throws(MechanismError) -> Void] = []

    static func run(_ folder: MissionFolder) throws(MechanismError) {
        precondition(steps.count == MissionFile.format - 1, "there is a step for each version but the first")
        for (at, step) in steps.enumerated() where try version(folder) == at + 1 {
            try UpgradeCopy.file(folder.file, version: at + 1)
            try step(folder)
            try write(at + 2, folder)
        }
    }

    private static let key = "truce-mission: "

    /// As `mission.yaml` says; the current one where it says none, which reading then complains of.
    private static func version(_ folder: MissionFolder) throws(MechanismError) -> Int {
        guard Files.exists(folder.file) else { return MissionFile.format }
        let text = String(decoding: try Files.read(folder.file, limit: 4 << 20), as: UTF8.self)
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix(key) {
            if let version = Int(line.dropFirst(key.count)) { return version }
        }
        return MissionFile.format
    }

    private static func write(_ version: Int, _ folder: MissionFolder) throws(MechanismError) {
        let text = String(decoding: try Files.read(folder.file, limit: 4 << 20), as: UTF8.self)
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map {
            $0.hasPrefix(key) ? key + "\(version)" : String($0)
        }
        try NewFile.write(Array(lines.joined(separator: "\n").utf8), to: folder.file)
    }
}

extension Mission {
    /// Copies of what an upgrade changed in a mission's folder, until somebody removes them.
    public static func copiesBeforeUpgrade(at path: String) -> [String] {
        let folder = MissionFolder(path)
        return UpgradeCopy.copies(beside: folder.file) + UpgradeCopy.copies(beside: folder.ledger + "/vault.sqlite")
    }
}
