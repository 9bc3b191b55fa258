extension JSONValue {
    /// Reads one JSON value that fills `bytes` but for white space around it. Strict: UTF-8 is checked, keys may not
    /// repeat, surrogates come in pairs, nesting is bounded.
    /// - Parameter limit: How many bytes are read at most.
    public init(parsing bytes: [UInt8], limit: Int) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { (slice) throws(JSONError) in
            try JSONValue(parsing: slice, limit: limit)
        }
    }

    /// The same for bytes that lie somewhere already.
    public init(parsing bytes: ByteSlice, limit: Int) throws(JSONError) {
        guard bytes.count <= limit else { throw .tooLarge(bytes: bytes.count, limit: limit) }
        var parser = JSONParser(bytes)
        self = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.at == bytes.count else { throw .trailingBytes(at: parser.at) }
    }
}

/// Builds values straight from memory: one pass, no tokens, texts without escapes copied once. Every index is checked
/// against the count before it is used.
struct JSONParser {
    static let depthLimit = 32

    private let bytes: ByteSlice
    private(set) var at = 0

    init(_ bytes: ByteSlice) { self.bytes = bytes }

    mutating func skipSpace() {
        while at < bytes.count, bytes[at] <= 0x20 {
            guard bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 else { return }
            at += 1
        }
    }

    /// - Parameter depth: How many objects and arrays are open.
    mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        guard at < bytes.count else { throw .endsEarly(at: at) }
        switch bytes[at] {
        case UInt8(ascii: "{"): return try .object(object(depth: depth))
        case UInt8(ascii: "["): return try .array(array(depth: depth))
        case UInt8(ascii: "\""): return try .string(string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw .unexpected(at: at, wanted: "a value")
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        guard depth < Self.depthLimit else { throw .tooDeep(at: at) }
        at += 1
        if takes(UInt8(ascii: "}")) { return JSONObject(inOrder: []) }
        var members: [JSONObject.Member] = []
        members.reserveCapacity(4)
        var isInOrder = true
        repeat {
            skipSpace()
            guard at < bytes.count else { throw .endsEarly(at: at) }
            guard bytes[at] == UInt8(ascii: "\"") else { throw .unexpected(at: at, wanted: "a key in quotes") }
            let start = at
            let key = try string()
            if let last = members.last, isInOrder {
                let order = JSONObject.order(last.key, key)
                if order == 0 { throw .duplicateKey(key, at: start) }
                isInOrder = order < 0
            }
            try take(UInt8(ascii: ":"), "a colon")
            members.append(JSONObject.Member(key, try value(depth: depth + 1)))
        } while takes(UInt8(ascii: ","))
        let end = at
        try take(UInt8(ascii: "}"), "a comma or a closing brace")
        if isInOrder { return JSONObject(inOrder: members) }
        guard let object = JSONObject(members) else { throw .duplicateKey(Self.repeated(members), at: end) }
        return object
    }

    private static func repeated(_ members: [JSONObject.Member]) -> String {
        let keys = members.map(\.key).sorted { JSONObject.order($0, $1) < 0 }
        return zip(keys, keys.dropFirst()).first { JSONObject.order($0, $1) == 0 }?.0 ?? ""
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth < Self.depthLimit else { throw .tooDeep(at: at) }
        at += 1
        if takes(UInt8(ascii: "]")) { return [] }
        var values: [JSONValue] = []
        repeat { values.append(try value(depth: depth + 1)) } while takes(UInt8(ascii: ","))
        try take(UInt8(ascii: "]"), "a comma or a closing bracket")
        return values
    }

    private mutating func takes(_ mark: UInt8) -> Bool {
        skipSpace()
        guard at < bytes.count, bytes[at] == mark else { return false }
        at += 1
        return true
    }

    private mutating func take(_ mark: UInt8, _ name: String) throws(JSONError) {
        guard takes(mark) else {
            if at >= bytes.count { throw .endsEarly(at: at) }
            throw .unexpected(at: at, wanted: name)
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for i in 0..<word.utf8CodeUnitCount {
            guard at + i < bytes.count else { throw .endsEarly(at: bytes.count) }
            guard bytes[at + i] == word.utf8Start[i] else { throw .unexpected(at: at, wanted: "a value") }
        }
        at += word.utf8CodeUnitCount
        return value
    }
}

// Numbers.
extension JSONParser {
    private mutating func number() throws(JSONError) -> JSONValue {
        let start = at
        let isNegative = bytes[at] == UInt8(ascii: "-")
        if isNegative { at += 1 }
        let firstDigit = at
        var whole: Int64 = 0
        while at < bytes.count, TimeText.isDigit(bytes[at]) {
            // Once past the limit it stays past it: no overflow, whatever the length.
            if whole <= JSONValue.integerLimit { whole = whole * 10 + Int64(bytes[at] - 48) }
            at += 1
        }
        guard at > firstDigit, at == firstDigit + 1 || bytes[firstDigit] != UInt8(ascii: "0") else {
            throw .malformedNumber(at: start)
        }
        let isWhole =
            at == bytes.count || ![UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")].contains(bytes[at])
        if isWhole {
            guard whole <= JSONValue.integerLimit else { throw .numberOutOfRange(at: start) }
            return .integer(isNegative ? -whole : whole)
        }
        try fractionAndExponent(of: start)
        guard let double = Double(String(decoding: bytes[start..<at], as: UTF8.self)) else {
            throw .malformedNumber(at: start)
        }
        guard double.isFinite else { throw .numberOutOfRange(at: start) }
        return .double(double)
    }

    private mutating func fractionAndExponent(of start: Int) throws(JSONError) {
        if at < bytes.count, bytes[at] == UInt8(ascii: ".") {
            at += 1
            try digits(of: start)
        }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "+") || bytes[at] == UInt8(ascii: "-") { at += 1 }
            try digits(of: start)
        }
    }

    private mutating func digits(of start: Int) throws(JSONError) {
        let first = at
        while at < bytes.count, TimeText.isDigit(bytes[at]) { at += 1 }
        guard at > first else { throw .malformedNumber(at: start) }
    }
}

// Texts.
extension JSONParser {
    /// - Precondition: a quotation mark comes next.
    private mutating func string() throws(JSONError) -> String {
        let start = at + 1
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            if byte == UInt8(ascii: "\"") {
                at = end + 1
                return try text(start..<end)
            }
            if byte == UInt8(ascii: "\\") { return try stringWithEscapes(from: start, firstEscape: end) }
            guard byte >= 0x20 else { throw .controlCharacter(at: end) }
            end += 1
        }
        throw .endsEarly(at: end)
    }

