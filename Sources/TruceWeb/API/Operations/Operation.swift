import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts
import TruceMechanism

/// One method at one path of the API, with everything that its description says: the route and its page in the OpenAPI
/// document are made from the same value.
package struct Operation: Sendable {
    typealias Handler = @Sendable (Call, Asker) async throws -> Response

    package var method: HTTPRequest.Method
    package var path: String
    /// Unique: `listIncidents`.
    package var id: String
    package var group: Group
    package var summary: String
    package var access = Route.Access.anyone
    /// What a token must be for; nil: any token will do.
    package var scope: Scope?
    package var parameters: [ParameterDescription] = []
    package var body = Body.none
    package var answers: [Answer]
    /// Beside what the server itself may answer to any request.
    package var problems: [ProblemKind] = []
    /// Nil for the server's usual limit.
    package var time: Duration?
    package var rate = Route.Rate.ordinary
    var handler: Handler

    package enum Group: String, Sendable, CaseIterable {
        case commands = "Commands"
        case records = "Records"
        case exports = "Exports"
        case changes = "Changes"
        case attachments = "Attachments"
        case imports = "Imports"
        case log = "Log"
        case accounts = "Accounts"
        case about = "About"

        var meaning: String {
            switch self {
            case .commands: "What somebody asks the mechanism to do. It becomes facts in the ledger, or is refused."
            case .records: "What the mechanism holds, sieved for whoever asks."
            case .exports: "The same records as files, whole."
            case .changes: "What has changed, as it happens."
            case .attachments: "Files that reports and replies cite."
            case .imports: "Many reports at once, from a file."
            case .log: "What anybody needs to check that nothing was rewritten."
            case .accounts: "Signing in, one's own account, and invitations."
            case .about: "Who asks, what each may see, and this description."
            }
        }
    }

    package enum Body: Sendable {
        case none
        case json(JSONValue)
        /// Bytes as they are, of these types; any when empty.
        case attachment(types: [String])
        case bulk(types: [String])
    }

    package struct Answer: Sendable {
        package var status: Int
        package var meaning: String
        /// Nil: no body.
        package var type: String?
        /// Nil: bytes, or text.
        package var schema: JSONValue?
        package var headers: [Header] = []
    }

    package struct Header: Sendable {
        package var name: String
        package var meaning: String
        package var schema: JSONValue
        package var isRequired = false
    }
}

extension Operation {
    /// The route: what every operation checks, then its own handler.
    func route(asking mission: any MissionDoor) -> Route {
        let names = Set(parameters.filter { $0.place == .query }.map(\.name))
        let body: Route.Body =
            switch self.body {
            case .none: .none
            case .json: .json
            case .attachment(let types): .attachment(types: types)
            case .bulk(let types): .bulk(types: types)
            }
        return Route(
            method, path, id: id, access: access, body: body, produces: produces, rate: rate, time: time
        ) { [scope, handler] call in
            try Self.checkToken(of: call, for: scope)
            try Self.checkQuery(of: call, known: names)
            let holder = try call.signedIn.map { (signedIn) throws(Problem) in
                guard let holder = HolderID(signedIn.holder) else { throw Problem(.signInRequired) }
                return holder
            }
            do {
                return try await handler(call, mission.asker(holder))
            } catch let error as MissionError {
                throw error.problem
            }
        }
    }

    /// The types that it answers with, each once.
    private var produces: [String] {
        answers.compactMap(\.type).reduce(into: []) { types, type in
            if !types.contains(type) { types.append(type) }
        }
    }

    /// Who sent a token meant to be somebody. To answer as to the public would hide that the token has run out.
    static func checkToken(of call: Call, for scope: Scope?) throws(Problem) {
        guard let signedIn = call.signedIn else {
            guard call.headers[.authorization] == nil else {
                throw Problem(.signInRequired, headers: [.wwwAuthenticate: #"Bearer error="invalid_token""#])
            }
            return
        }
        guard let scope, case .token(let scopes) = signedIn.means, !scopes.isSuperset(of: scope.names) else { return }
        throw Problem(
            .tokenScope, "This needs a token for: \(scope).",
            headers: [.wwwAuthenticate: #"Bearer error="insufficient_scope", scope="\#(scope)""#])
    }

    private static func checkQuery(of call: Call, known: Set<String>) throws(Problem) {
        let unknown = call.target.query.filter { !known.contains($0.name) }.map { parameter in
            Problem.Part(
                parameter.name, "There is no such parameter here. Known are: \(known.sorted().joined(separator: ", "))."
            )
        }
        guard unknown.isEmpty else { throw Problem(.invalid, errors: unknown) }
    }
}
