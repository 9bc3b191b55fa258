import Hummingbird
import Truce

/// For everybody: what this is, whether the cease-fire holds, what was found, what is owed. And what waits for oneself.
struct FrontPage: Sendable {
    let site: Site

    var routes: [Route] {
        [
            .page(.get, "/", id: "showFrontPage") { try await front($0) },
            .page(.get, "/work", id: "showWork", access: .signedIn) { try await work($0) },
            .page(.get, "/search", id: "showSearch") { try await search($0) },
        ]
    }

    private func front(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let gates = try await visit.list(GateList())
        let findings = try await visit.list(FindingList(page: Page(limit: 10)))
        let obligations = try await visit.list(ObligationList())
        let title = visit.agreement.title.text(in: visit.language.rawValue)
        var parts: [Markup] = [
            .tag("p", ["class": "lead"], .words(title)), .p(visit.say(Words.what)),
            try await counts(visit), .h2(visit.say(Titles.gates)),
        ]
        parts += gates.records.map { StandingPages.gate($0, visit, isWhole: false) }
        parts += [
            .h2(visit.say(Words.latest)),
            visit.table(
                visit.say(Words.latest),
                Listed(records: findings.records, next: nil, position: findings.position).linked(as: "finding"),
                columns: ["finding", "outcome", "incident", "adopted_at", "reopened_at"], path: "/findings"),
            .tag("p", [:], .link(visit.say(Words.all), visit.href("/findings"))),
            .h2(visit.say(Titles.obligations)),
            visit.table(
                visit.say(Titles.obligations), obligations,
                columns: ["title", "of", "due", "score", "percent", "late"],
                path: "/obligations"),
            .notice(
                .p(visit.say(Words.check)), .tag("p", [:], .link(visit.say(Titles.log), visit.href("/log")))),
        ]
        return visit.page(visit.say(Titles.front), path: "/", parts)
    }

    /// Thirty mission days, against the thirty before.
    private func counts(_ visit: Visit) async throws -> Markup {
        let today = visit.zone.day(of: site.now())
        func total(_ from: Int, _ through: Int) async throws -> [String: Int] {
            let days = try await visit.list(
                DayCounts(from: today.advanced(byDays: from), through: today.advanced(byDays: through)))
            var total: [String: Int] = [:]
            for day in days.records {
                for member in day.members {
                    if case .integer(let count) = member.value { total[member.key, default: 0] += Int(count) }
                }
            }
            return total
        }
        let (now, before) = (try await total(-29, 0), try await total(-59, -30))
        let names = ["findings", "violations", "unable", "denials", "reports", "incidents", "breached", "undetermined"]
        let rows = names.filter { now[$0] != nil || before[$0] != nil || $0 == "findings" }.map { name -> [Markup] in
            [
                .text(SiteWords.field(name, visit.language)), .text(String(now[name] ?? 0)),
                .text(String(before[name] ?? 0)),
            ]
        }
        let caption =
            "\(visit.say(Words.counted)) \(Markup.isolated("\(today), \(visit.zone.name)"))."
        let readsDenials = AccessTable.may(visit.asker, see: .denialContent, Relation())
        return .group([
            .h2(visit.say(Words.month)),
            .table(
                caption, heads: [visit.say(Words.number), visit.say(Words.thirty), visit.say(Words.before)], rows: rows),
            .p(visit.say(Words.silence), kind: "quiet"),
            readsDenials ? .group([]) : .p(visit.say(Words.closed), kind: "quiet"),
        ])
    }

    private func work(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        try visit.expect(QueueRecord.self)
        let queue = try await visit.list(QueueList(page: try visit.part()))
        let rows = queue.records.map { record -> [Markup] in
            let kind = record.string("kind").flatMap(CommandKind.init)
            let name = kind.map { SiteWords.command($0, visit.language) } ?? record.string("kind") ?? ""
            return [
                .link(name, visit.href(Self.place(of: record))),
                record["incident"].map { visit.shown.value($0, of: "incident") } ?? .nothing,
                record["report"].map { visit.shown.value($0, of: "report") } ?? .nothing,
                record["due"].map { visit.shown.value($0, of: "due") } ?? .nothing,
                record["priority"].map { visit.shown.value($0, of: "priority") } ?? .nothing,
            ]
        }
        let heads = ["kind", "incident", "report", "due", "priority"].map { SiteWords.field($0, visit.language) }
        return visit.page(
            visit.say(Titles.work), path: "/work",
            [
                try visit.done(),
                queue.records.isEmpty
                    ? .p(visit.say(Words.idle), kind: "lead")
                    : .table(visit.say(Titles.work), heads: heads, rows: rows),
                visit.more(queue, "/work"),
                visit.forms(
                    CommandsNow(visit: visit).new(.fileReport, .reportDenial, .reportPresence), under: ListWords.new),
            ])
    }

