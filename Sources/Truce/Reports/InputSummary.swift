/// What became of one input file: `accepted + refused = rows`.
public struct InputSummary: Hashable, Sendable {
    public var file: String
    public var format: String
    /// Data rows, without headers.
    public var rows: Int
    public var accepted: Int
    public var refused: Int
    /// Of the accepted: identical to one already read; replaced by a correction; received after the cut-off.
    public var repeats: Int
    public var corrections: Int
    public var afterCutOff: Int
    /// SHA-256 over the sorted SHA-256 of the rows: the same however the rows are ordered. Hex, lower case.
    public var contentDigest: String

    public init(
        file: String, format: String, rows: Int, accepted: Int, refused: Int, repeats: Int = 0, corrections: Int = 0,
        afterCutOff: Int = 0, contentDigest: String = ""
    ) {
        self.file = file
        self.format = format
        self.rows = rows
        self.accepted = accepted
        self.refused = refused
        self.repeats = repeats
        self.corrections = corrections
        self.afterCutOff = afterCutOff
        self.contentDigest = contentDigest
    }
}
