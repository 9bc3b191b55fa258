import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts

/// By which names at other organisations somebody signs in here: shown to the person, tied by an administrator. A person
/// can untie, and not tie: whoever finds a browser open must not leave a way in behind.
struct IdentityPages: Sendable {
    let site: Site

    private var actions: AccountActions { site.actions }

    var routes: [Route] {
        [
            .page(.get, "/account/identities", id: "showIdentities", access: .signedIn) { call in
                let visit = try Visit(call, site)
                let session = try actions.own(call)
                return try await page(visit, of: session.account, isOwn: true)
            },
            post("/account/identities/removal", "submitIdentityRemoval") { visit, sent in
                try await actions.untie(try sent.identity(), try actions.own(visit.call))
                // Every session of the account has ended, this one too.
                var response = visit.redirect(Site.signInPath)
                response.headers[.setCookie] = actions.sessions.cookie.removing
                return response
            },
            .page(.get, "/people/{number}/identities", id: "showIdentitiesOf", access: .signedIn) { call in
                let visit = try Visit(call, site)
                _ = try actions.administrator(call)
                return try await page(visit, of: AccountID(try call.number()), isOwn: false)
            },
            post("/people/{number}/identities", "submitIdentityOf") { visit, sent in
                let (administrator, id) = try both(visit)
                try await actions.tie(try sent.identity(), to: id, by: administrator)
                return visit.redirect("/people/\(id)/identities")
            },
            post("/people/{number}/identities/removal", "submitIdentityRemovalOf") { visit, sent in
                let (administrator, id) = try both(visit)
                try await actions.untie(try sent.identity(), from: id, by: administrator)
                return visit.redirect("/people/\(id)/identities")
            },
        ]
    }

    private func both(_ visit: Visit) throws -> (Session, AccountID) {
        (try actions.administrator(visit.call), AccountID(try visit.call.number()))
    }

    private func post(
        _ path: String, _ id: String, _ act: @escaping @Sendable (Visit, SentForm) async throws -> Response
    ) -> Route {
        .page(.post, path, id: id, access: .signedIn, body: .form) { call in
            let visit = try Visit(call, site)
            let sent = try await SentForm(call)
            do { return try await act(visit, sent) } catch let problem as Problem
                where [409, 422].contains(problem.kind.status)
            {
                let isOwn = path.hasPrefix("/account/")
                let id = isOwn ? try actions.own(call).account : AccountID(try call.number())
                return try await page(visit, of: id, isOwn: isOwn, problem, sent)
            }
        }
    }

    private func page(
        _ visit: Visit, of id: AccountID, isOwn: Bool, _ problem: Problem? = nil, _ sent: SentForm? = nil
    ) async throws -> Response {
        let account = try await actions.account(id)
        let path = isOwn ? "/account/identities" : "/people/\(id)/identities"
        let rows = try await actions.identities(of: id).enumerated().map { at, identity -> [Markup] in
            [
                .code(identity.issuer), .code(identity.subject),
                PlainForm(
                    action: path + "/removal", submit: IdentityWords.untie,
                    carried: [("issuer", identity.issuer), ("subject", identity.subject)], isPlain: true
                ).draw(visit, id: "untie-\(at)", key: visit.formKey),
            ]
        }
        var parts: [Markup] = [
            visit.alert(problem), .facts([(visit.say(SignInWords.login), .words(account.login))]),
            .p(visit.say(isOwn ? IdentityWords.own : IdentityWords.others), kind: "quiet"),
            rows.isEmpty
                ? .p(visit.say(IdentityWords.none))
                : .table(
                    visit.say(IdentityWords.title),
                    heads: [visit.say(IdentityWords.issuer), visit.say(IdentityWords.subject), ""], rows: rows),
        ]
        if !isOwn {
            let tie = PlainForm(
                action: path,
                fields: [
                    .init(
                        name: "issuer", label: IdentityWords.issuer, completion: "off",
                        value: sent?["issuer"] ?? site.outside?.service.issuer ?? ""),
                    .init(
                        name: "subject", label: IdentityWords.subject, completion: "off",
                        hint: IdentityWords.subjectHint, value: sent?["subject"] ?? ""),
                ], submit: IdentityWords.tie)
            parts += [
                .h2(visit.say(IdentityWords.tie)), tie.draw(visit, id: "tie", key: visit.formKey, problem: problem),
            ]
        }
        return visit.page(
            visit.say(IdentityWords.title), path: problem == nil ? path : nil,
            status: problem.map { .init(code: $0.kind.status) } ?? .ok, parts)
    }
}

extension SentForm {
    func identity() throws(Problem) -> Identity {
        do { return try Identity(issuer: self["issuer"], subject: self["subject"]) } catch {
            throw Problem(.invalid, errors: [.init("/subject", error.description)])
        }
    }
}

enum IdentityWords {
    static let title = Phrase("Sign-in elsewhere", "تسجيل الدخول عبر جهة أخرى")
    static let issuer = Phrase("Service (issuer)", "الخدمة (issuer)")
    static let subject = Phrase("Name there (subject)", "الاسم فيها (subject)")
    static let subjectHint = Phrase(
        "As the service calls the person; whoever signs in there untied is shown it.",
        "كما تسمّي الخدمةُ الشخص، ويظهر لمن يسجّل الدخول فيها قبل الربط.")
    static let tie = Phrase("Tie to the account", "ربط بالحساب")
    static let untie = Phrase("Untie", "فك الربط")
    static let none = Phrase("None is tied to this account.", "لا شيء مرتبط بهذا الحساب.")
    static let own = Phrase(
        "Whoever your organisation's service vouches for under one of these names signs in as you. Untying ends all your sessions.",
        "من تشهد له خدمة مؤسستك بأحد هذه الأسماء يدخل بحسابك. وفك الربط ينهي كل جلساتك.")
    static let others = Phrase(
        "Whoever the service vouches for under such a name signs in as this account. Untying ends the account's sessions.",
        "من تشهد له الخدمة بأحد هذه الأسماء يدخل بهذا الحساب. وفك الربط ينهي جلسات الحساب.")
    static let signIn = Phrase("Sign in with", "تسجيل الدخول عبر")
}
