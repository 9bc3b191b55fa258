/// An area with rules of its own.
public struct Zone: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case territory, security, buffer, disengagement, corridor, storage, training, noFlight = "no_flight"
        /// Combat against excluded groups: not covered.
        case excludedCombat = "excluded_combat"
        /// Held by a party: see ``Control``.
        case control
        case other
    }
    public var id: String
    public var name: LocalizedText
    public var kind: Kind
    public var polygon: Polygon
    /// How sources that name a country write it: such a report lies inside, wherever its coordinates fall.
    public var countries: [String] = []
    public var from: Instant?
    public var until: Instant?
    /// A document, or whose map it is.
    public var source: String?
    public init(
        id: String, name: LocalizedText, kind: Kind, polygon: Polygon, from: Instant? = nil, until: Instant? = nil,
        source: String? = nil
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.polygon = polygon
        self.from = from
        self.until = until
        self.source = source
    }
}

/// A line that rules refer to. Lines with the same `of` compete: each is the line according to somebody.
public struct Line: Sendable, Hashable {
    public var id: String
    public var name: LocalizedText
    /// What it is a line of, such as `contact`.
    public var of: String
    public var path: LineString
    /// Parties, guarantors or mediators in whose account this is the line; empty = nobody disputes it.
    public var accordingTo: [String]
    public var source: String?
    public var from: Instant?
    public var until: Instant?
    public init(
        id: String, name: LocalizedText, of: String, path: LineString, accordingTo: [String] = [],
        source: String? = nil, from: Instant? = nil, until: Instant? = nil
    ) {
        self.id = id
        self.name = name
        self.of = of
        self.path = path
        self.accordingTo = accordingTo
        self.source = source
        self.from = from
        self.until = until
    }
}

/// Who holds a zone, from when to when, according to whom.
public struct Control: Sendable, Hashable {
    public var zone: String
    public var party: String
    public var from: Instant?
    public var until: Instant?
    public var accordingTo: [String]
    public init(zone: String, party: String, from: Instant? = nil, until: Instant? = nil, accordingTo: [String] = []) {
        self.zone = zone
        self.party = party
        self.from = from
        self.until = until
        self.accordingTo = accordingTo
    }
}

extension Zone {
    public func exists(at moment: Instant) -> Bool { existence(during: TimeWindow(at: moment)) > 0 }
    /// The share of a window of time in which the zone exists: 0 to 1.
    func existence(during time: TimeWindow) -> Double { time.share(from: from, until: until) }
}

extension Line {
    public func exists(at moment: Instant) -> Bool { existence(during: TimeWindow(at: moment)) > 0 }
    /// The share of a window of time in which the line holds: 0 to 1.
    func existence(during time: TimeWindow) -> Double { time.share(from: from, until: until) }
}
