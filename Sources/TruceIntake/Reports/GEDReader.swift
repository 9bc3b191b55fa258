import Truce

/// UCDP's Georeferenced Event Dataset: the 41- to 52-column layouts of its releases and country exports, columns by
/// name. What each code becomes is said at the functions below; `docs/formats.md` repeats it for readers.
struct GEDReader {
    private let table: CSVTable
    private let id, violence, sideA, sideB, headline, placePrecision, placeName, country: Int
    private let latitude, longitude, datePrecision, dateStart, dateEnd, best, low, high: Int
    private let source = "UCDP GED"

    /// The columns of releases that come without a header row.
    static let columns = """
        id,relid,year,active_year,code_status,type_of_violence,conflict_dset_id,conflict_new_id,conflict_name,\
        dyad_dset_id,dyad_new_id,dyad_name,side_a_dset_id,side_a_new_id,side_a,side_b_dset_id,side_b_new_id,side_b,\
        number_of_sources,source_article,source_office,source_date,source_headline,source_original,where_prec,\
        where_coordinates,where_description,adm_1,adm_2,latitude,longitude,geom_wkt,priogrid_gid,country,country_id,\
        region,event_clarity,date_prec,date_start,date_end,deaths_a,deaths_b,deaths_civilians,deaths_unknown,best,\
        high,low,gwnoa,gwnob
        """.split(separator: ",").map(String.init)

    /// Whether a first row is already an event: as many columns as the layout has, with numbers where it has numbers.
    static func isHeaderless(_ first: [String]) -> Bool {
        guard first.count == columns.count else { return false }
        let byName = Dictionary(uniqueKeysWithValues: zip(columns, first))
        return Int(byName["id"] ?? "") != nil && ["1", "2", "3"].contains(byName["type_of_violence"])
            && TimeText.read(String((byName["date_start"] ?? "").prefix(10))) != nil
    }

    init(_ table: CSVTable) throws(IntakeError) {
        self.table = table
        var missing: [String] = []
        func need(_ name: String) throws(IntakeError) -> Int {
            if let at = try table.column(name) { return at }
            missing.append(name)
            return -1
        }
        func find(_ name: String) throws(IntakeError) -> Int { try table.column(name) ?? -1 }
        id = try need("id")
        violence = try need("type_of_violence")
        sideA = try need("side_a")
        sideB = try need("side_b")
        headline = try find("source_headline")
        placePrecision = try need("where_prec")
        placeName = try find("where_coordinates")
        country = try find("country")
        latitude = try need("latitude")
        longitude = try need("longitude")
        datePrecision = try need("date_prec")
        dateStart = try need("date_start")
        dateEnd = try need("date_end")
        best = try need("best")
        low = try need("low")
        high = try need("high")
        if !missing.isEmpty {
            throw .missingColumns(file: table.name, format: .ged, missing: missing, found: table.header)
        }
    }

    /// `where_prec` → the radius in metres within which the event may lie: 1 a place known exactly, taken as its
    /// built-up area; 2 near a place (the codebook's 25 km); 3 a district (second-level unit); 4 a province; 5 part of
    /// a country; 6 a country; 7 waters or air space. From 3 on the position is a unit's centre, so the radius is
    /// that of a middling unit. 0 stands where the code is unknown.
    static let radiusMetres: [Double] = [0, 1_000, 25_000, 50_000, 100_000, 150_000, 500_000, 500_000]

    /// `date_prec` → how finely the day is known; the window itself is `date_start` to `date_end`, local days.
    static let precisions: [TimePrecision] = [.unknown, .day, .week, .week, .month, .longer]

