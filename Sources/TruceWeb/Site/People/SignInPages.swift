import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts

/// Signing in and out, accepting an invitation, and enrolling a second factor where one must be enrolled first.
struct SignInPages: Sendable {
    let site: Site

    private var actions: AccountActions { site.actions }

    var routes: [Route] {
        [
            .page(.get, "/sign-in", id: "showSignIn") { try form(try Visit($0, site)) },
            .page(.post, "/sign-in", id: "submitSignIn", body: .form, rate: .signIn) { try await signIn($0) },
            .page(.get, "/sign-in/code", id: "showSignInCode") { try codeForm(try Visit($0, site)) },
            .page(.post, "/sign-in/code", id: "submitSignInCode", body: .form, rate: .signIn) { try await code($0) },
            .page(.get, "/sign-in/second-factor", id: "showEnrolment") { try await enrol($0) },
            .page(.post, "/sign-in/second-factor", id: "submitEnrolment", body: .form, rate: .signIn) {
                try await confirm($0)
            },
            .page(.post, "/sign-in/second-factor/key", id: "beginEnrolment", body: .form, rate: .signIn) {
                try await showKey($0)
            },
            .page(.post, "/sign-out", id: "submitSignOut", access: .signedIn, body: .form) { try await signOut($0) },
            .page(.get, "/invitation/{code}", id: "showInvitation", rate: .signIn) { try await invitation($0) },
            .page(.post, "/invitation/{code}", id: "submitInvitation", body: .form, rate: .signIn) {
                try await accept($0)
            },
        ]
    }

    // MARK: Login and password

    private func form(_ visit: Visit, login: String = "", _ problem: Problem? = nil) throws -> Response {
        let form = PlainForm(
            action: "/sign-in",
            fields: [
                .init(name: "login", label: Words.login, completion: "username", value: login),
                .init(name: "password", label: Words.password, type: "password", completion: "current-password"),
            ], submit: Titles.signIn)
        let isDone = try visit.query("done") != nil
        return visit.page(
            visit.say(Titles.signIn), path: problem == nil ? "/sign-in" : nil,
            status: problem.map { .init(code: $0.kind.status) } ?? .ok, headers: problem?.headers ?? [:],
            [
                isDone ? .notice(.p(visit.say(Words.accepted))) : .nothing, visit.alert(problem),
                form.draw(visit, id: "sign-in", key: nil, problem: problem),
                site.outside.map { outside in
                    .tag(
                        "p", [:],
                        .link(
                            "\(visit.say(IdentityWords.signIn)) \(outside.name)", visit.href(OutsidePages.path),
                            kind: "button"))
                } ?? .nothing,
                .p(visit.say(Words.noAccount), kind: "quiet"),
            ])
    }

    private func signIn(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let sent = try await SentForm(call)
        do {
            let new = try await actions.signIn(login: sent["login"], password: sent["password"], code: nil, call)
            return site.welcome(visit, new)
        } catch let problem as Problem where [401, 422, 503].contains(problem.kind.status) {
            return try form(visit, login: sent["login"], problem)
        }
    }

    // MARK: The code

    private func codeForm(_ visit: Visit, _ problem: Problem? = nil) throws -> Response {
        guard let session = try actions.sessions.session(visit.call.headers), session.standing == .codeAwaited else {
            return visit.redirect("/sign-in")
        }
        let form = PlainForm(
            action: "/sign-in/code",
            fields: [.init(name: "code", label: Words.code, completion: "one-time-code", hint: Words.codeHint)],
            submit: Titles.signIn)
        return visit.page(
            visit.say(Words.codeTitle), status: problem.map { .init(code: $0.kind.status) } ?? .ok,
            headers: problem?.headers ?? [:],
            [
                visit.alert(problem),
                form.draw(visit, id: "code", key: actions.accounts.formToken(of: session), problem: problem),
            ])
    }

    private func code(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let sent = try await SentForm(call)
        let session = try unfinished(call, sent)
        do {
            return site.welcome(visit, try await actions.complete(session, code: sent["code"], call))
        } catch let problem as Problem where [401, 422, 503].contains(problem.kind.status) {
            return try codeForm(visit, problem)
        }
    }

    /// A session that is none for the server's frame yet: its key is asked for here.
    private func unfinished(_ call: Call, _ sent: SentForm) throws -> Session {
        guard let session = try actions.sessions.session(call.headers) else { throw Problem(.signInRequired) }
        guard actions.accounts.isFormToken(sent[CrossSite.formField], of: session) else { throw Problem(.crossSite) }
        return session
    }

