import Foundation
import Testing
import Truce

@testable import TruceAccounts

@Suite("Signing in")
struct SignInTests {
    private let noon = TestAccounts.noon

    @Test("makes a session for the first holder, under a secret of 256 bits that is new each time")
    func admitted() async throws {
        let test = try TestAccounts()
        let id = try await test.add(holders: [.liaison, .monitor])
        let (first, second) = (try await test.session(), try await test.session())
        #expect(first.secret.utf8.count == 43 && first.secret != second.secret)
        #expect(first.session.account == id && first.session.holder == .liaison)
        #expect(first.session.holders == [.liaison, .monitor])
        #expect(try test.accounts.session(first.secret, at: noon) == first.session)
        #expect(test.kinds == [.accountCreated, .signedIn, .signedIn])
    }

    @Test(
        "finds a login however it is written", arguments: ["Straße", "STRASSE", " strasse\n", "Stra\u{DF}e", "ſtrasse"])
    func login(typed: String) async throws {
        let test = try TestAccounts()
        try await test.add("Straße")
        _ = try await test.session(typed)
        await #expect(throws: AccountsError.loginTaken) { try await test.add(typed) }
    }

    @Test(
        "is refused in the same words for whatever reason",
        arguments: [
            ("amina", "not the password"), ("amina", ""), ("amina", String(repeating: "x", count: 100_000)), ("", ""),
            ("nobody", TestAccounts.password), ("disabled", TestAccounts.password), ("bare", TestAccounts.password),
            ("a\u{0}", TestAccounts.password), (String(repeating: "a", count: 65), TestAccounts.password),
            ("amina' OR 1=1 --", TestAccounts.password), ("amina", " " + TestAccounts.password),
            ("amina\u{202E}", TestAccounts.password),
        ])
    func refused(login: String, password: String) async throws {
        let test = try TestAccounts()
        try await test.add("amina")
        try await test.add("bare", password: nil)
        try await test.accounts.disable(test.add("disabled"), at: noon)
        guard case .refused(nil) = try await test.signIn(login, password) else {
            Issue.record("not refused, or more was said")
            return
        }
        #expect(test.kinds.last == .signInFailed)
    }

    @Test("is refused when the account is disabled, or its password changed, while the password is looked at")
    func changedMeanwhile() async throws {
        let test = try TestAccounts { $0.passwordsAtOnce = 1 }
        let id = try await test.add()
        let proof = try await test.accounts.confirm(
            TestAccounts.password, of: LoginName("amina"), from: .office, at: noon)
        try await test.accounts.disable(id, at: noon)
        await #expect(throws: AccountsError.wrongPassword(retryAfterSeconds: nil)) {
            try await test.accounts.file.write { try proof.expectStill($0) }
        }
        try await test.accounts.enable(id, at: noon)
        try await test.accounts.file.write { try proof.expectStill($0) }
        try await test.accounts.setPassword("nine herons over the weir", of: id, at: noon)
        await #expect(throws: AccountsError.wrongPassword(retryAfterSeconds: nil)) {
            try await test.accounts.file.write { try proof.expectStill($0) }
        }
    }
}

@Suite("Sessions")
struct SessionTests {
    private let noon = TestAccounts.noon

    @Test(
        "last twelve hours without being seen", arguments: [(43_199, true), (43_200, false)] as [(Int64, Bool)])
    func idle(seconds: Int64, isLive: Bool) async throws {
        let test = try TestAccounts()
        try await test.add()
        let new = try await test.session()
        #expect((try test.accounts.session(new.secret, at: noon + seconds) != nil) == isLive)
        let listed = try await test.accounts.sessions(of: new.session.account, at: noon + seconds)
        #expect(listed.map(\.number) == (isLive ? [new.session.number] : []))
    }

    @Test("are not kept by a machine that looks whether they still stand")
    func lookedAt() async throws {
        let test = try TestAccounts()
        try await test.add()
        let new = try await test.session()
        for seconds in stride(from: Int64(0), to: 43_200, by: 600) {
            #expect(try test.accounts.session(new.secret, at: noon + seconds, countsAsSeen: false) != nil)
        }
        #expect(try test.accounts.session(new.secret, at: noon + 43_200, countsAsSeen: false) == nil)
        #expect(try test.accounts.session(new.secret, at: noon + 43_200) == nil)
    }

