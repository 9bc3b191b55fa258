/// How long nobody may try after how many failures in a row: nothing at first, then a delay that doubles.
package struct LockOut: Hashable, Sendable {
    /// The failure after which the first delay begins.
    package var failures = 5
    package var shortestSeconds: Int64 = 60
    package var longestSeconds: Int64 = 3600
    /// After so long without another failure all of them are forgotten.
    package var forgetSeconds: Int64 = 86_400
    /// How long an address counts as one that a login was used from.
    package var knownSeconds: Int64 = 30 * 86_400

    package init() {}

    /// Of the `count`th failure.
    package func delaySeconds(afterFailures count: Int) -> Int64 {
        guard count >= failures else { return 0 }
        var delay = shortestSeconds
        for _ in failures..<count where delay < longestSeconds { delay *= 2 }
        return min(delay, longestSeconds)
    }

    /// Seconds until the next try; 0 when it may be now. A last failure in the future, left by a clock that was wrong,
    /// counts as if it were now.
    func remainingSeconds(failures count: Int, last: Int64, now: Int64) -> Int64 {
        let delay = delaySeconds(afterFailures: count)
        return max(0, min(delay, last + delay - now))
    }
}
