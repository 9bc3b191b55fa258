/// What a source said, whole: sealed, because place, time and words may tell who reported or suffered.
public struct ReportContent: Hashable, Sendable, FactRecord {
    public var earliest: Instant
    /// Not included, unless equal to ``earliest``.
    public var latest: Instant
    public var precision: TimePrecision
    public var place: Place
    /// As the source gave it.
    public var placeName: String?
    /// As the source named it outright.
    public var country: String?
    /// The source's own code or words for what happened.
    public var type: String?
    /// What that may mean in the taxonomy; empty = unknown.
    public var acts: [Act]
    /// Who is said to have done it, as the source spells it.
    public var sideA: String?
    /// To whom.
    public var sideB: String?
    /// Whether side A is said to have done it to side B.
    public var namesInitiator: Bool
    public var killedLow: Int?
    public var killedHigh: Int?
    public var injuredLow: Int?
    public var injuredHigh: Int?
    public var text: String?
    public var means: Means?
    public var direction: FireDirection?
    /// Explosions, bursts, pieces.
    public var count: Int?
    public var weapon: String?
    /// Millimetres.
    public var calibre: Double?
    /// Asked for by the source beyond what every source gets.
    public var confidential: Bool

    public init(
        earliest: Instant, latest: Instant, precision: TimePrecision, place: Place, placeName: String?,
        country: String?, type: String?, acts: [Act], sideA: String?, sideB: String?, namesInitiator: Bool,
        killedLow: Int?, killedHigh: Int?, injuredLow: Int?, injuredHigh: Int?, text: String?, means: Means?,
        direction: FireDirection?, count: Int?, weapon: String?, calibre: Double?, confidential: Bool
    ) {
        self.earliest = earliest
        self.latest = latest
        self.precision = precision
        self.place = place
        self.placeName = placeName
        self.country = country
        self.type = type
        self.acts = acts
        self.sideA = sideA
        self.sideB = sideB
        self.namesInitiator = namesInitiator
        self.killedLow = killedLow
        self.killedHigh = killedHigh
        self.injuredLow = injuredLow
        self.injuredHigh = injuredHigh
        self.text = text
        self.means = means
        self.direction = direction
        self.count = count
        self.weapon = weapon
        self.calibre = calibre
        self.confidential = confidential
    }

    static let shape = FactShape(
        Self.init, .init("earliest", \.earliest), .init("latest", \.latest), .init("precision", \.precision),
        .init("place", \.place), .init("place_name", \.placeName), .init("country", \.country), .init("type", \.type),
        .init("acts", \.acts), .init("side_a", \.sideA), .init("side_b", \.sideB),
        .init("names_initiator", \.namesInitiator), .init("killed_low", \.killedLow, in: 0...Int.max),
        .init("killed_high", \.killedHigh, in: 0...Int.max), .init("injured_low", \.injuredLow, in: 0...Int.max),
        .init("injured_high", \.injuredHigh, in: 0...Int.max), .init("text", \.text), .init("means", \.means),
        .init("direction", \.direction), .init("count", \.count, in: 0...Int.max), .init("weapon", \.weapon),
        .init("calibre_mm", \.calibre, in: 0...10000), .init("confidential", \.confidential))
}

/// Who reported, or watched, or came back from a patrol: never in the ledger, never shown to a side.
public struct SourceIdentity: Hashable, Sendable, FactRecord {
    /// As sources are named in the agreement and in matching.
    public var name: String
    /// Who filed it, where it was filed by somebody who signed in.
    public var holder: HolderID?
    /// The party or guarantor that it speaks for.
    public var side: PartyID?

    public init(name: String, holder: HolderID?, side: PartyID?) {
        self.name = name
        self.holder = holder
        self.side = side
    }

    static let shape = FactShape(Self.init, .init("name", \.name), .init("holder", \.holder), .init("side", \.side))
}
