import Foundation
import Synchronization

/// Where log lines go: a file that can be opened anew after it was moved away, or standard error.
package final class LogFile: Sendable {
    /// Nil for standard error.
    private let path: String?
    private let descriptor: Mutex<CInt>

    /// - Parameter path: Empty for standard error.
    package init(path: String) throws(WebError) {
        self.path = path.isEmpty ? nil : path
        descriptor = Mutex(path.isEmpty ? STDERR_FILENO : try Self.open(path))
    }

    deinit {
        let descriptor = descriptor.withLock { $0 }
        if path != nil { close(descriptor) }
    }

    /// After logrotate moved the file away (SIGHUP). Where that fails, the old file stays in use.
    package func reopen() throws(WebError) {
        guard let path else { return }
        let new = try Self.open(path)
        descriptor.withLock { descriptor in
            close(descriptor)
            descriptor = new
        }
    }

    /// Writes whole lines. A disk that is full costs the log, not the requests.
    func write(_ line: String) {
        var line = line
        descriptor.withLock { descriptor in
            line.withUTF8 { bytes in
                var at = 0
                while at < bytes.count {
                    let written = Glibc.write(descriptor, bytes.baseAddress! + at, bytes.count - at)
                    if written < 0, errno == EINTR { continue }
                    guard written > 0 else { return }
                    at += written
                }
            }
        }
    }

    private static func open(_ path: String) throws(WebError) -> CInt {
        let file = Glibc.open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard file >= 0 else { throw .logFile(path, why: String(cString: strerror(errno))) }
        return file
    }
}