    private mutating func stringWithEscapes(from start: Int, firstEscape: Int) throws(JSONError) -> String {
        var result = try text(start..<firstEscape)
        at = firstEscape
        var run = at
        while at < bytes.count {
            let byte = bytes[at]
            if byte == UInt8(ascii: "\"") {
                result += try text(run..<at)
                at += 1
                return result
            }
            guard byte >= 0x20 else { throw .controlCharacter(at: at) }
            if byte == UInt8(ascii: "\\") {
                result += try text(run..<at)
                result.unicodeScalars.append(try escape())
                run = at
            } else {
                at += 1
            }
        }
        throw .endsEarly(at: at)
    }

    private func text(_ range: Range<Int>) throws(JSONError) -> String {
        let slice = ByteSlice(rebasing: bytes[range])
        var all: UInt8 = 0
        for byte in slice { all |= byte }
        // ASCII needs no check, and the checked initializer costs more than the rest of the parser.
        if all < 0x80 { return String(decoding: slice, as: UTF8.self) }
        do { return String(copying: try UTF8Span(validating: slice.span)) } catch {
            throw .notUTF8(at: range.lowerBound + error.byteOffsets.lowerBound)
        }
    }

    /// Takes an escape, two of `\u` for one scalar above U+FFFF.
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = at
        guard at + 1 < bytes.count else { throw .endsEarly(at: bytes.count) }
        at += 2
        switch bytes[at - 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{08}"
        case UInt8(ascii: "f"): return "\u{0C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw .unknownEscape(at: start)
        }
        let unit = try codeUnit(of: start)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00 else { throw .loneSurrogate(at: start) }
        guard at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
            throw .loneSurrogate(at: start)
        }
        at += 2
        let low = try codeUnit(of: start)
        guard (0xDC00...0xDFFF).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + (UInt32(low) - 0xDC00))
        else { throw .loneSurrogate(at: start) }
        return scalar
    }

    private mutating func codeUnit(of start: Int) throws(JSONError) -> UInt16 {
        guard at + 4 <= bytes.count else { throw .endsEarly(at: bytes.count) }
        var unit: UInt16 = 0
        for byte in bytes[at..<at + 4] {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw .unknownEscape(at: start)
            }
            unit = unit << 4 | UInt16(digit)
        }
        at += 4
        return unit
    }
}
