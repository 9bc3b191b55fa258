import Crypto
import Foundation
import Truce

/// Another organisation's sign-in service (OpenID Connect). What it is not sure of it refuses.
package protocol IdentityService: Sendable {
    /// Compared byte for byte with what the service calls itself.
    var issuer: String { get }
    /// Where a browser is sent to sign in there.
    func address(for request: IdentityRequest, at now: Instant) async throws(AccountsError) -> String
    /// Whom the service vouches for.
    ///
    /// - Parameters:
    ///   - code: As the browser brought it back.
    ///   - issuer: Who sent the browser back, where that was said (RFC 9207).
    /// - Throws: ``AccountsError/serviceUnreachable(why:)``, ``AccountsError/notVouched(why:)``.
    func vouched(
        by code: String, from issuer: String?, for request: IdentityRequest, at now: Instant
    ) async throws(AccountsError) -> VouchedIdentity
    func close() async
}

/// One sign-in elsewhere that was begun: by chance, so that nothing but the answer to this very one fits it.
package struct IdentityRequest: Hashable, Sendable {
    /// Comes back with the browser.
    package let state: String
    /// Comes back in what the service signs.
    package let nonce: String
    /// What only we know of it (PKCE, RFC 7636).
    package let verifier: String

    package init(_ chance: Chance = .system) {
        (state, nonce, verifier) = (Secret(chance).text, Secret(chance).text, Secret(chance).text)
    }

    /// What the service is told of ``verifier`` beforehand.
    package var challenge: String { Base64URL.text(Array(SHA256.hash(data: Data(verifier.utf8)))) }
}

package struct VouchedIdentity: Hashable, Sendable {
    package let identity: Identity
    /// How the service says that it made sure: its `amr` and `acr`.
    package let means: Set<String>

    package init(_ identity: Identity, means: Set<String> = []) {
        self.identity = identity
        self.means = means
    }
}
