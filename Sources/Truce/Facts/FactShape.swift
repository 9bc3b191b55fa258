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

    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) { self = try Self.shape.read(canonical: bytes) }
    func write(to bytes: inout [UInt8]) throws(FactError) { try shape.write(self, to: &bytes) }
}

/// The fields of a record and how they make one.
struct FactShape<Root: Sendable>: Sendable {
    struct Described: Sendable {
        var name: String
        var word: String
        var isOptional: Bool
        /// Of its value, where it has one.
        var type: any FactValue.Type
        var schema: @Sendable () -> JSONValue
    }

    let fields: [Described]
    /// Places in `fields`, in the order of the keys.
    private let inOrder: [Int]
    private let writers: [@Sendable (Root) throws(FactError) -> JSONValue?]
    private let byteWriters: [FieldWriter<Root>]
    /// Each field's name as it stands before its value: `,"name":`.
    private let keys: [[UInt8]]
    private let reader: @Sendable (JSONObject) throws(FactError) -> Root
    private let canonicalReader: @Sendable (inout FieldBytes) throws(CanonicalReading.Undecided) -> Root

    /// - Parameters:
    ///   - make: The record's memberwise initializer.
    ///   - field: Its parameters' fields, in the same order.
    init<each Value: Sendable>(
        _ make: @escaping @Sendable (repeat each Value) -> Root, _ field: repeat FactField<Root, each Value>
    ) {
        var fields: [Described] = []
        var writers: [@Sendable (Root) throws(FactError) -> JSONValue?] = []
        var byteWriters: [FieldWriter<Root>] = []
        for field in repeat each field {
            fields.append(
                Described(
                    name: field.name, word: field.word, isOptional: field.isOptional, type: field.type,
                    schema: field.schema))
            writers.append(field.write)
            byteWriters.append(field.writeBytes)
        }
        self.fields = fields
        self.writers = writers
        self.byteWriters = byteWriters
        inOrder = fields.indices.sorted { JSONObject.order(fields[$0].name, fields[$1].name) < 0 }
        keys = fields.map { Array((",\"" + $0.name + "\":").utf8) }
        reader = { (object) throws(FactError) in make(repeat try (each field).value(in: object)) }
        canonicalReader = { (bytes) throws(CanonicalReading.Undecided) in
            make(repeat try (each field).value(canonical: bytes.next()))
        }
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

    /// Appends what ``write(_:)`` is written as.
    func write(_ root: Root, to bytes: inout [UInt8]) throws(FactError) {
        let start = bytes.count
        for i in inOrder {
            do { try byteWriters[i](root, keys[i], &bytes) } catch { throw error.under(fields[i].name) }
        }
        // Each field begins with a comma: the first one's place is the brace's.
        if bytes.count == start { bytes.append(UInt8(ascii: "{")) } else { bytes[start] = UInt8(ascii: "{") }
        bytes.append(UInt8(ascii: "}"))
    }

    func read(_ object: JSONObject) throws(FactError) -> Root {
        for member in object.members where !fields.contains(where: { $0.name == member.key }) {
            throw .unknownKey(path: member.key, nearest: NearestWord.to(member.key, among: fields.map(\.name)))
        }
        return try reader(object)
    }

    /// Reads what ``write(_:)`` writes: the fields in the order of their keys, nothing else, and nothing between.
    func read(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) -> Root {
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "{") else { throw CanonicalReading.Undecided() }
        var found = FieldBytes(count: fields.count)
        var at = 0
        for place in inOrder {
            guard Self.stands(keys[place], at: at, in: bytes) else {
                guard fields[place].isOptional else { throw CanonicalReading.Undecided() }
                continue
            }
            let start = at + keys[place].count
            guard let end = CanonicalReading.end(ofValueAt: start, in: bytes) else {
                throw CanonicalReading.Undecided()
            }
            found.set(ByteSlice(rebasing: bytes[start..<end]), at: place)
            at = end
        }
        // An object without members has a brace that no key replaced.
        if at == 0 { at = 1 }
        guard at == bytes.count - 1, bytes[at] == UInt8(ascii: "}") else { throw CanonicalReading.Undecided() }
        return try canonicalReader(&found)
    }

    /// Whether the key stands there; the first one has a brace where the others have a comma, which was seen already.
    private static func stands(_ key: [UInt8], at: Int, in bytes: ByteSlice) -> Bool {
        guard bytes.count - at > key.count, at == 0 || bytes[at] == key[0] else { return false }
        for i in 1..<key.count where bytes[at + i] != key[i] { return false }
        return true
    }

    /// The fields as one line of the reference.
    var reference: String {
        fields.map { "`\($0.name)`\($0.isOptional ? "?" : ""): \($0.word)" }.joined(separator: ", ")
    }
}

/// Where the values of a record's fields lie, handed out in the order of the fields.
struct FieldBytes {
    private var slices: [ByteSlice?]
    private var given = 0

    init(count: Int) { slices = Array(repeating: nil, count: count) }

