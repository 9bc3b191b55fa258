import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceAccounts
@testable import TruceWeb

/// An organisation's service that vouches for whoever its code names.
private final class PretendedService: IdentityService {
    let issuer = "https://login.example.org"
    private let asked = Mutex<[IdentityRequest]>([])
    private let isDown = Mutex(false)

    var lastState: String { asked.withLock { $0.last?.state ?? "" } }
    func goDown() { isDown.withLock { $0 = true } }

    func address(for request: IdentityRequest, at now: Instant) async throws(AccountsError) -> String {
        if isDown.withLock({ $0 }) { throw .serviceUnreachable(why: "secret reason") }
        asked.withLock { $0.append(request) }
        return issuer + "/authorize?state=" + request.state
    }

    func vouched(
        by code: String, from issuer: String?, for request: IdentityRequest, at now: Instant
    ) async throws(AccountsError) -> VouchedIdentity {
        guard let subject = code.split(separator: ":").first, asked.withLock({ $0.contains(request) }) else {
            throw .notVouched(why: "secret reason")
        }
        return VouchedIdentity(
            try Identity(issuer: self.issuer, subject: String(subject)), means: code.hasSuffix(":mfa") ? ["mfa"] : [])
    }

    func close() async {}
}

extension DemonstrationTests {
    @Suite("Signing in at one's organisation")
    struct OutsideSignInTests {
        private static func serve(
            needsFactor: Set<String> = [], now: @escaping @Sendable () -> Instant = { WallClockNow.now },
            _ use: @escaping @Sendable (TestServer, Accounts, PretendedService) async throws -> Void
        ) async throws {
            let service = PretendedService()
            let outside = OutsideSignIns(service, name: "the <Ministry>", secondFactor: ["mfa"])
            try await Demonstrated.serve(needsFactor: needsFactor, outside: outside, now: now) { server, accounts in
                let id = try #require(try await accounts.accounts().first { $0.login == "mediator" }?.id)
                try await accounts.tie(
                    try Identity(issuer: service.issuer, subject: "mediator-there"), to: id, at: WallClockNow.now)
                try await use(server, accounts, service)
            }
        }

        /// Went there, and has not come back.
        private static func begin(_ server: TestServer) async throws -> Browser {
            var browser = Browser(server)
            let answer = try await browser.get("/sign-in/organisation")
            #expect(
                answer.status == 303 && answer["location"]?.hasPrefix("https://login.example.org/authorize?") == true)
            #expect(answer["set-cookie"]?.contains("HttpOnly; SameSite=Lax") == true)
            browser.take(answer)
            return browser
        }

        private static func answer(_ state: String, _ code: String = "mediator-there") -> String {
            "/sign-in/organisation/answer?state=\(state)&code=\(code)"
        }

        @Test("there and back opens a session of the account that the identity is tied to")
        func thereAndBack() async throws {
            try await Self.serve { server, _, service in
                #expect(try await Browser(server).get("/sign-in").text.contains("the &lt;Ministry&gt;"))
                var browser = try await Self.begin(server)
                let back = try await browser.get(Self.answer(service.lastState))
                #expect(back.status == 303 && back["location"] == "/work", "\(back.text)")
                browser.take(back)
                #expect(try await browser.get("/account").text.contains("mediator"))
            }
        }

        @Test("an answer counts once, in the browser that asked, under the state that it was given")
        func once() async throws {
            try await Self.serve { server, _, service in
                let browser = try await Self.begin(server)
                let state = service.lastState
                let other = try await Self.begin(server)
                for (name, visitor, state) in [
                    ("another browser's", other, state), ("no browser's", Browser(server), state),
                    ("made up", browser, "x"), ("none", browser, ""), ("another state", browser, service.lastState),
                ] {
                    let answer = try await visitor.get(Self.answer(state))
                    #expect(answer.status == 403 && answer["set-cookie"] == nil, "\(name)")
                }
                #expect(try await browser.get(Self.answer(state)).status == 303)
                #expect(try await browser.get(Self.answer(state)).status == 403, "replayed")
            }
        }

        @Test("an answer that comes after ten minutes is too late", arguments: [(599, 303), (600, 403)])
        func late(seconds: Int64, status: Int) async throws {
            let begun = WallClockNow.now
            let later = Mutex<Int64>(0)
            try await Self.serve(now: { begun.advanced(bySeconds: later.withLock { $0 }) }) { server, _, service in
                let browser = try await Self.begin(server)
                later.withLock { $0 = seconds }
                #expect(try await browser.get(Self.answer(service.lastState)).status == status)
            }
        }

