/// What somebody wants to know. The answer holds only records that the asker may know of, counts included; the fields
/// of each are sieved by ``ShownRecord/json(for:)`` on the way out.
public protocol Inquiry: Hashable, Sendable {
    associatedtype Answer: Sendable
}

/// As known when.
public enum Moment: Hashable, Sendable {
    case now
    /// When the ledger held that many entries.
    case position(Int)
    /// What was recorded by then.
    case time(Instant)
}

/// Part of a long list: the records after a place in it, in the list's own order. Keyset, not offset: what is added
/// meanwhile moves nothing.
public struct Page: Hashable, Sendable {
    public static let limits = 1...500

    /// Within ``limits``.
    public var limit: Int
    /// ``Listing/next`` of the part before; nil = from the start.
    public var after: String?

    public init(limit: Int = 50, after: String? = nil) {
        self.limit = min(max(limit, Self.limits.lowerBound), Self.limits.upperBound)
        self.after = after
    }
}

public struct Listing<Record: Sendable>: Sendable {
    public var records: [Record]
    /// For ``Page/after`` of the next part; nil at the end. It tells nothing that the records do not.
    public var next: String?
    /// The ledger's size that this is as of.
    public var position: Int

    public init(records: [Record], next: String?, position: Int) {
        self.records = records
        self.next = next
        self.position = position
    }
}

/// One record, if the asker may know of it.
public struct Single<Record: Sendable>: Sendable {
    public var record: Record?
    public var position: Int

    public init(record: Record?, position: Int) {
        self.record = record
        self.position = position
    }
}

/// A box in degrees; `west` may be greater than `east` across the antimeridian.
public struct MapBox: Hashable, Sendable, FactRecord {
    public var west: Double
    public var south: Double
    public var east: Double
    public var north: Double

    public init(west: Double, south: Double, east: Double, north: Double) {
        self.west = west
        self.south = south
        self.east = east
        self.north = north
    }

    static let shape = FactShape(
        Self.init, .init("west", \.west, in: -180...180), .init("south", \.south, in: -90...90),
        .init("east", \.east, in: -180...180), .init("north", \.north, in: -90...90))
}
