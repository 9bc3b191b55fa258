/// What a field of a fact can hold: one rule for writing it, one for reading it.
protocol FactValue: Sendable {
    /// What it should be, as in “should be a day as 2026-11-22”.
    static var expectation: String { get }
    /// Its word in the reference's table.
    static var word: String { get }
    /// JSON Schema (2020-12) of exactly what ``init(json:)`` takes.
    static var schema: JSONValue { get }
    func json() throws(FactError) -> JSONValue
    /// The error's path starts at the value itself.
    init(json: JSONValue) throws(FactError)
    /// The value that these bytes say, if they are exactly what ``json()`` is written as. Accepts nothing that the plain
    /// way does not.
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided)
    /// Appends what ``json()`` is written as.
    func write(to bytes: inout [UInt8]) throws(FactError)
}

/// A value written as one text.
protocol FactText: FactValue {
    var text: String { get }
    /// Nil when the text says no such value.
    static func reading(_ text: String) -> Self?
}

extension FactText {
    func json() throws(FactError) -> JSONValue { .string(text) }

    init(json: JSONValue) throws(FactError) {
        guard case .string(let text) = json, let value = Self.reading(text) else {
            throw .expected(Self.expectation, found: json)
        }
        self = value
    }
}

extension FactText where Self: CustomStringConvertible {
    var text: String { description }
}

/// A word out of a few. The words of a fact's version never change: a new one needs a new version.
protocol FactCode: FactText, CaseIterable, RawRepresentable where RawValue == String {}

extension FactCode {
    static var expectation: String { "one of " + allCases.map(\.rawValue).joined(separator: ", ") }
    static var word: String { allCases.map { "`\($0.rawValue)`" }.joined(separator: " or ") }
    var text: String { rawValue }
    static func reading(_ text: String) -> Self? { Self(rawValue: text) }
}

/// Free text: 1 byte to 16 KiB (4,096 characters of any script), no control characters but tab and line feed.
extension String: FactValue {
    static let freeTextByteLimit = 16_384
    static var expectation: String { "a text of 1 to \(freeTextByteLimit) bytes without control characters" }
    static var word: String { "text" }

    func json() throws(FactError) -> JSONValue {
        guard isFreeText else { throw .expected(Self.expectation, found: .string(self)) }
        return .string(self)
    }

    init(json: JSONValue) throws(FactError) {
        guard case .string(let text) = json, text.isFreeText else { throw .expected(Self.expectation, found: json) }
        self = text
    }

    var isFreeText: Bool {
        (1...Self.freeTextByteLimit).contains(utf8.count)
            && !unicodeScalars.contains { $0.isControl && $0 != "\n" && $0 != "\t" }
    }
}

extension Int: FactValue {
    static var expectation: String { "a whole number" }
    static var word: String { "whole number" }

    /// Beyond JSON's own limit there is no way to write it.
    func json() throws(FactError) -> JSONValue {
        guard (-JSONValue.integerLimit...JSONValue.integerLimit).contains(Int64(self)) else {
            throw .wrong(path: "", expected: "\(Self.expectation) within ±2^53", found: "\(self)")
        }
        return .integer(Int64(self))
    }

    /// `3.0` says the whole number 3, as JSON Schema has it.
    init(json: JSONValue) throws(FactError) {
        switch json {
        case .integer(let value): self = Int(value)
        case .double(let value):
            guard abs(value) <= Double(JSONValue.integerLimit), let whole = Int(exactly: value) else {
                throw .expected(Self.expectation, found: json)
            }
            self = whole
        default: throw .expected(Self.expectation, found: json)
        }
    }
}

extension Double: FactValue {
    static var expectation: String { "a number" }
    static var word: String { "number" }

    /// A whole value as an integer, which is how it reads back. Digits alone end at JSON's limit for whole numbers.
    func json() throws(FactError) -> JSONValue {
        let isWhole = abs(self) < 1e21 && rounded() == self
        guard isFinite, !isWhole || abs(self) <= Double(JSONValue.integerLimit) else {
            throw .wrong(path: "", expected: "\(Self.expectation) that JSON can say", found: "\(self)")
        }
        return isWhole ? .integer(Int64(self)) : .double(self)
    }

    init(json: JSONValue) throws(FactError) {
        switch json {
        case .integer(let value): self = Double(value)
        case .double(let value): self = value
        default: throw .expected(Self.expectation, found: json)
        }
    }
}

extension Instant: FactText {
    static var expectation: String { "a time as 2026-11-22T06:30:00Z" }
    static var word: String { "time" }

    /// RFC 3339 with its offset from UTC, to the second or the minute. On the first and the last day in UTC only, so that
    /// a pattern can say what is in range.
    static func reading(_ text: String) -> Instant? {
        guard case .instant(let instant, _)? = TimeText.read(text), isInRange(instant) else { return nil }
        let isEdge = text.hasPrefix("0001-01-01") || text.hasPrefix("9999-12-31")
        return isEdge && text.utf8.last != UInt8(ascii: "Z") && text.utf8.last != UInt8(ascii: "z") ? nil : instant
    }

    /// Written with the year in four digits, so nothing outside the years 1 to 9999.
    func json() throws(FactError) -> JSONValue {
        guard Self.isInRange(self) else {
            throw .wrong(path: "", expected: "a time of the years 1 to 9999", found: "\(seconds) s from 1970")
        }
        return .string(description)
    }

    private static func isInRange(_ instant: Instant) -> Bool { (distantPast...distantFuture).contains(instant) }
}

extension MissionDay: FactText {
    static var expectation: String { "a day as 2026-11-22" }
    static var word: String { "day" }
    static func reading(_ text: String) -> MissionDay? {
        guard case .day(let day)? = TimeText.read(text) else { return nil }
        return day
    }
}

extension IncidentID: FactText {
    static var expectation: String { "an incident as INC-0123456789AB" }
    static var word: String { "incident" }
    static func reading(_ text: String) -> IncidentID? {
        // Some letters beyond ASCII have an ASCII one as their capital.
        text.utf8.allSatisfy { $0 < 0x80 } ? IncidentID(text) : nil
    }
}

extension Identifier: FactText, FactValue {
    static var expectation: String { "an identifier of 1 to 128 characters without control characters" }
    static var word: String { "identifier" }
    static func reading(_ text: String) -> Identifier? { Identifier(text) }
}

extension Commitment: FactText {
    static var expectation: String { "a commitment: 43 characters of base64url" }
    static var word: String { "commitment" }
    static func reading(_ text: String) -> Commitment? { Commitment(text) }
}

extension FileDigest: FactText {
    static var expectation: String { "a SHA-256: 64 lower-case hexadecimal digits" }
    static var word: String { "SHA-256" }
    static func reading(_ text: String) -> FileDigest? { FileDigest(text) }
}

extension Confidence: FactCode {}

extension Array: FactValue where Element: FactValue {
    static var expectation: String { "a list" }
    static var word: String { "[\(Element.word)]" }

    func json() throws(FactError) -> JSONValue {
        var values: [JSONValue] = []
        values.reserveCapacity(count)
        for (i, element) in enumerated() {
            do { values.append(try element.json()) } catch { throw error.under("[\(i)]") }
        }
        return .array(values)
    }

    init(json: JSONValue) throws(FactError) {
        guard case .array(let values) = json else { throw .expected(Self.expectation, found: json) }
        self = []
        reserveCapacity(values.count)
        for (i, value) in values.enumerated() {
            do { append(try Element(json: value)) } catch { throw error.under("[\(i)]") }
        }
    }
}
