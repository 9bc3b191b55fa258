import Truce

/// Something that matters for security and has happened, for the operators' log. Holds no secret, no name, and nothing
/// that somebody typed: who mistakes the field types their password where the login belongs.
package struct AccountEvent: Hashable, Sendable, CustomStringConvertible {
    package enum Kind: String, Sendable, CaseIterable {
        case accountCreated = "account created"
        case accountChanged = "account changed"
        case accountDisabled = "account disabled"
        case accountEnabled = "account enabled"
        case accountErased = "account erased"
        case passwordAccepted = "password accepted, code asked"
        case signedIn = "signed in"
        case signInFailed = "sign-in failed"
        case signInWhileLocked = "sign-in tried while locked"
        case accountLocked = "account locked"
        case accountUnlocked = "account unlocked"
        case addressLocked = "address locked"
        case tooBusy = "sign-in turned away, too many at once"
        case passwordSet = "password set"
        case passwordHashedAnew = "password hashed at a higher cost"
        case secondFactorBegun = "second factor begun"
        case secondFactorConfirmed = "second factor confirmed"
        case secondFactorRemoved = "second factor removed"
        case codeFailed = "code failed"
        case recoveryCodeUsed = "recovery code used"
        case recoveryCodesMade = "recovery codes made"
        case holderChosen = "holder chosen"
        case signedOut = "signed out"
        case signedOutEverywhere = "signed out everywhere"
        case tokenMade = "token made"
        case tokenRevoked = "token revoked"
        case invited = "invited"
        case invitationRevoked = "invitation revoked"
        case invitationAccepted = "invitation accepted"
        case identityTied = "external identity tied"
        case identityUntied = "external identity untied"
    }

    package let kind: Kind
    package let at: Instant
    /// Whom it is about; nil where the login is nobody's.
    package var account: AccountID?
    /// Who did it, where that is another account.
    package var by: AccountID?
    /// As far as it counts for lock-out: an IPv6 one without its last 64 bits.
    package var address: NetworkAddress?
    /// The number of the session, token or invitation.
    package var number: Int64?

    package var description: String { text { "\($0)" } }

    /// - Parameter shown: How an address appears; nil leaves it out.
    package func text(address shown: (NetworkAddress) -> String?) -> String {
        var words = [kind.rawValue]
        if let account { words.append("account=\(account)") }
        if let by { words.append("by=\(by)") }
        if let address = address.flatMap(shown) { words.append("address=\(address)") }
        if let number { words.append("number=\(number)") }
        return words.joined(separator: " ")
    }
}
