import Truce

/// Numbers as sources write them in a cell, read without allocating.
enum FieldText {
    static func trimmed(_ text: ByteSlice) -> ByteSlice {
        var (from, to) = (0, text.count)
        while from < to, text[from] == 0x20 || text[from] == 0x09 { from += 1 }
        while to > from, text[to - 1] == 0x20 || text[to - 1] == 0x09 { to -= 1 }
        return ByteSlice(rebasing: text[from..<to])
    }

    /// A whole number of 0 or more below 2^31, as persons are counted; `12.0` counts as 12.
    @inline(__always) static func count(_ text: ByteSlice) -> Int32? {
        if text.count == 1 {
            let digit = text[0] &- 48
            return digit < 10 ? Int32(digit) : nil
        }
        return longCount(text)
    }

    private static func longCount(_ field: ByteSlice) -> Int32? {
        let text = trimmed(field)
        var value: Int64 = 0
        var at = 0
        while at < text.count, TimeText.isDigit(text[at]) {
            value = value * 10 + Int64(text[at] - 48)
            if value > Int64(Int32.max) { return nil }
            at += 1
        }
        guard at > 0 else { return nil }
        if at + 1 < text.count, text[at] == UInt8(ascii: ".") {
            at += 1
            while at < text.count, text[at] == 48 { at += 1 }
        }
        return at == text.count ? Int32(value) : nil
    }

    /// Correctly rounded: digits that fit 2^53 over a power of ten that a double holds exactly divide to the nearest
    /// double (Clinger 1990); anything longer goes the slow, exact way. Nil for anything but a decimal number.
    @inline(__always) static func number(_ text: ByteSlice) -> Double? {
        var mantissa: UInt64 = 0
        var at = 0
        let count = text.count
        guard count > 0, count <= 17 else { return slowNumber(text) }
        let isNegative = text[0] == UInt8(ascii: "-")
        if isNegative { at = 1 }
        let firstDigit = at
        while at < count, case let digit = text[at] &- 48, digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            at += 1
        }
        var digits = at - firstDigit
        var decimals = 0
        if at < count, text[at] == UInt8(ascii: ".") {
            at += 1
            let first = at
            while at < count, case let digit = text[at] &- 48, digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                at += 1
            }
            decimals = at - first
            digits += decimals
        }
        guard at == count, digits > 0, mantissa <= 1 << 53 else { return slowNumber(text) }
        let value = Double(mantissa) / powers[decimals]
        return isNegative ? -value : value
    }

    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
    ]

    @inline(never) private static func slowNumber(_ field: ByteSlice) -> Double? {
        let text = trimmed(field)
        guard !text.isEmpty, text.count <= 64 else { return nil }
        var hasDigit = false
        var points = 0
        for byte in text {
            switch byte {
            case 48...57: hasDigit = true
            case UInt8(ascii: "."), UInt8(ascii: ","): points += 1
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"): break
            default: return nil
            }
        }
        guard hasDigit, points <= 1 else { return nil }
        let plain = String(decoding: text, as: UTF8.self).replacing(",", with: ".")
        guard let value = Double(plain), value.isFinite else { return nil }
        return value
    }

    @inline(__always) static func equals(_ text: ByteSlice, _ word: StaticString) -> Bool {
        text.count == word.utf8CodeUnitCount
            && compareBytes(text, ByteSlice(start: word.utf8Start, count: text.count)) == 0
    }
}
