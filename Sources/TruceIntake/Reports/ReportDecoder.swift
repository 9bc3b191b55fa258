import Truce

/// One record of the Truce report CSV into one report.
final class ReportDecoder {
    private let columns: ReportColumns
    private let header: [String]
    private let tables: SideTables
    private let unstatedRadius: Double
    /// Whether the reader was told who reported where the file does not say.
    private let isSourceKnown: Bool
    private var clock: ZoneClock
    private let cache = TextCache()
    /// The next row's place where it does not stand in columns; `.some(nil)` is a geometry that could not be read.
    var shape: Place??
    /// By the number of the type's text; the taxonomy is asked once for each.
    private var actsOfType: [ActSet?] = []

    init(columns: ReportColumns, header: [String], options: IntakeOptions) {
        self.columns = columns
        self.header = header
        tables = options.tables
        unstatedRadius = options.unstatedRadiusMetres
        isSourceKnown = !options.source.isEmpty
        clock = ZoneClock(options.zone)
    }

    @inline(__always)
    func decode(
        _ cells: Cells, _ rowNumber: Int, _ fallbackSource: Int32, _ batch: ReportBatch, _ reports: inout ReportTable
    ) throws(RowFault) {
        let columns = self.columns
        var row = ReportBatch.Row()
        row.row = UInt32(truncatingIfNeeded: rowNumber)
        let id = try cells.words(columns.id)
        if id.isEmpty { throw RowFault(columns.id, .missing) }
        let source = try cells.words(columns.source)
        if source.isEmpty, columns.source >= 0, !isSourceKnown { throw RowFault(columns.source, .missing) }
        try time(cells, &row)
        row.killedLow = try cells.count(columns.killedLow)
        row.killedHigh = try cells.count(columns.killedHigh)
        if row.killedHigh >= 0, row.killedLow > row.killedHigh { throw RowFault(columns.killedLow, .lowAboveHigh) }
        row.injuredLow = try cells.count(columns.injuredLow)
        row.injuredHigh = try cells.count(columns.injuredHigh)
        if row.injuredHigh >= 0, row.injuredLow > row.injuredHigh { throw RowFault(columns.injuredLow, .lowAboveHigh) }
        var detail = ReportDetail()
        if columns.hasDetails { detail = try self.detail(cells) }
        let sideA = try cells.words(columns.sideA)
        let sideB = try cells.words(columns.sideB)
        let type = try cells.words(columns.type)
        let placeName = try cells.words(columns.placeName)
        let country = try cells.words(columns.country)
        let text = try cells.words(columns.text)
        try place(cells, detail.means, placeName, &row, &reports)

        // Nothing is refused from here on: only now does anything reach the table.
        row.source = source.isEmpty ? fallbackSource : cache.id(source, in: &reports.strings)
        row.sideA = cache.id(sideA, in: &reports.strings)
        row.sideB = cache.id(sideB, in: &reports.strings)
        row.placeName = cache.id(placeName, in: &reports.strings)
        row.country = cache.id(country, in: &reports.strings)
        row.type = cache.id(type, in: &reports.strings)
        row.acts = acts(row.type, reports.strings)
        if columns.hasDetails { reports.addDetail(detail, to: &row) }
        batch.append(row, id: id, text: text, into: &reports)
    }

    @inline(__always)
    private func time(_ cells: Cells, _ row: inout ReportBatch.Row) throws(RowFault) {
        let columns = self.columns
        let start = try cells.text(columns.start)
        if start.isEmpty { throw RowFault(columns.start, .missing) }
        switch clock.moment(start) {
        case .unreadable: throw RowFault(columns.start, .time)
        case .skipped: throw RowFault(columns.start, .skippedTime)
        case .span(let first, let last, let precision):
            (row.earliest, row.latest, row.precision) = (first, last, precision)
        }
        let end = try cells.text(columns.end)
        if !end.isEmpty {
            switch clock.moment(end) {
            case .unreadable: throw RowFault(columns.end, .time)
            case .skipped: throw RowFault(columns.end, .skippedTime)
            case .span(_, let last, _):
                if last < row.earliest { throw RowFault(columns.end, .endBeforeStart) }
                if last != row.latest { row.precision = .label(forSeconds: last - row.earliest) }
                row.latest = last
            }
        }
        let received = try cells.text(columns.received)
        if !received.isEmpty {
            switch clock.moment(received) {
            case .unreadable: throw RowFault(columns.received, .time)
            case .skipped: throw RowFault(columns.received, .skippedTime)
            case .span(let first, _, _): row.received = first
            }
        }
    }

