import Truce

/// Walks JSON (RFC 8259) in memory without building it: values are taken or passed over one by one. Nesting is
/// bounded, so that no input can exhaust the stack.
struct JSONScanner {
    let bytes: [UInt8]
    private(set) var at = 0
    let name: String
    static let depthLimit = 64

    init(_ bytes: [UInt8], at: Int = 0, named name: String) {
        self.bytes = bytes
        self.at = at
        self.name = name
    }

    func fail(_ why: String) -> IntakeError { .malformedJSON(file: name, at: min(at, bytes.count), why: why) }

    /// The next byte that is not white space; 0 at the end.
    mutating func peek() -> UInt8 {
        while at < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[at]) { at += 1 }
        return at < bytes.count ? bytes[at] : 0
    }

    mutating func take(_ mark: Character) throws(IntakeError) {
        guard peek() == mark.asciiValue else { throw fail("expected “\(mark)”") }
        at += 1
    }

    /// Takes the mark if it comes next.
    mutating func takes(_ mark: Character) -> Bool {
        guard peek() == mark.asciiValue else { return false }
        at += 1
        return true
    }

    /// Calls `body` at each member's value; it must take the value or ``skip(depth:)`` it.
    mutating func object(_ body: (String, inout JSONScanner) throws(IntakeError) -> Void) throws(IntakeError) {
        try take("{")
        if takes("}") { return }
        repeat {
            let key = try string()
            try take(":")
            try body(key, &self)
        } while takes(",")
        try take("}")
    }

    mutating func array(_ body: (inout JSONScanner) throws(IntakeError) -> Void) throws(IntakeError) {
        try take("[")
        if takes("]") { return }
        repeat { try body(&self) } while takes(",")
        try take("]")
    }

    mutating func string() throws(IntakeError) -> String {
        try take("\"")
        var text: [UInt8] = []
        while at < bytes.count {
            let byte = bytes[at]
            at += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else { throw fail("text that is not UTF-8") }
                return string
            case UInt8(ascii: "\\"): try escape(&text)
            case 0..<0x20: throw fail("a control character in a text")
            default: text.append(byte)
            }
        }
        throw fail("a text that does not end")
    }

    private mutating func escape(_ text: inout [UInt8]) throws(IntakeError) {
        guard at < bytes.count else { throw fail("a text that does not end") }
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var unit = try hexadecimal()
            if 0xD800...0xDBFF ~= unit, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"),
                bytes[at + 1] == UInt8(ascii: "u")
            {
                at += 2
                let low = try hexadecimal()
                guard 0xDC00...0xDFFF ~= low else { throw fail("half of a surrogate pair") }
                unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(unit) else { throw fail("half of a surrogate pair") }
            text.append(contentsOf: Array(Character(scalar).utf8))
        default: throw fail("an unknown escape in a text")
        }
    }

    private mutating func hexadecimal() throws(IntakeError) -> UInt32 {
        guard at + 4 <= bytes.count, bytes[at] != UInt8(ascii: "+"), bytes[at] != UInt8(ascii: "-"),
            let value = UInt32(String(decoding: bytes[at..<at + 4], as: UTF8.self), radix: 16)
        else { throw fail("four hexadecimal digits were expected") }
        at += 4
        return value
    }

    mutating func number() throws(IntakeError) -> Double {
        _ = peek()
        let from = at
        while at < bytes.count, TimeText.isDigit(bytes[at]) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(bytes[at]) {
            at += 1
        }
        let value = bytes.withUnsafeBufferPointer { FieldText.number(ByteSlice(rebasing: $0[from..<at])) }
        guard let value else { throw fail("a number was expected") }
        return value
    }

    /// Passes over a value and says where it stood.
    @discardableResult
    mutating func skip(depth: Int = 0) throws(IntakeError) -> Range<Int> {
        if depth > Self.depthLimit { throw fail("nested more than \(Self.depthLimit) deep") }
        let first = peek()
        let from = at
        switch first {
        case UInt8(ascii: "{"):
            try object { (_, scanner) throws(IntakeError) in try scanner.skip(depth: depth + 1) }
        case UInt8(ascii: "["):
            try array { (scanner) throws(IntakeError) in try scanner.skip(depth: depth + 1) }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: _ = try number()
        }
        return from..<at
    }

    private mutating func word(_ word: String) throws(IntakeError) {
        guard bytes[at...].starts(with: word.utf8) else { throw fail("true, false or null was expected") }
        at += word.utf8.count
    }

    /// A value as a table's cell holds it: texts as they are, null as nothing, anything else as it is written.
    mutating func cell() throws(IntakeError) -> String {
        if peek() == UInt8(ascii: "\"") { return try string() }
        let range = try skip()
        let text = String(decoding: bytes[range], as: UTF8.self)
        return text == "null" ? "" : text
    }
}
