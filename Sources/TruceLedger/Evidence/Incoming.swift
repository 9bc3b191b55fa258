import Foundation

/// A file on its way into the evidence: written under a passing name, made durable, then given its own. Gone without a
/// trace unless it was kept; one that a crash left behind is removed by the next check.
struct Incoming: ~Copyable {
    let path: String
    private let file: Descriptor

    init(in folder: String) throws(EvidenceError) {
        try self.init(path: "\(folder)/incoming/\(UUID().uuidString)")
    }

    init(path: String) throws(EvidenceError) {
        self.path = path
        do { file = try Descriptor.create(path) } catch { throw .cannotWrite(path: path, why: error.reason) }
    }

    deinit { unlink(path) }

    func write(_ bytes: [UInt8]) throws(EvidenceError) {
        do { try file.write(bytes) } catch { throw .cannotWrite(path: path, why: error.reason) }
    }

    /// Gives the file its name. A hard link rather than a renaming, which would silently replace what is there: where
    /// the name is taken, `existing` throws unless by the same bytes.
    func keep(as name: String, orElse existing: () throws(EvidenceError) -> Void) throws(EvidenceError) {
        let parent = (name as NSString).deletingLastPathComponent
        try Self.makeFolder((parent as NSString).deletingLastPathComponent)
        try Self.makeFolder(parent)
        do {
            try file.sync()
            if link(path, name) != 0 {
                let fault = FileFault("name", name)
                guard fault.isExisting else { throw fault }
                try existing()
            }
            // Also where the name was there: whoever made it may have been stopped before this.
            try Descriptor.syncFolder(parent)
        } catch let error as EvidenceError {
            throw error
        } catch let error as FileFault {
            throw .cannotWrite(path: name, why: error.reason)
        } catch { throw .cannotWrite(path: name, why: "\(error)") }
    }

    /// Gives the file a name outside the evidence; one that is taken is an error.
    func keep(at name: String) throws(EvidenceError) {
        do {
            try file.sync()
            guard link(path, name) == 0 else { throw FileFault("name", name) }
            try Descriptor.syncFolder(of: name)
        } catch let error as FileFault {
            throw .cannotWrite(path: name, why: error.reason)
        } catch { throw .cannotWrite(path: name, why: "\(error)") }
    }

    /// Makes a folder for its owner only, durable; harmless where there is one.
    static func makeFolder(_ path: String) throws(EvidenceError) {
        if mkdir(path, 0o700) != 0 {
            let fault = FileFault("make", path)
            guard fault.isExisting else { throw .cannotWrite(path: path, why: fault.reason) }
        }
        do { try Descriptor.syncFolder(of: path) } catch { throw .cannotWrite(path: path, why: error.reason) }
    }
}
