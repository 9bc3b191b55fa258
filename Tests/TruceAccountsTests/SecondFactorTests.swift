import Foundation
import Testing
import Truce

@testable import TruceAccounts

@Suite("Codes from an authenticator app")
struct TOTPTests {
    private let secret = Array("12345678901234567890".utf8)

    @Test(
        "are those of RFC 6238",
        arguments: [
            (59, "94287082"), (1_111_111_109, "07081804"), (1_111_111_111, "14050471"), (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"), (20_000_000_000, "65353130"),
        ] as [(Int64, String)])
    func vectors(seconds: Int64, code: String) {
        let step = TOTP.step(at: Instant(seconds: seconds))
        #expect(TOTP.code(secret, step: step, digits: 8) == code)
        #expect(TOTP.code(secret, step: step) == String(code.suffix(6)))
    }

    @Test(
        "count in their own step, the one before and the one after",
        arguments: [(-31, false), (-30, true), (0, true), (29, true), (59, true), (60, false)] as [(Int64, Bool)])
    func window(seconds: Int64, isAccepted: Bool) {
        let start = Instant(seconds: 1_234_567_890)
        let code = TOTP.code(secret, step: TOTP.step(at: start))
        let accepted = TOTP.acceptedStep(code, secret, at: start + seconds, after: .min)
        #expect(accepted == (isAccepted ? TOTP.step(at: start) : nil))
    }

    @Test("count once, and then none before them", arguments: [(-2, true), (-1, true), (0, false), (1, false)])
    func replay(last: Int64, isAccepted: Bool) {
        let now = Instant(seconds: 1_234_567_890)
        let code = TOTP.code(secret, step: TOTP.step(at: now))
        #expect((TOTP.acceptedStep(code, secret, at: now, after: TOTP.step(at: now) + last) != nil) == isAccepted)
    }

    @Test(
        "are read as people type them",
        arguments: [
            ("005924", true), ("005 924", true), (" 005924 ", true), ("٠٠٥٩٢٤", true), ("۰۰۵۹۲۴", true),
            ("05924", false),
            ("5924", false), ("0059240", false), ("+05924", false), ("", false), ("००५९२४", true), ("½05924", false),
        ])
    func typed(text: String, isAccepted: Bool) {
        let now = Instant(seconds: 1_234_567_890)
        #expect((TOTP.acceptedStep(text, secret, at: now, after: .min) != nil) == isAccepted)
    }

    @Test(
        "have secrets in Base32 as in RFC 4648",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ])
    func base32(text: String, encoded: String) { #expect(Base32.text(Array(text.utf8)) == encoded) }

    @Test("are set up by an address that holds the mission and the login, whatever is in them")
    func uri() {
        #expect(
            TOTP.uri(secret, mission: "Two Rivers: truce", login: "a&b=é") == "otpauth://totp/Two%20Rivers%3A%20truce:"
                + "a%26b%3D%C3%A9?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Two%20Rivers%3A%20truce"
                + "&algorithm=SHA1&digits=6&period=30")
    }
}

@Suite("The second factor")
struct SecondFactorTests {
    private let noon = TestAccounts.noon

