import Foundation
import Synchronization
import Testing

@testable import TruceMechanism

@Suite("Work that waits for the disk")
struct WorkLaneTests {
    /// How many pieces are at work now, and were at most.
    private final class Tally: Sendable {
        private let state = Mutex((now: 0, most: 0))
        var most: Int { state.withLock { $0.most } }

        func begin() {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
        }

        func end() { state.withLock { $0.now -= 1 } }
    }

    @Test("is done piece by piece, never more at once than the lane is wide, and all of it", arguments: [1, 2, 4])
    func width(_ width: Int) async throws {
        let lane = WorkLane("test", width: width)
        let tally = Tally()
        let done = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<100 {
                group.addTask {
                    try await Blocking.run(in: lane) {
                        tally.begin()
                        usleep(100)
                        tally.end()
                        return number
                    }
                }
            }
            return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
        }
        #expect(done == Set(0..<100))
        #expect((1...width).contains(tally.most))
    }

    @Test("that stands still in one lane holds up no other")
    func apart() async throws {
        let (full, other) = (WorkLane("full", width: 1), WorkLane("other", width: 1))
        let gate = DispatchSemaphore(value: 0)
        async let stuck: Int = Blocking.run(in: full) {
            gate.wait()
            return 1
        }
        #expect(try await Blocking.run(in: other) { 2 } == 2)
        gate.signal()
        #expect(try await stuck == 1)
    }

    @Test("is left when nobody waits for it: who is cancelled is released at once, and what was begun is told")
    func cancelled() async throws {
        let lane = WorkLane("test", width: 1)
        let (begun, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let wasTold = Mutex(false)
        let running = Task {
            try await Blocking.ask(in: lane) { interruption in
                begun.signal()
                gate.wait()
                wasTold.withLock { $0 = interruption.isInterrupted }
            }
        }
        let waiting = Task { try await Blocking.ask(in: lane) { _ in Issue.record("it was begun") } }
        // Off the threads that tasks share.
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                begun.wait()
                continuation.resume()
            }
        }
        running.cancel()
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await running.value }
        await #expect(throws: CancellationError.self) { try await waiting.value }
        gate.signal()
        // Comes after both.
        #expect(try await Blocking.ask(in: lane) { _ in wasTold.withLock { $0 } })
    }

    @Test("throws what the work throws")
    func fails() async {
        struct Failure: Error {}
        await #expect(throws: Failure.self) { try await Blocking.run { throw Failure() } }
        await #expect(throws: Failure.self) { try await Blocking.ask { _ in throw Failure() } }
    }
}
