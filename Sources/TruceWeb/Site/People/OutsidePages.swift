import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts

/// Signing in at one's own organisation: there and back.
struct OutsidePages: Sendable {
    let site: Site
    let outside: OutsideSignIns

    static let path = "/sign-in/organisation"

    private var actions: AccountActions { site.actions }

    var routes: [Route] {
        [
            .page(.get, Self.path, id: "beginOutsideSignIn", rate: .signIn) { try await begin($0) },
            .page(.get, ServerConfiguration.outsideAnswerPath, id: "endOutsideSignIn", rate: .signIn) {
                try await answer($0)
            },
        ]
    }

    /// Nothing is changed here but what this browser may come back with; a link does, since a form could not lead to
    /// another site.
    private func begin(_ call: Call) async throws -> Response {
        let (address, browser) = try await told(call) { () async throws(AccountsError) in
            try await outside.begin(at: site.now())
        }
        return Response(
            status: .seeOther,
            headers: [.location: address, .setCookie: site.outsideCookie.setting(browser), .cacheControl: "no-store"])
    }

    private func answer(_ call: Call) async throws -> Response {
        let visit = try Visit(call, site)
        let state = try visit.query("state") ?? ""
        let browser = site.outsideCookie.secret(in: call.headers)
        guard let request = outside.take(state, browser: browser, at: site.now()) else {
            throw Problem(.outsideAnswer, visit.say(Words.unknown))
        }
        guard try visit.query("error") == nil, let code = try visit.query("code") else {
            throw Problem(.outsideAnswer, visit.say(Words.declined))
        }
        let sender = try visit.query("iss")
        let vouched = try await told(call) { () async throws(AccountsError) in
            try await outside.service.vouched(by: code, from: sender, for: request, at: site.now())
        }
        let admitted = try await actions.signIn(vouched, secondFactor: outside.hasSecondFactor(vouched), call)
        var response = admitted.map { site.welcome(visit, $0) } ?? stranger(visit, vouched.identity)
        response.headers.append(HTTPField(name: .setCookie, value: site.outsideCookie.removing))
        return response
    }

    /// The service says who it is; no account is tied to that name.
    private func stranger(_ visit: Visit, _ identity: Identity) -> Response {
        visit.page(
            visit.say(Words.stranger), status: .forbidden, headers: [.cacheControl: "no-store"],
            [
                .p(visit.say(Words.strangerHint), kind: "lead"),
                .facts([
                    (visit.say(IdentityWords.issuer), .code(identity.issuer)),
                    (visit.say(IdentityWords.subject), .code(identity.subject)),
                ]), .tag("p", [:], .link(visit.say(Titles.signIn), visit.href(Site.signInPath))),
            ])
    }

    /// What a person needs to know of a failure; the rest is for the log.
    private func told<Value>(
        _ call: Call, _ work: () async throws(AccountsError) -> Value
    ) async throws -> Value {
        do { return try await work() } catch {
            call.logger.warning("sign-in elsewhere", metadata: ["error": "\(error)"])
            throw error.answer
        }
    }

    private enum Words {
        static let unknown = Phrase(
            "This sign-in was not begun in this browser, took longer than ten minutes, or was finished before.",
            "لم يبدأ تسجيل الدخول هذا في هذا المتصفح، أو تجاوز عشر دقائق، أو أُنجز من قبل.")
        static let declined = Phrase(
            "The organisation's service did not sign you in.", "لم تسجّل خدمة المؤسسة دخولك.")
        static let stranger = Phrase("No account yet", "لا حساب بعد")
        static let strangerHint = Phrase(
            "Your organisation vouches for you, but no account of this mission is tied to that. Give an administrator of the mission these two lines.",
            "تشهد مؤسستك لك، لكن لا حساب في هذه البعثة مرتبط بذلك. أعطِ مسؤول البعثة هذين السطرين.")
    }
}
