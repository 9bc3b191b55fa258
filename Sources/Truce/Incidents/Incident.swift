/// What one or more reports are about: their accounts put together, with what they disagree on kept.
public struct Incident: Sendable, Hashable {
    public var id: IncidentID
    /// Rows of the report table, in its canonical order.
    public var rows: [Int32]
    /// Those that time, place, acts and figures are taken from: of sources that speak for no side, or all where there
    /// are none. A side's version of them counts in its own account.
    public var reliedOn: [Int32]
    /// Where all agree, the time all of them allow; else from the first to the last that any of them states.
    public var time: TimeWindow
    public var timesAgree: Bool
    /// The most exact that a report states; where bearings were taken, all places together (``Localisation``); where
    /// the reports' places do not meet, a disc around all that do not.
    public var place: Place
    /// False where the reports' bearings and places do not fit one spot.
    public var placesAgree = true
    /// The acts that all reports allow; where they allow none in common, all that any names.
    public var acts: ActSet
    public var actsAgree: Bool
    /// Lowest low to highest high of what is given.
    public var killed: CountRange
    public var injured: CountRange
    /// The country that every report which names one names; empty where none does or they differ.
    public var country = ""

    public init(
        id: IncidentID, rows: [Int32], time: TimeWindow, timesAgree: Bool, place: Place, acts: ActSet,
        actsAgree: Bool, killed: CountRange, injured: CountRange
    ) {
        self.id = id
        self.rows = rows
        reliedOn = rows
        self.time = time
        self.timesAgree = timesAgree
        self.place = place
        self.acts = acts
        self.actsAgree = actsAgree
        self.killed = killed
        self.injured = injured
    }
}

/// Names an incident by the report it is anchored on (its first, by source and identifier), so that it keeps its
/// name when others join. A confidential report is no anchor, since whoever guesses its source and identifier could
/// prove the guess; where all are confidential, the name comes from what is public of them. Written `INC-` and twelve letters and digits (Crockford's base 32, no I, L, O, U).
public struct IncidentID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let raw: UInt64
    public init(raw: UInt64) { self.raw = raw & 0x0FFF_FFFF_FFFF_FFFF }

    private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    public var description: String {
        "INC-"
            + String(decoding: (0..<12).map { Self.digits[Int(raw >> UInt64(55 - 5 * $0)) & 31] }, as: UTF8.self)
    }

    /// Reads what ``description`` writes, in either case.
    public init?(_ text: String) {
        let letters = Array(text.uppercased().utf8)
        guard letters.count == 16, letters.starts(with: Array("INC-".utf8)) else { return nil }
        var raw: UInt64 = 0
        for letter in letters.dropFirst(4) {
            guard let digit = Self.digits.firstIndex(of: letter) else { return nil }
            raw = raw << 5 | UInt64(digit)
        }
        self.init(raw: raw)
    }

    public static func < (a: IncidentID, b: IncidentID) -> Bool { a.raw < b.raw }
}

extension Incident {
    /// Puts the reports of one incident together.
    /// - Parameter reliedOn: Those of `rows` to take the facts from; all where nil or empty.
    /// - Precondition: `rows` is not empty and ascending.
    public init(rows all: ArraySlice<Int32>, relyingOn reliedOn: [Int32]? = nil, of reports: ReportTable) {
        let rows = reliedOn.flatMap { $0.isEmpty ? nil : $0[...] } ?? all
        let first = Int(rows[rows.startIndex])
        var (from, to) = (reports.earliest[first], reports.latest[first])
        var (hullFrom, hullTo) = (from, to)
        var precision = reports.precisions[first]
        var (acts, anyActs) = (reports.acts[first], reports.acts[first])
        var best = first
        var killed = reports.killed(first)
        var (country, countriesAgree) = (reports.countries[first], true)
        var injured = reports.injured(first)
        for row in rows.dropFirst().lazy.map(Int.init) {
            from = max(from, reports.earliest[row])
            to = min(to, reports.latest[row])
            hullFrom = min(hullFrom, reports.earliest[row])
            hullTo = max(hullTo, reports.latest[row])
            precision = min(precision, reports.precisions[row])
            if !reports.acts[row].isEmpty {
                acts = acts.isEmpty && anyActs.isEmpty ? reports.acts[row] : acts.intersection(reports.acts[row])
                anyActs.formUnion(reports.acts[row])
            }
            let (new, old) = (reports.extent(row), reports.extent(best))
            if new < old || (new == old && reports.anchors(row, before: best)) { best = row }
            if reports.countries[row] != 0 {
                if country == 0 { country = reports.countries[row] }
                countriesAgree = countriesAgree && country == reports.countries[row]
            }
            killed = killed.hull(reports.killed(row))
            injured = injured.hull(reports.injured(row))
        }
        let timesAgree = from <= to
        self.init(
            id: reports.incidentID(all), rows: Array(all),
            time: timesAgree
                ? TimeWindow(earliest: Instant(seconds: from), latest: Instant(seconds: to), precision: precision)
                : TimeWindow(earliest: Instant(seconds: hullFrom), latest: Instant(seconds: hullTo)),
            timesAgree: timesAgree, place: reports.place(best),
            acts: acts.isEmpty ? anyActs : acts, actsAgree: acts == anyActs || !acts.isEmpty,
            killed: killed, injured: injured)
        self.reliedOn = Array(rows)
        if countriesAgree, country != 0 { self.country = reports.strings[country] }
        guard rows.count > 1 else { return }
        if rows.contains(where: { reports.placeKinds[Int($0)] == .sector }) {
            locate(in: reports)
        } else {
            widen(in: reports)
        }
    }
}

