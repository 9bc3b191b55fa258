import HTTPTypes
import Truce
import TruceAccounts
import TruceMechanism

/// What people do with their own account, and administrators with those of others: once, for pages and programs alike.
/// Throws ``Problem``s; what is wrong with a field is named by a pointer to it.
struct AccountActions: Sendable {
    let sessions: AccountSessions
    let mission: any MissionDoor

    var accounts: Accounts { sessions.accounts }
    private var now: Instant { sessions.now() }

    // MARK: Signing in

    /// - Parameter code: Where it was typed beside the password already.
    func signIn(login: String, password: String, code: String?, _ call: Call) async throws -> NewSession {
        let answer = try await told {
            try await accounts.signIn(
                login: login, password: password, from: call.address, client: call.browser, at: now)
        }
        let new = try admitted(answer)
        guard let code, new.session.standing == .codeAwaited else { return new }
        return try await complete(new.session, code: code, call)
    }

    func complete(_ session: Session, code: String, _ call: Call) async throws -> NewSession {
        guard session.standing == .codeAwaited else { throw Problem(.signInAgain) }
        return try admitted(
            try await told {
                try await accounts.completeSignIn(session, code: code, from: call.address, at: now)
            })
    }

    /// Nil when no account that may sign in is tied to the identity.
    func signIn(_ vouched: VouchedIdentity, secondFactor: Bool, _ call: Call) async throws -> NewSession? {
        let answer = try await told {
            try await accounts.signIn(
                vouched.identity, secondFactor: secondFactor, from: call.address, client: call.browser, at: now)
        }
        guard case .admitted(let new) = answer else { return nil }
        return new
    }

    private func admitted(_ answer: SignInAnswer) throws(Problem) -> NewSession {
        switch answer {
        case .admitted(let new): return new
        case .refused(let seconds):
            let problem = Problem(.signInRefused)
            throw seconds.map { problem.retry(after: .seconds($0)) } ?? problem
        }
    }

    func signOut(_ session: Session) async throws { try await told { try await accounts.signOut(session, at: now) } }

    func choose(_ holder: HolderID, _ session: Session) async throws -> NewSession {
        try expectApart(session.holders)
        return try await told { try await accounts.choose(holder, in: session, at: now) }
    }

    /// Also when somebody goes from one holder to another: a role may have been granted since.
    private func expectApart(_ holders: [HolderID], at pointer: String? = nil) throws(Problem) {
        guard let fault = SeparateHands.fault(holders.map { mission.asker($0) }) else { return }
        guard let pointer else { throw Problem(.accountState, fault) }
        throw Problem(.invalid, errors: [.init(pointer, fault)])
    }

    // MARK: Second factor and password

    func beginSecondFactor(_ session: Session) async throws -> Enrolment {
        try await told { try await accounts.beginSecondFactor(by: session, at: now) }
    }

    func pendingSecondFactor(_ session: Session) async throws -> Enrolment? {
        try await told { try await accounts.pendingSecondFactor(by: session) }
    }

    func confirmSecondFactor(_ session: Session, code: String) async throws -> (NewSession, recoveryCodes: [String]) {
        let answer = try await told {
            try await accounts.confirmSecondFactor(code: code, by: session, at: now)
        }
        return (answer.session, answer.recoveryCodes)
    }

    func renewRecoveryCodes(_ session: Session, code: String, _ call: Call) async throws -> [String] {
        try await told {
            try await accounts.renewRecoveryCodes(code: code, by: session, from: call.address, at: now)
        }
    }

    func removeSecondFactor(_ session: Session, code: String, _ call: Call) async throws -> NewSession {
        try await told {
            try await accounts.removeSecondFactor(code: code, by: session, from: call.address, at: now)
        }
    }

    func changePassword(_ session: Session, from old: String, to new: String, _ call: Call) async throws -> NewSession {
        try await told {
            try await accounts.changePassword(from: old, to: new, by: session, from: call.address, at: now)
        }
    }

    // MARK: Identities at other services

    func identities(of id: AccountID) async throws -> [Identity] {
        try await told { try await accounts.identities(of: id) }
    }

    func tie(_ identity: Identity, to id: AccountID, by session: Session) async throws {
        try await told { try await accounts.tie(identity, to: id, by: session.account, at: now) }
    }

    func untie(_ identity: Identity, from id: AccountID, by session: Session) async throws {
        guard try await told({ try await accounts.untie(identity, from: id, by: session.account, at: now) }) else {
            throw Problem(.notFound)
        }
    }

    /// From one's own account.
    func untie(_ identity: Identity, _ session: Session) async throws {
        try await untie(identity, from: session.account, by: session)
    }

    // MARK: Sessions and tokens

    func liveSessions(_ session: Session) async throws -> [Session] {
        try await told { try await accounts.sessions(of: session.account, at: now) }
    }

    func endSession(_ number: Int64, _ session: Session) async throws {
        guard try await told({ try await accounts.endSession(number, of: session.account, at: now) }) else {
            throw Problem(.notFound)
        }
    }

