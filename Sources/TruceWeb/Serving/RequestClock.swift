import Hummingbird
import Synchronization

/// Bounds the work for one request. The time in which its body was waited for does not count: that has bounds of its own.
///
/// The answer is given when the time is up, whatever the work does: it is cancelled, may read no more of the body, and what
/// it comes to later is nobody's. Hence tasks of their own: a group would wait for work that never looks up.
enum RequestClock {
    static func run(
        for time: Duration, body: IncomingBody, work: @escaping @Sendable () async throws -> Response
    ) async throws -> Response {
        let (answers, answer) = AsyncStream<Result<Response, any Error>>.makeStream(
            bufferingPolicy: .bufferingOldest(1))
        let working = Task {
            do { answer.yield(.success(try await work())) } catch { answer.yield(.failure(error)) }
        }
        let clock = Task {
            let start = ContinuousClock.now
            while true {
                let left = time + body.waiting.total - (ContinuousClock.now - start)
                if left <= .zero { break }
                // Cancelled: the work was done in time.
                do { try await Task.sleep(for: left) } catch { return }
            }
            answer.yield(.failure(Problem(.tookTooLong).retry(after: .seconds(10))))
        }
        defer {
            working.cancel()
            clock.cancel()
        }
        for await first in answers {
            if case .failure(let problem as Problem) = first, problem.kind == .tookTooLong {
                working.cancel()
                await body.waiting.close()
            }
            return try first.get()
        }
        // Cancelled itself.
        working.cancel()
        await body.waiting.close()
        throw CancellationError()
    }
}

/// How long a body was waited for, whether it is at the moment, and whether it may be at all.
final class BodyWaiting: Sendable {
    private struct State {
        var past = Duration.zero
        var since: ContinuousClock.Instant?
        var isClosed = false
        var closer: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    var total: Duration {
        state.withLock { $0.past + ($0.since.map { ContinuousClock.now - $0 } ?? .zero) }
    }

    /// False where it may not be read any more.
    func begin() -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.since = .now
            return true
        }
    }

    func end() {
        let closer = state.withLock { state in
            if let since = state.since { state.past += ContinuousClock.now - since }
            state.since = nil
            defer { state.closer = nil }
            return state.closer
        }
        closer?.resume()
    }

    /// Nobody reads it from here on, so that the next request can be read from the connection. Whoever is reading now, and
    /// was cancelled, is waited for: it ends at once.
    func close() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                state.isClosed = true
                guard state.since != nil else { return true }
                state.closer = continuation
                return false
            }
            if isFree { continuation.resume() }
        }
    }
}
