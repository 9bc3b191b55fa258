import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts

/// Accounts, sessions and tokens as JSON; no secret but the one that is just made.
enum AccountJSON {
    static func answer(_ new: NewSession, _ sessions: AccountSessions) -> Response {
        .json(
            standing(new.session, sessions.accounts),
            headers: [.setCookie: sessions.cookie.setting(new.secret), .cacheControl: "no-store"])
    }

    static func standing(_ session: Session, _ accounts: Accounts) -> JSONValue {
        let standing =
            switch session.standing {
            case .full: "full"
            case .codeAwaited: "code_awaited"
            case .mustEnrol: "must_enrol"
            }
        // Before the code nothing is told but that one is awaited: a password alone should not tell whose account it is.
        guard session.standing != .codeAwaited else {
            return ["standing": .string(standing), "csrf_key": .string(accounts.formToken(of: session))]
        }
        return [
            "standing": .string(standing), "csrf_key": .string(accounts.formToken(of: session)),
            "holder": .string(session.holder.description),
            "holders": .array(session.holders.map { .string($0.description) }),
        ]
    }

    static func session(_ session: Session, isOwn: Bool) -> JSONValue {
        [
            "number": .integer(session.number), "client": .string(session.client),
            "holder": .string(session.holder.description), "created_at": .string(session.createdAt.description),
            "seen_at": .string(session.seenAt.description), "this": .bool(isOwn),
        ]
    }

    static func token(_ token: Token, _ accounts: Accounts) -> JSONValue {
        var json: JSONValue = [
            "number": .integer(token.number), "name": .string(token.name), "holder": .string(token.holder.description),
            "scopes": .array(token.scopes.names.map { .string($0) }),
            "created_at": .string(token.createdAt.description), "expires_at": .string(token.expiresAt.description),
            "counts": .bool(accounts.counts(token)),
        ]
        if let used = token.usedAt { json = json.with("used_at", .string(used.description)) }
        return json
    }

    static func invitation(_ invitation: Invitation) -> JSONValue {
        var json: JSONValue = [
            "number": .integer(invitation.number), "login": .string(invitation.login),
            "display_name": .string(invitation.displayName),
            "holders": .array(invitation.holders.map { .string($0.description) }),
            "created_at": .string(invitation.createdAt.description),
            "expires_at": .string(invitation.expiresAt.description),
        ]
        if let account = invitation.account { json = json.with("account", .integer(account.number)) }
        return json
    }

    static func invitation(_ made: Invitation, code: String, _ call: Call) -> JSONValue {
        invitation(made).with("link", .string(InvitationLink.url(code, at: call.client.origin)))
    }

    static func account(_ account: TruceAccounts.Account) -> JSONValue {
        var json: JSONValue = [
            "number": .integer(account.id.number), "login": .string(account.login),
            "display_name": .string(account.displayName),
            "holders": .array(account.holders.map { .string($0.description) }),
            "created_at": .string(account.createdAt.description), "has_password": .bool(account.hasPassword),
            "has_second_factor": .bool(account.hasSecondFactor),
        ]
        if let disabled = account.disabledAt { json = json.with("disabled_at", .string(disabled.description)) }
        return json
    }
}

/// The link of an invitation. Its code stands in the path: queries are more often kept by others.
package enum InvitationLink {
    package static func url(_ code: String, at origin: String) -> String { origin + path(code) }
    static func path(_ code: String) -> String { "/invitation/" + code }
}

/// How the description says what these are.
enum Schemas {
    static let text: JSONValue = ["type": "string"]

    /// What ``BodyFields/text(_:_:)`` takes.
    static func text(_ characters: ClosedRange<Int> = BodyFields.characters) -> JSONValue {
        [
            "type": "string", "minLength": .integer(Int64(characters.lowerBound)),
            "maxLength": .integer(Int64(characters.upperBound)),
        ]
    }

