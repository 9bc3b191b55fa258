import GRDB
import Synchronization
import Truce

/// The part of the record that may have to be withheld or erased: fields, each under a key of its own, outside the
/// ledger, whose entries carry only commitments.
///
/// Safe to use from several threads, and by several processes on one file: SQLite lets one write at a time. Every call
/// waits for the disk, so it does not belong on a thread that must not wait.
public final class Vault: Sendable {
    /// The most bytes that the values of one item may have together: 16 MiB.
    public static let byteLimit = 1 << 24
    public static let commitmentsPerItem = 8

    /// What a vault is open for.
    public enum Use: Sendable {
        /// After every call the one file is the whole vault.
        case occasional
        /// For a process that seals all the time: a commit waits for the disk once, not four times. What was sealed last
        /// stands in a file beside the vault's (`-wal`) until ``Vault/close()``, or until it is opened again after a crash;
        /// a copy is whole only with it. Erasing fails to clean while another process reads for longer than ten seconds,
        /// and says so.
        case continuous
    }

    let file: VaultFile
    private let current: Mutex<VaultCipher>
    private let recent = Mutex(VaultIndex.Recent())

    private init(file: VaultFile, cipher: VaultCipher) {
        self.file = file
        current = Mutex(cipher)
    }

    /// A new vault at a path where nothing is, readable by its owner only.
    public static func create(at path: String, key: MasterKey, for use: Use = .occasional) throws(VaultError) -> Vault {
        let cipher = VaultCipher(key)
        return Vault(file: try VaultFile.create(at: path, keyID: cipher.keyID, use: use), cipher: cipher)
    }

    /// An existing vault. Cleans up after an erasure that a crash interrupted, and brings a file of an older version up
    /// to date. Throws ``VaultError/wrongKey(expected:found:)``, ``VaultError/readableByOthers(path:)``,
    /// ``VaultError/notAVault(path:why:)``.
    public static func open(at path: String, key: MasterKey, for use: Use = .occasional) throws(VaultError) -> Vault {
        let cipher = VaultCipher(key)
        return Vault(file: try VaultFile.open(at: path, cipher: cipher, use: use), cipher: cipher)
    }

    /// An existing vault, to be looked at, also on a disk that cannot be written. Nothing is cleaned; sealing and erasing
    /// fail. A file of an older version is brought up to date in memory, as large as it is. Throws as ``open(at:key:)``.
    public static func open(reading path: String, key: MasterKey) throws(VaultError) -> Vault {
        let cipher = VaultCipher(key)
        return Vault(file: try VaultFile.open(at: path, cipher: cipher, readOnly: true), cipher: cipher)
    }

    /// Leaves one file behind, which can be copied. Further calls fail. Throws ``VaultError/busy(path:)`` where the vault
    /// was open ``Use/continuous`` and another process has it open: nothing is lost, and the next that opens it for
    /// writing merges the files. Does nothing when it is closed already.
    public func close() throws(VaultError) { try file.close() }

    /// How many fields are held, without those erased and without decoys.
    public var count: Int {
        get throws(VaultError) { try file.read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM sealed") ?? 0 } }
    }

    // MARK: The key

    /// The keys in use.
    var cipher: VaultCipher { current.withLock { $0 } }

    /// The keys in use, unless somebody else has rewrapped the vault since: what is sealed under keys that the vault
    /// no longer knows could never be opened.
    func cipher(checkedIn db: Database) throws -> VaultCipher {
        let cipher = cipher
        let expected = try VaultState(db).keyID
        guard cipher.keyID == expected else { throw VaultError.wrongKey(expected: expected, found: cipher.keyID) }
        return cipher
    }

    func use(_ cipher: VaultCipher) { current.withLock { $0 = cipher } }

    /// How items are found, within one transaction.
    func index(in db: Database) throws -> VaultIndex {
        let recent = try recent.withLock { recent in
            try recent.catchUp(with: db)
            return recent
        }
        return VaultIndex(db: db, recent: recent)
    }
}
