import Synchronization

/// Those who wait for the views to have an entry.
final class Waiting: Sendable {
    private let waiters = Mutex<[Int: (wanted: Int, continuation: CheckedContinuation<Void, Never>)]>([:])
    private let names = Atomic<Int>(0)

    func wait(until wanted: Int, atMost limit: Duration, position: @escaping @Sendable () -> Int) async {
        let name = names.wrappingAdd(1, ordering: .relaxed).newValue
        let timer = Task {
            // Cancelled: somebody woke the waiter before.
            try? await Task.sleep(for: limit)
            self.wake(name: name)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiters.withLock { $0[name] = (wanted, continuation) }
                // What came, or was cancelled, before it stood in the list.
                if position() >= wanted || Task.isCancelled { wake(name: name) }
            }
        } onCancel: {
            wake(name: name)
        }
        timer.cancel()
    }

    func wake(_ position: Int) {
        let ready = waiters.withLock { waiters in
            let ready = waiters.filter { $0.value.wanted <= position }
            for name in ready.keys { waiters[name] = nil }
            return ready.values.map(\.continuation)
        }
        for continuation in ready { continuation.resume() }
    }

    private func wake(name: Int) {
        waiters.withLock { $0.removeValue(forKey: name) }?.continuation.resume()
    }
}
