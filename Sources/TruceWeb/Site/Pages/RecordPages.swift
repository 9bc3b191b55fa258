import Hummingbird
import Truce

/// What anybody needs to check the mechanism itself: the table of access, who holds which role, the log.
struct RecordPages: Sendable {
    let site: Site

    var routes: [Route] {
        [
            .page(.get, "/access", id: "showAccessTable") { try access($0) },
            .page(.get, "/holders", id: "showHolders") { try await holders($0) },
            .page(.get, "/log", id: "showLog") { try await log($0) },
        ]
    }

    private func access(_ call: Call) throws -> Response {
        let visit = try Visit(call, site)
        let language = visit.language
        let roles = Role.allCases.map { SiteWords.value($0.rawValue, language) }
        let fields = Field.allCases.map { field -> [Markup] in
            [
                .group([
                    .code(field.rawValue), " ",
                    .tag("span", ["class": "hint", "lang": "en", "dir": "ltr"], .text(field.meaning)),
                ])
            ] + Role.allCases.map { .text(Self.mark(AccessTable.sight(of: field, for: $0), visit)) }
        }
        let commands = CommandKind.allCases.map { kind -> [Markup] in
            [.text(SiteWords.command(kind, language))]
                + Role.allCases.map { .text(AccessTable.may($0, do: kind) ? SiteWords.value("yes", language) : "–") }
        }
        return visit.page(
            visit.say(Titles.access), path: "/access",
            [
                .p(visit.say(Words.table), kind: "lead"), .h2(visit.say(Words.see)),
                .table(visit.say(Words.see), heads: [visit.say(Words.field)] + roles, rows: fields),
                .h2(visit.say(Words.do)),
                .table(visit.say(Words.do), heads: [visit.say(Words.command)] + roles, rows: commands),
            ])
    }

    private static func mark(_ sight: Sight, _ visit: Visit) -> String {
        switch sight {
        case .never: "–"
        case .published: visit.say(Words.published)
        case .own: visit.say(Words.own)
        case .ownOrPublished: visit.say(Words.both)
        case .always: visit.say(Words.always)
        }
    }

    private func holders(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        try visit.expect(HolderRecord.self)
        let listed = try await visit.list(HolderList(page: try visit.part()))
        let now = CommandsNow(visit: visit)
        return visit.page(
            visit.say(Titles.holders), path: "/holders",
            [
                try visit.done(),
                visit.table(
                    visit.say(Titles.holders), listed,
                    columns: ["holder", "role", "side", "from", "until", "granted_by", "revoked_at"], path: "/holders"),
                visit.forms(now.new(.grantAccess), under: ListWords.new),
                visit.forms(listed.records.flatMap { now.holder($0) }),
            ])
    }

    private func log(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let entries = try await visit.list(EntryList(page: try visit.part()))
        let rows = entries.records.map { entry -> [Markup] in
            let data = entry["data"].flatMap { try? $0.canonicalBytes() }.map { String(decoding: $0, as: UTF8.self) }
            return [
                .text(entry.integer("index").map(String.init) ?? ""),
                entry["recorded"].map { visit.shown.value($0, of: "recorded") } ?? .nothing,
                .text(SiteWords.fact(entry.string("fact") ?? "", visit.language)),
                .tag(
                    "details", [:], .tag("summary", [:], .text(SiteWords.field("data", visit.language))),
                    // What could not be written as JSON was not read from the ledger.
                    .code(data ?? "")),
            ]
        }
        let heads = ["index", "recorded", "fact", "data"].map { SiteWords.field($0, visit.language) }
        let checkpoint = try? site.mission.published("checkpoint")
        return visit.page(
            visit.say(Titles.log), path: "/log",
            [
                .p(visit.say(Words.verify), kind: "lead"),
                // Until the first checkpoint is signed there is none.
                checkpoint.flatMap { $0 }.map { bytes in
                    .tag(
                        "pre", ["class": "scroll", "dir": "ltr", "tabindex": "0"],
                        .text(String(decoding: bytes, as: UTF8.self)))
                } ?? .nothing,
                .list([
                    .link("checkpoint", "/log/checkpoint"), .link(visit.say(Words.policy), "/log/policy"),
                    .code("truce verify RECEIPT --policy POLICY"),
                ]),
                .table(visit.say(Titles.log), heads: heads, rows: rows), visit.more(entries, "/log"),
            ])
    }

    private enum Words {
        static let table = Phrase(
            "One table says who sees and does what. Every page, every answer of the interface and every export goes through it.",
            "جدول واحد يحدد من يطّلع على ماذا ومن يفعل ماذا. وكل صفحة وكل جواب للواجهة وكل تصدير يمر به.")
        static let see = Phrase("Who sees what", "من يطّلع على ماذا")
        static let `do` = Phrase("Who may do what", "من يفعل ماذا")
        static let field = Phrase("What", "ماذا")
        static let command = Phrase("Command", "الأمر")
        static let published = Phrase("once published", "بعد النشر")
        static let own = Phrase("own", "ما يخصه")
        static let both = Phrase("own or published", "ما يخصه أو المنشور")
        static let always = Phrase("always", "دائماً")
        static let verify = Phrase(
            "Every entry is hashed into a tree whose head is signed. A receipt proves that an entry stands in it; whoever keeps an older head can tell whether anything was rewritten.",
            "يدخل كل قيد في شجرة بصمات يُوقَّع رأسها. ويثبت الإيصال أن القيد وارد فيها، ومن احتفظ برأس أقدم عرف إن كان شيء قد غُيّر."
        )
        static let policy = Phrase("Whose signatures to trust (policy)", "التواقيع الموثوقة (السياسة)")
    }
}
