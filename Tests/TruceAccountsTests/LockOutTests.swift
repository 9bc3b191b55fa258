import Foundation
import Testing
import Truce

@testable import TruceAccounts

@Suite("Lock-out")
struct LockOutTests {
    private let noon = TestAccounts.noon

    @Test(
        "begins with the fifth failure and doubles to an hour",
        arguments: [
            (0, 0), (4, 0), (5, 60), (6, 120), (7, 240), (8, 480), (9, 960), (10, 1920), (11, 3600), (12, 3600),
            (1_000_000, 3600),
        ])
    func schedule(failures: Int, seconds: Int64) {
        #expect(LockOut().delaySeconds(afterFailures: failures) == seconds)
    }

    @Test(
        "ends to the second, and a clock that was wrong does not lengthen it",
        arguments: [(0, 60), (59, 1), (60, 0), (61, 0), (-1, 60), (-1_000_000, 60)] as [(Int64, Int64)])
    func remaining(elapsed: Int64, seconds: Int64) {
        #expect(LockOut().remainingSeconds(failures: 5, last: 1_000_000, now: 1_000_000 + elapsed) == seconds)
    }

    /// Fails `count` times, each from an address of its own.
    private func fail(_ count: Int, _ test: TestAccounts, _ login: String = "amina", at now: Instant) async throws {
        for number in 0..<count {
            #expect(try await test.signIn(login, "wrong \(number)", from: .number(number), at: now).isRefused)
        }
    }

    @Test("of a login holds for one minute after five failures, wherever they came from")
    func login() async throws {
        let test = try TestAccounts()
        try await test.add()
        try await fail(4, test, at: noon)
        _ = try await test.session(from: .elsewhere)
        // Signing in began anew.
        try await fail(4, test, at: noon)
        _ = try await test.session(from: .elsewhere)
        try await fail(5, test, at: noon)
        #expect(try await test.signIn(from: .number(77), at: noon + 59).isRefused)
        _ = try await test.session(from: .number(77), at: noon + 60)
    }

    @Test("of a login doubles with each further failure and is forgotten after a day")
    func doubling() async throws {
        let test = try TestAccounts()
        try await test.add()
        try await fail(5, test, at: noon)
        var now = noon
        for delay in [60, 120, 240, 480, 960, 1920, 3600, 3600] as [Int64] {
            #expect(try await test.signIn(from: .number(200), at: now + (delay - 1)).isRefused)
            now = now + delay
            #expect(try await test.signIn("amina", "wrong", from: .number(Int(delay)), at: now).isRefused)
        }
        #expect(try await test.signIn(from: .number(201), at: now + 3599).isRefused)
        try await fail(1, test, at: now + 86_400)
        _ = try await test.session(from: .number(202), at: now + 86_400)
    }

    @Test("of an address holds for every login, and is said")
    func address() async throws {
        let test = try TestAccounts()
        try await test.add()
        for number in 0..<4 {
            #expect(try await test.signIn("guess-\(number)", "wrong", at: noon).retryAfter == nil)
        }
        #expect(try await test.signIn("guess-4", "wrong", at: noon).retryAfter == 60)
        #expect(try await test.signIn(at: noon + 59).retryAfter == 1)
        _ = try await test.session(from: .elsewhere, at: noon)
        _ = try await test.session(at: noon + 60)
    }

    @Test("of an address is not lifted by an account of one's own")
    func ownAccount() async throws {
        let test = try TestAccounts()
        try await test.add("enemy")
        for round in 0..<4 {
            #expect(try await test.signIn("victim-\(round)", "wrong", at: noon).isRefused)
            _ = try await test.session("enemy")
        }
        #expect(try await test.signIn("victim-4", "wrong", at: noon).retryAfter == 60)
        _ = try await test.session("enemy")
        #expect(try await test.signIn("victim-5", "wrong", at: noon).retryAfter == 60)
    }

    /// Five tries with logins that are nobody's, from the office.
    private func lockOffice(_ test: TestAccounts, at now: Instant) async throws {
        for number in 0..<5 { _ = try await test.signIn("made-up-\(number)", "wrong", at: now) }
        #expect(try await test.signIn("made-up", "wrong", at: now).retryAfter == 60)
    }

