#if OIDC
    import JWTKit
    import Truce
    import TruceAccounts

    /// What an ID token claims (OpenID Connect Core 1.0 §2), its signature checked.
    struct IDToken: JWTPayload {
        var iss: String
        var sub: String
        var aud: Audience
        var azp: String?
        var exp: Double
        var iat: Double
        var nbf: Double?
        var nonce: String?
        var acr: String?
        var amr: [String]?

        /// One name, or several.
        struct Audience: Codable, Sendable {
            var names: [String]

            init(_ names: [String]) { self.names = names }

            init(from decoder: any Decoder) throws {
                let value = try decoder.singleValueContainer()
                // Not a list of names: then one name, or no audience at all.
                names = try (try? value.decode([String].self)) ?? [value.decode(String.self)]
            }

            func encode(to encoder: any Encoder) throws {
                var value = encoder.singleValueContainer()
                if names.count == 1 { try value.encode(names[0]) } else { try value.encode(names) }
            }
        }

        /// Claims are checked where the request is known: ``checked(by:nonce:at:)``.
        func verify(using algorithm: some JWTAlgorithm) {}

        /// Whom the token vouches for, if it is for us, answers this very request, and its time is now (§3.1.3.7).
        func checked(
            by client: OIDCClient, nonce expected: String, at now: Instant
        ) throws(AccountsError) -> VouchedIdentity {
            guard iss.utf8.elementsEqual(client.issuer.utf8) else {
                throw .notVouched(why: "its token is another service's")
            }
            guard aud.names.contains(where: { $0.utf8.elementsEqual(client.id.utf8) }),
                azp.map({ $0.utf8.elementsEqual(client.id.utf8) }) ?? (aud.names.count == 1)
            else { throw .notVouched(why: "its token is for somebody else than oidc.client_id") }
            guard let nonce, nonce.utf8.elementsEqual(expected.utf8) else {
                throw .notVouched(why: "its token answers another request")
            }
            let moment = Double(now.seconds)
            guard exp > moment - Self.slackSeconds else { throw .notVouched(why: "its token has expired") }
            guard iat < moment + Self.slackSeconds, (nbf ?? iat) < moment + Self.slackSeconds else {
                throw .notVouched(why: "its token is from the future; compare the clocks")
            }
            guard let identity = try? Identity(issuer: iss, subject: sub) else {
                throw .notVouched(why: "its token names nobody")
            }
            return VouchedIdentity(identity, means: Set((amr ?? []) + [acr].compactMap { $0 }))
        }

        /// By how much the clocks may differ.
        private static let slackSeconds = 60.0
    }
#endif