    @Test("last seven days when always seen", arguments: [(604_799, true), (604_800, false)] as [(Int64, Bool)])
    func absolute(seconds: Int64, isLive: Bool) async throws {
        let test = try TestAccounts()
        try await test.add()
        let new = try await test.session()
        for time in stride(from: Int64(0), to: 604_700, by: 40_000) {
            #expect(try test.accounts.session(new.secret, at: noon + time) != nil)
        }
        #expect((try test.accounts.session(new.secret, at: noon + seconds) != nil) == isLive)
    }

    @Test("are written as seen at most once a minute")
    func seen() async throws {
        let test = try TestAccounts()
        try await test.add()
        let new = try await test.session()
        func written() throws -> Int64? {
            try (test.stored("SELECT seen_at FROM session") as Int64?).map { $0 - noon.seconds }
        }
        for (seconds, expected) in [(0, 0), (1, 0), (59, 0), (60, 60), (61, 60), (119, 60), (120, 120)]
            as [(Int64, Int64)]
        {
            #expect(try test.accounts.session(new.secret, at: noon + seconds) != nil)
            #expect(try written() == expected)
        }
    }

    @Test("that are unknown, cut, lengthened or written otherwise are none")
    func hostile() async throws {
        let test = try TestAccounts()
        try await test.add()
        let secret = try await test.session().secret
        // The last character holds four bits: of those that stand for the same bytes only one counts.
        let last = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let others = last.map { String(secret.dropLast()) + String($0) }.filter { $0 != secret }
        for text in ["", "x", String(secret.dropLast()), secret + "A", secret + "=", " " + secret, secret.uppercased()]
            + others
        {
            #expect(try test.accounts.session(text, at: noon) == nil)
        }
        #expect(try test.accounts.session(secret, at: noon) != nil)
    }

