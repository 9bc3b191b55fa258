/// Somebody was given a role.
public struct AccessGranted: Hashable, Sendable, FactPayload {
    /// The office or liaison, not a person's name.
    public var holder: HolderID
    public var role: RoleID
    /// The side that the role is held for, where it is.
    public var party: PartyID?
    /// Nil: until revoked.
    public var until: Instant?
    /// Who decided it.
    public var officer: OfficerID

    public init(holder: HolderID, role: RoleID, party: PartyID?, until: Instant?, officer: OfficerID) {
        self.holder = holder
        self.role = role
        self.party = party
        self.until = until
        self.officer = officer
    }

    static let kind = FactKind.accessGranted
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("holder", \.holder), .init("role", \.role), .init("party", \.party), .init("until", \.until),
        .init("officer", \.officer))
}

/// A role was taken back.
public struct AccessRevoked: Hashable, Sendable, FactPayload {
    public var holder: HolderID
    public var role: RoleID
    /// In words for the public.
    public var reason: String
    /// Who decided it.
    public var officer: OfficerID

    public init(holder: HolderID, role: RoleID, reason: String, officer: OfficerID) {
        self.holder = holder
        self.role = role
        self.reason = reason
        self.officer = officer
    }

    static let kind = FactKind.accessRevoked
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("holder", \.holder), .init("role", \.role), .init("reason", \.reason),
        .init("officer", \.officer))
}

/// Sealed parts were made unreadable for ever by erasing their keys. The entries that commit to them stay.
public struct SecretErased: Hashable, Sendable, FactPayload {
    /// Of the sealed parts.
    public var commitments: [Commitment]
    /// By whose right: an order, a law, the source's own request.
    public var authority: String
    /// In words for the public.
    public var reason: String

    public init(commitments: [Commitment], authority: String, reason: String) {
        self.commitments = commitments
        self.authority = authority
        self.reason = reason
    }

    static let kind = FactKind.secretErased
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("commitments", \.commitments), .init("authority", \.authority), .init("reason", \.reason))
}
