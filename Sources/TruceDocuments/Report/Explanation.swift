import Truce

/// Everything that Truce can say of one incident, as plain text: for `truce explain` and whoever asks why.
public struct Explanation: Sendable {
    private let item: Case
    private let c: Catalogue
    private let words: ReasonWords
    private var lines: [String] = []

    /// The incident of that number in the docket, in sentences. The same docket gives the same text.
    public static func text(_ book: Casebook, incident index: Int, in language: Language) -> String {
        var explanation = Explanation(book, index, language)
        explanation.tell()
        return explanation.lines.joined(separator: "\n") + "\n"
    }

    private init(_ book: Casebook, _ index: Int, _ language: Language) {
        item = book.open(index)
        c = Catalogue(language)
        words = ReasonWords(c, agreement: item.agreement, latest: book.latest)
    }

    private mutating func heading(_ key: String) {
        lines += ["", c.say(key)]
    }
    private mutating func point(_ text: String, _ depth: Int = 1) {
        lines.append(String(repeating: "  ", count: depth) + "- " + text)
    }

    private mutating func tell() {
        let incident = item.incident
        let rows = IncidentRows(item.book, c)
        lines.append(c.say("explain_title", ["id": c.ltr(incident.id.description)]))
        lines.append(
            c.say(
                "explain_agreement",
                [
                    "agreement": c.name(item.agreement.title.text(in: c.language.rawValue)),
                    "n": c.number(item.agreement.version),
                ]))
        lines.append(c.say("explain_outcome", ["outcome": rows.outcome(item.reading, words)]))
        lines.append(c.say("explain_not_finding"))
        lines.append("")
        func fact(_ key: String, _ value: String) { lines.append(c.say(key) + ": " + value) }
        fact(
            "explain_when",
            c.window(incident.time, item.book.zone) + " (" + c.ltr(item.book.zone.name) + "), "
                + c.say("precision_" + incident.time.precision.code))
        fact("explain_where", rows.placeText(item) + ", " + c.precision(of: item.place) + position(item.place))
        fact("explain_what", c.acts(incident.acts, or: true))
        fact(
            "explain_casualties",
            c.say(
                "explain_casualties_value",
                ["killed": c.persons(incident.killed), "injured": c.persons(incident.injured)]))
        if let severity = words.severity(item.assessment.severity) { lines.append(severity) }
        tellReports()
        tellMatching()
        tellScope()
        tellProvisions()
        heading("explain_accounts")
        for reading in item.assessment.readings {
            point(
                c.say(
                    "explain_account",
                    ["account": words.account(reading.account), "outcome": rows.outcome(reading, words)]))
        }
        tellPartings()
        heading("explain_missing")
        let missing = item.reading.missing
        if missing.isEmpty { point(c.say("explain_nothing_missing")) }
        let withholds = incident.rows.contains(where: item.book.isConfidential)
        for fact in missing { point(words.missing(fact, withholdsWords: withholds) + ".") }
        heading("explain_attribution")
        point(words.attribution(item.assessment.attribution) + ".")
        point(words.confidence(item.assessment.attribution.confidence))
        tellUnknown()
    }

    private func position(_ place: DrawnPlace) -> String {
        guard let centre = place.centre else { return "" }
        return " (" + c.ltr(degrees(centre.latitude) + ", " + degrees(centre.longitude)) + ")"
    }

    // MARK: Reports

    private mutating func tellReports() {
        heading("explain_reports")
        for row in item.incident.rows {
            let report = item.reports[Int(row)]
            let isConfidential = item.book.isConfidential(row)
            let kind = item.book.kind(ofSource: report.source).map { "kind_source_" + $0.rawValue }
            point(
                isConfidential
                    ? c.say("confidential_source")
                    : c.say(
                        "explain_report",
                        [
                            "id": c.ltr(report.id), "source": c.name(report.source),
                            "kind": c.say(kind ?? "kind_source_unknown"),
                        ]))
            let place = DrawnPlace(
                report.place, gridMetres: item.book.gridMetres, hidesObserver: isConfidential)
            let hidesName = item.book.gridMetres != nil && PublicPlace.writesPosition(report.placeName)
            let name =
                report.placeName.isEmpty || hidesName ? c.say("place_no_name") : c.name(report.placeName)
            point(
                c.say(
                    "explain_report_line",
                    [
                        "time": c.window(report.time, item.book.zone), "place": name + ", " + c.precision(of: place),
                        "type": c.acts(report.acts, or: true),
                    ]), 2)
            let a = report.sideA.isEmpty ? c.say("incident_side_none") : c.name(report.sideA)
            let b = report.sideB.isEmpty ? c.say("incident_side_none") : c.name(report.sideB)
            point(c.say(report.namesInitiator ? "explain_sides" : "explain_sides_between", ["a": a, "b": b]), 2)
            if isConfidential {
                point(c.say("confidential_text"), 2)
            } else if !report.text.isEmpty {
                point(c.say("quoted", ["text": c.name(Self.oneLine(report.text))]), 2)
            }
        }
    }

