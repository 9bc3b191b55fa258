extension JSONValue {
    /// The value as RFC 8785 (JSON Canonicalization Scheme) writes it: keys in the order of their UTF-16 code units,
    /// numbers as ECMAScript writes them, the fewest escapes, no white space, UTF-8. Equal values give equal bytes.
    public func canonicalBytes() throws(JSONError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        try JSONWriter.write(self, to: &bytes)
        return bytes
    }
}

enum JSONWriter {
    static func write(_ value: JSONValue, to bytes: inout [UInt8]) throws(JSONError) {
        switch value {
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            var isFirst = true
            for member in object.members {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                write(member.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                try write(member.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            var isFirst = true
            for value in values {
                if !isFirst { bytes.append(UInt8(ascii: ",")) }
                isFirst = false
                try write(value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .string(let text): write(text, to: &bytes)
        case .integer(let value):
            guard (-JSONValue.integerLimit...JSONValue.integerLimit).contains(value) else {
                throw .integerNotWritable(value)
            }
            bytes.append(contentsOf: String(value).utf8)
        case .double(let value):
            // Digits alone would read back as a whole number, and above the limit not at all.
            let isPlain = abs(value) <= Double(JSONValue.integerLimit) || abs(value) >= 1e21
            guard isPlain, let text = NumberText.ecmaScript(value) else { throw .doubleNotWritable(value) }
            bytes.append(contentsOf: text.utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .null: bytes.append(contentsOf: "null".utf8)
        }
    }

    static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { utf8 in
            var run = 0
            for (at, byte) in utf8.enumerated() {
                guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
                bytes.append(contentsOf: utf8[run..<at])
                writeEscape(byte, to: &bytes)
                run = at + 1
            }
            bytes.append(contentsOf: utf8[run...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func writeEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0..<0x20:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(byte < 0x10 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
            bytes.append(Array("0123456789abcdef".utf8)[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }
}

/// Numbers as text.
enum NumberText {
    /// As ECMAScript's Number::toString writes it in base 10 (ECMA-262 §6.1.6.1.20; RFC 8785 §3.2.2.3): the fewest
    /// digits that read back as the same double, with an exponent from 10^21 up and below 10^−6. −0 is written as 0.
    /// Nil when not finite.
    static func ecmaScript(_ value: Double) -> String? {
        guard value.isFinite else { return nil }
        if value == 0 { return "0" }
        let plain = value.description
        // Without an exponent the standard library writes the same, but for the zero behind a whole number.
        if !plain.utf8.contains(UInt8(ascii: "e")) { return plain.hasSuffix(".0") ? String(plain.dropLast(2)) : plain }
        let sign = value < 0 ? "-" : ""
        let (digits, point) = shortest(abs(value).description)
        let count = digits.count
        let text =
            switch point {
            case count...21: digits + String(repeating: "0", count: point - count)
            case 1...21: String(digits.prefix(point)) + "." + digits.dropFirst(point)
            case -5...0: "0." + String(repeating: "0", count: -point) + digits
            default:
                String(digits.prefix(1)) + (count > 1 ? "." : "") + digits.dropFirst() + (point > 0 ? "e+" : "e-")
                    + String(abs(point - 1))
            }
        return sign + text
    }

    /// The fewest digits that read back as the value, and where the decimal point stands: the value is 0.DIGITS × 10^point.
    /// They are taken from the standard library's own text, which has the same digits in another layout.
    private static func shortest(_ text: String) -> (digits: String, point: Int) {
        let parts = text.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        let all = whole + (mantissa.count > 1 ? mantissa[1] : "")
        let leading = all.prefix { $0 == "0" }.count
        var digits = all.dropFirst(leading)
        while digits.last == "0" { digits.removeLast() }
        let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return (String(digits), whole.count - leading + exponent)
    }
}
