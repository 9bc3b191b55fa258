import Truce
import TruceMechanism

/// `/api/v1` and what belongs to it: a list of operations, from which the routes and their description are made.
package struct API: Sendable {
    let mission: any MissionDoor
    let sessions: any SessionReading
    let imports: Imports
    let title: String
    /// The name of the session's cookie, for the description.
    let cookie: String
    /// How often a stream of changes looks whether its asker is still who it was.
    let recheck: Duration
    /// What a stream of changes does between two looks at what changed.
    let rest: @Sendable () async throws -> Void
    /// Of what the API is told by others: signing in and accounts.
    let further: [Operation]

    package init(
        mission: any MissionDoor, sessions: any SessionReading, imports: Imports, title: String, cookie: String,
        recheck: Duration = .seconds(15),
        rest: @escaping @Sendable () async throws -> Void = { try await Task.sleep(for: .milliseconds(500)) },
        further: [Operation] = []
    ) {
        self.mission = mission
        self.sessions = sessions
        self.imports = imports
        self.title = title
        self.cookie = cookie
        self.recheck = recheck
        self.rest = rest
        self.further = further
    }

    /// For ``WebParts/problems``.
    package static let problems = ProblemKind.ofTheAPI

    /// For ``WebParts/routes``.
    package var routes: [Route] { operations.map { $0.route(asking: mission) } }

    package var operations: [Operation] {
        let described =
            CommandOperations(mission: mission).operations + Records(mission: mission).operations
            + ExportOperations(mission: mission, sessions: sessions).operations
            + [ChangeStream(mission: mission, sessions: sessions, recheck: recheck, rest: rest).operation]
            + AttachmentOperations(mission: mission).operations + ImportOperations(imports: imports).operations
            + LogOperations(mission: mission).operations + AboutOperations().operations
            + further
        return described + [Self.description(of: described, title: title, cookie: cookie)]
    }
}
