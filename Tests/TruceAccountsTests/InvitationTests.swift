import Foundation
import Testing
import Truce

@testable import TruceAccounts

@Suite("Invitations")
struct InvitationTests {
    private let noon = TestAccounts.noon
    private let password = "nine herons over the weir"

    private func invite(
        _ test: TestAccounts, _ login: String = "boris", lifetime: Int64? = nil, by: AccountID? = nil
    ) async throws -> (code: String, invitation: Invitation) {
        try await test.accounts.invite(
            login: login, displayName: "Boris Example", holders: [.monitor, .liaison], lifetimeSeconds: lifetime,
            by: by,
            at: noon)
    }

    @Test("make an account by setting a password, once")
    func accepted() async throws {
        let test = try TestAccounts()
        let administrator = try await test.add()
        let (code, invitation) = try await invite(test, by: administrator)
        #expect(invitation.invitedBy == administrator && invitation.login == "boris")
        #expect(try await test.accounts.invitations(at: noon) == [invitation])
        #expect(try await test.accounts.invitation(code: code, at: noon) == invitation)
        #expect(try await test.signIn("boris", password).isRefused)
        await #expect(throws: AccountsError.weakPassword(.tooShort)) {
            try await test.accounts.acceptInvitation(code: code, password: "short", from: .office, at: noon)
        }
        let id = try await test.accounts.acceptInvitation(code: code, password: password, from: .office, at: noon)
        let account = try #require(try await test.accounts.account(id))
        #expect(account.holders == [.monitor, .liaison] && account.displayName == "Boris Example")
        _ = try await test.session("boris", password)
        await #expect(throws: AccountsError.noInvitation) {
            try await test.accounts.acceptInvitation(code: code, password: password, from: .office, at: noon)
        }
        #expect(try await test.accounts.invitations(at: noon).isEmpty)
    }

    @Test("accepted many times at once make one account")
    func race() async throws {
        let test = try TestAccounts { $0.passwordsPerAddress = 50 }
        let (code, _) = try await invite(test)
        let made = await withTaskGroup(of: AccountID?.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    try? await test.accounts.acceptInvitation(
                        code: code, password: password, from: .office, at: noon)
                }
            }
            return await group.reduce(into: []) { made, id in made += id.map { [$0] } ?? [] }
        }
        #expect(made.count == 1)
        #expect(try await test.accounts.accounts().map(\.id) == made)
    }

    @Test("hold for 72 hours", arguments: [(259_199, true), (259_200, false)] as [(Int64, Bool)])
    func lifetime(seconds: Int64, isAccepted: Bool) async throws {
        let test = try TestAccounts()
        let (code, _) = try await invite(test)
        #expect((try await test.accounts.invitation(code: code, at: noon + seconds) != nil) == isAccepted)
        let id = try? await test.accounts.acceptInvitation(
            code: code, password: password, from: .office, at: noon + seconds)
        #expect((id != nil) == isAccepted)
    }

    @Test("hold for thirty days at most", arguments: [(0, false), (1, true), (2_592_000, true), (2_592_001, false)])
    func longest(seconds: Int64, isAllowed: Bool) async throws {
        let test = try TestAccounts()
        let made = try? await invite(test, lifetime: seconds)
        #expect((made != nil) == isAllowed)
    }

    @Test("end when revoked, and when the same login is invited again")
    func revoked() async throws {
        let test = try TestAccounts()
        let (first, _) = try await invite(test)
        let (second, invitation) = try await invite(test, "BORIS")
        #expect(try await test.accounts.invitation(code: first, at: noon) == nil)
        #expect(try await test.accounts.invitation(code: second, at: noon) != nil)
        #expect(try await test.accounts.revokeInvitation(invitation.number, at: noon))
        #expect(try await test.accounts.revokeInvitation(invitation.number, at: noon) == false)
        await #expect(throws: AccountsError.noInvitation) {
            try await test.accounts.acceptInvitation(code: second, password: password, from: .office, at: noon)
        }
    }

    @Test("are refused for a login that is taken, before and after")
    func taken() async throws {
        let test = try TestAccounts()
        try await test.add("amina")
        await #expect(throws: AccountsError.loginTaken) { try await invite(test, "Amina") }
        let (code, _) = try await invite(test)
        try await test.add("boris")
        await #expect(throws: AccountsError.loginTaken) {
            try await test.accounts.acceptInvitation(code: code, password: password, from: .office, at: noon)
        }
        // Nothing was changed: the invitation is still there.
        #expect(try await test.accounts.invitation(code: code, at: noon) != nil)
    }

    @Test("let the owner of an account set a new password, and end the sessions")
    func newPassword() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        let session = try await test.session()
        let (app, full, _) = try await test.enrol(session.session)
        let (code, invitation) = try await test.accounts.inviteToNewPassword(id, by: nil, at: noon)
        #expect(invitation.login == "amina" && invitation.account == id && invitation.holders == [.monitor])
        #expect(try test.accounts.session(full.secret, at: noon) != nil)
        let accepted = try await test.accounts.acceptInvitation(
            code: code, password: password, from: .office, at: noon)
        #expect(accepted == id)
        #expect(try test.accounts.session(full.secret, at: noon) == nil)
        #expect(try await test.signIn().isRefused)
        // The second factor stays.
        let waiting = try await test.session("amina", password, at: noon + 30)
        _ = try await test.accounts.completeSignIn(
            waiting.session, code: app.code(at: noon + 30), from: .office, at: noon + 30
        ).admitted()
    }

    @Test("are not accepted under any other code", arguments: ["", "x", String(repeating: "A", count: 43), "' OR 1=1"])
    func hostile(code: String) async throws {
        let test = try TestAccounts()
        _ = try await invite(test)
        await #expect(throws: AccountsError.noInvitation) {
            try await test.accounts.acceptInvitation(code: code, password: password, from: .office, at: noon)
        }
    }

    @Test("name at least one holder, and a login")
    func incomplete() async throws {
        let test = try TestAccounts()
        await #expect(throws: AccountsError.noHolder) {
            try await test.accounts.invite(login: "x", displayName: "", holders: [], by: nil, at: noon)
        }
        await #expect(throws: AccountsError.badLogin(why: "it is empty")) { try await invite(test, " ") }
    }
}

