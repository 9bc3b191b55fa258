/// What is shown of the mechanism: a value whose fields each name the row of the access table that guards them.
/// Declared once, and used to write it, to describe it and to test it, so that the three cannot part.
public protocol ShownRecord: Sendable {
    /// As the API's description names it.
    static var recordName: String { get }
    /// Who does not see this row does not learn that the record is there.
    static var existence: Field { get }
    static var shown: ShownFields<Self> { get }
    /// How it stands to an asker.
    func relation(to asker: Asker) -> Relation
    /// As it is told to an asker that it stands to so: itself, unless what is published of it is not what is known.
    func told(to asker: Asker, _ relation: Relation) -> Self
}

extension ShownRecord {
    public func told(to asker: Asker, _ relation: Relation) -> Self { self }
    /// As the asker is told of it. Whatever a filter or a map rests on is taken from here.
    package func told(to asker: Asker) -> Self { told(to: asker, relation(to: asker)) }
}

/// A record that is shown inside another one only, and stands to an asker as that one does.
public protocol ShownPart: ShownRecord {}

extension ShownPart {
    public func relation(to asker: Asker) -> Relation { Relation() }
}

extension ShownRecord {
    /// The fields that the asker may see; nil when it may not know that the record exists.
    public func json(for asker: Asker) -> JSONObject? { json(for: asker, relation(to: asker)) }

    func json(for asker: Asker, _ relation: Relation) -> JSONObject? {
        let visible = AccessTable.visible(to: asker, relation)
        guard visible.contains(FieldSet(Self.existence)) else { return nil }
        let view = ShownView(asker: asker, relation: relation, visible: visible)
        return Self.shown.json(of: told(to: asker, relation), view)
    }
}

/// Who looks at a record, and what of it is visible.
struct ShownView {
    let asker: Asker
    let relation: Relation
    let visible: FieldSet

    /// As if nothing of it was published.
    var unpublished: FieldSet {
        relation.isPublished ? AccessTable.visible(to: asker, Relation(isOwn: relation.isOwn)) : visible
    }

    /// Whether the asker may see such records at all, were they its own and published.
    func couldSee(_ row: Field) -> Bool {
        AccessTable.visible(to: asker, Relation(isOwn: true, isPublished: true)).contains(FieldSet(row))
    }
}

/// The fields of a record, in the order in which a reader wants them.
public struct ShownFields<Root: Sendable>: Sendable, RandomAccessCollection, ExpressibleByArrayLiteral {
    private let fields: [ShownField<Root>]
    /// In the order of the keys, which is how objects hold them.
    private let inOrder: [ShownField<Root>]

    public init(arrayLiteral fields: ShownField<Root>...) {
        self.fields = fields
        inOrder = fields.sorted { JSONObject.order($0.name, $1.name) < 0 }
        precondition(Set(fields.map(\.name)).count == fields.count, "\(Root.self) shows a name twice")
    }

    public var startIndex: Int { fields.startIndex }
    public var endIndex: Int { fields.endIndex }
    public subscript(position: Int) -> ShownField<Root> { fields[position] }

    func json(of root: Root, _ view: ShownView) -> JSONObject {
        var members: [JSONObject.Member] = []
        members.reserveCapacity(inOrder.count)
        for field in inOrder where field.isVisible(in: root, view) {
            if let value = field.value(root, view) { members.append(.init(field.name, value)) }
        }
        return JSONObject(inOrder: members)
    }
}
