/// Reading canonical JSON straight from its bytes, without a tree of values between: a million entries are read this way
/// when views are rebuilt. It accepts only what is written in the one canonical way, and never says what is wrong: where
/// it does not find what it expects, the plain way of reading (``FactValue/init(json:)``) decides.
enum CanonicalReading {
    /// Thrown where the plain way has to decide.
    struct Undecided: Error {}

    /// Where the value that begins at `start` ends, if it is JSON: texts are stepped over, brackets counted, nothing else
    /// is looked at.
    static func end(ofValueAt start: Int, in bytes: ByteSlice) -> Int? {
        guard start < bytes.count else { return nil }
        switch bytes[start] {
        case UInt8(ascii: "\""): return end(ofTextAt: start, in: bytes)
        case UInt8(ascii: "{"), UInt8(ascii: "["): return end(ofListAt: start, in: bytes)
        default:
            var at = start
            while at < bytes.count, bytes[at] != UInt8(ascii: ","), bytes[at] | 0x20 != UInt8(ascii: "}") { at += 1 }
            return at
        }
    }

    private static func end(ofListAt start: Int, in bytes: ByteSlice) -> Int? {
        var (at, depth) = (start, 0)
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                guard let end = end(ofTextAt: at, in: bytes) else { return nil }
                at = end
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return at + 1 }
            default: break
            }
            at += 1
        }
        return nil
    }

    private static func end(ofTextAt start: Int, in bytes: ByteSlice) -> Int? {
        var at = start + 1
        while at < bytes.count {
            if bytes[at] == UInt8(ascii: "\"") { return at + 1 }
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
        }
        return nil
    }

    /// What stands between the quotation marks, if these bytes are one text and nothing in it is or must be escaped.
    /// Whether it is UTF-8 is not looked at.
    static func letters(_ bytes: ByteSlice) throws(Undecided) -> ByteSlice {
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "\""), bytes[bytes.count - 1] == UInt8(ascii: "\"") else {
            throw Undecided()
        }
        let letters = ByteSlice(rebasing: bytes[1..<bytes.count - 1])
        // Without a way out of the loop, many bytes are looked at at once.
        var odd: UInt8 = 0
        for byte in letters {
            odd |= (byte < 0x20 ? 1 : 0) | (byte == UInt8(ascii: "\"") ? 1 : 0) | (byte == UInt8(ascii: "\\") ? 1 : 0)
        }
        guard odd == 0 else { throw Undecided() }
        return letters
    }

    static func text(_ letters: ByteSlice) throws(Undecided) -> String {
        if isASCII(letters) { return String(decoding: letters, as: UTF8.self) }
        // Where it is not UTF-8 stands in the plain way's error.
        guard let span = try? UTF8Span(validating: letters.span) else { throw Undecided() }
        return String(copying: span)
    }

    static func isASCII(_ letters: ByteSlice) -> Bool {
        var all: UInt8 = 0
        for byte in letters { all |= byte }
        return all < 0x80
    }
}

extension FactValue {
    /// The plain way, for these bytes: parsed, read, and written again.
    init(plainly bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        // What is wrong is said by whoever reads the whole entry plainly.
        guard let json = try? JSONValue(parsing: bytes, limit: bytes.count), let value = try? Self(json: json),
            let again = try? value.json().canonicalBytes(), bytes.elementsEqual(again)
        else { throw CanonicalReading.Undecided() }
        self = value
    }

    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) { self = try Self(plainly: bytes) }
}

extension FactText {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        let text = try CanonicalReading.text(CanonicalReading.letters(bytes))
        // Two texts that Swift calls equal may be other bytes.
        guard let value = Self.reading(text), value.text.utf8.elementsEqual(text.utf8) else {
            throw CanonicalReading.Undecided()
        }
        self = value
    }
}

extension String {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        guard let letters = try? CanonicalReading.letters(bytes) else {
            // Words for the public may have line ends and quotation marks, which are escaped.
            self = try String(plainly: bytes)
            return
        }
        self = try CanonicalReading.text(letters)
        guard isFreeText else { throw CanonicalReading.Undecided() }
    }
}

extension Int {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        // Fewer digits than the limit has, no sign and no zero in front; the rest is rare.
        guard (1...15).contains(bytes.count), bytes[0] != UInt8(ascii: "0"), bytes.allSatisfy(TimeText.isDigit) else {
            self = try Int(plainly: bytes)
            return
        }
        self = bytes.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}

extension Bool {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        switch bytes.count {
        case 4 where bytes.elementsEqual("true".utf8): self = true
        case 5 where bytes.elementsEqual("false".utf8): self = false
        default: throw CanonicalReading.Undecided()
        }
    }
}

extension Double {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        var again: [UInt8] = []
        // More is read than is written, as `0x10` or `inf`: what is not written so again is not meant.
        guard let value = Double(String(decoding: bytes, as: UTF8.self)), (try? value.write(to: &again)) != nil,
            bytes.elementsEqual(again)
        else { throw CanonicalReading.Undecided() }
        self = value
    }
}

extension Coordinate {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        guard let coordinate = Coordinate(try [Double](canonical: bytes)) else { throw CanonicalReading.Undecided() }
        self = coordinate
    }
}

extension Instant {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        guard let instant = Instant(exactly: try CanonicalReading.letters(bytes)) else {
            throw CanonicalReading.Undecided()
        }
        self = instant
    }
}

extension Identifier {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        guard let identifier = Identifier(try CanonicalReading.text(CanonicalReading.letters(bytes))) else {
            throw CanonicalReading.Undecided()
        }
        self = identifier
    }
}

extension Commitment {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        guard let commitment = Commitment(letters: try CanonicalReading.letters(bytes)) else {
            throw CanonicalReading.Undecided()
        }
        self = commitment
    }
}

extension FileDigest {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        guard let digest = FileDigest(letters: try CanonicalReading.letters(bytes)) else {
            throw CanonicalReading.Undecided()
        }
        self = digest
    }
}

extension Array where Element: FactValue {
    init(canonical bytes: ByteSlice) throws(CanonicalReading.Undecided) {
        guard bytes.count >= 2, bytes[0] == UInt8(ascii: "["), bytes[bytes.count - 1] == UInt8(ascii: "]") else {
            throw CanonicalReading.Undecided()
        }
        self = []
        let end = bytes.count - 1
        var at = 1
        while at < end {
            guard let next = CanonicalReading.end(ofValueAt: at, in: bytes), next <= end, next > at,
                next == end || (bytes[next] == UInt8(ascii: ",") && next + 1 < end)
            else { throw CanonicalReading.Undecided() }
            // The first tells how many there may be.
            if at == 1 { reserveCapacity(bytes.count / (next - at + 1) + 1) }
            append(try Element(canonical: ByteSlice(rebasing: bytes[at..<next])))
            at = next + 1
        }
    }
}
