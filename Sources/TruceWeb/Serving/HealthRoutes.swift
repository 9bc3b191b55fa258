import HTTPTypes
import Hummingbird
import Synchronization
import Truce

/// For whoever watches over the server: is it alive, may it be sent requests, what are its figures.
struct HealthRoutes: Sendable {
    let readiness: [Readiness]
    let connections: ConnectionCounts
    let stopping: Stopping

    var routes: [Route] {
        [
            Route(.get, "/healthz", id: "readHealth", access: .anyone, produces: [], rate: .free) { _ in
                .text("alive\n")
            },
            Route(.get, "/readyz", id: "readReadiness", access: .anyone, produces: [], rate: .free) { _ in
                try await ready()
            },
            Route(.get, "/metrics", id: "readMetrics", access: .anyone, produces: [], rate: .free) { try metrics($0) },
        ]
    }

    private func ready() async throws(Problem) -> Response {
        var missing = stopping.isSet ? ["server"] : []
        var words = missing
        for condition in readiness where await !condition.isReady() {
            missing.append(condition.name)
            words.append(condition.name + (condition.detail().map { " (\($0))" } ?? ""))
        }
        guard missing.isEmpty else {
            var problem = Problem(.unavailable, "Not ready: \(words.joined(separator: ", ")).").retry(
                after: .seconds(5))
            problem.extra = [.init("missing", .array(missing.map { .string($0) }))]
            throw problem
        }
        return .text("ready\n")
    }

    /// From elsewhere, and without the token, there is nothing here.
    private func metrics(_ call: Call) throws(Problem) -> Response {
        let token = call.frame.configuration.metricsToken
        let sent = call.headers[.authorization] ?? ""
        let isKnown = !token.isEmpty && CrossSite.isSame(sent, "Bearer \(token)")
        guard call.client.isLocal || isKnown else { throw Problem(.notFound) }
        let page = call.frame.metrics.page(connections: connections.open, streams: call.frame.events.open)
        return .text(page, type: PrometheusText.type)
    }
}

/// Whether the server has begun to stop.
final class Stopping: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
}
