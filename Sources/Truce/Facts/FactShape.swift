/// A value with named fields, written as an object. Its ``shape`` is declared once and used to write it, to read it
/// and to describe it, so that the three cannot part.
protocol FactRecord: FactValue {
    static var shape: FactShape<Self> { get }
}

extension FactRecord {
    static var expectation: String { "an object with \(shape.fields.map(\.name).joined(separator: ", "))" }
    static var word: String { "{" + shape.reference + "}" }
    func json() throws(FactError) -> JSONValue { try .object(shape.write(self)) }
    private var shape: FactShape<Self> { Self.shape }

    init(json: JSONValue) throws(FactError) {
        guard case .object(let object) = json else { throw .expected(Self.expectation, found: json) }
        self = try Self.shape.read(object)
    }
}

/// The fields of a record and how they make one.
struct FactShape<Root: Sendable>: Sendable {
    struct Described: Sendable {
        var name: String
        var word: String
        var isOptional: Bool
    }

    let fields: [Described]
    /// Places in `fields`, in the order of the keys.
    private let inOrder: [Int]
    private let writers: [@Sendable (Root) throws(FactError) -> JSONValue?]
    private let reader: @Sendable (JSONObject) throws(FactError) -> Root

    /// - Parameters:
    ///   - make: The record's memberwise initializer.
    ///   - field: Its parameters' fields, in the same order.
    init<each Value: Sendable>(
        _ make: @escaping @Sendable (repeat each Value) -> Root, _ field: repeat FactField<Root, each Value>
    ) {
        var fields: [Described] = []
        var writers: [@Sendable (Root) throws(FactError) -> JSONValue?] = []
        for field in repeat each field {
            fields.append(Described(name: field.name, word: field.word, isOptional: field.isOptional))
            writers.append(field.write)
        }
        self.fields = fields
        self.writers = writers
        inOrder = fields.indices.sorted { JSONObject.order(fields[$0].name, fields[$1].name) < 0 }
        reader = { (object) throws(FactError) in make(repeat try (each field).value(in: object)) }
    }

    func write(_ root: Root) throws(FactError) -> JSONObject {
        var members: [JSONObject.Member] = []
        members.reserveCapacity(fields.count)
        for i in inOrder {
            do {
                if let value = try writers[i](root) { members.append(.init(fields[i].name, value)) }
            } catch { throw error.under(fields[i].name) }
        }
        return JSONObject(inOrder: members)
    }

    func read(_ object: JSONObject) throws(FactError) -> Root {
        for member in object.members where !fields.contains(where: { $0.name == member.key }) {
            throw .unknownKey(path: member.key, nearest: NearestWord.to(member.key, among: fields.map(\.name)))
        }
        return try reader(object)
    }

    /// The fields as one line of the reference.
    var reference: String {
        fields.map { "`\($0.name)`\($0.isOptional ? "?" : ""): \($0.word)" }.joined(separator: ", ")
    }
}

/// One field of a record: its key, where its value is, and how the value is written and read. A field of optional
/// type is left out when it has no value; it is never null.
struct FactField<Root: Sendable, Value: Sendable>: Sendable {
    let name: String
    let word: String
    let isOptional: Bool
    let write: @Sendable (Root) throws(FactError) -> JSONValue?
    private let read: @Sendable (JSONValue?) throws(FactError) -> Value

    typealias Path<Of> = KeyPath<Root, Of> & Sendable

    /// The error's path starts at the object.
    func value(in object: JSONObject) throws(FactError) -> Value {
        do { return try read(object[name]) } catch { throw error.under(name) }
    }

    init(_ name: String, _ path: Path<Value>) where Value: FactValue {
        self.init(name, path, Value.word) { _ in nil }
    }

    init<Wrapped: FactValue>(_ name: String, _ path: Path<Value>) where Value == Wrapped? {
        self.init(name, path, Wrapped.word) { (_: Wrapped) in nil }
    }

    /// A number within `range`.
    init(_ name: String, _ path: Path<Value>, in range: ClosedRange<Value>) where Value: FactValue & Comparable {
        let bounds = Self.words(range)
        self.init(name, path, "\(Value.word) \(bounds)") { range.contains($0) ? nil : "\(Value.expectation) \(bounds)" }
    }

    init<Wrapped: FactValue & Comparable>(_ name: String, _ path: Path<Value>, in range: ClosedRange<Wrapped>)
    where Value == Wrapped? {
        let bounds = Self.words(range)
        self.init(name, path, "\(Wrapped.word) \(bounds)") {
            range.contains($0) ? nil : "\(Wrapped.expectation) \(bounds)"
        }
    }

    /// - Parameter objection: What the value should have been; nil where it is right.
    private init(
        _ name: String, _ path: Path<Value>, _ word: String, objection: @escaping @Sendable (Value) -> String?
    ) where Value: FactValue {
        self.name = name
        self.word = word
        isOptional = false
        write = { (root) throws(FactError) in try Self.checked(root[keyPath: path], objection).json() }
        read = { (json) throws(FactError) in
            guard let json else { throw .missing(path: "") }
            return try Self.checked(Value(json: json), objection)
        }
    }

    private init<Wrapped: FactValue>(
        _ name: String, _ path: Path<Value>, _ word: String, objection: @escaping @Sendable (Wrapped) -> String?
    ) where Value == Wrapped? {
        self.name = name
        self.word = word
        isOptional = true
        write = { (root) throws(FactError) in
            guard let value = root[keyPath: path] else { return nil }
            return try Self.checked(value, objection).json()
        }
        read = { (json) throws(FactError) in
            guard let json else { return nil }
            return try Self.checked(Wrapped(json: json), objection)
        }
    }

    private static func checked<Of: FactValue>(_ value: Of, _ objection: (Of) -> String?) throws(FactError) -> Of {
        if let expected = objection(value) { throw try .expected(expected, found: value.json()) }
        return value
    }

    private static func words<Bound>(_ range: ClosedRange<Bound>) -> String {
        func word(_ bound: Bound) -> String { (bound as? Double).flatMap(NumberText.ecmaScript) ?? "\(bound)" }
        if let upper = range.upperBound as? Int, upper == .max { return "from \(range.lowerBound)" }
        return "from \(word(range.lowerBound)) to \(word(range.upperBound))"
    }
}

/// The word that was probably meant.
enum NearestWord {
    /// Of `known`, the one with the fewest letters inserted, removed or replaced; the first of equals, nil where more
    /// than a third of the letters (at least one) would change.
    static func to(_ word: String, among known: some Sequence<String>) -> String? {
        let letters = Array(word.lowercased().unicodeScalars.prefix(64))
        let ranked = known.map { (word: $0, changes: changes(letters, Array($0.unicodeScalars))) }
        guard let best = ranked.min(by: { $0.changes < $1.changes }) else { return nil }
        return best.changes <= max(1, max(letters.count, best.word.count) / 3) ? best.word : nil
    }

    /// Levenshtein distance.
    private static func changes(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
        var above = Array(0...b.count)
        for (i, letter) in a.enumerated() {
            var row = [i + 1]
            for (j, other) in b.enumerated() {
                row.append(Swift.min(above[j + 1] + 1, row[j] + 1, above[j] + (letter == other ? 0 : 1)))
            }
            above = row
        }
        return above[b.count]
    }
}
