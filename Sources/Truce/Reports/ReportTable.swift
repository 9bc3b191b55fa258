/// Reports as columns: flat arrays inside, ``Report`` values outside. A million rows of a coded data set take
/// about 200 MB. Rows are appended and never changed; `strings` holds every text that repeats.
public struct ReportTable: Sendable {
    public package(set) var ids = ByteColumn()
    public package(set) var texts = ByteColumn()
    public package(set) var strings = StringPool()
    /// Into `strings`.
    public package(set) var sources: [Int32] = []
    public package(set) var types: [Int32] = []
    public package(set) var sidesA: [Int32] = []
    public package(set) var sidesB: [Int32] = []
    public package(set) var placeNames: [Int32] = []
    public package(set) var countries: [Int32] = []
    /// Seconds since 1970; `Int64.min` where the source did not say.
    public package(set) var receivedAt: [Int64] = []
    public package(set) var earliest: [Int64] = []
    public package(set) var latest: [Int64] = []
    public package(set) var precisions: [TimePrecision] = []
    public package(set) var placeKinds: [PlaceKind] = []
    /// Of the place's centre; NaN for an unknown place.
    public package(set) var latitudes: [Double] = []
    public package(set) var longitudes: [Double] = []
    /// Metres: sigma of a point, radius of a disc, side of a square; for sectors and areas, the index into `shapes`.
    public package(set) var placeSizes: [Double] = []
    public package(set) var shapes: [Place] = []
    public package(set) var acts: [ActSet] = []
    public package(set) var initiatorNamed: [Bool] = []
    /// Persons; −1 where not given.
    public package(set) var killedLow: [Int32] = []
    public package(set) var killedHigh: [Int32] = []
    public package(set) var injuredLow: [Int32] = []
    public package(set) var injuredHigh: [Int32] = []
    /// Into `detailValues`; −1 where the report has none.
    public package(set) var details: [Int32] = []
    public package(set) var detailValues: [ReportDetail] = []
    public package(set) var files: [UInt16] = []
    public package(set) var rows: [UInt32] = []

    public enum PlaceKind: UInt8, Sendable { case unknown, point, disc, square, sector, area }

    public init() {}

    public var count: Int { sources.count }
    public var isEmpty: Bool { sources.isEmpty }

    public mutating func reserve(_ rows: Int, textBytes: Int) {
        ids.reserve(rows: rows, bytes: rows * 10)
        texts.reserve(rows: rows, bytes: textBytes)
        sources.reserveCapacity(rows)
        types.reserveCapacity(rows)
        sidesA.reserveCapacity(rows)
        sidesB.reserveCapacity(rows)
        placeNames.reserveCapacity(rows)
        countries.reserveCapacity(rows)
        receivedAt.reserveCapacity(rows)
        earliest.reserveCapacity(rows)
        latest.reserveCapacity(rows)
        precisions.reserveCapacity(rows)
        placeKinds.reserveCapacity(rows)
        latitudes.reserveCapacity(rows)
        longitudes.reserveCapacity(rows)
        placeSizes.reserveCapacity(rows)
        acts.reserveCapacity(rows)
        initiatorNamed.reserveCapacity(rows)
        killedLow.reserveCapacity(rows)
        killedHigh.reserveCapacity(rows)
        injuredLow.reserveCapacity(rows)
        injuredHigh.reserveCapacity(rows)
        details.reserveCapacity(rows)
        files.reserveCapacity(rows)
        self.rows.reserveCapacity(rows)
    }

