import Truce

/// The tables of figures.
extension DailyReportPage {
    static func totals(_ totals: DocketTotals, _ docket: Docket, _ c: Catalogue) -> TotalsTable {
        let (now, then) = (totals.period, totals.previous)
        func row(_ key: String, _ value: KeyPath<Totals, Int>, _ level: String, _ outcome: String? = nil)
            -> TotalsTable.Row
        {
            .init(
                label: c.say(key), this: c.number(now[keyPath: value]), previous: c.number(then[keyPath: value]),
                change: change(now[keyPath: value] - then[keyPath: value], c), level: level,
                mark: outcome.map { Mark($0) })
        }
        var rows = [
            row("totals_incidents", \.incidents, "main"),
            row("totals_breached", \.breached, "key", "breached"),
            row("totals_undetermined", \.undetermined, "key", "undetermined"),
            row("totals_not_breached", \.notBreached, "key", "not_breached"),
            row("totals_out_of_scope", \.outOfScopeTotal, "key", "out_of_scope"),
        ]
        for reason in ScopeReason.allCases {
            let at = Int(reason.rawValue)
            guard now.outOfScope[at] + then.outOfScope[at] > 0 else { continue }
            rows.append(
                .init(
                    label: c.say("scope_" + reason.code), this: c.number(now.outOfScope[at]),
                    previous: c.number(then.outOfScope[at]),
                    change: change(now.outOfScope[at] - then.outOfScope[at], c),
                    level: "sub", mark: nil))
        }
        rows.append(row("totals_violations", \.violationsCounted, "main"))
        rows.append(row("totals_contested", \.contested, "main"))
        func range(_ totals: Totals) -> String {
            // Nobody gave a figure: that is not a zero.
            if totals.incidents > 0, totals.killedNotGiven == totals.incidents { return c.say("not_given") }
            return c.ltr(
                totals.killedLow == totals.killedHigh
                    ? grouped(totals.killedLow) : "\(grouped(totals.killedLow))–\(grouped(totals.killedHigh))")
        }
        rows.append(
            .init(
                label: c.say("totals_killed"), this: range(now), previous: range(then), change: "", level: "main",
                mark: nil))
        rows.append(row("totals_killed_not_given", \.killedNotGiven, "sub"))
        rows.append(row("totals_reports", \.reports, "main"))
        let previous = docket.period.previous
        let caption = c.say(
            "totals_caption",
            [
                "days": c.count("n_days", docket.period.days),
                "previous": c.ltr(
                    previous.days == 1 ? "\(previous.from)" : "\(previous.from) – \(previous.through)"),
            ])
        return TotalsTable(
            caption: caption, rows: rows,
            notes: [c.say("totals_killed_note")] + (then.incidents == 0 ? [c.say("totals_previous_empty")] : []))
    }

    private static func change(_ difference: Int, _ c: Catalogue) -> String {
        difference == 0
            ? c.say("totals_same") : c.ltr((difference > 0 ? "+" : "−") + grouped(abs(difference)))
    }

    static func provisions(_ totals: Totals, _ docket: Docket, _ c: Catalogue) -> ProvisionsTable {
        ProvisionsTable(
            rows: totals.byProvision.compactMap { counted in
                let found = docket.history.versions.lazy.reversed()
                    .compactMap { $0.text.provisions.first { $0.id == counted.id } }.first
                // A clause that no incident breaks has its place among the obligations.
                switch found?.rule {
                case .undertakes, .permits, nil:
                    if counted.breached + counted.undetermined == 0 { return nil }
                default: break
                }
                return .init(
                    id: counted.id, title: c.name(found?.title.text(in: c.language.rawValue) ?? ""),
                    breached: c.number(counted.breached), undetermined: c.number(counted.undetermined))
            })
    }

    static func parties(_ totals: Totals, _ book: Casebook, _ c: Catalogue) -> PartiesTable {
        var rows = totals.byParty.enumerated().map { index, counted in
            PartiesTable.Row(
                party: c.name(book.latest.parties[index].name.text(in: c.language.rawValue)),
                attributed: c.number(counted.attributed), alleged: c.number(counted.alleged), isWhole: false)
        }
        rows.append(
            .init(
                party: c.say("parties_disputed"), attributed: c.number(totals.attributionDisputed), alleged: "",
                isWhole: true))
        rows.append(
            .init(
                party: c.say("parties_not_attributable"), attributed: c.number(totals.notAttributable), alleged: "",
                isWhole: true))
        let level = book.docket.agreement.procedure.attributionNeeds.rawValue
        return PartiesTable(
            rows: rows, threshold: c.say("attribution_threshold", ["level": c.say("level_" + level)]))
    }

    static func open(_ totals: Totals, _ scan: PeriodScan, _ rows: IncidentRows, _ c: Catalogue) -> OpenCases {
        // Most first, then in the order of the alphabet of codes: a dictionary has no order of its own.
        let missing = totals.missing.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        let words = rows.words[rows.words.count - 1]
        return OpenCases(
            undetermined: totals.undetermined == 0
                ? c.say("open_undetermined_none")
                : c.say("open_undetermined", ["incidents": c.count("n_incidents", totals.undetermined)]),
            missing: missing.map { .init(what: c.say("kind_" + $0.key), number: c.number($0.value), of: []) },
            hasMissing: !missing.isEmpty,
            scope: totals.outOfScopeTotal == 0
                ? c.say("open_scope_none")
                : c.say("open_scope", ["incidents": c.count("n_incidents", totals.outOfScopeTotal)]),
            reasons: ScopeReason.allCases.compactMap { reason in
                let count = totals.outOfScope[Int(reason.rawValue)]
                guard count > 0 else { return nil }
                let groups = scan.groups.filter { $0.reason == reason }.prefix(4).map {
                    c.say("open_actor", ["actor": words.actor($0.actor)]) + ": " + c.number($0.count)
                }
                return .init(what: c.say("scope_" + reason.code), number: c.number(count), of: Array(groups))
            }, hasReasons: totals.outOfScopeTotal > 0)
    }
}
