import Hummingbird
import Truce

/// Incidents, findings and what sides were asked.
struct CasePages: Sendable {
    let site: Site

    var routes: [Route] {
        [
            .page(.get, "/incidents", id: "showIncidents") { try await incidents($0) },
            .page(.get, "/incidents/{incident}", id: "showIncident") { try await incident($0) },
            .page(.get, "/findings", id: "showFindings") { try await findings($0) },
            .page(.get, "/findings/{finding}", id: "showFinding") { try await finding($0) },
            .page(.get, "/asks", id: "showAsks") { try await asks($0) },
        ]
    }

    // MARK: Incidents

    private func incidents(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let stage = try visit.chosen("stage", IncidentStage.self)
        let found = try visit.chosen("found", Outcome.self)
        let (from, through) = (try visit.chosenDay("from"), try visit.chosenDay("through"))
        let side = try visit.query("side").flatMap { PartyID($0) }
        var act: Act?
        if let code = try visit.query("act") {
            guard let known = Act.allCases.first(where: { $0.code == code }) else { throw Problem.parameter("act") }
            act = known
        }
        let listed = try await visit.list(
            IncidentList(
                stages: stage.map { [$0] } ?? [], from: from, through: through, act: act, found: found, side: side,
                page: try visit.part()))
        let records = listed.records.map { Self.summed($0) }
        let language = visit.language
        let filter = visit.filter(
            "/incidents",
            [
                visit.choice(
                    "stage", SiteWords.field("stage", language),
                    IncidentStage.allCases.map { ($0.rawValue, SiteWords.value($0.rawValue, language)) },
                    stage?.rawValue),
                visit.choice(
                    "found", SiteWords.field("finding", language),
                    Outcome.allCases.map { ($0.rawValue, SiteWords.value($0.rawValue, language)) }, found?.rawValue),
                visit.choice(
                    "act", SiteWords.field("acts", language),
                    Act.allCases.map { ($0.code, visit.catalogue.act($0.code)) }, act?.code),
                visit.choice(
                    "side", SiteWords.field("side", language),
                    visit.agreement.parties.map { ($0.id, $0.name.text(in: language.rawValue)) }, side?.text),
                visit.input("from", SiteWords.field("from", language), type: "date", from?.description),
                visit.input("through", SiteWords.field("until", language), type: "date", through?.description),
            ])
        return visit.page(
            visit.say(Titles.incidents), path: "/incidents",
            [
                try visit.done(), filter,
                visit.table(
                    visit.say(Titles.incidents),
                    Listed(records: records, next: listed.next, position: listed.position),
                    columns: ["id", "stage", "day", "acts", "public_place", "outcome", "finding_outcome", "opened_at"],
                    path: "/incidents",
                    query: [
                        ("stage", stage?.rawValue), ("found", found?.rawValue), ("act", act?.code),
                        ("side", side?.text), ("from", from?.description), ("through", through?.description),
                    ]),
                visit.forms(CommandsNow(visit: visit).new(.fileReport), under: ListWords.new),
            ])
    }

    /// With what its parts come to, for a row of a table.
    private static func summed(_ record: JSONObject) -> JSONObject {
        var members = record.members
        if let outcome = record.object("assessment")?["outcome"] { members.append(.init("outcome", outcome)) }
        if let outcome = record.object("finding")?["outcome"] { members.append(.init("finding_outcome", outcome)) }
        return JSONObject(members) ?? record
    }

    private func incident(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        guard let id = IncidentID(call.parameter("incident")) else { throw Problem(.notFound) }
        let record = try await visit.single(IncidentByID(id: id))
        let (shown, now) = (visit.shown, CommandsNow(visit: visit))
        var parts: [Markup] = [try visit.done(), shown.facts(record, leaving: Self.sections)]
        func section(_ name: String, _ content: [Markup]) {
            parts.append(.tag("section", [:], [.h2(SiteWords.field(name, visit.language))] + content))
        }
        if let finding = record.object("finding") { section("finding", [shown.facts(finding)]) }
        if let assessment = record.object("assessment") {
            section("assessment", [shown.facts(assessment, leaving: ["provisions"])])
            parts.append(
                shown.table(
                    SiteWords.field("provisions", visit.language), assessment.objects("provisions"),
                    columns: ["provision", "verdict"]))
        }
        if let draft = record.object("draft") { section("draft", [shown.facts(draft)]) }
        let asks = record.objects("asks")
        if !asks.isEmpty {
            section("asks", asks.map { .group([shown.facts($0), visit.forms(now.ask($0), under: nil)]) })
        }
        let patrols = record.objects("patrols")
        if !patrols.isEmpty {
            section("patrols", patrols.map { .group([shown.facts($0), visit.forms(now.patrolForms($0), under: nil)]) })
        }
        let escalations = record.objects("escalations")
        if !escalations.isEmpty {
            section(
                "escalations",
                escalations.map { .group([shown.facts($0), visit.forms(now.escalation($0), under: nil)]) })
        }
        parts.append(visit.forms(now.incident(record) + (record.object("finding").map { now.finding($0) } ?? [])))
        if visit.couldSee(JournalRecord.self) {
            let journal = try await visit.list(
                IncidentJournal(id: id, page: Page(limit: 200, after: try visit.query("after"))))
            if !journal.records.isEmpty {
                parts += [
                    .h2(visit.say(Words.journal)),
                    shown.table(
                        visit.say(Words.journal), journal.records,
                        columns: ["index", "recorded", "fact", "officer", "note"]),
                    visit.more(journal, "/incidents/" + Links.encoded("\(id)")),
                ]
            }
        }
        return visit.page(
            "\(SiteWords.field("incident", visit.language)) \(id)", path: "/incidents/" + Links.encoded("\(id)"), parts)
    }