    public mutating func append(_ report: Report) {
        ids.append(report.id)
        texts.append(report.text)
        sources.append(strings.intern(report.source))
        types.append(strings.intern(report.type))
        sidesA.append(strings.intern(report.sideA))
        sidesB.append(strings.intern(report.sideB))
        placeNames.append(strings.intern(report.placeName))
        countries.append(strings.intern(report.country))
        receivedAt.append(report.receivedAt?.seconds ?? .min)
        earliest.append(report.time.earliest.seconds)
        latest.append(report.time.latest.seconds)
        precisions.append(report.time.precision)
        append(report.place)
        acts.append(report.acts)
        initiatorNamed.append(report.namesInitiator)
        killedLow.append(Int32(clamping: report.killed.low ?? -1))
        killedHigh.append(Int32(clamping: report.killed.high ?? -1))
        injuredLow.append(Int32(clamping: report.injured.low ?? -1))
        injuredHigh.append(Int32(clamping: report.injured.high ?? -1))
        if report.detail == .none {
            details.append(-1)
        } else {
            details.append(Int32(detailValues.count))
            detailValues.append(report.detail)
        }
        files.append(UInt16(clamping: report.file))
        rows.append(UInt32(clamping: report.row))
    }

    /// The place's columns only; a reader that fills the columns itself calls this for anything but a point.
    package mutating func append(_ place: Place) {
        let centre = place.centre
        latitudes.append(centre?.latitude ?? .nan)
        longitudes.append(centre?.longitude ?? .nan)
        switch place {
        case .unknown: placeKinds.append(.unknown); placeSizes.append(0)
        case .point(_, let sigma): placeKinds.append(.point); placeSizes.append(sigma)
        case .disc(_, let radius): placeKinds.append(.disc); placeSizes.append(radius)
        case .square(_, let side): placeKinds.append(.square); placeSizes.append(side)
        case .sector, .area, .located:
            if case .sector = place { placeKinds.append(.sector) } else { placeKinds.append(.area) }
            placeSizes.append(Double(shapes.count))
            shapes.append(place)
        }
    }

    public func place(_ row: Int) -> Place {
        let at = Coordinate(latitude: latitudes[row], longitude: longitudes[row])
        return switch placeKinds[row] {
        case .unknown: .unknown
        case .point: .point(at, sigmaMetres: placeSizes[row])
        case .disc: .disc(at, radiusMetres: placeSizes[row])
        case .square: .square(centre: at, sideMetres: placeSizes[row])
        case .sector, .area: shapes[Int(placeSizes[row])]
        }
    }

    public func time(_ row: Int) -> TimeWindow {
        TimeWindow(
            earliest: Instant(seconds: earliest[row]), latest: Instant(seconds: latest[row]), precision: precisions[row]
        )
    }

    public func detail(_ row: Int) -> ReportDetail { details[row] < 0 ? .none : detailValues[Int(details[row])] }
    /// Marks a report as confidential, whatever it says itself.
    package mutating func keepConfidential(_ row: Int) {
        var kept = detail(row)
        if kept.isConfidential { return }
        kept.isConfidential = true
        details[row] = Int32(detailValues.count)
        detailValues.append(kept)
    }

    public func killed(_ row: Int) -> CountRange { .init(stored: killedLow[row], killedHigh[row]) }
    public func injured(_ row: Int) -> CountRange { .init(stored: injuredLow[row], injuredHigh[row]) }

    public subscript(row: Int) -> Report {
        var report = Report(id: ids[row], source: strings[sources[row]], time: time(row), place: place(row))
        report.receivedAt = receivedAt[row] == .min ? nil : Instant(seconds: receivedAt[row])
        report.placeName = strings[placeNames[row]]
        report.country = strings[countries[row]]
        report.type = strings[types[row]]
        report.acts = acts[row]
        report.sideA = strings[sidesA[row]]
        report.sideB = strings[sidesB[row]]
        report.namesInitiator = initiatorNamed[row]
        report.killed = killed(row)
        report.injured = injured(row)
        report.text = texts[row]
        report.detail = detail(row)
        report.file = Int(files[row])
        report.row = Int(rows[row])
        return report
    }
}

extension CountRange {
    fileprivate init(stored low: Int32, _ high: Int32) {
        self.init(low: low < 0 ? nil : Int(low), high: high < 0 ? nil : Int(high))
    }
}
