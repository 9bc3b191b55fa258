import Hummingbird
import Synchronization

/// Bounds the work for one request. The time in which its body was waited for does not count: that has bounds of its own.
enum RequestClock {
    static func run(
        for time: Duration, body: IncomingBody, work: @escaping @Sendable () async throws -> Response
    ) async throws -> Response {
        try await withThrowingTaskGroup { group in
            group.addTask(operation: work)
            group.addTask {
                let start = ContinuousClock.now
                while true {
                    let left = time + body.waiting.total - (ContinuousClock.now - start)
                    guard left > .zero else { throw Problem(.tookTooLong).retry(after: .seconds(10)) }
                    try await Task.sleep(for: left)
                }
            }
            defer { group.cancelAll() }
            return try await group.next()!
        }
    }
}

/// How long a body was waited for, and whether it is at the moment.
final class BodyWaiting: Sendable {
    private let state = Mutex((past: Duration.zero, since: ContinuousClock.Instant?.none))

    var total: Duration {
        state.withLock { $0.past + ($0.since.map { ContinuousClock.now - $0 } ?? .zero) }
    }

    func begin() { state.withLock { $0.since = .now } }

    func end() {
        state.withLock { state in
            if let since = state.since { state.past += ContinuousClock.now - since }
            state.since = nil
        }
    }
}
