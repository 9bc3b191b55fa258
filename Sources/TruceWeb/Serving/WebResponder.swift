import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Truce

/// From a request to its answer: every check in its order, then the route's handler, then what every answer carries.
struct WebResponder: HTTPResponder {
    let frame: WebFrame
    let routes: RouteTable
    let sessions: any SessionReading
    /// If not, whatever is asked for may be there in a moment.
    let isOpen: Bool
    let signInPath: String?
    let forwarding: Forwarding
    let allowances: Allowances
    let usesTLS: Bool
    let now: Stopwatch
    let logger: Logger

    func respond(to request: Request, context: WebContext) async -> Response {
        let id = RequestName.make()
        var seen = Seen(logger: logger, started: now())
        seen.logger[metadataKey: "request"] = "\(id)"
        seen.language = Negotiation.language(
            for: request.headers[.acceptLanguage], standard: frame.configuration.language)
        var response: Response
        do {
            response = try await answer(request, context, id: id, &seen)
        } catch {
            response = failure(error, request, id: id, seen)
        }
        finish(&response, request, id: id, seen)
        return response
    }

    /// What is known of a request so far, for its log line and its figures.
    private struct Seen {
        var logger: Logger
        let started: Duration
        var language = Language.english
        var client: Client?
        var route: Route?
    }

    private func answer(
        _ request: Request, _ context: WebContext, id: String, _ seen: inout Seen
    ) async throws -> Response {
        let client = try forwarding.client(
            of: request.headers, authority: request.head.authority, peer: context.peer, isSecure: usesTLS)
        seen.client = client
        let target = try Target(request.head.path ?? "")
        if let named = target.query.first(where: { $0.name == "lang" }).flatMap({ Language(rawValue: $0.value) }) {
            seen.language = named
        }
        let match = routes.match(request.method, target.segments)
        if case .found(let route, _) = match { seen.route = route }
        let signedIn = try await admit(request, client, route: seen.route)
        guard case .found(let route, let parameters) = match else {
            guard isOpen else {
                throw Problem(.unavailable, "The mission is being opened. Ask again in a moment.").retry(
                    after: .seconds(5))
            }
            return try elsewhere(request, match)
        }
        if route.access == .signedIn, signedIn == nil {
            throw Problem(.signInRequired, headers: [.wwwAuthenticate: "Bearer"])
        }
        guard Negotiation.type(for: request.headers[.accept], offered: route.produces) != nil || route.produces.isEmpty
        else { throw Problem(.notAcceptable, "There is: \(route.produces.joined(separator: ", ")).") }
        var body = try BodyCheck.body(of: request, for: route, frame.configuration)
        let files = try Self.files(of: request, for: route, body, frame.configuration)
        if !Route.isSafe(request.method) {
            try CrossSite.checkOrigin(of: request.headers, client: client, signedIn: signedIn)
            var key = request.headers[.csrfKey]
            if key == nil, case .session = signedIn?.means, let files {
                // The key stands first, before any file.
                if try await files.next()?.name == CrossSite.formField { key = try await files.text() }
            } else if key == nil, [.form, .formWithFiles].contains(route.body), case .session = signedIn?.means {
                // The key stands in the form itself, which is therefore read here.
                let bytes = try await body.bytes()
                key = try Target.pairs(bytes, isForm: true).first { $0.name == CrossSite.formField }?.value
                body = IncomingBody(bytes, limit: body.limit)
            }
            try CrossSite.checkKey(key, signedIn: signedIn)
        }
        let call = Call(
            id: id, route: route, method: request.method, target: target, parameters: parameters,
            headers: request.headers, client: client, signedIn: signedIn, language: seen.language, body: body,
            files: files,
            logger: seen.logger, frame: frame, takeMore: { allowances.take($0, for: signedIn, client) })
        return try await RequestClock.run(for: route.time ?? frame.configuration.requestTime, body: body) {
            try await route.handler(call)
        }
    }

    private static func files(
        of request: Request, for route: Route, _ body: IncomingBody, _ configuration: ServerConfiguration
    ) throws(Problem) -> MultipartForm? {
        guard route.body == .formWithFiles, let type = request.headers[.contentType],
            type.lowercased().hasPrefix(BodyCheck.multipart)
        else { return nil }
        return try MultipartForm(body, type: type, textBytes: configuration.jsonBytes)
    }

