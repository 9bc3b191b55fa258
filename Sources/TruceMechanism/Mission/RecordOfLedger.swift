import Truce
import TruceLedger
import TruceViews

/// The record, for what views look up and do not copy.
struct RecordOfLedger: RecordSource {
    let store: SQLiteStore
    let vault: Vault
    let evidence: EvidenceStore

    func entries(_ range: Range<Int>) throws -> [EntryRecord] {
        var records: [EntryRecord] = []
        var fault: (any Error)?
        try store.forEach(from: range.lowerBound, limit: range.count) { row in
            do {
                let bytes = Array(row.bytes)
                let json = try JSONValue(parsing: bytes, limit: bytes.count)
                guard case .object(let object) = json, case .string(let fact)? = object["fact"],
                    case .integer(let version)? = object["version"], let data = object["data"],
                    let recorded = PreparedEntry.recordedTime(of: bytes),
                    let leaf = FileDigest(TreeHash(copying: row.leaf.baseAddress!).bytes)
                else { throw StoreError.damaged(why: "entry \(row.index) is no entry of a mission") }
                records.append(
                    EntryRecord(
                        index: row.index, recorded: recorded, fact: fact, version: Int(version), data: data, leaf: leaf)
                )
                return true
            } catch {
                fault = error
                return false
            }
        }
        if let fault { throw fault }
        return records
    }

    func file(_ digest: FileDigest) throws -> (size: Int, mediaType: String)? {
        guard let hash = TreeHash(digest.bytes) else { preconditionFailure("a digest has 32 bytes") }
        do throws(EvidenceError) {
            let file = try evidence.file(hash)
            return (file.bytes, file.mediaType.rawValue)
        } catch {
            if case .missing = error { return nil }
            throw error
        }
    }

    func opened(_ indices: [Int]) throws -> [OpenedEntry] {
        try indices.flatMap { index -> [OpenedEntry] in
            var stored: [StoredEntry] = []
            try store.forEach(from: index, limit: 1) { row in
                stored.append(
                    StoredEntry(
                        submission: SubmissionID(hash: TreeHash(copying: row.submission.baseAddress!)),
                        leaf: TreeHash(copying: row.leaf.baseAddress!), bytes: Array(row.bytes)))
                return true
            }
            return try LedgerReading.open(stored, from: index, vault)
        }
    }
}
