import Foundation
import GRDB
import Synchronization

/// The right to write to one ledger: an advisory lock (flock) on a file beside it, given up by the system when the
/// process ends however it ends. SQLite's own locks are no use for this: they are held only while something is written.
final class WriterLock: Sendable {
    private let path: String
    private let descriptor: Mutex<Int32?>

    init(for ledger: String) throws(StoreError) {
        path = ledger + ".lock"
        while true {
            let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
            guard file >= 0 else {
                throw .cannotOpen(
                    path: ledger,
                    why: "its lock file cannot be made (\(StoreError.system())). Writing needs a folder that may be "
                        + "written; reading does not")
            }
            guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
                let why = errno
                close(file)
                if why == EWOULDBLOCK { throw .busy(path: ledger) }
                throw .cannotOpen(path: ledger, why: "its disk knows no locks (\(String(cString: strerror(why))))")
            }
            // The one before may have removed the file between the two calls; then this lock excludes nobody.
            var mine = stat()
            var named = stat()
            if fstat(file, &mine) == 0, stat(path, &named) == 0, mine.st_ino == named.st_ino,
                mine.st_dev == named.st_dev
            {
                descriptor = Mutex(file)
                return
            }
            close(file)
        }
    }

    deinit { release() }

    var isHeld: Bool { descriptor.withLock { $0 != nil } }

    /// Removes the lock file while it is still held, so that nobody locks a file that is about to go.
    func release() {
        descriptor.withLock {
            guard let file = $0 else { return }
            unlink(path)
            close(file)
            $0 = nil
        }
    }
}

/// A file that takes its name only once it is whole and on the disk. Readable by its owner only, because a ledger is
/// what a mission knows.
struct UnfinishedFile {
    let path: String
    /// Write here.
    let temporary: String

    /// Takes the name at once, with an empty file, so that nothing else gets it. Fails where there is a file already.
    init(_ path: String) throws(StoreError) {
        self.path = path
        temporary = path + ".part"
        try Self.makeEmpty(path)
        do {
            // What an interrupted run left.
            for leftover in ["", "-journal", "-wal", "-shm"] { unlink(temporary + leftover) }
            try Self.makeEmpty(temporary)
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func makeEmpty(_ path: String) throws(StoreError) {
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else {
            throw .cannotOpen(
                path: path,
                why: errno == EEXIST
                    ? "there is a file of that name already. Choose another name; nothing is ever written over"
                    : "it cannot be made (\(StoreError.system()))")
        }
        close(file)
    }

    /// Nothing remains of it.
    func abandon() {
        for leftover in ["", "-journal", "-wal", "-shm"] { unlink(temporary + leftover) }
        unlink(path)
    }

    func finish() throws(StoreError) {
        try Self.sync(temporary)
        guard rename(temporary, path) == 0 else {
            throw .cannotOpen(path: path, why: "it cannot take its name (\(StoreError.system()))")
        }
        try Self.sync(SQLiteFile.folder(of: path))
    }

    private static func sync(_ path: String) throws(StoreError) {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw .cannotOpen(path: path, why: StoreError.system()) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw .cannotOpen(path: path, why: "the disk fails (\(StoreError.system()))") }
    }
}

/// Connections to a ledger's file.
enum SQLiteFile {
    /// What every SQLite file begins with.
    private static let headerBytes = 100

    /// Says what is wrong with the name, before SQLite makes an empty database of it.
    static func examine(_ path: String) throws(StoreError) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw .cannotOpen(
                path: path,
                why: errno == ENOENT
                    ? "there is no such file. Check the name, or create the ledger first" : StoreError.system())
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .notALedger(path: path, why: "it is a folder or a device. Name the ledger's own file")
        }
        guard status.st_size > 0 else {
            throw .notALedger(
                path: path, why: "it is empty. If its making was interrupted, remove it and create it again")
        }
        guard status.st_size >= headerBytes else {
            throw .notALedger(
                path: path,
                why: "it was cut short: \(status.st_size) bytes are left, not even its header. Restore it from a copy")
        }
    }

    /// SQLite notices missing pages, but reads the missing end of the last page as zeros. While a log waits beside the
    /// file, the file may be short: the log holds what is missing.
    static func examineLength(_ db: Database, path: String) throws {
        let count = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        let length = try count * (Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0)
        var status = stat()
        // A file that is merged meanwhile is whole by the time its log is empty.
        guard !hasLog(path), stat(path, &status) == 0, status.st_size < length else { return }
        throw StoreError.damaged(why: "it was cut short: \(status.st_size) of \(length) bytes are left")
    }

    /// One connection. An immutable file is read without locks and without files beside it.
    static func connect(_ path: String, readOnly: Bool, immutable: Bool = false) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readOnly
        configuration.label = "ledger." + (readOnly ? "reading" : "writing")
        configuration.busyMode = .timeout(5)
        configuration.observesSuspensionNotifications = false
        configuration.prepareDatabase { db in
            // The file may come from anywhere: nothing in it is run but what the schema check has seen.
            try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON")
            // Where the system's own fsync does not wait for the disk (macOS), ask for the one that does.
            try db.execute(sql: "PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON")
        }
        // SQLite would take a relative name that begins with “file:” for an address.
        let plain = path.hasPrefix("/") ? path : "./" + path
        guard immutable else { return try DatabaseQueue(path: plain, configuration: configuration) }
        let whole = URL(filePath: path).standardizedFileURL.path
        let reserved = CharacterSet(charactersIn: "?#%").union(.controlCharacters)
        let encoded = whole.addingPercentEncoding(withAllowedCharacters: reserved.inverted) ?? whole
        return try DatabaseQueue(path: "file://\(encoded)?immutable=1", configuration: configuration)
    }

    static func folder(of path: String) -> String {
        let folder = (path as NSString).deletingLastPathComponent
        return folder.isEmpty ? "." : folder
    }

    static func canWrite(_ path: String) -> Bool { access(path, W_OK) == 0 && canWriteBeside(path) }

    static func canWriteBeside(_ path: String) -> Bool { access(folder(of: path), W_OK) == 0 }

    /// Whether entries wait in the log that SQLite keeps beside the file.
    static func hasLog(_ path: String) -> Bool {
        var status = stat()
        return stat(path + "-wal", &status) == 0 && status.st_size > 0
    }
}
