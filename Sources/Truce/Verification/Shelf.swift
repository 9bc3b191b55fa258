/// A dictionary that can take back what was changed since ``Register/begin()``, at the cost of what was changed: a batch of
/// thousands of decisions is undone without copying a register of millions of reports.
struct Shelf<Key: Hashable & Sendable, Value: Hashable & Sendable>: Sendable {
    private(set) var values: [Key: Value] = [:]
    /// What stood there at the beginning, of every key touched since; nil outside.
    private var before: [Key: Value?]?

    subscript(key: Key) -> Value? { values[key] }

    mutating func set(_ key: Key, _ value: Value?) {
        remember(key)
        values[key] = value
    }

    /// Changes the value in place where there is one.
    mutating func change(_ key: Key, _ body: (inout Value) -> Void) {
        guard values[key] != nil else { return }
        change(key, or: nil, body)
    }

    /// Changes the value in place, from `new` where there is none.
    mutating func change(_ key: Key, from new: @autoclosure () -> Value, _ body: (inout Value) -> Void) {
        change(key, or: values[key] == nil ? new() : nil, body)
    }

    mutating func journal(_ step: JournalStep) {
        switch step {
        case .begin:
            precondition(before == nil, "begun twice")
            before = [:]
        case .commit: before = nil
        case .rollback:
            for (key, value) in before ?? [:] { values[key] = value }
            before = nil
        }
    }

    private mutating func change(_ key: Key, or new: Value?, _ body: (inout Value) -> Void) {
        remember(key)
        if let new { values[key] = new }
        body(&values[key]!)
    }

    private mutating func remember(_ key: Key) {
        guard before != nil, before?.index(forKey: key) == nil else { return }
        before?.updateValue(values[key], forKey: key)
    }
}

/// From `begin` to `commit` or `rollback`, what is changed can be taken back.
enum JournalStep { case begin, commit, rollback }
