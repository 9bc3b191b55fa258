import Truce

/// Writes the rows of the incident table and the contested cases.
struct IncidentRows: Sendable {
    let book: Casebook
    let catalogue: Catalogue
    /// By version of the agreement.
    let words: [ReasonWords]

    init(_ book: Casebook, _ catalogue: Catalogue) {
        self.book = book
        self.catalogue = catalogue
        words = book.docket.history.versions.map { ReasonWords(catalogue, agreement: $0.text, latest: book.latest) }
    }

    func row(_ item: Case) -> DailyReportPage.IncidentRow {
        let c = catalogue
        let words = words[item.assessment.agreementVersion]
        let incident = item.incident
        let reading = item.reading
        var remarks: [String] = []
        if !incident.timesAgree { remarks.append(c.say("times_disagree")) }
        if !incident.actsAgree { remarks.append(c.say("acts_disagree")) }
        let severity = item.assessment.severity
        let lacks = reading.missing.prefix(6).map { fact in
            words.missing(fact, withholdsWords: incident.rows.contains(where: book.isConfidential))
        }
        let place = item.place
        let (why, verdicts, untouched) = reasons(item, words)
        return DailyReportPage.IncidentRow(
            id: incident.id.description, when: c.window(incident.time, book.zone),
            whenPrecision: c.say("precision_" + incident.time.precision.code),
            placeText: placeText(item), placePrecision: c.precision(of: place),
            actsText: c.acts(incident.acts, or: true), remarks: remarks, sides: sides(item),
            figures: [
                .init(role: c.say("incident_killed"), who: c.persons(incident.killed)),
                .init(role: c.say("incident_injured"), who: c.persons(incident.injured)),
            ],
            reportCount: c.count("n_reports", incident.rows.count), sourceKinds: sourceKinds(item),
            outcomeText: words.outcome(reading.outcome),
            outcomeClass: Mark(reading.outcome).markClass, mark: Mark(reading.outcome),
            isContested: item.assessment.isContested, why: why, verdicts: verdicts, untouched: untouched,
            isWeighed: reading.outcome == .breached || reading.outcome == .undetermined,
            weighedText: [words.attribution(item.assessment.attribution), words.severity(severity)]
                .compactMap { $0.map { $0 + "." } }.joined(separator: " "),
            lacks: lacks, hasLacks: !lacks.isEmpty)
    }

    func placeText(_ item: Case) -> String {
        let name = item.placeName
        return name.isEmpty ? catalogue.say("place_no_name") : catalogue.name(name)
    }

    private func sides(_ item: Case) -> [DailyReportPage.Side] {
        let c = catalogue
        func said(_ names: [String]) -> String {
            names.isEmpty
                ? c.say("incident_side_none") : names.map { c.name($0) }.joined(separator: c.say("list_semicolon"))
        }
        let (a, b) = (item.sidesA, item.sidesB)
        if !item.namesInitiator, !a.isEmpty, !b.isEmpty {
            return [.init(role: c.say("incident_between"), who: c.list([said(a), said(b)]))]
        }
        return [
            .init(role: c.say("incident_by"), who: said(a)), .init(role: c.say("incident_against"), who: said(b)),
        ]
    }

    private func sourceKinds(_ item: Case) -> String {
        var counts: [(kind: String, count: Int)] = []
        for row in item.incident.rows {
            let kind: String
            if book.isConfidential(row) {
                kind = "confidential_source"
            } else {
                let name = item.reports.strings[item.reports.sources[Int(row)]]
                kind = "kind_source_" + (book.kind(ofSource: name)?.rawValue ?? "unknown")
            }
            if let at = counts.firstIndex(where: { $0.kind == kind }) {
                counts[at].count += 1
            } else {
                counts.append((kind, 1))
            }
        }
        return counts.sorted { ($1.count, $0.kind) < ($0.count, $1.kind) }
            .map {
                $0.count == 1 ? catalogue.say($0.kind) : "\(catalogue.say($0.kind)) \(catalogue.ltr("×\($0.count)"))"
            }
            .joined(separator: catalogue.say("list_comma"))
    }

    // MARK: Reasons

    /// Answers that say only that nothing is in the way.
    private static func isPlain(_ condition: Condition) -> Bool {
        guard condition.truth == .yes else { return false }
        switch condition.ground {
        case .during, .unlimited, .noneExcluded, .noExemptionClaimed, .notPermittedAnywhere, .noTargetNeeded:
            return true
        default: return false
        }
    }

