import Crypto
import Foundation
import Truce

/// Reading and writing for the front door; the ledger looks after its own files.
enum Files {
    /// The whole file, at most `limit` bytes.
    ///
    /// - Parameter takesPipes: for a path that somebody named on purpose, as `<(…)` in a shell.
    static func read(
        _ path: String, limit: Int = 64 << 20, takesPipes: Bool = false
    ) throws(MechanismError) -> [UInt8] {
        let source = try FileSource(path, takesPipes: takesPipes)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count: Int
            do { count = try chunk.withUnsafeMutableBytes { try source.read($0) } } catch let error as MechanismError {
                throw error
            } catch { throw .cannotRead(path: path, why: "\(error)") }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[..<count])
            if bytes.count > limit {
                throw .badInput(
                    "“\(path)” is larger than \(limit >> 20) MiB, which is more than a file of this kind should need.")
            }
        }
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    static func name(_ path: String) -> String { URL(filePath: path).lastPathComponent }

    static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    /// A file of that name in the folder, sorted listing.
    static func list(_ folder: String) -> [String] {
        // A folder that cannot be listed has no files for us: the agreement itself is read by its own path.
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }

    /// Every file below a folder, as paths within it, sorted; none where there is no such folder.
    static func tree(_ folder: String) -> [String] {
        let all = FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []
        return all.filter {
            var isFolder: ObjCBool = false
            return FileManager.default.fileExists(atPath: folder + "/" + $0, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    static func makeFolder(_ path: String) throws(MechanismError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch { throw .cannotWrite(path: path, why: reason(error)) }
    }

    /// What was named, renamed or removed in the folder of a file stays so when the power fails.
    static func flushFolder(of path: String) throws(MechanismError) {
        let folder = Foundation.open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw .cannotWrite(path: path, why: String(cString: strerror(errno))) }
        defer { close(folder) }
        // A file system that cannot do it for folders (EINVAL) does it by itself.
        guard fsync(folder) == 0 || errno == EINVAL else {
            throw .cannotWrite(path: path, why: String(cString: strerror(errno)))
        }
    }

    static func reason(_ error: any Error) -> String {
        let error = error as NSError
        let under = error.userInfo[NSUnderlyingErrorKey] as? NSError
        let posix =
            (under?.domain == NSPOSIXErrorDomain ? under : nil) ?? (error.domain == NSPOSIXErrorDomain ? error : nil)
        if let posix { return String(cString: strerror(Int32(posix.code))) }
        return error.localizedDescription
    }

    static func sha256(_ bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }

    static func hex(_ digest: some Sequence<UInt8>) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

/// A file read piece by piece, front to back.
final class FileSource {
    let path: String
    private let descriptor: Int32
    /// Bytes in all; nil where the system does not know (a pipe).
    let size: Int?
    private(set) var bytesRead = 0
    /// Told after each piece.
    var onRead: ((Int) -> Void)?

    /// Opens a file, or standard input by the name `-`.
    ///
    /// - Parameter takesPipes: whether the path may name a pipe, whose other end is then waited for. Devices are never
    ///   read, and without this nothing is that could keep us waiting.
    init(_ path: String, takesPipes: Bool = true) throws(MechanismError) {
        self.path = path
        var status = stat()
        // A pipe is opened to be waited for only where that is wanted; what it is, is asked again once it is open.
        let waits = takesPipes && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO
        descriptor = path == "-" ? 0 : open(path, O_RDONLY | O_CLOEXEC | (waits ? 0 : O_NONBLOCK))
        guard descriptor >= 0 else { throw .cannotRead(path: path, why: String(cString: strerror(errno))) }
        guard fstat(descriptor, &status) == 0 else {
            throw .cannotRead(path: path, why: String(cString: strerror(errno)))
        }
        let kind = status.st_mode & S_IFMT
        let why: String? =
            switch kind {
            case S_IFREG: nil
            case S_IFDIR: "it is a folder; name a file in it"
            case S_IFIFO where waits: nil
            case _ where path == "-": nil
            case S_IFIFO where takesPipes: "it became a pipe while it was opened; try again"
            case S_IFIFO: "it is a pipe, and a plain file is needed; write what comes out of it to a file first"
            default: "it is no plain file but a device; name a file"
            }
        if let why {
            if descriptor > 0 { close(descriptor) }
            throw .cannotRead(path: path, why: why)
        }
        size = kind == S_IFREG ? Int(status.st_size) : nil
    }

    deinit { if descriptor > 0 { close(descriptor) } }

    /// Fills the buffer from the front; 0 at the end of the file.
    func read(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress!, buffer.count)
            if count >= 0 {
                bytesRead += count
                onRead?(bytesRead)
                return count
            }
            if errno != EINTR {
                throw MechanismError.cannotRead(path: path, why: String(cString: strerror(errno)))
            }
        }
    }
}

/// A file that appears under its name only once it is whole: written beside it, flushed to disk, renamed.
final class NewFile {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var isDone = false

    init(_ path: String) throws(MechanismError) {
        self.path = path
        temporary = path + ".part"
        // What an interrupted run left is removed, never written through: it may be a link to somewhere else.
        unlink(temporary)
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, why: String(cString: strerror(errno))) }
        buffer.reserveCapacity(1 << 17)
    }

    deinit {
        close(descriptor)
        if !isDone { unlink(temporary) }
    }

    func write(_ bytes: [UInt8]) throws(MechanismError) {
        buffer.append(contentsOf: bytes)
        if buffer.count >= 1 << 16 { try flush() }
    }

    private func flush() throws(MechanismError) {
        var at = 0
        while at < buffer.count {
            let written = buffer.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress! + at, $0.count - at) }
            if written < 0 {
                if errno == EINTR { continue }
                throw .cannotWrite(path: path, why: String(cString: strerror(errno)))
            }
            at += written
        }
        buffer.removeAll(keepingCapacity: true)
    }

    /// Everything is on the disk, under the temporary name.
    func seal() throws(MechanismError) {
        try flush()
        guard fsync(descriptor) == 0 else { throw .cannotWrite(path: path, why: String(cString: strerror(errno))) }
    }

    /// Takes its name for good, replacing what had it. Call once, after ``seal()``.
    func appear() throws(MechanismError) {
        guard rename(temporary, path) == 0 else {
            throw .cannotWrite(path: path, why: String(cString: strerror(errno)))
        }
        isDone = true
        try Files.flushFolder(of: path)
    }

    func finish() throws(MechanismError) {
        try seal()
        try appear()
    }

    static func write(_ bytes: [UInt8], to path: String) throws(MechanismError) {
        let file = try NewFile(path)
        try file.write(bytes)
        try file.finish()
    }
}
