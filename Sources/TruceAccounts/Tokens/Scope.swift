/// What a token is for. It narrows what its holder may do and never widens it.
package struct Scope: OptionSet, Hashable, Sendable, CustomStringConvertible {
    package let rawValue: Int
    package init(rawValue: Int) { self.rawValue = rawValue }

    package static let read = Scope(rawValue: 1)
    package static let report = Scope(rawValue: 2)
    /// Many reports at once, from a file.
    package static let `import` = Scope(rawValue: 4)
    package static let work = Scope(rawValue: 8)
    package static let administer = Scope(rawValue: 16)
    package static let all: Scope = [.read, .report, .import, .work, .administer]

    private static let names: [(name: String, scope: Scope)] = [
        ("read", .read), ("report", .report), ("import", .import), ("work", .work), ("administer", .administer),
    ]

    /// One scope by its name; nil for any other word.
    package init?(name: String) {
        guard let scope = Self.names.first(where: { $0.name == name })?.scope else { return nil }
        self = scope
    }

    package var names: [String] { Self.names.filter { contains($0.scope) }.map(\.name) }
    package var description: String { names.joined(separator: " ") }
}