    /// Why the outcome is what it is: the scope's part, provision by provision, and what is not touched at all.
    private func reasons(
        _ item: Case, _ words: ReasonWords
    ) -> (why: [String], verdicts: [DailyReportPage.VerdictRow], untouched: String?) {
        let reading = item.reading
        func said(_ condition: Condition) -> String {
            words.sentence(condition, withholdsWords: item.withholdsWords(condition))
        }
        if case .outOfScope = reading.outcome {
            return (reading.scope.filter { $0.truth == .no }.prefix(1).map(said), [], nil)
        }
        var why: [String] = []
        for sentence in reading.scope.filter({ $0.truth == .unknown }).map(said) where !why.contains(sentence) {
            why.append(sentence)
        }
        var verdicts: [DailyReportPage.VerdictRow] = []
        var untouched: [String] = []
        for assessed in reading.provisions {
            let id = catalogue.ltr(item.agreement.provisions[assessed.provision].id)
            let sentences = words.sentences(assessed.conditions, withholdsWords: item.withholdsWords)
            let pairs = zip(assessed.conditions, sentences)
            let because: [String]
            switch assessed.verdict {
            case .breached: because = pairs.filter { !Self.isPlain($0.0) }.map(\.1)
            case .undetermined: because = pairs.filter { $0.0.truth == .unknown }.map(\.1)
            case .notBreached:
                // A provision about other acts is not worth a line of its own.
                guard let no = pairs.first(where: { $0.0.truth == .no }),
                    no.0.question != .act, reading.outcome == .notBreached
                else {
                    untouched.append(id)
                    continue
                }
                because = [no.1]
            }
            let fresh = because.filter { !why.contains($0) }
            var values = ["id": id, "verdict": words.verdict(assessed.verdict)]
            var key = "incident_provision"
            if let p = assessed.probability, assessed.verdict == .undetermined {
                key = "incident_provision_probability"
                values["p"] = catalogue.ltr(probabilityText(p))
            }
            verdicts.append(
                .init(
                    head: catalogue.say(key, values),
                    verdictClass: Mark(assessed.verdict.rawValue).markClass, because: fresh, hasBecause: !fresh.isEmpty)
            )
        }
        let rest =
            untouched.isEmpty
            ? nil
            : catalogue.say(
                "incident_not_about", ["provisions": untouched.joined(separator: catalogue.say("list_comma"))])
        return (why, verdicts, rest)
    }

    // MARK: Contested cases

    func contested(_ item: Case) -> DailyReportPage.ContestedCase {
        let words = words[item.assessment.agreementVersion]
        var questions = item.assessment.partings
        var partings: [String] = []
        if let actor = item.assessment.contestedActor {
            partings.append(catalogue.say("contested_parts_standing", ["actor": words.actor(actor)]))
            if !questions.contains(.covered) { questions.insert(.covered, at: 0) }
        }
        partings += questions.filter { $0 != .covered || item.assessment.contestedActor == nil }
            .prefix(partings.isEmpty ? 3 : 0).map(words.question)
        let readings = item.assessment.readings
        return DailyReportPage.ContestedCase(
            caseID: item.incident.id.description, caseWhen: catalogue.window(item.incident.time, book.zone),
            casePlace: placeText(item), caseActs: catalogue.acts(item.incident.acts, or: true), partings: partings,
            sameOutcome: Set(readings.dropFirst().map(\.outcome)).count == 1,
            readings: readings.map { reading in
                DailyReportPage.ReadingRow(
                    accountName: words.account(reading.account), readingOutcome: outcome(reading, words),
                    readingClass: Mark(reading.outcome).markClass, readingMark: Mark(reading.outcome),
                    grounds: grounds(of: reading, on: questions, item, words))
            })
    }

    func outcome(_ reading: Reading, _ words: ReasonWords) -> String {
        guard case .outOfScope(let reason) = reading.outcome else { return words.outcome(reading.outcome) }
        return words.outcome(reading.outcome) + ": " + words.scopeReason(reason)
    }

    /// What this account says to the questions on which the sides part; where it comes to no such question, what
    /// decides for it.
    private func grounds(
        of reading: Reading, on questions: [Question], _ item: Case, _ words: ReasonWords
    ) -> [String] {
        func said(_ condition: Condition) -> String {
            words.sentence(condition, withholdsWords: item.withholdsWords(condition))
        }
        var grounds: [String] = []
        let shown = (reading.scope + reading.provisions.flatMap(\.conditions)).filter {
            questions.contains($0.question) && !Self.isPlain($0)
        }
        for condition in shown {
            let sentence = said(condition)
            if !grounds.contains(sentence) { grounds.append(sentence) }
        }
        // The questions on which they part may be answered alike here, or not decide: then what does.
        let provisions = reading.provisions.flatMap(\.conditions)
        let deciding: [Condition]
        switch reading.outcome {
        case .outOfScope: deciding = Array(reading.scope.filter { $0.truth == .no }.prefix(1))
        case .undetermined: deciding = (reading.scope + provisions).filter { $0.truth == .unknown }
        case .breached:
            deciding = reading.provisions.filter { $0.verdict == .breached }.flatMap(\.conditions)
                .filter { !Self.isPlain($0) }
        case .notBreached: deciding = []
        }
        let saysWhy = shown.contains { condition in deciding.contains { $0 == condition } }
        if !saysWhy {
            grounds += deciding.map(said).filter { !grounds.contains($0) }
        }
        return Array(grounds.prefix(4))
    }
}
