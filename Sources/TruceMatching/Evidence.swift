import Foundation
import Truce

/// What the reports say, ready to be compared: one flat column each, in canonical order, no text left.
struct Evidence {
    /// How coarsely a place or a time is known decides in which grid it is looked for.
    static let reachMetres: [Double] = [1_500, 10_000, 24_000, 160_000]
    static let windowSeconds: [Int64] = [7_200, 93_600, 700_000, 5_400_000]
    /// Level of a place or time too coarse to link anything.
    static let hopeless: UInt8 = 9

    let count: Int
    /// On the unit sphere.
    var x: [Float] = []
    var y: [Float] = []
    var z: [Float] = []
    /// Variance of the place in each direction, square kilometres.
    var variance: [Float] = []
    /// The chance that the place is further off than claimed.
    var stray: [Float] = []
    var spaceLevel: [UInt8] = []
    var timeLevel: [UInt8] = []
    var earliest: [Int64] = []
    var latest: [Int64] = []
    /// Hours that a wall clock here runs ahead of UTC, by longitude.
    var clockHours: [Int8] = []
    /// Number of the distinct act set.
    var acts: [Int32] = []
    var actSets: [ActSet] = []
    var source: [Int32] = []
    var isCorrection: [Bool] = []
    /// Numbers of unit and side of who did it and who suffered; 0 = not said.
    var unitA: [Int32] = []
    var sideA: [Int32] = []
    var unitB: [Int32] = []
    var sideB: [Int32] = []
    var killedLow: [Int32] = []
    var killedHigh: [Int32] = []
    /// Explosions, shots or pieces counted; −1 = not said.
    var counted: [Int32] = []
    /// Words of report `i`: `words[wordStarts[i]..<wordStarts[i + 1]]`, ascending.
    var wordStarts: [Int32] = [0]
    var words: [Int32] = []
    var wordClasses: [WordClass] = []
    /// ln(reports / reports with the word).
    var rarity: [Float] = []

    init(_ table: ReportTable, order: CanonicalOrder, context: MatchingContext) {
        count = table.count
        reserve(table.count)
        var vocabulary = Vocabulary(context: context)
        let parties = Parties(table, context)
        var numberOfActs: [UInt64: Int32] = [:]
        let isCoded = (0..<Int32(table.strings.count)).map {
            !context.codedSources.isEmpty && context.codedSources.contains(table.strings[$0])
        }
        var buffer: [UInt8] = []
        for position in 0..<count {
            let row = Int(order.rows[position])
            var reading = table.texts.withBytes(row) { TextReading.read($0, &vocabulary, &buffer) }
            let detail = table.details[row] >= 0 ? table.detailValues[Int(table.details[row])] : nil
            if let counted = detail?.count { reading.count = counted }
            var meant = table.acts[row].intersection(reading.acts)
            if meant.isEmpty { meant = table.acts[row].isEmpty ? reading.acts : table.acts[row] }
            let number = numberOfActs[meant.rawValue] ?? Int32(actSets.count)
            if Int(number) == actSets.count {
                actSets.append(meant)
                numberOfActs[meant.rawValue] = number
            }
            acts.append(number)
            source.append(order.sourceRanks[Int(table.sources[row])])
            isCorrection.append(reading.isCorrection && !isCoded[Int(table.sources[row])])
            appendPlace(table, row, reading)
            appendTime(table.earliest[row], table.latest[row])
            unitA.append(parties.unit[Int(table.sidesA[row])])
            sideA.append(parties.side[Int(table.sidesA[row])])
            unitB.append(parties.unit[Int(table.sidesB[row])])
            sideB.append(parties.side[Int(table.sidesB[row])])
            killedLow.append(table.killedLow[row] < 0 ? table.killedHigh[row] : table.killedLow[row])
            killedHigh.append(table.killedHigh[row] < 0 ? table.killedLow[row] : table.killedHigh[row])
            counted.append(Int32(clamping: reading.count ?? -1))
            words.append(contentsOf: reading.words)
            wordStarts.append(Int32(words.count))
        }
        wordClasses = vocabulary.classes
        var seen = [Int32](repeating: 0, count: vocabulary.count)
        for word in words { seen[Int(word)] += 1 }
        rarity = seen.map { $0 > 0 ? Float(log(Double(count) / Double($0))) : 0 }
    }

    /// Kilometres, squared, along the straight line through the Earth.
    @inline(__always) func squaredKilometres(_ a: Int, _ b: Int) -> Float {
        let (dx, dy, dz) = (x[a] - x[b], y[a] - y[b], z[a] - z[b])
        return (dx * dx + dy * dy + dz * dz) * 40_589_640
    }

