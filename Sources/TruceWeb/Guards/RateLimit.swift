import Synchronization

/// Monotonic time since some start; injected, so that tests need not wait.
package typealias Stopwatch = @Sendable () -> Duration

/// An allowance for each key: so many at once, refilled evenly over a minute (a token bucket, kept as the time at which
/// it will be full again: GCRA, ITU-T I.371).
///
/// Memory is bounded: keys live in two generations, and when the younger is full the older is forgotten, which fills
/// those buckets up. Whoever owns enough addresses for that has as many full buckets anyway.
package final class RateLimit<Key: Hashable & Sendable>: Sendable {
    private let interval: Duration
    private let most: Duration
    private let generationSize: Int
    private let now: Stopwatch
    private let state = Mutex((young: [Key: Duration](), old: [Key: Duration]()))

    /// - Parameter perMinute: At once, and in a minute.
    package init(perMinute: Int, keys: Int = 65_536, now: @escaping Stopwatch) {
        interval = .seconds(60) / perMinute
        most = interval * perMinute
        generationSize = max(1, keys / 2)
        self.now = now
    }

    /// Takes so many, at most the whole allowance; or none, and says how long to wait.
    package func take(_ key: Key, _ count: Int = 1) -> Duration? {
        let now = now()
        return state.withLock { state in
            let full = max(now, state.young[key] ?? state.old[key] ?? now)
            let next = full + min(interval * count, most)
            guard next - now <= most else { return next - now - most }
            if state.young[key] == nil, state.young.count >= generationSize {
                state.old = state.young
                state.young = [:]
            }
            state.young[key] = next
            return nil
        }
    }

    package var keyCount: Int { state.withLock { $0.young.count + $0.old.count } }
}
