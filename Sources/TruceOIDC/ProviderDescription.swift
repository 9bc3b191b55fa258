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
                var authorization_endpoint: String
                var token_endpoint: String
                var jwks_uri: String
                var token_endpoint_auth_methods_supported: [String]?
                var authorization_response_iss_parameter_supported: Bool?
            }
            let document: Document
            do { document = try JSONDecoder().decode(Document.self, from: Data(bytes)) } catch {
                throw .serviceUnreachable(why: "its description of itself cannot be read")
            }
            guard document.issuer.utf8.elementsEqual(issuer.utf8) else {
                throw .serviceUnreachable(why: "it calls itself by another name than oidc.issuer")
            }
            for address in [document.authorization_endpoint, document.token_endpoint, document.jwks_uri]
            where !ServiceAddress.isSafe(address) {
                throw .serviceUnreachable(why: "it names an address that is not https")
            }
            authorization = document.authorization_endpoint
            token = document.token_endpoint
            keys = document.jwks_uri
            takesBasic = document.token_endpoint_auth_methods_supported?.contains("client_secret_basic") ?? true
            namesItself = document.authorization_response_iss_parameter_supported ?? false
        }
    }

    /// What the provider gives for a code.
    enum TokenAnswer {
        static func read(_ bytes: [UInt8]) throws(AccountsError) -> String {
            struct Document: Decodable { var id_token: String }
            do { return try JSONDecoder().decode(Document.self, from: Data(bytes)).id_token } catch {
                throw .notVouched(why: "the service gave no token for the code")
            }
        }
    }
#endif
