/// Observers were kept from going where the mandate lets them. By whom, where and how is sealed, and who reports it; the
/// daily report counts it.
public struct MovementDenied: Hashable, Sendable, FactPayload {
    public var denial: DenialID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(denial: DenialID, sealed: [Commitment]) {
        self.denial = denial
        self.sealed = sealed
    }

    static let kind = FactKind.movementDenied
    static let version = 1
    static let shape = FactShape(Self.init, .init("denial", \.denial), .init("sealed", \.sealed))
}

/// Observers, or a camera, watched somewhere for a time: without it, silence says nothing. Who, where and when is sealed.
public struct PresenceReported: Hashable, Sendable, FactPayload {
    public var presence: PresenceID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(presence: PresenceID, sealed: [Commitment]) {
        self.presence = presence
        self.sealed = sealed
    }

    static let kind = FactKind.presenceReported
    static let version = 1
    static let shape = FactShape(Self.init, .init("presence", \.presence), .init("sealed", \.sealed))
}
