/// Writes JSON byte by byte, members in the order in which they are written: the same calls give the same bytes.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        needsComma = false
    }

    private mutating func next() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    mutating func object(_ body: (inout JSONWriter) throws -> Void) rethrows {
        next()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    mutating func array(_ body: (inout JSONWriter) throws -> Void) rethrows {
        next()
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        try body(&self)
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    /// A member's name; what is written next is its value.
    mutating func key(_ name: StaticString) {
        next()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func string(_ text: String) {
        next()
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: raw("\\n")
            case 0x0D: raw("\\r")
            case 0x09: raw("\\t")
            case ..<0x20, 0x7F:
                raw("\\u00")
                for digit in [byte >> 4, byte & 15] { bytes.append(digit < 10 ? 48 + digit : 87 + digit) }
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    mutating func number(_ value: Int) {
        next()
        raw(String(value))
    }

    /// Already written as JSON writes numbers.
    mutating func figure(_ text: String) {
        next()
        raw(text)
    }

    mutating func bool(_ value: Bool) {
        next()
        raw(value ? "true" : "false")
    }

    mutating func null() {
        next()
        raw("null")
    }

    /// A line break between elements, for readers that go line by line.
    mutating func breakLine() { bytes.append(0x0A) }

    private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    // MARK: Members

    mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }
    mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        number(value)
    }
    mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }
    mutating func member(_ name: StaticString, _ value: String?) {
        key(name)
        if let value { string(value) } else { null() }
    }
    mutating func member(_ name: StaticString, _ value: Int?) {
        key(name)
        if let value { number(value) } else { null() }
    }
    mutating func member(_ name: StaticString, _ values: [String]) {
        key(name)
        array { list in for value in values { list.string(value) } }
    }
}
