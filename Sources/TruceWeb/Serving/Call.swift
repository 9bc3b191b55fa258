import HTTPTypes
import Hummingbird
import Logging
import Truce

/// One request as its handler sees it: checked, decoded, with who asks.
package struct Call: Sendable {
    /// Names the request in the log, in a 500 and in the X-Request-Id field.
    package let id: String
    package let route: Route
    package let method: HTTPRequest.Method
    package let target: Target
    let parameters: [String: String]
    package let headers: HTTPFields
    package let client: Client
    /// Who asks; never nil on a route that needs a sign-in.
    package let signedIn: SignedIn?
    package let language: Language
    package let body: IncomingBody
    /// The body, where it is a form with files; it is read here then.
    package let files: MultipartForm?
    package let logger: Logger
    /// What requests share: settings, streams of events, pages.
    package let frame: WebFrame
    /// Takes so many more from the asker's allowance, for what costs more than a request; else how long to wait.
    let takeMore: @Sendable (Int) -> Duration?

    /// A part of the path by the name that the route gives it.
    package func parameter(_ name: String) -> String {
        guard let value = parameters[name] else { preconditionFailure("\(route.path) has no part \(name)") }
        return value
    }

    /// A parameter of the query that stands there at most once.
    package func query(_ name: String) throws(Problem) -> String? {
        let found = target.query.filter { $0.name == name }
        guard found.count <= 1 else { throw Problem(.badTarget, "The parameter “\(name)” stands more than once.") }
        return found.first?.value
    }

    /// The body as one JSON value, each key once.
    package func json() async throws(Problem) -> JSONValue {
        let bytes = try await body.bytes()
        do {
            return try JSONValue(parsing: bytes, limit: body.limit)
        } catch {
            throw Problem(.badJSON, error.sentence)
        }
    }

    /// The fields of a form, in order.
    package func form() async throws(Problem) -> [Target.Parameter] {
        try Target.pairs(try await body.bytes(), isForm: true)
    }

    /// The last event that a client which comes back to a stream has had; nil for none, or one that no event of ours has.
    package var lastEventID: String? {
        guard let id = headers[.lastEventID], (1...256).contains(id.utf8.count) else { return nil }
        return id
    }

    /// An answer that stays open; see ``EventStreams``. Streams are counted by holder, or by address where nobody signed
    /// in.
    package func eventStream(
        retry: Duration = .seconds(3), produce: @escaping @Sendable (EventSink) async throws -> Void
    ) throws(Problem) -> Response {
        let holder =
            signedIn.map { "holder \($0.holder)" } ?? "address \(client.address.map { "\($0.subscriber)" } ?? "")"
        return try frame.events.response(for: holder, retry: retry, logger: logger, produce: produce)
    }

    /// Where a reader finds `path` of this server, in full.
    package func url(_ path: String) -> String { client.origin + path }
}

extension JSONError {
    /// The error's own sentence, save where that would repeat what the client sent.
    fileprivate var sentence: String {
        if case .duplicateKey(_, let at) = self {
            return "Byte \(at): the object has one key twice. Remove one of them."
        }
        return description
    }
}

/// Where a request came from.
package struct Client: Sendable {
    /// Behind trusted proxies the right-most address that is none of theirs. Nil for a client on a local socket.
    package let address: NetworkAddress?
    /// Whether it came over TLS, here or at a trusted proxy.
    package let isSecure: Bool
    /// Whether it came from this very machine, through no proxy.
    package let isLocal: Bool
    /// Scheme, host and port as the client named them; the host is one of ours.
    package let requestedAt: String
    /// `https://truce.example.org`: where links should lead.
    package let origin: String
}
