import Foundation
import Synchronization

/// Where passwords are checked: a queue of its own, a few at once, a bounded number waiting. scrypt holds a core for
/// tenths of a second and much memory, so it never runs on the threads that serve requests, and signing in cannot
/// starve the rest. What comes on top is turned away with ``AccountsError/busy``, and no address takes every place.
final class PasswordWork: Sendable {
    private struct State {
        var held = 0
        var heldBy: [NetworkAddress: Int] = [:]
        var running = 0
        var waiting: [@Sendable () -> Void] = []
    }

    private let state = Mutex(State())
    private let queue = DispatchQueue(label: "accounts.passwords", qos: .userInitiated, attributes: .concurrent)
    private let atOnce: Int
    private let places: Int
    private let placesPerAddress: Int

    init(_ settings: AccountsSettings) {
        atOnce = max(1, settings.passwordsAtOnce)
        places = atOnce + max(0, settings.passwordsWaiting)
        placesPerAddress = max(1, settings.passwordsPerAddress)
    }

    /// Nil: nobody in the network asks for it, such as a command on the server itself.
    func run<Answer: Sendable>(
        for address: NetworkAddress?, _ job: @escaping @Sendable () throws(AccountsError) -> Answer
    ) async throws(AccountsError) -> Answer {
        guard takePlace(address) else { throw .busy }
        let result = await withCheckedContinuation {
            (done: CheckedContinuation<Result<Answer, AccountsError>, Never>) in
            start {
                let result = Result { () throws(AccountsError) in try job() }
                self.finish(address)
                done.resume(returning: result)
            }
        }
        return try result.get()
    }

    /// Jobs that run or wait, and those that run.
    var held: Int { state.withLock(\.held) }
    var running: Int { state.withLock(\.running) }

    private func takePlace(_ address: NetworkAddress?) -> Bool {
        state.withLock { state in
            guard state.held < places else { return false }
            if let address {
                guard state.heldBy[address, default: 0] < placesPerAddress else { return false }
                state.heldBy[address, default: 0] += 1
            }
            state.held += 1
            return true
        }
    }

    private func start(_ job: @escaping @Sendable () -> Void) {
        let isNow = state.withLock { state in
            guard state.running < atOnce else {
                state.waiting.append(job)
                return false
            }
            state.running += 1
            return true
        }
        if isNow { queue.async(execute: job) }
    }

    private func finish(_ address: NetworkAddress?) {
        let next = state.withLock { state -> (@Sendable () -> Void)? in
            state.held -= 1
            if let address, let count = state.heldBy[address] {
                state.heldBy[address] = count > 1 ? count - 1 : nil
            }
            guard !state.waiting.isEmpty else {
                state.running -= 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        if let next { queue.async(execute: next) }
    }
}
