/// A JSON file (RFC 8259) as a tree of ``Node``, read by a plain descent over the bytes that counts lines as it
/// goes: YAML's parser is too slow for a map.
struct JSONTree {
    private let file: NamedBytes
    private let findings: Findings
    private var bytes: [UInt8] = []
    private var at = 0
    private var line = 1
    private var lineStart = 0

    init(_ file: NamedBytes, findings: Findings) {
        self.file = file
        self.findings = findings
    }

    mutating func read() -> Node? {
        guard let text = TextGuard(file: file, findings: findings, limit: FileLimits.mapBytes).text() else {
            return nil
        }
        bytes = Array(text.utf8)
        guard let root = value(depth: 1) else { return nil }
        skipSpace()
        if at < bytes.count { return refuse("something stands behind the end of the JSON text", "remove it") }
        return root
    }

    private var spot: Spot { Spot(file: file.name, line: line, column: at - lineStart + 1) }

    private mutating func skipSpace() {
        while at < bytes.count {
            switch bytes[at] {
            case 0x0A:
                line += 1
                lineStart = at + 1
            case 0x20, 0x09, 0x0D: break
            default: return
            }
            at += 1
        }
    }

    private mutating func value(depth: Int) -> Node? {
        skipSpace()
        guard at < bytes.count else {
            return refuse("the file ends before the JSON text does", "look for a missing bracket")
        }
        guard depth <= FileLimits.nesting else {
            return refuse("more than \(FileLimits.nesting) levels are nested here", "close the brackets")
        }
        let start = spot
        switch bytes[at] {
        case UInt8(ascii: "{"): return object(start, depth)
        case UInt8(ascii: "["): return array(start, depth)
        case UInt8(ascii: "\""): return string().map { Node(spot: start, content: .scalar($0)) }
        default:
            let word = bytes[at...].prefix { $0 > 0x2C && $0 != 0x5D && $0 != 0x7D || $0 == 0x2B }
            let text = String(decoding: word, as: UTF8.self)
            if text == "null" || text == "true" || text == "false" || isNumber(word) {
                at += word.count
                return Node(spot: start, content: text == "null" ? .null : .scalar(text))
            }
            return refuse(
                text.isEmpty ? "a value is missing here" : "“\(text.prefix(40))” is not JSON",
                "put texts in double quotes and a comma between values")
        }
    }

    private func isNumber(_ word: ArraySlice<UInt8>) -> Bool {
        var rest = word
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        guard let first = rest.first, (0x30...0x39).contains(first) else { return false }
        guard rest.allSatisfy({ (0x30...0x39).contains($0) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }) else {
            return false
        }
        return Double(String(decoding: word, as: UTF8.self))?.isFinite ?? false
    }

    private mutating func array(_ start: Spot, _ depth: Int) -> Node? {
        at += 1
        var items: [Node] = []
        var numbers: [Double] = []
        while true {
            skipSpace()
            guard at < bytes.count else { return refuse("the file ends inside a list", "close it with ]") }
            if bytes[at] == UInt8(ascii: "]"), items.isEmpty, numbers.isEmpty { break }
            if items.isEmpty, bytes[at] == 0x2D || (0x30...0x39).contains(bytes[at]) {
                let word = bytes[at...].prefix { $0 > 0x2C && $0 != 0x5D || $0 == 0x2B }
                guard isNumber(word), let number = Double(String(decoding: word, as: UTF8.self)) else {
                    return refuse(
                        "“\(String(decoding: word.prefix(40), as: UTF8.self))” is not a number", "write it as 36.25")
                }
                at += word.count
                numbers.append(number)
            } else {
                guard let item = value(depth: depth + 1) else { return nil }
                items += numbers.map { Node(spot: start, content: .scalar("\($0)")) }
                numbers = []
                items.append(item)
            }
            skipSpace()
            guard at < bytes.count else { return refuse("the file ends inside a list", "close it with ]") }
            if bytes[at] == UInt8(ascii: "]") { break }
            guard bytes[at] == UInt8(ascii: ",") else { return refuse("a comma or ] is missing here", "write one") }
            at += 1
        }
        at += 1
        return Node(spot: start, content: items.isEmpty && !numbers.isEmpty ? .numbers(numbers) : .list(items))
    }

