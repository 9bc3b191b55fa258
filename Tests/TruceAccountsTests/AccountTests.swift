import Foundation
import Testing
import Truce
import TruceTesting

@testable import TruceAccounts

@Suite("Accounts")
struct AccountTests {
    private let noon = TestAccounts.noon

    @Test(
        "have a login of 1 to 64 characters that can be seen",
        arguments: [
            ("", false), (" ", false), ("a", true), (String(repeating: "ж", count: 64), true),
            (String(repeating: "ж", count: 65), false), ("a\u{0}b", false), ("a\nb", false), ("a\u{7F}", false),
            ("a\u{85}b", false), ("a\u{202E}b", false), ("أمينة", true), ("amina@example.org", true), ("a b", true),
        ])
    func logins(login: String, isTaken: Bool) { #expect(((try? LoginName(login)) != nil) == isTaken) }

    @Test("act as 1 to 16 holders, each named once")
    func holders() async throws {
        let test = try TestAccounts()
        await #expect(throws: AccountsError.noHolder) { try await test.add(holders: []) }
        let many = (0..<17).map { HolderID("holder-\($0)")! }
        await #expect(throws: AccountsError.tooManyHolders(limit: 16)) { try await test.add(holders: many) }
        let id = try await test.add(holders: Array(many.prefix(16)) + [many[0]])
        #expect(try await test.accounts.account(id)?.holders == Array(many.prefix(16)))
        let shuffled = [many[3], many[16], many[0]]
        try await test.accounts.setHolders(shuffled, of: id, at: noon)
        #expect(try await test.accounts.account(id)?.holders == shuffled)
    }

    @Test("that are not there are said not to be")
    func unknown() async throws {
        let test = try TestAccounts()
        let (accounts, ghost) = (test.accounts, AccountID(7))
        #expect(try await accounts.account(ghost) == nil)
        await #expect(throws: AccountsError.unknownAccount(ghost)) { try await accounts.erase(ghost, at: noon) }
        await #expect(throws: AccountsError.unknownAccount(ghost)) { try await accounts.disable(ghost, at: noon) }
        await #expect(throws: AccountsError.unknownAccount(ghost)) { try await accounts.unlock(ghost, at: noon) }
        await #expect(throws: AccountsError.unknownAccount(ghost)) {
            try await accounts.setPassword("nine herons over the weir", of: ghost, at: noon)
        }
        await #expect(throws: AccountsError.unknownAccount(ghost)) {
            try await accounts.setHolders([.head], of: ghost, at: noon)
        }
        await #expect(throws: AccountsError.unknownAccount(ghost)) {
            try await accounts.inviteToNewPassword(ghost, by: nil, at: noon)
        }
    }

    @Test("erased leave nothing in any file, and their login may be given again under another number")
    func erased() async throws {
        let test = try TestAccounts()
        let id = try await test.accounts.createAccount(
            login: "zenobia.quist", displayName: "Zenobia Quist", holders: [.monitor], password: TestAccounts.password,
            at: noon)
        let other = try await test.add("boris")
        let (_, full, _) = try await test.enrol(test.session("zenobia.quist").session)
        _ = try await test.accounts.makeToken(
            name: "zenobia's radar", holder: .monitor, scopes: .read, lifetimeSeconds: 10, by: full.session, at: noon)
        try await test.accounts.tie(Identity(issuer: "https://id.example.org", subject: "zenobia-1"), to: id, at: noon)
        _ = try await test.accounts.inviteToNewPassword(id, by: nil, at: noon)
        #expect(try await test.signIn("zenobia.quist", "wrong").isRefused)
        #expect(try test.allBytes().range(of: Data("enobia".utf8)) != nil)
        try await test.accounts.erase(id, at: noon)
        #expect(try test.allBytes().range(of: Data("enobia".utf8)) == nil)
        #expect(
            try test.stored("SELECT count(*) FROM attempt WHERE from_address > 0 OR against_login > 0") as Int? == 0)
        for table in ["session", "token", "second_factor", "recovery_code", "identity", "invitation"] {
            #expect(try test.stored("SELECT count(*) FROM \(table)") as Int? == 0, "\(table)")
        }
        let again = try await test.add("zenobia.quist")
        #expect(again != id && again != other)
    }

    @Test("keep no secret that was ever handed out, in any file, and tell none to the journal")
    func noSecrets() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let session = try await test.session()
        let app = App(try await test.accounts.beginSecondFactor(by: session.session, at: noon))
        let done = try await test.accounts.confirmSecondFactor(
            code: app.code(at: noon), by: session.session, at: noon)
        let token = try await test.accounts.makeToken(
            name: "t", holder: .monitor, scopes: .all, lifetimeSeconds: 10, by: done.session.session, at: noon)
        let invitation = try await test.accounts.inviteToNewPassword(id, by: nil, at: noon)
        let texts =
            [TestAccounts.password, session.secret, done.session.secret, token.text, invitation.code]
            + done.recoveryCodes
        let bytes =
            [session.secret, done.session.secret, invitation.code].compactMap { Secret($0)?.bytes } + [
                app.secret, try #require(TokenText(token.text)).secret.bytes,
            ]
        let all = try test.allBytes()
        let told = test.events.map(\.description).joined(separator: "\n")
        #expect(!told.isEmpty)
        for text in texts {
            #expect(all.range(of: Data(text.utf8)) == nil)
            #expect(!told.contains(text))
        }
        for secret in bytes { #expect(all.range(of: Data(secret)) == nil) }
        #expect(!told.contains("amina") && !told.contains("Amina"))
    }

    @Test("have events whose words are all different")
    func events() {
        let words = AccountEvent.Kind.allCases.map(\.rawValue)
        #expect(Set(words).count == words.count)
        let event = AccountEvent(
            kind: .tokenMade, at: noon, account: AccountID(1), by: AccountID(2), address: .office, number: 3)
        #expect(event.description == "token made account=1 by=2 address=192.0.2.1 number=3")
    }

    @Test("are told the time, and never look at a clock")
    func noClock() throws {
        let folder = SharedData.repository.appending(path: "Sources/TruceAccounts")
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects as? [URL]
        let sources = try (files ?? []).filter { $0.pathExtension == "swift" }.map {
            try String(contentsOf: $0, encoding: .utf8)
        }
        #expect(sources.count > 20)
        for word in ["Date(", "Date.now", ".now()", "Clock", " time(", "gettimeofday", "DispatchTime"] {
            #expect(!sources.contains { $0.contains(word) }, "\(word)")
        }
    }

    @Test("after any sequence of changes, what is live is exactly what should be", arguments: UInt64(0)..<12)
    func random(seed: UInt64) async throws {
        var model = try await Model(TestAccounts(seed: seed) { $0.lockOut.failures = 1000 })
        var random = SeededRandom(seed)
        for _ in 0..<60 {
            try await model.change(using: &random)
            try model.check()
        }
    }
}

