import Synchronization
import TruceLedger

/// Published files on a disk that loses power. What was written and not flushed may be gone, kept or torn afterwards.
public final class CrashingFiles: LogFiles {
    /// What becomes of each file that was written and not flushed.
    public enum Fate: Sendable, CaseIterable {
        case lost, kept
        /// The name is there, with the first half of its bytes.
        case torn
    }

    private struct State {
        var durable: [String: [UInt8]] = [:]
        /// Nil: removed.
        var waiting: [String: [UInt8]?] = [:]
        var steps = 0
        var failsAt: Int?
        var isDead = false
    }

    private let state = Mutex(State())
    public static let failure = LogError.cannotWrite(path: "the disk", why: "the power failed")

    public init() {}

    /// The step after which everything fails, counted from now on; nil for never.
    public func fail(at step: Int?) {
        state.withLock {
            $0.steps = 0
            $0.failsAt = step
        }
    }

    /// Writes, flushes and removals since ``fail(at:)``.
    public var steps: Int { state.withLock { $0.steps } }
    public var isDead: Bool { state.withLock { $0.isDead } }

    /// The power comes back.
    public func restart(_ fate: Fate) {
        state.withLock { state in
            for (path, bytes) in state.waiting {
                switch fate {
                case .lost: break
                case .kept: state.durable[path] = bytes
                case .torn: state.durable[path] = bytes.map { Array($0.prefix($0.count / 2)) }
                }
            }
            state.waiting = [:]
            state.isDead = false
            state.failsAt = nil
        }
    }

    private func step(_ change: (inout State) -> Void) throws(LogError) {
        let isAlive = state.withLock { (state: inout State) -> Bool in
            guard !state.isDead else { return false }
            change(&state)
            state.steps += 1
            if state.steps - 1 == state.failsAt { state.isDead = true }
            return !state.isDead
        }
        guard isAlive else { throw Self.failure }
    }

    public func write(_ bytes: [UInt8], to path: String) throws(LogError) {
        try step { $0.waiting[path] = .some(bytes) }
    }

    public func replace(_ bytes: [UInt8], at path: String) throws(LogError) {
        try step { state in
            // Never torn: the power fails before it, or after.
            if state.steps != state.failsAt { state.durable[path] = bytes }
        }
    }

    public func remove(_ path: String) throws(LogError) { try step { $0.waiting[path] = .some(nil) } }

    public func sync() throws(LogError) {
        try step { state in
            // The power may fail before the flush: then nothing of it counts.
            if state.steps == state.failsAt { return }
            for (path, bytes) in state.waiting { state.durable[path] = bytes }
            state.waiting = [:]
        }
    }

    public func read(_ path: String) throws(LogError) -> [UInt8]? {
        let (isDead, bytes) = state.withLock { state in
            (state.isDead, state.waiting[path] ?? state.durable[path])
        }
        guard !isDead else { throw .cannotRead(path: path, why: "the power failed") }
        return bytes
    }

    public func list() throws(LogError) -> [String]? {
        state.withLock { state in
            Set(state.durable.keys).union(state.waiting.keys).filter {
                $0.hasPrefix("tile/") && (state.waiting[$0] ?? state.durable[$0]) != nil
            }.sorted()
        }
    }
}

/// A memory of signatures that fails at one of its writes, the new one kept or lost.
public final class FailingMemory: SigningMemory {
    private let memory: any SigningMemory
    private let failsAt: Int
    private let isKept: Bool
    private let writes = Mutex(0)

    public init(_ memory: any SigningMemory, failsAt: Int, isKept: Bool) {
        self.memory = memory
        self.failsAt = failsAt
        self.isKept = isKept
    }

    public func last() throws(LedgerRefusal) -> SignedState? { try memory.last() }

    public func record(_ new: SignedState, replacing old: SignedState?) throws(LedgerRefusal) {
        let write = writes.withLock { count in
            count += 1
            return count - 1
        }
        if write != failsAt || isKept { try memory.record(new, replacing: old) }
        if write == failsAt { throw .cannotRemember(path: "the memory", why: "this write was told to fail") }
    }
}
