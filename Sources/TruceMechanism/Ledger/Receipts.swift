import Foundation
import Truce
import TruceLedger

extension Mechanism {
    /// A receipt for an entry, in a file. Gives a sentence.
    public static func proveEntry(_ index: Int, of path: String, to file: String) async throws(MechanismError) -> String
    {
        let folder = try LedgerFolder(path)
        let policy = try folder.policy()
        guard index >= 0 else { throw .badRequest("Entries count from 0.") }
        let receipt = try await asMechanism {
            try await LogReader(
                store: SQLiteStore.open(reading: folder.record), files: FolderFiles(folder.published), policy: policy
            ).receipt(for: index)
        }
        try NewFile.write(receipt.bytes, to: file)
        let verified = try asMechanism { try receipt.check(by: policy, acceptsLogged: true).checkpoint }
        let sentence =
            "Receipt for entry \(index) of \(verified.checkpoint.size)\(LogWords.witnessed(verified, policy)) "
        guard policy.quorum == nil || verified.isWitnessed else {
            return sentence
                + "It proves only what the log alone signed (truce verify --logged). Make it again once the witnesses have answered."
        }
        return sentence + "Anybody can check it: truce verify \(file) --policy POLICY"
    }

    /// The hashes that lead from one size of the log to a later one, a line each, in base64.
    public static func proveConsistency(of path: String, from old: Int) throws(MechanismError) -> [String] {
        let folder = try LedgerFolder(path)
        let files = FolderFiles(folder.published)
        let policy = try folder.policy()
        return try asMechanism {
            guard let bytes = try files.read(PublishedPath.checkpoint) else { throw LogFault.noCheckpoint }
            let checkpoint = try policy.check(bytes).checkpoint
            guard (0...checkpoint.size).contains(old) else {
                throw MechanismError.badRequest(
                    "The log has \(checkpoint.size) entries; say --since with a size up to that.")
            }
            let hashes = TileHashes(files, size: checkpoint.size)
            return try TreeProof.consistency(from: old, to: checkpoint.size, subtree: hashes.subtree).map(\.base64)
        }
    }

    /// What to ask of a receipt.
    public struct ReceiptQuestion: Sendable {
        public var receipt: String
        /// A policy file or verifier key; nil for one that lies beside the receipt.
        public var policy: String?
        /// A checkpoint that the asker holds from elsewhere.
        public var against: String?
        /// A copy of the log, to compare checkpoints of different sizes.
        public var log: String?
        /// The entry's own file, for a receipt that does not carry it.
        public var entry: String?
        public var acceptsLogged: Bool

        public init(
            receipt: String, policy: String?, against: String?, log: String?, entry: String?, acceptsLogged: Bool
        ) {
            self.receipt = receipt
            self.policy = policy
            self.against = against
            self.log = log
            self.entry = entry
            self.acceptsLogged = acceptsLogged
        }
    }

    /// Checks a receipt with nothing but the files named.
    public static func verifyReceipt(_ question: ReceiptQuestion) async throws(MechanismError) -> LogVerdict {
        let bytes = try Files.read(question.receipt, limit: Receipt.byteLimit)
        let entry =
            if let file = question.entry { try Files.read(file, limit: StoredEntry.byteLimit) } else { [UInt8]?.none }
        let policyFile = question.policy == nil ? policyBeside(question.receipt) : nil
        guard let named = question.policy ?? policyFile else {
            throw .badRequest(
                "Whose signatures? Name the log's key or policy with --policy FILE; its mission publishes it.")
        }
        let policy = try LogPlace.named(named)
        let checked: Receipt.Checked
        do {
            checked = try Receipt(bytes, entry: entry).check(
                by: policy, now: WallClock.now(), acceptsLogged: question.acceptsLogged)
        } catch { return .refused("The receipt “\(question.receipt)” proves nothing. \(error)") }
        let checkpoint = checked.checkpoint.checkpoint
        var verdict = LogVerdict(
            isIntact: true,
            sentence:
                "\(description(of: checked)) is in the log “\(checkpoint.origin)”: it is entry \(checked.index) of "
                + "\(checkpoint.size), signed by the log\(LogWords.witnessed(checked.checkpoint, policy))",
            size: checkpoint.size, root: checkpoint.root.base64, isWitnessed: checked.checkpoint.isWitnessed)
        if let entry = String(validating: checked.entry, as: UTF8.self), (try? Entry(bytes: checked.entry)) != nil {
            verdict.notes.append("It says: \(entry)")
        }
        if let against = question.against {
            let other = try Mechanism.checkpoint(in: against, policy)
            let log = question.log ?? [against, Files.folder(of: against)].first { Files.exists($0 + "/tile") }
            if let answer = try await compare(checkpoint, other, log: log, against: against) { return answer }
            verdict.notes.append("It agrees with the checkpoint for \(other.size) entries that you hold.")
        }
        if policyFile != nil {
            verdict.notes.append(
                "Checked by the policy that lies beside the receipt (key \(policy.logs[0].key)). Compare it with the one that the "
                    + "mission publishes, or name that one with --policy.")
        }
        return verdict
    }

    private static func policyBeside(_ receipt: String) -> String? {
        let folder = Files.folder(of: receipt)
        return [folder + "/policy", folder + "/data/policy", folder + "/../policy"].first(where: Files.exists)
    }

    /// Nil where both belong to one history; otherwise why not.
    private static func compare(
        _ ours: Checkpoint, _ other: Checkpoint, log: String?, against: String
    ) async throws(MechanismError) -> LogVerdict? {
        guard ours.origin.utf8.elementsEqual(other.origin.utf8) else {
            return .refused("The receipt is of the log “\(ours.origin)”, the checkpoint of “\(other.origin)”.")
        }
        let fork =
            "Two histories: the receipt's checkpoint for \(ours.size) entries and yours for \(other.size) do not belong to one log, "
            + "though both are signed. Keep both files: they are proof."
        if ours.size == other.size { return ours.root == other.root ? nil : .refused(fork) }
        guard let log else {
            throw .badRequest(
                "The receipt is for \(ours.size) entries and “\(against)” for \(other.size): to compare them a copy of the log is needed. "
                    + "Name it with --log.")
        }
        let place = try LogPlace(log)
        let (smaller, larger) = ours.size < other.size ? (ours, other) : (other, ours)
        do {
            return try await onThread {
                let hashes = TileHashes(place.source, size: larger.size)
                let proof = try TreeProof.consistency(from: smaller.size, to: larger.size, subtree: hashes.subtree)
                do {
                    try TreeProof.checkConsistency(
                        from: smaller.size, root: smaller.root, to: larger.size, root: larger.root, proof: proof)
                    return nil
                } catch ProofError.wrongOldRoot { return .refused(fork) } catch {
                    return .refused(
                        "The copy of the log in “\(log)” is not the one that either checkpoint signs. \(error)")
                }
            }
        } catch { throw MechanismError(error) }
    }

    /// “The fact “report-received”, recorded 2026-11-22T06:30:00Z,”
    private static func description(of checked: Receipt.Checked) -> String {
        guard let entry = try? Entry(bytes: checked.entry) else {
            // Proven all the same: other logs, and newer programs, write what this one cannot read.
            return "What this receipt carries (\(checked.entry.count) bytes)"
        }
        return "The fact “\(entry.fact.name)”, recorded \(entry.recorded),"
    }
}
