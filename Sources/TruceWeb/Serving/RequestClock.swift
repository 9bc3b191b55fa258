import Hummingbird
import Synchronization

/// Bounds the work for one request. The time in which its body was waited for does not count: that has bounds of its own.
///
/// The answer is given when the time is up, whatever the work does: it is cancelled, may read no more of the body, and what
/// it comes to later is nobody's. Hence a task of its own: a group would wait for work that never looks up.
enum RequestClock {
    static func run(
        for time: Duration, body: IncomingBody, work: @escaping @Sendable () async throws -> Response
    ) async throws -> Response {
        let race = Race()
        let working = Task {
            do { race.end(.answered(.success(try await work()))) } catch { race.end(.answered(.failure(error))) }
        }
        let watched = RequestWatch.shared.add(time, body.waiting) { race.end(.late) }
        let outcome = await withTaskCancellationHandler {
            await race.outcome()
        } onCancel: {
            race.end(.cancelled)
        }
        RequestWatch.shared.remove(watched)
        if case .answered(let answer) = outcome { return try answer.get() }
        working.cancel()
        await body.waiting.close()
        guard case .late = outcome else { throw CancellationError() }
        throw Problem(.tookTooLong).retry(after: .seconds(10))
    }

    /// The first to end it decides.
    private final class Race: Sendable {
        enum Outcome: Sendable {
            case answered(Result<Response, any Error>)
            case late, cancelled
        }

        private struct State {
            var outcome: Outcome?
            var waiter: CheckedContinuation<Outcome, Never>?
        }

        private let state = Mutex(State())

        func end(_ outcome: Outcome) {
            let waiter = state.withLock { state -> CheckedContinuation<Outcome, Never>? in
                guard state.outcome == nil else { return nil }
                state.outcome = outcome
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume(returning: outcome)
        }

        func outcome() async -> Outcome {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state in
                    if state.outcome == nil { state.waiter = continuation }
                    return state.outcome
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }
}

/// Looks at all requests under way twenty times a second: a timer for each costs as much as reading a small one does.
private final class RequestWatch: Sendable {
    static let shared = RequestWatch()
    private static let pause = Duration.milliseconds(50)

    private struct Watched {
        let began: ContinuousClock.Instant
        let time: Duration
        let waiting: BodyWaiting
        let late: @Sendable () -> Void
    }

    private struct State {
        var watched: [Int: Watched] = [:]
        var next = 0
        var isLooking = false
    }

    private let state = Mutex(State())

    func add(_ time: Duration, _ waiting: BodyWaiting, late: @escaping @Sendable () -> Void) -> Int {
        let (number, mustLook) = state.withLock { state in
            defer {
                state.next += 1
                state.isLooking = true
            }
            state.watched[state.next] = Watched(began: .now, time: time, waiting: waiting, late: late)
            return (state.next, !state.isLooking)
        }
        // A task of its own: it serves all requests, so it must not end with the one that began it.
        if mustLook { Task { await self.look() } }
        return number
    }

    func remove(_ number: Int) { state.withLock { _ = $0.watched.removeValue(forKey: number) } }

    private func look() async {
        var goesOn = true
        while goesOn {
            // Nobody cancels it.
            try? await Task.sleep(for: Self.pause)
            let now = ContinuousClock.now
            let late = state.withLock { state in
                state.isLooking = !state.watched.isEmpty
                goesOn = state.isLooking
                return state.watched.values.filter { now - $0.began >= $0.time + $0.waiting.total }
            }
            // Whoever is late takes itself out.
            for watched in late { watched.late() }
        }
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
