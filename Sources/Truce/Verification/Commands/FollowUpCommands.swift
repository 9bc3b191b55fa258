/// Reports that observers were kept from going somewhere.
public struct ReportDenial: Hashable, Sendable, CommandPayload {
    public var content: DenialContent

    public init(content: DenialContent) {
        self.content = content
    }

    static let kind = CommandKind.reportDenial
    static let shape = FactShape(Self.init, .init("content", \.content))
}

/// Reports that somebody or something watched somewhere.
public struct ReportPresence: Hashable, Sendable, CommandPayload {
    public var content: PresenceContent

    public init(content: PresenceContent) {
        self.content = content
    }

    static let kind = CommandKind.reportPresence
    static let shape = FactShape(Self.init, .init("content", \.content))
}

/// Reports how far an obligation has come.
public struct ReportProgress: Hashable, Sendable, CommandPayload {
    public var obligation: ObligationID
    public var at: Instant
    public var score: Int?
    public var percent: Double?
    public var count: Double?
    public var evidence: [FileDigest]

    public init(
        obligation: ObligationID, at: Instant, score: Int?, percent: Double?, count: Double?, evidence: [FileDigest]
    ) {
        self.obligation = obligation
        self.at = at
        self.score = score
        self.percent = percent
        self.count = count
        self.evidence = evidence
    }

    static let kind = CommandKind.reportProgress
    static let shape = FactShape(
        Self.init, .init("obligation", \.obligation), .init("at", \.at), .init("score", \.score, in: 0...3),
        .init("percent", \.percent, in: 0...100), .init("count", \.count, in: 0...1e15), .init("evidence", \.evidence))
}

/// States how much there was to begin with.
public struct StateBaseline: Hashable, Sendable, CommandPayload {
    public var obligation: ObligationID
    public var value: Double?
    public var reason: String?

    public init(obligation: ObligationID, value: Double?, reason: String?) {
        self.obligation = obligation
        self.value = value
        self.reason = reason
    }

    static let kind = CommandKind.stateBaseline
    static let shape = FactShape(
        Self.init, .init("obligation", \.obligation), .init("value", \.value, in: 0...1e15), .init("reason", \.reason))
}

/// Puts on record that the next step behind a gate begins.
public struct BeginStep: Hashable, Sendable, CommandPayload {
    public var gate: GateID
    public var reason: String

    public init(gate: GateID, reason: String) {
        self.gate = gate
        self.reason = reason
    }

    static let kind = CommandKind.beginStep
    static let shape = FactShape(Self.init, .init("gate", \.gate), .init("reason", \.reason))
}

/// Gives somebody a role.
public struct GrantAccess: Hashable, Sendable, CommandPayload {
    public var holder: HolderID
    public var role: Role
    /// For a liaison or guarantor: whose.
    public var side: PartyID?
    public var until: Instant?

    public init(holder: HolderID, role: Role, side: PartyID?, until: Instant?) {
        self.holder = holder
        self.role = role
        self.side = side
        self.until = until
    }

    static let kind = CommandKind.grantAccess
    static let shape = FactShape(
        Self.init, .init("holder", \.holder), .init("role", \.role), .init("side", \.side), .init("until", \.until))
}

/// Takes a role back.
public struct RevokeAccess: Hashable, Sendable, CommandPayload {
    public var holder: HolderID
    public var role: Role
    public var reason: String

    public init(holder: HolderID, role: Role, reason: String) {
        self.holder = holder
        self.role = role
        self.reason = reason
    }

    static let kind = CommandKind.revokeAccess
    static let shape = FactShape(Self.init, .init("holder", \.holder), .init("role", \.role), .init("reason", \.reason))
}

/// Puts on record that the agreement does not bind for a time.
public struct SuspendAgreement: Hashable, Sendable, CommandPayload {
    public var from: Instant
    public var until: Instant?
    public var reason: String

    public init(from: Instant, until: Instant?, reason: String) {
        self.from = from
        self.until = until
        self.reason = reason
    }

    static let kind = CommandKind.suspendAgreement
    static let shape = FactShape(Self.init, .init("from", \.from), .init("until", \.until), .init("reason", \.reason))
}

/// Puts on record that a suspended agreement binds again.
public struct ResumeAgreement: Hashable, Sendable, CommandPayload {
    public var from: Instant
    public var reason: String

    public init(from: Instant, reason: String) {
        self.from = from
        self.reason = reason
    }

    static let kind = CommandKind.resumeAgreement
    static let shape = FactShape(Self.init, .init("from", \.from), .init("reason", \.reason))
}
