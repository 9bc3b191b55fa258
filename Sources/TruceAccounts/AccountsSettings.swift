/// What an operator may set. Times in seconds.
package struct AccountsSettings: Sendable {
    /// What an authenticator app shows as the name of the service.
    package var mission = "Truce"
    /// Of new passwords; an older one is hashed anew when its owner next signs in.
    package var cost = ScryptCost.standard
    /// Since signing in.
    package var sessionSeconds: Int64 = 7 * 86_400
    /// Since last seen. What is seen is written at most once in ``seenSeconds``, so another process, or this one after
    /// a restart, may count from that much earlier.
    package var idleSeconds: Int64 = 12 * 3600
    package var seenSeconds: Int64 = 60
    /// Between the password and the code.
    package var codeSeconds: Int64 = 5 * 60
    package var invitationSeconds: Int64 = 72 * 3600
    package var longestInvitationSeconds: Int64 = 30 * 86_400
    package var longestTokenSeconds: Int64 = 365 * 86_400
    package var lockOut = LockOut()
    /// More end the oldest.
    package var sessionsPerAccount = 20
    package var tokensPerAccount = 50
    package var passwordsAtOnce = 2
    package var passwordsWaiting = 32
    /// Being checked or waiting, of one network address.
    package var passwordsPerAddress = 4
    /// How long this process relies on what it read: the longest until it sees what another process revoked. What this
    /// process revokes it sees at once.
    package var reliedOnSeconds: Int64 = 5

    package init() {}
}
