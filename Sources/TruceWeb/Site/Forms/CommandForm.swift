import Truce

/// One command that may be given now, as a form: what it is about stands in it already.
struct CommandForm: Sendable {
    let kind: CommandKind
    /// What the command says so far, as the API takes it.
    var about: JSONValue = [:]
    /// By path: what is offered beside what the agreement says.
    var offered: [String: [String]] = [:]
    /// Where to go on when it is done; nil: to what it is about.
    var back: String?

    static func path(_ kind: CommandKind) -> String { "/do/\(kind.rawValue)" }

    /// The form behind its own name, to be opened where it stands.
    func folded(_ visit: Visit, id: String) -> Markup {
        .tag(
            "details", ["class": "command"],
            .tag("summary", [:], .text(SiteWords.command(kind, visit.language))), form(visit, id: id))
    }

    /// - Parameter id: Unique on the page.
    func form(
        _ visit: Visit, id: String, values: FormValues? = nil, mistakes: [String: [String]] = [:], key: String? = nil
    )
        -> Markup
    {
        let plan = FormPlan(kind)
        var given = values ?? FormValues()
        if values == nil, case .object(let object) = about { given = FormValues(object, for: plan.fields, visit.zone) }
        let drawing = FormDrawing(
            visit: visit, values: given, mistakes: mistakes, prefix: id + "-", offered: offered,
            hidden: hidden(plan, given), first: Self.first[kind])
        func carried(_ name: String, _ value: String) -> Markup {
            .tag(
                "input",
                ["type": "hidden", "name": name, "value": value],
                [])
        }
        var parts = [
            carried(CrossSite.formField, visit.formKey ?? ""), carried(Self.keyField, key ?? Self.newKey()),
        ]
        if let back { parts.append(carried(Self.backField, back)) }
        for (path, words) in offered.sorted(by: { $0.key < $1.key }) {
            parts += words.map { carried(Self.offeredField + path, $0) }
        }
        return .tag(
            "form",
            [
                "method": "post", "action": visit.href(Self.path(kind)), "class": "command",
                "enctype": plan.fields.contains(where: \.takesFiles) ? BodyCheck.multipart : nil,
            ],
            parts + [
                visit.language == .english ? .p(kind.meaning, kind: "quiet") : .nothing, drawing.fields(plan.fields),
                .tag("button", [:], .text(SiteWords.command(kind, visit.language))),
            ])
    }

    /// Fields of the form that are none of the command's. No name of a command's field begins with a dash.
    static let keyField = "-key"
    static let backField = "-back"
    static let offeredField = "-offered."

    /// One act of sending, so that a form sent twice is recorded once.
    static func newKey() -> String { RequestName.make() + RequestName.make() }

    /// What names the thing itself is carried along where it is known.
    private func hidden(_ plan: FormPlan, _ values: FormValues) -> Set<String> {
        Set(Self.names.filter { values.first($0) != nil && offered[$0] == nil })
    }

    private static let names: Set<String> = [
        "incident", "finding", "report", "ask", "patrol", "demand", "communique", "amendment", "session", "rung",
        "version", "content.basis.agreement_version", "content.basis.rules_version",
    ]

    /// What a form asks for first, where it has more fields than most need.
    private static let first: [CommandKind: Set<String>] = [
        .fileReport: [
            "content.earliest", "content.place", "content.place_name", "content.acts", "content.text",
            "content.side_a", "content.side_b", "evidence",
        ],
        .correctReport: [
            "report", "content.earliest", "content.latest", "content.place", "content.place_name", "content.acts",
            "content.text", "note",
        ],
        .draftFinding: [
            "incident", "content.outcome", "content.provisions", "content.attribution.status",
            "content.attribution.party", "content.attribution.confidence", "content.statement",
            "content.basis.reports", "content.basis.agreement_version", "content.basis.rules_version",
        ],
    ]
}
