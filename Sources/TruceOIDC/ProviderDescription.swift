#if OIDC
    import Foundation
    import Truce
    import TruceAccounts

    /// What a provider says of itself (OpenID Connect Discovery 1.0).
    struct ProviderDescription: Sendable {
        let authorization: String
        let token: String
        let keys: String
        /// Whether a secret is sent in the head of a request rather than in its form.
        let takesBasic: Bool
        /// Whether every answer names its issuer (RFC 9207).
        let namesItself: Bool

        init(_ bytes: [UInt8], of issuer: String) throws(AccountsError) {
            struct Document: Decodable {
                var issuer: String
                var authorization: String
                var token: String
                var keys: String
                var tokenMethods: [String]?
                var namesItself: Bool?

                enum CodingKeys: String, CodingKey {
                    case issuer
                    case authorization = "authorization_endpoint"
                    case token = "token_endpoint"
                    case keys = "jwks_uri"
                    case tokenMethods = "token_endpoint_auth_methods_supported"
                    case namesItself = "authorization_response_iss_parameter_supported"
                }
            }
            let document: Document
            do { document = try JSONDecoder().decode(Document.self, from: Data(bytes)) } catch {
                throw .serviceUnreachable(why: "its description of itself cannot be read")
            }
            guard document.issuer.utf8.elementsEqual(issuer.utf8) else {
                throw .serviceUnreachable(why: "it calls itself by another name than oidc.issuer")
            }
            for address in [document.authorization, document.token, document.keys]
            where !ServiceAddress.isSafe(address) {
                throw .serviceUnreachable(why: "it names an address that is not https")
            }
            authorization = document.authorization
            token = document.token
            keys = document.keys
            takesBasic = document.tokenMethods?.contains("client_secret_basic") ?? true
            namesItself = document.namesItself ?? false
        }
    }

    /// What the provider gives for a code.
    enum TokenAnswer {
        static func read(_ bytes: [UInt8]) throws(AccountsError) -> String {
            struct Document: Decodable {
                var token: String

                enum CodingKeys: String, CodingKey { case token = "id_token" }
            }
            do { return try JSONDecoder().decode(Document.self, from: Data(bytes)).token } catch {
                throw .notVouched(why: "the service gave no token for the code")
            }
        }
    }
#endif
