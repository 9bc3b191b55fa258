import Truce

/// Why a note, checkpoint, key, policy, receipt or request is not accepted.
public enum NoteError: Error, Hashable, CustomStringConvertible {
    case badKey(String)
    case unknownKeyType(UInt8, name: String)
    /// Not a signed note at all.
    case malformed(String)
    /// A line by a key that we know, which that key did not make.
    case wrongSignature(name: String)
    /// No line by any key that we know.
    case notSigned(by: String)
    /// A line by a key that the policy does not name, where only named ones may stand.
    case unknownSigner(name: String)
    /// Logged, but without the quorum that the policy asks for.
    case notWitnessed(quorum: String, by: [String], missing: [String])
    /// A note, but no checkpoint.
    case badCheckpoint(String)
    case otherOrigin(expected: String, found: String)
    /// A cosignature from a time that has not come.
    case futureCosignature(name: String, time: Instant, now: Instant)
    case badPolicy(line: Int, String)
    case badReceipt(String)
    case badRequest(String)

    public var description: String {
        switch self {
        case .badKey(let why): "This is no verifier key: \(why)."
        case .unknownKeyType(let type, let name):
            "The key “\(name)” is of type \(type), which this program does not check. It knows 1 (log) and 4 (witness)."
        case .malformed(let why): "This is no signed note: \(why)."
        case .wrongSignature(let name):
            "The signature of “\(name)” does not fit the text: the text, the signature or the key was altered."
        case .notSigned(let by):
            "It carries no signature of \(by). If the log has changed its key, get the policy that it publishes now."
        case .unknownSigner(let name):
            "A signature line names “\(name)” and is almost that of a key which the policy knows: the line of the checkpoint was "
                + "altered."
        case .notWitnessed(let quorum, let witnesses, let missing):
            "The checkpoint is signed by the log, but the quorum “\(quorum)” has not witnessed it: there are lines by "
                + (witnesses.isEmpty ? "nobody" : witnesses.map { "“\($0)”" }.joined(separator: ", "))
                + " and none by " + missing.map { "“\($0)”" }.joined(separator: ", ")
                + ". Either a line was removed, or a witness has not answered yet."
        case .badCheckpoint(let why): "This is no checkpoint: \(why)."
        case .otherOrigin(let expected, let found): "It belongs to the log “\(found)”, not to “\(expected)”."
        case .futureCosignature(let name, let time, let now):
            "The cosignature of “\(name)” says \(time), which is later than now (\(now))."
        case .badPolicy(let line, let why): "Policy, line \(line): \(why)."
        case .badReceipt(let why): "This is no receipt: \(why)."
        case .badRequest(let why): "This is no request to a witness: \(why)."
        }
    }
}
