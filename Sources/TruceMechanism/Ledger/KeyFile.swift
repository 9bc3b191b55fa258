import Foundation
import Truce
import TruceLedger

/// Files of private keys: readable by their owner only, made once, never overwritten.
enum KeyFile {
    static func create(_ path: String, _ secret: String) throws(MechanismError) {
        try makeFolder(of: path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST {
                throw .badRequest("“\(path)” exists, and a key is never overwritten. Name another file.")
            }
            throw .cannotWrite(path: path, why: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        let bytes = Array((secret + "\n").utf8)
        guard bytes.withUnsafeBytes({ write(descriptor, $0.baseAddress!, $0.count) }) == bytes.count,
            fsync(descriptor) == 0
        else { throw .cannotWrite(path: path, why: String(cString: strerror(errno))) }
        let folder = open(Files.folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .cannotWrite(path: path, why: String(cString: strerror(errno))) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw .cannotWrite(path: path, why: String(cString: strerror(errno))) }
    }

    /// Makes the folder of a key file, for its owner only, where there is none.
    static func makeFolder(of path: String) throws(MechanismError) {
        let folder = Files.folder(of: path)
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw .cannotWrite(path: folder, why: String(cString: strerror(errno)))
        }
    }

    static func read(_ path: String, kind: VerifierKey.Kind) throws(MechanismError) -> SigningKey {
        var status = stat()
        guard stat(path, &status) == 0 else { throw .cannotRead(path: path, why: String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .cannotRead(path: path, why: "it is no file; name the file of the key")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw .refused("“\(path)” can be read by others, and whoever reads it can sign. Say: chmod 600 “\(path)”.")
        }
        let text = String(decoding: try Files.read(path, limit: 4096), as: UTF8.self)
        let key: SigningKey
        do { key = try SigningKey(secret: text.hasSuffix("\n") ? text.dropLast() : text[...]) } catch {
            throw .badInput("“\(path)” holds no private key of a log or witness: \(error)")
        }
        guard key.verifier.kind == kind else {
            throw .badInput(
                "“\(path)” holds the key of a \(key.verifier.kind), and a key of a \(kind) is needed: “truce key new NAME --kind \(kind)”."
            )
        }
        return key
    }
}

extension Mechanism {
    public enum KeyKind: String, CaseIterable, Sendable { case log, witness, vault }

    /// Makes a key in a file of its own and gives its public half; nil for a vault's, which has none.
    public static func newKey(_ name: String, kind: KeyKind, file: String) throws(MechanismError) -> String? {
        if kind == .vault {
            try KeyFile.makeFolder(of: file)
            _ = try asMechanism { try MasterKey.create(at: file) }
            return nil
        }
        let key = try asMechanism { try SigningKey(name: name, kind: kind == .log ? .log : .witness) }
        try KeyFile.create(file, key.secret)
        return key.verifier.description
    }

    /// The public half of a key in a file.
    public static func verifierKey(_ file: String) throws(MechanismError) -> String {
        do { return try KeyFile.read(file, kind: .log).verifier.description } catch {
            guard case .badInput = error else { throw error }
            return try KeyFile.read(file, kind: .witness).verifier.description
        }
    }
}
