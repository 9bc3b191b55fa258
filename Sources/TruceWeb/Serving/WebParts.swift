import Logging
import ServiceLifecycle

/// What the mechanism puts into the frame of the server.
package struct WebParts: Sendable {
    package var routes: [Route]
    package var sessions: any SessionReading
    /// Kinds of problems beside the server's own.
    package var problems: [ProblemKind]
    /// What must hold before `/readyz` says yes.
    package var readiness: [Readiness]
    /// Templates by name, each beginning with `{{<layout}}`.
    package var templates: [(name: String, bytes: [UInt8])]
    /// Static files by plain name.
    package var files: [(name: String, bytes: [UInt8])]
    /// Where a browser that must sign in first is sent.
    package var signInPath: String?
    /// What runs beside the server: started before it, stopped after its last answer.
    package var services: [any Service]

    package init(
        routes: [Route], sessions: any SessionReading = NoSessions(), problems: [ProblemKind] = [],
        readiness: [Readiness] = [], templates: [(name: String, bytes: [UInt8])] = [],
        files: [(name: String, bytes: [UInt8])] = [], signInPath: String? = nil, services: [any Service] = []
    ) {
        self.routes = routes
        self.sessions = sessions
        self.problems = problems
        self.readiness = readiness
        self.templates = templates
        self.files = files
        self.signInPath = signInPath
        self.services = services
    }
}

/// One condition of being ready.
package struct Readiness: Sendable {
    /// Shown to whoever asks: `views`, `ledger`.
    package let name: String
    package let isReady: @Sendable () async -> Bool
    /// How far it is, while it is not.
    package let detail: @Sendable () -> String?

    package init(
        _ name: String, detail: @escaping @Sendable () -> String? = { nil },
        isReady: @escaping @Sendable () async -> Bool
    ) {
        self.name = name
        self.detail = detail
        self.isReady = isReady
    }
}

/// What all requests share.
package struct WebFrame: Sendable {
    package let configuration: ServerConfiguration
    package let pages: Pages
    package let files: StaticFiles
    package let events: EventStreams
    let problems: ProblemPages
    let metrics: WebMetrics
}
