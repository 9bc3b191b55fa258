/// One field that is shown.
public struct ShownField<Root: Sendable>: Sendable {
    public let name: String
    /// For a field that holds records, the row that guards each of them.
    public let guardedBy: Field
    /// What it is, for the API's description.
    public let says: String
    let schema: @Sendable () -> JSONValue
    /// Whether it is there whenever its row is visible.
    let isRequired: Bool
    /// Nil where there is no value, or the asker may not see it.
    let value: @Sendable (Root, ShownView) -> JSONValue?
    /// What it holds records of: they are sieved by themselves, as they stand to the asker.
    let holds: (any ShownRecord.Type)?
    private let bit: FieldSet
    /// Where false, what is published of the record does not include this field.
    private var isPublished: (@Sendable (Root) -> Bool)?

    typealias Path<Value> = KeyPath<Root, Value> & Sendable

    func isVisible(in root: Root, _ view: ShownView) -> Bool {
        if let holds, !(holds is any ShownPart.Type) { return true }
        return (isPublished?(root) ?? true ? view.visible : view.unpublished).contains(bit)
    }

    /// Whether it takes more than the record's being published.
    var isPublishedForATime: Bool { isPublished != nil }

    /// The same, shown to those who see what is published only while the condition holds.
    func published(while path: Path<Bool>) -> Self {
        var field = self
        field.isPublished = { $0[keyPath: path] }
        return field
    }

    private init(
        _ name: String, _ guardedBy: Field, _ says: String, schema: @escaping @Sendable () -> JSONValue,
        isRequired: Bool, holds: (any ShownRecord.Type)? = nil,
        value: @escaping @Sendable (Root, ShownView) -> JSONValue?
    ) {
        self.name = name
        self.guardedBy = guardedBy
        self.says = says
        self.schema = schema
        self.isRequired = isRequired
        self.holds = holds
        self.value = value
        bit = FieldSet(guardedBy)
    }
}

// Values.
extension ShownField {
    init<Value: FactValue>(_ name: String, _ guardedBy: Field, _ path: Path<Value>, _ says: String) {
        self.init(name, guardedBy, says, schema: { ShownValue.schema(of: Value.self) }, isRequired: true) { root, _ in
            ShownValue.json(root[keyPath: path])
        }
    }

    init<Value: FactValue>(_ name: String, _ guardedBy: Field, _ path: Path<Value?>, _ says: String) {
        self.init(name, guardedBy, says, schema: { ShownValue.schema(of: Value.self) }, isRequired: false) { root, _ in
            root[keyPath: path].flatMap(ShownValue.json)
        }
    }

    /// A place, also one that was put together from several reports.
    init(_ name: String, _ guardedBy: Field, _ path: Path<Place>, _ says: String) {
        self.init(name, guardedBy, says, schema: { ShownValue.placeSchema }, isRequired: true) { root, _ in
            ShownValue.place(root[keyPath: path])
        }
    }

    /// Any JSON, as it stands.
    init(_ name: String, _ guardedBy: Field, _ path: Path<JSONValue>, _ says: String) {
        self.init(name, guardedBy, says, schema: { JSONSchema.object([]) }, isRequired: true) { root, _ in
            root[keyPath: path]
        }
    }
}

// Records.
extension ShownField {
    /// A record that stands to an asker in its own way.
    init<Value: ShownRecord>(_ name: String, _ path: Path<Value?>, _ says: String) {
        self.init(
            name, Value.existence, says, schema: { Value.reference }, isRequired: false, holds: Value.self
        ) { root, view in
            root[keyPath: path]?.json(for: view.asker).map(JSONValue.object)
        }
    }

    /// Those of them that the asker may know of. Where it could never see any, the list is not there at all: an empty
    /// one would say that there are none.
    init<Value: ShownRecord>(_ name: String, _ path: Path<[Value]>, _ says: String) {
        self.init(
            name, Value.existence, says, schema: { JSONSchema.list(of: Value.reference) }, isRequired: true,
            holds: Value.self
        ) { root, view in
            guard view.couldSee(Value.existence) else { return nil }
            return .array(root[keyPath: path].compactMap { $0.json(for: view.asker).map(JSONValue.object) })
        }
    }

    /// A part, which stands to the asker as the whole does.
    init<Value: ShownPart>(_ name: String, _ path: Path<Value?>, _ says: String) {
        self.init(
            name, Value.existence, says, schema: { Value.reference }, isRequired: false, holds: Value.self
        ) { root, view in
            root[keyPath: path]?.json(for: view.asker, view.relation).map(JSONValue.object)
        }
    }

    init<Value: ShownPart>(_ name: String, _ path: Path<[Value]>, _ says: String) {
        self.init(
            name, Value.existence, says, schema: { JSONSchema.list(of: Value.reference) }, isRequired: true,
            holds: Value.self
        ) { root, view in
            .array(root[keyPath: path].compactMap { $0.json(for: view.asker, view.relation).map(JSONValue.object) })
        }
    }
}
