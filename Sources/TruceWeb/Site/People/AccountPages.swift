import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts

/// One's own account: acting as, password, second factor, tokens, sessions, signing out.
struct AccountPages: Sendable {
    let site: Site

    private var actions: AccountActions { site.actions }

    var routes: [Route] {
        [
            .page(.get, "/account", id: "showAccount", access: .signedIn) { try await page(try Visit($0, site)) },
            post("/account/holder", "submitHolder") { visit, sent, session in
                guard let holder = HolderID(sent["holder"]) else {
                    throw Problem(.invalid, errors: [.init("/holder", "This is no holder's name.")])
                }
                return back(visit, try await actions.choose(holder, session))
            },
            post("/account/password", "submitPassword", rate: .signIn) { visit, sent, session in
                guard sent["new_password"] == sent["again"] else {
                    throw Problem(.invalid, errors: [.init("/again", visit.say(SignInWords.differs))])
                }
                return back(
                    visit,
                    try await actions.changePassword(
                        session, from: sent["password"], to: sent["new_password"], visit.call))
            },
            post("/account/recovery-codes", "submitRecoveryCodes", rate: .signIn) { visit, sent, session in
                RecoveryCodes.page(
                    visit, try await actions.renewRecoveryCodes(session, code: sent["code"], visit.call), cookie: nil)
            },
            post("/account/second-factor/removal", "submitSecondFactorRemoval", rate: .signIn) { visit, sent, session in
                back(visit, try await actions.removeSecondFactor(session, code: sent["code"], visit.call))
            },
            post("/account/tokens", "submitToken") { visit, sent, session in
                let made = try await actions.makeToken(
                    name: sent["name"], scopes: try Scope(names: sent.all("scopes")),
                    days: Decimal.digits(sent["days"]) ?? 0, holder: nil, session)
                return try await page(visit, made: made.text)
            },
            post("/account/tokens/{number}/revocation", "submitTokenRevocation") { visit, _, session in
                try await actions.revokeToken(try visit.call.number(), session)
                return visit.redirect("/account")
            },
            post("/account/sessions/{number}/end", "submitSessionEnd") { visit, _, session in
                try await actions.endSession(try visit.call.number(), session)
                return visit.redirect("/account")
            },
            post("/account/sessions/end", "submitSessionsEnd") { visit, _, session in
                try await actions.signOutEverywhere(session)
                var response = visit.redirect("/sign-in")
                response.headers[.setCookie] = actions.sessions.cookie.removing
                return response
            },
        ]
    }

    /// A form of this page. With mistakes the page comes back, and what was typed in that form with it.
    private func post(
        _ path: String, _ id: String, rate: Route.Rate = .ordinary,
        _ act: @escaping @Sendable (Visit, SentForm, Session) async throws -> Response
    ) -> Route {
        .page(.post, path, id: id, access: .signedIn, body: .form, rate: rate) { call in
            let visit = try Visit(call, site)
            let session = try actions.own(call)
            let sent = try await SentForm(call)
            do { return try await act(visit, sent, session) } catch let problem as Problem
                where [409, 422].contains(problem.kind.status)
            {
                return try await page(visit, problem: problem, of: path, sent)
            }
        }
    }

    private func back(_ visit: Visit, _ new: NewSession) -> Response {
        var response = visit.redirect("/account")
        response.headers[.setCookie] = actions.sessions.cookie.setting(new.secret)
        return response
    }

    // MARK: The page

