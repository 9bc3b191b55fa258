import Truce

/// What really happened in a simulation; or, where `isSpurious`, what did not and is reported all the same.
public struct TrueIncident: Sendable, Hashable {
    public internal(set) var id: String
    public internal(set) var isSpurious: Bool
    public internal(set) var at: Instant
    public internal(set) var place: Coordinate
    public internal(set) var nearestTown: String
    public internal(set) var act: Act
    public internal(set) var weapon: String
    public internal(set) var calibreMillimetres: Double?
    /// Rounds, vehicles, persons: whatever an observer would count.
    public internal(set) var count: Int
    /// Identifiers of the agreement's actors, and the party on whose side each fights (empty: neither). A target may
    /// also be `civilians`, `monitors` or empty.
    public internal(set) var initiator: String
    public internal(set) var initiatorSide: String
    public internal(set) var target: String
    public internal(set) var targetSide: String
    public internal(set) var killed: Int
    public internal(set) var injured: Int
    /// True facts that an agreement may make an exception for.
    public internal(set) var isSelfDefence: Bool
    public internal(set) var isNotified: Bool
    /// Whether it broke the agreement, by construction; unknown where the agreement's own text leaves it open.
    public internal(set) var breach: Truth
    /// Of the provision broken; empty for none.
    public internal(set) var provision: String
    /// Why, as one word: see ``TrueBreach``.
    public internal(set) var reason: String

    var hotSpot: Int
    var weaponUsed: Weapon
    var targetStanding: Standing?
    var initiatorStanding: Standing
}
