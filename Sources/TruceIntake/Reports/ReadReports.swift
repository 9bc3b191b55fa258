import Truce

/// Reads one file of reports: appends what is accepted to `table` and what is not to `refused`, and says how many of
/// each. Compressed files (gzip) are unpacked on the way. The format is recognised by the column names when none is
/// named. Memory is bounded whatever the file holds, but for what is kept of it.
///
/// - Parameters:
///   - name: what to call the file in messages.
///   - fileIndex: its place in the caller's list; kept with each report, and what decides between two versions of a
///     report when their times of receipt do not.
/// - Throws: when nothing can be understood; a row that cannot be used is refused, and reading goes on. What was read
///   before a throw stays in `table` and `refused`: pass copies where that matters.
public func readReports(
    from source: ByteSource, named name: String, fileIndex: Int = 0, format: ReportFormat? = nil,
    options: IntakeOptions, into table: inout ReportTable, refused: inout [RefusedRow]
) throws(IntakeError) -> IntakeSummary {
    var (first, source) = try source.peeking(8192, named: name)
    if first.starts(with: [0x1F, 0x8B]) {
        (first, source) = try ByteSource.unpacking(source, named: name, limit: options.unpackedLimit)
            .peeking(8192, named: name)
    }
    if first.isEmpty { throw .empty(file: name) }
    if first.starts(with: [0x50, 0x4B, 3, 4]) { throw .archive(file: name) }
    if first.starts(with: [0xFF, 0xFE]) || first.starts(with: [0xFE, 0xFF]) { throw .utf16(file: name) }
    if let nul = first.firstIndex(of: 0) { throw .binary(file: name, at: nul) }

    var summary = IntakeSummary()
    let batch = ReportBatch(file: fileIndex)
    let body = first.starts(with: [0xEF, 0xBB, 0xBF]) ? first.dropFirst(3) : first[...]
    let mark = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
    if format == .geojson || (format == nil && (mark == UInt8(ascii: "{") || mark == UInt8(ascii: "["))) {
        try GeoJSONReader(source, named: name, options: options)
            .read(options, batch, into: &table, &refused, &summary)
        if summary.rows > options.rowLimit { throw .tooManyRows(file: name, limit: options.rowLimit) }
        summary.format = .geojson
        return summary
    }
    let csv = try CSVTable(source, named: name, options: options)
    if let all = source.byteCount { batch.progress = ({ csv.reader.bytesRead }, all) }
    let layout: ReportFormat
    if let format { layout = format } else { layout = try ReportFormat(sniffing: csv, options) }
    summary.format = layout
    switch layout {
    case .ged:
        if GEDReader.isHeaderless(csv.header) { csv.useHeader(GEDReader.columns) }
        try GEDReader(csv).read(options, batch, into: &table, &refused, &summary)
    case .acled:
        try ACLEDReader(csv).read(options, batch, into: &table, &refused, &summary)
    case .osce:
        try OSCEReader(csv).read(options, batch, into: &table, &refused, &summary)
    case .truceCSV, .geojson:
        try TruceCSVReader(csv, options).read(options, batch, into: &table, &refused, &summary)
    }
    return summary
}

extension ReportFormat {
    /// The format whose columns these are.
    init(sniffing table: CSVTable, _ options: IntakeOptions) throws(IntakeError) {
        if !options.columnNames.isEmpty || table.has("report_id", "event_start") {
            self = .truceCSV
        } else if table.has("type_of_violence", "where_prec") || GEDReader.isHeaderless(table.header) {
            self = .ged
        } else if table.has("event_id_cnty", "event_date") || table.has("event_date", "sub_event_type") {
            self = .acled
        } else if table.has("event location", "means") {
            self = .osce
        } else if let data = table.header.first(where: Self.looksLikeData) {
            throw .noHeader(file: table.name, first: data)
        } else {
            throw .unknownLayout(file: table.name, columns: table.header)
        }
    }

    private static func looksLikeData(_ cell: String) -> Bool {
        Double(cell) != nil || TimeText.read(String(cell.prefix(10))) != nil
    }
}
