import Foundation
import Truce
import TruceLedger

/// Checks an operator's record against its published log: every stored entry, what is sealed, the evidence files.
struct RecordCheck {
    let folder: LedgerFolder
    let source: any LogSource
    /// Entries covered by the checkpoint that was checked.
    let size: Int
    /// Files that the record says are kept, by the evidence's name.
    private var evidence: [(name: String, digest: FileDigest)] = []
    /// As above, those that are sealed.
    private var sealedEvidence: [(name: String, content: TreeHash)] = []
    /// Commitments that the vault was not asked about yet, with their entry's index.
    private var unasked: [(commitment: TreeHash, index: Int)] = []

    init(ledger: String, source: any LogSource, size: Int) throws(MechanismError) {
        folder = try LedgerFolder(ledger)
        self.source = source
        self.size = size
    }

    /// One sentence for each part that is in order. Throws what is not.
    mutating func run(_ progress: (Double) -> Void) throws -> [String] {
        let opened = try openedVault()
        var vault: Vault?
        if case .open(let open) = opened { vault = open }
        let held = try entries(vault, progress)
        var notes = [
            held == size
                ? "The record behind it holds the same \(LogWords.entries(size))."
                : "The record behind it holds the same, and \(LogWords.entries(held - size)) that no signature covers yet."
        ]
        switch opened {
        case .none: break
        case .keyUnread(let note): notes.append(note)
        case .open(let vault): notes.append(try vaultNote(vault))
        }
        notes += try evidenceNotes()
        if let vault, !sealedEvidence.isEmpty { notes.append(try sealedEvidenceNote(vault)) }
        return notes
    }

    // MARK: The vault

    private enum OpenedVault {
        case none
        /// Whoever has no key to the vault can check the log all the same.
        case keyUnread(note: String)
        case open(Vault)
    }

    private func openedVault() throws -> OpenedVault {
        guard folder.settings.vaultKey != nil else { return .none }
        guard Files.exists(folder.vault) else {
            throw MechanismError.refused(
                "The vault “\(folder.vault)” is missing, and with it all that this ledger sealed. Put its newest copy back."
            )
        }
        let key: MasterKey
        do { key = try folder.masterKey() } catch { return .keyUnread(note: "The vault was not checked. \(error)") }
        return .open(try Vault.open(reading: folder.vault, key: key))
    }

    private func vaultNote(_ vault: Vault) throws -> String {
        let check = try vault.check()
        if let damage = check.damages.first { throw MechanismError.refused("The vault is damaged: \(damage)") }
        return "Vault: \(check.sound) sealed "
            + (check.sound == 1 ? "part opens and fits its commitment." : "parts open and fit their commitments.")
    }

    /// Asks about many at a time.
    private mutating func askVault(_ vault: Vault) throws {
        let unknown = Set(try vault.unknown(among: unasked.map(\.commitment)))
        if let first = unasked.first(where: { unknown.contains($0.commitment) }) {
            throw MechanismError.refused(
                "Entry \(first.index) carries the commitment \(Commitment(first.commitment)), and the vault knows nothing of "
                    + "it: it is an older copy, or another ledger's. Put its newest copy back.")
        }
        unasked = []
    }

    // MARK: Evidence

    /// Every sealed file opens by the key that the vault has for it, unless that was erased.
    private func sealedEvidenceNote(_ vault: Vault) throws -> String {
        let store = try EvidenceStore(folder: folder.evidence)
        let hasErased = try vault.hasErased
        var sound = 0
        for (name, content) in sealedEvidence {
            let keys = try vault.commitments(tagged: "evidence:\(name)")
            guard !keys.isEmpty || hasErased else {
                throw MechanismError.refused(
                    "The vault has no key for the sealed file of the evidence “\(name)”, and nothing was ever erased in it: it "
                        + "is an older copy, or another ledger's. Put its newest copy back.")
            }
            guard !keys.isEmpty else { continue }
            try check(content, named: name, keys, vault, store)
            sound += 1
        }
        let erased = sealedEvidence.count - sound
        return "Sealed evidence: \(sound) "
            + (sound == 1
                ? "file opens by its key and fits its commitment"
                : "files open by their keys and fit their commitments")
            + (erased == 0 ? "." : "; the vault has no key to \(erased) any more.")
    }

    /// One of the keys must open it: a second file that was refused under the same name may have left a key as well.
    private func check(
        _ content: TreeHash, named name: String, _ keys: [TreeHash], _ vault: Vault, _ store: EvidenceStore
    ) throws {
        var fault: EvidenceError?
        for key in keys {
            do throws(EvidenceError) { return try store.verify(content, key: key, in: vault) } catch { fault = error }
        }
        guard let fault else { return }
        if case .missing = fault {
            throw MechanismError.refused(
                "The sealed file of the evidence “\(name)” is missing: nothing is kept under \(content).")
        }
        throw MechanismError.refused("The sealed file of the evidence “\(name)” was altered: \(fault)")
    }

