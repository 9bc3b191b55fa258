import Truce

/// Why accounts were not opened, or something about them was not done. Nothing was changed. No sentence holds a secret,
/// a login name or a display name. What a stranger who signs in is told is ``SignInAnswer``, which says less.
package enum AccountsError: Error, Equatable, CustomStringConvertible {
    case cannotOpen(path: String, why: String)
    case notAccounts(path: String, why: String)
    case damaged(why: String)
    case readableByOthers(path: String)
    case keyFileExists(path: String)
    case unreadableKeyFile(path: String, why: String)
    case wrongKey(expected: String, found: String)
    /// Another process holds the file for longer than a few seconds.
    case locked(path: String)
    case cannotRead(why: String)
    case cannotWrite(why: String)
    /// As many passwords are being checked, and as many wait, as the settings allow.
    case busy
    case badLogin(why: String)
    case loginTaken
    case badDisplayName(why: String)
    case noHolder
    case tooManyHolders(limit: Int)
    case notItsHolder(HolderID)
    case unknownAccount(AccountID)
    case weakPassword(PasswordFault)
    /// When signed in already. `retryAfterSeconds` as in ``SignInAnswer/refused(retryAfterSeconds:)``.
    case wrongPassword(retryAfterSeconds: Int64?)
    case wrongCode(retryAfterSeconds: Int64?)
    /// Signed out or expired since, or not yet admitted in full.
    case sessionNotEnough
    case secondFactorStands
    case noSecondFactor
    case noInvitation
    case badLifetime(seconds: Int64, limit: Int64)
    case badTokenName
    case noScope
    case tooManyTokens(limit: Int)
    case badIdentity
    case identityTaken
    /// Another organisation's sign-in service did not answer, or not as it should.
    case serviceUnreachable(why: String)
    /// What that service answered vouches for nobody.
    case notVouched(why: String)
    case outOfMemory

    package var description: String {
        switch self {
        case .cannotOpen(let path, let why): "The accounts “\(path)” cannot be opened: \(why)."
        case .notAccounts(let path, let why): "“\(path)” is not a file of accounts: \(why)."
        case .damaged(let why): "The accounts are damaged: \(why). Restore the file from a copy."
        case .readableByOthers(let path): "“\(path)” is open to others than its owner. Say: chmod 600 “\(path)”"
        case .keyFileExists(let path): "There is a key file “\(path)” already. Nothing is ever written over."
        case .unreadableKeyFile(let path, let why): "The key file “\(path)” is not used: \(why)."
        case .wrongKey(let expected, let found):
            "The accounts belong to the key \(expected), and the key given is \(found). Name the key file made with them."
        case .locked(let path): "Another program holds the accounts “\(path)”. Try again in a moment."
        case .cannotRead(let why): "The accounts cannot be read: \(why)."
        case .cannotWrite(let why): "The accounts cannot be written: \(why). Nothing was changed."
        case .busy: "Too many people are signing in at this moment. Try again in a few seconds."
        case .badLogin(let why): "This is no login name: \(why). Write 1 to 64 characters."
        case .loginTaken: "Another account has this login name. Choose another."
        case .badDisplayName(let why): "This is no name to show: \(why)."
        case .noHolder: "An account acts as at least one holder of the mechanism. Name one."
        case .tooManyHolders(let limit): "An account acts as at most \(limit) holders. Make a second account."
        case .notItsHolder(let holder): "The account may not act as “\(holder)”. Choose one of its own holders."
        case .unknownAccount(let id): "There is no account \(id). It may have been erased."
        case .weakPassword(let fault): fault.description
        case .wrongPassword(let seconds): "The password is not accepted." + Self.waiting(seconds)
        case .wrongCode(let seconds): "The code is not accepted. A code counts once." + Self.waiting(seconds)
        case .sessionNotEnough: "Sign in again, in full, and repeat this."
        case .secondFactorStands: "The account has a second factor already. Remove it first."
        case .noSecondFactor: "The account has no second factor that waits for this. Begin to enrol one."
        case .noInvitation: "The invitation is unknown, used, revoked or out of date. Ask for a new one."
        case .badLifetime(let seconds, let limit): "A lifetime of \(seconds) s is not between 1 and \(limit) s."
        case .badTokenName: "A token needs a name of 1 to 100 characters, on one line."
        case .noScope: "A token needs at least one scope."
        case .tooManyTokens(let limit): "The account has \(limit) tokens already. Revoke one first."
        case .badIdentity: "Issuer and subject need 1 to 255 bytes each, without control characters."
        case .identityTaken: "This identity is tied to an account already. Untie it there first."
        case .serviceUnreachable(let why): "The organisation's sign-in service cannot be used now: \(why)."
        case .notVouched(let why): "What the organisation's sign-in service answered vouches for nobody: \(why)."
        case .outOfMemory: "Memory ran out while a password was checked. Try again; lower the cost if it stays."
        }
    }

    private static func waiting(_ seconds: Int64?) -> String { seconds.map { " Try again in \($0) s." } ?? "" }
}
