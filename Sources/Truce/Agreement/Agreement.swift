/// A cease-fire agreement as data: one text, as in force from one moment on. Earlier and later texts of the same
/// agreement are in ``AgreementHistory``. The file format is described in `docs/agreement-format.md`.
public struct Agreement: Sendable, Hashable {
    public var id: String
    public var title: LocalizedText
    public var version: Int
    /// Days and wall-clock times are those of this zone.
    public var zone: MissionZone
    /// True when the file says that names, places and people in it are invented.
    public var isFictional = false
    public var documents: [Document] = []
    public var mediators: [Named] = []
    public var guarantors: [Guarantor] = []
    /// The sides that the agreement binds. Their number in this array is their `PartyIndex`.
    public var parties: [Party] = []
    /// Everybody who may act or be acted on: each party, its units, groups outside. See ``ActorIndex``.
    public var actors: [Actor] = []
    /// Names that say too little: "insurgents" may be any of several actors.
    public var collectives: [Collective] = []
    /// How sources write "civilians".
    public var civilianAliases: [String] = []
    public var sources: [SourceProfile] = []
    public var inForce: InForce
    /// Zones that make up the territory; empty = everywhere.
    public var territory: [String] = []
    public var zones: [Zone] = []
    public var lines: [Line] = []
    public var control: [Control] = []
    public var provisions: [Provision] = []
    public var events: [AnchorEvent] = []
    public var obligations: [Obligation] = []
    public var gates: [Gate] = []
    public var procedure = Procedure()
    public var severity = SeverityRules()

    public init(id: String, title: LocalizedText, version: Int, zone: MissionZone, inForce: InForce) {
        self.id = id
        self.title = title
        self.version = version
        self.zone = zone
        self.inForce = inForce
    }
}

/// A text in one or more languages, by two-letter code, in the order written.
public struct LocalizedText: Sendable, Hashable {
    public var texts: [Entry]
    public struct Entry: Sendable, Hashable {
        public var language: String
        public var text: String
        public init(language: String, text: String) {
            self.language = language
            self.text = text
        }
    }
    public init(_ texts: [Entry]) { self.texts = texts }
    public init(_ text: String) { texts = [Entry(language: "en", text: text)] }

    /// In that language, or else in the first one written.
    public func text(in language: String) -> String {
        (texts.first { $0.language == language } ?? texts.first)?.text ?? ""
    }
    public var isEmpty: Bool { texts.allSatisfy(\.text.isEmpty) }
}

public struct Named: Sendable, Hashable {
    public var id: String
    public var name: LocalizedText
    public init(id: String, name: LocalizedText) {
        self.id = id
        self.name = name
    }
}

public struct Document: Sendable, Hashable {
    public var id: String
    public var title: LocalizedText
    public var date: MissionDay?
    public init(id: String, title: LocalizedText, date: MissionDay? = nil) {
        self.id = id
        self.title = title
        self.date = date
    }
}

/// Who answers for which parties.
public struct Guarantor: Sendable, Hashable {
    public var id: String
    public var name: LocalizedText
    public var answersFor: [String]
    /// Who disputes that this is a guarantor at all.
    public var disputedBy: [String]
    public init(id: String, name: LocalizedText, answersFor: [String], disputedBy: [String] = []) {
        self.id = id
        self.name = name
        self.answersFor = answersFor
        self.disputedBy = disputedBy
    }
}

/// A side that the agreement binds.
public struct Party: Sendable, Hashable {
    public var id: String
    public var name: LocalizedText
    public init(id: String, name: LocalizedText) {
        self.id = id
        self.name = name
    }
}

/// What the agreement makes of a group.
public enum Standing: String, Sendable, CaseIterable {
    /// Signed, or answers to a party that did.
    case bound
    /// Fights on outside the agreement; acts by or against it are no violation.
    case excluded
    /// Signed nothing.
    case notBound = "not_bound"
    /// The sides disagree: see ``Actor/positions``.
    case contested
}

/// A party, one of its units, or a group outside.
public struct Actor: Sendable, Hashable {
    public var id: String
    public var name: LocalizedText
    public var aliases: [String]
    /// On whose side it fights; nil for a group on neither.
    public var party: String?
    public var standing: Standing
    /// Who says what of a contested standing. A position holds from `since` on.
    public var positions: [Position]

    public init(
        id: String, name: LocalizedText, aliases: [String] = [], party: String? = nil, standing: Standing,
        positions: [Position] = []
    ) {
        self.id = id
        self.name = name
        self.aliases = aliases
        self.party = party
        self.standing = standing
        self.positions = positions
    }
}

public struct Position: Sendable, Hashable {
    /// A party, guarantor or mediator.
    public var by: String
    /// `bound`, `excluded` or `not_bound`.
    public var says: Standing
    public var since: Instant?
    public var source: String?
    public init(by: String, says: Standing, since: Instant? = nil, source: String? = nil) {
        self.by = by
        self.says = says
        self.since = since
        self.source = source
    }
}

public struct Collective: Sendable, Hashable {
    public var names: [String]
    /// Identifiers of actors.
    public var mayBe: [String]
    public init(names: [String], mayBe: [String]) {
        self.names = names
        self.mayBe = mayBe
    }
}

/// Who sends reports, and whether it speaks for a side.
public struct SourceProfile: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case observer, camera, sensor, party, guarantor, hotline, news, openSource = "open_source", ngo, dataset
    }
    public var name: String
    public var kind: Kind
    public var speaksFor: String?
    public init(name: String, kind: Kind, speaksFor: String? = nil) {
        self.name = name
        self.kind = kind
        self.speaksFor = speaksFor
    }
}

/// From when until when; `until` is open where nil. Not in force during a suspension.
public struct InForce: Sendable, Hashable {
    public var from: Instant
    public var until: Instant?
    /// A dispute over how long it lasts, in words.
    public var durationNote: LocalizedText?
    public var suspensions: [Suspension]
    public init(
        from: Instant, until: Instant? = nil, durationNote: LocalizedText? = nil, suspensions: [Suspension] = []
    ) {
        self.from = from
        self.until = until
        self.durationNote = durationNote
        self.suspensions = suspensions
    }
}

public struct Suspension: Sendable, Hashable {
    public var from: Instant
    public var until: Instant?
    public var reason: LocalizedText
    public init(from: Instant, until: Instant?, reason: LocalizedText) {
        self.from = from
        self.until = until
        self.reason = reason
    }
}

/// The texts of one agreement, each from the moment it takes effect, ascending. The first holds before that too.
public struct AgreementHistory: Sendable, Hashable {
    public private(set) var versions: [(from: Instant, text: Agreement)]

    /// - Precondition: at least one version.
    public init(_ first: Agreement, amendments: [(from: Instant, text: Agreement)] = []) {
        versions = [(first.inForce.from, first)] + amendments.sorted { $0.from < $1.from }
    }

    public var first: Agreement { versions[0].text }
    public var latest: Agreement { versions[versions.count - 1].text }

    /// The number of the version in force at that moment.
    public func index(at moment: Instant) -> Int {
        var found = 0
        for (i, version) in versions.enumerated() where i > 0 && version.from <= moment { found = i }
        return found
    }

    public func text(at moment: Instant) -> Agreement { versions[index(at: moment)].text }

    public static func == (a: AgreementHistory, b: AgreementHistory) -> Bool {
        a.versions.map(\.text) == b.versions.map(\.text) && a.versions.map(\.from) == b.versions.map(\.from)
    }
    public func hash(into hasher: inout Hasher) { hasher.combine(versions.map(\.text)) }
}
