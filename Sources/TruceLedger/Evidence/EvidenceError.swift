/// Why a file was not taken into the evidence, or not given out. Nothing was changed.
public enum EvidenceError: Error, Equatable, CustomStringConvertible {
    case cannotRead(path: String, why: String)
    case cannotWrite(path: String, why: String)
    case notAFile(path: String)
    /// The file was written to while it was being read.
    case changedWhileRead(path: String)
    /// The name is taken by other bytes.
    case conflict(TreeHash)
    case missing(TreeHash)
    /// What is stored does not hash to its name, or does not open under its key.
    case damaged(TreeHash, why: String)
    case tooLarge(TreeHash, bytes: Int, limit: Int)
    case vault(VaultError)
    case notAnImage(why: String)

    public var description: String {
        switch self {
        case .cannotRead(let path, let why): "“\(path)” cannot be read: \(why)."
        case .cannotWrite(let path, let why): "“\(path)” cannot be written: \(why). Mend that, then try again."
        case .notAFile(let path): "“\(path)” is not a plain file. Say the file itself, not a link or a folder."
        case .changedWhileRead(let path):
            "“\(path)” was written to while it was being read. Nothing was kept. Wait until it is complete, then try again."
        case .conflict(let hash):
            "The evidence holds other bytes under the name \(hash). Neither was changed: check the store with `truce ledger verify`."
        case .missing(let hash): "The evidence holds no file \(hash)."
        case .damaged(let hash, let why): "The evidence file \(hash) is damaged: \(why). Restore it from a copy."
        case .tooLarge(let hash, let bytes, let limit):
            "The evidence file \(hash) has \(bytes) bytes, more than the \(limit) asked for. Export it to a file instead."
        case .vault(let error): error.description
        case .notAnImage(let why): "This is not a whole JPEG: \(why). No public copy was made of it."
        }
    }
}
