/// Kleene's strong three-valued logic: what is known to be so, known not to be so, or not known.
public enum Truth: UInt8, Sendable, Comparable, CaseIterable, CustomStringConvertible {
    case no, unknown, yes

    @inlinable public init(_ fact: Bool) { self = fact ? .yes : .no }

    @inlinable public static func < (a: Truth, b: Truth) -> Bool { a.rawValue < b.rawValue }

    /// Both: the lesser of the two.
    @inlinable public static func && (a: Truth, b: Truth) -> Truth { min(a, b) }
    /// Either: the greater of the two.
    @inlinable public static func || (a: Truth, b: Truth) -> Truth { max(a, b) }
    @inlinable public static prefix func ! (a: Truth) -> Truth {
        switch a {
        case .no: .yes
        case .unknown: .unknown
        case .yes: .no
        }
    }

    /// `probability` 0 is no, 1 is yes, anything between is unknown.
    @inlinable public init(probability: Double) {
        self = probability <= 0 ? .no : probability >= 1 ? .yes : .unknown
    }

    public var description: String {
        switch self {
        case .no: "no"
        case .unknown: "unknown"
        case .yes: "yes"
        }
    }
}
