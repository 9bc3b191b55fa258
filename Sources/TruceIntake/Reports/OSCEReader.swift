import Truce

/// The table of ceasefire violations that the OSCE Special Monitoring Mission annexed to its daily reports: where the
/// observer stood, how far and in which direction it was, how it was known, how many of what, and when by local time.
struct OSCEReader {
    private let table: CSVTable
    private let position, location, means, number, observation, description, weapon, date, clock: Int
    private let id, latitude, longitude: Int

    init(_ table: CSVTable) throws(IntakeError) {
        self.table = table
        func plain(_ name: String) -> String { String(name.lowercased().filter { $0.isLetter || $0.isNumber }) }
        let names = table.header.map(plain)
        func find(_ wanted: String...) -> Int {
            for name in wanted {
                if let at = names.firstIndex(of: name) { return at }
            }
            return -1
        }
        position = find("smmposition", "smposition", "position")
        location = find("eventlocation", "location")
        means = find("means")
        number = find("no", "number", "count")
        observation = find("observation")
        description = find("description")
        weapon = find("weapon", "weapons")
        date = find("datetime", "date", "dateandtime")
        clock = find("time")
        id = find("reportid", "id")
        latitude = find("positionlat", "observerlat")
        longitude = find("positionlon", "observerlon")
        let needed = [
            ("SMM position", position), ("Event location", location), ("Observation", observation),
            ("Date, time", date),
        ]
        let missing = needed.filter { $0.1 < 0 }.map(\.0)
        if !missing.isEmpty {
            throw .missingColumns(file: table.name, format: .osce, missing: missing, found: table.header)
        }
    }

    func read(
        _ options: IntakeOptions, _ batch: ReportBatch, into reports: inout ReportTable, _ refused: inout [RefusedRow],
        _ summary: inout IntakeSummary
    ) throws(IntakeError) {
        let zone = ZoneClock(options.zone)
        let year = options.year ?? Self.year(in: table.name)
        let sourceID = reports.strings.intern(options.source.isEmpty ? "OSCE SMM" : options.source)
        // Merged cells: an empty position repeats the one above.
        var lastPosition = ""
        var seen: [UInt64: Int] = [:]
        try table.forEachRecord(&refused, &summary) { record, rowNumber, refused, summary in
            do throws(RowFault) {
                let cells = Cells(record: record, scratch: table.scratch)
                let said = try cells.string(position).trimmed
                if !said.isEmpty { lastPosition = said }
                var row = ReportBatch.Row()
                row.row = UInt32(truncatingIfNeeded: rowNumber)
                row.source = sourceID
                try time(cells, zone, year, &row)
                let event = EventText(
                    observation: try known(cells, observation), description: try known(cells, description),
                    weapon: try known(cells, weapon))
                var detail = ReportDetail()
                detail.means = Means(try known(cells, means).lowercased()) ?? .notGiven
                detail.direction = event.direction
                detail.weapon = event.weapon
                detail.calibreMillimetres = Weapon.writtenCalibre(event.weapon)
                let count = try known(cells, number)
                if !count.isEmpty {
                    guard let figure = Int32(count), figure >= 0 else { throw RowFault(number, .number) }
                    detail.count = Int(figure)
                }
                let offset = try known(cells, location)
                let place = try place(cells, lastPosition, offset, detail.means, options.tables)

                var name = try cells.string(id)
                if name.isEmpty { name = contentID(record, lastPosition, &seen) }
                row.type = reports.strings.intern(event.observation)
                row.acts = options.tables.acts[event.observation] ?? event.acts
                let placeName = [offset, lastPosition].filter { !$0.isEmpty }.joined(separator: " from ")
                row.placeName = reports.strings.intern(placeName)
                reports.addShape(place, to: &row)
                reports.addDetail(detail, to: &row)
                var words = event.words
                name.withUTF8 { name in
                    words.withUTF8 { words in batch.append(row, id: name, text: words, into: &reports) }
                }
                summary.accepted += 1
            } catch {
                table.refuse(error, record, rowNumber, &refused, &summary)
            }
        }
        batch.flush(into: &reports)
    }

    /// A cell's text; “N/K” (not known) and dashes say nothing.
    private func known(_ cells: Cells, _ column: Int) throws(RowFault) -> String {
        let text = try cells.string(column).trimmed
        return ["n/k", "nk", "n/a", "-", "–", "—"].contains(text.lowercased()) ? "" : text
    }

