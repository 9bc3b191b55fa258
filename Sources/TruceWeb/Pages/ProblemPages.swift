import HTTPTypes
import Hummingbird
import Truce

/// Problems as pages: one for each kind, a list of all, and the one that a browser gets in place of JSON.
struct ProblemPages: Sendable {
    let kinds: [ProblemKind]
    let pages: Pages

    /// - Precondition: No two kinds have one name.
    init(_ kinds: [ProblemKind], pages: Pages) {
        precondition(Set(kinds.map(\.name)).count == kinds.count, "two kinds of problems have one name")
        self.kinds = kinds.sorted { ($0.status, $0.name) < ($1.status, $1.name) }
        self.pages = pages
    }

    var routes: [Route] {
        [
            Route(.get, "/problems", id: "listProblems", access: .anyone, produces: ["text/html"]) { call in
                list(in: call.language)
            },
            Route(.get, "/problems/{name}", id: "readProblem", access: .anyone, produces: ["text/html"]) { call in
                guard let kind = kinds.first(where: { $0.name == call.parameter("name") }) else {
                    throw Problem(.notFound)
                }
                return page(of: kind, in: call.language)
            },
        ]
    }

    /// What a browser gets.
    func response(to problem: Problem, in language: Language) -> Response {
        struct Page: Sendable {
            let meaning: String
            let detail: String?
            let errors: [Problem.Part]
            let hasErrors: Bool
            let instance: String?
            let instanceLabel: String
            let typeHref: String
            let typeLabel: String
        }
        return pages.response(
            "problem", title: problem.kind.title[language], in: language,
            page: Page(
                meaning: problem.kind.meaning[language], detail: problem.detail, errors: problem.errors,
                hasErrors: !problem.errors.isEmpty, instance: problem.instance, instanceLabel: Words.instance[language],
                typeHref: problem.kind.path, typeLabel: Words.more[language]),
            status: .init(code: problem.kind.status))
    }

    private func page(of kind: ProblemKind, in language: Language) -> Response {
        struct Page: Sendable {
            let meaning: String
            let type: String
            let typeLabel: String
            let status: Int
            let statusLabel: String
            let allLabel: String
        }
        return pages.response(
            "problem-kind", title: kind.title[language], in: language,
            page: Page(
                meaning: kind.meaning[language], type: kind.path, typeLabel: Words.type[language], status: kind.status,
                statusLabel: Words.status[language], allLabel: Words.all[language]), path: kind.path)
    }

    private func list(in language: Language) -> Response {
        struct Row: Sendable {
            let status: Int
            let title: String
            let type: String
        }
        struct Page: Sendable {
            let lead: String
            let caption: String
            let statusLabel: String
            let titleLabel: String
            let typeLabel: String
            let kinds: [Row]
        }
        return pages.response(
            "problem-kinds", title: Words.all[language], in: language,
            page: Page(
                lead: Words.lead[language], caption: Words.caption[language], statusLabel: Words.status[language],
                titleLabel: Words.title[language], typeLabel: Words.type[language],
                kinds: kinds.map { Row(status: $0.status, title: $0.title[language], type: $0.path) }),
            path: "/problems")
    }

    private enum Words {
        static let instance = Phrase("Identifier in the server’s log:", "المعرّف في سجل الخادم:")
        static let more = Phrase("About this kind of problem", "عن هذا النوع من المشكلات")
        static let all = Phrase("Problems that this server can answer with", "المشكلات التي قد يجيب بها هذا الخادم")
        static let lead = Phrase(
            "Every error is an answer of the type application/problem+json (RFC 9457). Its “type” is one of these.",
            "كل خطأ جواب من النوع application/problem+json (RFC 9457)، و«type» فيه أحد الآتي.")
        static let caption = Phrase("By status", "بحسب رمز الحالة")
        static let status = Phrase("Status", "رمز الحالة")
        static let title = Phrase("Meaning", "المعنى")
        static let type = Phrase("Type", "النوع")
    }
}