    private mutating func reserve(_ rows: Int) {
        x.reserveCapacity(rows)
        y.reserveCapacity(rows)
        z.reserveCapacity(rows)
        variance.reserveCapacity(rows)
        stray.reserveCapacity(rows)
        spaceLevel.reserveCapacity(rows)
        timeLevel.reserveCapacity(rows)
        earliest.reserveCapacity(rows)
        latest.reserveCapacity(rows)
        clockHours.reserveCapacity(rows)
        acts.reserveCapacity(rows)
        source.reserveCapacity(rows)
        isCorrection.reserveCapacity(rows)
        unitA.reserveCapacity(rows)
        sideA.reserveCapacity(rows)
        unitB.reserveCapacity(rows)
        sideB.reserveCapacity(rows)
        killedLow.reserveCapacity(rows)
        killedHigh.reserveCapacity(rows)
        counted.reserveCapacity(rows)
        wordStarts.reserveCapacity(rows + 1)
    }

    /// A radius is taken as 1 to 2 sigma: sigma 0.6 of it. An observer who gives his own position
    /// with a radius that covers the distance in his text means the spot at the end of his bearing.
    private mutating func appendPlace(_ table: ReportTable, _ row: Int, _ reading: TextReading) {
        let place = table.place(row)
        guard let centre = place.centre, centre.latitude.isFinite, centre.longitude.isFinite,
            place.radiusMetres.isFinite
        else {
            appendSpot(latitude: 0, longitude: 0)
            variance.append(.infinity)
            stray.append(1)
            spaceLevel.append(Self.hopeless)
            return
        }
        var (latitude, longitude) = (centre.latitude, centre.longitude)
        var radius = place.radiusMetres
        var sigma: Double
        switch place {
        case .point(_, let stated): (sigma, radius) = (stated, 1.6 * stated)
        case .square(_, let side): sigma = side / 12.0.squareRoot()
        default: sigma = 0.6 * radius
        }
        if let bearing = reading.bearing, let distance = reading.distance, radius >= 2_000, distance <= radius,
            abs(latitude) < 89
        {
            let (north, east) = (distance * cos(bearing * .pi / 180), distance * sin(bearing * .pi / 180))
            latitude += north / 111_195
            longitude += east / (111_195 * cos(centre.latitude * .pi / 180))
            (sigma, radius) = (0.15 * distance + 150, 0.5 * distance + 300)
        }
        appendSpot(latitude: latitude, longitude: longitude)
        sigma = max(50, sigma) / 1000
        variance.append(Float(sigma * sigma))
        // Precise positions are seldom wrong; a kilometre may stand for "not said".
        stray.append(radius < 800 ? 0.02 : 0.15)
        switch radius {
        case ..<800: spaceLevel.append(0)
        case ..<8_000: spaceLevel.append(1)
        case ..<25_000: spaceLevel.append(2)
        case ..<150_000: spaceLevel.append(3)
        default: spaceLevel.append(Self.hopeless)
        }
    }

    private mutating func appendSpot(latitude: Double, longitude: Double) {
        let (lat, lon) = (latitude * .pi / 180, longitude * .pi / 180)
        x.append(Float(cos(lat) * cos(lon)))
        y.append(Float(cos(lat) * sin(lon)))
        z.append(Float(sin(lat)))
        clockHours.append(Int8((max(-180, min(180, longitude)) / 15).rounded()))
    }

    private mutating func appendTime(_ from: Int64, _ to: Int64) {
        earliest.append(from)
        latest.append(to)
        let width = to - from
        timeLevel.append(UInt8(Self.windowSeconds.firstIndex { width <= $0 } ?? Int(Self.hopeless)))
    }
}

/// Who each distinct spelling of a side means.
private struct Parties {
    /// By string number: unit and side; 0 = none.
    private(set) var unit: [Int32]
    private(set) var side: [Int32]

    init(_ table: ReportTable, _ context: MatchingContext) {
        var names = StringPool()
        var pool = StringPool()
        var spellings = SpellingIndex()
        var known: [MatchingContext.Actor] = [.init(unit: "", side: "")]
        for alias in context.actors.keys.sorted() {
            let lower = alias.lowercased()
            let id = pool.intern(lower)
            if Int(id) < known.count { continue }
            known.append(context.actors[alias]!)
            pool.texts.withBytes(Int(id)) { spellings.add($0, id) }
        }
        unit = [Int32](repeating: 0, count: table.strings.count)
        side = unit
        var used = [Bool](repeating: false, count: table.strings.count)
        for id in table.sidesA { used[Int(id)] = true }
        for id in table.sidesB { used[Int(id)] = true }
        let texts = table.strings.texts
        for id in used.indices.filter({ $0 > 0 && used[$0] }).sorted(by: { texts.isLess($0, $1) }) {
            var spelled = texts[id].prefix { $0 != "," }.lowercased()
            let alias = spelled.withUTF8 { bytes -> Int32? in
                let count = pool.count
                let exact = known.count > 1 ? pool.intern(bytes) : 0
                if exact > 0, Int(exact) < min(count, known.count) { return exact }
                return spellings.nearest(bytes, in: pool)
            }
            if let alias {
                let actor = known[Int(alias)]
                side[id] = names.intern("side " + actor.side)
                unit[id] = actor.unit == actor.side ? 0 : names.intern("unit " + actor.unit)
            } else {
                unit[id] = names.intern("unit " + spelled)
            }
        }
    }
}