    private func time(_ cells: Cells, _ zone: ZoneClock, _ year: Int?, _ row: inout ReportBatch.Row) throws(RowFault) {
        var text = try cells.string(date).trimmed
        if clock >= 0 { text += ", " + (try cells.string(clock).trimmed) }
        if text.isEmpty { throw RowFault(date, .missing) }
        let day: MissionDay
        var rest: String
        if let iso = MissionDay(iso: text) {
            day = iso
            rest = String(text.dropFirst(10))
        } else {
            guard let read = DayText.day(text, year: year) else { throw RowFault(date, .time) }
            if read.lacksYear { throw RowFault(date, .noYear) }
            guard let found = read.day else { throw RowFault(date, .time) }
            (day, rest) = (found, read.rest)
        }
        rest = String(rest.drop { " ,T\t".contains($0) })
        if rest.isEmpty {
            let window = zone.zone.window(of: day)
            (row.earliest, row.latest, row.precision) = (window.earliest.seconds, window.latest.seconds, .day)
            return
        }
        // One time, or from … to …: a range past midnight ends on the next day.
        let times = rest.split { "-–—".contains($0) }.map { String($0).trimmed }
        guard let first = times.first, times.count <= 2, let start = Self.secondOfDay(first) else {
            throw RowFault(date, .time)
        }
        let begin = try span(zone, day, start)
        (row.earliest, row.latest, row.precision) = begin
        if times.count == 2 {
            guard let end = Self.secondOfDay(times[1]) else { throw RowFault(date, .time) }
            let last = try span(zone, end < start ? day.advanced(byDays: 1) : day, end)
            row.latest = max(last.1, row.latest)
            row.precision = .label(forSeconds: row.latest - row.earliest)
        }
    }

    private func span(_ zone: ZoneClock, _ day: MissionDay, _ second: Int32) throws(RowFault) -> (
        Int64, Int64, TimePrecision
    ) {
        switch zone.moment(LocalTime(day: day, secondOfDay: second), .minute) {
        case .span(let first, let last, let precision): return (first, last, precision)
        case .skipped: throw RowFault(date, .skippedTime)
        case .unreadable: throw RowFault(date, .time)
        }
    }

    /// `19:14`, `19:14:30`.
    private static func secondOfDay(_ text: String) -> Int32? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int32($0) ?? -1 }
        guard (2...3).contains(parts.count), 0..<24 ~= parts[0], 0..<60 ~= parts[1] else { return nil }
        if parts.count == 3, !(0..<60 ~= parts[2]) { return nil }
        return parts[0] * 3600 + parts[1] * 60 + (parts.count == 3 ? parts[2] : 0)
    }

    /// The year that a file's name gives, as in `table-2018-09-28.csv`.
    private static func year(in name: String) -> Int? {
        let numbers = name.split { !($0.isASCII && $0.isNumber) }
        return numbers.lazy.compactMap { $0.utf8.count == 4 || $0.utf8.count == 8 ? Int($0.prefix(4)) : nil }
            .first { 2000..<2100 ~= $0 }
    }

    private func place(
        _ cells: Cells, _ position: String, _ location: String, _ means: Means, _ tables: SideTables
    ) throws(RowFault) -> Place {
        if location.isEmpty { return .unknown }
        guard let offset = OffsetText(location) else {
            if let known = tables.places[location] { return known }
            throw RowFault(self.location, .unknownPlace)
        }
        let stated = try cells.coordinate(latitude, longitude)
        guard let observer = stated ?? Self.observer(position, tables) else {
            throw RowFault(self.position, .unknownPlace)
        }
        return .sector(offset.sector(from: observer, means))
    }

    /// Where a position named in words lies: by its whole name; by the place that follows “in”, “at” or “near”; or so
    /// far from a place, as in “about 2km NE of Brezivka”.
    private static func observer(_ position: String, _ tables: SideTables) -> Coordinate? {
        if let known = tables.places[position]?.centre { return known }
        for word in [" in ", " at ", " near "] {
            if let split = position.range(of: word), let known = tables.places[String(position[split.upperBound...])] {
                return known.centre
            }
        }
        guard let split = position.range(of: " of "),
            let known = tables.places[String(position[split.upperBound...])]?.centre,
            let offset = OffsetText(String(position[..<split.lowerBound]))
        else { return nil }
        return known.moved(metres: (offset.near + offset.far) / 2, towardsDegrees: offset.bearing.degrees)
    }

    /// An identifier made of what the row says, so that the same row has the same one in any file and order; the
    /// second and later of equal rows get a number.
    private func contentID(_ record: CSVRecord, _ position: String, _ seen: inout [UInt64: Int]) -> String {
        var position = position
        var hash = position.withUTF8 { stableHash($0) }
        for i in 0..<record.count where i != self.position { hash = stableHash(record.raw(i), seed: hash) }
        seen[hash, default: 0] += 1
        let times = seen[hash] ?? 1
        let digits = String(hash, radix: 16)
        let name = String(repeating: "0", count: 16 - digits.count) + digits
        return times == 1 ? name : "\(name)-\(times)"
    }
}

