/// One JSON text (RFC 8259) looked at without building values: where a value ends, and what a string says. Nesting is
/// at most 128 deep, so that a hostile text cannot exhaust the stack.
struct JSONText {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Whether `bytes` are exactly one JSON value in UTF-8.
    static func isValue(_ bytes: [UInt8]) -> Bool {
        guard String(validating: bytes, as: UTF8.self) != nil else { return false }
        var text = JSONText(bytes)
        return text.skipValue() && text.isAtEnd()
    }

    /// `text` as a JSON string, with what must be escaped escaped.
    static func string(_ text: String) -> [UInt8] {
        var written: [UInt8] = []
        written.reserveCapacity(text.utf8.count + 2)
        written.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                written.append(UInt8(ascii: "\\"))
                written.append(byte)
            case 0..<0x20: written += Array("\\u00".utf8) + Array(Hex.text([byte]).utf8)
            default: written.append(byte)
            }
        }
        written.append(UInt8(ascii: "\""))
        return written
    }

    /// True when nothing but white space is left.
    mutating func isAtEnd() -> Bool {
        skipSpace()
        return position == bytes.count
    }

    /// Steps over white space and `character`; false, and no step, when something else stands there.
    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    /// The bytes of the value that stands here, without white space around it.
    mutating func value() -> ArraySlice<UInt8>? {
        skipSpace()
        let start = position
        return skipValue() ? bytes[start..<position] : nil
    }

    /// What the string that stands here says; nil for anything else and for a lone surrogate.
    mutating func string() -> String? {
        guard next(isOneOf: "\""), let raw = value() else { return nil }
        var units: [UInt16] = []
        var plain: [UInt8] = []
        func flushed() -> [UInt16] { Array(String(decoding: plain, as: UTF8.self).utf16) }
        var index = raw.startIndex + 1
        while index < raw.endIndex - 1 {
            guard raw[index] == UInt8(ascii: "\\") else {
                plain.append(raw[index])
                index += 1
                continue
            }
            units += flushed()
            plain = []
            let escape = raw[index + 1]
            if escape == UInt8(ascii: "u") {
                let digits = String(decoding: raw[(index + 2)..<(index + 6)], as: UTF8.self)
                units.append(UInt16(digits, radix: 16) ?? 0)
                index += 6
            } else {
                units.append(Self.unescaped(escape))
                index += 2
            }
        }
        units += flushed()
        return String(validating: units, as: UTF16.self)
    }

    private static func unescaped(_ escape: UInt8) -> UInt16 {
        switch escape {
        case UInt8(ascii: "b"): 8
        case UInt8(ascii: "f"): 12
        case UInt8(ascii: "n"): 10
        case UInt8(ascii: "r"): 13
        case UInt8(ascii: "t"): 9
        default: UInt16(escape)
        }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func next(isOneOf characters: String) -> Bool {
        skipSpace()
        return next.map { characters.utf8.contains($0) } ?? false
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func skipValue(depth: Int = 0) -> Bool {
        skipSpace()
        guard depth < 128, let first = next else { return false }
        switch first {
        case UInt8(ascii: "\""): return skipString()
        case UInt8(ascii: "{"): return skipMembers(closing: "}", depth: depth, named: true)
        case UInt8(ascii: "["): return skipMembers(closing: "]", depth: depth, named: false)
        case UInt8(ascii: "t"): return skipWord("true")
        case UInt8(ascii: "f"): return skipWord("false")
        case UInt8(ascii: "n"): return skipWord("null")
        default: return skipNumber()
        }
    }

    private mutating func skipMembers(closing: Unicode.Scalar, depth: Int, named: Bool) -> Bool {
        position += 1
        if skip(closing) { return true }
        repeat {
            if named {
                guard next(isOneOf: "\""), skipString(), skip(":") else { return false }
            }
            guard skipValue(depth: depth + 1) else { return false }
        } while skip(",")
        return skip(closing)
    }

    private mutating func skipString() -> Bool {
        position += 1
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return true
            case 0..<0x20: return false
            case UInt8(ascii: "\\"):
                guard let escape = next else { return false }
                position += 1
                if escape == UInt8(ascii: "u") {
                    guard position + 4 <= bytes.count,
                        Hex.bytes(String(decoding: bytes[position..<(position + 4)], as: UTF8.self)) != nil
                    else { return false }
                    position += 4
                } else if !"\"\\/bfnrt".utf8.contains(escape) {
                    return false
                }
            default: break
            }
        }
        return false
    }

    private mutating func skipWord(_ word: String) -> Bool {
        guard bytes[position...].starts(with: word.utf8) else { return false }
        position += word.utf8.count
        return true
    }

    private mutating func skipNumber() -> Bool {
        func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
        func skipDigits(_ text: inout JSONText) -> Bool {
            let start = text.position
            while let byte = text.next, isDigit(byte) { text.position += 1 }
            return text.position > start
        }
        if next == UInt8(ascii: "-") { position += 1 }
        let start = position
        guard skipDigits(&self) else { return false }
        if bytes[start] == UInt8(ascii: "0"), position > start + 1 { return false }
        if next == UInt8(ascii: ".") {
            position += 1
            guard skipDigits(&self) else { return false }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            guard skipDigits(&self) else { return false }
        }
        return true
    }
}