@Suite("External identities")
struct IdentityTests {
    private let noon = TestAccounts.noon

    private func identity(_ subject: String = "248289761001") throws -> Identity {
        try Identity(issuer: "https://id.example.org", subject: subject)
    }

    @Test("sign in as the account they are tied to, and no other")
    func tied() async throws {
        let test = try TestAccounts()
        let id = try await test.add(password: nil)
        try await test.accounts.tie(identity(), to: id, at: noon)
        func signIn(_ identity: Identity) async throws -> SignInAnswer {
            try await test.accounts.signIn(identity, secondFactor: false, from: .office, at: noon)
        }
        #expect(try await signIn(identity()).admitted().session.account == id)
        #expect(try await signIn(identity("248289761002")).isRefused)
        #expect(try await signIn(Identity(issuer: "https://id.example.com", subject: "248289761001")).isRefused)
        #expect(try await test.accounts.identities(of: id) == [identity()])
        let other = try await test.add("boris")
        await #expect(throws: AccountsError.identityTaken) {
            try await test.accounts.tie(identity(), to: other, at: noon)
        }
        #expect(try await test.accounts.untie(identity(), from: other, at: noon) == false)
        #expect(try await test.accounts.untie(identity(), from: id, at: noon))
        #expect(try await signIn(identity()).isRefused)
    }

    @Test("are compared byte for byte")
    func bytes() throws {
        #expect(try identity("caf\u{E9}") != identity("cafe\u{301}"))
        #expect(try Set([identity("caf\u{E9}"), identity("cafe\u{301}"), identity("caf\u{E9}")]).count == 2)
    }

    @Test("are asked for the account's own second factor unless the other service asked for one")
    func secondFactor() async throws {
        let test = try TestAccounts(needsSecondFactor: { $0 == .head })
        let id = try await test.add("amina", holders: [.head])
        try await test.accounts.tie(identity(), to: id, at: noon)
        func standing(_ secondFactor: Bool) async throws -> Session.Standing {
            try await test.accounts.signIn(identity(), secondFactor: secondFactor, from: .office, at: noon).admitted()
                .session.standing
        }
        #expect(try await standing(false) == .mustEnrol)
        #expect(try await standing(true) == .full)
        _ = try await test.enrol(test.session().session)
        #expect(try await standing(false) == .codeAwaited)
        #expect(try await standing(true) == .full)
    }

    @Test("are tied by an invitation, which then needs no password")
    func invited() async throws {
        let test = try TestAccounts()
        let (code, _) = try await test.accounts.invite(
            login: "boris", displayName: "", holders: [.monitor], by: nil, at: noon)
        let id = try await test.accounts.acceptInvitation(code: code, identity: identity(), from: .office, at: noon)
        #expect(try await test.accounts.account(id)?.hasPassword == false)
        #expect(
            try await test.accounts.signIn(identity(), secondFactor: false, from: .office, at: noon).admitted().session
                .account == id)
        await #expect(throws: AccountsError.noInvitation) {
            try await test.accounts.acceptInvitation(code: code, identity: identity(), from: .office, at: noon)
        }
    }

    @Test("are refused while the account is disabled")
    func disabled() async throws {
        let test = try TestAccounts()
        let id = try await test.add()
        try await test.accounts.tie(identity(), to: id, at: noon)
        try await test.accounts.disable(id, at: noon)
        #expect(try await test.accounts.signIn(identity(), secondFactor: true, from: .office, at: noon).isRefused)
    }

    @Test("have an issuer and a subject of 1 to 255 bytes", arguments: [0, 1, 255, 256])
    func lengths(count: Int) {
        let made = try? Identity(issuer: "i", subject: String(repeating: "s", count: count))
        #expect((made != nil) == (1...255).contains(count))
    }
}
