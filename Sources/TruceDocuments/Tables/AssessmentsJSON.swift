import Truce

/// `assessments.json`: every incident under every account, question by question. Documented in
/// `docs/json/assessments.md`; one incident a line.
public enum AssessmentsJSON {
    public static let format = "truce-assessments/1"

    public static func write(_ book: Casebook, to sink: ([UInt8]) throws -> Void) rethrows {
        let docket = book.docket
        var json = JSONWriter()
        let catalogue = Catalogue(.english)
        let words = docket.history.versions.map {
            ReasonWords(catalogue, agreement: $0.text, latest: book.latest)
        }
        // The head is an object left open: its closing brace comes with the last bytes.
        json.object { head in
            head.member("format", format)
            head.member("rules", RulesVersion.rules)
            head.member("status", "assessed, not yet ruled on by an officer")
            head.member("agreement", docket.agreement.id)
            head.key("versions")
            head.array { list in
                for version in docket.history.versions {
                    list.object {
                        $0.member("version", version.text.version)
                        $0.member("from", version.from.description)
                    }
                }
            }
            head.member("time_zone", book.zone.name)
            head.member("as_of", docket.asOf.description)
            head.member("period_from", docket.period.from.description)
            head.member("period_through", docket.period.through.description)
        }
        try sink(Array(json.bytes.dropLast()) + Array(",\"incidents\":[".utf8))
        json.clear()
        var said = SaidSentences()
        for index in 0..<docket.incidentCount {
            let item = book.open(index)
            json.breakLine()
            write(item, words[item.assessment.agreementVersion], &said, &json)
            var bytes = json.bytes
            if index + 1 < docket.incidentCount { bytes.append(UInt8(ascii: ",")) }
            try sink(bytes)
            json.clear()
        }
        try sink(Array("\n]}\n".utf8))
    }

    private static func write(
        _ item: Case, _ words: ReasonWords, _ said: inout SaidSentences, _ json: inout JSONWriter
    ) {
        let incident = item.incident
        let assessment = item.assessment
        json.object { o in
            o.member("id", incident.id.description)
            o.member("day", item.day.description)
            o.member("earliest", incident.time.earliest.description)
            o.member("latest", incident.time.latest.description)
            o.member("time_precision", incident.time.precision.code)
            o.key("reports")
            o.array { list in
                for row in incident.rows {
                    list.object { report in
                        if item.book.isConfidential(row) {
                            report.member("confidential", true)
                        } else {
                            report.member("source", item.reports.strings[item.reports.sources[Int(row)]])
                            report.member("id", item.reports.ids[Int(row)])
                            report.member("confidential", false)
                        }
                    }
                }
            }
            o.member("agreement_version", item.agreement.version)
            o.member("outcome", item.reading.outcome.code)
            o.member("contested", assessment.isContested)
            o.member("partings", assessment.partings.map(\.rawValue))
            o.key("severity")
            o.object {
                $0.member("harm", assessment.severity.harm)
                $0.member("weapon_or_zone", assessment.severity.weaponOrZone)
                $0.member("threat", assessment.severity.threat)
            }
            o.key("attribution")
            o.object {
                $0.member("status", assessment.attribution.code)
                $0.member("party", item.attributedParty)
                $0.member("confidence", assessment.attribution.confidence.rawValue)
                $0.member("reports", item.reportIDs(assessment.attribution.reports))
            }
            o.key("readings")
            o.array { list in for reading in assessment.readings { write(reading, item, words, &said, &list) } }
        }
    }

    private static func write(
        _ reading: Reading, _ item: Case, _ words: ReasonWords, _ said: inout SaidSentences, _ json: inout JSONWriter
    ) {
        json.object { o in
            switch reading.account {
            case .mechanism: o.member("account", "mechanism")
            case .party(let index): o.member("account", item.book.latest.parties[index].id)
            }
            o.member("outcome", reading.outcome.code)
            if case .outOfScope(let reason) = reading.outcome {
                o.member("scope_reason", reason.code)
            } else {
                o.member("scope_reason", String?.none)
            }
            o.key("scope")
            write(reading.scope, item, words, &said, &o)
            o.key("provisions")
            o.array { list in
                for assessed in reading.provisions {
                    list.object {
                        $0.member("id", item.agreement.provisions[assessed.provision].id)
                        $0.member("verdict", assessed.verdict.rawValue)
                        probability(assessed.probability, &$0)
                        $0.key("conditions")
                        write(assessed.conditions, item, words, &said, &$0)
                    }
                }
            }
            o.key("missing")
            o.array { list in
                for fact in reading.missing {
                    list.object {
                        $0.member("code", fact.code)
                        let withholds = item.incident.rows.contains(where: item.book.isConfidential)
                        $0.member("sentence", words.missing(fact, withholdsWords: withholds) + ".")
                    }
                }
            }
        }
    }

    private static func write(
        _ conditions: [Condition], _ item: Case, _ words: ReasonWords, _ said: inout SaidSentences,
        _ json: inout JSONWriter
    ) {
        let sentences = words.sentences(conditions, said: &said, withholdsWords: item.withholdsWords)
        json.array { list in
            for (condition, sentence) in zip(conditions, sentences) {
                list.object {
                    $0.member("question", condition.question.rawValue)
                    $0.member("truth", condition.truth.description)
                    probability(condition.probability, &$0)
                    $0.key("ground")
                    ground(condition, item, words, &$0)
                    $0.member("sentence", sentence)
                    $0.member("reports", item.reportIDs(condition.reports))
                    $0.member("missing", condition.missing?.code)
                }
            }
        }
    }

