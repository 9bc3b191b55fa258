import Foundation
import Truce
import TruceLedger

/// An amendment as its receipt proves it, for a side that reads and signs it on a machine of its own.
public struct ProposedAmendment: Sendable {
    let fact: AmendmentProposed
    /// Where it stands, and who says so.
    private let proof: String

    /// Reads a receipt of the entry that laid it before the sides. Throws ``MechanismError/refused(_:)`` where the receipt
    /// proves nothing, ``MechanismError/badInput(_:)`` where it is of another entry.
    public init(receipt: String, policy: String, acceptsLogged: Bool) throws(MechanismError) {
        let (proven, fact) = try Self.proven(receipt, policy, acceptsLogged)
        guard case .amendmentProposed(let proposed) = fact else {
            throw .badInput(
                "“\(receipt)” is the receipt of “\(fact.name)”. Name that of the entry “amendment-proposed”: whoever laid it before "
                    + "the sides was told its number, and GET /api/v1/receipts/NUMBER gives it.")
        }
        self.fact = proposed
        proof = proven
    }

    /// The fact that a receipt proves, and a sentence of where it stands.
    private static func proven(
        _ receipt: String, _ named: String, _ acceptsLogged: Bool
    ) throws(MechanismError) -> (String, Fact) {
        let policy = try LogPlace.named(named)
        let bytes = try Files.read(receipt, limit: Receipt.byteLimit)
        let checked: Receipt.Checked
        do {
            checked = try Receipt(bytes).check(by: policy, now: WallClock.now(), acceptsLogged: acceptsLogged)
        } catch { throw .refused("The receipt “\(receipt)” proves nothing. \(error)") }
        let entry = try asMechanism { try Entry(bytes: checked.entry) }
        let checkpoint = checked.checkpoint.checkpoint
        return (
            "Entry \(checked.index) of \(checkpoint.size) in the log “\(checkpoint.origin)”, recorded \(entry.recorded)"
                + LogWords.witnessed(checked.checkpoint, policy), entry.fact
        )
    }

    /// What it says, for whoever is to sign.
    public var sentences: [String] {
        [
            proof, "Amendment \(fact.amendment) of “\(fact.agreement)”: its version \(fact.version).",
            "In force from \(fact.inForceFrom), or from the last signature where that is later.",
            "Needs the signatures of \(fact.signatories.map(\.description).joined(separator: ", ")).",
            "Reason given by \(fact.officer): \(fact.reason)",
        ] + fact.files.map { "SHA-256 of its text: \($0)" }
    }

    /// Throws where a file is not the text on record, byte for byte.
    public func requireText(_ path: String) throws(MechanismError) {
        let digest = Files.sha256(try Files.read(path))
        guard fact.files.contains(where: { $0.description == digest }) else {
            throw .refused(
                "“\(path)” is not the text of amendment \(fact.amendment): its SHA-256 is \(digest), and on record stands "
                    + "\(fact.files.map(\.description).joined(separator: ", ")). Ask the mission for the text, and sign nothing else."
            )
        }
    }

    /// A signature, as the mission takes it.
    public struct Signed: Sendable {
        /// The public half of the key.
        public var key: String
        /// The body of `POST /api/v1/commands/sign-amendment`, without a line's end.
        public var json: String
    }

    /// Signs the statement that the mission checks: ``AmendmentProposed/statement()``.
    public func signed(withKeyIn file: String) throws(MechanismError) -> Signed {
        let key = try KeyFile.read(file, kind: .log)
        let statement = try asMechanism { try fact.statement() }
        let signature = Self.signature(of: statement, by: key)
        let command = Command.signAmendment(SignAmendment(amendment: fact.amendment, signature: signature))
        return try Self.body(command, key)
    }

    /// Names the key as a side's own: the body of `POST /api/v1/commands/name-signatory-key`.
    public static func naming(keyIn file: String, for side: String) throws(MechanismError) -> Signed {
        let key = try KeyFile.read(file, kind: .log)
        let side: PartyID = try Mechanism.identifier(side, "side")
        let statement = try asMechanism { try SignatoryKeyNamed.statement(side, key.verifier.description) }
        let command = Command.nameSignatoryKey(
            NameSignatoryKey(
                signatory: side, key: key.verifier.description, signature: signature(of: statement, by: key)))
        return try body(command, key)
    }

    private static func signature(of statement: [UInt8], by key: SigningKey) -> String {
        // A key of this kind signs as of no time.
        let signature = Data(key.sign(statement, at: Instant(seconds: 0)).bytes).base64EncodedString()
        precondition(
            Signatures.verify(key.verifier.description, statement, signature), "what was signed here verifies here")
        return signature
    }

    private static func body(_ command: Command, _ key: SigningKey) throws(MechanismError) -> Signed {
        let bytes = try asMechanism { try command.json().canonicalBytes() }
        return Signed(key: key.verifier.description, json: String(decoding: bytes, as: UTF8.self))
    }

    /// Checks a signature on record against this amendment.
    ///
    /// - Parameter key: the side's public key as known from elsewhere; nil takes the one on record.
    public func check(
        signature receipt: String, policy: String, acceptsLogged: Bool, key: String?
    ) throws(MechanismError) -> LogVerdict {
        let (proven, recorded) = try Self.proven(receipt, policy, acceptsLogged)
        guard case .amendmentSigned(let signed) = recorded else {
            throw .badInput(
                "“\(receipt)” is the receipt of “\(recorded.name)”. Name that of an entry “amendment-signed” with --signature."
            )
        }
        guard signed.amendment == fact.amendment else {
            return .refused("That signature is of amendment \(signed.amendment), and this is \(fact.amendment).")
        }
        guard fact.signatories.contains(signed.signatory) else {
            return .refused("“\(signed.signatory)” is none of those whose signatures this amendment needs.")
        }
        if let key, key != signed.key {
            return .refused(
                "The signature of “\(signed.signatory)” is by the key \(signed.key), and not by the one given.")
        }
        let statement = try asMechanism { try fact.statement() }
        guard Signatures.verify(signed.key, statement, signed.signature) else {
            return .refused(
                "The signature of “\(signed.signatory)” does not fit amendment \(fact.amendment) and the key \(signed.key)."
            )
        }
        var verdict = LogVerdict(
            isIntact: true,
            sentence: "“\(signed.signatory)” signed amendment \(fact.amendment) with the key \(signed.key).")
        verdict.notes = [proven]
        if key == nil {
            verdict.notes.append(
                "Ask the side for its key by another way, and name it with --key: the record alone vouches for this one."
            )
        }
        return verdict
    }
}
