/// A timed commitment, or a demand for one.
public struct Obligation: Sendable, Hashable {
    public var id: String
    public var title: LocalizedText
    public var text: LocalizedText?
    public var source: String?
    /// Parties; empty = every party.
    public var of: [String]
    /// Who demands it, where it is not agreed; empty = agreed.
    public var demandedBy: [String]
    public var phase: String?
    public var begins: Due?
    public var due: Due?
    public var quota: Quota?
    public var baselines: [Baseline]
    public var progress: [Progress]

    public init(
        id: String, title: LocalizedText, text: LocalizedText? = nil, source: String? = nil, of: [String] = [],
        demandedBy: [String] = [], phase: String? = nil, begins: Due? = nil, due: Due? = nil, quota: Quota? = nil,
        baselines: [Baseline] = [], progress: [Progress] = []
    ) {
        self.id = id
        self.title = title
        self.text = text
        self.source = source
        self.of = of
        self.demandedBy = demandedBy
        self.phase = phase
        self.begins = begins
        self.due = due
        self.quota = quota
        self.baselines = baselines
        self.progress = progress
    }

    public enum Due: Sendable, Hashable {
        case at(Instant)
        /// The end of the n-th mission day after the anchor's day.
        case daysAfter(Anchor, Int)
        case hoursAfter(Anchor, Int)
    }

    public enum Anchor: Sendable, Hashable {
        case entryIntoForce
        /// An ``AnchorEvent`` of the agreement.
        case event(String)
        /// When that obligation was fulfilled.
        case obligation(String)
    }

    /// So many of something, in all or a day.
    public struct Quota: Sendable, Hashable {
        public var unit: LocalizedText
        public var total: Double?
        public var perDay: Double?
        public init(unit: LocalizedText, total: Double? = nil, perDay: Double? = nil) {
            self.unit = unit
            self.total = total
            self.perDay = perDay
        }
    }

    /// How many there were to begin with, according to one side.
    public struct Baseline: Sendable, Hashable {
        public var by: String
        /// Nil: does not accept the other figure and gives none.
        public var value: Double?
        public var source: String?
        public init(by: String, value: Double?, source: String? = nil) {
            self.by = by
            self.value = value
            self.source = source
        }
    }

    /// What somebody reported of it.
    public struct Progress: Sendable, Hashable {
        public var at: Instant
        public var by: String
        /// 0 not begun, 1 minimal, 2 intermediate, 3 full (Kroc Institute's Peace Accords Matrix).
        public var score: Int?
        /// 0 to 100.
        public var percent: Double?
        /// In the quota's unit, in all so far.
        public var count: Double?
        public var source: String?
        public init(
            at: Instant, by: String, score: Int? = nil, percent: Double? = nil, count: Double? = nil,
            source: String? = nil
        ) {
            self.at = at
            self.by = by
            self.score = score
            self.percent = percent
            self.count = count
            self.source = source
        }
    }
}

/// A named moment that deadlines count from; `at` is nil until it happens.
public struct AnchorEvent: Sendable, Hashable {
    public var id: String
    public var title: LocalizedText
    public var at: Instant?
    public init(id: String, title: LocalizedText, at: Instant?) {
        self.id = id
        self.title = title
        self.at = at
    }
}

/// A next step and what opens it.
public struct Gate: Sendable, Hashable {
    public var id: String
    public var title: LocalizedText
    public var text: LocalizedText?
    /// Who holds to this condition; empty = agreed by all.
    public var accordingTo: [String]
    public var requires: Requirement

    public init(
        id: String, title: LocalizedText, text: LocalizedText? = nil, accordingTo: [String] = [],
        requires: Requirement
    ) {
        self.id = id
        self.title = title
        self.text = text
        self.accordingTo = accordingTo
        self.requires = requires
    }

    public indirect enum Requirement: Sendable, Hashable {
        case all([Requirement])
        case any([Requirement])
        /// No breach of these provisions (empty = any) found in the last so many days.
        case noBreach(provisions: [String], days: Int)
        /// The obligation's score is at least this (0–3).
        case obligation(String, atLeast: Int)
        case notBefore(Instant)
        case event(String)
    }
}
