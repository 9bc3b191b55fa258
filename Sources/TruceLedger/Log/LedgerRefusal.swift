import Truce

/// Why the log does not sign, or does not record. Every one says what to do; none loses anything acknowledged.
public enum LedgerRefusal: Error, Equatable, CustomStringConvertible {
    case store(StoreError)
    case append(AppendError)
    case fact(FactError)
    case files(LogError)
    /// The published log is damaged where it must be read to go on.
    case damaged(LogFault)
    /// The store holds less than was signed: an old copy was restored.
    case behindSignature(holds: Int, signed: Int, at: Instant)
    /// The store's first entries are not those that were signed.
    case otherThanSigned(size: Int)
    case clockRunsBackwards(now: Instant, last: Instant)
    case secondWriter(path: String)
    case cannotRemember(path: String, why: String)
    /// The memory of what was signed last is gone, or older than what is published.
    case memoryBehind(remembers: Int?, published: Int)
    case memoryDamaged(path: String)
    /// An entry in the store no longer hashes to what it was when accepted.
    case storedEntryAltered(index: Int)
    /// A published file holds other bytes than the record gives.
    case publishedFileDiffers(path: String)
    /// The disk gave back other bytes than were written.
    case writtenOtherwise(path: String)
    /// The caller was cancelled before the witnesses could be asked.
    case interrupted
    /// A published checkpoint with this log's signature has another root than the record gives.
    case publishedOther(path: String, size: Int)
    case otherOrigin(expected: String, found: String)
    /// No key was given to sign with.
    case noKey
    /// The key is not one that the policy names for this log.
    case keyNotInPolicy(name: String)
    /// A witness proved, by our own signature, that we signed more than we hold.
    case witnessHoldsMore(witness: String, size: Int, holds: Int)
    /// A witness proved, by our own signature, that we signed another history.
    case witnessHoldsOther(witness: String, size: Int)

    public var description: String {
        switch self {
        case .store(let error): error.description
        case .append(let error): error.description
        case .fact(let error): error.description
        case .files(let error): error.description
        case .damaged(let fault): "\(fault) `truce ledger rebuild` makes the published files anew from the record."
        case .behindSignature(let holds, let signed, let at):
            "This ledger holds \(holds) entries, but its key signed \(signed) at \(at): an old copy was restored. Nothing is "
                + "signed, because that would make a second history. Restore the newest copy of the "
                + "record (ledger.sqlite)."
        case .otherThanSigned(let size):
            "The first \(size) entries of this ledger are not the ones that its key signed. Nothing is signed. Restore the "
                + "ledger's file from a copy made before it was altered; `truce ledger verify` tells which is good."
        case .clockRunsBackwards(let now, let last):
            "The clock says \(now), but this log signed at \(last): it runs backwards by \(last.seconds(since: now)) s. Nothing "
                + "is signed. Set the clock, then try again."
        case .secondWriter(let path):
            "Another process signs with “\(path)”. Two writers would make two histories. Stop the other, then try again."
        case .cannotRemember(let path, let why):
            "What is signed cannot be remembered in “\(path)”: \(why). Nothing is signed. Mend that, then publish again."
        case .memoryBehind(nil, 0):
            "The key's memory (the file .signed beside it) is missing, though this ledger holds entries and nothing is published. "
                + "Without it an old copy cannot be told from the newest. Nothing is signed. Put the memory back, or the public "
                + "folder."
        case .memoryBehind(let remembers, let published):
            (remembers.map { "The key's memory (the file .signed beside it) ends at \($0) entries" }
                ?? "The key's memory (the file .signed beside it) is missing")
                + ", but a checkpoint for \(published) is published. Without it an old copy cannot be told from the newest. "
                + "Nothing is signed. Put the newest memory back; if it is lost, say --trust-published once."
        case .memoryDamaged(let path):
            "“\(path)” does not say what was signed last: it is damaged. Nothing is signed. Put a good copy in its place; if "
                + "there is none, remove it and say --trust-published once."
        case .storedEntryAltered(let index):
            "Entry \(index) in the ledger's file is not what was recorded: its bytes no longer fit its hash. Nothing is signed. "
                + "Restore the file from a copy."
        case .publishedFileDiffers(let path):
            "“\(path)” holds other bytes than the record gives: it was altered after it was published. Nothing is signed. "
                + "`truce ledger rebuild` puts the published files right."
        case .writtenOtherwise(let path):
            "“\(path)” was read back otherwise than it was written: the disk fails. Nothing is signed."
        case .interrupted: "Publishing was interrupted before the witnesses had answered. Publish again."
        case .publishedOther(let path, let size):
            "“\(path)” is a checkpoint for \(size) entries with this log's own signature and another root than the record gives. "
                + "Two histories were signed. Nothing more is signed; keep the file as evidence and tell every party."
        case .otherOrigin(let expected, let found): "This is the ledger of “\(found)”, not of “\(expected)”."
        case .noKey: "No key was given, so nothing can be signed. Give the log's signing key."
        case .keyNotInPolicy(let name):
            "The policy names no key “\(name)” for this log: add its verifier key as a line “log …”."
        case .witnessHoldsMore(let witness, let size, let holds):
            "The witness “\(witness)” holds a checkpoint for \(size) entries with this log's own signature; this ledger holds "
                + "\(holds). An old copy was restored. Nothing is signed. Restore the newest copy."
        case .witnessHoldsOther(let witness, let size):
            "The witness “\(witness)” holds a checkpoint for \(size) entries with this log's own signature and another root. Two "
                + "histories were signed. Nothing more is signed; keep both checkpoints as evidence and tell every party."
        }
    }
}