    /// Shown in parts of their own.
    private static let sections: Set<String> = ["finding", "assessment", "draft", "asks", "patrols", "escalations"]

    // MARK: Findings

    private func findings(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let outcome = try visit.chosen("outcome", Outcome.self)
        let side = try visit.query("side").flatMap { PartyID($0) }
        let listed = try await visit.list(FindingList(outcome: outcome, side: side, page: try visit.part()))
        let language = visit.language
        return visit.page(
            visit.say(Titles.findings), path: "/findings",
            [
                try visit.done(),
                visit.filter(
                    "/findings",
                    [
                        visit.choice(
                            "outcome", SiteWords.field("outcome", language),
                            Outcome.allCases.map { ($0.rawValue, SiteWords.value($0.rawValue, language)) },
                            outcome?.rawValue),
                        visit.choice(
                            "side", SiteWords.field("side", language),
                            visit.agreement.parties.map { ($0.id, $0.name.text(in: language.rawValue)) }, side?.text),
                    ]),
                visit.table(
                    visit.say(Titles.findings), listed.linked(as: "finding"),
                    columns: ["finding", "outcome", "incident", "summary", "adopted_at", "officer", "reopened_at"],
                    path: "/findings", query: [("outcome", outcome?.rawValue), ("side", side?.text)]),
            ])
    }

    private func finding(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        guard let id = FindingID(call.parameter("finding")) else { throw Problem(.notFound) }
        let record = try await visit.single(FindingByID(id: id))
        var parts: [Markup] = [try visit.done()]
        if record["reopened_at"] != nil { parts.append(.notice(.p(visit.say(Words.reopened)), kind: "warn")) }
        parts.append(visit.shown.facts(record))
        if let index = record.integer("index") {
            parts.append(
                .notice(
                    .p(visit.say(Words.receipt)),
                    .tag("p", [:], .link(visit.say(Words.download), "/api/v1/receipts/\(index)"))))
        }
        parts.append(visit.forms(CommandsNow(visit: visit).finding(record)))
        return visit.page(
            "\(SiteWords.field("finding", visit.language)) \(id)", path: "/findings/" + Links.encoded("\(id)"), parts)
    }

    // MARK: Asks

    private func asks(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        try visit.expect(AskRecord.self)
        let open = try visit.query("open").map { $0 == "true" }
        let listed = try await visit.list(AskList(open: open, page: try visit.part()))
        let now = CommandsNow(visit: visit)
        var parts: [Markup] = [
            try visit.done(),
            visit.filter(
                "/asks",
                [
                    visit.choice(
                        "open", visit.say(Words.open), [("true", SiteWords.value("yes", visit.language))],
                        open.map { "\($0)" })
                ]),
        ]
        if listed.records.isEmpty { parts.append(.p(visit.say(ListWords.nothing), kind: "quiet")) }
        parts += listed.records.map { record in
            .tag(
                "article", [:],
                .tag("h2", [:], .code(record.string("id") ?? "")), visit.shown.facts(record, leaving: ["id"]),
                visit.forms(now.ask(record), under: nil))
        }
        parts.append(visit.more(listed, "/asks", [("open", open.map { "\($0)" })]))
        return visit.page(visit.say(Titles.asks), path: "/asks", parts)
    }

    private enum Words {
        static let journal = Phrase("What was done, step by step", "ما جرى خطوة بخطوة")
        static let reopened = Phrase(
            "This finding was reopened: it no longer stands. It is kept as it was.",
            "أُعيد فتح هذه النتيجة ولم تعد قائمة. وهي محفوظة كما كانت.")
        static let receipt = Phrase(
            "The receipt proves that this finding stands in the log. It can be checked offline: truce verify FILE --policy POLICY",
            "يثبت الإيصال أن هذه النتيجة واردة في السجل، ويمكن التحقق منه دون اتصال: truce verify FILE --policy POLICY")
        static let download = Phrase("Receipt", "الإيصال")
        static let open = Phrase("Only those that wait", "المنتظرة فقط")
    }
}
