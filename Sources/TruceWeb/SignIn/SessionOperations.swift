import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts

/// Signing in and out, and one's own account, for programs; people have pages for the same.
struct SessionOperations: Sendable {
    let actions: AccountActions

    var operations: [Operation] {
        [signIn, complete, read, signOut, choose, password] + SecondFactorOperations(actions: actions).operations
            + [listSessions, endSession, endAll, listTokens, makeToken, revokeToken]
    }

    private var signIn: Operation {
        .account(
            .post, "/session", id: "signIn",
            "Signs in with login and password, and with a code where one is asked for.",
            body: ["login": Schemas.text(), "password": Schemas.password, "code": Schemas.text()],
            optional: ["code"], access: .anyone, rate: .signIn,
            answer: .json("Signed in, as far as `standing` says. Set-Cookie carries the session.", Schemas.session),
            problems: [.signInRefused]
        ) { [self] call in
            var body = BodyFields(try await call.json())
            let (login, password) = (body.text("login"), body.text("password", BodyFields.passwordCharacters))
            let code = body.optionalText("code")
            try body.check()
            return answer(try await actions.signIn(login: login, password: password, code: code, call))
        }
    }

    private var complete: Operation {
        .account(
            .post, "/session/code", id: "completeSignIn", "The second step: a code from the app, or a recovery code.",
            body: ["code": Schemas.text()], access: .anyone, rate: .signIn,
            answer: .json("Signed in.", Schemas.session), problems: [.signInRefused, .signInAgain]
        ) { [self] call in
            var body = BodyFields(try await call.json())
            let code = body.text("code")
            try body.check()
            return answer(try await actions.complete(try unfinished(call), code: code, call))
        }
    }

    private var read: Operation {
        .account(
            .get, "/session", id: "readSession", "Who is signed in, and what the session may do.", access: .anyone,
            answer: .json("The session.", Schemas.session)
        ) { [self] call in
            guard let session = try actions.sessions.session(call.headers) else { throw Problem(.signInRequired) }
            return .json(json(session))
        }
    }

    private var signOut: Operation {
        .account(.delete, "/session", id: "signOut", "Signs out.", answer: .done) { [self] call in
            try await actions.signOut(try actions.own(call))
            return Response(
                status: .noContent, headers: call.settingCookie(actions.sessions.cookie.removing))
        }
    }

    private var choose: Operation {
        .account(
            .put, "/session/holder", id: "chooseHolder", "Acts as another of the account's holders from now on.",
            body: ["holder": ParameterSchemas.identifier],
            answer: .json("The session, under a new secret.", Schemas.session),
            problems: [.signInAgain]
        ) { [self] call in
            var body = BodyFields(try await call.json())
            let holder = body.holder("holder")
            try body.check()
            guard let holder else { throw Problem(.invalid, errors: [.init("/holder", "This is missing. Add it.")]) }
            return answer(try await actions.choose(holder, try actions.own(call)))
        }
    }

    private var password: Operation {
        .account(
            .put, "/account/password", id: "changePassword", "Changes one's own password. Other sessions end.",
            body: ["password": Schemas.password, "new_password": Schemas.password], rate: .signIn,
            answer: .json("The session, under a new secret.", Schemas.session), problems: [.signInAgain]
        ) { [self] call in
            var body = BodyFields(try await call.json())
            let (old, new) = (
                body.text("password", BodyFields.passwordCharacters),
                body.text("new_password", BodyFields.passwordCharacters)
            )
            try body.check()
            return answer(try await actions.changePassword(try actions.own(call), from: old, to: new, call))
        }
    }

    // MARK: Sessions and tokens

    private var listSessions: Operation {
        .account(
            .get, "/account/sessions", id: "listSessions", "One's own sessions, the newest first.",
            answer: .json("The sessions.", Schemas.list(of: Schemas.liveSession)), problems: [.signInAgain]
        ) { [self] call in
            let own = try actions.own(call)
            let live = try await actions.liveSessions(own)
            return .json(.array(live.map { AccountJSON.session($0, isOwn: $0.number == own.number) }))
        }
    }

    private var endSession: Operation {
        .account(
            .delete, "/account/sessions/{number}", id: "endSession", "Ends one of one's own sessions.",
            parameters: Schemas.number, answer: .done, problems: [.signInAgain]
        ) { [self] call in
            try await actions.endSession(try call.number(), try actions.own(call))
            return Response(status: .noContent)
        }
    }

    private var endAll: Operation {
        .account(
            .delete, "/account/sessions", id: "signOutEverywhere",
            "Ends all of one's own sessions, this one too, and all of one's tokens.",
            answer: .done, problems: [.signInAgain]
        ) { [self] call in
            try await actions.signOutEverywhere(try actions.own(call))
            return Response(status: .noContent, headers: call.settingCookie(actions.sessions.cookie.removing))
        }
    }

    private var listTokens: Operation {
        .account(
            .get, "/account/tokens", id: "listTokens", "One's own tokens, the newest first.",
            answer: .json("The tokens, without their texts.", Schemas.list(of: Schemas.token)), problems: [.signInAgain]
        ) { [self] call in
            let accounts = actions.accounts
            return .json(
                .array(try await actions.tokens(try actions.own(call)).map { AccountJSON.token($0, accounts) }))
        }
    }

    private var makeToken: Operation {
        .account(
            .post, "/account/tokens", id: "makeToken", "Makes a token for a machine. A token cannot make another.",
            body: [
                "name": Schemas.text(1...100), "scopes": Schemas.sent(listOf: Schemas.scope),
                "days": ["type": "integer", "minimum": 1, "maximum": 365], "holder": ParameterSchemas.identifier,
            ], optional: ["holder"],
            answer: .json("The token with its text, which is told once.", Schemas.newToken, status: 201),
            problems: [.signInAgain, .accountState]
        ) { [self] call in
            var body = BodyFields(try await call.json())
            let (name, days, holder) = (body.text("name", 1...100), body.number("days", 1...365), body.holder("holder"))
            let names = body.texts("scopes")
            try body.check()
            let made = try await actions.makeToken(
                name: name, scopes: try Scope(names: names), days: days, holder: holder, try actions.own(call))
            return .json(
                AccountJSON.token(made.token, actions.accounts).with("token", .string(made.text)), status: .created)
        }
    }

    private var revokeToken: Operation {
        .account(
            .delete, "/account/tokens/{number}", id: "revokeToken", "Revokes one of one's own tokens, at once.",
            parameters: Schemas.number, answer: .done, problems: [.signInAgain]
        ) { [self] call in
            try await actions.revokeToken(try call.number(), try actions.own(call))
            return Response(status: .noContent)
        }
    }

    // MARK: Answers

    private func unfinished(_ call: Call) throws -> Session {
        guard let session = try actions.sessions.session(call.headers) else { throw Problem(.signInRequired) }
        return session
    }

    private func answer(_ new: NewSession) -> Response {
        AccountJSON.answer(new, actions.sessions)
    }

    private func json(_ session: Session) -> JSONValue { AccountJSON.standing(session, actions.accounts) }
}

extension Scope {
    init(names: [String]) throws(Problem) {
        self = []
        for name in names {
            guard let scope = Scope(name: name) else {
                throw Problem(
                    .invalid, errors: [.init("/scopes", "Known are: \(Scope.all.names.joined(separator: ", ")).")])
            }
            insert(scope)
        }
    }
}

extension Call {
    /// The number in the path.
    func number() throws(Problem) -> Int64 {
        guard let number = ParameterText.count(parameter("number")) else { throw Problem(.notFound) }
        return Int64(number)
    }
}