    mutating func set(_ bytes: ByteSlice, at place: Int) { slices[place] = bytes }

    /// Nil where the field is left out.
    mutating func next() -> ByteSlice? {
        defer { given += 1 }
        return slices[given]
    }
}

/// Appends a field of a record, its key first; nothing where the field has no value.
typealias FieldWriter<Root> = @Sendable (Root, _ key: [UInt8], inout [UInt8]) throws(FactError) -> Void

/// One field of a record: its key, where its value is, and how the value is written and read. A field of optional
/// type is left out when it has no value; it is never null.
struct FactField<Root: Sendable, Value: Sendable>: Sendable {
    let name: String
    let word: String
    let isOptional: Bool
    let type: any FactValue.Type
    let schema: @Sendable () -> JSONValue
    let write: @Sendable (Root) throws(FactError) -> JSONValue?
    let writeBytes: FieldWriter<Root>
    private let read: @Sendable (JSONValue?) throws(FactError) -> Value
    private let readCanonical: @Sendable (ByteSlice?) throws(CanonicalReading.Undecided) -> Value

    typealias Path<Of> = KeyPath<Root, Of> & Sendable

    /// The error's path starts at the object.
    func value(in object: JSONObject) throws(FactError) -> Value {
        do { return try read(object[name]) } catch { throw error.under(name) }
    }

    /// - Parameter canonical: nil where the field is left out.
    func value(canonical bytes: ByteSlice?) throws(CanonicalReading.Undecided) -> Value { try readCanonical(bytes) }

    init(_ name: String, _ path: Path<Value>) where Value: FactValue {
        self.init(name, path, Value.word, { Value.schema }) { _ in nil }
    }

    init<Wrapped: FactValue>(_ name: String, _ path: Path<Value>) where Value == Wrapped? {
        self.init(name, path, Wrapped.word, { Wrapped.schema }) { (_: Wrapped) in nil }
    }

    /// A number within `range`.
    init(_ name: String, _ path: Path<Value>, in range: ClosedRange<Value>) where Value: FactValue & Comparable {
        let bounds = Self.words(range)
        self.init(name, path, "\(Value.word) \(bounds)", { JSONSchema.bounded(Value.schema, by: range) }) {
            range.contains($0) ? nil : "\(Value.expectation) \(bounds)"
        }
    }

    init<Wrapped: FactValue & Comparable>(_ name: String, _ path: Path<Value>, in range: ClosedRange<Wrapped>)
    where Value == Wrapped? {
        let bounds = Self.words(range)
        self.init(name, path, "\(Wrapped.word) \(bounds)", { JSONSchema.bounded(Wrapped.schema, by: range) }) {
            range.contains($0) ? nil : "\(Wrapped.expectation) \(bounds)"
        }
    }

    /// - Parameter objection: What the value should have been; nil where it is right.
    private init(
        _ name: String, _ path: Path<Value>, _ word: String, _ schema: @escaping @Sendable () -> JSONValue,
        objection: @escaping @Sendable (Value) -> String?
    ) where Value: FactValue {
        self.name = name
        self.word = word
        isOptional = false
        type = Value.self
        self.schema = schema
        write = { (root) throws(FactError) in try Self.checked(root[keyPath: path], objection).json() }
        writeBytes = { (root, key, bytes) throws(FactError) in
            bytes += key
            try Self.checked(root[keyPath: path], objection).write(to: &bytes)
        }
        read = { (json) throws(FactError) in
            guard let json else { throw .missing(path: "") }
            return try Self.checked(Value(json: json), objection)
        }
        readCanonical = { (bytes) throws(CanonicalReading.Undecided) in
            guard let bytes else { throw CanonicalReading.Undecided() }
            let value = try Value(canonical: bytes)
            guard objection(value) == nil else { throw CanonicalReading.Undecided() }
            return value
        }
    }

    private init<Wrapped: FactValue>(
        _ name: String, _ path: Path<Value>, _ word: String, _ schema: @escaping @Sendable () -> JSONValue,
        objection: @escaping @Sendable (Wrapped) -> String?
    ) where Value == Wrapped? {
        self.name = name
        self.word = word
        isOptional = true
        type = Wrapped.self
        self.schema = schema
        write = { (root) throws(FactError) in
            guard let value = root[keyPath: path] else { return nil }
            return try Self.checked(value, objection).json()
        }
        writeBytes = { (root, key, bytes) throws(FactError) in
            guard let value = root[keyPath: path] else { return }
            bytes += key
            try Self.checked(value, objection).write(to: &bytes)
        }
        read = { (json) throws(FactError) in
            guard let json else { return nil }
            return try Self.checked(Wrapped(json: json), objection)
        }
        readCanonical = { (bytes) throws(CanonicalReading.Undecided) in
            guard let bytes else { return nil }
            let value = try Wrapped(canonical: bytes)
            guard objection(value) == nil else { throw CanonicalReading.Undecided() }
            return value
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