    func signOutEverywhere(_ session: Session) async throws {
        try await told { try await accounts.signOutEverywhere(session.account, at: now) }
    }

    func tokens(_ session: Session) async throws -> [Token] {
        try await told { try await accounts.tokens(of: session.account, at: now) }
    }

    func makeToken(
        name: String, scopes: Scope, days: Int, holder: HolderID?, _ session: Session
    ) async throws -> (text: String, token: Token) {
        if let holder, holder != session.holder { try expectApart(session.holders) }
        return try await told {
            try await accounts.makeToken(
                name: name, holder: holder ?? session.holder, scopes: scopes,
                lifetimeSeconds: Int64(min(max(days, 0), 10_000)) * 86_400, by: session, at: now)
        }
    }

    func revokeToken(_ number: Int64, _ session: Session) async throws {
        guard try await told({ try await accounts.revokeToken(number, of: session.account, at: now) }) else {
            throw Problem(.notFound)
        }
    }

    // MARK: Invitations

    func invitation(code: String) async throws -> Invitation {
        guard let found = try await told({ try await accounts.invitation(code: code, at: now) }) else {
            throw Problem(.notFound)
        }
        return found
    }

    func accept(code: String, password: String, _ call: Call) async throws {
        _ = try await told {
            try await accounts.acceptInvitation(code: code, password: password, from: call.address, at: now)
        }
    }

    // MARK: An administrator's

    /// The session of an administrator who signed in as one.
    func administrator(_ call: Call) throws -> Session {
        let session = try own(call)
        guard mission.asker(session.holder).effectiveGrants.contains(where: { $0.role == .administrator }) else {
            throw Problem(.notAllowed)
        }
        return session
    }

    /// The session of a person who signed in in full: a token is none.
    func own(_ call: Call) throws -> Session {
        guard case .session? = call.signedIn?.means, let session = try sessions.session(call.headers),
            session.standing == .full
        else { throw Problem(call.signedIn == nil ? .signInRequired : .signInAgain) }
        return session
    }

    func invitations() async throws -> [Invitation] { try await told { try await accounts.invitations(at: now) } }

    func invite(
        login: String, displayName: String, holders: [HolderID], by session: Session
    ) async throws -> (code: String, invitation: Invitation) {
        try expectApart(holders, at: "/holders")
        return try await told {
            try await accounts.invite(
                login: login, displayName: displayName, holders: holders, by: session.account, at: now)
        }
    }

    func inviteToNewPassword(
        _ id: AccountID, by session: Session
    ) async throws -> (code: String, invitation: Invitation) {
        try await told { try await accounts.inviteToNewPassword(id, by: session.account, at: now) }
    }

    func revokeInvitation(_ number: Int64, by session: Session) async throws {
        guard try await told({ try await accounts.revokeInvitation(number, by: session.account, at: now) }) else {
            throw Problem(.notFound)
        }
    }

    func all() async throws -> [TruceAccounts.Account] { try await told { try await accounts.accounts() } }

    func account(_ id: AccountID) async throws -> TruceAccounts.Account {
        guard let account = try await told({ try await accounts.account(id) }) else { throw Problem(.notFound) }
        return account
    }

    func setHolders(_ holders: [HolderID], of id: AccountID, by session: Session) async throws {
        // Who gives out offices takes none.
        guard id != session.account else {
            throw Problem(.accountState, "This is your own account. Another administrator must do this.")
        }
        try expectApart(holders, at: "/holders")
        try await told { try await accounts.setHolders(holders, of: id, by: session.account, at: now) }
    }

    /// What an administrator does with somebody's account that needs no further word.
    enum Step: String, CaseIterable { case disable, enable, unlock, resetSecondFactor = "reset-second-factor", erase }

    func take(_ step: Step, _ id: AccountID, by session: Session) async throws {
        // Nobody locks the last door from outside.
        if [.disable, .erase].contains(step), id == session.account {
            throw Problem(.accountState, "This is your own account. Another administrator must do this.")
        }
        try await told {
            switch step {
            case .disable: try await accounts.disable(id, by: session.account, at: now)
            case .enable: try await accounts.enable(id, by: session.account, at: now)
            case .unlock: try await accounts.unlock(id, by: session.account, at: now)
            case .resetSecondFactor: try await accounts.resetSecondFactor(of: id, by: session.account, at: now)
            case .erase: try await accounts.erase(id, by: session.account, at: now)
            }
        }
    }

    // MARK: Words

    private func told<Value>(_ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as AccountsError { throw error.answer }
    }
}

extension Call {
    /// Where lock-out counts the request. Who comes over a local socket counts as one.
    var address: TruceAccounts.NetworkAddress {
        client.address.flatMap { TruceAccounts.NetworkAddress("\($0)") } ?? TruceAccounts.NetworkAddress("127.0.0.1")!
    }

    /// For the account's own list of sessions.
    var browser: String { String((headers[.userAgent] ?? "").prefix(80)) }

    /// A secret in the body of the answer, and one for the cookie: nothing keeps a copy.
    func settingCookie(_ value: String) -> HTTPFields { [.setCookie: value, .cacheControl: "no-store"] }
}
