import Hummingbird
import Logging
import ServiceLifecycle
import Synchronization
import Truce

/// The streams of events that are open: how many there may be, their heartbeat, and their end when the server stops.
package final class EventStreams: Sendable {
    private let most: Int
    private let perHolder: Int
    private let buffer: Int
    private let heartbeat: Duration
    private let state = Mutex(State())

    private struct State {
        var sinks: [Int: EventSink] = [:]
        var byHolder: [String: Int] = [:]
        var nextID = 0
        var isStopping = false
    }

    init(_ configuration: ServerConfiguration) {
        most = configuration.streams
        perHolder = configuration.streamsPerHolder
        buffer = configuration.streamEvents
        heartbeat = configuration.streamHeartbeat
    }

    var open: Int { state.withLock { $0.sinks.count } }

    /// An answer that stays open. `produce` sends until it returns, throws or is cancelled: when the client goes, when
    /// it reads too slowly, when the server stops.
    ///
    /// - Parameter retry: How long a client waits before it comes back.
    package func response(
        for holder: String, retry: Duration = .seconds(3), logger: Logger,
        produce: @escaping @Sendable (EventSink) async throws -> Void
    ) throws(Problem) -> Response {
        let place = try enter(holder)
        let milliseconds = retry.components.seconds * 1000 + retry.components.attoseconds / 1_000_000_000_000_000
        let body = ResponseBody { writer in
            try await writer.write(ByteBuffer(string: "retry: \(milliseconds)\n\n"))
            try await withThrowingTaskGroup { group in
                group.addTask {
                    // Whatever ends the producer ends the stream; the client comes back and goes on where it was.
                    do {
                        try await produce(place.sink)
                    } catch is StreamEnded {
                    } catch is CancellationError {
                    } catch {
                        logger.error("a stream of events failed", metadata: ["error": "\(error)"])
                    }
                    place.sink.end(.done)
                }
                defer { group.cancelAll() }
                for await text in place.sink.texts { try await writer.write(ByteBuffer(string: text)) }
                if let last = place.sink.lastWords { try await writer.write(ByteBuffer(string: last)) }
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }

    private func enter(_ holder: String) throws(Problem) -> Place {
        let found: Result<Place, Problem> = state.withLock { state in
            if state.isStopping {
                return .failure(Problem(.unavailable, "The server stops.").retry(after: .seconds(5)))
            }
            guard state.byHolder[holder, default: 0] < perHolder else {
                let problem = Problem(.tooManyRequests, "At most \(perHolder) streams may be open at once.")
                return .failure(problem.retry(after: heartbeat))
            }
            guard state.sinks.count < most else {
                return .failure(Problem(.unavailable, "Every stream is taken.").retry(after: heartbeat))
            }
            let sink = EventSink(buffer: buffer)
            state.nextID += 1
            state.sinks[state.nextID] = sink
            state.byHolder[holder, default: 0] += 1
            return .success(Place(self, holder, sink, state.nextID))
        }
        return try found.get()
    }

    /// Held by the answer, so that a client that goes before the first byte gives its place back, too.
    private final class Place: Sendable {
        let sink: EventSink
        private let streams: EventStreams
        private let holder: String
        private let id: Int

        init(_ streams: EventStreams, _ holder: String, _ sink: EventSink, _ id: Int) {
            (self.streams, self.holder, self.sink, self.id) = (streams, holder, sink, id)
        }

        deinit {
            streams.state.withLock { [holder, id] state in
                state.sinks[id] = nil
                let left = state.byHolder[holder, default: 1] - 1
                state.byHolder[holder] = left > 0 ? left : nil
            }
        }
    }

    /// Each stream says its last event and ends; no new one begins.
    package func stop() {
        let sinks = state.withLock { state in
            state.isStopping = true
            return Array(state.sinks.values)
        }
        for sink in sinks { sink.end(.stopping) }
    }

    /// Tells every client, and every proxy between, that the stream is alive; finds out who has gone.
    package func beat() {
        let sinks = state.withLock { Array($0.sinks.values) }
        for sink in sinks { sink.beat() }
    }
}

extension EventStreams: Service {
    /// The heartbeat.
    package func run() async throws {
        try await Repeating.run(every: heartbeat) { self.beat() }
    }
}
