import Truce

// Descriptions are written as JSON, so JSON is written as literals.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .double(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }

    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .members(elements.map { .init($0.0, $0.1) })
    }

    /// - Precondition: No key comes twice.
    static func members(_ members: [JSONObject.Member]) -> JSONValue {
        guard let object = JSONObject(members) else { preconditionFailure("a key comes twice") }
        return .object(object)
    }

    subscript(key: String) -> JSONValue? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    /// The same object with one member more, or another value of it.
    func with(_ key: String, _ value: JSONValue) -> JSONValue {
        guard case .object(let object) = self else { return self }
        return .members(object.members.filter { $0.key != key } + [.init(key, value)])
    }
}
