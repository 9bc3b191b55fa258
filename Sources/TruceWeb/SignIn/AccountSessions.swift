import HTTPTypes
import Truce
import TruceAccounts

/// Who a request is from, by the accounts: a cookie of a browser, or a token of a machine.
package struct AccountSessions: SessionReading {
    package let accounts: Accounts
    package let cookie: SessionCookie
    let now: @Sendable () -> Instant

    package init(_ accounts: Accounts, cookie: SessionCookie, now: @escaping @Sendable () -> Instant) {
        self.accounts = accounts
        self.cookie = cookie
        self.now = now
    }

    package func signedIn(_ headers: HTTPFields) async throws -> SignedIn? {
        try signedIn(headers, countsAsSeen: true)
    }

    package func stillSignedIn(_ headers: HTTPFields) async throws -> SignedIn? {
        try signedIn(headers, countsAsSeen: false)
    }

    private func signedIn(_ headers: HTTPFields, countsAsSeen: Bool) throws -> SignedIn? {
        if let text = try token(in: headers) {
            guard cookie.secret(in: headers) == nil else {
                throw Problem(.malformed, "A cookie and a token both say who asks. Send one of them.")
            }
            guard case .valid(let token) = try accounts.token(text, at: now()) else { return nil }
            return SignedIn(holder: token.holder.description, means: .token(scopes: Set(token.scopes.names)))
        }
        guard let session = try session(headers, countsAsSeen: countsAsSeen), session.standing == .full else {
            return nil
        }
        return SignedIn(
            holder: session.holder.description, means: .session(csrfKey: accounts.formToken(of: session)))
    }

    /// The session of the cookie, also one that may only go on signing in.
    func session(_ headers: HTTPFields, countsAsSeen: Bool = true) throws -> Session? {
        guard let secret = cookie.secret(in: headers) else { return nil }
        return try accounts.session(secret, at: now(), countsAsSeen: countsAsSeen)
    }

    /// Other schemes are for whoever stands in front of the server.
    private func token(in headers: HTTPFields) throws(Problem) -> String? {
        let fields = headers[values: .authorization]
        guard fields.count <= 1 else { throw Problem(.malformed, "Authorization stands more than once.") }
        guard let field = fields.first, field.lowercased().hasPrefix("bearer ") else { return nil }
        return String(field.dropFirst("bearer ".count).drop { $0 == " " })
    }
}
