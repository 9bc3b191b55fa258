#if OIDC
    import AsyncHTTPClient
    import Foundation
    import NIOCore
    import NIOHTTP1
    import TruceAccounts

    /// Requests to a provider: no redirects, a small answer, soon.
    struct ServiceConnection: Sendable {
        private let client: HTTPClient

        init() {
            var configuration = HTTPClient.Configuration()
            configuration.redirectConfiguration = .disallow
            configuration.timeout = .init(connect: .seconds(5), read: .seconds(10))
            client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        }

        func close() async {
            // What is still running is given up: the server is stopping.
            try? await client.shutdown()
        }

        func get(_ address: String) async throws(AccountsError) -> [UInt8] {
            try await send(HTTPClientRequest(url: address))
        }

        func post(_ address: String, _ form: String, authorization: String?) async throws(AccountsError) -> [UInt8] {
            var request = HTTPClientRequest(url: address)
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            if let authorization { request.headers.add(name: "Authorization", value: authorization) }
            request.body = .bytes(ByteBuffer(string: form))
            return try await send(request)
        }

        private func send(_ request: HTTPClientRequest) async throws(AccountsError) -> [UInt8] {
            var request = request
            request.headers.add(name: "Accept", value: "application/json")
            request.headers.add(name: "User-Agent", value: "Truce")
            let status: UInt
            let bytes: [UInt8]
            do {
                let response = try await client.execute(request, timeout: .seconds(15))
                status = response.status.code
                bytes = Array(buffer: try await response.body.collect(upTo: Self.mostBytes))
            } catch {
                throw .serviceUnreachable(why: "it does not answer as it should")
            }
            switch status {
            case 200: return bytes
            // A code that is wrong, old or used: RFC 6749 §5.2.
            case 400, 401: throw .notVouched(why: "the service refused with status \(status)")
            default: throw .serviceUnreachable(why: "it answers with status \(status)")
            }
        }

        private static let mostBytes = 1 << 20
    }

    /// `application/x-www-form-urlencoded`.
    enum FormText {
        static func text(_ fields: [(String, String)]) -> String {
            fields.map { "\(encoded($0.0))=\(encoded($0.1))" }.joined(separator: "&")
        }

        /// Name and secret encoded first, as RFC 6749 §2.3.1 has it.
        static func basic(_ id: String, _ secret: String) -> String {
            "Basic " + Data("\(encoded(id)):\(encoded(secret))".utf8).base64EncodedString()
        }

        private static func encoded(_ text: String) -> String {
            var encoded = ""
            for byte in text.utf8 {
                let letter = Unicode.Scalar(byte)
                if letter.isASCII,
                    letter.properties.isAlphabetic || (48...57).contains(byte) || "-._~".utf8.contains(byte)
                {
                    encoded.unicodeScalars.append(letter)
                } else {
                    let digits = String(byte, radix: 16, uppercase: true)
                    encoded += byte < 16 ? "%0" + digits : "%" + digits
                }
            }
            return encoded
        }
    }
#endif
