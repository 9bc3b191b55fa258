import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts

/// The second factor, for programs. A session that must enrol one first may do so here, and nothing else.
struct SecondFactorOperations: Sendable {
    let actions: AccountActions

    var operations: [Operation] { [begin, confirm, codes, remove] }

    private var begin: Operation {
        .account(
            .post, "/account/second-factor", id: "beginSecondFactor",
            "Begins to enrol an authenticator app. Nothing is asked for before it is confirmed.", access: .anyone,
            answer: .json(
                "What the app needs; told once.",
                Schemas.record(["secret": Schemas.text, "uri": Schemas.text])),
            problems: [.signInAgain, .accountState]
        ) { [self] call in
            let enrolment = try await actions.beginSecondFactor(try enrolling(call))
            return .json(["secret": .string(enrolment.secret), "uri": .string(enrolment.uri)])
        }
    }

    private var confirm: Operation {
        .account(
            .post, "/account/second-factor/confirmation", id: "confirmSecondFactor",
            "The first code: from now on signing in asks for one. Other sessions end.", body: ["code": Schemas.text()],
            access: .anyone, rate: .signIn,
            answer: .json(
                "The recovery codes, told once, and the session under a new secret.",
                Schemas.record(["session": Schemas.session, "recovery_codes": Schemas.list(of: Schemas.text)])),
            problems: [.signInAgain, .accountState]
        ) { [self] call in
            var body = BodyFields(try await call.json())
            let code = body.text("code")
            try body.check()
            let (new, codes) = try await actions.confirmSecondFactor(try enrolling(call), code: code)
            return .json(
                [
                    "session": AccountJSON.standing(new.session, actions.accounts),
                    "recovery_codes": .array(codes.map { .string($0) }),
                ], headers: call.settingCookie(actions.sessions.cookie.setting(new.secret)))
        }
    }

    private var codes: Operation {
        .account(
            .post, "/account/second-factor/recovery-codes", id: "renewRecoveryCodes",
            "New recovery codes instead of the old ones. Asks for a code.", body: ["code": Schemas.text()],
            rate: .signIn,
            answer: .json(
                "The codes; told once.", Schemas.record(["recovery_codes": Schemas.list(of: Schemas.text)])),
            problems: [.signInAgain, .accountState]
        ) { [self] call in
            var body = BodyFields(try await call.json())
            let code = body.text("code")
            try body.check()
            let codes = try await actions.renewRecoveryCodes(try actions.own(call), code: code, call)
            return .json(["recovery_codes": .array(codes.map { .string($0) })])
        }
    }

    private var remove: Operation {
        .account(
            .post, "/account/second-factor/removal", id: "removeSecondFactor",
            "Removes one's own second factor. Asks for a code. Other sessions end.", body: ["code": Schemas.text()],
            rate: .signIn, answer: .json("The session, under a new secret.", Schemas.session),
            problems: [.signInAgain, .accountState]
        ) { [self] call in
            var body = BodyFields(try await call.json())
            let code = body.text("code")
            try body.check()
            return AccountJSON.answer(
                try await actions.removeSecondFactor(try actions.own(call), code: code, call), actions.sessions)
        }
    }

    /// The session that enrols. One that is not admitted in full yet is none for the server's frame, which therefore did
    /// not ask for its key: it is asked for here.
    private func enrolling(_ call: Call) throws -> Session {
        guard let session = try actions.sessions.session(call.headers) else { throw Problem(.signInRequired) }
        if session.standing != .full {
            guard let key = call.headers[.csrfKey], actions.accounts.isFormToken(key, of: session) else {
                throw Problem(.crossSite)
            }
        }
        return session
    }
}