    @Test("end when signed out, here and everywhere, and one by one")
    func ending() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let other = try await test.add("boris")
        let sessions = try await (0..<4).asyncMap { _ in try await test.session() }
        let boris = try await test.session("boris")
        func live() throws -> [Bool] { try sessions.map { try test.accounts.session($0.secret, at: noon) != nil } }
        #expect(try live() == [true, true, true, true])
        try await test.accounts.signOut(sessions[0].session, at: noon)
        #expect(try live() == [false, true, true, true])
        #expect(try await test.accounts.endSession(sessions[1].session.number, of: other, at: noon) == false)
        #expect(try await test.accounts.endSession(sessions[1].session.number, of: id, at: noon))
        #expect(try live() == [false, false, true, true])
        #expect(try await test.accounts.sessions(of: id, at: noon).count == 2)
        try await test.accounts.signOutEverywhere(id, at: noon)
        #expect(try live() == [false, false, false, false])
        #expect(try test.accounts.session(boris.secret, at: noon) != nil)
    }

    @Test("choose among the account's holders, and get a new secret")
    func choosing() async throws {
        let test = try TestAccounts()
        try await test.add(holders: [.monitor, .liaison])
        let new = try await test.session()
        await #expect(throws: AccountsError.notItsHolder(.head)) {
            try await test.accounts.choose(.head, in: new.session, at: noon)
        }
        let chosen = try await test.accounts.choose(.liaison, in: new.session, at: noon)
        #expect(try test.accounts.session(new.secret, at: noon) == nil)
        #expect(try test.accounts.session(chosen.secret, at: noon)?.holder == .liaison)
        // The old session is a value that is worth nothing any more.
        await #expect(throws: AccountsError.sessionNotEnough) {
            try await test.accounts.choose(.monitor, in: new.session, at: noon)
        }
    }

    @Test("end when the account is given other holders, is disabled, or is erased")
    func accountChanges() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        func expectEnd(_ change: () async throws -> Void) async throws {
            let new = try await test.session()
            #expect(try test.accounts.session(new.secret, at: noon) != nil)
            try await change()
            #expect(try test.accounts.session(new.secret, at: noon) == nil)
        }
        try await expectEnd { try await test.accounts.setHolders([.liaison], of: id, at: noon) }
        #expect(try await test.session().session.holder == .liaison)
        try await expectEnd {
            try await test.accounts.disable(id, at: noon)
            try await test.accounts.enable(id, at: noon)
        }
        try await expectEnd { try await test.accounts.erase(id, at: noon) }
    }

    @Test("are at most twenty an account: the oldest ends")
    func limit() async throws {
        let test = try TestAccounts()
        try await test.add()
        let sessions = try await (0..<21).asyncMap { _ in try await test.session() }
        #expect(try test.accounts.session(sessions[0].secret, at: noon + 10) == nil)
        for session in sessions.dropFirst() { #expect(try test.accounts.session(session.secret, at: noon) != nil) }
    }

    @Test("signed in in full are not pushed out by those that await a code")
    func limitApart() async throws {
        let test = try TestAccounts()
        try await test.add()
        let (_, full, _) = try await test.enrol(test.session().session)
        let waiting = try await (0..<22).asyncMap { _ in try await test.session() }
        #expect(try test.accounts.session(full.secret, at: noon + 10) != nil)
        let live = try waiting.filter { try test.accounts.session($0.secret, at: noon + 10) != nil }
        #expect(live.map(\.secret) == waiting.suffix(20).map(\.secret))
    }

    @Test("vouch for their own forms only")
    func forms() async throws {
        let test = try TestAccounts()
        try await test.add(holders: [.monitor, .liaison])
        let (first, second) = (try await test.session().session, try await test.session().session)
        let token = test.accounts.formToken(of: first)
        #expect(test.accounts.isFormToken(token, of: first))
        #expect(try test.beside().isFormToken(token, of: first))
        for wrong in ["", "x", token + "x", String(token.dropLast()), test.accounts.formToken(of: second)] {
            #expect(!test.accounts.isFormToken(wrong, of: first))
        }
        let renewed = try await test.accounts.choose(.liaison, in: first, at: noon).session
        #expect(!test.accounts.isFormToken(token, of: renewed))
    }

    @Test("do not show what steers a terminal in the name of what they were signed in from")
    func client() async throws {
        let test = try TestAccounts()
        try await test.add()
        let answer = try await test.accounts.signIn(
            login: "amina", password: TestAccounts.password, from: .office,
            client: "\u{1B}[2J\u{202E}Fire\nfox" + String(repeating: "é", count: 500), at: noon)
        let client = try answer.admitted().session.client
        #expect(client.hasPrefix("[2JFirefox") && client.unicodeScalars.count == 80)
    }

    @Test(
        "revoked by another process end here within five seconds",
        arguments: [(4, true), (5, false)] as [(Int64, Bool)])
    func otherProcess(seconds: Int64, isLive: Bool) async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let new = try await test.session()
        #expect(try test.accounts.session(new.secret, at: noon) != nil)
        try await test.beside().signOutEverywhere(id, at: noon)
        #expect((try test.accounts.session(new.secret, at: noon + seconds) != nil) == isLive)
    }

    @Test("signed out are gone when that is answered, however many look them up meanwhile")
    func atOnce() async throws {
        let test = try TestAccounts()
        try await test.add()
        for _ in 0..<15 {
            let new = try await test.session()
            await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<3 {
                    group.addTask { for _ in 0..<60 { _ = try test.accounts.session(new.secret, at: noon) } }
                }
                group.addTask {
                    try await test.accounts.signOut(new.session, at: noon)
                    for _ in 0..<20 { #expect(try test.accounts.session(new.secret, at: noon) == nil) }
                }
            }
        }
    }

    @Test("revoked while they are being read are not remembered")
    func readWhileRevoked() {
        let memory = CredentialMemory()
        let credential = Credential(
            number: 1, account: AccountID(1), holder: .monitor, holders: [.monitor],
            kind: .session(factor: .none, client: ""), createdAt: noon.seconds, seenAt: noon.seconds)
        let hash = Data("hash".utf8)
        let generation = memory.generation
        memory.forgetAll()
        _ = memory.remember(credential, by: hash, readAt: noon, generation: generation)
        #expect(memory.find(hash, at: noon, reliedOn: 5) == nil)
        _ = memory.remember(credential, by: hash, readAt: noon, generation: memory.generation)
        #expect(memory.find(hash, at: noon, reliedOn: 5) != nil)
        #expect(memory.find(hash, at: noon + -1, reliedOn: 5) == nil)
    }
}