    @Test("counts only once it is confirmed")
    func confirmation() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let session = try await test.session().session
        let first = App(try await test.accounts.beginSecondFactor(by: session, at: noon))
        #expect(try await test.session().session.standing == .full)
        // Beginning again makes a new secret; the first one's codes are worth nothing.
        let second = App(try await test.accounts.beginSecondFactor(by: session, at: noon))
        await #expect(throws: AccountsError.wrongCode(retryAfterSeconds: nil)) {
            try await test.accounts.confirmSecondFactor(code: first.code(at: noon), by: session, at: noon)
        }
        #expect(try await test.accounts.account(id)?.hasSecondFactor == false)
        let done = try await test.accounts.confirmSecondFactor(code: second.code(at: noon), by: session, at: noon)
        #expect(done.recoveryCodes.count == 10 && Set(done.recoveryCodes).count == 10)
        let account = try await test.accounts.account(id)
        #expect(account?.hasSecondFactor == true && account?.recoveryCodesLeft == 10)
        #expect(try await test.session().session.standing == .codeAwaited)
        #expect(done.session.session.passedSecondFactor && done.session.session.standing == .full)
    }

    @Test("confirmed ends other sessions and gives this one a new secret")
    func renewal() async throws {
        let test = try TestAccounts()
        try await test.add()
        let (mine, other) = (try await test.session(), try await test.session())
        let (_, renewed, _) = try await test.enrol(mine.session)
        #expect(try test.accounts.session(mine.secret, at: noon) == nil)
        #expect(try test.accounts.session(other.secret, at: noon) == nil)
        #expect(try test.accounts.session(renewed.secret, at: noon)?.standing == .full)
        await #expect(throws: AccountsError.secondFactorStands) {
            try await test.accounts.beginSecondFactor(by: renewed.session, at: noon)
        }
    }

    @Test("is asked for after the password; the session may do nothing before, and gets a new secret after")
    func signIn() async throws {
        let test = try TestAccounts()
        try await test.add()
        let (app, _, _) = try await test.enrol(test.session().session)
        let later = noon + 60
        let waiting = try await test.session(at: later)
        #expect(waiting.session.standing == .codeAwaited)
        #expect(throws: AccountsError.sessionNotEnough) { try waiting.session.expectFull() }
        await #expect(throws: AccountsError.sessionNotEnough) {
            try await test.accounts.beginSecondFactor(by: waiting.session, at: later)
        }
        let wrong = try await test.accounts.completeSignIn(waiting.session, code: "000000", from: .office, at: later)
        #expect(wrong.isRefused)
        let full = try await test.accounts.completeSignIn(
            waiting.session, code: app.code(at: later), from: .office, at: later
        ).admitted()
        #expect(full.session.standing == .full && full.session.passedSecondFactor)
        #expect(full.secret != waiting.secret)
        #expect(try test.accounts.session(waiting.secret, at: later) == nil)
        #expect(try test.accounts.session(full.secret, at: later)?.standing == .full)
        await #expect(throws: AccountsError.sessionNotEnough) {
            try await test.accounts.completeSignIn(
                full.session, code: app.code(at: later), from: .office, at: later)
        }
    }

    @Test("takes no code twice, also in another session and another process")
    func replay() async throws {
        let test = try TestAccounts()
        try await test.add()
        let (app, _, _) = try await test.enrol(test.session().session)
        // The code that confirmed is used up too.
        let first = try await test.session()
        #expect(
            try await test.accounts.completeSignIn(first.session, code: app.code(at: noon), from: .office, at: noon)
                .isRefused)
        let (second, third) = (try await test.session(at: noon + 60), try await test.session(at: noon + 60))
        let code = app.code(at: noon + 60)
        _ = try await test.accounts.completeSignIn(second.session, code: code, from: .office, at: noon + 60).admitted()
        #expect(
            try await test.beside().completeSignIn(third.session, code: code, from: .office, at: noon + 60).isRefused)
    }

    @Test("one code tried many times at once admits one")
    func race() async throws {
        let test = try TestAccounts { $0.lockOut.failures = 100 }
        try await test.add()
        let (app, _, _) = try await test.enrol(test.session().session)
        let now = noon + 60
        let waiting = try await (0..<8).asyncMap { _ in try await test.session(at: now).session }
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for session in waiting {
                group.addTask {
                    let answer = try? await test.accounts.completeSignIn(
                        session, code: app.code(at: now), from: .office, at: now)
                    return answer.map { !$0.isRefused } ?? false
                }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(admitted == 1)
    }

    @Test("has recovery codes, each accepted once, however it is typed")
    func recovery() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let (_, _, codes) = try await test.enrol(test.session().session)
        #expect(codes.allSatisfy { $0.count == 31 })
        for (number, typed) in [codes[0], codes[1].lowercased(), codes[2].filter { $0 != "-" } + " "].enumerated() {
            let waiting = try await test.session()
            _ = try await test.accounts.completeSignIn(waiting.session, code: typed, from: .office, at: noon).admitted()
            #expect(try await test.accounts.account(id)?.recoveryCodesLeft == 9 - number)
            let again = try await test.session()
            #expect(
                try await test.accounts.completeSignIn(again.session, code: typed, from: .office, at: noon).isRefused)
        }
        #expect(test.kinds.filter { $0 == .recoveryCodeUsed }.count == 3)
    }

    @Test("lets nobody guess codes by giving the password again in between")
    func guessing() async throws {
        let test = try TestAccounts()
        try await test.add()
        let (app, _, _) = try await test.enrol(test.session().session)
        let now = noon + 60
        for guess in 0..<5 {
            let waiting = try await test.session(from: .number(guess), at: now)
            #expect(
                try await test.accounts.completeSignIn(
                    waiting.session, code: "00000\(guess)", from: .number(guess), at: now
                ).isRefused)
        }
        #expect(try await test.signIn(from: .number(6), at: now).isRefused)
        let later = now + 60
        let waiting = try await test.session(from: .number(7), at: later)
        _ = try await test.accounts.completeSignIn(
            waiting.session, code: app.code(at: later), from: .number(7), at: later
        ).admitted()
    }

    @Test("awaits a code for five minutes", arguments: [(299, true), (300, false)] as [(Int64, Bool)])
    func patience(seconds: Int64, isLive: Bool) async throws {
        let test = try TestAccounts()
        try await test.add()
        _ = try await test.enrol(test.session().session)
        let waiting = try await test.session()
        #expect((try test.accounts.session(waiting.secret, at: noon + seconds) != nil) == isLive)
    }

    @Test("where it is needed, signing in without it allows to enrol it, and nothing else")
    func needed() async throws {
        let test = try TestAccounts(needsSecondFactor: { $0 == .head })
        try await test.add("amina", holders: [.monitor])
        let id = try await test.add("head", holders: [.monitor, .head])
        #expect(try await test.session("amina").session.standing == .full)
        let limited = try await test.session("head")
        #expect(limited.session.standing == .mustEnrol)
        #expect(try test.accounts.session(limited.secret, at: noon)?.standing == .mustEnrol)
        await #expect(throws: AccountsError.sessionNotEnough) {
            try await test.accounts.choose(.head, in: limited.session, at: noon)
        }
        await #expect(throws: AccountsError.sessionNotEnough) {
            try await test.accounts.makeToken(
                name: "t", holder: .head, scopes: .read, lifetimeSeconds: 60, by: limited.session, at: noon)
        }
        await #expect(throws: AccountsError.sessionNotEnough) {
            try await test.accounts.changePassword(
                from: TestAccounts.password, to: "nine herons over the weir", by: limited.session, from: .office,
                at: noon)
        }
        let (app, full, _) = try await test.enrol(limited.session)
        #expect(full.session.standing == .full)
        let removed = try await test.accounts.removeSecondFactor(
            code: app.code(at: noon + 30), by: full.session, from: .office, at: noon + 30)
        #expect(removed.session.standing == .mustEnrol)
        #expect(try await test.accounts.account(id)?.recoveryCodesLeft == 0)
    }

    @Test("is removed with a code only, and by an administrator without")
    func removal() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let (app, full, codes) = try await test.enrol(test.session().session)
        await #expect(throws: AccountsError.wrongCode(retryAfterSeconds: nil)) {
            try await test.accounts.removeSecondFactor(code: "123456", by: full.session, from: .office, at: noon)
        }
        let renewed = try await test.accounts.removeSecondFactor(
            code: codes[0], by: full.session, from: .office, at: noon)
        #expect(renewed.session.standing == .full && !renewed.session.passedSecondFactor)
        #expect(try test.accounts.session(full.secret, at: noon) == nil)
        let again = try await test.enrol(renewed.session, at: noon + 90)
        #expect(again.app.secret != app.secret)
        try await test.accounts.resetSecondFactor(of: id, at: noon)
        #expect(try test.accounts.session(again.session.secret, at: noon) == nil)
        #expect(try await test.session().session.standing == .full)
    }

    @Test("gives new recovery codes for a code, and the old ones are worth nothing")
    func renewedCodes() async throws {
        let test = try TestAccounts()
        try await test.add()
        let (app, full, old) = try await test.enrol(test.session().session)
        let new = try await test.accounts.renewRecoveryCodes(
            code: app.code(at: noon + 30), by: full.session, from: .office, at: noon + 30)
        #expect(Set(new).isDisjoint(with: old))
        let waiting = try await test.session()
        #expect(
            try await test.accounts.completeSignIn(waiting.session, code: old[0], from: .office, at: noon).isRefused)
        _ = try await test.accounts.completeSignIn(waiting.session, code: new[0], from: .office, at: noon).admitted()
    }

    @Test("of another account does not open, though their rows are exchanged in the file")
    func exchangedRows() async throws {
        let test = try TestAccounts()
        try await test.add("amina")
        try await test.add("boris")
        let (_, _, _) = try await test.enrol(test.session("amina").session)
        let (app, _, _) = try await test.enrol(test.session("boris").session)
        try test.change("UPDATE second_factor SET sealed = (SELECT sealed FROM second_factor WHERE account = 2)")
        let waiting = try await test.session("amina", at: noon + 60)
        await #expect(throws: AccountsError.self) {
            try await test.accounts.completeSignIn(
                waiting.session, code: app.code(at: noon + 60), from: .office, at: noon + 60)
        }
    }
}

extension Sequence {
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
