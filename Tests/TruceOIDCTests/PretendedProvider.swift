#if OIDC
    import Foundation
    import Hummingbird
    import JWTKit
    import NIOCore
    import Synchronization

    @testable import TruceAccounts
    @testable import TruceOIDC

    /// A provider of our own on a free port, which signs with keys of its own and says what a test has it say.
    final class PretendedProvider: Sendable {
        /// What it gives for any code.
        struct Answer: Sendable {
            var claims: [String: Claim] = [:]
            /// Whole, in place of what would be made of ``claims``.
            var token: String?
            var status = HTTPResponse.Status.ok
        }

        /// A claim of a kind that a test wants, right or wrong.
        enum Claim: Sendable, Encodable {
            case text(String)
            case number(Double)
            case texts([String])

            func encode(to encoder: any Encoder) throws {
                var value = encoder.singleValueContainer()
                switch self {
                case .text(let text): try value.encode(text)
                case .number(let number): try value.encode(number)
                case .texts(let texts): try value.encode(texts)
                }
            }
        }

        struct Key: Sendable {
            let name: String
            let key = ES256PrivateKey()

            /// As the provider publishes it.
            func published(use: String = "sig") -> String {
                let parameters = key.parameters!
                func url(_ text: String) -> String {
                    text.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
                }
                return
                    #"{"kty":"EC","crv":"P-256","alg":"ES256","use":"\#(use)","kid":"\#(name)","x":"\#(url(parameters.x))","y":"\#(url(parameters.y))"}"#
            }
        }

        private struct State: Sendable {
            var answer = Answer()
            var keys: [String] = []
            var description: [String: String] = [:]
            var keyReads = 0
            var lastForm = ""
            var lastAuthorization: String?
        }

        private let state = Mutex(State())
        let port: Int

        private init(port: Int) { self.port = port }

        var issuer: String { "http://127.0.0.1:\(port)/office" }
        var client: OIDCClient {
            OIDCClient(
                issuer: issuer, id: "truce", secret: "a secret: with/signs",
                redirect: "https://truce.example.org/sign-in/organisation/answer")
        }
        var keyReads: Int { state.withLock { $0.keyReads } }
        var lastForm: String { state.withLock { $0.lastForm } }
        var lastAuthorization: String? { state.withLock { $0.lastAuthorization } }

        func answer(_ change: (inout Answer) -> Void) { state.withLock { change(&$0.answer) } }
        func publish(_ keys: String...) { state.withLock { $0.keys = keys } }
        /// Says something else of itself than is so.
        func describe(_ name: String, as value: String) { state.withLock { $0.description[name] = value } }

        static func run(_ use: @escaping @Sendable (PretendedProvider) async throws -> Void) async throws {
            let ports = AsyncStream<Int>.makeStream()
            let box = Mutex<PretendedProvider?>(nil)
            let router = Router()
            router.get("office/.well-known/openid-configuration") { _, _ in
                box.withLock { $0 }?.description() ?? ""
            }
            router.get("office/keys") { _, _ in box.withLock { $0 }?.keySet() ?? "" }
            router.post("office/token") { request, _ in
                let form = try await request.body.collect(upTo: 1 << 16)
                let authorization = request.headers[.authorization]
                return try await box.withLock { $0 }!.token(String(buffer: form), authorization)
            }
            let application = Application(
                router: router, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
                onServerRunning: { channel in ports.continuation.yield(channel.localAddress?.port ?? 0) })
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask { try await application.run() }
                var found = 0
                for await port in ports.stream {
                    found = port
                    break
                }
                let provider = PretendedProvider(port: found)
                box.withLock { $0 = provider }
                try await use(provider)
                tasks.cancelAll()
            }
        }

        private func description() -> String {
            let own = state.withLock { $0.description }
            var parts = [
                "issuer": "\"\(issuer)\"", "authorization_endpoint": "\"\(issuer)/authorize?tenant=a\"",
                "token_endpoint": "\"\(issuer)/token\"", "jwks_uri": "\"\(issuer)/keys\"",
            ]
            parts.merge(own) { $1 }
            return "{" + parts.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
        }

        private func keySet() -> String {
            state.withLock { state in
                state.keyReads += 1
                return "{\"keys\":[\(state.keys.joined(separator: ","))]}"
            }
        }

        private func token(_ form: String, _ authorization: String?) async throws -> Response {
            let answer = state.withLock { state in
                state.lastForm = form
                state.lastAuthorization = authorization
                return state.answer
            }
            let text = "{\"access_token\":\"x\",\"token_type\":\"Bearer\",\"id_token\":\"\(answer.token ?? "")\"}"
            return Response(
                status: answer.status, headers: [.contentType: "application/json"],
                body: .init(byteBuffer: ByteBuffer(string: answer.token == nil ? "{}" : text)))
        }
    }
#endif
