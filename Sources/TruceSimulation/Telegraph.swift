import Truce

/// What a report says in words, as short as a signal.
struct Telegraph {
    let source: SimulatedSource
    let report: SimulatedReport
    let profile: ActProfile
    let zone: MissionZone

    func text(_ random: inout SeededRandom) -> String {
        let what = random.pick(profile.words)
        let number = report.count.map { String($0) + " " } ?? ""
        var parts: [String] = []
        switch source.habits.family {
        case .observers: parts = observed(number + what)
        case .camera: parts = ["Footage: " + (report.count.map { String($0) + " events" } ?? "events") + " in frame."]
        case .acoustic: parts = ["Array fix: " + (report.count.map { String($0) + " sounds." } ?? "sounds.")]
        case .liaison: parts = alleged(number + what, &random)
        case .hotline: parts = ["Caller" + near(" in ") + ": " + what + clock(" about ") + "."]
        case .wire: parts = [what.capitalizedFirst + near(" near ") + blame + ", officials say."]
        case .local:
            parts = [random.pick(["Residents tell of ", "Again ", "Word of "]) + what + near(" at ") + blame + "."]
        case .ngo: parts = ["Field note: " + number + what + near(", ") + blame + "."]
        }
        if !report.weapon.isEmpty { parts.append("Weapon: " + report.weapon + ".") }
        parts.append(contentsOf: harm)
        return parts.joined(separator: " ")
    }

    private func observed(_ what: String) -> [String] {
        guard let point = report.bearing, let range = report.distanceKm else {
            return [what.capitalizedFirst + ", on the spot."]
        }
        let reach = Fixed.text(range.low, 1) + "-" + Fixed.text(range.high, 1)
        let verb = report.means == .heard ? "Heard " : "Saw "
        let direction = report.direction == .notGiven ? "" : "; " + report.direction.code
        return [verb + what + ", " + reach + " km " + point.code + " of post" + direction + "."]
    }

    private func alleged(_ what: String, _ random: inout SeededRandom) -> [String] {
        let town = near(" at ")
        if report.claims.contains(.excludedTarget) {
            return ["Action" + town + " against " + report.sideB + ", outside the truce."]
        }
        if report.claims.contains(.selfDefence) { return ["Fire returned" + town + " after provocation."] }
        if report.claims.contains(.notifiedMovement) { return ["Movement" + town + " was notified beforehand."] }
        if report.claims.contains(.trainingArea) { return ["Planned exercise on training ground" + town + "."] }
        if report.sideA.isEmpty { return ["Our units deny any part in events" + town + "."] }
        return [
            random.pick(["We protest: ", "Violation: ", "For the record: "]) + what + town + " by " + report.sideA + "."
        ]
    }

    private func near(_ word: String) -> String { report.placeName.isEmpty ? "" : word + report.placeName }
    private var blame: String { report.sideA.isEmpty ? "" : ", blamed on " + report.sideA }
    private func clock(_ word: String) -> String {
        report.timeStated == .exact ? word + zone.local(report.start).clock : ""
    }

    private var harm: [String] {
        guard let low = report.killed.low, let hurt = report.injured.low else { return [] }
        if low == 0, hurt == 0, report.killed.high == 0 { return ["No casualties."] }
        let high = report.killed.high ?? low
        let dead = high > low ? String(low) + " to " + String(high) : String(low)
        return [dead + " killed, " + String(hurt) + " hurt."]
    }
}

extension String {
    var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
