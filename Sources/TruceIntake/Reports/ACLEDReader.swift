import Truce

/// ACLED's event files: 31 columns, older and extended ones too, found by name. A file may lack any but the few needed
/// here; dates are `2025-05-16` or `16 May 2025`; codes may stand as numbers or labels.
struct ACLEDReader {
    private let table: CSVTable
    private let id, date, timePrecision, event, subEvent, actor1, ally1, actor2, ally2: Int
    private let location, country, latitude, longitude, placePrecision, source, notes, fatalities, timestamp: Int

    init(_ table: CSVTable) throws(IntakeError) {
        self.table = table
        func find(_ names: String...) throws(IntakeError) -> Int {
            for name in names {
                if let at = try table.column(name) { return at }
            }
            return -1
        }
        id = try find("event_id_cnty", "data_id", "event_id_no_cnty")
        date = try find("event_date")
        timePrecision = try find("time_precision")
        event = try find("event_type")
        subEvent = try find("sub_event_type")
        actor1 = try find("actor1")
        ally1 = try find("assoc_actor_1")
        actor2 = try find("actor2")
        ally2 = try find("assoc_actor_2")
        location = try find("location")
        country = try find("country")
        latitude = try find("latitude")
        longitude = try find("longitude")
        placePrecision = try find("geo_precision")
        source = try find("source")
        notes = try find("notes")
        fatalities = try find("fatalities")
        timestamp = try find("timestamp")
        let needed = [
            ("event_id_cnty", id), ("event_date", date), ("event_type", event), ("latitude", latitude),
            ("longitude", longitude),
        ]
        let missing = needed.filter { $0.1 < 0 }.map(\.0)
        if !missing.isEmpty {
            throw .missingColumns(file: table.name, format: .acled, missing: missing, found: table.header)
        }
    }

    /// `geo_precision` → the radius in metres within which the event may lie: 1 a named place, 2 a place near by,
    /// 3 a larger region's capital. 0 stands where the code is unknown.
    static let radiusMetres: [Double] = [0, 1_000, 25_000, 100_000]

    /// What a sub-event may mean. Actor 1 and 2 fought or met: which of them began is not said.
    static let acts: [String: ActSet] = [
        "Armed clash": .fire,
        "Government regains territory": .fire.union(ActSet(.advance)),
        "Non-state actor overtakes territory": .fire.union(ActSet(.advance)),
        "Air/drone strike": ActSet([.airStrike, .uavStrike]),
        "Shelling/artillery/missile attack": .shelling,
        "Remote explosive/landmine/IED": ActSet([.explosiveDevice, .mines]),
        "Grenade": ActSet([.explosiveDevice, .otherFire]),
        "Suicide bomb": ActSet(.explosiveDevice),
        "Chemical weapon": ActSet(.otherFire).union(.shelling),
        "Attack": .fire.union(ActSet(.killing)),
        "Abduction/forced disappearance": ActSet([.abduction, .detention]),
        "Sexual violence": ActSet(.sexualViolence),
        "Arrests": ActSet(.detention),
        "Disrupted weapons use": ActSet([.explosiveDevice, .mines]),
        "Headquarters or base established": ActSet(.fortification),
        "Looting/property destruction": ActSet(.looting),
        "Non-violent transfer of territory": ActSet(.advance),
    ]

    func read(
        _ options: IntakeOptions, _ batch: ReportBatch, into reports: inout ReportTable, _ refused: inout [RefusedRow],
        _ summary: inout IntakeSummary
    ) throws(IntakeError) {
        let cache = TextCache()
        var clock = ZoneClock(options.zone)
        let sourceID = reports.strings.intern("ACLED")
        try table.forEachRecord(&refused, &summary) { record, rowNumber, refused, summary in
            do throws(RowFault) {
                let cells = Cells(record: record, scratch: table.scratch)
                var row = ReportBatch.Row()
                row.row = UInt32(truncatingIfNeeded: rowNumber)
                row.source = sourceID
                row.namesInitiator = false
                let name = try cells.text(id)
                if name.isEmpty { throw RowFault(id, .missing) }
                try time(cells, &clock, &row)
                let precision = try code(cells, placePrecision, 1...3, "1, 2, 3") ?? 3
                if let at = try cells.coordinate(latitude, longitude) {
                    row.setDisc(at.latitude, at.longitude, radius: Self.radiusMetres[precision])
                }
                // ACLED writes 0 also where it does not know: no count of none.
                let deaths = try cells.count(fatalities)
                if deaths > 0 { (row.killedLow, row.killedHigh) = (deaths, deaths) }
                let sub = try cells.text(subEvent)
                let type = try sub.isEmpty ? cells.text(event) : sub
                let sideA = try side(cells, actor1, ally1)
                let sideB = try side(cells, actor2, ally2)
                let place = try cells.text(location)
                let nation = try cells.text(country)
                let words = try cells.text(notes)
                var detail = ReportDetail()
                let said = try cells.string(source)
                if !said.isEmpty { detail.extras = [.init(name: "source", value: said)] }

                row.type = cache.id(type, in: &reports.strings)
                row.sideA = reports.strings.intern(sideA)
                row.sideB = reports.strings.intern(sideB)
                row.placeName = cache.id(place, in: &reports.strings)
                row.country = cache.id(nation, in: &reports.strings)
                let typeName = reports.strings[row.type]
                row.acts = options.tables.acts[typeName] ?? Self.acts[typeName] ?? []
                reports.addDetail(detail, to: &row)
                batch.append(row, id: name, text: words, into: &reports)
                summary.accepted += 1
            } catch {
                table.refuse(error, record, rowNumber, &refused, &summary)
            }
        }
        batch.flush(into: &reports)
    }