    // MARK: A second factor that must be enrolled

    private func enrol(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        guard let session = try actions.sessions.session(call.headers), session.standing != .codeAwaited else {
            return visit.redirect("/sign-in")
        }
        // Looking changes nothing: a reload, or a browser that reads ahead, must not take away a key that was just scanned.
        let begin = PlainForm(action: "/sign-in/second-factor/key", submit: Words.showKey)
        return visit.page(
            visit.say(Words.enrolTitle), path: "/sign-in/second-factor",
            [
                .p(visit.say(Words.enrol), kind: "lead"),
                begin.draw(visit, id: "key", key: actions.accounts.formToken(of: session)),
            ])
    }

    private func showKey(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let session = try unfinished(call, try await SentForm(call))
        return enrolmentPage(visit, session, try await actions.beginSecondFactor(session), nil)
    }

    private func enrolmentPage(_ visit: Visit, _ session: Session, _ enrolment: Enrolment, _ problem: Problem?)
        -> Response
    {
        let form = PlainForm(
            action: "/sign-in/second-factor",
            fields: [.init(name: "code", label: Words.code, completion: "one-time-code")], submit: Words.confirm)
        return visit.page(
            visit.say(Words.enrolTitle), status: problem.map { .init(code: $0.kind.status) } ?? .ok,
            headers: [.cacheControl: "no-store"],
            [
                .p(visit.say(Words.enrol), kind: "lead"), visit.alert(problem),
                .facts([(visit.say(Words.secret), .code(enrolment.secret))]),
                .tag("p", [:], .link(visit.say(Words.openApp), enrolment.uri)),
                form.draw(visit, id: "enrol", key: actions.accounts.formToken(of: session), problem: problem),
            ])
    }

    private func confirm(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let sent = try await SentForm(call)
        let session = try unfinished(call, sent)
        do {
            let (new, codes) = try await actions.confirmSecondFactor(session, code: sent["code"])
            return RecoveryCodes.page(visit, codes, cookie: actions.sessions.cookie.setting(new.secret))
        } catch let problem as Problem where problem.kind.status == 422 {
            // The key that counts is the one on file, also where another tab began anew.
            guard let enrolment = try await actions.pendingSecondFactor(session) else {
                return visit.redirect("/sign-in/second-factor")
            }
            return enrolmentPage(visit, session, enrolment, problem)
        }
    }

    private func signOut(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        try await actions.signOut(try actions.own(call))
        var response = visit.redirect("/")
        response.headers[.setCookie] = actions.sessions.cookie.removing
        return response
    }

    // MARK: An invitation

    private func invitation(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        do {
            return invitationPage(visit, try await actions.invitation(code: call.parameter("code")), nil)
        } catch let problem as Problem where problem.kind == .notFound {
            return visit.page(
                visit.say(Words.linkIsOver), status: .notFound,
                [
                    .p(visit.say(Words.linkIsOverHint), kind: "lead"),
                    .tag("p", [:], .link(visit.say(Titles.signIn), visit.href(Site.signInPath))),
                ])
        }
    }

    private func invitationPage(_ visit: Visit, _ invitation: Invitation, _ problem: Problem?) -> Response {
        let form = PlainForm(
            action: InvitationLink.path(visit.call.parameter("code")),
            fields: [
                .init(
                    name: "new_password", label: Words.newPassword, type: "password", completion: "new-password",
                    hint: Words.passwordHint),
                .init(name: "again", label: Words.again, type: "password", completion: "new-password"),
            ], submit: Words.setPassword)
        return visit.page(
            visit.say(Words.invitation), status: problem.map { .init(code: $0.kind.status) } ?? .ok,
            [
                visit.alert(problem),
                .facts([
                    (visit.say(Words.login), .words(invitation.login)),
                    (
                        SiteWords.field("holder", visit.language),
                        .list(invitation.holders.map { .code($0.description) })
                    ),
                    (SiteWords.field("until", visit.language), visit.shown.time(invitation.expiresAt)),
                ]), form.draw(visit, id: "invitation", key: visit.formKey, problem: problem),
            ])
    }

