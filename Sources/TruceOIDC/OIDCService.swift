#if OIDC
    import Truce
    import TruceAccounts

    /// An OpenID Connect provider, found by its issuer: authorization code with PKCE, state and nonce.
    ///
    /// What the provider says of itself and its keys are read when they are needed and kept for an hour. A token under a
    /// key that is not known has the keys read anew, once a minute at most.
    package actor OIDCService: IdentityService {
        package nonisolated let issuer: String
        private let client: OIDCClient
        private let http: ServiceConnection
        private var description: (value: ProviderDescription, readAt: Instant)?
        private var keys: (value: ProviderKeys, readAt: Instant)?

        package init(_ client: OIDCClient) {
            issuer = client.issuer
            self.client = client
            http = ServiceConnection()
        }

        package func close() async { await http.close() }

        package func address(
            for request: IdentityRequest, at now: Instant
        ) async throws(AccountsError) -> String {
            let provider = try await description(at: now)
            let query = [
                ("response_type", "code"), ("client_id", client.id), ("redirect_uri", client.redirect),
                ("scope", "openid"), ("state", request.state), ("nonce", request.nonce),
                ("code_challenge", request.challenge), ("code_challenge_method", "S256"),
            ]
            return provider.authorization + (provider.authorization.contains("?") ? "&" : "?") + FormText.text(query)
        }

        package func vouched(
            by code: String, from sender: String?, for request: IdentityRequest, at now: Instant
        ) async throws(AccountsError) -> VouchedIdentity {
            let provider = try await description(at: now)
            // Who mixes up two services sends a code of one to the other (RFC 9207).
            if let sender {
                guard sender.utf8.elementsEqual(issuer.utf8) else {
                    throw .notVouched(why: "another service sent the browser back")
                }
            } else if provider.namesItself {
                throw .notVouched(why: "the answer does not say which service it is from")
            }
            let token = try await token(for: code, request, provider)
            let header = try TokenHeader(of: token)
            let claims = try await key(header, provider, at: now).claims(of: token)
            return try claims.checked(by: client, nonce: request.nonce, at: now)
        }

        // MARK: Talking to the provider

        private func token(
            for code: String, _ request: IdentityRequest, _ provider: ProviderDescription
        ) async throws(AccountsError) -> String {
            var form = [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", client.redirect),
                ("code_verifier", request.verifier),
            ]
            var authorization: String?
            if client.secret.isEmpty || !provider.takesBasic {
                form.append(("client_id", client.id))
                if !client.secret.isEmpty { form.append(("client_secret", client.secret)) }
            } else {
                authorization = FormText.basic(client.id, client.secret)
            }
            let answer = try await http.post(provider.token, FormText.text(form), authorization: authorization)
            return try TokenAnswer.read(answer)
        }

        private func description(at now: Instant) async throws(AccountsError) -> ProviderDescription {
            if let description, isFresh(description.readAt, at: now) { return description.value }
            let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
            let read = try ProviderDescription(
                try await http.get(base + "/.well-known/openid-configuration"), of: issuer)
            description = (read, now)
            return read
        }

        private func key(
            _ header: TokenHeader, _ provider: ProviderDescription, at now: Instant
        ) async throws(AccountsError) -> SignatureKey {
            if let keys, isFresh(keys.readAt, at: now), let key = try keys.value.key(for: header) { return key }
            // Made-up names of keys must not make us ask the provider each time.
            if let keys, now.seconds - keys.readAt.seconds < Self.shortestSeconds, now >= keys.readAt {
                throw .notVouched(why: "its key is not one of the service's")
            }
            let read = try ProviderKeys(try await http.get(provider.keys))
            keys = (read, now)
            guard let key = try read.key(for: header) else {
                throw .notVouched(why: "its key is not one of the service's")
            }
            return key
        }

        private func isFresh(_ readAt: Instant, at now: Instant) -> Bool {
            now >= readAt && now.seconds - readAt.seconds < Self.keptSeconds
        }

        private static let keptSeconds: Int64 = 3600
        private static let shortestSeconds: Int64 = 60
    }

    /// What a provider knows us by.
    package struct OIDCClient: Sendable {
        package let issuer: String
        package let id: String
        /// Empty where the provider asks for none.
        package let secret: String
        /// Where the provider sends the browser back to, exactly as it was told beforehand.
        package let redirect: String

        package init(issuer: String, id: String, secret: String, redirect: String) {
            (self.issuer, self.id, self.secret, self.redirect) = (issuer, id, secret, redirect)
        }
    }
#endif
