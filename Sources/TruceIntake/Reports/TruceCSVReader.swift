import Truce

/// The Truce report CSV (`docs/formats.md`), and any other CSV whose columns are mapped onto it. Columns in any order;
/// what is not known is kept with the report by name.
struct TruceCSVReader {
    private let table: CSVTable
    private let columns: ReportColumns
    private let fallbackSource: String

    init(_ table: CSVTable, _ options: IntakeOptions) throws(IntakeError) {
        self.table = table
        var places: [ReportColumn: Int] = [:]
        for (truceName, fileName) in options.columnNames.sorted(by: { $0.key < $1.key }) {
            guard let column = ReportColumn(rawValue: truceName), let at = try table.column(fileName) else {
                throw .unmappedColumn(file: table.name, name: truceName, column: fileName, found: table.header)
            }
            places[column] = at
        }
        for column in ReportColumn.allCases where places[column] == nil {
            if let at = try table.column(column.rawValue), !places.values.contains(at) { places[column] = at }
        }
        fallbackSource = options.source.isEmpty ? table.name : options.source
        let isMapped = !options.columnNames.isEmpty || !options.source.isEmpty
        let needed: [ReportColumn] = isMapped ? [.reportID, .eventStart] : [.reportID, .source, .eventStart]
        let missing = needed.filter { places[$0] == nil }.map(\.rawValue)
        if !missing.isEmpty {
            throw .missingColumns(file: table.name, format: .truceCSV, missing: missing, found: table.header)
        }
        let used = Set(places.values)
        columns = ReportColumns(
            places: places, extras: table.header.indices.filter { !used.contains($0) && !table.header[$0].isEmpty })
    }

    func read(
        _ options: IntakeOptions, _ batch: ReportBatch, into reports: inout ReportTable, _ refused: inout [RefusedRow],
        _ summary: inout IntakeSummary, shapes: ShapesByRow? = nil
    ) throws(IntakeError) {
        let decoder = ReportDecoder(columns: columns, header: table.header, options: options)
        let fallback = reports.strings.intern(fallbackSource)
        try table.forEachRecord(&refused, &summary) { record, rowNumber, refused, summary in
            do throws(RowFault) {
                let cells = Cells(record: record, scratch: table.scratch)
                if let shapes { decoder.shape = shapes.take(rowNumber) }
                try decoder.decode(cells, rowNumber, fallback, batch, &reports)
                summary.accepted += 1
            } catch {
                table.refuse(error, record, rowNumber, &refused, &summary)
            }
        }
        batch.flush(into: &reports)
    }
}

/// The columns of the Truce report CSV.
enum ReportColumn: String, CaseIterable {
    case reportID = "report_id"
    case source
    case receivedAt = "received_at"
    case eventStart = "event_start"
    case eventEnd = "event_end"
    case latitude = "lat"
    case longitude = "lon"
    case grid = "mgrs"
    case precision = "precision_km"
    case type
    case sideA = "side_a"
    case sideB = "side_b"
    case killedLow = "fatalities_low"
    case killedHigh = "fatalities_high"
    case text
    case observerLatitude = "observer_lat"
    case observerLongitude = "observer_lon"
    case bearing
    case distanceLow = "distance_low_km"
    case distanceHigh = "distance_high_km"
    case means, count, direction, weapon
    case injuredLow = "injured_low"
    case injuredHigh = "injured_high"
    case placeName = "place_name"
    case country, confidential, corrects
}

/// Where each column stands in a file; −1 where it does not.
struct ReportColumns {
    let id, source, received, start, end, latitude, longitude, grid, precision, type, sideA, sideB: Int
    let killedLow, killedHigh, text, observerLatitude, observerLongitude, bearing, distanceLow, distanceHigh: Int
    let means, count, direction, weapon, injuredLow, injuredHigh, placeName, country, confidential, corrects: Int
    let extras: [Int]
    /// Whether any column is there that goes among the details.
    let hasDetails: Bool
    let hasObserver: Bool

    init(places: [ReportColumn: Int], extras: [Int]) {
        func at(_ column: ReportColumn) -> Int { places[column] ?? -1 }
        (id, source, received, start, end) = (
            at(.reportID), at(.source), at(.receivedAt), at(.eventStart), at(.eventEnd)
        )
        (latitude, longitude, grid, precision) = (at(.latitude), at(.longitude), at(.grid), at(.precision))
        (type, sideA, sideB, text) = (at(.type), at(.sideA), at(.sideB), at(.text))
        (killedLow, killedHigh) = (at(.killedLow), at(.killedHigh))
        (observerLatitude, observerLongitude) = (at(.observerLatitude), at(.observerLongitude))
        (bearing, distanceLow, distanceHigh) = (at(.bearing), at(.distanceLow), at(.distanceHigh))
        (means, count, direction, weapon) = (at(.means), at(.count), at(.direction), at(.weapon))
        (injuredLow, injuredHigh, placeName) = (at(.injuredLow), at(.injuredHigh), at(.placeName))
        (country, confidential, corrects) = (at(.country), at(.confidential), at(.corrects))
        self.extras = extras
        hasDetails = !extras.isEmpty || [means, count, direction, weapon, confidential, corrects].contains { $0 >= 0 }
        hasObserver = [observerLatitude, observerLongitude, bearing, distanceLow, distanceHigh].contains { $0 >= 0 }
    }
}

/// Places that stand beside a table, by row: each is asked for once.
final class ShapesByRow {
    private var shapes: [Int: Place?] = [:]

    /// `nil` for a geometry that could not be read.
    func put(_ shape: Place?, row: Int) { shapes[row] = .some(shape) }

    /// `nil` where the row has no geometry; `.some(nil)` where it could not be read.
    func take(_ row: Int) -> Place?? { shapes.removeValue(forKey: row) }
}
