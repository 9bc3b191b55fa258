import HTTPTypes
import Metrics
import Synchronization

/// The server's own figures. Labels come from the routes and from short lists, never from a request.
struct WebMetrics: Sendable {
    let registry: MetricsRegistry
    private let received: Counter
    private let sent: Counter
    private let connections: Gauge
    private let streams: Gauge
    private let answers = Answers()

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        received = Counter(label: "truce_http_received_bytes_total", dimensions: [], factory: registry)
        sent = Counter(label: "truce_http_sent_bytes_total", dimensions: [], factory: registry)
        connections = Gauge(label: "truce_http_connections", dimensions: [], factory: registry)
        streams = Gauge(label: "truce_http_event_streams", dimensions: [], factory: registry)
        registry.describe("truce_http_received_bytes_total", "Bytes received from clients.")
        registry.describe("truce_http_sent_bytes_total", "Bytes sent to clients.")
        registry.describe("truce_http_connections", "Connections open.")
        registry.describe("truce_http_event_streams", "Streams of events open.")
    }

    func counted(received: Int, sent: Int) {
        if received > 0 { self.received.increment(by: received) }
        if sent > 0 { self.sent.increment(by: sent) }
    }

    /// - Parameter route: Nil where no route answered.
    func answered(_ method: HTTPRequest.Method, route: Route?, status: Int, in time: Duration) {
        let key = Answers.Key(method: route == nil ? "other" : method.rawValue, route: route?.path, group: status / 100)
        let (count, timer) = answers.figures(key, registry)
        count.increment()
        let (seconds, attoseconds) = time.components
        timer.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    /// What a guard turned away before any route.
    func refused(_ kind: ProblemKind) {
        Counter(label: "truce_http_refusals_total", dimensions: [("problem", kind.name)], factory: registry).increment()
    }

    func page(connections open: Int, streams running: Int) -> String {
        connections.record(open)
        streams.record(running)
        registry.describe("truce_http_requests_total", "Requests answered, by route.")
        registry.describe("truce_http_request_seconds", "Time from a request's head to its answer.")
        registry.describe("truce_http_refusals_total", "Requests refused before any route, by problem.")
        for figure in ProcessFigures.read() {
            if figure.name.hasSuffix("_total") {
                let counter = registry.makeFloatingPointCounter(label: figure.name, dimensions: [])
                counter.reset()
                counter.increment(by: figure.value)
            } else {
                Gauge(label: figure.name, dimensions: [], factory: registry).record(figure.value)
            }
            registry.describe(figure.name, figure.help)
        }
        return PrometheusText.page(registry)
    }
}

/// The figures of each kind of answer, found once. As many as there are routes, methods and classes of status.
private final class Answers: Sendable {
    struct Key: Hashable {
        let method: String
        let route: String?
        let group: Int
    }

    private let known = Mutex<[Key: (Counter, Timer)]>([:])

    func figures(_ key: Key, _ registry: MetricsRegistry) -> (Counter, Timer) {
        known.withLock { known in
            if let found = known[key] { return found }
            let labels = [("method", key.method), ("route", key.route ?? "none"), ("status", "\(key.group)xx")]
            let made = (
                Counter(label: "truce_http_requests_total", dimensions: labels, factory: registry),
                Timer(label: "truce_http_request_seconds", dimensions: labels, factory: registry)
            )
            known[key] = made
            return made
        }
    }
}
