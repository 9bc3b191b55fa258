import Truce

extension DailyReportPage {
    public init(_ book: Casebook, totals: DocketTotals, language: Language) {
        let c = Catalogue(language)
        let docket = book.docket
        let agreement = docket.agreement
        let scan = PeriodScan(book, totals)
        let rows = IncidentRows(book, c)
        func text(_ text: LocalizedText) -> String { c.name(text.text(in: language.rawValue)) }
        let period = c.ltr(
            docket.period.days == 1 ? "\(docket.period.from)" : "\(docket.period.from) – \(docket.period.through)")

        lang = language.rawValue
        dir = language.direction
        w = Dictionary(uniqueKeysWithValues: c.keys.map { ($0, c.raw($0)!) })
        agreementTitle = text(agreement.title)
        pageTitle = c.say("page_title", ["agreement": agreementTitle, "period": period])
        fictional = agreement.isFictional
        facts = Self.facts(docket, c)
        countingRules = [
            c.say("page_counting_" + docket.history.first.procedure.counting.rawValue), c.say("page_counting_days"),
            c.say("totals_once"),
        ]
        silences = [c.say("page_silence")]
        if scan.silentDays > 0 {
            silences.append(
                c.say(
                    "page_silence_days",
                    ["silent": c.number(scan.silentDays), "all": c.number(docket.period.days)]))
        }
        self.totals = Self.totals(totals, docket, c)
        provisionsTable = Self.provisions(totals.period, docket, c)
        partiesTable = Self.parties(totals.period, book, c)
        open = Self.open(totals.period, scan, rows, c)
        map = MapDrawing(scan, docket, c, period: period)
        timeline = TimelineDrawing(totals, docket, c)

        let listed = scan.listed.prefix(PeriodScan.tableLimit)
        let all = c.count("n_incidents", scan.listed.count)
        incidents = IncidentsTable(
            note: scan.listed.isEmpty
                ? c.say("incidents_none")
                : scan.listed.count <= PeriodScan.tableLimit
                    ? c.say("incidents_all", ["incidents": all])
                    : c.say(
                        "incidents_some",
                        ["shown": c.number(listed.count), "incidents": all, "file": c.ltr("incidents.csv")]),
            rows: listed.map { rows.row(book.open($0)) }, isEmpty: listed.isEmpty)
        let cases = scan.contested.prefix(PeriodScan.contestedLimit).map { rows.contested(book.open($0)) }
        contested = ContestedCases(
            note: cases.isEmpty
                ? c.say("contested_none")
                : cases.count == scan.contested.count
                    ? c.say("contested_intro")
                    : c.say("contested_intro") + " "
                        + c.say(
                            "contested_some",
                            ["shown": c.number(cases.count), "incidents": c.count("n_incidents", scan.contested.count)]),
            cases: cases, isEmpty: cases.isEmpty)

        let standings = StandingWords(c, agreement)
        obligations = agreement.obligationStandings(at: docket.asOf).map { Self.row($0, agreement, standings, c) }
        hasObligations = !obligations.isEmpty
        gates = docket.gateStandings().map { Self.row($0, agreement, standings, c) }
        hasGates = !gates.isEmpty

        inputs = docket.inputs.map { Self.row($0, c) }
        hasInputs = !inputs.isEmpty
        let refusalWords = RefusalWords(catalogue: c)
        refusals = docket.refused.prefix(8).map { refused in
            RefusalRow(
                refusalFile: refused.file, refusalRow: c.number(refused.row),
                refusalReason: refusalWords.reason(refused), remedy: refusalWords.remedy(refused))
        }
        hasRefusals = !refusals.isEmpty
        refusalsCaption = c.say("sources_refusals_caption", ["file": c.ltr("refused.csv")])
        colophon = Self.colophon(totals, docket, c)
    }

    private static func facts(_ docket: Docket, _ c: Catalogue) -> [Fact] {
        let zone = docket.history.first.zone
        let agreement = docket.agreement
        let period = docket.period
        var facts = [
            Fact(
                c.say("page_period"),
                [
                    c.say(
                        "page_period_value",
                        [
                            "from": c.ltr("\(period.from)"), "through": c.ltr("\(period.through)"),
                            "days": c.count("n_days", period.days),
                        ])
                ]),
            Fact(
                c.say("page_cut_off"),
                [c.say("page_cut_off_value", ["moment": c.moment(docket.asOf, zone), "zone": c.ltr(zone.name)])]),
            Fact(c.say("page_zone"), [c.ltr(zone.name)]),
        ]
        let versions = docket.history.versions
        facts.append(
            Fact(
                c.say("page_version"),
                versions.enumerated().map { index, version in
                    var values = ["n": c.number(version.text.version), "moment": c.moment(version.from, zone)]
                    if index + 1 < versions.count {
                        values["until"] = c.moment(versions[index + 1].from, zone)
                        return c.say("page_version_until", values)
                    }
                    return c.say(version.from <= docket.asOf ? "page_version_value" : "page_version_before", values)
                }))
        if let note = agreement.inForce.durationNote, !note.isEmpty {
            facts.append(Fact(c.say("page_disputed_duration"), [c.name(note.text(in: c.language.rawValue))]))
        }
        return facts
    }

