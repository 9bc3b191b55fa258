import Truce

/// Where a witness keeps what it cosigned last for each log. Logs are named by their id, the lower-case hexadecimal
/// SHA-256 of the origin.
public protocol WitnessState: Sendable {
    /// The note saved last; nil only if none ever was. Throws when it is there and cannot be read.
    func load(_ log: String) throws(WitnessError) -> [UInt8]?

    /// Returns once the note would survive the loss of power. When it throws, either the note before or this one is
    /// held, whole.
    func save(_ note: [UInt8], for log: String) throws(WitnessError)

    /// Keeps what speaks against a log, durably; the same checkpoint once.
    func keep(_ evidence: WitnessEvidence) throws(WitnessError) -> WitnessEvidence.Keeping
}

/// A checkpoint that a log signed and a witness refused.
public struct WitnessEvidence: Hashable, Sendable {
    public enum Kind: String, Sendable, CaseIterable {
        /// Signed by the log and in contradiction to what it signed before (the same size with another root), or in
        /// itself (no entries, but not the root of an empty log). Speaks for itself.
        case fork
        /// The consistency proof that came with it fails. Anybody may have sent a wrong proof with a public checkpoint:
        /// a reason to look, no more.
        case unproven
    }

    public enum Keeping: Sendable {
        case kept
        /// The same checkpoint was kept before.
        case known
        /// As many as fit were kept before. The oldest stay: they show how it began.
        case full
    }

    public var kind: Kind
    public var origin: String
    /// What the witness had cosigned, if anything.
    public var held: SignedNote?
    /// What came, with the log's own lines only.
    public var request: WitnessRequest

    public var sentence: String {
        let size = request.checkpoint.size
        return switch kind {
        case .fork where held == nil || request.checkpoint.size == 0 && request.checkpoint.root != .emptyTree:
            "The log “\(origin)” signed a checkpoint of no entries with the root of something else."
        case .fork:
            "The log “\(origin)” signed two different histories of \(size) entries. Both checkpoints are evidence."
        case .unproven:
            "A checkpoint of \(size) entries signed by the log “\(origin)” came with a proof that does not lead to it from "
                + "the one cosigned last. Ask the log for a proof; if it has none, its history was rewritten."
        }
    }
}

/// What a witness tells its operator.
public struct WitnessAlarm: Sendable {
    public var evidence: WitnessEvidence
    /// Whether the evidence is on disk; otherwise why not.
    public var notKept: String?

    /// What was signed, by which log, what differs, where the evidence is and what to do.
    public var sentence: String {
        func view(_ checkpoint: Checkpoint) -> String {
            "\(checkpoint.size) \(checkpoint.size == 1 ? "entry" : "entries") with the root \(checkpoint.root.base64)"
        }
        // A witness holds only checkpoints that it has read.
        let held = evidence.held.flatMap { try? Checkpoint(text: $0.text) }
        let kept =
            notKept.map {
                "The evidence is NOT kept: \($0) Mend that and keep this message: it names both roots."
            }
            ?? "Kept in the witness's folder: evidence/\(evidence.name).request (what came)"
            + (held == nil ? "." : " and evidence/\(evidence.name).held (what was cosigned).")
        let remedy =
            switch evidence.kind {
            case .fork: "Send copies to the other witnesses and to the log's readers, and trust the log no further."
            case .unproven: "Keep the witness running: a later checkpoint with a good proof is cosigned as ever."
            }
        return evidence.sentence + " Signed by the log now: \(view(evidence.request.checkpoint)). Cosigned last: "
            + "\(held.map(view) ?? "nothing"). Nothing new was cosigned. \(kept) \(remedy)"
    }
}

/// Why a witness cannot work.
public enum WitnessError: Error, Equatable, CustomStringConvertible {
    case cannotRead(path: String, why: String)
    case cannotWrite(path: String, why: String)
    /// Another witness works in this folder.
    case busy(path: String)
    /// What was stored is not what this witness wrote.
    case damaged(path: String, why: String)
    case badConfiguration(String)

    public var description: String {
        switch self {
        case .cannotRead(let path, let why): "The witness's file “\(path)” cannot be read: \(why)."
        case .cannotWrite(let path, let why):
            "The witness's file “\(path)” cannot be written: \(why). Nothing was signed. Mend that, then try again."
        case .busy(let path):
            "“\(path)” is used by another running witness. Two that share a folder could sign contradicting histories: "
                + "stop the other one. Never use one key with two folders."
        case .damaged(let path, let why):
            "What the witness cosigned last is damaged: \(path): \(why). It must not start from nothing, since it could "
                + "then cosign a rewritten history. Put back the newest copy of this file if no cosignature was given "
                + "since it was made; otherwise set up the witness anew, with a new key and an empty folder, and tell "
                + "the log's readers the new key."
        case .badConfiguration(let why): "The witness cannot be set up: \(why)."
        }
    }
}
