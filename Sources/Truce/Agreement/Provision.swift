/// A numbered clause, with the agreement's own words.
public struct Provision: Sendable, Hashable {
    public var id: String
    public var title: LocalizedText
    public var text: LocalizedText
    public var source: String?
    public var from: Instant?
    public var until: Instant?
    public var rule: Rule

    public init(
        id: String, title: LocalizedText, text: LocalizedText, source: String? = nil, from: Instant? = nil,
        until: Instant? = nil, rule: Rule
    ) {
        self.id = id
        self.title = title
        self.text = text
        self.source = source
        self.from = from
        self.until = until
        self.rule = rule
    }

    public enum Rule: Sendable, Hashable {
        case forbids(Prohibition)
        case withdraws(Withdrawal)
        /// Takes acts out of what other provisions forbid.
        case permits(Permission)
        /// A duty or a statement that no single incident breaks; obligations track it.
        case undertakes
    }
}

/// Whom an act must hit to be forbidden.
public enum Target: String, Sendable, CaseIterable {
    /// A bound party on another side.
    case bound
    case civilians
    /// Whoever it is, or nobody: the act itself is forbidden.
    case anyone
}

/// Which acts are forbidden, by whom, against whom, where, with which exceptions.
public struct Prohibition: Sendable, Hashable {
    public var acts: ActSet
    /// Parties; empty = every party.
    public var by: [String]
    public var against: [Target]
    /// Zones; empty = the whole territory.
    public var within: [String]
    public var exceptions: [Exemption]
    public init(
        acts: ActSet, by: [String] = [], against: [Target] = [.bound, .civilians], within: [String] = [],
        exceptions: [Exemption] = []
    ) {
        self.acts = acts
        self.by = by
        self.against = against
        self.within = within
        self.exceptions = exceptions
    }
}

/// What takes an act out of a prohibition. Each is claimed by somebody and then true, false or unknown.
public enum Exemption: String, Sendable, CaseIterable {
    case selfDefence = "self_defence"
    case excludedTarget = "excluded_target"
    case notifiedMovement = "notified_movement"
    case trainingArea = "training_area"
}

/// What weapons must stay how far back.
public struct Withdrawal: Sendable, Hashable {
    public var limits: [Limit]
    /// Zones in which stored weapons do not count (holding areas).
    public var exceptWithin: [String]
    public init(limits: [Limit], exceptWithin: [String] = []) {
        self.limits = limits
        self.exceptWithin = exceptWithin
    }

    public struct Limit: Sendable, Hashable {
        public var weapon: WeaponClass
        /// Millimetres; `minimum <= calibre < below`. Nil = any.
        public var calibreFrom: Double?
        public var calibreBelow: Double?
        /// Models named by the agreement (Tochka, Smerch); empty = any.
        public var models: [String]
        public var metres: Double
        /// The `of` of the lines that count.
        public var line: String
        /// Parties; empty = every party.
        public var by: [String]
        public var from: Instant?
        public init(
            weapon: WeaponClass, calibreFrom: Double? = nil, calibreBelow: Double? = nil, models: [String] = [],
            metres: Double, line: String, by: [String] = [], from: Instant? = nil
        ) {
            self.weapon = weapon
            self.calibreFrom = calibreFrom
            self.calibreBelow = calibreBelow
            self.models = models
            self.metres = metres
            self.line = line
            self.by = by
            self.from = from
        }
    }
}

public enum WeaponClass: String, Sendable, CaseIterable {
    case artillery, mortar, mlrs, tank, missile, airDefence = "air_defence", any
}

/// Acts that are allowed within zones or at any place, to parties.
public struct Permission: Sendable, Hashable {
    public var acts: ActSet
    public var by: [String]
    public var within: [String]
    public init(acts: ActSet, by: [String] = [], within: [String] = []) {
        self.acts = acts
        self.by = by
        self.within = within
    }
}
