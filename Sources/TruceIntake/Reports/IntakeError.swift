/// Why nothing of a file could be understood. A single bad row is a ``RefusedRow`` instead.
public enum IntakeError: Error, Equatable, Sendable, CustomStringConvertible {
    case unreadable(file: String, why: String)
    case empty(file: String)
    case binary(file: String, at: Int)
    case archive(file: String)
    case utf16(file: String)
    case invalidHeaderText(file: String, column: Int)
    case malformedHeader(file: String)
    case wrongSeparator(file: String, found: String)
    case noHeader(file: String, first: String)
    case unknownLayout(file: String, columns: [String])
    case missingColumns(file: String, format: ReportFormat, missing: [String], found: [String])
    case repeatedColumn(file: String, name: String)
    case unmappedColumn(file: String, name: String, column: String, found: [String])
    case corruptGzip(file: String, why: String)
    case truncatedGzip(file: String)
    case malformedJSON(file: String, at: Int, why: String)
    case notFeatures(file: String, found: String)
    case tooLarge(file: String, limit: Int)
    case unpacksTooLarge(file: String, limit: Int)
    case tooManyRows(file: String, limit: Int)

    public var description: String {
        switch self {
        case .unreadable(let file, let why):
            "\(file): reading stopped: \(why). Check that the file is there, whole and may be read."
        case .empty(let file):
            "\(file): the file is empty. Give one with a header row and at least one report."
        case .binary(let file, let at):
            "\(file): byte \(at + 1) is NUL, so this is not text. Export the table as CSV in UTF-8."
        case .archive(let file):
            "\(file): this is a ZIP archive or a spreadsheet workbook, not CSV. Unpack it, or save the sheet as CSV "
                + "in UTF-8."
        case .utf16(let file):
            "\(file): the text is UTF-16. Save it as UTF-8 (in a spreadsheet: “CSV UTF-8”)."
        case .invalidHeaderText(let file, let column):
            "\(file): the name of column \(column) is not UTF-8. Save the file as UTF-8 (in a spreadsheet: “CSV UTF-8”)."
        case .malformedHeader(let file):
            "\(file): the header row has a quote that is not closed or stands inside a name. Write a quote within "
                + "a quoted name twice (\"\")."
        case .wrongSeparator(let file, let found):
            "\(file): the header is one column with \(found) in it, and columns are separated by commas. Save the file "
                + "with commas as separators."
        case .noHeader(let file, let first):
            "\(file): the first row looks like data (“\(first)”), not like column names. Put the column names in row 1."
        case .unknownLayout(let file, let columns):
            "\(file): the columns \(Self.list(columns)) are of no layout that Truce knows. Say which columns to use, as in "
                + "--map report_id=ID,event_start=DATE,lat=LATITUDE,lon=LONGITUDE, or name the format."
        case .missingColumns(let file, let format, let missing, let found):
            "\(file): no column \(Self.list(missing)) among \(Self.list(found)), which the format “\(format.rawValue)” needs. "
                + "Rename the column, or say --map \(missing.first ?? "report_id")=NAME."
        case .repeatedColumn(let file, let name):
            "\(file): two columns are called “\(name)”. Rename or remove one."
        case .unmappedColumn(let file, let name, let column, let found):
            "\(file): --map \(name)=\(column) names a column that is not among \(Self.list(found)). Write the name as it "
                + "stands in row 1."
        case .corruptGzip(let file, let why):
            "\(file): the compressed data are damaged (\(why)). Fetch or compress the file again."
        case .truncatedGzip(let file):
            "\(file): the compressed data end too early. Fetch the file again, whole."
        case .malformedJSON(let file, let at, let why):
            "\(file): byte \(at + 1): \(why). Check the file with a GeoJSON validator."
        case .notFeatures(let file, let found):
            "\(file): expected a GeoJSON FeatureCollection, found \(found). Export the layer as a FeatureCollection."
        case .tooLarge(let file, let limit):
            "\(file): larger than \(limit >> 20) MiB, the most that is read of this format. Split it, or give CSV."
        case .unpacksTooLarge(let file, let limit):
            "\(file): unpacks to more than \(limit >> 20) MiB, the most that is taken here. Split it into several files."
        case .tooManyRows(let file, let limit):
            "\(file): more than \(limit) rows, the most that is taken here. Split it into several files."
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(60).map { "“\($0)”" }.joined(separator: ", ")
        return names.count > 60 ? shown + " and \(names.count - 60) more" : shown
    }
}
