/// How many rows a file had and what became of them. Header and tag rows and blank lines are not rows.
/// Always `accepted + refused == rows`.
public struct IntakeSummary: Hashable, Sendable {
    /// The layout read; nil until it is known.
    public var format: ReportFormat?
    public var rows = 0
    /// Repeats and corrections included.
    public var accepted = 0
    /// Of the accepted: said the same again under the same source and identifier. Known after merging.
    public var repeats = 0
    /// Of the accepted: said something else under the same source and identifier, or named the report they correct.
    /// Known after merging.
    public var corrections = 0
    public var refused = 0

    public init() {}

    public static func += (sum: inout IntakeSummary, other: IntakeSummary) {
        sum.rows += other.rows
        sum.accepted += other.accepted
        sum.repeats += other.repeats
        sum.corrections += other.corrections
        sum.refused += other.refused
    }
}