    @Test(
        "of an address does not hold for a login that was used from there in the last thirty days",
        arguments: [(0, true), (30 * 86_400 - 1, true), (30 * 86_400, false)] as [(Int64, Bool)])
    func usedFromThere(secondsAgo: Int64, isOpen: Bool) async throws {
        let test = try TestAccounts()
        try await test.add("amina")
        try await test.add("boris")
        _ = try await test.session("amina")
        let now = noon + secondsAgo
        try await lockOffice(test, at: now)
        #expect(try await test.signIn("amina", at: now).isRefused != isOpen)
        #expect(try await test.signIn("boris", at: now).retryAfter == 60)
        _ = try await test.session("boris", from: .elsewhere, at: now)
    }

    @Test("of an address that does not hold for a login leaves the login's own count: five failures lock it there, too")
    func ownCount() async throws {
        let test = try TestAccounts()
        try await test.add()
        _ = try await test.session()
        try await lockOffice(test, at: noon)
        for _ in 0..<4 { #expect(try await test.signIn("amina", "wrong").isRefused) }
        _ = try await test.session()
        for _ in 0..<5 { #expect(try await test.signIn("amina", "wrong").isRefused) }
        #expect(try await test.signIn("amina").isRefused)
        #expect(try await test.signIn("amina", at: noon + 59).isRefused)
        _ = try await test.session(at: noon + 60)
    }

    @Test("of an address does not tell which logins were used from there, whatever is tried while it holds")
    func alikeAtLockedAddress() async throws {
        /// What somebody at the address sees who tries these in turn.
        func seen(_ logins: [String]) async throws -> [Int64?] {
            let test = try TestAccounts()
            try await test.add()
            _ = try await test.session()
            try await lockOffice(test, at: noon)
            var answers: [Int64?] = []
            for (second, login) in logins.enumerated() {
                let answer = try await test.signIn(login, "wrong", at: noon + Int64(second))
                #expect(answer.isRefused)
                answers.append(answer.retryAfter)
            }
            return answers
        }
        let known = try await seen((0..<24).map { $0.isMultiple(of: 3) ? "nobody" : "amina" })
        #expect(try await seen([String](repeating: "nobody", count: 24)) == known)
        #expect(known == (0..<24).map { 60 - $0 })
    }

    @Test("of an address does not keep out who has a second factor and was here")
    func code() async throws {
        let test = try TestAccounts()
        try await test.add()
        let (app, _, _) = try await test.enrol(test.session().session)
        try await lockOffice(test, at: noon)
        let waiting = try await test.session()
        #expect(waiting.session.standing == .codeAwaited)
        let answer = try await test.accounts.completeSignIn(
            waiting.session, code: app.code(at: noon + 30), from: .office, at: noon + 30)
        #expect(try answer.admitted().session.standing == .full)
    }

    @Test("of an address forgives the failures of who signs in after all")
    func ownFailures() async throws {
        let test = try TestAccounts()
        try await test.add()
        for _ in 0..<20 {
            #expect(try await test.signIn("amina", "a slip of the hand").isRefused)
            #expect(try await test.signIn("amina", "a slip of the hand").isRefused)
            _ = try await test.session()
        }
    }

    @Test("of a login cannot be used to lock others out of their address")
    func lockedLogin() async throws {
        let test = try TestAccounts()
        try await test.add("amina")
        try await test.add("boris")
        try await fail(5, test, "amina", at: noon)
        for _ in 0..<30 { #expect(try await test.signIn("amina").retryAfter == nil) }
        _ = try await test.session("boris")
        // Nor do these tries lengthen the lock.
        _ = try await test.session("amina", at: noon + 60)
    }

    @Test("of a login from afar does not hold at an address that it was used from in the last thirty days")
    func knownAddress() async throws {
        let test = try TestAccounts()
        try await test.add()
        _ = try await test.session()
        try await fail(5, test, at: noon)
        #expect(try await test.signIn(from: .elsewhere).isRefused)
        _ = try await test.session()
        let last = noon + 30 * 86_400
        try await fail(5, test, at: last)
        #expect(try await test.signIn(at: last).isRefused)
        #expect(try await test.signIn(at: last + 59).isRefused)
    }

    @Test("of a login holds at a known address after failures there")
    func knownAddressGuesses() async throws {
        let test = try TestAccounts { $0.lockOut.failures = 3 }
        try await test.add()
        _ = try await test.session()
        for _ in 0..<3 { #expect(try await test.signIn("amina", "wrong").isRefused) }
        #expect(try await test.signIn().isRefused)
        _ = try await test.session(at: noon + 60)
    }

    @Test("is alike for a login that is nobody's")
    func unknownLogin() async throws {
        let test = try TestAccounts()
        try await test.add()
        func answers(_ login: String, _ start: Int) async throws -> [Int64?] {
            var answers: [Int64?] = []
            for number in 0..<12 {
                let answer = try await test.signIn(login, "wrong", from: .number(start + number / 3), at: noon)
                answers.append(answer.retryAfter)
                #expect(answer.isRefused)
            }
            return answers
        }
        let (known, unknown) = (try await answers("amina", 0), try await answers("nobody", 100))
        #expect(known == unknown)
        let accountKinds = test.events.map(\.kind).filter { $0 == .accountLocked }.count
        #expect(accountKinds == 2)
    }

    @Test("counts tries that come all at once")
    func atOnce() async throws {
        let test = try TestAccounts {
            $0.passwordsPerAddress = 100
            $0.passwordsWaiting = 100
        }
        try await test.add()
        // The last of many guesses is right, and does not get through.
        let admitted = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let answer = try? await test.signIn("amina", "guess \(number)", from: .number(number))
                    return answer.map { !$0.isRefused } ?? false
                }
            }
            return await group.contains(true)
        }
        #expect(!admitted)
        #expect(try await test.signIn(from: .elsewhere).isRefused)
        let counted: Int? = try test.stored("SELECT sum(against_login) FROM attempt")
        #expect(counted == 5)
    }

    @Test("counts who hangs up before the answer")
    func cancelled() async throws {
        let test = try TestAccounts()
        try await test.add()
        for number in 0..<5 {
            let hasty = Task { try await test.signIn("amina", "wrong", from: .number(number)) }
            hasty.cancel()
            _ = await hasty.result
        }
        #expect(try await test.signIn(from: .elsewhere).isRefused)
    }

    @Test("is lifted by an administrator")
    func unlocked() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        try await fail(5, test, at: noon)
        #expect(try await test.signIn(from: .elsewhere).isRefused)
        try await test.accounts.unlock(id, at: noon)
        _ = try await test.session(from: .elsewhere)
    }

