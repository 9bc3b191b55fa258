/// Who sits for a side. The head of a delegation is named because it is public who leads it.
public struct Delegation: Hashable, Sendable, FactRecord {
    /// A party or a guarantor.
    public var party: PartyID
    /// As announced.
    public var head: String?

    public init(party: PartyID, head: String?) {
        self.party = party
        self.head = head
    }

    static let shape = FactShape(Self.init, .init("party", \.party), .init("head", \.head))
}

/// A session of talks began.
public struct SessionOpened: Hashable, Sendable, FactPayload {
    public var session: SessionID
    public var title: String
    public var at: Instant
    public var delegations: [Delegation]
    /// Who decided it.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(
        session: SessionID, title: String, at: Instant, delegations: [Delegation], officer: OfficerID,
        sealed: [Commitment]
    ) {
        self.session = session
        self.title = title
        self.at = at
        self.delegations = delegations
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.sessionOpened
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("session", \.session), .init("title", \.title), .init("at", \.at),
        .init("delegations", \.delegations), .init("officer", \.officer), .init("sealed", \.sealed))
}

/// A session of talks ended.
public struct SessionClosed: Hashable, Sendable, FactPayload {
    public var session: SessionID
    public var at: Instant
    /// In words for the public.
    public var reason: String?
    /// Who decided it.
    public var officer: OfficerID

    public init(session: SessionID, at: Instant, reason: String?, officer: OfficerID) {
        self.session = session
        self.at = at
        self.reason = reason
        self.officer = officer
    }

    static let kind = FactKind.sessionClosed
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("session", \.session), .init("at", \.at), .init("reason", \.reason),
        .init("officer", \.officer))
}

/// A side put a demand in writing.
public struct DemandFiled: Hashable, Sendable, FactPayload {
    public var demand: DemandID
    public var session: SessionID?
    /// A party or a guarantor.
    public var by: PartyID
    /// Of whom; empty = of all.
    public var of: [PartyID]
    /// Where the side wants it public.
    public var text: String?
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(demand: DemandID, session: SessionID?, by: PartyID, of: [PartyID], text: String?, sealed: [Commitment])
    {
        self.demand = demand
        self.session = session
        self.by = by
        self.of = of
        self.text = text
        self.sealed = sealed
    }

    static let kind = FactKind.demandFiled
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("demand", \.demand), .init("session", \.session), .init("by", \.by), .init("of", \.of),
        .init("text", \.text), .init("sealed", \.sealed))
}

/// What became of a demand.
public enum DemandAnswer: String, Sendable, CaseIterable, FactCode {
    /// An obligation of the agreement, of this or a later version, meets it.
    case accepted
    case refused, deferred, withdrawn
}

/// A demand was answered: an obligation meets it, or it was refused or put off.
public struct DemandAnswered: Hashable, Sendable, FactPayload {
    public var demand: DemandID
    /// Who answers: a side that it was made of, or the mediator.
    public var by: HolderID
    public var answer: DemandAnswer
    /// What meets it.
    public var obligation: ObligationID?
    /// Where it is to be public.
    public var reason: String?
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(
        demand: DemandID, by: HolderID, answer: DemandAnswer, obligation: ObligationID?, reason: String?,
        sealed: [Commitment]
    ) {
        self.demand = demand
        self.by = by
        self.answer = answer
        self.obligation = obligation
        self.reason = reason
        self.sealed = sealed
    }

    static let kind = FactKind.demandAnswered
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("demand", \.demand), .init("by", \.by), .init("answer", \.answer),
        .init("obligation", \.obligation), .init("reason", \.reason), .init("sealed", \.sealed))
}

/// A piece of a communiqué. Brackets: agreed by nobody yet.
public struct CommuniquePart: Hashable, Sendable, FactRecord {
    public var text: String
    /// Those that do not accept it; empty = agreed.
    public var bracketedBy: [PartyID]

    public init(text: String, bracketedBy: [PartyID]) {
        self.text = text
        self.bracketedBy = bracketedBy
    }

    static let shape = FactShape(Self.init, .init("text", \.text), .init("bracketed_by", \.bracketedBy))
}