    func read(
        _ options: IntakeOptions, _ batch: ReportBatch, into reports: inout ReportTable, _ refused: inout [RefusedRow],
        _ summary: inout IntakeSummary
    ) throws(IntakeError) {
        let cache = TextCache()
        var clock = ZoneClock(options.zone)
        let scratch = table.scratch
        let sourceID = reports.strings.intern(source)
        // 1 state-based and 2 non-state: two armed sides fought; who began is not said, nor with what.
        // 3 one-sided: side A killed civilians.
        let typeIDs = (0...3).map { reports.strings.intern("type_of_violence \($0)") }
        let killing = ActSet(.killing)
        try table.forEachRecord(&refused, &summary) { record, rowNumber, refused, summary in
            var row = ReportBatch.Row()
            row.row = UInt32(truncatingIfNeeded: rowNumber)
            row.source = sourceID
            let fault: (column: Int, problem: RowProblem)
            parse: do {
                @inline(__always) func text(_ column: Int) -> ByteSlice? { record.text(column, scratch) }
                let empty = ByteSlice(start: nil, count: 0)
                guard let idText = text(id) else { fault = (id, .strayQuote); break parse }
                if idText.isEmpty { fault = (id, .missing); break parse }

                guard let kind = text(violence), kind.count == 1, case let code = kind[0] &- 48, 1...3 ~= code else {
                    fault = (violence, .code(allowed: "1, 2, 3"))
                    break parse
                }
                row.type = typeIDs[Int(code)]
                row.acts = code == 3 ? killing : .fire
                row.namesInitiator = code == 3

                guard let first = text(dateStart), let day = clock.day(first), isDay(first) else {
                    fault = (dateStart, .time)
                    break parse
                }
                row.earliest = clock.start(day)
                guard let last = text(dateEnd), let lastDay = last.isEmpty ? day : clock.day(last),
                    last.isEmpty || isDay(last)
                else { fault = (dateEnd, .time); break parse }
                if lastDay < day { fault = (dateEnd, .endBeforeStart); break parse }
                row.latest = clock.start(lastDay + 1)
                guard let finely = text(datePrecision), finely.count <= 1,
                    case let precision = finely.isEmpty ? 0 : finely[0] &- 48, precision <= 5
                else { fault = (datePrecision, .code(allowed: "1 to 5")); break parse }
                row.precision = Self.precisions[Int(precision)]

                guard let north = text(latitude) else { fault = (latitude, .strayQuote); break parse }
                guard let east = text(longitude) else { fault = (longitude, .strayQuote); break parse }
                guard let closely = text(placePrecision), closely.count <= 1,
                    case let wherePrecision = closely.isEmpty ? 6 : closely[0] &- 48, 1...7 ~= wherePrecision
                else { fault = (placePrecision, .code(allowed: "1 to 7")); break parse }
                if !north.isEmpty || !east.isEmpty {
                    if north.isEmpty { fault = (latitude, .halfCoordinate); break parse }
                    if east.isEmpty { fault = (longitude, .halfCoordinate); break parse }
                    guard let degreesNorth = FieldText.number(north), abs(degreesNorth) <= 90 else {
                        fault = (latitude, .coordinate)
                        break parse
                    }
                    guard let degreesEast = FieldText.number(east), abs(degreesEast) <= 180 else {
                        fault = (longitude, .coordinate)
                        break parse
                    }
                    row.setDisc(degreesNorth, degreesEast, radius: Self.radiusMetres[Int(wherePrecision)])
                }

                // The range spans the three figures: `best` stands in where a bound is missing, and releases have events
                // whose `high` is below their `best`.
                guard let bestText = text(best), let middle = count(bestText) else {
                    fault = (best, .number); break parse
                }
                guard let lowText = text(low), let least = count(lowText) else { fault = (low, .number); break parse }
                guard let highText = text(high), let most = count(highText) else {
                    fault = (high, .number); break parse
                }
                row.killedLow = min(least < 0 ? middle : least, middle < 0 ? least : middle, most < 0 ? .max : most)
                row.killedHigh = max(least, middle, most)

                guard let a = text(sideA) else { fault = (sideA, .strayQuote); break parse }
                guard let b = text(sideB) else { fault = (sideB, .strayQuote); break parse }
                row.sideA = cache.id(a, in: &reports.strings)
                row.sideB = cache.id(b, in: &reports.strings)
                if placeName >= 0 {
                    guard let name = text(placeName) else { fault = (placeName, .strayQuote); break parse }
                    row.placeName = cache.id(name, in: &reports.strings)
                }
                if country >= 0 {
                    guard let name = text(country) else { fault = (country, .strayQuote); break parse }
                    row.country = cache.id(name, in: &reports.strings)
                }
                var words = empty
                if headline >= 0 {
                    guard let said = text(headline) else { fault = (headline, .strayQuote); break parse }
                    words = said
                }
                batch.append(row, id: idText, text: words, into: &reports)
                summary.accepted += 1
                return
            }
            table.refuse(RowFault(fault.column, fault.problem), record, rowNumber, &refused, &summary)
        }
        batch.flush(into: &reports)
    }

    /// Nothing, or a midnight, after the day.
    @inline(__always) private func isDay(_ text: ByteSlice) -> Bool { text.count == 10 || hasClock(text) }

    @inline(never) private func hasClock(_ text: ByteSlice) -> Bool { TimeText.read(FieldText.trimmed(text)) != nil }

    /// −1 for an empty cell; nil for what is no count.
    @inline(__always) private func count(_ text: ByteSlice) -> Int32? { text.isEmpty ? -1 : FieldText.count(text) }
}
