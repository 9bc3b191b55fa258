import Crypto
import Foundation
import Hummingbird
import NIOPosix
import Synchronization
import Truce

/// A request's body as it arrives: read once, whole or piece by piece, never past its limit.
package struct IncomingBody: Sendable {
    /// In bytes.
    package let limit: Int
    /// What Content-Length said.
    package let declared: Int?
    private let source: Source
    private let wasRead = Flag()
    let waiting = BodyWaiting()

    private enum Source: Sendable {
        case stream(RequestBody)
        case bytes([UInt8])
    }

    private final class Flag: Sendable {
        private let isSet = Mutex(false)
        /// True the first time.
        func set() -> Bool {
            isSet.withLock { isSet in
                defer { isSet = true }
                return !isSet
            }
        }
    }

    init(_ body: RequestBody, declared: Int?, limit: Int) {
        source = .stream(body)
        self.declared = declared
        self.limit = limit
    }

    init(_ bytes: [UInt8], limit: Int) {
        source = .bytes(bytes)
        declared = bytes.count
        self.limit = limit
    }

    /// All of it.
    package func bytes() async throws(Problem) -> [UInt8] {
        var all: [UInt8] = []
        if let declared { all.reserveCapacity(min(declared, limit)) }
        do {
            try await forEach { all.append(contentsOf: $0.readableBytesView) }
        } catch let problem as Problem {
            throw problem
        } catch {
            preconditionFailure("reading a body throws problems: \(error)")
        }
        return all
    }

    /// Hands over each piece as it comes.
    ///
    /// - Throws: A ``Problem``, or what `take` throws, which ends the reading.
    package func forEach(_ take: (ByteBuffer) async throws -> Void) async throws {
        for try await piece in pieces { try await take(piece) }
    }

    /// Each piece as it comes, for one reader. Throws a ``Problem``.
    package var pieces: Pieces { Pieces(body: self) }

    package struct Pieces: AsyncSequence {
        fileprivate let body: IncomingBody

        package func makeAsyncIterator() -> Iterator {
            guard body.wasRead.set() else { preconditionFailure("a body is read once") }
            return switch body.source {
            case .bytes(let bytes): Iterator(body: body, whole: ByteBuffer(bytes: bytes))
            case .stream(let stream): Iterator(body: body, stream: stream.makeAsyncIterator())
            }
        }

        package struct Iterator: AsyncIteratorProtocol {
            fileprivate let body: IncomingBody
            fileprivate var whole: ByteBuffer?
            fileprivate var stream: RequestBody.AsyncIterator?
            private var count = 0

            fileprivate init(body: IncomingBody, whole: ByteBuffer) { (self.body, self.whole) = (body, whole) }
            fileprivate init(body: IncomingBody, stream: RequestBody.AsyncIterator) {
                (self.body, self.stream) = (body, stream)
            }

            package mutating func next() async throws -> ByteBuffer? {
                guard stream != nil else {
                    defer { whole = nil }
                    return whole
                }
                guard let piece = try await body.next(&stream!) else {
                    // Hummingbird takes a connection that broke off for the end of the body.
                    if let declared = body.declared, count != declared {
                        throw Problem(.malformed, "The body ended early.")
                    }
                    return nil
                }
                count += piece.readableBytes
                guard count <= body.limit else { throw IncomingBody.tooLarge(body.limit) }
                return piece
            }
        }
    }

    private func next(_ pieces: inout RequestBody.AsyncIterator) async throws(Problem) -> ByteBuffer? {
        guard waiting.begin() else { throw Problem(.tookTooLong) }
        defer { waiting.end() }
        do {
            return try await pieces.next()
        } catch let broken as BrokenBody {
            throw broken.problem
        } catch is CancellationError {
            throw Problem(.tookTooLong)
        } catch {
            throw Problem(.malformed, "The body broke off.")
        }
    }

    static func tooLarge(_ limit: Int) -> Problem {
        Problem(.tooLarge, limit == 0 ? "No body is taken here." : "At most \(Units.size(limit)) are taken here.")
    }
}

/// What became of a body that was saved.
package struct SavedBody: Hashable, Sendable {
    package let path: String
    package let byteCount: Int
    package let sha256: [UInt8]
}

extension IncomingBody {
    /// Streams the body into a new file, hashing it on the way, and flushes it to the disk. Whatever fails, no part of
    /// a file stays.
    ///
    /// - Parameter path: Where nothing is yet.
    package func save(to path: String) async throws -> SavedBody {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw SavingError(path: path, step: "create", code: errno) }
        do {
            defer { close(file) }
            var hash = SHA256()
            var count = 0
            try await forEach { piece in
                hash.update(data: piece.readableBytesView)
                count += piece.readableBytes
                // Disks stall; the threads that serve other requests must not.
                try await NIOThreadPool.singleton.runIfActive { try Self.write(piece, to: file, path: path) }
            }
            try await NIOThreadPool.singleton.runIfActive {
                guard fsync(file) == 0 else { throw SavingError(path: path, step: "flush", code: errno) }
            }
            return SavedBody(path: path, byteCount: count, sha256: Array(hash.finalize()))
        } catch {
            unlink(path)
            throw error
        }
    }

    private static func write(_ piece: ByteBuffer, to file: CInt, path: String) throws {
        try piece.withUnsafeReadableBytes { bytes in
            var at = 0
            while at < bytes.count {
                let written = Glibc.write(file, bytes.baseAddress! + at, bytes.count - at)
                if written < 0, errno == EINTR { continue }
                guard written > 0 else { throw SavingError(path: path, step: "write", code: errno) }
                at += written
            }
        }
    }
}

/// The server's own fault: the client is told of an internal error, the log of this.
struct SavingError: Error, CustomStringConvertible {
    let path: String
    let step: String
    let code: CInt

    var description: String { "Cannot \(step) \(path): \(String(cString: strerror(code)))." }
}
