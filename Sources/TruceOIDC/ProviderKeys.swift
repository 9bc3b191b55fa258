#if OIDC
    import Foundation
    import JWTKit
    import Truce
    import TruceAccounts

    /// What a token says of how it is signed. Believed only as far as a key of the provider's fits it.
    struct TokenHeader: Sendable {
        let algorithm: JWK.Algorithm
        let key: String?

        init(of token: String) throws(AccountsError) {
            struct Fields: Decodable {
                var alg: String
                var kid: String?
                var crit: [String]?
            }
            guard token.utf8.count <= 1 << 16 else { throw .notVouched(why: "its token is too long") }
            let fields: Fields
            do {
                let parts = try DefaultJWTParser().getTokenParts(Array(token.utf8))
                var head = parts.header.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "+") : $0 }
                    .map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "/") : $0 }
                head += [UInt8](repeating: UInt8(ascii: "="), count: (4 - head.count % 4) % 4)
                fields = try JSONDecoder().decode(Fields.self, from: Data(base64Encoded: Data(head)) ?? Data())
            } catch { throw .notVouched(why: "its token is none") }
            // Extensions that must be understood: none is.
            guard fields.crit == nil else { throw .notVouched(why: "its token needs what is not known here") }
            // “none”, and whatever is signed by a secret that we know too, vouches for nothing.
            guard let algorithm = JWK.Algorithm(rawValue: fields.alg), Self.taken.contains(algorithm) else {
                throw .notVouched(why: "its token is not signed in a way that is taken")
            }
            self.algorithm = algorithm
            key = fields.kid
        }

        private static let taken: [JWK.Algorithm] = [
            .rs256, .rs384, .rs512, .ps256, .ps384, .ps512, .es256, .es384, .es512, .eddsa,
        ]
    }

    /// The keys that a provider signs with (JWK Set). Keys of kinds that are not known here, or that are for something
    /// else, are passed over.
    struct ProviderKeys: Sendable {
        private let keys: [JWK]

        init(_ bytes: [UInt8]) throws(AccountsError) {
            struct Entry: Decodable {
                var key: JWK?
                var use: String?

                enum Names: String, CodingKey { case use }

                init(from decoder: any Decoder) throws {
                    use = try decoder.container(keyedBy: Names.self).decodeIfPresent(String.self, forKey: .use)
                    // Of a kind that is not known here.
                    key = try? JWK(from: decoder)
                }
            }
            struct Document: Decodable { var keys: [Entry] }
            do {
                keys = try JSONDecoder().decode(Document.self, from: Data(bytes)).keys.compactMap { entry in
                    entry.use == nil || entry.use == "sig" ? entry.key : nil
                }
            } catch { throw .serviceUnreachable(why: "its keys cannot be read") }
        }

        /// Nil when there is none. A token that names no key is taken only where there is one key for its algorithm.
        func key(for header: TokenHeader) throws(AccountsError) -> SignatureKey? {
            let fitting = keys.filter { key in
                key.keyType == header.algorithm.keyType
                    && (key.algorithm == nil || key.algorithm == header.algorithm)
                    && (header.key == nil || key.keyIdentifier?.string == header.key)
            }
            guard fitting.count <= 1 else { throw .notVouched(why: "several of the service's keys could be meant") }
            return fitting.first.map { SignatureKey($0, header.algorithm) }
        }
    }

    /// One key, for one algorithm.
    struct SignatureKey: Sendable {
        private let key: JWK

        fileprivate init(_ key: JWK, _ algorithm: JWK.Algorithm) {
            var key = key
            key.algorithm = algorithm
            key.keyIdentifier = key.keyIdentifier ?? "only"
            self.key = key
        }

        /// What the token says, if this key signed it.
        func claims(of token: String) async throws(AccountsError) -> IDToken {
            do {
                return try await JWTKeyCollection().add(jwk: key).verify(token, as: IDToken.self)
            } catch { throw .notVouched(why: "its token is not signed by the service, or says too little") }
        }
    }

    extension JWK.Algorithm {
        fileprivate var keyType: JWK.KeyType {
            switch rawValue.prefix(2) {
            case "RS", "PS": .rsa
            case "ES": .ecdsa
            default: .octetKeyPair
            }
        }
    }
#endif