    @inline(__always)
    private func place(
        _ cells: Cells, _ means: Means, _ name: ByteSlice, _ row: inout ReportBatch.Row, _ reports: inout ReportTable
    ) throws(RowFault) {
        let columns = self.columns
        if columns.hasObserver, let sector = try sector(cells, means) {
            reports.addShape(.sector(sector), to: &row)
            return
        }
        let precision = try cells.text(columns.precision)
        var radius = unstatedRadius
        if !precision.isEmpty {
            guard let kilometres = FieldText.number(precision), kilometres >= 0, kilometres <= 20_038 else {
                throw RowFault(columns.precision, .distance)
            }
            radius = kilometres * 1000
        }
        if let at = try cells.coordinate(columns.latitude, columns.longitude) {
            row.setDisc(at.latitude, at.longitude, radius: radius)
            if radius == 0 { row.placeKind = .point }
        } else if columns.grid >= 0, case let grid = try cells.text(columns.grid), !grid.isEmpty {
            guard let square = GridText.place(grid) else { throw RowFault(columns.grid, .grid) }
            reports.addShape(square, to: &row)
        } else if let given = shape {
            guard let shape = given else { throw RowFault(-1, .shape) }
            if case .point(let at, _) = shape {
                row.setDisc(at.latitude, at.longitude, radius: radius)
                if radius == 0 { row.placeKind = .point }
            } else {
                reports.addShape(shape, to: &row)
            }
        } else if !name.isEmpty, !tables.places.isEmpty,
            let known = tables.places[String(decoding: name, as: UTF8.self)]
        {
            reports.addShape(known, to: &row)
        }
    }

    /// What an observer saw or heard from where they stood. Nil where the row gives no observer, or gives a position
    /// besides.
    @inline(never)
    private func sector(_ cells: Cells, _ means: Means) throws(RowFault) -> Sector? {
        let columns = self.columns
        let bearing = try cells.text(columns.bearing)
        let (low, high) = (try cells.text(columns.distanceLow), try cells.text(columns.distanceHigh))
        let observer = try cells.coordinate(columns.observerLatitude, columns.observerLongitude)
        if bearing.isEmpty, low.isEmpty, high.isEmpty, observer == nil { return nil }
        guard let observer, !bearing.isEmpty, !low.isEmpty || !high.isEmpty else {
            if try cells.coordinate(columns.latitude, columns.longitude) != nil { return nil }
            if columns.grid >= 0, try !cells.text(columns.grid).isEmpty { return nil }
            throw RowFault(observer == nil ? columns.bearing : max(columns.observerLatitude, 0), .sectorIncomplete)
        }
        guard let direction = BearingText(bearing) else { throw RowFault(columns.bearing, .bearing) }
        func metres(_ text: ByteSlice, _ column: Int) throws(RowFault) -> Double? {
            if text.isEmpty { return nil }
            guard let kilometres = FieldText.number(text), kilometres >= 0, kilometres <= 1_000 else {
                throw RowFault(column, .distance)
            }
            return kilometres * 1000
        }
        let near = try metres(low, columns.distanceLow)
        let far = try metres(high, columns.distanceHigh)
        if let near, let far, near > far { throw RowFault(columns.distanceLow, .distance) }
        return Sector(observer, direction, near: near, far: far, means)
    }