    /// Takes from the allowance that the request falls under.
    private func admit(_ request: Request, _ client: Client, route: Route?) async throws -> SignedIn? {
        if route?.rate == .free { return nil }
        if route?.rate == .signIn, let wait = allowances.signIn.take(client.address?.subscriber) {
            throw Problem(.tooManyRequests).retry(after: wait)
        }
        let mayBeSignedIn = request.headers[.cookie] != nil || request.headers[.authorization] != nil
        let signedIn = mayBeSignedIn ? try await sessions.signedIn(request.headers) : nil
        if let wait = allowances.take(1, for: signedIn, client) { throw Problem(.tooManyRequests).retry(after: wait) }
        return signedIn
    }

    /// A path that does not take this method, or that is none.
    private func elsewhere(_ request: Request, _ match: RouteTable.Match) throws(Problem) -> Response {
        guard case .otherMethods(let methods) = match else { throw Problem(.notFound) }
        let allow: HTTPFields = [.allow: methods.map(\.rawValue).joined(separator: ", ")]
        guard request.method == .options else { throw Problem(.methodNotAllowed, headers: allow) }
        return Response(status: .noContent, headers: allow)
    }

    private func failure(_ error: any Error, _ request: Request, id: String, _ seen: Seen) -> Response {
        var problem: Problem
        if let known = error as? Problem {
            problem = known
        } else {
            problem = Problem(.internalError)
            seen.logger.error(
                "internal error", metadata: ["error": "\(error)", "route": "\(seen.route?.path ?? "none")"])
        }
        if problem.kind.status >= 500 { problem.instance = id }
        let isForBrowser = Negotiation.prefersPage(request.headers[.accept])
        if problem.kind == .signInRequired, isForBrowser, request.method == .get, let signInPath {
            return Response.redirect(to: signInPath, type: .normal)
        }
        return problem.response(isForBrowser: isForBrowser) { frame.problems.response(to: $0, in: seen.language) }
    }

    private func finish(_ response: inout Response, _ request: Request, id: String, _ seen: Seen) {
        SecureHeaders.add(to: &response, isSecure: seen.client?.isSecure ?? usesTLS)
        response.headers[.requestID] = id
        if request.method == .head { response = response.createHeadResponse() }
        if [204, 304].contains(response.status.code) { response.headers[.contentLength] = nil }
        let status = response.status.code
        let method = request.method
        guard response.body.contentLength == nil else {
            record(method, status: status, seen)
            return
        }
        let body = response.body
        response.body = ResponseBody { writer in
            defer { record(method, status: status, seen) }
            try await body.write(writer)
        }
    }

    private func record(_ method: HTTPRequest.Method, status: Int, _ seen: Seen) {
        let time = now() - seen.started
        frame.metrics.answered(method, route: seen.route, status: status, in: time)
        // Neither path nor query: they hold what people asked for, and links that let somebody in.
        seen.logger.info(
            "request",
            metadata: [
                "method": "\(seen.route == nil ? "other" : method.rawValue)", "route": "\(seen.route?.path ?? "none")",
                "status": "\(status)",
                "ms": "\(time.components.seconds * 1000 + time.components.attoseconds / 1_000_000_000_000_000)",
                "client": "\(shown(seen.client?.address))",
            ])
    }

    private func shown(_ address: NetworkAddress?) -> String {
        address.flatMap(frame.configuration.logged) ?? "-"
    }
}

/// How much each may ask for.
struct Allowances: Sendable {
    let anonymous: RateLimit<NetworkAddress?>
    let signedIn: RateLimit<String>
    let signIn: RateLimit<NetworkAddress?>

    init(_ configuration: ServerConfiguration, now: @escaping Stopwatch) {
        anonymous = RateLimit(perMinute: configuration.anonymousRate, now: now)
        signedIn = RateLimit(perMinute: configuration.signedInRate, now: now)
        signIn = RateLimit(perMinute: configuration.signInRate, now: now)
    }

    func take(_ count: Int, for signedIn: SignedIn?, _ client: Client) -> Duration? {
        if let signedIn { return self.signedIn.take(signedIn.holder, count) }
        return anonymous.take(client.address?.subscriber, count)
    }
}

/// What Hummingbird hands over beside the request.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let peer: NetworkAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        peer = source.channel.remoteAddress?.ipAddress.flatMap { NetworkAddress($0) }
    }
}

enum RequestName {
    /// Sixteen hexadecimal digits by chance: says nothing, and nobody guesses another's.
    static func make() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
