import Synchronization

/// What waits for the one writer, in the order in which it was handed in, from many tasks at once.
final class RecordingQueue: Sendable {
    private struct State {
        var requests: [RecordingRequest] = []
        /// Somebody takes from it until it is empty.
        var isWorkedOff = false
        var isClosed = false
        var whenIdle: [CheckedContinuation<Void, Never>] = []
    }

    /// How many may wait before commands are turned away.
    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    var count: Int { state.withLock { $0.requests.count } }

    /// Takes these in, or answers those that it cannot take. True where nobody works it off: then the caller must begin to.
    func add(_ requests: [RecordingRequest]) -> Bool {
        var refused: [(RecordingRequest, MissionError)] = []
        let mustBegin = state.withLock { state in
            for request in requests {
                if state.isClosed {
                    refused.append((request, .closed))
                } else if case .command = request.work, state.requests.count >= limit {
                    // What the mechanism itself must record is never turned away.
                    refused.append((request, .busy))
                } else {
                    state.requests.append(request)
                }
            }
            guard !state.isWorkedOff, !state.requests.isEmpty else { return false }
            state.isWorkedOff = true
            return true
        }
        for (request, why) in refused { request.answer(.failure(why)) }
        return mustBegin
    }

    /// The next that wait; nil where none do, and then whoever worked it off has ended.
    func next(atMost most: Int) -> [RecordingRequest]? {
        var idle: [CheckedContinuation<Void, Never>] = []
        let taken: [RecordingRequest]? = state.withLock { state in
            guard !state.requests.isEmpty else {
                state.isWorkedOff = false
                (idle, state.whenIdle) = (state.whenIdle, [])
                return nil
            }
            let taken = Array(state.requests.prefix(most))
            state.requests.removeFirst(taken.count)
            return taken
        }
        for waiter in idle { waiter.resume() }
        return taken
    }

    /// Puts back, before all others, what has to wait for another batch.
    func giveBack(_ rest: [RecordingRequest]) {
        if !rest.isEmpty { state.withLock { $0.requests.insert(contentsOf: rest, at: 0) } }
    }

    /// Takes nothing more, and returns once all that was taken is answered.
    func close() async {
        await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
            let isIdle = state.withLock { state in
                state.isClosed = true
                if state.isWorkedOff { state.whenIdle.append(done) }
                return !state.isWorkedOff
            }
            if isIdle { done.resume() }
        }
    }
}