    private mutating func object(_ start: Spot, _ depth: Int) -> Node? {
        at += 1
        var entries: [Node.Entry] = []
        var lines: [String: Int] = [:]
        while true {
            skipSpace()
            guard at < bytes.count else { return refuse("the file ends inside an object", "close it with }") }
            if bytes[at] == UInt8(ascii: "}"), entries.isEmpty { break }
            let keySpot = spot
            guard bytes[at] == UInt8(ascii: "\"") else {
                return refuse("a key in double quotes is missing here", "write one")
            }
            guard let key = string() else { return nil }
            skipSpace()
            guard at < bytes.count, bytes[at] == UInt8(ascii: ":") else {
                return refuse("a colon is missing here", "write one")
            }
            at += 1
            guard let value = value(depth: depth + 1) else { return nil }
            if let earlier = lines[key] {
                findings.report(
                    keySpot, "", "the key “\(key)” stands here and in line \(earlier)", "keep one of the two")
            } else {
                lines[key] = keySpot.line
                entries.append(Node.Entry(key: key, spot: keySpot, value: value))
            }
            skipSpace()
            guard at < bytes.count else { return refuse("the file ends inside an object", "close it with }") }
            if bytes[at] == UInt8(ascii: "}") { break }
            guard bytes[at] == UInt8(ascii: ",") else { return refuse("a comma or } is missing here", "write one") }
            at += 1
        }
        at += 1
        return Node(spot: start, content: .map(entries))
    }

    private mutating func string() -> String? {
        at += 1
        var text: [UInt8] = []
        while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            if bytes[at] == 0x0A { return refuse("a text is not closed in its line", "close it with a double quote") }
            if bytes[at] != UInt8(ascii: "\\") {
                text.append(bytes[at])
                at += 1
                continue
            }
            guard at + 1 < bytes.count else { break }
            let escapes: [UInt8: UInt8] = [
                0x22: 0x22, 0x5C: 0x5C, 0x2F: 0x2F, 0x62: 8, 0x66: 12, 0x6E: 10, 0x72: 13, 0x74: 9,
            ]
            if let plain = escapes[bytes[at + 1]] {
                text.append(plain)
                at += 2
            } else if let scalar = unicodeEscape() {
                text.append(contentsOf: String(scalar).utf8)
            } else {
                return refuse("“\\” begins an escape that JSON does not know", "write \\\\ for a backslash")
            }
        }
        guard at < bytes.count else { return refuse("the file ends inside a text", "close it with a double quote") }
        at += 1
        return String(decoding: text, as: UTF8.self)
    }

    /// `\u0041`, or two of them for one character beyond U+FFFF.
    private mutating func unicodeEscape() -> Unicode.Scalar? {
        func unit(_ start: Int) -> UInt32? {
            guard start + 6 <= bytes.count, bytes[start] == 0x5C, bytes[start + 1] == UInt8(ascii: "u") else {
                return nil
            }
            return UInt32(String(decoding: bytes[start + 2..<start + 6], as: UTF8.self), radix: 16)
        }
        guard let first = unit(at) else { return nil }
        if let scalar = Unicode.Scalar(first) {
            at += 6
            return scalar
        }
        guard (0xD800..<0xDC00).contains(first), let second = unit(at + 6), (0xDC00..<0xE000).contains(second) else {
            return nil
        }
        at += 12
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private func refuse<T>(_ message: String, _ remedy: String) -> T? {
        findings.report(spot, "", "not JSON: " + message, remedy)
        return nil
    }
}
