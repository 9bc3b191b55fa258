/// Observers were kept from going where the mandate lets them. By whom, where and how is sealed; the daily report counts it.
public struct MovementDenied: Hashable, Sendable, FactPayload {
    public var denial: DenialID
    /// Who reports it.
    public var by: HolderID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(denial: DenialID, by: HolderID, sealed: [Commitment]) {
        self.denial = denial
        self.by = by
        self.sealed = sealed
    }

    static let kind = FactKind.movementDenied
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("denial", \.denial), .init("reported_by", \.by), .init("sealed", \.sealed))
}

/// Observers, or a camera, watched somewhere for a time: without it, silence says nothing.
public struct PresenceReported: Hashable, Sendable, FactPayload {
    public var presence: PresenceID
    /// Who reports it.
    public var by: HolderID
    /// What is kept sealed of it.
    public var sealed: [Commitment]

    public init(presence: PresenceID, by: HolderID, sealed: [Commitment]) {
        self.presence = presence
        self.by = by
        self.sealed = sealed
    }

    static let kind = FactKind.presenceReported
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("presence", \.presence), .init("reported_by", \.by), .init("sealed", \.sealed))
}
