import Truce

/// Obligations and gates in words.
struct StandingWords: Sendable {
    let catalogue: Catalogue
    let agreement: Agreement
    let names: NameTable

    init(_ catalogue: Catalogue, _ agreement: Agreement) {
        self.catalogue = catalogue
        self.agreement = agreement
        names = NameTable(agreement, language: catalogue.language)
    }

    private var zone: MissionZone { agreement.zone }
    private func text(_ text: LocalizedText) -> String { catalogue.name(text.text(in: catalogue.language.rawValue)) }

    // MARK: Gates

    func standing(_ truth: Truth) -> String {
        catalogue.say(truth == .yes ? "gate_open" : truth == .no ? "gate_shut" : "gate_unknown")
    }

    func reason(_ reason: GateStanding.Reason) -> String {
        let c = catalogue
        switch reason.ground {
        case .breaches(let provisions, let days, let breached, let undetermined):
            let about =
                provisions.isEmpty ? c.say("gate_any_provision") : c.list(provisions.map { c.ltr($0) }, or: true)
            return c.say(
                breached + undetermined == 0 ? "gate_breaches_none" : "gate_breaches",
                [
                    "days": c.count("n_days", days), "provisions": about,
                    "breached": c.count("n_incidents", breached), "undetermined": c.number(undetermined),
                ])
        case .noReports(let days): return c.say("gate_no_reports", ["days": c.count("n_days", days)])
        case .obligation(let at, let score, let needed):
            let values = [
                "title": text(agreement.obligations[at].title), "score": score.map { c.number($0) } ?? "",
                "needed": c.number(needed),
            ]
            return c.say(score == nil ? "gate_obligation_unscored" : "gate_obligation", values)
        case .date(let moment):
            return c.say(
                reason.truth == .yes ? "gate_date_past" : "gate_date",
                ["moment": c.moment(moment, zone), "zone": c.ltr(zone.name)])
        case .event(let at):
            return c.say(
                reason.truth == .yes ? "gate_event" : "gate_event_not", ["title": text(agreement.events[at].title)])
        }
    }

    // MARK: Obligations

    func state(_ state: ObligationStanding.State) -> String { catalogue.say("state_" + state.rawValue) }
    func stateReason(_ state: ObligationStanding.State) -> String { catalogue.say("state_\(state.rawValue)_why") }

    /// What is asked and of whom.
    func duty(_ obligation: Obligation) -> String {
        let c = catalogue
        var said =
            obligation.demandedBy.isEmpty
            ? "" : c.say("obligation_demanded_by", ["by": names.list(obligation.demandedBy, c)]) + ". "
        said +=
            obligation.of.isEmpty
            ? c.say("obligation_all") : c.say("obligation_of", ["parties": names.list(obligation.of, c)])
        return said + "."
    }

    func due(_ obligation: Obligation, _ standing: ObligationStanding) -> String {
        let c = catalogue
        guard let due = obligation.due else { return c.say("due_none") }
        func anchor(_ anchor: Obligation.Anchor) -> String {
            switch anchor {
            case .entryIntoForce: return c.say("anchor_entry")
            case .event(let id):
                let title = agreement.events.first { $0.id == id }.map { text($0.title) } ?? c.ltr(id)
                return c.say("anchor_quoted", ["title": title])
            case .obligation(let id):
                let title = agreement.obligations.first { $0.id == id }.map { text($0.title) } ?? c.ltr(id)
                return c.say("anchor_quoted", ["title": title])
            }
        }
        let rule: String
        switch due {
        case .at(let moment): return c.say("due_at", ["moment": c.moment(moment, zone)])
        case .daysAfter(let from, let days):
            rule = c.say("due_days_after", ["n": c.number(days), "anchor": anchor(from)])
        case .hoursAfter(let from, let hours):
            rule = c.say("due_hours_after", ["hours": c.count("n_hours", hours), "anchor": anchor(from)])
        }
        let falls =
            standing.due.map { c.say("due_falls", ["moment": c.moment($0, zone)]) } ?? c.say("due_open")
        return rule + c.say("list_semicolon") + falls
    }

