import Hummingbird
import Truce

/// How the agreement stands: obligations, gates, coverage, the text itself.
struct StandingPages: Sendable {
    let site: Site

    var routes: [Route] {
        [
            .page(.get, "/obligations", id: "showObligations") { try await obligations($0) },
            .page(.get, "/gates", id: "showGates") { try await gates($0) },
            .page(.get, "/coverage", id: "showCoverage") { try await coverage($0) },
            .page(.get, "/agreement", id: "showAgreement") { try agreement($0) },
        ]
    }

    private func obligations(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let listed = try await visit.list(ObligationList(page: try visit.part()))
        let now = CommandsNow(visit: visit)
        let articles = listed.records.map { record -> Markup in
            .tag(
                "article", [:],
                .tag("h2", [:], .words(record.string("title") ?? record.string("id") ?? "")),
                visit.shown.facts(record, leaving: ["title", "progress", "baselines"]),
                record.objects("progress").isEmpty
                    ? .nothing
                    : visit.shown.table(
                        SiteWords.field("progress", visit.language), record.objects("progress"),
                        columns: ["at", "by", "score", "percent", "count", "index"]),
                record.objects("baselines").isEmpty
                    ? .nothing
                    : visit.shown.table(
                        SiteWords.field("baselines", visit.language), record.objects("baselines"),
                        columns: ["by", "value", "reason", "index"]), visit.forms(now.obligation(record), under: nil))
        }
        return visit.page(
            visit.say(Titles.obligations), path: "/obligations",
            [try visit.done()] + articles + [visit.more(listed, "/obligations")])
    }

    private func gates(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let listed = try await visit.list(GateList(page: try visit.part()))
        return visit.page(
            visit.say(Titles.gates), path: "/gates",
            [try visit.done()] + listed.records.map { Self.gate($0, visit, isWhole: true) }
                + [visit.more(listed, "/gates")])
    }

    /// Open or shut, and why.
    static func gate(_ record: JSONObject, _ visit: Visit, isWhole: Bool) -> Markup {
        let standing = record.string("standing") ?? "unknown"
        let reasons = record.objects("reasons").map { reason -> Markup in
            .group([
                .tag("strong", [:], .text(SiteWords.value(reason.string("truth") ?? "unknown", visit.language))), " · ",
                .words(reason.string("text") ?? ""),
            ])
        }
        return .tag(
            "article", [:],
            .tag(
                isWhole ? "h2" : "h3", [:], .words(record.string("title") ?? record.string("id") ?? ""), " — ",
                .text(SiteWords.value(standing, visit.language))), .list(reasons),
            isWhole ? visit.shown.facts(record, leaving: ["title", "reasons", "standing"]) : .nothing,
            isWhole ? visit.forms(CommandsNow(visit: visit).gate(record), under: nil) : .nothing)
    }

    private func coverage(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        try visit.expect(DenialRecord.self)
        let denials = try await visit.list(DenialList(page: try visit.part()))
        var parts: [Markup] = [
            try visit.done(), .h2(SiteWords.field("denials", visit.language)),
            visit.table(
                SiteWords.field("denials", visit.language), denials,
                columns: ["id", "reported_at", "kind", "by", "public_place", "content", "reported_by"],
                path: "/coverage"),
        ]
        if visit.couldSee(PresenceRecord.self) {
            let presence = try await visit.list(PresenceList(page: Page(limit: 100)))
            parts += [
                .h2(SiteWords.field("presence", visit.language)),
                visit.table(
                    SiteWords.field("presence", visit.language),
                    Listed(records: presence.records, next: nil, position: presence.position),
                    columns: ["id", "reported_at", "content", "reported_by"], path: "/coverage"),
            ]
        }
        parts.append(visit.forms(CommandsNow(visit: visit).new(.reportDenial, .reportPresence), under: ListWords.new))
        return visit.page(visit.say(Titles.coverage), path: "/coverage", parts)
    }

    private func agreement(_ call: Call) throws -> Response {
        let visit = try Visit(call, site)
        let language = visit.language.rawValue
        let text = visit.agreement
        func named(_ title: Phrase, _ items: [(String, LocalizedText)]) -> Markup {
            .group([
                .h2(visit.say(title)),
                .list(items.map { .group([.words($0.1.text(in: language)), " ", .code($0.0)]) }),
            ])
        }
        var parts: [Markup] = [
            try visit.done(), .tag("p", ["class": "lead"], .words(text.title.text(in: language))),
            .facts([
                (SiteWords.field("version", visit.language), .text(String(text.version))),
                (SiteWords.field("from", visit.language), visit.shown.time(text.inForce.from)),
                (visit.say(Words.zone), .code(text.zone.name)),
            ]), named(Words.parties, text.parties.map { ($0.id, $0.name) }),
            named(Words.guarantors, text.guarantors.map { ($0.id, $0.name) }),
            .h2(SiteWords.field("provisions", visit.language)),
        ]
        parts += text.provisions.map { provision in
            .tag(
                "article", [:],
                .tag("h3", [:], .code(provision.id), " ", .words(provision.title.text(in: language))),
                .tag("p", [:], .words(provision.text.text(in: language))))
        }
        parts.append(
            visit.forms(
                CommandsNow(visit: visit).new(.suspendAgreement, .resumeAgreement, .proposeAmendment, .nameSignatoryKey)
            ))
        return visit.page(visit.say(Titles.agreement), path: "/agreement", parts)
    }

    private enum Words {
        static let zone = Phrase("Mission time", "توقيت البعثة")
        static let parties = Phrase("Parties", "الأطراف")
        static let guarantors = Phrase("Guarantors", "الضامنون")
    }
}