        @Test("whom no account is tied to is told what to give to an administrator, and has no session")
        func stranger() async throws {
            try await Self.serve { server, accounts, service in
                let browser = try await Self.begin(server)
                let answer = try await browser.get(Self.answer(service.lastState, "%3Cb%3Enobody"))
                #expect(answer.status == 403)
                #expect(answer.text.contains("&lt;b&gt;nobody") && answer.text.contains(service.issuer))
                #expect(answer["set-cookie"]?.contains("truce=") != true)
            }
        }

        @Test("a disabled account is not opened from there either")
        func disabled() async throws {
            try await Self.serve { server, accounts, service in
                let id = try #require(try await accounts.accounts().first { $0.login == "mediator" }?.id)
                try await accounts.disable(id, at: WallClockNow.now)
                let browser = try await Self.begin(server)
                #expect(try await browser.get(Self.answer(service.lastState)).status == 403)
                try await accounts.enable(id, at: WallClockNow.now)
            }
        }

        @Test(
            "a second factor counts where the service says one that is believed, else it is asked for here",
            arguments: [("mediator-there", "/sign-in/second-factor"), ("mediator-there:mfa", "/work")])
        func secondFactor(code: String, place: String) async throws {
            try await Self.serve(needsFactor: ["mediator"]) { server, _, service in
                let browser = try await Self.begin(server)
                #expect(try await browser.get(Self.answer(service.lastState, code))["location"] == place)
            }
        }

        @Test("a service that is down or refuses is said to be, without its reasons")
        func refused() async throws {
            try await Self.serve { server, _, service in
                let browser = try await Self.begin(server)
                let refused = try await browser.get(Self.answer(service.lastState, "%3A"))
                #expect(refused.status == 403 && !refused.text.contains("secret reason"))
                let declined = try await Self.begin(server).get(
                    "/sign-in/organisation/answer?state=\(service.lastState)&error=access_denied")
                #expect(declined.status == 403)
                service.goDown()
                let down = try await Browser(server).get("/sign-in/organisation")
                #expect(down.status == 503 && !down.text.contains("secret reason"))
            }
        }

        @Test("without such a service there is no way there")
        func nowhere() async throws {
            try await Demonstrated.serve { server, _ in
                for path in ["/sign-in/organisation", Self.answer("x")] {
                    let answer = try await Browser(server).get(path)
                    #expect(answer.status == 404, "\(path)")
                }
            }
        }

        @Test("an administrator ties and unties; the person sees and unties; nobody else")
        func pages() async throws {
            try await Self.serve { server, accounts, service in
                let id = try #require(try await accounts.accounts().first { $0.login == "observer" }?.id)
                let path = "/people/\(id)/identities"
                let form: (String) -> KeyValuePairs<String, String> = {
                    ["csrf": $0, "issuer": service.issuer, "subject": "observer-there"]
                }
                let observer = try await Browser(server, as: "observer")
                #expect(try await observer.get(path).status == 403)
                #expect(try await observer.post(path, form(try await observer.key())).status == 403)
                let admin = try await Browser(server, as: "administrator")
                let key = try await admin.key()
                #expect(try await admin.post(path, form(key)).status == 303)
                #expect(try await admin.get(path).text.contains("observer-there"))
                let taken = try await admin.post(
                    path, ["csrf": key, "issuer": service.issuer, "subject": "mediator-there"])
                #expect(taken.status == 409 && taken.text.contains("mediator-there"))
                let empty = try await admin.post(path, ["csrf": key, "issuer": "https://kept.example", "subject": ""])
                #expect(empty.status == 422 && empty.text.contains("https://kept.example"))
                #expect(empty.text.contains("aria-invalid"))
                #expect(try await observer.get("/account/identities").text.contains("observer-there"))
                let untied = try await observer.post("/account/identities/removal", form(try await observer.key()))
                #expect(untied["location"] == "/sign-in")
                #expect(try await observer.get("/account")["location"] == "/sign-in")
                #expect(try await accounts.identities(of: id).isEmpty)
                #expect(try await admin.post(path + "/removal", form(key)).status == 404)
            }
        }
    }
}
