/// A JSON value (RFC 8259), apart from how it was written. ``canonicalBytes()`` gives the one way of writing it that
/// hashes and signatures are taken over; ``init(parsing:limit:)`` reads any way of writing it.
public enum JSONValue: Hashable, Sendable {
    case object(JSONObject)
    case array([JSONValue])
    case string(String)
    /// −2^53 to 2^53: what every reader of JSON holds exactly.
    case integer(Int64)
    /// Finite. A whole number within ±2^53 is written without a fraction, so that it reads back as an ``integer(_:)``;
    /// one beyond that and below 10^21 cannot be written.
    case double(Double)
    case bool(Bool)
    case null

    /// The largest integer, and its negative the smallest, that a JSON number is taken to hold exactly.
    public static let integerLimit: Int64 = 1 << 53
}

/// The members of an object, each key once, in the order of their UTF-16 code units (RFC 8785 §3.2.3). Two keys are
/// the same when they consist of the same code units, whether or not they look alike.
public struct JSONObject: Hashable, Sendable {
    public struct Member: Hashable, Sendable {
        public var key: String
        public var value: JSONValue

        public init(_ key: String, _ value: JSONValue) {
            self.key = key
            self.value = value
        }
    }

    public let members: [Member]

    /// Nil when a key comes twice.
    public init?(_ members: [Member]) {
        let sorted = members.sorted { JSONObject.order($0.key, $1.key) < 0 }
        for (a, b) in zip(sorted, sorted.dropFirst()) where JSONObject.order(a.key, b.key) == 0 { return nil }
        self.members = sorted
    }

    /// - Precondition: `members` are in order and no key comes twice.
    init(inOrder members: [Member]) { self.members = members }

    public subscript(key: String) -> JSONValue? {
        for member in members where member.key == key { return member.value }
        return nil
    }

    /// Negative, zero or positive as `a` sorts before, with or after `b` by UTF-16 code units. Works on UTF-8, whose
    /// order differs only where a scalar above U+FFFF (written with surrogates, D800 to DFFF) meets one from U+E000
    /// to U+FFFF.
    static func order(_ a: String, _ b: String) -> Int {
        var (left, right) = (a.utf8.makeIterator(), b.utf8.makeIterator())
        while true {
            switch (left.next(), right.next()) {
            case (nil, nil): return 0
            case (nil, _): return -1
            case (_, nil): return 1
            case (let x?, let y?):
                if x == y { continue }
                let xIsPair = x >= 0xF0
                let yIsPair = y >= 0xF0
                if xIsPair != yIsPair, x >= 0xEE, y >= 0xEE { return xIsPair ? -1 : 1 }
                return x < y ? -1 : 1
            }
        }
    }
}

extension JSONValue {
    /// What kind of value it is, for messages.
    public var kindName: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a text"
        case .integer: "a whole number"
        case .double: "a number with a fraction"
        case .bool: "true or false"
        case .null: "null"
        }
    }
}