    private func accept(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let sent = try await SentForm(call)
        let code = call.parameter("code")
        let invitation = try await actions.invitation(code: code)
        do {
            guard sent["new_password"] == sent["again"] else {
                throw Problem(.invalid, errors: [.init("/again", visit.say(Words.differs))])
            }
            try await actions.accept(code: code, password: sent["new_password"], call)
            return visit.redirect("/sign-in", [("done", "invitation")])
        } catch let problem as Problem where problem.kind.status == 422 {
            return invitationPage(visit, invitation, problem)
        }
    }

    private typealias Words = SignInWords
}

extension Site {
    /// Takes a session to where it may go.
    func welcome(_ visit: Visit, _ new: NewSession) -> Response {
        var response =
            switch new.session.standing {
            case .codeAwaited: visit.redirect("/sign-in/code")
            case .mustEnrol: visit.redirect("/sign-in/second-factor")
            case .full: visit.redirect(start(of: new.session.holder))
            }
        response.headers[.setCookie] = actions.sessions.cookie.setting(new.secret)
        return response
    }
}

/// Recovery codes, shown once.
enum RecoveryCodes {
    static func page(_ visit: Visit, _ codes: [String], cookie: String?) -> Response {
        visit.page(
            visit.say(SignInWords.recovery), headers: cookie.map { [.setCookie: $0] } ?? [:],
            [
                .p(visit.say(SignInWords.recoveryHint), kind: "lead"), .list(codes.map { .code($0) }),
                .tag("p", [:], .link(visit.say(SignInWords.goOn), visit.href("/"), kind: "button")),
            ])
    }
}

enum SignInWords {
    static let login = Phrase("Login", "اسم الدخول")
    static let password = Phrase("Password", "كلمة المرور")
    static let newPassword = Phrase("New password", "كلمة المرور الجديدة")
    static let again = Phrase("The same again", "كلمة المرور مرة أخرى")
    static let passwordHint = Phrase(
        "At least 12 characters: a few words that do not belong together.",
        "12 محرفاً على الأقل: بضع كلمات لا صلة بينها.")
    static let differs = Phrase("The two differ.", "الكلمتان مختلفتان.")
    static let code = Phrase("Code", "الرمز")
    static let codeHint = Phrase(
        "Six digits from the app, or a recovery code.", "ستة أرقام من التطبيق أو أحد رموز الاسترداد.")
    static let codeTitle = Phrase("Second factor", "العامل الثاني")
    static let accepted = Phrase("Your password is set. Sign in with it.", "حُفظت كلمة المرور. سجّل الدخول بها.")
    static let noAccount = Phrase(
        "Accounts are made by the mission's administrator, who sends a link. The public needs none.",
        "ينشئ مسؤول البعثة الحسابات ويرسل رابطاً. أما الجمهور فلا يحتاج إلى حساب.")
    static let enrolTitle = Phrase("Set up a second factor", "إعداد العامل الثاني")
    static let enrol = Phrase(
        "A second factor is a code that your phone shows. Add this key to an authenticator app, then type the code.",
        "العامل الثاني رمز يعرضه هاتفك. أضف هذا المفتاح إلى تطبيق مصادقة ثم اكتب الرمز.")
    static let secret = Phrase("Key for the app", "المفتاح للتطبيق")
    static let showKey = Phrase("Show the key", "عرض المفتاح")
    static let openApp = Phrase("Open in an app on this device", "افتحه في تطبيق على هذا الجهاز")
    static let confirm = Phrase("Confirm", "تأكيد")
    static let recovery = Phrase("Recovery codes", "رموز الاسترداد")
    static let recoveryHint = Phrase(
        "Print these or write them down now: they are not shown again. Each signs you in once when the app is lost.",
        "اطبع هذه الرموز أو دوّنها الآن، فلن تظهر ثانية. كل رمز يتيح الدخول مرة واحدة إذا فُقد التطبيق.")
    static let goOn = Phrase("Go on", "متابعة")
    static let invitation = Phrase("You are invited", "أنت مدعو")
    static let linkIsOver = Phrase("This link leads nowhere now", "لم يعد هذا الرابط صالحاً")
    static let linkIsOverHint = Phrase(
        "A link sets a password once, and for a few days. If you have set yours, sign in; otherwise ask the administrator for a new link.",
        "يتيح الرابط تعيين كلمة المرور مرة واحدة وخلال أيام قليلة. إن كنت قد عيّنتها فسجّل الدخول، وإلا فاطلب رابطاً جديداً من المسؤول."
    )
    static let setPassword = Phrase("Set the password", "حفظ كلمة المرور")
}