    private func evidenceNotes() throws -> [String] {
        guard Files.exists(folder.evidence) || !evidence.isEmpty else { return [] }
        let store = try EvidenceStore(folder: folder.evidence)
        let check = try store.check()
        if let damage = check.damages.first {
            throw MechanismError.refused("A file of evidence was altered: \(damage)")
        }
        for (name, digest) in evidence {
            guard let hash = TreeHash(digest.bytes), (try? store.file(hash)) != nil else {
                // Why it cannot be found does not matter: it should be there.
                throw MechanismError.refused(
                    "The file of evidence “\(name)” is missing: nothing is kept under \(digest).")
            }
        }
        return [
            "Evidence: \(check.sound) "
                + (check.sound == 1
                    ? "file has the bytes that its name says." : "files have the bytes that their names say.")
        ]
    }

    private mutating func entries(_ vault: Vault?, _ progress: (Double) -> Void) throws -> Int {
        let store = try SQLiteStore.open(reading: folder.record)
        var tile: (index: Int, hashes: [TreeHash]) = (-1, [])
        var at = 0
        var last: Instant?
        var fault: (any Error)?
        try store.forEach(from: 0, limit: Int.max) { row in
            do {
                if at < size, at / Tile.fullWidth != tile.index {
                    let index = at / Tile.fullWidth
                    let width = min(Tile.fullWidth, size - index * Tile.fullWidth)
                    let next = Tile(.hashes(level: 0), index: index, width: width)
                    tile = (index, try next.hashes(next.read(from: source)))
                    progress(Double(at) / Double(max(1, size)))
                }
                let leaf = TreeHash.leaf(row.bytes)
                guard leaf == TreeHash(copying: row.leaf.baseAddress!) else {
                    throw LedgerRefusal.storedEntryAltered(index: at)
                }
                if at < size, leaf != tile.hashes[at % Tile.fullWidth] {
                    throw LedgerRefusal.storedEntryAltered(index: at)
                }
                let recorded = PreparedEntry.recordedTime(of: Array(row.bytes.suffix(80)))
                if let recorded, let last, recorded < last {
                    throw MechanismError.refused(
                        "Entry \(at) says that it was recorded at \(recorded), before the entry above it (\(last)).")
                }
                last = recorded ?? last
                note(row.bytes, at)
                if let vault, unasked.count >= Vault.questionLimit { try askVault(vault) }
                at += 1
                return true
            } catch {
                fault = error
                return false
            }
        }
        if let fault { throw fault }
        if let vault { try askVault(vault) }
        guard at >= size else {
            throw LedgerRefusal.behindSignature(holds: at, signed: size, at: last ?? WallClock.now())
        }
        return at
    }

    /// Keeps in mind what an entry says of files and of the vault.
    private mutating func note(_ bytes: UnsafeRawBufferPointer, _ index: Int) {
        guard let name = Self.factName(bytes) else { return }
        if name == "evidence-added" {
            // An entry of a newer program is none of ours.
            guard let entry = try? Entry(bytes: Array(bytes)), case .evidenceAdded(let added) = entry.fact else {
                return
            }
            switch added.object {
            case .file(let digest): evidence.append((added.evidence.description, digest))
            case .sealed(let commitment): sealedEvidence.append((added.evidence.description, TreeHash(commitment)))
            }
        } else if folder.settings.vaultKey != nil, SubmittedLine.sealing.contains(name), Self.hasCommitments(bytes) {
            // Bytes that are no JSON were hashed all the same, and are nothing that sealed anything.
            let json = try? JSONValue(parsing: Array(bytes), limit: bytes.count)
            unasked += (json?.sealedCommitments ?? []).map { (TreeHash($0), index) }
        }
    }

    /// An entry's fact. Reading every entry whole would cost more than hashing it: the name stands near the end, as in
    /// `…,"fact":"evidence-added","recorded":"2026-11-22T06:30:00Z","version":1}`.
    private static func factName(_ bytes: UnsafeRawBufferPointer) -> String? {
        let parts = bytes.suffix(96).split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
        guard parts.count >= 10, parts[parts.count - 10].elementsEqual("fact".utf8) else { return nil }
        return String(decoding: parts[parts.count - 8], as: UTF8.self)
    }

    /// Whether a list of commitments stands in it that is not empty: an entry has no white space, and in a text the
    /// quotation marks would be escaped.
    private static func hasCommitments(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let mark = Array("\"sealed\":[\"".utf8)
        guard let base = bytes.baseAddress, bytes.count >= mark.count else { return false }
        return (0...bytes.count - mark.count).contains {
            bytes[$0] == mark[0] && memcmp(base + $0, mark, mark.count) == 0
        }
    }
}
