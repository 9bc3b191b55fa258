/// An amendment, and who has signed it.
public struct AmendmentRecord: Hashable, Sendable, ShownRecord {
    public var id: AmendmentID
    public var agreement: AgreementID
    public var version: Int
    public var inForceFrom: Instant
    public var files: [FileDigest]
    public var signatories: [PartyID]
    public var signed: [SignatureRecord]
    public var reason: String
    public var proposedAt: Instant
    /// From when its text is in force; nil: not all have signed.
    public var effectiveAt: Instant?

    public init(
        id: AmendmentID, agreement: AgreementID, version: Int, inForceFrom: Instant, files: [FileDigest],
        signatories: [PartyID], signed: [SignatureRecord], reason: String, proposedAt: Instant, effectiveAt: Instant?
    ) {
        self.id = id
        self.agreement = agreement
        self.version = version
        self.inForceFrom = inForceFrom
        self.files = files
        self.signatories = signatories
        self.signed = signed
        self.reason = reason
        self.proposedAt = proposedAt
        self.effectiveAt = effectiveAt
    }

    public static let recordName = "Amendment"
    public static let existence = Field.amendment
    public static let shown: ShownFields<Self> = [
        .init("id", .amendment, \.id, "The amendment's name."),
        .init("agreement", .amendment, \.agreement, "The agreement that it amends."),
        .init("version", .amendment, \.version, "Of the text that it makes."),
        .init("in_force_from", .amendment, \.inForceFrom, "When it is to take force."),
        .init("files", .amendment, \.files, "SHA-256 of the amendment's file and its map."),
        .init("signatories", .amendment, \.signatories, "Whose signatures it needs."),
        .init("signed", \.signed, "The signatures that are there."),
        .init("reason", .amendment, \.reason, "Why, in words for the public."),
        .init("proposed_at", .amendment, \.proposedAt, "When it was laid before the sides."),
        .init(
            "effective_at", .amendment, \.effectiveAt,
            "From when its text is in force: what it names, or the last signature if that came later. Absent: not all have signed."
        ),
    ]

    public func relation(to asker: Asker) -> Relation {
        Relation()
    }
}

/// A side's signature.
public struct SignatureRecord: Hashable, Sendable, ShownPart {
    public var signatory: PartyID
    public var key: String
    public var signature: String
    public var at: Instant

    public init(signatory: PartyID, key: String, signature: String, at: Instant) {
        self.signatory = signatory
        self.key = key
        self.signature = signature
        self.at = at
    }

    public static let recordName = "Signature"
    public static let existence = Field.amendment
    public static let shown: ShownFields<Self> = [
        .init("signatory", .amendment, \.signatory, "The party or guarantor."),
        .init("key", .amendment, \.key, "The verifier key that the signature is by."),
        .init("signature", .amendment, \.signature, "Ed25519 over the amendment's statement, base64."),
        .init("at", .amendment, \.at, "When it was recorded."),
    ]
}