    private func page(
        _ visit: Visit, made token: String? = nil, problem: Problem? = nil, of form: String? = nil,
        _ sent: SentForm? = nil
    ) async throws -> Response {
        let session = try actions.own(visit.call)
        let account = try await actions.account(session.account)
        func draw(_ plain: PlainForm, _ id: String) -> Markup {
            plain.draw(visit, id: id, key: visit.formKey, problem: plain.action == form ? problem : nil)
        }
        var parts: [Markup] = [visit.alert(problem)]
        if let token {
            parts.append(.notice(.p(visit.say(Words.newToken)), .tag("p", [:], .code(token)), kind: "warn"))
        }
        parts += [
            .facts(
                [(visit.say(SignInWords.login), .words(account.login))]
                    + (account.displayName.isEmpty ? [] : [(visit.say(Words.name), .words(account.displayName))]) + [
                        (SiteWords.field("holder", visit.language), .code(session.holder.description)),
                        (
                            SiteWords.field("role", visit.language),
                            .list(
                                visit.asker.effectiveGrants.map {
                                    .text(SiteWords.value($0.role.rawValue, visit.language))
                                })
                        ),
                    ]),
            draw(PlainForm(action: "/sign-out", submit: Words.signOut), "sign-out"),
        ]
        if session.holders.count > 1 {
            parts.append(.h2(visit.say(Words.actAs)))
            parts += session.holders.filter { $0 != session.holder }.map { holder in
                draw(
                    PlainForm(
                        action: "/account/holder", submit: Phrase(holder.description, holder.description),
                        carried: [("holder", holder.description)], isPlain: true), "holder-\(holder)")
            }
        }
        parts += [.h2(visit.say(Words.changePassword)), draw(Self.password, "password")]
        parts += secondFactor(visit, account, draw)
        parts += [
            .h2(visit.say(IdentityWords.title)),
            .tag("p", [:], .link(visit.say(Words.identities), visit.href("/account/identities"))),
        ]
        parts += try await tokens(
            visit, session, draw, sent: form == "/account/tokens" ? sent : nil,
            form == "/account/tokens" ? problem : nil)
        parts += try await sessions(visit, session, draw)
        return visit.page(
            visit.say(Titles.account), path: form == nil && token == nil ? "/account" : nil,
            status: problem.map { .init(code: $0.kind.status) } ?? .ok, headers: problem?.headers ?? [:], parts)
    }

    private static let password = PlainForm(
        action: "/account/password",
        fields: [
            .init(name: "password", label: SignInWords.password, type: "password", completion: "current-password"),
            .init(
                name: "new_password", label: SignInWords.newPassword, type: "password", completion: "new-password",
                hint: SignInWords.passwordHint),
            .init(name: "again", label: SignInWords.again, type: "password", completion: "new-password"),
        ], submit: Words.changePassword)

    private func secondFactor(_ visit: Visit, _ account: TruceAccounts.Account, _ draw: (PlainForm, String) -> Markup)
        -> [Markup]
    {
        let code = PlainForm.Field(
            name: "code", label: SignInWords.code, completion: "one-time-code", hint: SignInWords.codeHint)
        guard account.hasSecondFactor else {
            return [
                .h2(visit.say(SignInWords.codeTitle)), .p(visit.say(Words.noFactor)),
                .tag("p", [:], .link(visit.say(SignInWords.enrolTitle), visit.href("/sign-in/second-factor"))),
            ]
        }
        return [
            .h2(visit.say(SignInWords.codeTitle)),
            .p("\(visit.say(Words.codesLeft)) \(account.recoveryCodesLeft)"),
            draw(
                PlainForm(action: "/account/recovery-codes", fields: [code], submit: Words.newCodes, isPlain: true),
                "codes"),
            draw(
                PlainForm(
                    action: "/account/second-factor/removal", fields: [code], submit: Words.removeFactor, isPlain: true),
                "removal"),
        ]
    }

    private func tokens(
        _ visit: Visit, _ session: Session, _ draw: (PlainForm, String) -> Markup, sent: SentForm?, _ problem: Problem?
    ) async throws -> [Markup] {
        let rows = try await actions.tokens(session).map { token -> [Markup] in
            [
                .words(token.name), .code(token.scopes.description),
                actions.accounts.counts(token)
                    ? visit.shown.time(token.expiresAt) : .text(visit.say(Words.tokenRests)),
                token.usedAt.map { visit.shown.time($0) } ?? .text("–"),
                draw(
                    PlainForm(
                        action: "/account/tokens/\(token.number)/revocation", submit: Words.revoke, isPlain: true),
                    "revoke-\(token.number)"),
            ]
        }
        let chosen = Set(sent?.all("scopes") ?? [])
        let scopes = Scope.all.names.map { name in
            Markup.tag(
                "label", ["class": "box"],
                .tag(
                    "input",
                    ["type": "checkbox", "name": "scopes", "value": name, "checked": .flag(chosen.contains(name))],
                    []), " ", .code(name))
        }
        let plain = PlainForm(
            action: "/account/tokens",
            fields: [
                .init(name: "name", label: Words.tokenName, completion: "off", value: sent?["name"] ?? ""),
                .init(name: "days", label: Words.days, type: "number", completion: "off", value: sent?["days"] ?? "90"),
            ], submit: Words.makeToken)
        let mistakes = problem?.errors.filter { $0.pointer == "/scopes" }.map(\.detail) ?? []
        let make = plain.draw(
            visit, id: "token", key: visit.formKey, problem: problem,
            further: .tag(
                "fieldset", [:], .tag("legend", [:], .text(visit.say(Words.scopes))), .list(scopes, kind: "boxes"),
                mistakes.isEmpty ? .nothing : .mistake(mistakes, id: "token-scopes-mistake", visit.language)))
        let heads = [
            visit.say(Words.tokenName), visit.say(Words.scopes), SiteWords.field("until", visit.language),
            visit.say(Words.used), "",
        ]
        return [
            .h2(visit.say(Words.tokens)), .p(visit.say(Words.tokensHint), kind: "quiet"),
            rows.isEmpty ? .nothing : .table(visit.say(Words.tokens), heads: heads, rows: rows), make,
        ]
    }

