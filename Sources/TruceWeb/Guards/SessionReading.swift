import HTTPTypes

/// Who signed in, as the accounts side tells it from a request's header fields (cookie or token).
package protocol SessionReading: Sendable {
    /// Nil when the fields carry nothing, or nothing that is valid: the two look alike to the client.
    /// - Throws: Only when it could not be looked up; the client gets an internal error.
    func signedIn(_ headers: HTTPFields) async throws -> SignedIn?
    /// The same of a request that came before and is still being answered: nobody was seen, so that a desk left with a
    /// page open is signed out like any other.
    func stillSignedIn(_ headers: HTTPFields) async throws -> SignedIn?
}

extension SessionReading {
    package func stillSignedIn(_ headers: HTTPFields) async throws -> SignedIn? { try await signedIn(headers) }
}

/// A holder who signed in.
package struct SignedIn: Hashable, Sendable {
    package enum Means: Hashable, Sendable {
        /// A cookie, which a browser sends along whoever asks it to; the key is what a page of ours must send back.
        case session(csrfKey: String)
        /// A token, which no browser sends by itself, and what it may be used for.
        case token(scopes: Set<String>)
    }

    package let holder: String
    package let means: Means

    package init(holder: String, means: Means) {
        self.holder = holder
        self.means = means
    }
}

/// A server without accounts.
package struct NoSessions: SessionReading {
    package init() {}
    package func signedIn(_ headers: HTTPFields) async -> SignedIn? { nil }
}
