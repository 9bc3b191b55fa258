#if OIDC
    import Crypto
    import Foundation
    import JWTKit
    import Testing
    import Truce

    @testable import TruceAccounts
    @testable import TruceOIDC

    @Suite("Sign-in by an organisation's own service")
    struct OIDCServiceTests {
        typealias Claim = PretendedProvider.Claim
        private static let now = Instant(seconds: 1_800_000_000)
        private let key = PretendedProvider.Key(name: "first")
        private let request = IdentityRequest()

        private struct Claims: JWTPayload {
            var claims: [String: Claim]

            init(_ claims: [String: Claim]) { self.claims = claims }
            init(from decoder: any Decoder) throws { claims = [:] }
            func encode(to encoder: any Encoder) throws { try claims.encode(to: encoder) }
            func verify(using algorithm: some JWTAlgorithm) {}
        }

        /// What an honest provider says.
        private func honest(_ provider: PretendedProvider) -> [String: Claim] {
            let now = Double(Self.now.seconds)
            return [
                "iss": .text(provider.issuer), "sub": .text("envoy-7"), "aud": .text("truce"),
                "exp": .number(now + 300), "iat": .number(now), "nonce": .text(request.nonce),
                "amr": .texts(["pwd", "mfa"]), "acr": .text("high"),
            ]
        }

        private func token(_ claims: [String: Claim], by key: PretendedProvider.Key, named name: String? = nil)
            async throws
            -> String
        {
            let keys = await JWTKeyCollection().add(ecdsa: key.key, kid: JWKIdentifier(string: name ?? key.name))
            return try await keys.sign(Claims(claims), kid: JWKIdentifier(string: name ?? key.name))
        }

        /// With one service that was asked already.
        private func with(
            _ use: @escaping @Sendable (PretendedProvider, OIDCService) async throws -> Void
        ) async throws {
            let key = key
            try await PretendedProvider.run { provider in
                provider.publish(key.published())
                let service = OIDCService(provider.client)
                do { try await use(provider, service) } catch {
                    await service.close()
                    throw error
                }
                await service.close()
            }
        }

        private func vouched(
            _ service: OIDCService, from sender: String? = nil, at now: Instant = now
        ) async -> Result<VouchedIdentity, AccountsError> {
            do { return .success(try await service.vouched(by: "code", from: sender, for: request, at: now)) } catch {
                return .failure(error)
            }
        }

        private func isTaken(_ result: Result<VouchedIdentity, AccountsError>) -> Bool {
            if case .success = result { true } else { false }
        }

        private func isRefused(_ result: Result<VouchedIdentity, AccountsError>) -> Bool {
            if case .failure(.notVouched) = result { true } else { false }
        }

        @Test("sends the browser there with state, nonce and the hash of what only we know")
        func there() async throws {
            try await with { provider, service in
                let address = try await service.address(for: request, at: Self.now)
                #expect(address.hasPrefix(provider.issuer + "/authorize?tenant=a&response_type=code&client_id=truce&"))
                let parts = try #require(URLComponents(string: address)?.queryItems)
                func value(_ name: String) -> String? { parts.first { $0.name == name }?.value }
                #expect(value("state") == request.state && value("nonce") == request.nonce)
                #expect(value("redirect_uri") == provider.client.redirect && value("scope") == "openid")
                #expect(value("code_challenge_method") == "S256")
                let hash = Data(SHA256.hash(data: Data(request.verifier.utf8))).base64EncodedString()
                let challenge = hash.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
                #expect(value("code_challenge") == challenge)
                #expect(!address.contains(request.verifier))
            }
        }

        @Test("what an honest service signs vouches for its subject, with the means that it names")
        func honestToken() async throws {
            try await with { provider, service in
                let token = try await token(honest(provider), by: key)
                provider.answer { $0.token = token }
                let result = try await vouched(service, from: provider.issuer).get()
                #expect(result.identity == (try Identity(issuer: provider.issuer, subject: "envoy-7")))
                #expect(result.means == ["pwd", "mfa", "high"])
                #expect(provider.lastForm.contains("code_verifier=\(request.verifier)"))
                #expect(provider.lastForm.contains("grant_type=authorization_code&code=code&"))
                // RFC 6749 §2.3.1: both are encoded before they are joined.
                let basic = Data("truce:a%20secret%3A%20with%2Fsigns".utf8).base64EncodedString()
                #expect(provider.lastAuthorization == "Basic " + basic)
            }
        }

        /// By what the claims differ from an honest token's, and whether it is taken all the same.
        private static let rows: [(String, [String: Claim?], Bool)] = [
            ("wrong nonce", ["nonce": .text("another")], false), ("no nonce", ["nonce": nil], false),
            ("another audience", ["aud": .text("other")], false), ("no audience", ["aud": .texts([])], false),
            ("several audiences", ["aud": .texts(["truce", "other"])], false),
            ("several, and we the one it is for", ["aud": .texts(["truce", "other"]), "azp": .text("truce")], true),
            ("one in a list", ["aud": .texts(["truce"])], true),
            (
                "for another, with us among the audience", ["aud": .texts(["truce", "other"]), "azp": .text("other")],
                false
            ),
            ("another issuer", ["iss": .text("https://evil.example")], false),
            ("no subject", ["sub": nil], false), ("empty subject", ["sub": .text("")], false),
            ("a subject with a line end", ["sub": .text("a\nb")], false),
            ("expired a minute ago", ["exp": .number(Double(now.seconds) - 60)], false),
            ("expired within the slack", ["exp": .number(Double(now.seconds) - 59)], true),
            ("no expiry", ["exp": nil], false), ("an expiry that is a text", ["exp": .text("never")], false),
            ("made in a minute", ["iat": .number(Double(now.seconds) + 60)], false),
            ("made within the slack", ["iat": .number(Double(now.seconds) + 59)], true),
            ("not before tomorrow", ["nbf": .number(Double(now.seconds) + 86_400)], false),
        ]

        @Test("each claim is looked at", arguments: rows.indices)
        func claims(row: Int) async throws {
            let (name, changes, isTaken) = Self.rows[row]
            try await with { provider, service in
                var claims = honest(provider)
                for (claim, value) in changes { claims[claim] = value }
                let token = try await token(claims, by: key)
                provider.answer { $0.token = token }
                let result = await vouched(service)
                #expect(self.isTaken(result) == isTaken && isRefused(result) != isTaken, "\(name)")
            }
        }

        @Test("a token that the service did not sign vouches for nobody")
        func signatures() async throws {
            try await with { provider, service in
                let claims = honest(provider)
                let good = try await token(claims, by: key)
                let parts = good.split(separator: ".").map(String.init)
                func head(_ json: String) -> String {
                    Data(json.utf8).base64EncodedString().replacing("=", with: "").replacing("+", with: "-").replacing(
                        "/", with: "_")
                }
                let secret = await JWTKeyCollection().add(
                    hmac: HMACKey(from: key.published()), digestAlgorithm: .sha256, kid: "first")
                let tokens = [
                    ("none", head(#"{"alg":"none","kid":"first"}"#) + ".\(parts[1])."),
                    ("None", head(#"{"alg":"None","kid":"first"}"#) + ".\(parts[1])."),
                    ("signature left out", "\(parts[0]).\(parts[1])."),
                    ("a secret that everybody knows", try await secret.sign(Claims(claims), kid: "first")),
                    ("another's key under its name", try await token(claims, by: .init(name: "x"), named: "first")),
                    ("an unknown key", try await token(claims, by: .init(name: "unknown"))),
                    ("claims exchanged", "\(parts[0]).\(head(#"{"sub":"x"}"#)).\(parts[2])"),
                    ("another algorithm", head(#"{"alg":"RS256","kid":"first"}"#) + ".\(parts[1]).\(parts[2])"),
                    ("extensions", head(#"{"alg":"ES256","kid":"first","crit":["x"]}"#) + ".\(parts[1]).\(parts[2])"),
                    ("two parts", "\(parts[0]).\(parts[1])"), ("nothing", ""), ("no JSON", "a.b.c"),
                    ("a megabyte", String(repeating: "a", count: 1 << 19)),
                ]
                for (name, token) in tokens {
                    provider.answer { $0.token = token }
                    #expect(isRefused(await vouched(service)), "\(name)")
                }
                provider.answer { $0.token = good }
                #expect(isTaken(await vouched(service)))
            }
        }

        @Test("new keys are found, old ones are no longer taken, and made-up names do not make us ask each time")
        func rotation() async throws {
            try await with { provider, service in
                let second = PretendedProvider.Key(name: "second")
                let (old, new) = (
                    try await token(honest(provider), by: key), try await token(honest(provider), by: second)
                )
                provider.answer { $0.token = old }
                #expect(isTaken(await vouched(service)))
                #expect(provider.keyReads == 1)
                provider.publish(second.published())
                provider.answer { $0.token = new }
                // Read anew no sooner than a minute after the last time.
                #expect(isRefused(await vouched(service, at: Self.now.advanced(bySeconds: 59))))
                #expect(provider.keyReads == 1)
                #expect(isTaken(await vouched(service, at: Self.now.advanced(bySeconds: 60))))
                #expect(provider.keyReads == 2)
                provider.answer { $0.token = old }
                #expect(isRefused(await vouched(service, at: Self.now.advanced(bySeconds: 61))))
            }
        }

        @Test("keys for encryption, of unknown kinds, and secrets among the keys are passed over")
        func otherKeys() async throws {
            try await with { provider, service in
                let token = try await token(honest(provider), by: key)
                provider.answer { $0.token = token }
                let strange = [
                    #"{"kty":"oct","kid":"first","k":"c2VjcmV0"}"#, #"{"kty":"new","kid":"first"}"#, "{}",
                ]
                provider.publish(strange[0], strange[1], strange[2], key.published(use: "enc"))
                #expect(isRefused(await vouched(service)))
                provider.publish(strange[0], strange[1], strange[2], key.published())
                #expect(isTaken(await vouched(service, at: Self.now.advanced(bySeconds: 60))))
            }
        }

        @Test("a browser that another service sent back is refused, and one that names none where it should")
        func mixUp() async throws {
            try await with { provider, service in
                let token = try await token(honest(provider), by: key)
                provider.answer { $0.token = token }
                #expect(isRefused(await vouched(service, from: "https://evil.example")))
                #expect(isRefused(await vouched(service, from: provider.issuer + "/")))
                #expect(isTaken(await vouched(service)))
                provider.describe("authorization_response_iss_parameter_supported", as: "true")
                let strict = OIDCService(provider.client)
                #expect(isRefused(await vouched(strict)))
                #expect(isTaken(await vouched(strict, from: provider.issuer)))
                await strict.close()
            }
        }

        @Test(
            "a service that describes itself wrongly is not used",
            arguments: [
                ("issuer", "\"http://127.0.0.1/other\""), ("jwks_uri", "\"http://elsewhere.example/keys\""),
                ("token_endpoint", "\"http://elsewhere.example/token\""),
                ("authorization_endpoint", "\"javascript:x\""),
                ("token_endpoint", "7"),
            ])
        func wrongDescription(name: String, value: String) async throws {
            try await with { provider, service in
                provider.describe(name, as: value)
                guard case .failure(.serviceUnreachable) = await vouched(service) else {
                    Issue.record("\(name) \(value) was taken")
                    return
                }
            }
        }

        @Test("a code that the service refuses vouches for nobody; a service that fails is said to be down")
        func statuses() async throws {
            try await with { provider, service in
                for (status, isRefusal) in [(400, true), (401, true), (302, false), (500, false)] {
                    provider.answer { $0.status = .init(code: status) }
                    let result = await vouched(service)
                    #expect(isRefused(result) == isRefusal, "\(status)")
                    #expect(!isTaken(result))
                }
                provider.answer { $0.status = .ok }
                #expect(isRefused(await vouched(service)), "no token in the answer")
            }
        }
    }
#endif
