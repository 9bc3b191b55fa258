/// Witnesses do not co-sign: nobody but the mechanism vouches for the entries since.
public struct WitnessSilent: Hashable, Sendable, FactPayload {
    public var witnesses: [WitnessName]
    /// Entries in the last checkpoint that they co-signed.
    public var sinceSize: Int
    /// When they last co-signed; where they never did, when they were first asked.
    public var since: Instant

    public init(witnesses: [WitnessName], sinceSize: Int, since: Instant) {
        self.witnesses = witnesses
        self.sinceSize = sinceSize
        self.since = since
    }

    static let kind = FactKind.witnessSilent
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("witnesses", \.witnesses),
        .init("since_size", \.sinceSize, in: 0...Int.max), .init("since", \.since))
}

/// Witnesses co-sign again, and so vouch for the entries in between.
public struct WitnessReturned: Hashable, Sendable, FactPayload {
    public var witnesses: [WitnessName]
    /// Entries in the first checkpoint that they co-signed again.
    public var atSize: Int
    /// When they did.
    public var at: Instant

    public init(witnesses: [WitnessName], atSize: Int, at: Instant) {
        self.witnesses = witnesses
        self.atSize = atSize
        self.at = at
    }

    static let kind = FactKind.witnessReturned
    static let version = 1
    static let shape = FactShape(
        Self.init, .init("witnesses", \.witnesses), .init("at_size", \.atSize, in: 0...Int.max),
        .init("at", \.at))
}