    /// The title of a document; its identifier where there is none.
    private static func title(of document: String, _ agreement: Agreement, _ c: Catalogue) -> String {
        agreement.documents.first { $0.id == document }?.title.text(in: c.language.rawValue) ?? document
    }

    private static func colophon(_ totals: DocketTotals, _ docket: Docket, _ c: Catalogue) -> [Fact] {
        let zone = docket.history.first.zone
        let versions = docket.history.versions.map { String($0.text.version) }.joined(separator: ", ")
        var facts = [
            Fact(c.say("colophon_agreement"), ["\(docket.agreement.id) (\(versions))"], isCode: true),
            Fact(
                c.say("colophon_digests"), docket.agreementDigests.map { "\($0.file)  \($0.digest)" }, isCode: true),
            Fact(
                c.say("colophon_inputs"), docket.inputs.map { "\($0.file)  \($0.contentDigest)" }, isCode: true),
            Fact(
                c.say("colophon_rules"), ["truce-rules \(RulesVersion.rules), truce \(RulesVersion.product)"],
                isCode: true),
            Fact(c.say("colophon_cut_off"), [zone.text(docket.asOf)], isCode: true),
            Fact(
                c.say("colophon_totals"),
                [
                    c.say(
                        "colophon_totals_value",
                        [
                            "incidents": c.count("n_incidents", totals.everything.incidents),
                            "reports": c.count("n_reports", totals.everything.reports),
                        ])
                ]),
            Fact(c.say("colophon_files"), [c.say("colophon_files_value")]),
        ]
        if let by = docket.agreement.procedure.publishedBy {
            let names = NameTable(docket.agreement, language: c.language)
            facts.append(
                Fact(c.say("colophon_heading"), [c.say("colophon_publisher", ["by": names.name(by, c)])]))
        }
        return facts.filter { !$0.values.isEmpty }
    }

    private static func row(_ input: InputSummary, _ c: Catalogue) -> InputRow {
        InputRow(
            file: input.file, format: input.format, rowCount: c.number(input.rows), accepted: c.number(input.accepted),
            refused: c.number(input.refused), repeats: c.number(input.repeats),
            corrections: c.number(input.corrections), after: c.number(input.afterCutOff))
    }

    private static func row(
        _ standing: ObligationStanding, _ agreement: Agreement, _ words: StandingWords, _ c: Catalogue
    ) -> ObligationRow {
        let obligation = agreement.obligations[standing.obligation]
        return ObligationRow(
            obligationTitle: c.name(obligation.title.text(in: c.language.rawValue)),
            source: obligation.source.map { c.name(title(of: $0, agreement, c)) }, duty: words.duty(obligation),
            quota: words.quota(obligation),
            due: words.due(obligation, standing), state: words.state(standing.state),
            stateClass: "s-" + standing.state.rawValue.replacing("_", with: "-"),
            stateWhy: words.stateReason(standing.state),
            progress: standing.latest.map { words.progress($0, of: obligation) },
            noProgress: standing.latest.isEmpty, lowest: words.lowest(standing),
            baselines: obligation.baselines.map { words.baseline($0, of: obligation) },
            hasBaselines: !obligation.baselines.isEmpty, forecast: words.forecast(standing))
    }

    private static func row(
        _ standing: GateStanding, _ agreement: Agreement, _ words: StandingWords, _ c: Catalogue
    ) -> GateRow {
        let gate = agreement.gates[standing.gate]
        return GateRow(
            gateTitle: c.name(gate.title.text(in: c.language.rawValue)),
            according: gate.accordingTo.isEmpty
                ? c.say("gate_agreed") : c.say("gate_according", ["by": words.names.list(gate.accordingTo, c)]),
            standing: words.standing(standing.isOpen), standingClass: "t-\(standing.isOpen)",
            gateReasons: standing.reasons.map {
                .init(text: words.reason($0), answer: c.say("truth_\($0.truth)"), answerClass: "t-\($0.truth)")
            })
    }
}
