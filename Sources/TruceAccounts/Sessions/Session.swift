import Foundation
import Truce

/// Somebody signed in, acting as one holder. Made only by ``Accounts``: who has one was signed in a moment ago.
package struct Session: Sendable, Equatable {
    package enum Standing: Sendable, Equatable {
        /// The password was right; a code is awaited. May do nothing else.
        case codeAwaited
        /// The account needs a second factor and was signed in without one. May enrol one, and nothing else.
        case mustEnrol
        case full
    }

    enum Factor: Int, Sendable {
        case none, awaited, passed
    }

    /// For lists and the journal; the secret cannot be found from it.
    package let number: Int64
    package let account: AccountID
    package let holder: HolderID
    /// All that the account may act as.
    package let holders: [HolderID]
    package let standing: Standing
    /// What it was signed in from, in the caller's words, such as “Firefox on Android”.
    package let client: String
    package let createdAt: Instant
    package let seenAt: Instant
    /// Whether a second factor was passed, here or at the provider of an external identity.
    package var passedSecondFactor: Bool { factor == .passed }

    let factor: Factor
    let hash: Data

    func expectFull() throws(AccountsError) {
        guard standing == .full else { throw .sessionNotEnough }
    }

    func expectPassword() throws(AccountsError) {
        guard standing != .codeAwaited else { throw .sessionNotEnough }
    }
}

/// A session and its secret, which goes into a cookie and is told once. After this the old secret of the session, if it
/// had one, is worth nothing.
package struct NewSession: Sendable {
    package let secret: String
    package let session: Session
}