    @Test("remembers neither login nor address in the file")
    func traces() async throws {
        let test = try TestAccounts()
        try await test.add()
        #expect(try await test.signIn("my secret typed as login", "wrong", from: .elsewhere).isRefused)
        let bytes = try test.allBytes()
        #expect(bytes.range(of: Data("my secret typed".utf8)) == nil)
        #expect(bytes.range(of: Data("198.51.100".utf8)) == nil)
    }
}

@Suite("Network addresses")
struct NetworkAddressTests {
    @Test(
        "count whole for IPv4, and by their first 64 bits for IPv6",
        arguments: [
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false),
            ("2001:db8:0:1::1", "2001:db8:0:1:ffff:ffff:ffff:ffff", true),
            ("2001:db8:0:1::1", "2001:db8:0:2::1", false),
            ("::ffff:192.0.2.1", "192.0.2.1", true), ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
            ("fe80::1%eth0", "fe80::2", true), ("::1", "0:0:0:0:0:0:0:1", true),
        ])
    func same(a: String, b: String, isSame: Bool) throws {
        #expect((try #require(NetworkAddress(a)) == (try #require(NetworkAddress(b)))) == isSame)
    }

    @Test(
        "are literal ones",
        arguments: ["", "example.org", "192.0.2", "192.0.2.256", "1.2.3.4:80", "[::1]", "::g", " 1.2.3.4"])
    func refused(text: String) { #expect(NetworkAddress(text) == nil) }

    @Test("are written as far as they count")
    func text() {
        #expect(NetworkAddress("192.0.2.1")?.description == "192.0.2.1")
        #expect(NetworkAddress("2001:db8:0:1:2:3:4:5")?.description == "2001:db8:0:1::/64")
    }
}
