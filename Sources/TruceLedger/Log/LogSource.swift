import Synchronization

/// Where a log's published files are read: a folder, a web server, memory. Paths are those of C2SP tlog-tiles,
/// `checkpoint` and `tile/…`, relative to the log's prefix.
public protocol LogSource: Sendable {
    /// The whole file; nil when there is none.
    func read(_ path: String) throws(LogError) -> [UInt8]?

    /// Every file's path under `tile/`; nil where the place cannot list its files (a web server).
    func list() throws(LogError) -> [String]?
}

/// Where a log publishes.
public protocol LogFiles: LogSource {
    /// Puts a file under its name, whole or not at all, replacing what had the name. It need not survive the loss of
    /// power before ``sync()``.
    func write(_ bytes: [UInt8], to path: String) throws(LogError)

    /// As ``write(_:to:)``, and durable when it returns: the name stands for the old bytes or for the new ones, whenever
    /// the power is lost.
    func replace(_ bytes: [UInt8], at path: String) throws(LogError)

    /// Everything written so far would survive the loss of power, names included.
    func sync() throws(LogError)

    func remove(_ path: String) throws(LogError)
}

/// Why files of the log could not be read or written.
public enum LogError: Error, Equatable, CustomStringConvertible {
    case cannotRead(path: String, why: String)
    case cannotWrite(path: String, why: String)
    /// Larger than a file of the log can be.
    case tooLarge(path: String)

    public var description: String {
        switch self {
        case .cannotRead(let path, let why): "Cannot read “\(path)”: \(why)."
        case .cannotWrite(let path, let why):
            "Cannot write “\(path)”: \(why). No checkpoint was signed for it. Mend that, then publish again."
        case .tooLarge(let path): "“\(path)” is larger than a file of a log can be."
        }
    }
}

/// Files in memory: for tests, and to build a log before it is copied.
public final class MemoryFiles: LogFiles {
    private let files: Mutex<[String: [UInt8]]>

    public init(_ files: [String: [UInt8]] = [:]) { self.files = Mutex(files) }

    public func read(_ path: String) -> [UInt8]? { files.withLock { $0[path] } }
    public func list() -> [String]? { files.withLock { $0.keys.filter { $0.hasPrefix("tile/") }.sorted() } }
    public func write(_ bytes: [UInt8], to path: String) { files.withLock { $0[path] = bytes } }
    public func replace(_ bytes: [UInt8], at path: String) { write(bytes, to: path) }
    public func sync() {}
    public func remove(_ path: String) { files.withLock { $0[path] = nil } }
    public var all: [String: [UInt8]] { files.withLock { $0 } }
}
