import Truce

/// Turns the reasons of an assessment into sentences. One value for each version of the agreement and language.
///
/// Zones, lines and provisions are those of the version in force then; actors and parties those of the latest, by
/// whose numbers the assessment names them.
struct ReasonWords: Sendable {
    let catalogue: Catalogue
    let agreement: Agreement
    let actors: [Actor]
    let parties: [Party]
    let names: NameTable
    /// An exact distance to a line would tell where the place is: not said where places are coarsened.
    let showsDistances: Bool

    init(_ catalogue: Catalogue, agreement: Agreement, latest: Agreement) {
        self.catalogue = catalogue
        self.agreement = agreement
        actors = latest.actors
        parties = latest.parties
        names = NameTable(latest, agreement, language: catalogue.language)
        showsDistances = latest.procedure.publicGridMetres == nil
    }

    private var zone: MissionZone { agreement.zone }

    // MARK: Names

    func actor(_ index: Int) -> String {
        guard actors.indices.contains(index) else { return catalogue.say("unknown") }
        return catalogue.name(actors[index].name.text(in: catalogue.language.rawValue))
    }
    func party(_ index: Int) -> String {
        guard parties.indices.contains(index) else { return catalogue.say("unknown") }
        return catalogue.name(parties[index].name.text(in: catalogue.language.rawValue))
    }
    func zoneName(_ index: Int) -> String {
        guard agreement.zones.indices.contains(index) else { return catalogue.say("unknown") }
        return catalogue.name(agreement.zones[index].name.text(in: catalogue.language.rawValue))
    }
    func line(_ index: Int) -> String {
        guard agreement.lines.indices.contains(index) else { return catalogue.say("unknown") }
        let line = agreement.lines[index]
        let name = catalogue.name(line.name.text(in: catalogue.language.rawValue))
        guard !line.accordingTo.isEmpty else { return name }
        return catalogue.say("line_according", ["line": name, "by": names.list(line.accordingTo, catalogue)])
    }
    func provision(_ index: Int) -> String {
        agreement.provisions.indices.contains(index) ? catalogue.ltr(agreement.provisions[index].id) : ""
    }

    // MARK: Questions, outcomes

    func question(_ question: Question) -> String { catalogue.say("question_" + question.rawValue) }
    func scopeReason(_ reason: ScopeReason) -> String { catalogue.say("scope_" + reason.code) }
    func answer(_ truth: Truth) -> String { catalogue.say("truth_\(truth)") }
    func verdict(_ verdict: Verdict) -> String { catalogue.say("verdict_" + verdict.rawValue) }
    func outcome(_ outcome: ProposedOutcome) -> String { catalogue.say("outcome_" + outcome.code) }

    func account(_ account: Account) -> String {
        switch account {
        case .mechanism: catalogue.say("contested_mechanism")
        case .party(let index): catalogue.say("contested_party", ["party": party(index)])
        }
    }

    func attribution(_ attribution: Attribution) -> String {
        switch attribution.status {
        case .attributed(let index): catalogue.say("attribution_attributed", ["party": party(index)])
        case .alleged(let index): catalogue.say("attribution_alleged", ["party": party(index)])
        case .disputed: catalogue.say("attribution_disputed")
        case .notAttributable: catalogue.say("attribution_not_attributable")
        }
    }

    /// The levels on the three axes; nil where the agreement has no rule for any of them.
    func severity(_ severity: Severity) -> String? {
        let rules = agreement.severity
        guard !(rules.harm.isEmpty && rules.weaponOrZone.isEmpty && rules.threat.isEmpty) else { return nil }
        return catalogue.say(
            "incident_severity",
            [
                "harm": catalogue.number(severity.harm), "weapon": catalogue.number(severity.weaponOrZone),
                "threat": catalogue.number(severity.threat),
            ])
    }

    func confidence(_ confidence: Confidence) -> String {
        catalogue.say("confidence_is", ["confidence": catalogue.say("confidence_" + confidence.rawValue)])
    }

    // MARK: Conditions

    /// The sentence for an answer, with its probability where it has one.
    /// - Parameters:
    ///   - weapon: The weapon that a distance is about, as the condition before it names it.
    ///   - withholdsWords: The words are a confidential source's and are not repeated.
    func sentence(_ condition: Condition, weapon: String? = nil, withholdsWords: Bool = false) -> String {
        let text = ground(condition, weapon: weapon, withholdsWords: withholdsWords)
        guard condition.truth == .unknown else { return text }
        let bare = text.hasSuffix(".") ? String(text.dropLast()) : text
        guard let p = condition.probability else { return bare + "." }
        return catalogue.say(
            "probability_suffix", ["sentence": bare, "p": catalogue.ltr(probabilityText(p))])
    }

    /// The sentences of one provision's conditions, in order.
    func sentences(_ conditions: [Condition], withholdsWords: (Condition) -> Bool = { _ in false }) -> [String] {
        var weapon: String?
        return conditions.map { condition in
            let withholds = withholdsWords(condition)
            if case .weaponListed(let text) = condition.ground, !withholds { weapon = catalogue.name(text) }
            return sentence(condition, weapon: weapon, withholdsWords: withholds)
        }
    }

