import Synchronization

/// Collects the answers of one call until all are there.
package final class Answers<Answer: Sendable>: Sendable {
    private struct State {
        var answers: [Answer?]
        var missing: Int
    }
    private let state: Mutex<State>
    private let whenAll: @Sendable ([Answer]) -> Void

    package init(_ count: Int, whenAll: @escaping @Sendable ([Answer]) -> Void) {
        state = Mutex(State(answers: Array(repeating: nil, count: count), missing: count))
        self.whenAll = whenAll
    }

    /// - Precondition: once for each place.
    package func put(_ answer: Answer, at place: Int) {
        let all = state.withLock { state in
            state.answers[place] = answer
            state.missing -= 1
            return state.missing == 0 ? state.answers.compactMap(\.self) : nil
        }
        if let all { whenAll(all) }
    }
}