    /// A source's words on one line, without characters that would move a terminal's cursor.
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }

    private func name(ofReport row: Int32) -> String {
        item.book.isConfidential(row) ? c.say("confidential_source") : c.ltr(item.reports.ids[Int(row)])
    }

    private mutating func tellMatching() {
        heading("explain_matched")
        guard item.incident.rows.count > 1 else { return point(c.say("explain_one_report")) }
        let links = item.book.links(ofIncident: item.index)
        if links.isEmpty { point(c.say("explain_no_links")) }
        let matchWords = MatchWords(catalogue: c)
        for link in links {
            point(
                c.say(
                    "match_pair",
                    [
                        "a": name(ofReport: link.reportA), "b": name(ofReport: link.reportB),
                        "score": matchWords.weight(link.score),
                    ]))
            for term in link.terms { point(matchWords.line(term), 2) }
        }
    }

    // MARK: Answers

    private mutating func tell(_ conditions: [Condition], depth: Int) {
        let sentences = words.sentences(conditions, withholdsWords: item.withholdsWords)
        for (condition, sentence) in zip(conditions, sentences) {
            point(
                c.say(
                    "explain_answer",
                    [
                        "question": words.question(condition.question), "answer": words.answer(condition.truth),
                        "sentence": sentence,
                    ]), depth)
            let ids = item.reportIDs(condition.reports)
            if !ids.isEmpty {
                point(c.say("explain_reports_behind", ["reports": c.ltr(ids.joined(separator: ", "))]), depth + 1)
            }
        }
    }

    private mutating func tellScope() {
        heading("explain_scope")
        tell(item.reading.scope, depth: 1)
    }

    private mutating func tellProvisions() {
        heading("explain_provisions")
        if item.reading.provisions.isEmpty { point(c.say("explain_no_provisions")) }
        for assessed in item.reading.provisions {
            let provision = item.agreement.provisions[assessed.provision]
            let head = c.say(
                "explain_provision",
                [
                    "id": c.ltr(provision.id), "title": c.name(provision.title.text(in: c.language.rawValue)),
                    "verdict": words.verdict(assessed.verdict),
                ])
            guard let p = assessed.probability, assessed.verdict == .undetermined else {
                point(head)
                tell(provision, assessed)
                continue
            }
            point(c.say("probability_suffix", ["sentence": head, "p": c.ltr(probabilityText(p))]))
            tell(provision, assessed)
        }
    }

    private mutating func tell(_ provision: Provision, _ assessed: ProvisionAssessment) {
        if !provision.text.isEmpty {
            point(c.say("explain_text", ["text": c.name(provision.text.text(in: c.language.rawValue))]), 2)
        }
        tell(assessed.conditions, depth: 2)
    }

    private mutating func tellPartings() {
        guard item.assessment.isContested else { return }
        let shown = IncidentRows(item.book, c).contested(item)
        for parting in shown.partings { point(c.say("contested_parts") + ": " + parting) }
        for reading in shown.readings {
            for ground in reading.grounds { point(reading.accountName + ": " + ground, 2) }
        }
    }

    /// Every question that stays open, whether or not it would change the outcome.
    private mutating func tellUnknown() {
        heading("explain_unknown")
        var said: [String] = []
        let incident = item.incident
        if !incident.timesAgree { said.append(c.say("times_disagree")) }
        if !incident.actsAgree { said.append(c.say("acts_disagree")) }
        for condition in item.reading.scope + item.reading.provisions.flatMap(\.conditions)
        where condition.truth == .unknown {
            let sentence = words.sentence(condition, withholdsWords: item.withholdsWords(condition))
            if !said.contains(sentence) { said.append(sentence) }
        }
        if !incident.killed.isGiven { said.append(c.say("incident_killed") + ": " + c.say("not_given") + ".") }
        if !incident.injured.isGiven { said.append(c.say("incident_injured") + ": " + c.say("not_given") + ".") }
        if said.isEmpty { said = [c.say("explain_not_known_here")] }
        for sentence in said { point(sentence) }
    }
}