    private func sessions(
        _ visit: Visit, _ session: Session, _ draw: (PlainForm, String) -> Markup
    ) async throws -> [Markup] {
        let rows = try await actions.liveSessions(session).map { live -> [Markup] in
            [
                .words(live.client.isEmpty ? "–" : live.client), visit.shown.time(live.createdAt),
                visit.shown.time(live.seenAt),
                live.number == session.number
                    ? .text(visit.say(Words.this))
                    : draw(
                        PlainForm(action: "/account/sessions/\(live.number)/end", submit: Words.end, isPlain: true),
                        "end-\(live.number)"),
            ]
        }
        return [
            .h2(visit.say(Words.sessions)),
            .table(
                visit.say(Words.sessions),
                heads: [visit.say(Words.browser), SiteWords.field("since", visit.language), visit.say(Words.seen), ""],
                rows: rows),
            draw(PlainForm(action: "/account/sessions/end", submit: Words.endAll, isPlain: true), "end-all"),
        ]
    }

    private enum Words {
        static let name = Phrase("Name", "الاسم")
        static let signOut = Phrase("Sign out", "تسجيل الخروج")
        static let actAs = Phrase("Act as", "التصرف بصفة")
        static let changePassword = Phrase("Change the password", "تغيير كلمة المرور")
        static let noFactor = Phrase("None is set up.", "لم يُعدّ عامل ثانٍ.")
        static let codesLeft = Phrase("Recovery codes left:", "رموز الاسترداد المتبقية:")
        static let identities = Phrase("Services that vouch for you", "الجهات التي تشهد لك")
        static let newCodes = Phrase("New recovery codes", "رموز استرداد جديدة")
        static let removeFactor = Phrase("Remove the second factor", "إزالة العامل الثاني")
        static let tokens = Phrase("Tokens for programs", "رموز البرامج")
        static let tokensHint = Phrase(
            "A program sends a token in place of a sign-in. It may do no more than you, and no more than it is for.",
            "يرسل البرنامج رمزاً بدلاً من تسجيل الدخول، ولا يستطيع أكثر مما تستطيع ولا أكثر مما خُصص له.")
        static let tokenRests = Phrase(
            "Does not count: made without the second factor that is needed now. Make another.",
            "لا يُقبل: أُنشئ دون العامل الثاني المطلوب الآن. أنشئ رمزاً آخر.")
        static let newToken = Phrase("Copy the token now: it is not shown again.", "انسخ الرمز الآن، فلن يظهر ثانية.")
        static let tokenName = Phrase("What it is for", "الغرض منه")
        static let days = Phrase("Days (365 at most)", "عدد الأيام (365 على الأكثر)")
        static let scopes = Phrase("What it may do", "ما يُسمح به")
        static let makeToken = Phrase("Make a token", "إنشاء رمز")
        static let used = Phrase("Last used", "آخر استعمال")
        static let revoke = Phrase("Revoke", "إلغاء")
        static let sessions = Phrase("Where you are signed in", "أماكن تسجيل دخولك")
        static let browser = Phrase("Browser", "المتصفح")
        static let seen = Phrase("Last seen", "آخر ظهور")
        static let this = Phrase("this one", "هذا")
        static let end = Phrase("End", "إنهاء")
        static let endAll = Phrase(
            "Sign out everywhere and revoke all tokens", "تسجيل الخروج من كل مكان وإلغاء جميع الرموز")
    }
}
