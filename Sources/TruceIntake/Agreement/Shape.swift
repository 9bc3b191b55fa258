/// What the value of a key may look like. The reader checks against it; the JSON Schema and the tables of
/// `docs/agreement-format.md` are made from it.
indirect enum Shape: Sendable {
    case text
    /// A text, or texts by language.
    case localized
    case whole(ClosedRange<Int>)
    case number(ClosedRange<Double>)
    case flag
    case choice([String])
    /// A time with its zone, or a day.
    case moment
    case day
    /// The name of a time zone.
    case zone
    /// An identifier that others refer to.
    case declares(Names)
    /// A name in any writing that others refer to.
    case declaresText(Names)
    /// One of what those declare, or one of the words besides.
    case refers([Names], besides: [String] = [])
    case list(Shape, atLeast: Int = 0)
    /// One of ``AgreementFormat/objects``, by name.
    case object(String)
    /// The first where the value is a set of keys, else the second.
    case keysOr(Shape, Shape)
    /// `[longitude, latitude]`.
    case position
    /// Anything, looked at elsewhere.
    case sections
}

/// What identifiers name. Actors share one space, so that a name means one of them.
enum Names: String, CaseIterable, Hashable, Sendable {
    case agreement, document, mediator, party, unit, guarantor, group, source, zone, line, lineOf, provision, event,
        obligation
    case gate

    var noun: String { self == .lineOf ? "line-of name" : rawValue }

    /// Two of the same space may not have the same identifier.
    var space: String {
        switch self {
        case .party, .unit, .guarantor, .group: "actor"
        default: rawValue
        }
    }
}

/// A key of a set of keys.
struct KeyShape: Sendable {
    var name: String
    var shape: Shape
    var isRequired: Bool
    /// One line for the documentation.
    var meaning: String
    /// What holds where the key is left out; empty for a required key, or where nothing does.
    var whenOmitted: String
    var example: String

    init(
        _ name: String, _ shape: Shape, required: Bool = false, _ meaning: String, omitted: String = "", example: String
    ) {
        self.name = name
        self.shape = shape
        isRequired = required
        self.meaning = meaning
        whenOmitted = omitted
        self.example = example
    }
}

/// A set of keys.
struct ObjectShape: Sendable {
    enum Rule: Sendable {
        case exactlyOne([String])
        case atMostOne([String])
        case atLeastOne([String])
        /// The key and one of the others only together.
        case together(String, with: [String])
    }

    var name: String
    var meaning: String
    var keys: [KeyShape]
    var rules: [Rule] = []

    func key(_ name: String) -> KeyShape? { keys.first { $0.name == name } }
}
