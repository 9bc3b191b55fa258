import Foundation

/// What a check of all files found.
public struct EvidenceCheck: Hashable, Sendable {
    /// Files whose bytes hash to their name.
    public var sound = 0
    /// Sealed files: without the vault only their names can be looked at.
    public var sealed: [TreeHash] = []
    /// What is wrong, a sentence each.
    public var damages: [String] = []

    public var isIntact: Bool { damages.isEmpty }
}

extension EvidenceStore {
    /// Hashes every file and looks at every name. Nothing is changed, except that what a crash left in `incoming` more
    /// than a day ago is removed.
    public func check() throws(EvidenceError) -> EvidenceCheck {
        var check = EvidenceCheck()
        for path in try Self.files(in: "\(folder)/sha256") {
            guard let hash = name(path, in: "sha256") else {
                check.damages.append("“\(path)” is not where evidence of that name belongs.")
                continue
            }
            do {
                try verify(hash)
                check.sound += 1
            } catch { check.damages.append(error.description) }
        }
        for path in try Self.files(in: "\(folder)/sealed") {
            if let content = name(path, in: "sealed") {
                check.sealed.append(content)
            } else {
                check.damages.append("“\(path)” is not where a sealed file of that name belongs.")
            }
        }
        try removeLeftOvers()
        return check
    }

    private func name(_ path: String, in kind: String) -> TreeHash? {
        guard let hash = Hex.bytes((path as NSString).lastPathComponent).flatMap({ TreeHash($0) }),
            self.path(of: hash, in: kind) == path
        else { return nil }
        return hash
    }

    private func removeLeftOvers() throws(EvidenceError) {
        for path in try Self.files(in: "\(folder)/incoming") {
            do {
                guard let state = try Descriptor.state(of: path), state.modifiedSeconds < time(nil) - 86_400 else {
                    continue
                }
                unlink(path)
            } catch { throw .cannotRead(path: path, why: error.reason) }
        }
    }

    /// Every name below a folder that is not a folder itself, in order.
    private static func files(in folder: String) throws(EvidenceError) -> [String] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted() } catch {
            throw .cannotRead(path: folder, why: "\(error)")
        }
        var files: [String] = []
        for name in names {
            let path = folder + "/" + name
            var status = stat()
            if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                files += try Self.files(in: path)
            } else {
                files.append(path)
            }
        }
        return files
    }
}
