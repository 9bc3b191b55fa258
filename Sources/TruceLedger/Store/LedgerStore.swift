import Crypto
import Truce

/// Where entries are kept, in order, for good. Three operations, and a look-up that makes a repeated submission
/// harmless. Entries count from 0; a *size* is the number of entries, so the entry appended after size n has index n.
///
/// What every store promises (`StoreContract` checks it):
/// - an append is whole or not at all, and returns only once it would survive the loss of power;
/// - an append after any size but the current one fails and changes nothing, so two writers cannot fork the record;
/// - what was appended is read back as the same bytes, for ever, and there is no way to change or remove it;
/// - one submission has one index, for ever.
public protocol LedgerStore: Sendable {
    /// How many entries there are, and whose record this is.
    func head() async throws(StoreError) -> LedgerHead

    /// Appends in order. Throws ``StoreError/movedOn(expected:found:)`` when the store does not hold exactly `size`
    /// entries, ``StoreError/repeatedSubmission(_:index:)`` when one of the submissions has an index already (also
    /// within the batch), ``StoreError/tooLarge(bytes:)`` for an entry above ``StoredEntry/byteLimit``.
    func append(_ entries: [StoredEntry], after size: Int) async throws(StoreError)

    /// At most `limit` entries from `index` on; fewer only at the end. Empty at or past the end, and for a `limit` of 0 or
    /// less.
    ///
    /// - Precondition: `index` is not negative.
    func read(from index: Int, limit: Int) async throws(StoreError) -> [StoredEntry]

    /// The index that each submission was given; nil for those never seen.
    func indices(of submissions: [SubmissionID]) async throws(StoreError) -> [Int?]
}

/// How far a record has come.
public struct LedgerHead: Hashable, Sendable {
    /// The log's origin: which record this is, for ever.
    public var origin: String
    /// Entries held.
    public var size: Int

    public init(origin: String, size: Int) {
        self.origin = origin
        self.size = size
    }
}

/// One entry as stored: its bytes, what they hash to, and the submission that brought it.
public struct StoredEntry: Hashable, Sendable {
    /// An entry bundle gives its length 16 bits.
    public static let byteLimit = 65_535

    public var submission: SubmissionID
    /// The leaf hash of `bytes`, frozen when the entry was accepted: a bit that flips later is noticed.
    public var leaf: TreeHash
    /// At most ``byteLimit``.
    public var bytes: [UInt8]

    /// An entry to be accepted: its leaf hash is computed.
    public init(submission: SubmissionID, bytes: [UInt8]) {
        self.init(submission: submission, leaf: .leaf(bytes), bytes: bytes)
    }

    /// An entry read back from a store.
    ///
    /// - Parameter leaf: as it was kept when the entry was accepted, not computed anew: that they differ is how altered
    ///   bytes are noticed.
    public init(submission: SubmissionID, leaf: TreeHash, bytes: [UInt8]) {
        self.submission = submission
        self.leaf = leaf
        self.bytes = bytes
    }
}

/// Which act of sending this was, so that sending it again after a lost answer changes nothing. Only a SHA-256 of the
/// sender's own text is kept; the text must not name a person all the same.
public struct SubmissionID: Hashable, Sendable, CustomStringConvertible {
    /// SHA-256 of the sender's text: what a store keeps.
    public var hash: TreeHash

    /// - Parameter text: the sender's own name for this act of sending, as `phone-3/17`.
    public init(_ text: String) { hash = TreeHash(SHA256.hash(data: Array(text.utf8))) }

    /// A ``hash`` read back from a store.
    public init(hash: TreeHash) { self.hash = hash }

    /// The first 16 hexadecimal digits, enough to find it in a message.
    public var description: String { String(hash.description.prefix(16)) }
}

/// Why a store did not do what it was asked. Nothing was changed, unless it says so.
public enum StoreError: Error, Equatable, CustomStringConvertible {
    /// Somebody else appended: the store holds `found` entries, not `expected`.
    case movedOn(expected: Int, found: Int)
    case repeatedSubmission(SubmissionID, index: Int)
    case tooLarge(bytes: Int)
    /// The file is none of ours, or of a version that this program does not know.
    case notALedger(path: String, why: String)
    /// Another process holds the file for writing.
    case busy(path: String)
    case cannotOpen(path: String, why: String)
    case cannotRead(why: String)
    /// Whether it was kept is decided by what the store holds when it is opened again.
    case cannotWrite(why: String)
    /// What the store holds contradicts itself.
    case damaged(why: String)

    public var description: String {
        switch self {
        case .movedOn(let expected, let found):
            "The ledger holds \(found) entries, not \(expected): another writer appended to it. Nothing was written. "
                + "Stop one of the two writers, then try again."
        case .repeatedSubmission(let id, let index):
            "Submission \(id) was recorded already, as entry \(index). Nothing was written."
        case .tooLarge(let bytes):
            "An entry holds at most \(StoredEntry.byteLimit) bytes and this one has \(bytes). Nothing was written. "
                + "Put what is large into a file and record its SHA-256."
        case .notALedger(let path, let why): "“\(path)” is not a ledger of this program: \(why)."
        case .busy(let path):
            "“\(path)” is being written by another process. Only one may write: stop the other, then try again."
        case .cannotOpen(let path, let why): "The ledger “\(path)” cannot be opened: \(why)."
        case .cannotRead(let why): "The ledger cannot be read: \(why)."
        case .cannotWrite(let why):
            "The ledger cannot be written: \(why). Nothing that was acknowledged is lost. Mend that, then try again: "
                + "the same submission is never recorded twice."
        case .damaged(let why):
            "The ledger's file is damaged: \(why). Restore it from a copy; `truce ledger verify` checks one."
        }
    }
}