extension Incident {
    /// Puts bearings and places together, each distinct one once.
    private mutating func locate(in reports: ReportTable) {
        var places: [Place] = []
        for row in reliedOn.lazy.map(Int.init) {
            let place = reports.place(row)
            if place != .unknown, !places.contains(place) { places.append(place) }
        }
        guard places.count > 1, let found = Localisation(of: places) else { return }
        if found.fits { place = .located(found) } else { placesAgree = false }
    }

    /// Where another report's place does not reach the most exact one, either may be right: the place becomes a disc
    /// around the middles of both.
    private mutating func widen(in reports: ReportTable) {
        guard let centre = place.centre else { return }
        let reach = place.radiusMetres
        var apart = [centre]
        var slack = reach
        for row in reliedOn.lazy.map(Int.init) where reports.placeKinds[row] != .unknown {
            let other = Coordinate(latitude: reports.latitudes[row], longitude: reports.longitudes[row])
            let extent = reports.extent(row)
            if distance(from: centre, to: other) > (reach + extent) * 1.5 + Self.slackMetres {
                apart.append(other)
                slack = max(slack, extent)
            }
        }
        guard apart.count > 1 else { return }
        placesAgree = false
        let middle = BoundingBox(of: apart).centre
        let radius = apart.map { distance(from: middle, to: $0) }.max()! + slack
        place = .disc(middle, radiusMetres: radius)
    }

    /// How far two places may lie apart beyond what both claim and still be taken for one: sources round and mistype.
    private static let slackMetres = 1_000.0

    /// Whether the reports say outright in which country it was, and that country makes up one of these zones; nil
    /// where they name none, or the zones say nothing of countries.
    func statedInside(_ zones: [Zone]) -> Bool? {
        let listed = zones.flatMap(\.countries)
        guard !country.isEmpty, !listed.isEmpty else { return nil }
        let name = ActorIndex.folded(country)
        return listed.contains { ActorIndex.folded($0) == name }
    }
}

extension CountRange {
    /// From the lower of the lows to the higher of the highs, of those given.
    public func hull(_ other: CountRange) -> CountRange {
        CountRange(
            low: low.map { a in other.low.map { min(a, $0) } ?? a } ?? other.low,
            high: high.map { a in other.high.map { max(a, $0) } ?? a } ?? other.high)
    }
}

extension ReportTable {
    /// How far a row's place reaches, in metres; infinite where it has none.
    func extent(_ row: Int) -> Double {
        switch placeKinds[row] {
        case .unknown: .infinity
        case .point: 3 * placeSizes[row]
        case .disc: placeSizes[row]
        case .square: placeSizes[row] * 0.707_106_781
        case .sector, .area: place(row).radiusMetres
        }
    }

    /// See ``IncidentID``.
    func incidentID(_ rows: ArraySlice<Int32>) -> IncidentID {
        var anchor = -1
        for row in rows.lazy.map(Int.init) where !isConfidential(row) && (anchor < 0 || anchors(row, before: anchor)) {
            anchor = row
        }
        if anchor >= 0 {
            let key = strings.texts.withBytes(Int(sources[anchor])) { source in
                ids.withBytes(anchor) { stableHash($0, seed: stableHash(source)) }
            }
            return IncidentID(raw: key)
        }
        var key: UInt64 = 0x7275_6365
        func add(_ number: UInt64) {
            key = withUnsafeBytes(of: number.littleEndian) { bytes in
                bytes.withMemoryRebound(to: UInt8.self) { stableHash($0, seed: key) }
            }
        }
        for row in rows.lazy.map(Int.init) {
            for time in [earliest[row], latest[row]] { add(UInt64(bitPattern: time)) }
            for degrees in [latitudes[row], longitudes[row]] { add(degrees.bitPattern) }
            add(acts[row].rawValue)
            for persons in [killedLow[row], killedHigh[row]] { add(UInt64(bitPattern: Int64(persons))) }
        }
        return IncidentID(raw: key)
    }

    func isConfidential(_ row: Int) -> Bool { details[row] >= 0 && detailValues[Int(details[row])].isConfidential }

    /// By source, then identifier.
    func anchors(_ a: Int, before b: Int) -> Bool {
        if sources[a] != sources[b] {
            return strings.texts.compare(Int(sources[a]), strings.texts, Int(sources[b])) < 0
        }
        return ids.isLess(a, b)
    }
}
