import Foundation
import GRDB
import Truce

/// What is told to somebody who signs in.
package enum SignInAnswer: Sendable {
    /// See ``Session/standing`` for what the session may do.
    case admitted(NewSession)
    /// One answer for every reason. The seconds, where given, are those for which nobody may try from this network
    /// address; they say nothing of the account.
    case refused(retryAfterSeconds: Int64?)
}

extension Accounts {
    /// Signs in with login and password. An account with a second factor gets a session that awaits a code; one that
    /// needs a second factor and has none, a session in which it can be enrolled. Acts as the first of the account's
    /// holders. Throws ``AccountsError/busy`` when too many do so at once.
    ///
    /// `client` is shown in the account's own list of sessions.
    package func signIn(
        login: String, password: String, from address: NetworkAddress, client: String = "", at now: Instant
    ) async throws(AccountsError) -> SignInAnswer {
        // What cannot be a login is one that is nobody's. No login begins with a zero.
        let key = (try? LoginName(login))?.key ?? "\0" + login
        let proof: PasswordProof
        switch try await check(password, login: key, from: address, at: now) {
        case .wrong(let seconds): return .refused(retryAfterSeconds: seconds)
        case .right(let right): proof = right
        }
        let (keys, settings, secret) = (keys, settings, Secret(chance))
        let credential: Credential
        do {
            credential = try await file.write { db in
                try proof.expectStill(db)
                if let anew = proof.anew {
                    try StoredPassword(anew, of: proof.account, keys).save(db, of: proof.account, at: now)
                }
                let isCodeAwaited = try SecondFactor.find(proof.account, db)?.isConfirmed == true
                // The password alone does not clear the failures, or it would allow any number of guesses at the code.
                if isCodeAwaited {
                    try proof.attempts.takeBack(proof.count, db)
                } else {
                    try proof.attempts.succeed(db)
                }
                return try Self.insertSession(
                    secret, of: proof.account, factor: isCodeAwaited ? .awaited : .none, client: client, settings,
                    at: now, in: db)
            }
        } catch .wrongPassword, .unknownAccount {
            // Changed, disabled or erased in between.
            tell(.signInFailed, at: now, account: proof.account, from: address)
            return .refused(retryAfterSeconds: nil)
        }
        if proof.anew != nil { tell(.passwordHashedAnew, at: now, account: proof.account) }
        let new = try admitted(credential, secret)
        tell(
            new.session.standing == .codeAwaited ? .passwordAccepted : .signedIn, at: now, account: proof.account,
            from: address, number: new.session.number)
        return .admitted(new)
    }

    /// The second step: a code from the app, or a recovery code. The session gets a new secret, and its time begins.
    package func completeSignIn(
        _ session: Session, code: String, from address: NetworkAddress, at now: Instant
    ) async throws(AccountsError) -> SignInAnswer {
        guard session.standing == .codeAwaited else { throw .sessionNotEnough }
        let secret = Secret(chance)
        let credential: Credential
        do {
            credential = try await withCode(code, by: session, from: address, at: now) { db in
                try Self.renew(session, secret: secret, factor: .passed, startingAt: now, in: db)
            }
        } catch .wrongCode(let seconds) {
            return .refused(retryAfterSeconds: seconds)
        }
        memory.forgetAll()
        tell(.signedIn, at: now, account: session.account, from: address, number: session.number)
        return .admitted(try admitted(credential, secret))
    }
}
