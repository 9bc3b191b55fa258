import Foundation
import Synchronization
import Testing
import Truce
import TruceTesting

@testable import TruceAccounts

@Suite("What a token looks like")
struct TokenTextTests {
    private static func text(_ seed: UInt64) -> String { TokenText(Secret(.seeded(seed))).text }

    @Test("starts with truce_, has 55 characters that need no quoting, and is read again", arguments: UInt64(0)..<50)
    func roundTrip(seed: UInt64) {
        let text = Self.text(seed)
        #expect(text.hasPrefix("truce_") && text.utf8.count == 55)
        #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
        #expect(TokenText(text)?.text == text)
    }

    @Test("has the CRC-32 of IEEE 802.3")
    func checksum() { #expect(TokenText.crc32(Array("123456789".utf8)) == 0xCBF4_3926) }

    @Test("no single character can be changed, left out, doubled, or exchanged with the next", arguments: UInt64(0)..<8)
    func slips(seed: UInt64) {
        var random = SeededRandom(seed)
        let text = Array(Self.text(seed))
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= é\n\0")
        for place in text.indices {
            for symbol in alphabet where symbol != text[place] {
                var slip = text
                slip[place] = symbol
                #expect(TokenText(String(slip)) == nil)
            }
            var (short, double, exchanged) = (text, text, text)
            short.remove(at: place)
            double.insert(text[place], at: place)
            #expect(TokenText(String(short)) == nil && TokenText(String(double)) == nil)
            if place + 1 < text.count, text[place] != text[place + 1] {
                exchanged.swapAt(place, place + 1)
                #expect(TokenText(String(exchanged)) == nil)
            }
        }
        for _ in 0..<300 {
            let bytes = (0..<Int.random(in: 0...120, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            #expect(TokenText(String(decoding: bytes, as: UTF8.self)) == nil)
            #expect(TokenText("truce_" + String(decoding: bytes.prefix(49), as: UTF8.self)) == nil)
        }
    }
}

@Suite("Tokens for machines")
struct TokenTests {
    private let noon = TestAccounts.noon
    private let day: Int64 = 86_400

    private func make(
        _ test: TestAccounts, _ session: Session, holder: HolderID = .monitor, scopes: Scope = [.read, .report],
        lifetime: Int64 = 86_400
    ) async throws -> (text: String, token: Token) {
        try await test.accounts.makeToken(
            name: " radar 3 ", holder: holder, scopes: scopes, lifetimeSeconds: lifetime, by: session, at: noon)
    }

    @Test("say whose they are, as which holder, and for what")
    func valid() async throws {
        let test = try TestAccounts()
        let id = try await test.add(holders: [.monitor, .liaison])
        let session = try await test.session().session
        let made = try await make(test, session, holder: .liaison)
        guard case .valid(let token) = try test.accounts.token(made.text, at: noon) else {
            Issue.record("not valid")
            return
        }
        #expect(token == made.token)
        #expect(token.account == id && token.holder == .liaison && token.name == "radar 3")
        #expect(token.scopes.names == ["read", "report"] && !token.scopes.contains(.work))
        #expect(try await test.accounts.tokens(of: id, at: noon).map(\.number) == [token.number])
        #expect(test.kinds.suffix(1) == [.tokenMade])
    }

    @Test("are mistyped, or refused, or valid: never taken for one another")
    func answers() async throws {
        let test = try TestAccounts()
        try await test.add()
        let session = try await test.session()
        let (text, _) = try await make(test, session.session)
        let unknown = TokenText(Secret(.seeded(123))).text
        #expect(try test.accounts.token(unknown, at: noon) == .refused)
        for mistyped in [
            "", "truce_", String(text.dropLast()), text + "A", text.uppercased(), session.secret, "Bearer " + text,
        ] {
            #expect(try test.accounts.token(mistyped, at: noon) == .mistyped)
        }
        #expect(try test.accounts.session(text, at: noon) == nil)
    }

    @Test(
        "live from one second to 365 days",
        arguments: [(0, false), (1, true), (31_536_000, true), (31_536_001, false), (-1, false)] as [(Int64, Bool)])
    func lifetime(seconds: Int64, isAllowed: Bool) async throws {
        let test = try TestAccounts()
        try await test.add()
        let session = try await test.session().session
        guard isAllowed else {
            await #expect(throws: AccountsError.badLifetime(seconds: seconds, limit: 31_536_000)) {
                try await make(test, session, lifetime: seconds)
            }
            return
        }
        let (text, token) = try await make(test, session, lifetime: seconds)
        #expect(try test.accounts.token(text, at: noon + (seconds - 1)) != .refused)
        #expect(try test.accounts.token(text, at: noon + seconds) == .refused)
        #expect(try await test.accounts.tokens(of: token.account, at: noon + seconds).isEmpty)
    }

    @Test("never have more than their account")
    func noMore() async throws {
        let test = try TestAccounts()
        let id = try await test.add(holders: [.monitor, .liaison])
        let session = try await test.session().session
        await #expect(throws: AccountsError.notItsHolder(.head)) { try await make(test, session, holder: .head) }
        await #expect(throws: AccountsError.noScope) { try await make(test, session, scopes: []) }
        await #expect(throws: AccountsError.noScope) { try await make(test, session, scopes: Scope(rawValue: 33)) }
        let (monitor, _) = try await make(test, session)
        let (liaison, _) = try await make(test, session, holder: .liaison)
        try await test.accounts.setHolders([.liaison, .head], of: id, at: noon)
        #expect(try test.accounts.token(monitor, at: noon) == .refused)
        #expect(try test.accounts.token(liaison, at: noon) != .refused)
        // The holder given again does not wake the token.
        try await test.accounts.setHolders([.liaison, .monitor], of: id, at: noon)
        #expect(try test.accounts.token(monitor, at: noon) == .refused)
    }

    @Test("rest while their account is disabled, and end with it")
    func disabled() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let (text, _) = try await make(test, test.session().session)
        #expect(try test.accounts.token(text, at: noon) != .refused)
        try await test.accounts.disable(id, at: noon)
        #expect(try test.accounts.token(text, at: noon) == .refused)
        try await test.accounts.enable(id, at: noon)
        #expect(try test.accounts.token(text, at: noon) != .refused)
        try await test.accounts.erase(id, at: noon)
        #expect(try test.accounts.token(text, at: noon) == .refused)
    }

    @Test("revoked are refused at once; only their own account revokes them")
    func revoked() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let other = try await test.add("boris")
        let (text, token) = try await make(test, test.session().session)
        #expect(try test.accounts.token(text, at: noon) != .refused)
        #expect(try await test.accounts.revokeToken(token.number, of: other, at: noon) == false)
        #expect(try test.accounts.token(text, at: noon) != .refused)
        #expect(try await test.accounts.revokeToken(token.number, of: id, at: noon))
        #expect(try test.accounts.token(text, at: noon) == .refused)
        #expect(try await test.accounts.revokeToken(token.number, of: id, at: noon) == false)
    }