    static let password = text(BodyFields.passwordCharacters)
    /// What ``BodyFields/texts(_:)`` takes.
    static func sent(listOf item: JSONValue) -> JSONValue {
        ["type": "array", "items": item, "minItems": 1, "maxItems": .integer(Int64(BodyFields.mostTexts))]
    }
    static let instant: JSONValue = ["type": "string", "format": "date-time"]
    static let scope: JSONValue = ["type": "string", "enum": .array(Scope.all.names.map { .string($0) })]

    static func list(of item: JSONValue) -> JSONValue { ["type": "array", "items": item] }

    static func record(_ properties: JSONValue, optional: Set<String> = []) -> JSONValue {
        var names: [String] = []
        if case .object(let object) = properties { names = object.members.map(\.key) }
        return [
            "type": "object", "additionalProperties": false, "properties": properties,
            "required": .array(names.filter { !optional.contains($0) }.sorted().map { .string($0) }),
        ]
    }

    static let session = record(
        [
            "standing": ["type": "string", "enum": ["full", "code_awaited", "must_enrol"]],
            "csrf_key": [
                "type": "string", "description": "For the header field X-CSRF-Key, beside the cookie.",
            ],
            "holder": text, "holders": list(of: text),
        ], optional: ["holder", "holders"])
    static let liveSession = record([
        "number": ["type": "integer"], "client": text, "holder": text, "created_at": instant, "seen_at": instant,
        "this": ["type": "boolean"],
    ])
    static let token = record(tokenFields, optional: ["used_at"])
    static let newToken = record(tokenFields.with("token", text), optional: ["used_at"])
    private static let tokenFields: JSONValue = [
        "number": ["type": "integer"], "name": text, "holder": text, "scopes": list(of: scope), "created_at": instant,
        "expires_at": instant, "used_at": instant,
        "counts": [
            "type": "boolean",
            "description": "False: its holder needs a second factor now, and it was made without one. Make another.",
        ],
    ]
    static let invitation = record(invitationFields, optional: ["account"])
    static let newInvitation = record(invitationFields.with("link", text), optional: ["account"])
    private static let invitationFields: JSONValue = [
        "number": ["type": "integer"], "login": text, "display_name": text, "holders": list(of: text),
        "created_at": instant, "expires_at": instant,
        "account": ["type": "integer", "description": "Whose password it sets anew; absent: a new account's."],
    ]
    static let account = record(
        [
            "number": ["type": "integer"], "login": text, "display_name": text, "holders": list(of: text),
            "created_at": instant, "disabled_at": instant, "has_password": ["type": "boolean"],
            "has_second_factor": ["type": "boolean"],
        ], optional: ["disabled_at"])

    static let number: [ParameterDescription] = [
        .init(
            name: "number", place: .path, meaning: "Its number.", schema: ["type": "integer", "minimum": 1],
            isRequired: true, example: 1)
    ]
}

extension Operation {
    /// An operation on accounts. It answers a holder, but none of what the mechanism holds: nothing is asked of the table.
    static func account(
        _ method: HTTPRequest.Method, _ path: String, id: String, _ summary: String,
        parameters: [ParameterDescription] = [], body: JSONValue? = nil, optional: Set<String> = [],
        access: Route.Access = .signedIn, rate: Route.Rate = .ordinary, answer: Answer, problems: [ProblemKind] = [],
        handler: @escaping @Sendable (Call) async throws -> Response
    ) -> Operation {
        var operation = Operation(
            method: method, path: "/api/v1" + path, id: id, group: .accounts, summary: summary, access: access,
            parameters: parameters, body: body.map { .json(Schemas.record($0, optional: optional)) } ?? .none,
            answers: [answer], problems: problems
        ) { (call, _) in try await handler(call) }
        operation.rate = rate
        return operation
    }
}

extension Operation.Answer {
    static func json(_ meaning: String, _ schema: JSONValue, status: Int = 200) -> Self {
        Self(status: status, meaning: meaning, type: "application/json", schema: schema)
    }

    static let done = Self(status: 204, meaning: "Done.", type: nil, schema: nil)
}
