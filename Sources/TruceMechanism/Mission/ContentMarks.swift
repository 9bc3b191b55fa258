import Crypto
import Foundation
import Synchronization
import Truce
import TruceLedger

/// By what a submission is known: who sends it, and the sender's key for it.
struct SubmissionName: Hashable, Sendable {
    let holder: HolderID
    let key: String

    /// Nil where the key is empty, longer than 128 bytes or has control characters: what an identifier is.
    init?(_ holder: HolderID, key: String) {
        guard HolderID(key) != nil else { return nil }
        self.holder = holder
        self.key = key
    }

    /// The submission of the n-th entry that it makes, from 0. The line feed stands in no holder and no key.
    func id(_ entry: Int) -> SubmissionID {
        SubmissionID("command\n\(holder)\n\(key)" + (entry == 0 ? "" : "\n\(entry)"))
    }
}

/// Tells whether a command that comes again under the same key is the same command: 16 bytes of an HMAC-SHA-256 whose key
/// is made of the holder and the sender's own key, neither of which is kept anywhere.
struct ContentMark: Hashable, Sendable {
    static let byteCount = 16
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// Throws where the command says what no fact can hold.
    init(_ command: Command, _ name: SubmissionName) throws(FactError) {
        let content = try command.canonicalBytes()
        var secret = SHA256()
        secret.update(data: Array("truce content mark 1\n\(name.holder)\n\(name.key)".utf8))
        var code = HMAC<SHA256>(key: SymmetricKey(data: Array(secret.finalize())))
        code.update(data: Array("\(command.kind.rawValue)\n".utf8))
        code.update(data: content)
        bytes = Array(Array(code.finalize()).prefix(Self.byteCount))
    }
}

/// The mark of each entry that a command made, in a flat file beside the ledger: 16 bytes at 16 × its index, zero where
/// none is known.
///
/// Why not in the ledger: whoever guesses what a report said could prove the guess by its hash. Why not in the vault: it
/// would cost a sealed field for every report, to catch a mistake of the sender's own. It is a cache: where it is lost,
/// a key that comes again gets the first answer, whatever its content. What is erased is erased here too.
final class ContentMarks: Sendable {
    private let descriptor: Int32
    private let path: String
    private static let none = [UInt8](repeating: 0, count: ContentMark.byteCount)

    init(_ path: String) throws(MechanismError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .cannotWrite(path: path, why: String(cString: strerror(errno))) }
    }

    deinit { Foundation.close(descriptor) }

    /// Nil where none is known.
    subscript(index: Int) -> ContentMark? {
        var bytes = Self.none
        let count = bytes.withUnsafeMutableBytes {
            pread(descriptor, $0.baseAddress!, $0.count, off_t(index * ContentMark.byteCount))
        }
        return count == ContentMark.byteCount && bytes != Self.none ? ContentMark(bytes: bytes) : nil
    }

    /// Of the entries from `first` on. A write that fails is no reason to refuse what is recorded already.
    func put(_ marks: [ContentMark?], from first: Int) {
        let bytes = marks.flatMap { $0?.bytes ?? Self.none }
        _ = bytes.withUnsafeBytes {
            pwrite(descriptor, $0.baseAddress!, $0.count, off_t(first * ContentMark.byteCount))
        }
    }

    /// Overwrites what is known of these entries. Durable when it returns.
    func erase(_ indices: some Sequence<Int>) throws(MechanismError) {
        for index in indices { put([nil], from: index) }
        guard fsync(descriptor) == 0 else { throw .cannotWrite(path: path, why: String(cString: strerror(errno))) }
    }
}