/// A version of a communiqué was drafted. Its text is sealed until it is agreed.
public struct CommuniqueDrafted: Hashable, Sendable, FactPayload {
    public var communique: CommuniqueID
    public var session: SessionID?
    public var version: Int
    /// Who decided it.
    public var officer: OfficerID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(communique: CommuniqueID, session: SessionID?, version: Int, officer: OfficerID, sealed: [Commitment]) {
        self.communique = communique
        self.session = session
        self.version = version
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.communiqueDrafted
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("communique", \.communique), .init("session", \.session),
        .init("version", \.version, in: 1...Int.max), .init("officer", \.officer), .init("sealed", \.sealed))
}

/// A side agreed to a version of a communiqué; which is sealed. Or all did whose agreement it needs, and it is published.
public struct CommuniqueAgreed: Hashable, Sendable, FactPayload {
    public var communique: CommuniqueID
    public var version: Int
    /// Where all have agreed.
    public var text: String?
    /// Who agreed; empty until all have.
    public var parties: [PartyID]
    /// Who published it; nil: the last side's agreement did.
    public var officer: OfficerID?
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(
        communique: CommuniqueID, version: Int, text: String?, parties: [PartyID], officer: OfficerID?,
        sealed: [Commitment] = []
    ) {
        self.communique = communique
        self.version = version
        self.text = text
        self.parties = parties
        self.officer = officer
        self.sealed = sealed
    }

    static let kind = FactKind.communiqueAgreed
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("communique", \.communique), .init("version", \.version, in: 1...Int.max),
        .init("text", \.text), .init("parties", \.parties), .init("officer", \.officer), .init("sealed", \.sealed))
}

/// The key with which a side signs for itself, named by the side.
public struct SignatoryKeyNamed: Hashable, Sendable, FactPayload {
    /// A party or a guarantor.
    public var signatory: PartyID
    /// Ed25519 verifier key, as `name+hash+key`.
    public var key: String
    /// By that key over ``statement(_:_:)``, base64; nil where an earlier version asked for no proof.
    public var signature: String?
    /// Who speaks for the side, or decided it.
    public var officer: OfficerID

    public init(signatory: PartyID, key: String, signature: String?, officer: OfficerID) {
        self.signatory = signatory
        self.key = key
        self.signature = signature
        self.officer = officer
    }

    static let kind = FactKind.signatoryKeyNamed
    static let version = 2
    static let shape = FactShape(
        Self.init, .init("signatory", \.signatory), .init("key", \.key), .init("signature", \.signature),
        .init("officer", \.officer))
}

/// An amendment or extension was laid before the sides. It takes effect when all who must have signed.
public struct AmendmentProposed: Hashable, Sendable, FactPayload {
    public var amendment: AmendmentID
    public var agreement: AgreementID
    /// Of the text that it makes.
    public var version: Int
    public var inForceFrom: Instant
    /// The amendment's file and its map.
    public var files: [FileDigest]
    /// Whose signatures it needs.
    public var signatories: [PartyID]
    /// In words for the public.
    public var reason: String
    /// Who decided it.
    public var officer: OfficerID

    public init(
        amendment: AmendmentID, agreement: AgreementID, version: Int, inForceFrom: Instant, files: [FileDigest],
        signatories: [PartyID], reason: String, officer: OfficerID
    ) {
        self.amendment = amendment
        self.agreement = agreement
        self.version = version
        self.inForceFrom = inForceFrom
        self.files = files
        self.signatories = signatories
        self.reason = reason
        self.officer = officer
    }

    static let kind = FactKind.amendmentProposed
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("amendment", \.amendment), .init("agreement", \.agreement),
        .init("version", \.version, in: 1...Int.max), .init("in_force_from", \.inForceFrom), .init("files", \.files),
        .init("signatories", \.signatories), .init("reason", \.reason), .init("officer", \.officer))
}

/// A side signed an amendment.
public struct AmendmentSigned: Hashable, Sendable, FactPayload {
    public var amendment: AmendmentID
    public var signatory: PartyID
    /// The verifier key that the signature is by.
    public var key: String
    /// Ed25519 over ``AmendmentProposed/statement``, base64.
    public var signature: String

    public init(amendment: AmendmentID, signatory: PartyID, key: String, signature: String) {
        self.amendment = amendment
        self.signatory = signatory
        self.key = key
        self.signature = signature
    }

    static let kind = FactKind.amendmentSigned
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("amendment", \.amendment), .init("signatory", \.signatory), .init("key", \.key),
        .init("signature", \.signature))
}
