import Foundation

/// An open file, closed when it goes out of use. What a path names is never followed through a symbolic link at its
/// last part.
struct Descriptor: ~Copyable {
    private let number: Int32
    private let path: String

    private init(number: Int32, path: String) {
        self.number = number
        self.path = path
    }

    deinit { close(number) }

    /// Opens a file for reading.
    static func open(_ path: String) throws(FileFault) -> Descriptor {
        try opened(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    }

    /// Opens an existing file for reading and writing in place.
    static func openForWriting(_ path: String) throws(FileFault) -> Descriptor {
        try opened(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
    }

    /// Makes a new file that only its owner may read and write; a name that is taken is an error.
    static func create(_ path: String) throws(FileFault) -> Descriptor {
        try opened(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC)
    }

    /// A second hold on a descriptor that somebody else opened and goes on owning.
    static func duplicate(of number: Int32, path: String) throws(FileFault) -> Descriptor {
        let own = dup(number)
        guard own >= 0 else { throw FileFault("open", path) }
        return Descriptor(number: own, path: path)
    }

    private static func opened(_ path: String, _ flags: Int32) throws(FileFault) -> Descriptor {
        let number = Foundation.open(path, flags, 0o600)
        guard number >= 0 else { throw FileFault("open", path) }
        return Descriptor(number: number, path: path)
    }

    /// What was asked for a file, as far as we use it.
    struct State: Equatable {
        let bytes: Int
        let isRegular: Bool
        /// Owned by us, and nobody else has any right to it.
        let isOwnersOnly: Bool
        let device: UInt64
        let inode: UInt64
        let modifiedSeconds: Int
        let modifiedNanoseconds: Int

        init(_ status: stat) {
            bytes = Int(status.st_size)
            isRegular = status.st_mode & S_IFMT == S_IFREG
            isOwnersOnly = status.st_mode & 0o077 == 0 && status.st_uid == geteuid()
            device = UInt64(truncatingIfNeeded: status.st_dev)
            inode = UInt64(status.st_ino)
            #if canImport(Darwin)
                modifiedSeconds = status.st_mtimespec.tv_sec
                modifiedNanoseconds = status.st_mtimespec.tv_nsec
            #else
                modifiedSeconds = status.st_mtim.tv_sec
                modifiedNanoseconds = status.st_mtim.tv_nsec
            #endif
        }
    }

    func state() throws(FileFault) -> State {
        var status = stat()
        guard fstat(number, &status) == 0 else { throw FileFault("look at", path) }
        return State(status)
    }

    /// The state of what a path names, itself not opened; nil where there is nothing.
    static func state(of path: String) throws(FileFault) -> State? {
        var status = stat()
        if lstat(path, &status) == 0 { return State(status) }
        guard errno == ENOENT else { throw FileFault("look at", path) }
        return nil
    }

    /// The next bytes, from where the last read ended; empty at the end.
    func read(atMost limit: Int) throws(FileFault) -> [UInt8] {
        var failed = false
        let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            var got = 0
            while got < limit {
                let step = Foundation.read(number, buffer.baseAddress! + got, limit - got)
                if step < 0 && errno == EINTR { continue }
                failed = step < 0
                if step <= 0 { break }
                got += step
            }
            count = got
        }
        if failed { throw FileFault("read", path) }
        return bytes
    }

    func write(_ bytes: [UInt8]) throws(FileFault) {
        var done = 0
        while done < bytes.count {
            let step = bytes.withUnsafeBytes { Foundation.write(number, $0.baseAddress! + done, bytes.count - done) }
            if step < 0 && errno == EINTR { continue }
            guard step > 0 else { throw FileFault("write", path) }
            done += step
        }
    }

    func seek(to place: Int) throws(FileFault) {
        guard lseek(number, off_t(place), SEEK_SET) == place else { throw FileFault("read", path) }
    }

    /// Writes zeros over all bytes from one place to another, waits for the disk, and ends the file at the first.
    func overwrite(from start: Int, to end: Int) throws(FileFault) {
        let zeros = [UInt8](repeating: 0, count: 1 << 16)
        try seek(to: start)
        for place in stride(from: start, to: end, by: zeros.count) {
            try write(end - place >= zeros.count ? zeros : Array(zeros[..<(end - place)]))
        }
        try sync()
        guard ftruncate(number, off_t(start)) == 0 else { throw FileFault("shorten", path) }
        try sync()
    }

    /// Returns once the bytes would survive the loss of power.
    func sync() throws(FileFault) {
        #if canImport(Darwin)
            guard fcntl(number, F_FULLFSYNC) == 0 || fsync(number) == 0 else { throw FileFault("sync", path) }
        #else
            guard fsync(number) == 0 else { throw FileFault("sync", path) }
        #endif
    }

    static func syncFolder(_ path: String) throws(FileFault) {
        let folder = try opened(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try folder.sync()
    }

    static func syncFolder(of path: String) throws(FileFault) {
        let parent = (path as NSString).deletingLastPathComponent
        try syncFolder(parent.isEmpty ? "." : parent)
    }
}

/// A call to the system that failed: what, on which file, and the system's own words.
struct FileFault: Error, Equatable, CustomStringConvertible {
    let act: String
    let path: String
    let code: Int32

    /// Takes the code of the call that just failed.
    init(_ act: String, _ path: String) {
        self.act = act
        self.path = path
        code = errno
    }

    var isExisting: Bool { code == EEXIST }
    var isMissing: Bool { code == ENOENT }

    /// The system's words for it.
    var reason: String { String(cString: strerror(code)) }

    var description: String { "cannot \(act) “\(path)”: \(reason)" }
}
