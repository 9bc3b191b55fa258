import HTTPTypes
import Hummingbird
import Truce
import TruceAccounts

/// Invitations, and what administrators do with accounts, for programs. All need a session: a token cannot make people.
struct AccountCareOperations: Sendable {
    let actions: AccountActions

    var operations: [Operation] { [list, invite, revoke, accept, accounts, holders, link, step] }

    private var list: Operation {
        .account(
            .get, "/invitations", id: "listInvitations", "Invitations that can still be accepted, the newest first.",
            answer: .json("The invitations, without their codes.", Schemas.list(of: Schemas.invitation)),
            problems: Self.problems
        ) { [self] call in
            _ = try actions.administrator(call)
            return .json(.array(try await actions.invitations().map(AccountJSON.invitation)))
        }
    }

    private var invite: Operation {
        .account(
            .post, "/invitations", id: "invite", "Invites somebody to a new account.",
            body: [
                "login": Schemas.text(), "display_name": Schemas.text(0...200),
                "holders": Schemas.sent(listOf: ParameterSchemas.identifier),
            ], answer: .json("The invitation with its link, which is told once.", Schemas.newInvitation, status: 201),
            problems: Self.problems
        ) { [self] call in
            let administrator = try actions.administrator(call)
            var body = BodyFields(try await call.json())
            let (login, name, holders) = (
                body.text("login"), body.text("display_name", 0...200), body.holders("holders")
            )
            try body.check()
            let made = try await actions.invite(login: login, displayName: name, holders: holders, by: administrator)
            return .json(AccountJSON.invitation(made.invitation, code: made.code, call), status: .created)
        }
    }

    private var revoke: Operation {
        .account(
            .delete, "/invitations/{number}", id: "revokeInvitation", "Revokes an invitation.",
            parameters: Schemas.number, answer: .done, problems: Self.problems
        ) { [self] call in
            let administrator = try actions.administrator(call)
            try await actions.revokeInvitation(try call.number(), by: administrator)
            return Response(status: .noContent)
        }
    }

    private var accept: Operation {
        .account(
            .post, "/invitations/acceptance", id: "acceptInvitation",
            "Accepts an invitation by setting a password; then sign in with it.",
            body: ["code": Schemas.text(), "new_password": Schemas.password], access: .anyone, rate: .signIn,
            answer: .done,
            problems: [.notFound]
        ) { [self] call in
            var body = BodyFields(try await call.json())
            let (code, password) = (body.text("code"), body.text("new_password", BodyFields.passwordCharacters))
            try body.check()
            try await actions.accept(code: code, password: password, call)
            return Response(status: .noContent)
        }
    }

    private var accounts: Operation {
        .account(
            .get, "/accounts", id: "listAccounts", "Every account, for administrators.",
            answer: .json("The accounts.", Schemas.list(of: Schemas.account)), problems: Self.problems
        ) { [self] call in
            _ = try actions.administrator(call)
            return .json(.array(try await actions.all().map(AccountJSON.account)))
        }
    }

    private var holders: Operation {
        .account(
            .put, "/accounts/{number}/holders", id: "setHolders",
            "Says which holders an account may act as. Its sessions end, and its tokens for holders that it loses.",
            parameters: Schemas.number, body: ["holders": Schemas.sent(listOf: ParameterSchemas.identifier)],
            answer: .done,
            problems: Self.problems
        ) { [self] call in
            let administrator = try actions.administrator(call)
            var body = BodyFields(try await call.json())
            let holders = body.holders("holders")
            try body.check()
            try await actions.setHolders(holders, of: AccountID(try call.number()), by: administrator)
            return Response(status: .noContent)
        }
    }

    private var link: Operation {
        .account(
            .post, "/accounts/{number}/password-link", id: "inviteToNewPassword",
            "Makes a link with which the account's owner sets a new password.", parameters: Schemas.number,
            answer: .json("The link, told once.", Schemas.newInvitation, status: 201), problems: Self.problems
        ) { [self] call in
            let administrator = try actions.administrator(call)
            let made = try await actions.inviteToNewPassword(AccountID(try call.number()), by: administrator)
            return .json(AccountJSON.invitation(made.invitation, code: made.code, call), status: .created)
        }
    }

    private var step: Operation {
        let steps = AccountActions.Step.allCases.map { JSONValue.string($0.rawValue) }
        return .account(
            .post, "/accounts/{number}/{step}", id: "careForAccount",
            "Disables, enables, unlocks or erases an account, or takes away a second factor that was lost.",
            parameters: Schemas.number + [
                .init(
                    name: "step", place: .path, meaning: "What is done.",
                    schema: ["type": "string", "enum": .array(steps)],
                    isRequired: true, example: "disable")
            ], answer: .done, problems: Self.problems + [.accountState]
        ) { [self] call in
            let administrator = try actions.administrator(call)
            guard let step = AccountActions.Step(rawValue: call.parameter("step")) else { throw Problem(.notFound) }
            try await actions.take(step, AccountID(try call.number()), by: administrator)
            return Response(status: .noContent)
        }
    }

    private static let problems: [ProblemKind] = [.signInAgain, .notAllowed]
}