    private func detail(_ cells: Cells) throws(RowFault) -> ReportDetail {
        var detail = ReportDetail()
        let columns = self.columns
        if case let text = try cells.string(columns.means).lowercased(), !text.isEmpty {
            guard let means = Means(text) else { throw RowFault(columns.means, .code(allowed: "heard, saw, recorded")) }
            detail.means = means
        }
        if case let text = try cells.string(columns.direction).lowercased(), !text.isEmpty {
            guard let direction = FireDirection.allCases.first(where: { $0.code == text }) else {
                throw RowFault(columns.direction, .code(allowed: "incoming, outgoing, undetermined"))
            }
            detail.direction = direction
        }
        if case let text = try cells.string(columns.confidential).lowercased(), !text.isEmpty {
            guard let answer = ["yes": true, "true": true, "1": true, "no": false, "false": false, "0": false][text]
            else {
                throw RowFault(columns.confidential, .code(allowed: "yes, no"))
            }
            detail.isConfidential = answer
        }
        let count = try cells.count(columns.count)
        detail.count = count < 0 ? nil : Int(count)
        detail.weapon = try cells.string(columns.weapon)
        detail.calibreMillimetres = Weapon.writtenCalibre(detail.weapon)
        detail.corrects = try cells.string(columns.corrects)
        for column in columns.extras {
            let value = try cells.string(column)
            if !value.isEmpty { detail.extras.append(.init(name: header[column], value: value)) }
        }
        return detail
    }

    @inline(__always)
    private func acts(_ type: Int32, _ strings: StringPool) -> ActSet {
        let at = Int(type)
        if at < actsOfType.count, let known = actsOfType[at] { return known }
        return findActs(type, strings)
    }

    @inline(never)
    private func findActs(_ type: Int32, _ strings: StringPool) -> ActSet {
        while actsOfType.count <= Int(type) { actsOfType.append(nil) }
        let acts = tables.acts(for: strings[type])
        actsOfType[Int(type)] = acts
        return acts
    }
}

extension Means {
    /// `heard`, `saw`, `recorded` and what observers write for them.
    init?(_ word: String) {
        switch word {
        case "heard", "hear": self = .heard
        case "saw", "seen", "see": self = .saw
        case "recorded", "camera": self = .recorded
        default: return nil
        }
    }

    /// One standard deviation of a bearing beyond its half width; not said: as if heard.
    var sigmaDegrees: Double {
        switch self {
        case .notGiven, .heard: 10
        case .saw: 5
        case .recorded: 1.5
        }
    }
}

/// A bearing as written: degrees clockwise from true north, or a compass point.
struct BearingText {
    let degrees: Double
    let halfWidthDegrees: Double

    private init(degrees: Double) { (self.degrees, halfWidthDegrees) = (degrees, 0) }

    init(_ point: CompassPoint) { (degrees, halfWidthDegrees) = (point.degrees, 11.25) }

    init?(_ text: ByteSlice) {
        if let number = FieldText.number(text) {
            guard number >= 0, number <= 360 else { return nil }
            self.init(degrees: number == 360 ? 0 : number)
        } else {
            guard let point = CompassPoint(String(decoding: text, as: UTF8.self)) else { return nil }
            self.init(point)
        }
    }
}

extension Sector {
    /// Where only one distance is given it is an estimate: a quarter less to a quarter more.
    init(_ observer: Coordinate, _ direction: BearingText, near: Double?, far: Double?, _ means: Means) {
        let single = near ?? far ?? 0
        self.init(
            observer: observer, bearingDegrees: direction.degrees, halfWidthDegrees: direction.halfWidthDegrees,
            nearMetres: near != nil && far != nil ? single : single * 0.75,
            farMetres: near != nil && far != nil ? far ?? single : single * 1.25, sigmaDegrees: means.sigmaDegrees)
    }
}

/// Military grid references.
enum GridText {
    /// Nil when it is none.
    static func place(_ text: ByteSlice) -> Place? {
        guard text.count <= 40 else { return nil }
        // Which of the grid's rules it breaks is one reason for the row: it is refused with the text as it stands.
        return (try? MGRS(String(decoding: text, as: UTF8.self)))?.place
    }
}