    /// The sentences of one provision's conditions, in order; those said before are not put together again.
    func sentences(
        _ conditions: [Condition], said: inout SaidSentences, withholdsWords: (Condition) -> Bool
    ) -> [String] {
        var weapon: String?
        return conditions.map { condition in
            let withholds = withholdsWords(condition)
            if case .weaponListed(let text) = condition.ground, !withholds { weapon = catalogue.name(text) }
            let key = SaidSentences.Key(
                version: agreement.version, question: condition.question, truth: condition.truth,
                probability: condition.probability, ground: condition.ground, weapon: weapon, withholds: withholds)
            return said.sentence(key) { sentence(condition, weapon: weapon, withholdsWords: withholds) }
        }
    }

    private func ground(_ condition: Condition, weapon: String?, withholdsWords: Bool) -> String {
        let c = catalogue
        let ground = condition.ground
        let question = condition.question.rawValue
        /// The sentence made for this question, where there is one; else the general one.
        func say(_ key: String, _ values: [String: String] = [:]) -> String {
            let special = "ground_\(key)_\(question)"
            return c.say(c.has(special) ? special : "ground_" + key, values)
        }
        func at(_ moment: Instant) -> [String: String] {
            ["moment": c.moment(moment, zone), "zone": c.ltr(zone.name)]
        }
        func who(_ index: Int) -> [String: String] { ["actor": actor(index)] }
        func place(_ index: Int) -> [String: String] { ["place": zoneName(index)] }
        func quoted(_ text: String) -> String {
            withholdsWords ? c.say("withheld") : c.say("quoted", ["text": c.name(text)])
        }
        let weapon = withholdsWords ? c.say("weapon_generic") : weapon ?? c.say("weapon_generic")
        func held(_ required: Double, _ line: Int, _ metres: Double?) -> [String: String] {
            [
                "weapon": weapon, "required": c.distance(required), "line": self.line(line),
                "metres": metres.map { c.distance($0, against: required) } ?? "",
            ]
        }
        switch ground {
        case .before(let moment): return say("before", at(moment))
        case .after(let moment): return say("after", at(moment))
        case .during: return say("during")
        case .suspended(let moment): return say("suspended", at(moment))
        case .straddles(let moment): return say("straddles", at(moment))
        case .timeUnknown: return say("time_unknown")
        case .unlimited: return say("unlimited")
        case .inside(let zone): return say("inside", place(zone))
        case .outside: return say("outside")
        case .mayBeInside(let zone): return say("may_be_inside", place(zone))
        case .insideExcludedCombat(let zone):
            return say("inside_excluded_combat" + (condition.truth == .unknown ? "_unknown" : ""), place(zone))
        case .placeUnknown: return say("place_unknown")
        case .excludedGroup(let index): return say("excluded_group", who(index))
        case .contestedGroup(let index, let says): return contested(index, says)
        case .partlyExcluded(let index): return say("partly_excluded", who(index))
        case .noneExcluded: return say("none_excluded")
        case .bound(let index): return say("bound", who(index))
        case .bothBound(let a, let b): return say("both_bound", ["actor": actor(a), "other": actor(b)])
        case .notBound(let index): return say("not_bound", who(index))
        case .unnamed(let text): return say("unnamed", ["text": quoted(text)])
        case .notGiven: return say("not_given")
        case .collective(let text): return say("collective", ["text": quoted(text)])
        case .civilians: return say("civilians")
        case .sourcesDisagree: return say("sources_disagree")
        case .sameSide(let index): return say("same_side", who(index))
        case .otherParty(let index): return say("other_party", who(index))
        case .noTargetNeeded: return say("no_target_needed")
        case .independent(let n): return c.count("n_independent", n)
        case .onlySides: return say("only_sides")
        case .accountOfSide: return say("account_of_side")
        case .forbiddenAct(let acts): return say("forbidden_act", ["acts": c.acts(acts, or: true)])
        case .otherAct(let acts): return say("other_act", ["acts": c.acts(acts, or: true)])
        case .mayBeForbidden(let acts): return say("may_be_forbidden", ["acts": c.acts(acts, or: true)])
        case .actUnknown(let text):
            return text.isEmpty ? say("act_unknown_bare") : say("act_unknown", ["text": quoted(text)])
        case .weaponListed(let text), .weaponNotListed(let text):
            let isListed = if case .weaponListed = ground { true } else { false }
            let name = withholdsWords || text.isEmpty ? c.say("weapon_generic") : c.name(text)
            return say(isListed ? "weapon_listed" : "weapon_not_listed", ["weapon": name])
        case .weaponUnknown: return say("weapon_unknown")
        case .nearerThan(let required, let line, let metres):
            let isSaid = metres != nil && showsDistances
            return say(isSaid ? "nearer" : "nearer_bare", held(required, line, metres))
        case .fartherThan(let required, let line, let metres):
            let isSaid = metres != nil && showsDistances
            return say(isSaid ? "farther" : "farther_bare", held(required, line, metres))
        case .mayBeNearerThan(let required, let line): return say("may_be_nearer", held(required, line, nil))
        case .linesDisagree(let required): return say("lines_disagree", ["required": c.distance(required)])
        case .noSuchLine: return say("no_such_line")
        case .noExemptionClaimed: return say("no_exemption_claimed")
        case .exemptionClaimed(let exemption):
            return say("exemption_claimed", ["exemption": c.say("exemption_" + exemption.rawValue)])
        case .exemptionAccepted(let exemption):
            return say("exemption_accepted", ["exemption": c.say("exemption_" + exemption.rawValue)])
        case .inHoldingArea(let zone): return say("in_holding_area", place(zone))
        case .mayBeInHoldingArea(let zone): return say("may_be_in_holding_area", place(zone))
        case .notPermittedAnywhere: return say("not_permitted_anywhere")
        case .permitted(let index): return say("permitted", ["provision": provision(index)])
        case .mayBePermitted(let index): return say("may_be_permitted", ["provision": provision(index)])
        }
    }

