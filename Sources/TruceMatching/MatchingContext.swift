/// What a mission knows beside the reports themselves. All of it is optional; what is missing is evidence less.
public struct MatchingContext: Sendable {
    /// A unit and the side it fights on, as an alias names them. `unit == side` when the alias names a side only.
    public struct Actor: Hashable, Sendable {
        public var unit: String
        public var side: String
        public init(unit: String, side: String) {
            self.unit = unit
            self.side = side
        }
    }

    /// Spelling → who is meant. Case and single typing errors are forgiven.
    public var actors: [String: Actor]
    /// The gazetteer's names, to be recognised in texts; case and single typing errors are forgiven.
    public var places: [String]
    /// Source → kind of source (`OBS`, `NEWS`, …). Kept for the links' readers; not yet weighed.
    public var sourceKinds: [String: String]

    /// Sources that code one row for each event (data sets): words in their texts that mark corrections elsewhere do
    /// not join two of their rows.
    public var codedSources: Set<String>

    public init(
        actors: [String: Actor] = [:], places: [String] = [], sourceKinds: [String: String] = [:],
        codedSources: Set<String> = []
    ) {
        self.actors = actors
        self.places = places
        self.sourceKinds = sourceKinds
        self.codedSources = codedSources
    }
}
