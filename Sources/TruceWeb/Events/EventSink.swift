import Synchronization

/// The end of one stream that a producer writes to. What waits for the client is bounded.
package final class EventSink: Sendable {
    enum Ending: Sendable { case done, fellBehind, stopping }

    let texts: AsyncStream<String>
    private let waiting: AsyncStream<String>.Continuation
    private let ending = Mutex<Ending?>(nil)

    init(buffer: Int) {
        (texts, waiting) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(buffer))
    }

    /// - Throws: When the stream has ended: nothing more need be sent.
    package func send(_ event: ServerEvent) throws(StreamEnded) {
        switch waiting.yield(event.text) {
        case .enqueued: return
        case .dropped: end(.fellBehind)
        case .terminated: break
        @unknown default: break
        }
        throw StreamEnded()
    }

    /// A client so far behind that not even a heartbeat fits is behind with the events as well.
    func beat() { _ = waiting.yield(ServerEvent.comment("alive")) }

    func end(_ why: Ending) {
        ending.withLock { ending in
            guard ending == nil else { return }
            ending = why
        }
        waiting.finish()
    }

    /// What is said after the last event that was waiting.
    var lastWords: String? {
        switch ending.withLock({ $0 }) {
        case nil, .done: nil
        case .fellBehind: ServerEvent.comment("fell behind: come back and go on from the last id")
        case .stopping: ServerEvent(name: "stop", data: "").text
        }
    }
}

/// The client has gone, fell behind, or the server stops.
package struct StreamEnded: Error {}