    /// `time_precision` 1: the day; 2: known to the week, the date its middle; 3: known to the month.
    private func time(_ cells: Cells, _ clock: inout ZoneClock, _ row: inout ReportBatch.Row) throws(RowFault) {
        let text = try cells.text(date)
        if text.isEmpty { throw RowFault(date, .missing) }
        guard let day = DayText.day(text) else { throw RowFault(date, .time) }
        let (first, last): (Int32, Int32)
        switch try code(cells, timePrecision, 1...3, "1, 2, 3") ?? 1 {
        case 1: (first, last, row.precision) = (day.daysSince1970, day.daysSince1970, .day)
        case 2: (first, last, row.precision) = (day.daysSince1970 - 3, day.daysSince1970 + 3, .week)
        default:
            let (year, month, _) = day.civil
            first = MissionDay(year: year, month: month, day: 1).daysSince1970
            last = first + Int32(MissionDay.days(inMonth: month, of: year)) - 1
            row.precision = .month
        }
        row.earliest = clock.start(first)
        row.latest = clock.start(last + 1)
        let changed = try cells.text(timestamp)
        if !changed.isEmpty {
            guard let seconds = FieldText.number(changed), seconds >= 0, seconds < 1e11 else {
                throw RowFault(timestamp, .time)
            }
            row.received = Int64(seconds)
        }
    }

    /// Nil when empty.
    private func code(_ cells: Cells, _ column: Int, _ range: ClosedRange<Int>, _ allowed: String) throws(RowFault)
        -> Int?
    {
        let text = try cells.text(column)
        if text.isEmpty { return nil }
        guard let code = FieldText.count(text), range.contains(Int(code)) else {
            throw RowFault(column, .code(allowed: allowed))
        }
        return Int(code)
    }

    /// The actor and those beside it, separated by commas.
    private func side(_ cells: Cells, _ actor: Int, _ allies: Int) throws(RowFault) -> String {
        let (first, others) = (try cells.string(actor), try cells.string(allies))
        if others.isEmpty { return first }
        return ([first] + others.split(separator: ";").map { String($0).trimmed }).filter { !$0.isEmpty }
            .joined(separator: ", ")
    }
}

/// Days as tables write them.
enum DayText {
    private static let months = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    static func day(_ text: ByteSlice) -> MissionDay? {
        let text = FieldText.trimmed(text)
        if let reading = TimeText.read(text) {
            switch reading {
            case .day(let day): return day
            case .local(let time, _): return time.day
            case .instant: return nil
            }
        }
        guard text.count <= 40 else { return nil }
        return day(String(decoding: text, as: UTF8.self), year: nil)?.day
    }

    /// `28-Sep`, `16 May 2025`, `28 September 2018`, `28/09/2018`: what stands in front of anything else, and what
    /// follows it. Without a year, that of `year`.
    static func day(_ text: String, year: Int?) -> (day: MissionDay?, rest: String, lacksYear: Bool)? {
        let words = text.split(maxSplits: .max, omittingEmptySubsequences: true) { " -/.,\t".contains($0) }
        guard words.count >= 2, let day = Int(words[0]), words[0].utf8.count <= 2 else { return nil }
        let month: Int
        if let number = Int(words[1]) {
            month = number
        } else {
            let head = words[1].lowercased()
            guard head.count >= 3, let found = months.firstIndex(of: String(head.prefix(3))) else { return nil }
            month = found + 1
        }
        var rest = words.dropFirst(2)
        var stated: Int?
        if let next = rest.first, next.utf8.count == 4, let number = Int(next), number > 0 {
            stated = number
            rest = rest.dropFirst()
        }
        let after = rest.first.map { String(text[$0.startIndex...]) } ?? ""
        guard let full = stated ?? year else { return (nil, after, true) }
        return (MissionDay(checkedYear: full, month: month, day: day), after, false)
    }
}
