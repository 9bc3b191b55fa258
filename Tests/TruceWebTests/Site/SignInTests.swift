import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceAccounts
@testable import TruceWeb

extension DemonstrationTests {
    @Suite("Signing in")
    struct SignInTests {
        @Test("the right password opens a session; its cookie is kept from scripts and other sites")
        func right() async throws {
            try await Demonstrated.serve { server, _ in
                let answer = try await Browser(server).post(
                    "/sign-in", ["login": "analyst", "password": DemonstrationPeople.password])
                #expect(answer.status == 303)
                #expect(answer["location"] == "/work")
                let cookie = try #require(answer["set-cookie"])
                #expect(cookie.hasPrefix("truce=") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"))
                #expect(!cookie.contains("Secure"))
            }
            #expect(
                SessionCookie(isSecure: true).setting("x") == "__Host-truce=x; Path=/; HttpOnly; SameSite=Lax; Secure")
        }

        @Test("a wrong password and a login that is nobody's get the same answer")
        func wrong() async throws {
            try await Demonstrated.serve { server, _ in
                func answer(_ login: String) async throws -> RawHTTP.Answer {
                    try await server.post("/api/v1/session", #"{"login":"\#(login)","password":"not-the-password"}"#)
                }
                let (known, unknown) = (try await answer("mediator"), try await answer("nobody-at-all"))
                #expect(known.status == 401 && unknown.status == 401)
                #expect(known.body == unknown.body)
                let page = try await Browser(server).post("/sign-in", ["login": "mediator", "password": "<b>no"])
                #expect(page.status == 401 && page.text.contains(#"value="mediator""#))
                #expect(!page.text.contains("<b>no"))
            }
        }

        @Test("after five failures the right password is refused too")
        func locked() async throws {
            try await Demonstrated.serve { server, accounts in
                var browser = Browser(server)
                browser.address = "127.0.0.7"
                for _ in 0..<5 {
                    let answer = try await browser.post(
                        "/sign-in", ["login": "auditor", "password": "not-the-password"])
                    #expect(answer.status == 401)
                }
                let right = try await browser.post(
                    "/sign-in", ["login": "auditor", "password": DemonstrationPeople.password])
                #expect(right.status == 401 && right["set-cookie"] == nil)
                #expect(right["retry-after"] != nil)
                let id = try #require(try await accounts.accounts().first { $0.login == "auditor" }?.id)
                try await accounts.unlock(id, at: WallClockNow.now)
            }
        }

        @Test("who must have a second factor enrols it first; then a code, or a recovery code once, is asked for")
        func secondFactor() async throws {
            try await Demonstrated.serve(needsFactor: ["legal"]) { server, accounts in
                var browser = Browser(server)
                let login: KeyValuePairs = ["login": "legal", "password": DemonstrationPeople.password]
                let first = try await browser.post("/sign-in", login)
                #expect(first["location"] == "/sign-in/second-factor")
                browser.take(first)
                // Not admitted: a stranger to every other page.
                #expect(try await browser.get("/work")["location"] == "/sign-in")
                let key = try #require(
                    try await browser.get("/sign-in/second-factor").text.firstMatch(of: /name="csrf" value="([^"]+)"/)
                ).1
                func secret(_ page: RawHTTP.Answer) throws -> Substring {
                    try #require(page.text.firstMatch(of: /<code dir="ltr">([A-Z2-7]{16,})<\/code>/)).1
                }
                let begin: KeyValuePairs = ["csrf": String(key)]
                let old = try secret(try await browser.post("/sign-in/second-factor/key", begin))
                let secret = try secret(try await browser.post("/sign-in/second-factor/key", begin))
                #expect(old != secret)
                // Looking at the page again takes nothing away; a wrong code shows the key that counts.
                _ = try await browser.get("/sign-in/second-factor")
                let mistaken = try await browser.post(
                    "/sign-in/second-factor", ["csrf": String(key), "code": "000000x"])
                #expect(mistaken.status == 422 && mistaken.text.contains(secret))
                let bytes = try #require(Self.base32(String(secret)))
                let without = try await browser.post("/sign-in/second-factor", ["code": "000000"])
                #expect(without.status == 403)
                let code = TOTP.code(bytes, step: TOTP.step(at: WallClockNow.now))
                let done = try await browser.post(
                    "/sign-in/second-factor", ["csrf": String(key), "code": code])
                #expect(done.status == 200)
                browser.take(done)
                let recovery = try #require(done.text.firstMatch(of: /<li><code dir="ltr">([^<]+)<\/code>/)).1
                #expect(try await browser.get("/work").status == 200)

                func signIn(_ code: String) async throws -> RawHTTP.Answer {
                    var again = Browser(server)
                    let answer = try await again.post("/sign-in", login)
                    #expect(answer["location"] == "/sign-in/code")
                    again.take(answer)
                    #expect(try await again.get("/work")["location"] == "/sign-in")
                    let key = try await again.key(on: "/sign-in/code")
                    return try await again.post("/sign-in/code", ["csrf": key, "code": code])
                }
                #expect(try await signIn("123").status == 401)
                #expect(try await signIn(code).status == 401, "a code counts once")
                #expect(try await signIn(String(recovery))["location"] == "/work")
                #expect(try await signIn(String(recovery)).status == 401)
                let id = try #require(try await accounts.accounts().first { $0.login == "legal" }?.id)
                try await accounts.resetSecondFactor(of: id, at: WallClockNow.now)
                try await accounts.unlock(id, at: WallClockNow.now)
            }
        }

        @Test("a cookie that was made up, and one of a session that was ended, open nothing")
        func forged() async throws {
            try await Demonstrated.serve { server, _ in
                var forged = Browser(server)
                for made in [
                    "truce=x", "truce=" + String(repeating: "A", count: 43), "truce=a; truce=b", "__Host-truce=x",
                ] {
                    forged.cookie = made
                    #expect(try await forged.get("/work")["location"] == "/sign-in", "\(made)")
                }
                let browser = try await Browser(server, as: "observer")
                let out = try await browser.post("/sign-out", ["csrf": try await browser.key()])
                #expect(out.status == 303 && out["set-cookie"]?.contains("Max-Age=0") == true)
                #expect(try await browser.get("/work")["location"] == "/sign-in")
            }
        }

        @Test("a token reads what it is for, makes nothing more, and is dead once revoked")
        func token() async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: "analyst")
                let key = try await browser.key()
                let wrong = try await browser.post(
                    "/account/tokens", ["csrf": key, "name": "kept", "days": "366", "scopes": "read"])
                #expect(wrong.status == 422 && wrong.text.contains(#"value="kept""#))
                #expect(wrong.text.contains(#"id="token-days-mistake""#))
                let made = try await browser.post(
                    "/account/tokens", ["csrf": key, "name": "reader", "days": "1", "scopes": "read"])
                let token = try #require(made.text.firstMatch(of: /truce_[A-Za-z0-9_-]+/)).output
                let bearer = "Authorization: Bearer \(token)"
                #expect(try await server.get("/api/v1/reports", bearer).status == 200)
                #expect(try await server.get("/api/v1/account/tokens", bearer).problem == "sign-in-again")
                let work = try await server.post(
                    "/api/v1/commands/escalate", "{}", type: "application/json", bearer, "Idempotency-Key: k")
                #expect(work.problem == "token-scope")
                let both = try await server.get("/api/v1/reports", bearer, "Cookie: \(browser.cookie ?? "")")
                #expect(both.status == 400)
                let number = try #require(
                    try await browser.get("/account").text.firstMatch(of: /\/account\/tokens\/(\d+)\/revocation/)
                ).1
                #expect(try await browser.post("/account/tokens/\(number)/revocation", ["csrf": key]).status == 303)
                #expect(try await server.get("/api/v1/reports", bearer).status == 401)
            }
        }

        @Test("a form without its key, with another session's, or from another site changes nothing")
        func crossSite() async throws {
            try await Demonstrated.serve { server, _ in
                let browser = try await Browser(server, as: "observer")
                let other = try await Browser(server, as: "analyst")
                let (own, foreign) = (try await browser.key(), try await other.key())
                #expect(own != foreign)
                #expect(try await browser.post("/sign-out", [:]).status == 403)
                #expect(try await browser.post("/sign-out", ["csrf": foreign]).status == 403)
                #expect(
                    try await browser.post("/sign-out", ["csrf": own], origin: "https://elsewhere.example").status
                        == 403)
                #expect(try await browser.post("/sign-out", ["csrf": own], origin: nil).status == 403)
                #expect(try await browser.get("/work").status == 200)
                let strange = try await Browser(server).post(
                    "/sign-in", ["login": "observer", "password": DemonstrationPeople.password],
                    origin: "https://elsewhere.example")
                #expect(strange.status == 403 && strange["set-cookie"] == nil)
            }
        }

        @Test("an invitation is made by an administrator only, and sets a password once")
        func invitation() async throws {
            try await Demonstrated.serve { server, accounts in
                let analyst = try await Browser(server, as: "analyst")
                let refused = try await analyst.post(
                    "/people/invitations",
                    ["csrf": try await analyst.key(), "login": "eve", "display_name": "", "holders": "head"])
                #expect(refused.status == 403)
                let admin = try await Browser(server, as: "administrator")
                let made = try await admin.post(
                    "/people/invitations",
                    ["csrf": try await admin.key(), "login": "newcomer", "display_name": "", "holders": "observer"])
                let path = String(try #require(made.text.firstMatch(of: /\/invitation\/[A-Za-z0-9_-]+/)).output)
                let browser = Browser(server)
                #expect(try await browser.get(path).text.contains("newcomer"))
                let weak = try await browser.post(path, ["new_password": "short", "again": "short"])
                #expect(weak.status == 422 && weak.text.contains("aria-invalid"))
                let words = "harbour lantern seven geese"
                #expect(try await browser.post(path, ["new_password": words, "again": words]).status == 303)
                let over = try await browser.get(path)
                #expect(over.status == 404 && over.text.contains(SignInWords.linkIsOver[.english]))
                #expect(try await browser.post(path, ["new_password": words, "again": words]).status == 404)
                #expect(try await browser.post("/sign-in", ["login": "newcomer", "password": words]).status == 303)
                let id = try #require(try await accounts.accounts().first { $0.login == "newcomer" }?.id)
                try await accounts.erase(id, at: WallClockNow.now)
            }
        }

        private static func base32(_ text: String) -> [UInt8]? {
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
            var (bits, count, bytes) = (0, 0, [UInt8]())
            for letter in text {
                guard let value = alphabet.firstIndex(of: letter) else { return nil }
                bits = (bits << 5 | value) & 0xFFFF
                count += 5
                if count >= 8 {
                    bytes.append(UInt8(truncatingIfNeeded: bits >> (count - 8)))
                    count -= 8
                }
            }
            return bytes
        }
    }
}

/// The same clock as the server's.
enum WallClockNow {
    static var now: Instant { Instant(seconds: Int64(Date().timeIntervalSince1970)) }
}
