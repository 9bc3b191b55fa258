/// One source's account of something, as received: what it says and how finely, never what is true.
public struct Report: Hashable, Sendable {
    /// Unique within its source.
    public var id: String
    public var source: String
    public var receivedAt: Instant?
    public var time: TimeWindow
    public var place: Place
    /// The place's name or grid reference as the source gave it; empty when it gave none.
    public var placeName = ""
    /// The country that the source names outright; empty when it names none.
    public var country = ""
    /// The source's own code or words for what happened.
    public var type = ""
    /// What that code may mean in the taxonomy; empty = unknown.
    public var acts: ActSet = []
    /// Who is said to have done it, and to whom, as the source spells them; several separated by commas.
    public var sideA = ""
    public var sideB = ""
    /// Whether `sideA` is said to have done it to `sideB`, or the two are only named as having fought.
    public var namesInitiator = true
    public var killed = CountRange.notGiven
    public var injured = CountRange.notGiven
    public var text = ""
    public var detail = ReportDetail()
    /// Which input file, and which row of it (header = 1).
    public var file = 0
    public var row = 0

    public init(id: String, source: String, time: TimeWindow, place: Place) {
        self.id = id
        self.source = source
        self.time = time
        self.place = place
    }
}

/// A figure as a source bounds it: whole persons, `nil` = not given. Zero is counted none, not unknown.
public struct CountRange: Hashable, Sendable {
    public var low: Int?
    public var high: Int?
    @inlinable public init(low: Int?, high: Int?) {
        self.low = low
        self.high = high
    }
    public static let notGiven = CountRange(low: nil, high: nil)
    @inlinable public var isGiven: Bool { low != nil || high != nil }
}

/// How an observer came to know.
public enum Means: UInt8, Sendable, CaseIterable {
    case notGiven, heard, saw, recorded
    public var code: String { ["", "heard", "saw", "recorded"][Int(rawValue)] }
}

public enum FireDirection: UInt8, Sendable, CaseIterable {
    case notGiven, incoming, outgoing, undetermined
    public var code: String { ["", "incoming", "outgoing", "undetermined"][Int(rawValue)] }
}

/// What only some reports carry.
public struct ReportDetail: Hashable, Sendable {
    public var means = Means.notGiven
    public var direction = FireDirection.notGiven
    /// Explosions, bursts, pieces: how many the source counted.
    public var count: Int?
    /// The weapon as the source names it, and its calibre where it says one.
    public var weapon = ""
    public var calibreMillimetres: Double?
    public var isConfidential = false
    /// An earlier report of the same source that this one replaces.
    public var corrects = ""
    /// Columns that Truce does not know, kept by name.
    public var extras: [Extra] = []

    public init() {}

    public struct Extra: Hashable, Sendable {
        public let name: String
        public let value: String
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }
    public static let none = ReportDetail()
}
