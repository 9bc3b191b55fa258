import Foundation
import Synchronization
import TruceViews

/// Where work that waits for the disk is done, so that no thread that tasks share waits for it. Each kind of work has
/// threads of its own, few enough that a full house is a queue: questions that take long hold up neither the writer nor
/// each other's clocks.
enum Blocking {
    /// The one writer's. Nothing else is done here.
    static let recording = WorkLane("recording", width: 1)
    /// Questions: as many as the views have readers.
    static let answering = WorkLane("answering", width: 4)
    /// Everything that may take long: following, proposing, imports, backups, erasures. Where processors are short, who
    /// records and who asks go first; then answers fall behind, and what waits is folded more at a time, which costs less.
    static let working = WorkLane("working", width: 4, niceness: 10)

    static func run<Value: Sendable>(
        in lane: WorkLane = working, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            lane.add { continuation.resume(with: Result { try work() }) }
        }
    }

    /// As ``run(in:_:)``, for what nobody needs once nobody waits for it. Who is cancelled is released at once; work that
    /// was not begun is left undone, and what was begun is told.
    static func ask<Value: Sendable>(
        in lane: WorkLane = answering, _ work: @escaping @Sendable (Interruption) throws -> Value
    ) async throws -> Value {
        let (interruption, waiter) = (Interruption(), Waiter<Value>())
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                waiter.wait(continuation)
                lane.add {
                    if !interruption.isInterrupted { waiter.release(with: Result { try work(interruption) }) }
                }
            }
        } onCancel: {
            interruption.interrupt()
            waiter.release(with: .failure(CancellationError()))
        }
    }
}

/// Somebody who waits for the first of two things: the work's end, or that it is not wanted any more.
private final class Waiter<Value: Sendable>: Sendable {
    private enum State: Sendable {
        case empty
        case waiting(CheckedContinuation<Value, any Error>)
        case released(Result<Value, any Error>)
    }

    private let state = Mutex(State.empty)

    func wait(_ continuation: CheckedContinuation<Value, any Error>) {
        let result: Result<Value, any Error>? = state.withLock { state in
            if case .released(let result) = state { return result }
            state = .waiting(continuation)
            return nil
        }
        if let result { continuation.resume(with: result) }
    }

    func release(with result: Result<Value, any Error>) {
        let waiting: CheckedContinuation<Value, any Error>? = state.withLock { state in
            switch state {
            case .released: return nil
            case .empty:
                state = .released(result)
                return nil
            case .waiting(let continuation):
                state = .released(result)
                return continuation
            }
        }
        waiting?.resume(with: result)
    }
}

/// Threads for one kind of work: what comes is done in order, at most ``width`` pieces at once. A thread is begun when it
/// is needed, bears the lane's name, and ends when nothing was to be done for a while.
final class WorkLane: Sendable {
    private struct Waiting {
        /// The first ``taken`` of them are no longer waiting.
        var pieces: [@Sendable () -> Void] = []
        var taken = 0
        var threads = 0
        /// Threads that wait for ``work`` and were not woken yet.
        var idle = 0

        mutating func next() -> (@Sendable () -> Void)? {
            guard taken < pieces.count else { return nil }
            let piece = pieces[taken]
            // What it holds goes when it is done, however many wait behind it.
            pieces[taken] = {}
            taken += 1
            if taken == pieces.count || taken >= 256 {
                pieces.removeFirst(taken)
                taken = 0
            }
            return piece
        }
    }

    private enum Step { case wake, begin, none }

    /// Fifteen bytes at most, as the system takes them.
    private let name: String
    private let width: Int
    private let niceness: Int32
    private let waiting = Mutex(Waiting())
    private let work = DispatchSemaphore(value: 0)

    /// - Parameter niceness: How far other threads go before these, 0 to 19, as the system counts it.
    init(_ name: String, width: Int, niceness: Int32 = 0) {
        self.name = name
        self.width = width
        self.niceness = niceness
    }

    func add(_ piece: @escaping @Sendable () -> Void) {
        let step: Step = waiting.withLock { waiting in
            waiting.pieces.append(piece)
            if waiting.idle > 0 {
                waiting.idle -= 1
                return .wake
            }
            guard waiting.threads < width else { return .none }
            waiting.threads += 1
            return .begin
        }
        switch step {
        case .wake: work.signal()
        case .begin:
            let thread = Thread { self.run() }
            thread.name = name
            thread.start()
        case .none: break
        }
    }

    private func run() {
        #if os(Linux)
            // Of this thread alone. Where the system refuses, it is as nice as the others.
            if niceness > 0 { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
        #endif
        while true {
            let piece = waiting.withLock { waiting in
                let piece = waiting.next()
                if piece == nil { waiting.idle += 1 }
                return piece
            }
            if let piece { piece() } else if !isWoken() { return }
        }
    }

    /// Waits for work. False when there was none for so long that the thread ends.
    private func isWoken() -> Bool {
        if work.wait(timeout: .now() + .seconds(30)) == .success { return true }
        let ends = waiting.withLock { waiting in
            guard waiting.idle > 0 else { return false }
            waiting.idle -= 1
            waiting.threads -= 1
            return true
        }
        // Somebody took it for idle at the last moment: the signal is on its way.
        if !ends { work.wait() }
        return !ends
    }
}
