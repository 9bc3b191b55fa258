/// How the mechanism works: periods by severity, who is asked next, what it takes to attribute, how to count.
public struct Procedure: Sendable, Hashable {
    /// Independent sources (not speaking for a side) without which the mechanism holds nothing for established.
    public var independentSources = 1
    /// Hours by severity 0…3; the last one holds for higher severities. Empty = not set.
    public var verificationHours: [Int] = []
    public var replyHours: [Int] = []
    public var escalation: [Rung] = []
    public var attributionNeeds = Confidence.high
    public var counting = Counting.incident
    public var adoptedBy: String?
    public var publishedBy: String?
    /// Side of the grid to which public places are coarsened, in metres; nil = as reported.
    public var publicGridMetres: Double?

    public init() {}

    public struct Rung: Sendable, Hashable {
        public var to: LocalizedText
        public var afterHours: Int
        public init(to: LocalizedText, afterHours: Int) {
            self.to = to
            self.afterHours = afterHours
        }
    }

    /// What one violation is.
    public enum Counting: String, Sendable, CaseIterable {
        /// One incident is one, however many explosions.
        case incident
        /// Every explosion, burst or projectile that a source counted.
        case explosion
        /// Every report, whatever it tells of.
        case report
    }
}

/// How sure an attribution is. None: nobody says who. Low: only a side says so. Medium: one independent source.
/// High: two or more, and none that names another.
public enum Confidence: String, Sendable, CaseIterable, Comparable {
    case none, low, medium, high
    private var order: Int { Self.allCases.firstIndex(of: self)! }
    public static func < (a: Confidence, b: Confidence) -> Bool { a.order < b.order }
}

/// Three visible axes, each set by the agreement; never summed into one number.
public struct SeverityRules: Sendable, Hashable {
    public var harm: [Rule] = []
    public var weaponOrZone: [Rule] = []
    public var threat: [Rule] = []

    public init() {}

    /// The first rule whose conditions all hold gives the axis its level, 0…3.
    public struct Rule: Sendable, Hashable {
        public var level: Int
        public var killedAtLeast: Int?
        public var injuredAtLeast: Int?
        public var acts: ActSet?
        public var zones: [String]
        public init(
            level: Int, killedAtLeast: Int? = nil, injuredAtLeast: Int? = nil, acts: ActSet? = nil,
            zones: [String] = []
        ) {
            self.level = level
            self.killedAtLeast = killedAtLeast
            self.injuredAtLeast = injuredAtLeast
            self.acts = acts
            self.zones = zones
        }
    }
}

/// Levels 0…3 on each axis.
public struct Severity: Sendable, Hashable {
    public var harm = 0
    public var weaponOrZone = 0
    public var threat = 0
    public init(harm: Int = 0, weaponOrZone: Int = 0, threat: Int = 0) {
        self.harm = harm
        self.weaponOrZone = weaponOrZone
        self.threat = threat
    }
    /// The highest of the three: which of the procedure's periods holds. Never shown as a score.
    public var highest: Int { max(harm, weaponOrZone, threat) }
}
