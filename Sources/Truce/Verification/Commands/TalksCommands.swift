/// Opens a session of talks.
public struct OpenSession: Hashable, Sendable, CommandPayload {
    public var title: String
    public var at: Instant
    public var delegations: [Delegation]
    public var note: String?

    public init(title: String, at: Instant, delegations: [Delegation], note: String?) {
        self.title = title
        self.at = at
        self.delegations = delegations
        self.note = note
    }

    static let kind = CommandKind.openSession
    static let shape = FactShape(
        Self.init, .init("title", \.title), .init("at", \.at), .init("delegations", \.delegations),
        .init("note", \.note))
}

/// Closes a session of talks.
public struct CloseSession: Hashable, Sendable, CommandPayload {
    public var session: SessionID
    public var at: Instant
    public var reason: String?

    public init(session: SessionID, at: Instant, reason: String?) {
        self.session = session
        self.at = at
        self.reason = reason
    }

    static let kind = CommandKind.closeSession
    static let shape = FactShape(Self.init, .init("session", \.session), .init("at", \.at), .init("reason", \.reason))
}

/// Puts a demand in writing.
public struct FileDemand: Hashable, Sendable, CommandPayload {
    public var session: SessionID?
    public var of: [PartyID]
    public var text: String
    public var isPublic: Bool

    public init(session: SessionID?, of: [PartyID], text: String, isPublic: Bool) {
        self.session = session
        self.of = of
        self.text = text
        self.isPublic = isPublic
    }

    static let kind = CommandKind.fileDemand
    static let shape = FactShape(
        Self.init, .init("session", \.session), .init("of", \.of), .init("text", \.text), .init("public", \.isPublic))
}

/// Answers a demand.
public struct AnswerDemand: Hashable, Sendable, CommandPayload {
    public var demand: DemandID
    public var answer: DemandAnswer
    public var obligation: ObligationID?
    public var text: String?
    public var isPublic: Bool

    public init(demand: DemandID, answer: DemandAnswer, obligation: ObligationID?, text: String?, isPublic: Bool) {
        self.demand = demand
        self.answer = answer
        self.obligation = obligation
        self.text = text
        self.isPublic = isPublic
    }

    static let kind = CommandKind.answerDemand
    static let shape = FactShape(
        Self.init, .init("demand", \.demand), .init("answer", \.answer), .init("obligation", \.obligation),
        .init("text", \.text), .init("public", \.isPublic))
}

/// Drafts the next version of a communiqué.
public struct DraftCommunique: Hashable, Sendable, CommandPayload {
    /// Nil: a new one.
    public var communique: CommuniqueID?
    public var session: SessionID?
    public var parts: [CommuniquePart]
    /// Whose agreement it needs.
    public var parties: [PartyID]

    public init(communique: CommuniqueID?, session: SessionID?, parts: [CommuniquePart], parties: [PartyID]) {
        self.communique = communique
        self.session = session
        self.parts = parts
        self.parties = parties
    }

    static let kind = CommandKind.draftCommunique
    static let shape = FactShape(
        Self.init, .init("communique", \.communique), .init("session", \.session), .init("parts", \.parts),
        .init("parties", \.parties))
}

/// Agrees to a communiqué that nobody brackets any more, as the asker's own side.
public struct AgreeCommunique: Hashable, Sendable, CommandPayload {
    public var communique: CommuniqueID
    /// The one that was read.
    public var version: Int

    public init(communique: CommuniqueID, version: Int) {
        self.communique = communique
        self.version = version
    }

    static let kind = CommandKind.agreeCommunique
    static let shape = FactShape(
        Self.init, .init("communique", \.communique), .init("version", \.version, in: 1...Int.max))
}

/// Names the key with which a side signs.
public struct NameSignatoryKey: Hashable, Sendable, CommandPayload {
    /// The asker's own side.
    public var signatory: PartyID
    public var key: String
    /// By that key over ``SignatoryKeyNamed/statement(_:_:)``, base64: whoever names a key shows that it holds it.
    public var signature: String

    public init(signatory: PartyID, key: String, signature: String) {
        self.signatory = signatory
        self.key = key
        self.signature = signature
    }

    static let kind = CommandKind.nameSignatoryKey
    static let shape = FactShape(
        Self.init, .init("signatory", \.signatory), .init("key", \.key), .init("signature", \.signature))
}

/// Lays an amendment or extension before the sides.
public struct ProposeAmendment: Hashable, Sendable, CommandPayload {
    public var version: Int
    public var inForceFrom: Instant
    public var files: [FileDigest]
    public var signatories: [PartyID]
    public var reason: String

    public init(version: Int, inForceFrom: Instant, files: [FileDigest], signatories: [PartyID], reason: String) {
        self.version = version
        self.inForceFrom = inForceFrom
        self.files = files
        self.signatories = signatories
        self.reason = reason
    }

    static let kind = CommandKind.proposeAmendment
    static let shape = FactShape(
        Self.init, .init("version", \.version, in: 1...Int.max), .init("in_force_from", \.inForceFrom),
        .init("files", \.files), .init("signatories", \.signatories), .init("reason", \.reason))
}

/// Signs an amendment for a side.
public struct SignAmendment: Hashable, Sendable, CommandPayload {
    public var amendment: AmendmentID
    /// Base64, by the key named for the side.
    public var signature: String

    public init(amendment: AmendmentID, signature: String) {
        self.amendment = amendment
        self.signature = signature
    }

    static let kind = CommandKind.signAmendment
    static let shape = FactShape(Self.init, .init("amendment", \.amendment), .init("signature", \.signature))
}
