/// A place in a file. Lines and columns count from 1.
struct Spot: Hashable {
    var file: String
    var line: Int
    var column: Int

    var text: String { "\(file):\(line)" }
}

/// YAML or JSON as a light tree in which every part knows its own file and line, so that a tree merged from an
/// agreement and its amendments still points at the right one.
struct Node {
    var spot: Spot
    var content: Content

    indirect enum Content {
        case null
        case scalar(String)
        case list([Node])
        case map([Entry])
        /// A JSON array of numbers only: positions are kept flat, a map has many.
        case numbers([Double])
    }

    struct Entry {
        var key: String
        var spot: Spot
        var value: Node
    }

    /// The value of a key; nil also where it is left empty.
    subscript(_ key: String) -> Node? {
        guard case .map(let entries) = content, let found = entries.first(where: { $0.key == key }) else { return nil }
        return found.value.isNull ? nil : found.value
    }

    var isNull: Bool {
        if case .null = content { true } else { false }
    }

    var text: String? {
        if case .scalar(let text) = content, !text.isEmpty { text } else { nil }
    }

    var entries: [Entry] {
        if case .map(let entries) = content { entries } else { [] }
    }

    /// The entries of a list; empty for anything else.
    var items: [Node] {
        switch content {
        case .list(let items): items
        case .numbers(let numbers): numbers.map { Node(spot: spot, content: .scalar("\($0)")) }
        default: []
        }
    }

    var texts: [String] { items.compactMap(\.text) }
    var whole: Int? { text.flatMap { Int($0) } }
    var number: Double? { text.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }

    /// In words, for messages.
    var kind: String {
        switch content {
        case .null: "empty"
        case .scalar(let text): text.count > 60 ? "“\(text.prefix(57))…”" : "“\(text)”"
        case .list, .numbers: "a list"
        case .map: "a set of keys"
        }
    }
}

/// Limits that keep a hostile file from costing more than it is worth.
enum FileLimits {
    static let agreementBytes = 4 << 20
    static let mapBytes = 64 << 20
    static let nesting = 64
}
