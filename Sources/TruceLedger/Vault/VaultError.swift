import Truce

/// Why the vault, or its key file, did not do what it was asked. Nothing was changed, unless it says so.
public enum VaultError: Error, Equatable, CustomStringConvertible {
    /// The key file exists already and is never overwritten: what it opens would be lost.
    case keyFileExists(path: String)
    /// Group or others can read the key file or the vault.
    case readableByOthers(path: String)
    case unreadableKeyFile(path: String, why: String)
    /// Both are key ids, 16 hexadecimal digits.
    case wrongKey(expected: String, found: String)
    case cannotReadKeyFile(path: String, why: String)

    case exists(path: String)
    case notAVault(path: String, why: String)
    case cannotOpen(path: String, why: String)
    /// SQLite finds its own structure broken.
    case fileDamaged(path: String, why: String)
    case busy(path: String)
    case cannotRead(why: String)
    case cannotWrite(why: String)

    case unusableField(name: String, why: String)
    case unreadableDisclosure
    case tooLarge(bytes: Int)
    case unknown([TreeHash])
    case erased(at: Instant, authority: String)
    case unknownNotice(Int)
    /// A row that does not open, or opens to something else than was committed to.
    case damaged(TreeHash, why: String)
    /// The erasure is recorded, yet what was erased may still be read from the file's free space.
    case notScrubbed(why: String)

    public var description: String {
        switch self {
        case .keyFileExists(let path):
            "“\(path)” exists already. A key file is never overwritten, since what it opens would be lost. Say another name."
        case .readableByOthers(let path):
            "“\(path)” can be read by others than its owner. Say `chmod 600 \(path)`, and think about who may have read it."
        case .unreadableKeyFile(let path, let why):
            "“\(path)” is not a vault key: \(why). It is one line, `\(MasterKey.form) ` and 44 characters of base64."
        case .wrongKey(let expected, let found):
            "This vault is opened by the key \(expected), and the key given is \(found). Say the key file that belongs to it."
        case .cannotReadKeyFile(let path, let why):
            "The vault's key “\(path)” cannot be read: \(why). Without it nothing sealed can be opened."
        case .exists(let path): "“\(path)” exists already. Say another name, or open it."
        case .notAVault(let path, let why): "“\(path)” is not a vault of this program: \(why)."
        case .cannotOpen(let path, let why): "The vault “\(path)” cannot be opened: \(why)."
        case .fileDamaged(let path, let why):
            "The vault's file “\(path)” is damaged: \(why). Restore it from a copy made under the same key."
        case .busy(let path): "“\(path)” is being written by another process. Try again when that is done."
        case .cannotRead(let why): "The vault cannot be read: \(why)."
        case .cannotWrite(let why):
            "The vault cannot be written: \(why). What was acknowledged is kept. Mend that, then try again."
        case .unusableField(let name, let why): "The field “\(name)” cannot be sealed: \(why)."
        case .unreadableDisclosure:
            "This is not a disclosure. It is base64url, without padding, of a JSON array of salt, name and value."
        case .tooLarge(let bytes):
            "The fields have \(bytes) bytes together, and an item holds at most \(Vault.byteLimit). "
                + "Put what is large into a sealed evidence file."
        case .unknown(let commitments):
            "The vault never held \(commitments.count) of these commitments, the first is "
                + "\(commitments.first?.description ?? "none"). Nothing was erased. Check them against the ledger's entry."
        case .erased(let at, let authority): "This field was erased at \(at) by order of \(authority)."
        case .unknownNotice(let id): "There is no erasure \(id) in this vault."
        case .damaged(let commitment, let why):
            "The vault's row for \(commitment) is damaged: \(why). Restore it from a copy made under the same key."
        case .notScrubbed(let why):
            "The erasure is recorded, but the file's free space could not be cleaned: \(why). Mend that, then open the vault again: opening cleans it."
        }
    }
}