    func quota(_ obligation: Obligation) -> String? {
        guard let quota = obligation.quota else { return nil }
        var said: [String] = []
        let unit = text(quota.unit)
        if let total = quota.total {
            said.append(catalogue.say("quota_total", ["n": catalogue.ltr(trimmed(total, 2)), "unit": unit]))
        }
        if let perDay = quota.perDay {
            said.append(catalogue.say("quota_per_day", ["n": catalogue.ltr(trimmed(perDay, 2)), "unit": unit]))
        }
        return said.isEmpty ? nil : said.joined(separator: catalogue.say("list_comma"))
    }

    func progress(_ progress: Obligation.Progress, of obligation: Obligation) -> String {
        let c = catalogue
        var figures: [String] = []
        if let score = progress.score { figures.append(self.score(score)) }
        if let percent = progress.percent {
            figures.append(c.say("percent_line", ["percent": c.ltr(trimmed(percent, 1))]))
        }
        if let count = progress.count {
            let unit = obligation.quota.map { text($0.unit) } ?? ""
            figures.append(c.say("count_line", ["count": c.ltr(trimmed(count, 2)), "unit": unit]))
        }
        return c.say(
            "progress_line",
            [
                "by": names.name(progress.by, c), "day": c.ltr("\(zone.day(of: progress.at))"),
                "figures": figures.isEmpty ? c.say("progress_nothing") : figures.joined(separator: c.say("list_comma")),
            ])
    }

    func score(_ score: Int) -> String {
        catalogue.say(
            "score_line",
            ["score": catalogue.number(score), "word": catalogue.say("score_\(max(0, min(3, score)))")])
    }

    /// The score and percentage that count; nil where nobody gave either.
    func lowest(_ standing: ObligationStanding) -> String? {
        var figures: [String] = []
        if let score = standing.score { figures.append(self.score(score)) }
        if let percent = standing.percent {
            figures.append(catalogue.say("percent_line", ["percent": catalogue.ltr(trimmed(percent, 1))]))
        }
        guard !figures.isEmpty else { return nil }
        return catalogue.say(
            "obligations_lowest", ["figures": figures.joined(separator: catalogue.say("list_comma"))])
    }

    func baseline(_ baseline: Obligation.Baseline, of obligation: Obligation) -> String {
        let unit = obligation.quota.map { text($0.unit) } ?? ""
        let value =
            baseline.value.map { value in
                let figure = value == value.rounded() ? grouped(Int(value)) : trimmed(value, 2)
                return catalogue.say("count_line", ["count": catalogue.ltr(figure), "unit": unit])
            } ?? catalogue.say("baseline_none")
        return catalogue.say("baseline_line", ["by": names.name(baseline.by, catalogue), "value": value])
    }

    func forecast(_ standing: ObligationStanding) -> String {
        let c = catalogue
        switch standing.forecast {
        case .completes(let moment, let by):
            var said = c.say(
                "forecast_completes", ["by": names.name(by, c), "day": c.ltr("\(zone.day(of: moment))")])
            if let late = standing.forecastDaysLate {
                let days = Int(late.rounded(.up))
                said += " "
                said += days > 0 ? c.say("forecast_late", ["days": c.count("n_days", days)]) : c.say("forecast_in_time")
            }
            return said
        case .standsStill(let by): return c.say("forecast_still", ["by": names.name(by, c)])
        case .cannotBeComputed: return c.say("forecast_none")
        case .notNeeded: return c.say("forecast_not_needed")
        }
    }
}

extension GateStanding.Reason {
    /// Why, in a sentence.
    package func sentence(in language: Language, _ agreement: Agreement) -> String {
        StandingWords(Catalogue(language), agreement).reason(self)
    }
}