    private func contested(_ index: Int, _ says: Standing?) -> String {
        let who = ["actor": actor(index)]
        if let says, says != .contested { return catalogue.say("ground_contested_" + says.rawValue, who) }
        let positions = actors.indices.contains(index) ? actors[index].positions : []
        guard !positions.isEmpty else { return catalogue.say("ground_contested_open_bare", who) }
        let said = positions.map { position in
            var values = [
                "by": names.name(position.by, catalogue),
                "standing": catalogue.say("standing_" + position.says.rawValue),
            ]
            guard let since = position.since else { return catalogue.say("position", values) }
            values["moment"] = catalogue.ltr("\(zone.day(of: since))")
            return catalogue.say("position_since", values)
        }
        return catalogue.say(
            "ground_contested_open",
            ["actor": actor(index), "positions": said.joined(separator: catalogue.say("list_semicolon"))])
    }

    // MARK: What is missing

    /// A fact that would settle something, as a phrase without a full stop.
    func missing(_ fact: MissingFact, withholdsWords: Bool = false) -> String {
        let c = catalogue
        switch fact {
        case .timeRelativeTo(let moment):
            return c.say("missing_time_relative", ["moment": c.moment(moment, zone), "zone": c.ltr(zone.name)])
        case .time: return c.say("missing_time")
        case .placeRelativeToZone(let zone): return c.say("missing_place_relative", ["place": zoneName(zone)])
        case .place: return c.say("missing_place")
        case .placeRelativeToLine(let line, let metres):
            return c.say("missing_place_to_line", ["line": self.line(line), "metres": c.distance(metres)])
        case .whichLine: return c.say("missing_which_line")
        case .who: return c.say("missing_who")
        case .toWhom: return c.say("missing_to_whom")
        case .whoIs(let text):
            let said = withholdsWords ? c.say("withheld") : c.say("quoted", ["text": c.name(text)])
            return c.say("missing_who_is", ["text": said])
        case .standing(let index): return c.say("missing_standing", ["actor": actor(index)])
        case .whichMember(let index): return c.say("missing_which_member", ["actor": actor(index)])
        case .whatHappened: return c.say("missing_what_happened")
        case .weapon: return c.say("missing_weapon")
        case .independentSource: return c.say("missing_independent_source")
        case .exemption(let exemption):
            return c.say("missing_exemption", ["exemption": c.say("exemption_" + exemption.rawValue)])
        }
    }
}

/// The names of parties, guarantors, mediators and actors by identifier; an unknown identifier stands for itself.
struct NameTable: Sendable {
    private var texts: [String: String] = [:]

    /// The first agreement's names win.
    init(_ agreements: Agreement..., language: Language) {
        for agreement in agreements {
            let named =
                agreement.parties.map { ($0.id, $0.name) } + agreement.guarantors.map { ($0.id, $0.name) }
                + agreement.mediators.map { ($0.id, $0.name) } + agreement.actors.map { ($0.id, $0.name) }
            for (id, name) in named where texts[id] == nil { texts[id] = name.text(in: language.rawValue) }
        }
    }

    func name(_ id: String, _ catalogue: Catalogue) -> String { catalogue.name(texts[id] ?? id) }
    func list(_ ids: [String], _ catalogue: Catalogue) -> String {
        catalogue.list(ids.map { name($0, catalogue) })
    }
}

/// Sentences already put together: a hundred thousand incidents have few different reasons. Forgets all when full.
struct SaidSentences {
    struct Key: Hashable {
        var version: Int
        var question: Question
        var truth: Truth
        var probability: Double?
        var ground: Ground
        var weapon: String?
        var withholds: Bool
    }
    private var texts: [Key: String] = [:]

    mutating func sentence(_ key: Key, _ make: () -> String) -> String {
        if let text = texts[key] { return text }
        if texts.count >= 20_000 { texts.removeAll(keepingCapacity: true) }
        let text = make()
        texts[key] = text
        return text
    }
}
