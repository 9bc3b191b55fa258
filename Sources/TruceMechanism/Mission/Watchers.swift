import Synchronization

/// Who waits for new positions. A slow reader skips to the newest.
final class Watchers: Sendable {
    private struct State {
        var waiting: [Int: AsyncStream<Int>.Continuation] = [:]
        var nextID = 0
        var isFinished = false
    }

    private let state = Mutex(State())

    func follow(from position: Int) -> AsyncStream<Int> {
        let (positions, watcher) = AsyncStream<Int>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let isOpen = state.withLock { state in
            if state.isFinished { return false }
            let id = state.nextID
            state.nextID += 1
            state.waiting[id] = watcher
            watcher.onTermination = { [weak self] _ in self?.forget(id) }
            return true
        }
        if isOpen { watcher.yield(position) } else { watcher.finish() }
        return positions
    }

    func announce(_ position: Int) {
        for watcher in state.withLock({ Array($0.waiting.values) }) { watcher.yield(position) }
    }

    func finish() {
        let watchers = state.withLock { state in
            state.isFinished = true
            return Array(state.waiting.values)
        }
        for watcher in watchers { watcher.finish() }
    }

    private func forget(_ id: Int) { _ = state.withLock { $0.waiting.removeValue(forKey: id) } }
}
