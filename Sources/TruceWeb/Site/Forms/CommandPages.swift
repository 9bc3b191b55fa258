import HTTPTypes
import Hummingbird
import Truce
import TruceMechanism

/// `/do/COMMAND`: the form of a command by itself, and where every form is sent. A form becomes the very command that the
/// API would have taken.
struct CommandPages: Sendable {
    let site: Site

    var routes: [Route] {
        [
            .page(.get, "/do/{command}", id: "showCommandForm", access: .signedIn) { try await show($0) },
            .page(
                .post, "/do/{command}", id: "submitCommandForm", access: .signedIn, body: .formWithFiles
            ) {
                try await submit($0)
            },
        ]
    }

    private func kind(_ visit: Visit) throws(Problem) -> CommandKind {
        guard let kind = CommandKind(rawValue: visit.call.parameter("command")) else { throw Problem(.notFound) }
        guard AccessTable.may(visit.asker, do: kind) else { throw Problem(.notAllowed) }
        return kind
    }

    private func show(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let kind = try kind(visit)
        var form = CommandForm(kind: kind, about: CommandsNow.blank(kind, visit))
        for parameter in call.target.query where Self.named.contains(parameter.name) {
            form.about = form.about.with(parameter.name, .string(parameter.value))
        }
        return page(visit, form, FormValues(), status: .ok, isNew: true)
    }

    private static let named: Set<String> = [
        "incident", "finding", "report", "ask", "patrol", "obligation", "gate", "demand", "communique", "amendment",
        "session",
    ]

    private func submit(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let kind = try kind(visit)
        guard let holder = visit.asker.holder else { throw Problem(.signInRequired) }
        let fields = try await fields(of: call, by: holder)
        let values = FormValues(fields)
        let plan = FormPlan(kind)
        var form = CommandForm(kind: kind)
        form.back = values.first(CommandForm.backField).flatMap { LocalPath.checked($0) }
        for field in fields where field.name.hasPrefix(CommandForm.offeredField) {
            form.offered[String(field.name.dropFirst(CommandForm.offeredField.count)), default: []].append(field.value)
        }
        let key = values.first(CommandForm.keyField) ?? ""
        let body = FormReading(values: values, zone: visit.zone).body(plan)
        let problem: Problem
        do {
            let submitted = try await site.mission.submit(try command(kind, body), as: holder, key: key)
            return visit.redirect(
                form.back ?? Destination.path(kind, body, submitted),
                [("done", kind.rawValue), ("after_position", String(submitted.position))])
        } catch let refused as Problem {
            problem = refused
        } catch let error as MissionError {
            guard case .refused = error else { throw error.problem }
            problem = error.problem(in: body)
        }
        // The next try says something else, and goes under a name of its own.
        return page(
            visit, form, values, status: .init(code: problem.kind.status), problem, key: CommandForm.newKey())
    }

    /// Files are taken in as they come and stand in the form by their SHA-256, also when it comes back with mistakes.
    private func fields(of call: Call, by holder: HolderID) async throws -> [Target.Parameter] {
        guard let form = call.files else { return try await call.form() }
        var fields: [Target.Parameter] = []
        while let part = try await form.next() {
            guard let fileName = part.fileName else {
                fields.append(Target.Parameter(name: part.name, value: try await form.text()))
                continue
            }
            guard !fileName.isEmpty else { continue }
            do {
                let digest = try await site.mission.takeIn(form.content, by: holder)
                fields.append(Target.Parameter(name: part.name, value: digest.description))
            } catch {
                // The mission knows only that the bytes broke off.
                throw form.problem ?? error.problem
            }
        }
        return fields
    }

    private func command(_ kind: CommandKind, _ body: JSONValue) throws(Problem) -> Command {
        do { return try Command(kind, json: body) } catch { throw error.problem(in: body) }
    }

    private func page(
        _ visit: Visit, _ form: CommandForm, _ values: FormValues, status: HTTPResponse.Status,
        _ problem: Problem? = nil,
        key: String? = nil, isNew: Bool = false
    ) -> Response {
        var parts: [Markup] = []
        var mistakes: [String: [String]] = [:]
        if let problem {
            mistakes = Mistakes.byField(problem, FormPlan(form.kind))
            let loose = [problem.kind.title[visit.language], problem.detail].compactMap { $0 } + (mistakes[""] ?? [])
            parts.append(
                .tag(
                    "div", ["class": "notice bad", "role": "alert"],
                    [.p(visit.say(FormWords.wrong))] + loose.map { .p($0) }))
        }
        parts.append(form.form(visit, id: "f", values: isNew ? nil : values, mistakes: mistakes, key: key))
        return visit.page(
            SiteWords.command(form.kind, visit.language), path: isNew ? CommandForm.path(form.kind) : nil,
            status: status,
            parts)
    }
}

/// Mistakes by the field of the form that they stand beside.
enum Mistakes {
    static func byField(_ problem: Problem, _ plan: FormPlan) -> [String: [String]] {
        let known = paths(plan.fields, "")
        var found: [String: [String]] = [:]
        for part in problem.errors {
            var path = part.pointer.split(separator: "/").map(String.init)
            // A part that has no field of its own stands beside the whole.
            while !path.isEmpty, !known.contains(pattern(path)) { path.removeLast() }
            found[path.joined(separator: "."), default: []].append(part.detail)
        }
        return found
    }

    /// Rows of tables are all alike.
    private static func pattern(_ path: [String]) -> String {
        path.map { Decimal.digits($0) == nil ? $0 : "*" }.joined(separator: ".")
    }

    private static func paths(_ fields: [FormField], _ prefix: String) -> Set<String> {
        var all: Set<String> = []
        for field in fields {
            let path = prefix + field.name
            all.insert(path)
            switch field.control {
            case .record(let parts): all.formUnion(paths(parts, path + "."))
            case .rows(let columns): all.formUnion(paths(columns, path + ".*."))
            default: break
            }
        }
        return all
    }
}

/// Where a page leads after a command.
enum Destination {
    static func path(_ kind: CommandKind, _ body: JSONValue, _ submitted: Submitted) -> String {
        func text(_ key: String) -> String? {
            guard case .string(let text)? = body[key] else { return nil }
            return text
        }
        if kind == .fileReport, let report = submitted.name("report") { return "/reports/" + Links.encoded(report) }
        if kind == .joinIncidents, let into = text("into") { return "/incidents/" + Links.encoded(into) }
        if let incident = text("incident") { return "/incidents/" + Links.encoded(incident) }
        if let report = text("report") { return "/reports/" + Links.encoded(report) }
        switch kind {
        case .reviewFinding: return "/work"
        case .adoptFinding, .reopenFinding:
            return text("finding").map { "/findings/" + Links.encoded($0) } ?? "/findings"
        case .fileReply, .extendReply: return "/asks"
        case .reportPatrol: return "/work"
        case .reportDenial, .reportPresence: return "/coverage"
        case .reportProgress, .stateBaseline: return "/obligations"
        case .beginStep: return "/gates"
        case .grantAccess, .revokeAccess: return "/holders"
        case .suspendAgreement, .resumeAgreement: return "/agreement"
        default: return "/talks"
        }
    }
}

/// A path of this server to go back to, as a form or a link carries it.
enum LocalPath {
    /// Nil for what could lead elsewhere.
    static func checked(_ path: String) -> String? {
        guard path.hasPrefix("/"), !path.hasPrefix("//"), path.utf8.count <= 512,
            path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "?") })
        else { return nil }
        return path
    }
}
