import HTTPTypes
import Hummingbird

/// One method at one path, and what answers it. The server is a list of these; the description of its interface is
/// made from the same list.
package struct Route: Sendable {
    package typealias Handler = @Sendable (Call) async throws -> Response

    /// Whom the route answers at all; what a holder may see or do is the mechanism's to say.
    package enum Access: Sendable, Hashable { case anyone, signedIn }

    /// What a request may carry.
    package enum Body: Sendable, Hashable {
        case none
        /// `application/json`, up to `limits.json`.
        case json
        /// `application/x-www-form-urlencoded`, up to `limits.json`.
        case form
        /// A form as above, or `multipart/form-data` up to `limits.attachment` and `limits.json` together.
        case formWithFiles
        /// Up to `limits.attachment`; any type when `types` is empty.
        case attachment(types: [String])
        /// Up to `limits.import`.
        case bulk(types: [String])
    }

    /// From which allowance a request is taken.
    package enum Rate: Sendable, Hashable {
        /// The holder's, or the address's.
        case ordinary
        /// The address's attempts to sign in.
        case signIn
        /// None: for whoever watches over the server.
        case free
    }

    package var method: HTTPRequest.Method
    /// `/api/v1/incidents/{id}`; a last part `{path*}` takes all that follows. Shown in metrics and in the log, where the
    /// path itself never is.
    package var path: String
    /// Unique: `readIncident`.
    package var id: String
    package var access: Access
    package var body: Body
    /// The types that it can answer with, the preferred one first. Problems come in their own.
    package var produces: [String]
    package var rate: Rate
    /// Nil for `time.request`.
    package var time: Duration?
    package var handler: Handler

    package init(
        _ method: HTTPRequest.Method, _ path: String, id: String, access: Access = .signedIn, body: Body = .none,
        produces: [String] = ["application/json"], rate: Rate = .ordinary, time: Duration? = nil,
        handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.access = access
        self.body = body
        self.produces = produces
        self.rate = rate
        self.time = time
        self.handler = handler
    }

    /// Whether the method changes nothing (RFC 9110 §9.2.1).
    static func isSafe(_ method: HTTPRequest.Method) -> Bool { [.get, .head, .options].contains(method) }
}
