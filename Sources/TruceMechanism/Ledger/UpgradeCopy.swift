import Foundation
import Truce
import TruceLedger

/// A file as it was before a newer program changed its form: kept beside it, in the folder `before-upgrade`, until somebody
/// is content and removes it. What is erased is erased there too, by removing it.
enum UpgradeCopy {
    private static func folder(beside file: String) -> String { Files.folder(of: file) + "/before-upgrade" }

    /// Copies a plain file, once.
    static func file(_ path: String, version: Int) throws(MechanismError) {
        let copy = try place(for: path, version)
        if !Files.exists(copy) { try NewFile.write(try Files.read(path), to: copy) }
    }

    /// Copies a vault that is of an older version than this program's, and opens every part of the copy before anything is
    /// changed. A vault of a newer version is refused by name. Gives the copy's path, nil where none was needed.
    @discardableResult
    static func vault(_ path: String, key: MasterKey) throws(MechanismError) -> String? {
        guard let version = SQLiteHeader(path)?.version else { return nil }
        guard version <= Vault.fileVersion else {
            throw .refused(newer(path, found: version, known: Vault.fileVersion))
        }
        guard (1..<Vault.fileVersion).contains(version) else { return nil }
        let copy = try place(for: path, version)
        // One that was made before the upgrade was interrupted is as good.
        if !Files.exists(copy) { try asMechanism { try SQLiteCopy.copy(path, to: copy) } }
        // Copying mends the structure of a file, so both are looked at.
        for file in [path, copy] {
            let checked = try asMechanism { try Vault.open(reading: file, key: key).check() }
            guard let damage = checked.damages.first else { continue }
            throw .refused(
                "“\(path)” is of version \(version) and would be brought to \(Vault.fileVersion), but a part of it does not open, so "
                    + "nothing was changed. \(damage)")
        }
        return copy
    }

    static func copies(beside file: String) -> [String] {
        let folder = folder(beside: file)
        return Files.list(folder).map { folder + "/" + $0 }
    }

    /// Removes every copy beside a file: after an erasure they would hold what was erased.
    static func remove(beside file: String) throws(MechanismError) {
        let folder = folder(beside: file)
        guard Files.exists(folder) else { return }
        do { try FileManager.default.removeItem(atPath: folder) } catch {
            throw .cannotWrite(path: folder, why: Files.reason(error))
        }
    }

    static func newer(_ file: String, found: Int, known: Int) -> String {
        "“\(file)” is of version \(found), and Truce \(RulesVersion.product) knows none above \(known): a newer Truce has had it "
            + "open. Install that one again, or put the folder back as it was before, from a backup."
    }

    private static func place(for path: String, _ version: Int) throws(MechanismError) -> String {
        let folder = folder(beside: path)
        try Files.makePrivateFolder(folder)
        return "\(folder)/\(Files.name(path)).\(version)"
    }
}

/// What stands at the beginning of every SQLite file (sqlite.org/fileformat2.html, “The Database Header”).
struct SQLiteHeader {
    /// The program's own number for the form of its tables.
    let version: Int

    /// Nil where there is no such file, or it is none of SQLite's: whoever opens it next says why.
    init?(_ path: String) {
        guard let file = FileHandle(forReadingAtPath: path), let bytes = try? file.read(upToCount: 100),
            bytes.count == 100, bytes.starts(with: Array("SQLite format 3\0".utf8))
        else { return nil }
        version = bytes[60..<64].reduce(0) { $0 << 8 | Int($1) }
    }
}
