import Truce

/// Refused rows in words.
struct RefusalWords: Sendable {
    let catalogue: Catalogue

    /// What is wrong with the row, and in which column; not what stood there, which may be anybody's words.
    func reason(_ refused: RefusedRow) -> String {
        let reason = catalogue.say("refusal_" + Self.code(refused.problem), values(refused.problem))
        guard !refused.column.isEmpty else { return reason + "." }
        return catalogue.say("refusal_sentence", ["column": catalogue.ltr(refused.column), "reason": reason])
    }

    func remedy(_ refused: RefusedRow) -> String {
        catalogue.say("remedy_" + Self.code(refused.problem), values(refused.problem))
    }

    private func values(_ problem: RowProblem) -> [String: String] {
        switch problem {
        case .fieldCount(let found, let expected):
            ["found": catalogue.number(found), "expected": catalogue.number(expected)]
        case .tooLong(let limit): ["limit": catalogue.number(limit)]
        case .code(let allowed): ["allowed": catalogue.ltr(allowed)]
        case .time: ["example": catalogue.ltr("2026-03-14T06:30:00Z")]
        case .skippedTime: ["example": catalogue.ltr("2026-03-29T02:30:00+03:00")]
        case .grid: ["example": catalogue.ltr("37UDP107187")]
        case .bearing: ["example": catalogue.ltr("ENE")]
        case .unknownPlace: ["file": catalogue.ltr("places.csv")]
        default: [:]
        }
    }

    /// The case's name in snake case.
    static func code(_ problem: RowProblem) -> String {
        switch problem {
        case .fieldCount: "field_count"
        case .strayQuote: "stray_quote"
        case .unclosedQuote: "unclosed_quote"
        case .tooLong: "too_long"
        case .notUTF8: "not_utf8"
        case .nul: "nul"
        case .missing: "missing"
        case .time: "time"
        case .noYear: "no_year"
        case .skippedTime: "skipped_time"
        case .endBeforeStart: "end_before_start"
        case .coordinate: "coordinate"
        case .halfCoordinate: "half_coordinate"
        case .grid: "grid"
        case .number: "number"
        case .lowAboveHigh: "low_above_high"
        case .code: "code"
        case .bearing: "bearing"
        case .distance: "distance"
        case .sectorIncomplete: "sector_incomplete"
        case .unknownPlace: "unknown_place"
        case .shape: "shape"
        }
    }
}
