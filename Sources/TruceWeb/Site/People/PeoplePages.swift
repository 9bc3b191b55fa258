import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts

/// For administrators: who has an account, whom they may act as, and invitations.
struct PeoplePages: Sendable {
    let site: Site

    private var actions: AccountActions { site.actions }

    var routes: [Route] {
        [
            .page(.get, "/people", id: "showPeople", access: .signedIn) { call in
                let visit = try Visit(call, site)
                _ = try actions.administrator(call)
                return try await page(visit)
            },
            post("/people/invitations", "submitInvite") { visit, sent, administrator in
                let made = try await actions.invite(
                    login: sent["login"], displayName: sent["display_name"], holders: try sent.holders("holders"),
                    by: administrator)
                return try await page(visit, link: InvitationLink.url(made.code, at: visit.call.client.origin))
            },
            post("/people/invitations/{number}/revocation", "submitInvitationRevocation") { visit, _, administrator in
                try await actions.revokeInvitation(try visit.call.number(), by: administrator)
                return visit.redirect("/people")
            },
            post("/people/{number}/holders", "submitHolders") { visit, sent, administrator in
                try await actions.setHolders(
                    try sent.holders("holders"), of: AccountID(try visit.call.number()), by: administrator)
                return visit.redirect("/people")
            },
            post("/people/{number}/password-link", "submitPasswordLink") { visit, _, administrator in
                let made = try await actions.inviteToNewPassword(
                    AccountID(try visit.call.number()), by: administrator)
                return try await page(visit, link: InvitationLink.url(made.code, at: visit.call.client.origin))
            },
            post("/people/{number}/{step}", "submitAccountStep") { visit, sent, administrator in
                guard let step = AccountActions.Step(rawValue: visit.call.parameter("step")) else {
                    throw Problem(.notFound)
                }
                if step == .erase, sent["sure"] != "true" {
                    throw Problem(.accountState, visit.say(Words.notSure))
                }
                try await actions.take(step, AccountID(try visit.call.number()), by: administrator)
                return visit.redirect("/people")
            },
        ]
    }

    private func post(
        _ path: String, _ id: String,
        _ act: @escaping @Sendable (Visit, SentForm, Session) async throws -> Response
    ) -> Route {
        .page(.post, path, id: id, access: .signedIn, body: .form) { call in
            let visit = try Visit(call, site)
            let administrator = try actions.administrator(call)
            let sent = try await SentForm(call)
            do { return try await act(visit, sent, administrator) } catch let problem as Problem
                where [409, 422].contains(problem.kind.status)
            {
                return try await page(visit, problem: problem, sent)
            }
        }
    }

    private func page(
        _ visit: Visit, link: String? = nil, problem: Problem? = nil, _ sent: SentForm? = nil
    ) async throws -> Response {
        let accounts = try await actions.all()
        let invitations = try await actions.invitations()
        var parts: [Markup] = [visit.alert(problem)]
        if let problem, !problem.errors.isEmpty {
            parts.append(.list(problem.errors.map { .text($0.detail) }, kind: "errors"))
        }
        if let link { parts.append(.notice(.p(visit.say(Words.link)), .tag("p", [:], .code(link)), kind: "warn")) }
        parts.append(.h2(visit.say(Titles.people)))
        parts += accounts.map { card(of: $0, visit) }
        parts += [
            .h2(visit.say(Words.invite)),
            inviteForm(sent).draw(visit, id: "invite", key: visit.formKey, problem: problem),
        ]
        parts.append(.h2(visit.say(Words.invitations)))
        parts.append(
            invitations.isEmpty
                ? .p(SiteWords.value("none", visit.language), kind: "quiet")
                : .table(
                    visit.say(Words.invitations),
                    heads: [
                        visit.say(SignInWords.login), SiteWords.field("holder", visit.language),
                        SiteWords.field("until", visit.language), "",
                    ],
                    rows: invitations.map { invitation in
                        [
                            .words(invitation.login), .list(invitation.holders.map { .code($0.description) }),
                            visit.shown.time(invitation.expiresAt),
                            PlainForm(
                                action: "/people/invitations/\(invitation.number)/revocation", submit: Words.revoke,
                                isPlain: true
                            ).draw(visit, id: "revoke-\(invitation.number)", key: visit.formKey),
                        ]
                    }))
        return visit.page(
            visit.say(Titles.people), path: link == nil && problem == nil ? "/people" : nil,
            status: problem.map { .init(code: $0.kind.status) } ?? .ok, parts)
    }