extension MissionDay {
    fileprivate init?(iso text: String) {
        var text = text
        guard let day = text.withUTF8({ TimeText.day($0, at: 0) }) else { return nil }
        self = day
    }
}

extension String {
    fileprivate func range(of part: String) -> Range<String.Index>? { firstRange(of: part) }
}

/// “3-4km ESE”, “about 2km NE”, “600m S”: a distance or a range of distances, and a direction.
private struct OffsetText {
    let near: Double
    let far: Double
    let isRange: Bool
    let bearing: BearingText

    init?(_ text: String) {
        let words = text.lowercased().replacing("km", with: " km ").split { " ,".contains($0) }.map(String.init)
        guard let first = words.firstIndex(where: { $0.first?.isNumber == true }) else { return nil }
        var figures = words[first].split { "-–—".contains($0) }.map(String.init)
        var metres = 1000.0
        var at = first + 1
        if let last = figures.last, last.hasSuffix("m"), let figure = figures.indices.last {
            figures[figure] = String(last.dropLast())
            metres = 1
        } else {
            guard at < words.count, words[at] == "km" || words[at] == "m" else { return nil }
            metres = words[at] == "km" ? 1000 : 1
            at += 1
        }
        let distances = figures.compactMap { Double($0) }
        guard distances.count == figures.count, 1...2 ~= distances.count, at < words.count,
            let low = distances.first, let high = distances.last, low >= 0, low <= high, high * metres <= 100_000,
            let point = CompassPoint(words[at])
        else { return nil }
        (near, far, isRange) = (low * metres, high * metres, distances.count == 2)
        bearing = BearingText(point)
    }

    func sector(from observer: Coordinate, _ means: Means) -> Sector {
        Sector(observer, bearing, near: near, far: isRange ? far : nil, means)
    }
}

/// What was observed, in the table's own words, and what they mean.
private struct EventText {
    let observation: String
    let description: String
    let weapon: String

    var words: String { [observation, description, weapon].filter { !$0.isEmpty }.joined(separator: "; ") }

    var direction: FireDirection {
        let text = description.lowercased()
        if text.contains("outgoing") { return .outgoing }
        if text.contains("incoming") || text.contains("impact") { return .incoming }
        return text.contains("undetermined") ? .undetermined : .notGiven
    }

    /// The weapon where it is known; else what the sound or sight may be of.
    var acts: ActSet {
        let weapon = weapon.lowercased()
        let byWeapon: [(String, ActSet)] = [
            ("mortar", ActSet(.mortar)), ("mlrs", ActSet(.rocketArtillery)), ("rocket", ActSet(.rocketArtillery)),
            ("artillery", ActSet(.artillery)), ("howitzer", ActSet(.artillery)), ("tank", ActSet(.tank)),
            ("hmg", ActSet(.heavyMachineGun)), ("heavy machine", ActSet(.heavyMachineGun)),
            ("small arms", ActSet(.smallArms)), ("sniper", ActSet(.sniper)), ("uav", ActSet(.uavStrike)),
            ("mine", ActSet([.mines, .explosiveDevice])),
        ]
        if let found = byWeapon.first(where: { weapon.contains($0.0) }) { return found.1 }
        if !weapon.isEmpty { return ActSet(.otherFire) }
        let seen = observation.lowercased()
        if seen.contains("burst") || seen.contains("shot") {
            return seen.contains("airburst") ? .shelling : ActSet([.smallArms, .heavyMachineGun, .sniper])
        }
        if seen.contains("explosion") {
            return .shelling.union(ActSet([.explosiveDevice, .mines, .airStrike, .uavStrike]))
        }
        return .fire
    }
}
