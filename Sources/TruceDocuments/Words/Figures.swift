import Foundation
import Truce

/// `12,345`.
func grouped(_ n: Int) -> String {
    let digits = Array(String(abs(n)).utf8)
    var text = n < 0 ? "-" : ""
    for (i, digit) in digits.enumerated() {
        if i > 0, (digits.count - i) % 3 == 0 { text += "," }
        text.unicodeScalars.append(Unicode.Scalar(digit))
    }
    return text
}

/// With so many decimals, half away from zero, independent of any locale. For |value| < 2⁵³ / 10^decimals.
func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite else { return "" }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let whole = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(whole) }
    let fraction = String(whole % scale)
    return sign + String(whole / scale) + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
}

/// The same without trailing zeros.
func trimmed(_ value: Double, _ decimals: Int) -> String {
    var text = fixed(value, decimals)
    guard text.contains(".") else { return text }
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
}

/// Degrees to five decimals: about a metre.
func degrees(_ value: Double) -> String { fixed(value, 5) }

/// A chance, 0…1, to two digits, never rounded to a certainty.
func probabilityText(_ p: Double) -> String {
    if p > 0, p < 0.005 { return "<0.01" }
    if p < 1, p > 0.995 { return ">0.99" }
    return fixed(p, 2)
}

/// A chance as stored: four digits.
func probabilityFigure(_ p: Double) -> String { trimmed(p, 4) }

extension Catalogue {
    /// Metres below a kilometre, kilometres with up to three decimals from there on. Where `limit` is what the
    /// distance is held against, as many digits as tell the two apart.
    func distance(_ metres: Double, against limit: Double? = nil) -> String {
        if let limit, metres != limit, abs(metres - limit) < 1 {
            return say("unit_m", ["n": ltr(trimmed(metres, 3))])
        }
        if metres < 1000 {
            return say("unit_m", ["n": ltr(metres < 10 ? trimmed(metres, 1) : fixed(metres, 0))])
        }
        return say("unit_km", ["n": ltr(trimmed(metres / 1000, metres < 100_000 || limit != nil ? 3 : 1))])
    }

    /// A radius: two significant digits are all it carries.
    func extent(_ metres: Double) -> String {
        if metres < 1000 { return say("unit_m", ["n": ltr(fixed(metres, 0))]) }
        return say("unit_km", ["n": ltr(metres < 10_000 ? trimmed(metres / 1000, 1) : fixed(metres / 1000, 0))])
    }

    /// `2016-12-30 06:12`, as the wall clock of the mission shows it.
    func moment(_ moment: Instant, _ zone: MissionZone) -> String { ltr(zone.shortText(moment)) }

    /// Day and time of a window, no finer than it is known.
    func window(_ window: TimeWindow, _ zone: MissionZone) -> String { ltr(Self.windowText(window, zone)) }

    static func windowText(_ window: TimeWindow, _ zone: MissionZone) -> String {
        let (from, to) = (zone.local(window.earliest), zone.local(window.latest))
        if window.widthSeconds <= 60 { return zone.shortText(window.earliest) }
        let isWholeDays = from.secondOfDay == 0 && to.secondOfDay == 0
        if isWholeDays {
            let last = to.day.advanced(byDays: -1)
            return from.day == last ? "\(from.day)" : "\(from.day) – \(last)"
        }
        if from.day == to.day { return "\(from.day) \(from.clock)–\(to.clock)" }
        if to.secondOfDay == 0, to.day == from.day.advanced(byDays: 1) { return "\(from.day) \(from.clock)–24:00" }
        return "\(from.day) \(from.clock) – \(to.day) \(to.clock)"
    }

    /// Killed or injured: `3`, `2–5`, `at least 2`, `at most 4`, `not given`.
    func persons(_ range: CountRange) -> String {
        switch (range.low, range.high) {
        case (nil, nil): say("not_given")
        case (let low?, let high?): ltr(low == high ? grouped(low) : "\(grouped(low))–\(grouped(high))")
        case (let low?, nil): say("at_least", ["n": number(low)])
        case (nil, let high?): say("at_most", ["n": number(high)])
        }
    }

    package func act(_ code: String) -> String { say("act_" + code.replacing(".", with: "_")) }

    /// The acts in as few words as say them exactly.
    func acts(_ acts: ActSet, or: Bool = false) -> String {
        if acts.isEmpty { return say("act_unknown") }
        return list(acts.shortCodes.map(act), or: or && acts.count > 1)
    }

    /// The place's precision in words.
    func precision(of place: DrawnPlace) -> String {
        switch place.shape {
        case nil: say("place_unknown")
        case .cell(let side): say("place_cell", ["d": extent(side)])
        case .circle(let radius): say("place_within", ["d": extent(radius)])
        case .exact: say("place_exact")
        case .normal(let sigma): say("place_normal", ["d": extent(sigma)])
        case .square(let side): say("place_square", ["d": extent(side)])
        case .sector: say("place_sector")
        case .area: say("place_area")
        case .region: say("place_region")
        }
    }
}