    /// The page on which it is done.
    private static func place(of record: JSONObject) -> String {
        if let incident = record.string("incident") { return "/incidents/" + Links.encoded(incident) }
        if let report = record.string("report") { return "/reports/" + Links.encoded(report) }
        return record.string("kind") == CommandKind.reportProgress.rawValue ? "/obligations" : "/work"
    }

    private func search(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let words = try visit.query("q")
        var parts: [Markup] = [
            visit.filter("/search", [visit.input("q", visit.say(Words.words), type: "search", words)])
        ]
        if let words {
            guard words.unicodeScalars.count <= 200 else { throw Problem.parameter("q") }
            let hits = try await visit.list(Search(text: words, page: try visit.part()))
            parts.append(.p("\(visit.say(Words.found)) \(hits.records.count)", kind: "quiet"))
            parts += hits.records.map { hit in
                .tag(
                    "article", [:],
                    .tag(
                        "h3", [:], .text(SiteWords.value(hit.string("kind") ?? "", visit.language)), " ",
                        Self.link(to: hit, visit)), .tag("p", [:], .words(hit.string("excerpt") ?? "")))
            }
            parts.append(visit.more(hits, "/search", [("q", words)]))
        }
        return visit.page(visit.say(Titles.search), path: "/search", parts)
    }

    private static func link(to hit: JSONObject, _ visit: Visit) -> Markup {
        let id = hit.string("id") ?? ""
        switch hit.string("kind") {
        case "incident", "report", "finding":
            return visit.shown.value(.string(id), of: hit.string("kind") ?? "")
        case "obligation": return .link(id, visit.href("/obligations"))
        default: return .link(id, visit.href("/talks"))
        }
    }

    private enum Words {
        static let what = Phrase(
            "A cease-fire is watched here: every report is kept, every incident is measured against the agreement, every accused side is asked, and a named officer answers for each finding.",
            "تُراقَب الهدنة هنا: يُحفظ كل بلاغ، ويُقاس كل حادث على الاتفاق، ويُسأل كل طرف متهم، ويتحمل مسؤول معروف تبعة كل نتيجة."
        )
        static let month = Phrase("The last thirty days", "الأيام الثلاثون الأخيرة")
        static let counted = Phrase(
            "Counted by the mission day of the incident, of what you may see, until",
            "محسوبة بيوم الحادث في البعثة، مما يحق لك الاطلاع عليه، حتى")
        static let number = Phrase("Counted", "المعدود")
        static let thirty = Phrase("30 days", "30 يوماً")
        static let before = Phrase("30 days before", "30 يوماً قبلها")
        static let silence = Phrase(
            "Silence is not compliance: where nobody could watch, nothing was seen.",
            "الصمت لا يعني الالتزام: حيث لم يستطع أحد المراقبة لم يُرَ شيء.")
        static let closed = Phrase(
            "Denials of movement are counted when the day on which they were reported is over.",
            "تُحتسب حالات منع التنقل بعد انقضاء اليوم الذي أُبلغ فيه عنها.")
        static let latest = Phrase("Latest findings", "أحدث النتائج")
        static let all = Phrase("All findings", "كل النتائج")
        static let check = Phrase(
            "Everything recorded stands in a log that cannot be rewritten unseen. Anybody can check it.",
            "كل ما سُجّل محفوظ في سجل لا يمكن تغييره خفيةً، ويستطيع أي شخص التحقق منه.")
        static let idle = Phrase("Nothing waits for you.", "لا شيء بانتظارك.")
        static let words = Phrase("Words", "كلمات")
        static let found = Phrase("Found:", "وُجد:")
    }
}
