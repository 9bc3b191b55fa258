import Foundation
import Truce

/// Why two reports are taken to tell of one incident, term by term.
struct MatchWords: Sendable {
    let catalogue: Catalogue

    func sentence(_ term: MatchTerm) -> String {
        let c = catalogue
        let value = Double(term.value)
        let n = Int(value.rounded())
        switch term.kind {
        case .distance:
            if value == 0 { return c.say("match_distance_same") }
            return c.say(
                "match_distance", ["value": c.extent(value), "allowed": c.extent(Double(term.allowed))])
        case .time:
            if value <= 0 { return c.say("match_time_overlap") }
            return c.say("match_time", ["value": span(value), "allowed": span(Double(term.allowed))])
        case .acts:
            return n == 0 ? c.say("match_acts_none") : c.say("match_acts", ["value": c.count("n_in_common", n)])
        case .sides:
            if value >= 0.75 { return c.say("match_sides_agree") }
            if value > 0 { return c.say("match_sides_swapped") }
            return c.say(value < 0 ? "match_sides_differ" : "match_sides_open")
        case .casualties:
            if n == 0 { return c.say("match_casualties_agree") }
            return c.say("match_casualties_differ", ["value": c.count("n_persons", n)])
        case .words: return c.say("match_words", ["value": c.count("n_words_common", n)])
        case .correction: return c.say("match_correction")
        case .sameSource: return c.say("match_same_source")
        case .density: return c.say("match_density")
        case .prior: return c.say("match_prior")
        }
    }

    /// The sentence and its weight in natural-log odds, with a sign.
    func line(_ term: MatchTerm) -> String {
        sentence(term) + " " + catalogue.say("match_weight", ["weight": weight(term.weight)])
    }

    func weight(_ weight: Float) -> String {
        catalogue.ltr((weight > 0 ? "+" : "") + fixed(Double(weight), 1))
    }

    private func span(_ seconds: Double) -> String {
        let (key, value) =
            seconds < 60
            ? ("seconds", seconds)
            : seconds < 3600
                ? ("minutes", seconds / 60) : seconds < 86_400 ? ("hours", seconds / 3600) : ("days", seconds / 86_400)
        return catalogue.say(key, ["n": catalogue.ltr(trimmed(value, 1))])
    }
}