    private func inviteForm(_ sent: SentForm?) -> PlainForm {
        PlainForm(
            action: "/people/invitations",
            fields: [
                .init(name: "login", label: SignInWords.login, completion: "off", value: sent?["login"] ?? ""),
                .init(
                    name: "display_name", label: Words.name, completion: "off", value: sent?["display_name"] ?? "",
                    isRequired: false),
                .init(
                    name: "holders", label: Words.holders, completion: "off", hint: Words.holdersHint,
                    value: sent?["holders"] ?? ""),
            ], submit: Words.invite)
    }

    private func card(of account: TruceAccounts.Account, _ visit: Visit) -> Markup {
        let path = "/people/\(account.id)"
        func button(_ step: AccountActions.Step, _ label: Phrase) -> Markup {
            PlainForm(action: "\(path)/\(step.rawValue)", submit: label, isPlain: true).draw(
                visit, id: "\(step.rawValue)-\(account.id)", key: visit.formKey)
        }
        let holders = PlainForm(
            action: path + "/holders",
            fields: [
                .init(
                    name: "holders", label: Words.holders, completion: "off", hint: Words.holdersHint,
                    value: account.holders.map(\.description).joined(separator: ", "))
            ], submit: Words.save, isPlain: true)
        let erase = Markup.tag(
            "form", ["method": "post", "action": visit.href(path + "/erase")],
            .tag(
                "input",
                ["type": "hidden", "name": CrossSite.formField, "value": visit.formKey], []),
            .tag(
                "label", ["class": "box"],
                .tag(
                    "input",
                    ["type": "checkbox", "name": "sure", "value": "true"], []), " ", .text(visit.say(Words.sure))),
            .tag("button", ["class": "plain"], .text(visit.say(Words.erase))))
        return .tag(
            "details", ["class": "command"],
            .tag(
                "summary", [:], .words(account.login), " ",
                account.disabledAt == nil ? .nothing : .text("— " + visit.say(Words.disabled))),
            .facts([
                (visit.say(Words.name), .words(account.displayName)),
                (SiteWords.field("holder", visit.language), .list(account.holders.map { .code($0.description) })),
                (
                    visit.say(SignInWords.codeTitle),
                    .text(SiteWords.value(account.hasSecondFactor ? "yes" : "no", visit.language))
                ), (SiteWords.field("since", visit.language), visit.shown.time(account.createdAt)),
            ]), holders.draw(visit, id: "holders-\(account.id)", key: visit.formKey),
            PlainForm(action: path + "/password-link", submit: Words.passwordLink, isPlain: true).draw(
                visit, id: "link-\(account.id)", key: visit.formKey),
            account.disabledAt == nil ? button(.disable, Words.disable) : button(.enable, Words.enable),
            .tag("p", [:], .link(visit.say(IdentityWords.title), visit.href(path + "/identities"))),
            button(.unlock, Words.unlock),
            account.hasSecondFactor ? button(.resetSecondFactor, Words.resetFactor) : .nothing, erase)
    }

    private enum Words {
        static let name = Phrase("Name", "الاسم")
        static let holders = Phrase("May act as", "يتصرف بصفة")
        static let holdersHint = Phrase(
            "Names of offices or liaisons, with commas between them.",
            "أسماء المكاتب أو ضباط الارتباط، تفصل بينها فواصل.")
        static let invite = Phrase("Invite somebody", "دعوة شخص")
        static let invitations = Phrase("Invitations that wait", "دعوات بانتظار القبول")
        static let link = Phrase(
            "Send this link to its owner by a way that you trust: it works once, and is not shown again.",
            "أرسل هذا الرابط إلى صاحبه بوسيلة تثق بها: يعمل مرة واحدة ولن يظهر ثانية.")
        static let revoke = Phrase("Revoke", "إلغاء")
        static let save = Phrase("Save", "حفظ")
        static let disabled = Phrase("disabled", "معطّل")
        static let disable = Phrase("Disable", "تعطيل")
        static let enable = Phrase("Enable", "تفعيل")
        static let unlock = Phrase("Forget failed sign-ins", "نسيان محاولات الدخول الفاشلة")
        static let resetFactor = Phrase("Remove the second factor", "إزالة العامل الثاني")
        static let passwordLink = Phrase("Link for a new password", "رابط لكلمة مرور جديدة")
        static let erase = Phrase("Erase the person", "محو بيانات الشخص")
        static let sure = Phrase("I am sure: this cannot be undone.", "أنا متأكد: لا رجعة في هذا.")
        static let notSure = Phrase("Tick the box first: this cannot be undone.", "ضع العلامة أولاً: لا رجعة في هذا.")
    }
}
