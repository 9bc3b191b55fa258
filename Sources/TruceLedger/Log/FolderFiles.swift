import Foundation
import Synchronization

/// A folder that any static web server can serve.
public final class FolderFiles: LogFiles {
    public let folder: String
    /// Names written since the last sync, so that a small batch flushes just those.
    private let unsynced = Mutex<[String]>([])
    /// An entry bundle of 256 entries of 65,535 bytes.
    private static let byteLimit = 256 * (65_535 + 2)
    private static let isTemporary = ".part"

    public init(_ folder: String) { self.folder = folder }

    public func read(_ path: String) throws(LogError) -> [UInt8]? {
        let name = folder + "/" + path
        // A pipe that somebody put in a file's place must not be waited for.
        let descriptor = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .cannotRead(path: name, why: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            throw .cannotRead(path: name, why: String(cString: strerror(errno)))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        guard status.st_size <= Self.byteLimit else { throw .tooLarge(path: name) }
        let size = Int(status.st_size)
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let got = Foundation.read(descriptor, buffer.baseAddress! + count, size - count)
                if got < 0 && errno == EINTR { continue }
                if got < 0 { failure = errno }
                if got <= 0 { break }
                count += got
            }
        }
        guard failure == 0 else { throw .cannotRead(path: name, why: String(cString: strerror(failure))) }
        return bytes
    }

    public func list() throws(LogError) -> [String]? {
        var found: [String] = []
        var folders = ["tile"]
        while let next = folders.popLast() {
            guard let directory = opendir(folder + "/" + next) else {
                if errno == ENOENT { continue }
                throw .cannotRead(path: folder + "/" + next, why: String(cString: strerror(errno)))
            }
            defer { closedir(directory) }
            while let item = readdir(directory) {
                let name = withUnsafeBytes(of: &item.pointee.d_name) {
                    String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name == "." || name == ".." { continue }
                let path = next + "/" + name
                if isFolder(path, item.pointee.d_type) {
                    folders.append(path)
                } else if !name.hasSuffix(Self.isTemporary) {
                    found.append(path)
                }
            }
        }
        return found.sorted()
    }

    /// Not every file system says of what type an entry of a folder is.
    private func isFolder(_ path: String, _ type: UInt8) -> Bool {
        guard type == UInt8(DT_UNKNOWN) else { return type == UInt8(DT_DIR) }
        var status = stat()
        return lstat(folder + "/" + path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    public func write(_ bytes: [UInt8], to path: String) throws(LogError) {
        try put(bytes, at: path, isFlushedFirst: false)
        unsynced.withLock { $0.append(path) }
    }

    public func replace(_ bytes: [UInt8], at path: String) throws(LogError) {
        try put(bytes, at: path, isFlushedFirst: true)
        try flush(path.split(separator: "/").dropLast().joined(separator: "/"))
    }

    private func put(_ bytes: [UInt8], at path: String, isFlushedFirst: Bool) throws(LogError) {
        let name = folder + "/" + path
        let temporary = name + Self.isTemporary
        var descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        if descriptor < 0, errno == ENOENT {
            try makeFolders(for: path)
            descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        }
        guard descriptor >= 0 else { throw .cannotWrite(path: name, why: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        var at = 0
        while at < bytes.count {
            let written = bytes.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + at, $0.count - at) }
            if written < 0 && errno == EINTR { continue }
            guard written >= 0 else {
                let why = String(cString: strerror(errno))
                unlink(temporary)
                throw .cannotWrite(path: name, why: why)
            }
            at += written
        }
        guard !isFlushedFirst || fsync(descriptor) == 0 else {
            throw .cannotWrite(path: name, why: String(cString: strerror(errno)))
        }
        guard rename(temporary, name) == 0 else {
            throw .cannotWrite(path: name, why: String(cString: strerror(errno)))
        }
    }

    public func sync() throws(LogError) {
        let paths = unsynced.withLock { $0 }
        // Many files are flushed in one go, which finds the disk's own order; asking for each afterwards then costs
        // little, and says if one failed.
        if paths.count > 32 { Foundation.sync() }
        var folders: Set<String> = []
        for path in paths {
            try flush(path)
            var parts = path.split(separator: "/")
            while !parts.isEmpty {
                parts.removeLast()
                guard folders.insert(parts.joined(separator: "/")).inserted else { break }
            }
        }
        for path in folders.sorted() { try flush(path) }
        // Only what is flushed is forgotten: after a failure the next flush asks for all of it again.
        unsynced.withLock { $0.removeFirst(paths.count) }
    }

    private func flush(_ path: String) throws(LogError) {
        let name = path.isEmpty ? folder : folder + "/" + path
        let descriptor = open(name, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotWrite(path: name, why: String(cString: strerror(errno))) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .cannotWrite(path: name, why: String(cString: strerror(errno))) }
    }

    public func remove(_ path: String) throws(LogError) {
        let name = folder + "/" + path
        guard unlink(name) == 0 || errno == ENOENT else {
            throw .cannotWrite(path: name, why: String(cString: strerror(errno)))
        }
        // The folder of partial tiles goes with its last file; while it holds another, this fails and that is right.
        _ = rmdir((name as NSString).deletingLastPathComponent)
    }

    private func makeFolders(for path: String) throws(LogError) {
        var name = folder
        for part in [""] + path.split(separator: "/").dropLast().map(String.init) {
            if !part.isEmpty { name += "/" + part }
            guard mkdir(name, 0o755) == 0 || errno == EEXIST else {
                throw .cannotWrite(path: name, why: String(cString: strerror(errno)))
            }
        }
    }
}