    private static func probability(_ p: Double?, _ json: inout JSONWriter) {
        json.key("probability")
        if let p { json.figure(probabilityFigure(p)) } else { json.null() }
    }

    /// The ground's code and its data, by identifiers of the agreement.
    private static func ground(_ condition: Condition, _ item: Case, _ words: ReasonWords, _ json: inout JSONWriter) {
        let agreement = item.agreement
        let actors = item.book.latest.actors
        let withholds = item.withholdsWords(condition)
        json.object { o in
            func actor(_ index: Int) { if actors.indices.contains(index) { o.member("actor", actors[index].id) } }
            func zone(_ index: Int) {
                if agreement.zones.indices.contains(index) { o.member("zone", agreement.zones[index].id) }
            }
            func text(_ text: String) { o.member("text", withholds ? nil : text) }
            func held(_ required: Double, _ line: Int, _ metres: Double?) {
                o.key("required_m")
                o.figure(trimmed(required, 3))
                if agreement.lines.indices.contains(line) { o.member("line", agreement.lines[line].id) }
                if let metres, words.showsDistances {
                    o.key("distance_m")
                    o.figure(trimmed(metres, 3))
                }
            }
            o.member("code", condition.ground.code)
            switch condition.ground {
            case .before(let moment), .after(let moment), .suspended(let moment), .straddles(let moment):
                o.member("moment", moment.description)
            case .inside(let index), .mayBeInside(let index), .insideExcludedCombat(let index),
                .inHoldingArea(let index), .mayBeInHoldingArea(let index):
                zone(index)
            case .excludedGroup(let index), .partlyExcluded(let index), .bound(let index), .notBound(let index),
                .sameSide(let index), .otherParty(let index):
                actor(index)
            case .contestedGroup(let index, let says):
                actor(index)
                o.member("says", says?.rawValue)
            case .bothBound(let a, let b):
                actor(a)
                if actors.indices.contains(b) { o.member("other", actors[b].id) }
            case .unnamed(let said), .collective(let said), .actUnknown(let said), .weaponListed(let said),
                .weaponNotListed(let said):
                text(said)
            case .independent(let n): o.member("sources", n)
            case .forbiddenAct(let acts), .otherAct(let acts), .mayBeForbidden(let acts):
                o.member("acts", acts.shortCodes)
            case .nearerThan(let required, let line, let metres), .fartherThan(let required, let line, let metres):
                held(required, line, metres)
            case .mayBeNearerThan(let required, let line): held(required, line, nil)
            case .linesDisagree(let required): held(required, -1, nil)
            case .exemptionClaimed(let exemption), .exemptionAccepted(let exemption):
                o.member("exemption", exemption.rawValue)
            case .permitted(let index), .mayBePermitted(let index):
                if agreement.provisions.indices.contains(index) {
                    o.member("provision", agreement.provisions[index].id)
                }
            case .during, .timeUnknown, .unlimited, .outside, .placeUnknown, .noneExcluded, .notGiven, .civilians,
                .sourcesDisagree, .noTargetNeeded, .onlySides, .accountOfSide, .weaponUnknown, .noSuchLine,
                .noExemptionClaimed, .notPermittedAnywhere:
                break
            }
        }
    }
}

extension Ground {
    /// The code that JSON carries: the case's name in snake case.
    public var code: String {
        switch self {
        case .before: "before"
        case .after: "after"
        case .during: "during"
        case .suspended: "suspended"
        case .straddles: "straddles"
        case .timeUnknown: "time_unknown"
        case .unlimited: "unlimited"
        case .inside: "inside"
        case .outside: "outside"
        case .mayBeInside: "may_be_inside"
        case .insideExcludedCombat: "inside_excluded_combat"
        case .placeUnknown: "place_unknown"
        case .excludedGroup: "excluded_group"
        case .contestedGroup: "contested_group"
        case .partlyExcluded: "partly_excluded"
        case .noneExcluded: "none_excluded"
        case .bound: "bound"
        case .bothBound: "both_bound"
        case .notBound: "not_bound"
        case .unnamed: "unnamed"
        case .notGiven: "not_given"
        case .collective: "collective"
        case .civilians: "civilians"
        case .sourcesDisagree: "sources_disagree"
        case .sameSide: "same_side"
        case .otherParty: "other_party"
        case .noTargetNeeded: "no_target_needed"
        case .independent: "independent"
        case .onlySides: "only_sides"
        case .accountOfSide: "account_of_side"
        case .forbiddenAct: "forbidden_act"
        case .otherAct: "other_act"
        case .mayBeForbidden: "may_be_forbidden"
        case .actUnknown: "act_unknown"
        case .weaponListed: "weapon_listed"
        case .weaponNotListed: "weapon_not_listed"
        case .weaponUnknown: "weapon_unknown"
        case .nearerThan: "nearer_than"
        case .fartherThan: "farther_than"
        case .mayBeNearerThan: "may_be_nearer_than"
        case .linesDisagree: "lines_disagree"
        case .noSuchLine: "no_such_line"
        case .noExemptionClaimed: "no_exemption_claimed"
        case .exemptionClaimed: "exemption_claimed"
        case .exemptionAccepted: "exemption_accepted"
        case .inHoldingArea: "in_holding_area"
        case .mayBeInHoldingArea: "may_be_in_holding_area"
        case .notPermittedAnywhere: "not_permitted_anywhere"
        case .permitted: "permitted"
        case .mayBePermitted: "may_be_permitted"
        }
    }
}