/// What should be live, kept beside the accounts in the plainest way.
private struct Model {
    private static let offices: [HolderID] = [.monitor, .liaison, .head]
    private let test: TestAccounts
    /// A second process, which relies on nothing it read before.
    private let beside: Accounts
    private let logins = ["amina", "boris", "chen"]
    private var ids: [AccountID] = []
    private var holders: [[HolderID]] = []
    private var disabled: Set<Int> = []
    private var sessions: [(owner: Int, new: NewSession, isLive: Bool)] = []
    private var tokens: [(owner: Int, text: String, token: Token, isLive: Bool)] = []
    private var now = TestAccounts.noon

    init(_ test: TestAccounts) async throws {
        self.test = test
        beside = try test.beside {
            $0.reliedOnSeconds = 0
            $0.lockOut.failures = 1000
        }
        for login in logins {
            ids.append(try await test.add(login, holders: Self.offices))
            holders.append(Self.offices)
        }
    }

    mutating func change(using random: inout SeededRandom) async throws {
        let who = Int.random(in: 0..<3, using: &random)
        let accounts = Bool.random(using: &random) ? test.accounts : beside
        now = now + Int64.random(in: 5...40, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0...2:
            let answer = try await accounts.signIn(
                login: logins[who], password: TestAccounts.password, from: .office, at: now)
            #expect(answer.isRefused == disabled.contains(who))
            if case .admitted(let new) = answer { sessions.append((who, new, true)) }
        case 3:
            guard let session = sessions.filter({ $0.owner == who && $0.isLive }).randomElement(using: &random),
                let holder = holders[who].randomElement(using: &random)
            else { return }
            let made = try await accounts.makeToken(
                name: "t", holder: holder, scopes: .read, lifetimeSeconds: 1000, by: session.new.session, at: now)
            tokens.append((who, made.text, made.token, true))
        case 4:
            guard let place = sessions.indices.randomElement(using: &random) else { return }
            try await accounts.signOut(sessions[place].new.session, at: now)
            sessions[place].isLive = false
        case 5:
            guard let place = tokens.indices.randomElement(using: &random) else { return }
            let isRevoked = try await accounts.revokeToken(
                tokens[place].token.number, of: ids[tokens[place].owner], at: now)
            #expect(!tokens[place].isLive || isRevoked)
            tokens[place].isLive = false
        case 6:
            try await accounts.disable(ids[who], at: now)
            disabled.insert(who)
            endSessions(who)
        case 7:
            try await accounts.enable(ids[who], at: now)
            disabled.remove(who)
        case 8:
            let given = Array(Self.offices.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random)))
            try await accounts.setHolders(given, of: ids[who], at: now)
            holders[who] = given
            endSessions(who)
            for place in tokens.indices where tokens[place].owner == who && !given.contains(tokens[place].token.holder)
            {
                tokens[place].isLive = false
            }
        default:
            try await accounts.signOutEverywhere(ids[who], at: now)
            endSessions(who)
            for place in tokens.indices where tokens[place].owner == who { tokens[place].isLive = false }
        }
    }

    private mutating func endSessions(_ who: Int) {
        for place in sessions.indices where sessions[place].owner == who { sessions[place].isLive = false }
    }

    /// `beside` sees at once what `test.accounts` did; the other way round it takes five seconds, so every step does.
    func check() throws {
        for accounts in [test.accounts, beside] {
            for (_, new, isLive) in sessions {
                #expect((try accounts.session(new.secret, at: now) != nil) == isLive)
            }
            for (owner, text, token, isLive) in tokens {
                let isValid = isLive && !disabled.contains(owner) && now < token.expiresAt
                #expect((try accounts.token(text, at: now) != .refused) == isValid)
            }
        }
    }
}
