import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Truce

/// The bytes of a file as they arrive, looked at on the way: how many, how they begin, and at the end whether they are
/// those that were announced.
struct AttachedBytes: AsyncSequence, Sendable {
    typealias Element = ByteBufferView

    private let body: IncomingBody
    private let announced: [UInt8]?
    let seen = Seen()

    /// What was seen of them so far.
    final class Seen: Sendable {
        private struct State {
            var count = 0
            var start: [UInt8] = []
            var problem: Problem?
        }

        private let state = Mutex(State())
        private static let startBytes = 4096

        var count: Int { state.withLock { $0.count } }
        /// The first 4096, or all where there are fewer.
        var start: [UInt8] { state.withLock { $0.start } }
        /// Why they broke off.
        var problem: Problem? { state.withLock { $0.problem } }

        fileprivate func add(_ piece: ByteBufferView) {
            state.withLock { state in
                state.count += piece.count
                if state.start.count < Self.startBytes {
                    state.start += piece.prefix(Self.startBytes - state.start.count)
                }
            }
        }

        fileprivate func fail(_ problem: Problem) { state.withLock { $0.problem = problem } }
    }

    init(_ call: Call) throws(Problem) {
        body = call.body
        // An empty dictionary is none (RFC 9651 §4.2).
        guard let field = call.headers[HTTPField.Name("Content-Digest")!], !field.isEmpty else {
            announced = nil
            return
        }
        let parts = field.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "sha-256=", parts[2].isEmpty,
            let digest = Data(base64Encoded: String(parts[1])), digest.count == 32
        else { throw .parameter("Content-Digest") }
        announced = Array(digest)
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(pieces: body.pieces.makeAsyncIterator(), announced: announced, seen: seen)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var pieces: IncomingBody.Pieces.Iterator
        fileprivate let announced: [UInt8]?
        fileprivate let seen: Seen
        private var hash = SHA256()

        fileprivate init(pieces: IncomingBody.Pieces.Iterator, announced: [UInt8]?, seen: Seen) {
            (self.pieces, self.announced, self.seen) = (pieces, announced, seen)
        }

        mutating func next() async throws -> ByteBufferView? {
            do {
                guard let piece = try await pieces.next()?.readableBytesView else {
                    if let announced, Array(hash.finalize()) != announced { throw Problem(.digestDiffers) }
                    return nil
                }
                if announced != nil { hash.update(data: piece) }
                seen.add(piece)
                return piece
            } catch {
                seen.fail(error as? Problem ?? Problem(.malformed, "The body broke off."))
                throw error
            }
        }
    }
}