    @Test("of a holder that needs a second factor count only if they were made with one that still stands")
    func secondFactor() async throws {
        let needs = Mutex<Set<HolderID>>([])
        let test = try TestAccounts(needsSecondFactor: { holder in needs.withLock { $0.contains(holder) } })
        let id = try await test.add(holders: [.monitor, .liaison])
        let session = try await test.session().session
        let (before, _) = try await make(test, session)
        let (other, _) = try await make(test, session, holder: .liaison)
        func isValid(_ text: String) throws -> Bool { try test.accounts.token(text, at: noon) != .refused }
        // The role comes later, as roles do.
        #expect(try isValid(before))
        needs.withLock { _ = $0.insert(.monitor) }
        #expect(try !isValid(before) && isValid(other))
        let (_, full, codes) = try await test.enrol(session)
        #expect(try !isValid(before), "a second factor of later changes nothing about who made it")
        let (after, token) = try await make(test, full.session)
        #expect(try isValid(after) && token.passedSecondFactor)
        #expect(
            try await test.accounts.tokens(of: id, at: noon).map { test.accounts.counts($0) } == [true, true, false])
        _ = try await test.accounts.removeSecondFactor(code: codes[0], by: full.session, from: .office, at: noon)
        #expect(try !isValid(after) && isValid(other))
        needs.withLock { $0 = [] }
        #expect(try isValid(before) && isValid(after))
    }

    /// What ends all sessions because somebody else may have had one, and what does not.
    enum Ending: CaseIterable, Sendable {
        case signedOutEverywhere, invitedToNewPassword, passwordSet, secondFactorReset, identityUntied
        case signedOut, passwordChanged
    }

    @Test("end with whatever ends all sessions because somebody else may have had one", arguments: Ending.allCases)
    func endings(ending: Ending) async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let bystander = try await test.add("boris")
        let session = try await test.session().session
        let (text, token) = try await make(test, session)
        let (others, _) = try await make(test, test.session("boris").session)
        let anew = "nine herons over the weir"
        switch ending {
        case .signedOutEverywhere: try await test.accounts.signOutEverywhere(id, at: noon)
        case .invitedToNewPassword:
            let code = try await test.accounts.inviteToNewPassword(id, by: nil, at: noon).code
            #expect(try test.accounts.token(text, at: noon) != .refused, "an invitation alone ends nothing")
            _ = try await test.accounts.acceptInvitation(code: code, password: anew, from: .office, at: noon)
        case .passwordSet: try await test.accounts.setPassword(anew, of: id, at: noon)
        case .secondFactorReset: try await test.accounts.resetSecondFactor(of: id, at: noon)
        case .identityUntied:
            let identity = try Identity(issuer: "https://id.example.org", subject: "7")
            try await test.accounts.tie(identity, to: id, at: noon)
            #expect(try await test.accounts.untie(identity, from: id, at: noon))
        case .signedOut: try await test.accounts.signOut(session, at: noon)
        case .passwordChanged:
            _ = try await test.accounts.changePassword(
                from: TestAccounts.password, to: anew, by: session, from: .office, at: noon)
        }
        let stays = [.signedOut, .passwordChanged].contains(ending)
        #expect((try test.accounts.token(text, at: noon) != .refused) == stays)
        #expect(try await test.accounts.tokens(of: id, at: noon).map(\.number) == (stays ? [token.number] : []))
        #expect(try test.accounts.token(others, at: noon) != .refused)
        #expect(try await test.accounts.tokens(of: bystander, at: noon).count == 1)
    }

    @Test("are not made by a session that has ended")
    func endedSession() async throws {
        let test = try TestAccounts()
        try await test.add()
        let session = try await test.session().session
        try await test.accounts.signOut(session, at: noon)
        await #expect(throws: AccountsError.sessionNotEnough) { try await make(test, session) }
    }

    @Test("say to the hour when they were last used")
    func used() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let (text, _) = try await make(test, test.session().session)
        func used() async throws -> Int64? {
            // What nobody waits for is written before this.
            let _: Int? = try test.stored("SELECT 1")
            return try await test.accounts.tokens(of: id, at: noon).first?.usedAt?.seconds
        }
        #expect(try await used() == nil)
        // 2030-03-17T17:46:40Z.
        let hour = noon.seconds - 2800
        for (seconds, expected) in [(0, 0), (799, 0), (800, 3600), (4399, 3600), (4400, 7200)] as [(Int64, Int64)] {
            #expect(try test.accounts.token(text, at: noon + seconds) != .refused)
            #expect(try await used() == hour + expected)
        }
    }

    @Test("are at most as many as the settings say, not counting the expired")
    func limit() async throws {
        let test = try TestAccounts { $0.tokensPerAccount = 2 }
        try await test.add()
        let session = try await test.session().session
        _ = try await make(test, session, lifetime: 10)
        _ = try await make(test, session)
        await #expect(throws: AccountsError.tooManyTokens(limit: 2)) { try await make(test, session) }
        _ = try await test.accounts.makeToken(
            name: "later", holder: .monitor, scopes: .read, lifetimeSeconds: 10, by: session, at: noon + 10)
    }

    @Test("have a name on one line", arguments: ["", "  ", "a\nb", "a\u{202E}b", String(repeating: "x", count: 101)])
    func names(name: String) async throws {
        let test = try TestAccounts()
        try await test.add()
        let session = try await test.session().session
        await #expect(throws: AccountsError.badTokenName) {
            try await test.accounts.makeToken(
                name: name, holder: .monitor, scopes: .read, lifetimeSeconds: 10, by: session, at: noon)
        }
    }

    @Test(
        "have scopes by name", arguments: [("read", Scope.read), ("administer", .administer), ("all", nil), ("", nil)])
    func scopes(name: String, scope: Scope?) { #expect(Scope(name: name) == scope) }
}
