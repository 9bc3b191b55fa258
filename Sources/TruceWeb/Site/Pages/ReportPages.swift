import Hummingbird
import Truce

/// Reports as received, each with what may be done with it.
struct ReportPages: Sendable {
    let site: Site

    var routes: [Route] {
        [
            .page(.get, "/reports", id: "showReports") { try await list($0) },
            .page(.get, "/reports/{report}", id: "showReport") { try await report($0) },
        ]
    }

    private func list(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        try visit.expect(ReportRecord.self)
        let triaged = try visit.query("triaged").map { $0 == "true" }
        let listed = try await visit.list(ReportList(triaged: triaged, page: try visit.part()))
        let language = visit.language
        return visit.page(
            visit.say(Titles.reports), path: "/reports",
            [
                try visit.done(),
                visit.filter(
                    "/reports",
                    [
                        visit.choice(
                            "triaged", visit.say(Words.placed),
                            [
                                ("true", SiteWords.value("yes", language)), ("false", SiteWords.value("no", language)),
                            ], triaged.map { "\($0)" })
                    ]),
                visit.table(
                    visit.say(Titles.reports),
                    listed.linked(as: "report"),
                    columns: [
                        "report", "received_at", "channel", "source_class", "disposition", "incident",
                        "proposed_incident", "withdrawn",
                    ], path: "/reports", query: [("triaged", triaged.map { "\($0)" })]),
                visit.forms(CommandsNow(visit: visit).new(.fileReport), under: ListWords.new),
            ])
    }

    private func report(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        guard let id = ReportID(call.parameter("report")) else { throw Problem(.notFound) }
        let record = try await visit.single(ReportByID(id: id))
        return visit.page(
            "\(SiteWords.field("report", visit.language)) \(id)", path: "/reports/" + Links.encoded("\(id)"),
            [
                try visit.done(), visit.shown.facts(record, leaving: ["evidence"]),
                visit.shown.table(
                    SiteWords.field("evidence", visit.language), record.objects("evidence"),
                    columns: ["digest", "media_type", "size", "received_at"]),
                visit.forms(CommandsNow(visit: visit).report(record)),
            ])
    }

    private enum Words {
        static let placed = Phrase("Placed by an officer", "صنّفه مسؤول")
    }
}
