import Dispatch

/// Where work that waits for the disk is done, so that no thread that tasks share waits for it.
enum Blocking {
    private static let queue = DispatchQueue(label: "truce.disk", attributes: .concurrent)

    static func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result { try work() }) }
        }
    }
}
