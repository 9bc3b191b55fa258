/// A row that was not accepted: where it stands, what is wrong with it and what would make it right.
public struct RefusedRow: Hashable, Sendable, CustomStringConvertible {
    public let file: String
    /// Counted from 1, header included; in GeoJSON, the feature, counted from 1.
    public let row: Int
    /// The column at fault; empty when it is the row as a whole.
    public let column: String
    /// What stood there, shortened to 200 characters.
    public let value: String
    public let problem: RowProblem

    public init(file: String, row: Int, column: String = "", value: String = "", problem: RowProblem) {
        self.file = file
        self.row = row
        self.column = column
        self.value = value
        self.problem = problem
    }

    package init(file: String, row: Int, column: String, bytes: ByteSlice, problem: RowProblem) {
        // 200 characters are at most 800 bytes of plain letters; more only where marks pile up.
        let text = String(decoding: bytes.prefix(1024), as: UTF8.self)
        let value = text.count > 200 || bytes.count > 1024 ? text.prefix(199) + "…" : text[...]
        self.init(file: file, row: row, column: column, value: String(value), problem: problem)
    }

    public var reason: String { problem.reason }
    public var remedy: String { problem.remedy }

    /// One sentence for what and where, one for what to do.
    public var description: String {
        let place = column.isEmpty ? "\(file), row \(row)" : "\(file), row \(row), column “\(column)”"
        return "\(place): \(value.isEmpty ? "" : "“\(value)” ")\(reason). \(remedy)"
    }
}

/// What can be wrong with one row.
public enum RowProblem: Hashable, Sendable {
    case fieldCount(found: Int, expected: Int)
    case strayQuote
    case unclosedQuote
    case tooLong(limit: Int)
    case notUTF8
    case nul
    case missing
    case time
    case noYear
    case skippedTime
    case endBeforeStart
    case coordinate
    case halfCoordinate
    case grid
    case number
    case lowAboveHigh
    case code(allowed: String)
    case bearing
    case distance
    case sectorIncomplete
    case unknownPlace
    case shape

    /// Completes “(the value) …”.
    public var reason: String {
        switch self {
        case .fieldCount(let found, let expected): "the row has \(found) columns where the header has \(expected)"
        case .strayQuote: "a quote stands inside a value, or text follows a closing quote"
        case .unclosedQuote: "a quote opens here and is not closed"
        case .tooLong(let limit): "the row is longer than \(limit) bytes"
        case .notUTF8: "is not UTF-8 text"
        case .nul: "holds a NUL byte"
        case .missing: "is empty and must be given"
        case .time: "is not a time"
        case .noYear: "gives no year"
        case .skippedTime: "is a time that no clock showed: the clock was set forward past it"
        case .endBeforeStart: "is before the start"
        case .coordinate: "is not a position in degrees"
        case .halfCoordinate: "is one half of a position, and the other is empty"
        case .grid: "is not a military grid reference"
        case .number: "is not a whole number of 0 or more"
        case .lowAboveHigh: "is above the highest figure"
        case .code(let allowed): "is not one of \(allowed)"
        case .bearing: "is not a bearing"
        case .distance: "is not a distance, or a range of distances from small to large"
        case .sectorIncomplete: "is part of an observer's position, bearing and distance, of which the rest is missing"
        case .unknownPlace: "is a place whose position is not known"
        case .shape: "is not a geometry that can be read"
        }
    }

    public var remedy: String {
        switch self {
        case .fieldCount: "Put quotes round values with commas, and give every row the header's columns."
        case .strayQuote: "Put the value in quotes and write a quote within it twice (\"\")."
        case .unclosedQuote: "Close the quote, or write it twice (\"\") within a quoted value."
        case .tooLong: "Shorten it, or check for a missing line end."
        case .notUTF8: "Save the file as UTF-8."
        case .nul: "Remove the byte; the file may be damaged."
        case .missing: "Fill it in."
        case .time: "Write it as 2026-03-14T06:30:00Z."
        case .noYear: "Say which year the table is of, or write the year with the day."
        case .skippedTime: "Give the offset with the time, as in 2026-03-29T02:30:00+03:00."
        case .endBeforeStart: "Check the two times and their zones."
        case .coordinate: "Write decimal degrees: latitude −90 to 90, longitude −180 to 180, as in 48.0159."
        case .halfCoordinate: "Give both latitude and longitude, or neither."
        case .grid: "Write zone, band, square and digits, as in 37UDP107187."
        case .number: "Write digits only, or leave it empty when not known."
        case .lowAboveHigh: "Give the lower figure as the low one."
        case .code: "Use one of these, or leave it empty."
        case .bearing: "Write degrees from 0 to 360, or a compass point as in ENE."
        case .distance: "Write kilometres of 0 or more, the smaller first."
        case .sectorIncomplete: "Give observer, bearing and distance together."
        case .unknownPlace: "Add the place with its position to places.csv."
        case .shape: "Give a Point, Polygon or MultiPolygon in WGS 84 degrees, longitude first."
        }
    }
}
