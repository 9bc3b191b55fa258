/// Reads dates and times from bytes without allocating: RFC 3339 and the forms that sources write.
/// Rules and tolerances: `docs/formats.md`, "Times".
public enum TimeText {
    /// What the text says: a moment, or a wall-clock time whose zone it does not say, or only a day.
    public enum Reading: Hashable, Sendable {
        case instant(Instant, TimePrecision)
        case local(LocalTime, TimePrecision)
        case day(MissionDay)
    }

    /// `YYYY-MM-DD`, optionally `T` or a space and `HH:MM[:SS[.fraction]]`, optionally `Z`, `z`, `+hh`, `+hhmm`
    /// or `+hh:mm`. `24:00:00` is the next day's midnight; second 60 reads as 59. Nil when it is none of these.
    public static func read(_ text: ByteSlice) -> Reading? {
        guard text.count >= 10, let day = day(text, at: 0) else { return nil }
        if text.count == 10 { return .day(day) }
        guard text[10] == UInt8(ascii: "T") || text[10] == UInt8(ascii: "t") || text[10] == UInt8(ascii: " "),
            text.count >= 16, let hour = digits(text, 11, 2), text[13] == UInt8(ascii: ":"),
            let minute = digits(text, 14, 2), minute < 60
        else { return nil }
        var at = 16
        var second = 0
        var precision = TimePrecision.minute
        if at < text.count, text[at] == UInt8(ascii: ":") {
            guard let read = digits(text, at + 1, 2), read <= 60 else { return nil }
            second = min(read, 59)
            precision = .second
            at += 3
            if at < text.count, text[at] == UInt8(ascii: ".") {
                let start = at + 1
                at = start
                while at < text.count, isDigit(text[at]) { at += 1 }
                guard (1...9).contains(at - start) else { return nil }
            }
        }
        guard hour < 24 || (hour == 24 && minute == 0 && second == 0) else { return nil }
        let local = LocalTime(
            secondsSince1970: Int64(day.daysSince1970) * 86_400 + Int64(hour * 3600 + minute * 60 + second))
        if at == text.count { return .local(local, precision) }
        guard let offset = offset(text, at) else { return nil }
        return .instant(Instant(seconds: local.secondsSince1970 - Int64(offset)), precision)
    }

    /// `YYYY-MM-DD` at `start`, whatever follows it.
    @inlinable public static func day(_ text: ByteSlice, at start: Int) -> MissionDay? {
        guard text.count >= start + 10, text[start + 4] == UInt8(ascii: "-"), text[start + 7] == UInt8(ascii: "-"),
            let year = digits(text, start, 4), let month = digits(text, start + 5, 2),
            let day = digits(text, start + 8, 2)
        else { return nil }
        return MissionDay(checkedYear: year, month: month, day: day)
    }

    /// Seconds east of UTC of an offset that reaches to the end of the text.
    static func offset(_ text: ByteSlice, _ at: Int) -> Int? {
        let rest = text.count - at
        if rest == 1, text[at] == UInt8(ascii: "Z") || text[at] == UInt8(ascii: "z") { return 0 }
        guard rest >= 3, text[at] == UInt8(ascii: "+") || text[at] == UInt8(ascii: "-"),
            let hours = digits(text, at + 1, 2), hours <= 18
        else { return nil }
        var minutes = 0
        switch rest {
        case 3: break
        case 5: minutes = digits(text, at + 3, 2) ?? 99
        case 6 where text[at + 3] == UInt8(ascii: ":"): minutes = digits(text, at + 4, 2) ?? 99
        default: return nil
        }
        guard minutes < 60 else { return nil }
        return (text[at] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
    }

    @inlinable public static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    /// Exactly `count` decimal digits at `start`, or nil.
    @inlinable public static func digits(_ text: ByteSlice, _ start: Int, _ count: Int) -> Int? {
        guard start + count <= text.count else { return nil }
        var value = 0
        for i in start..<start + count {
            let digit = text[i] &- 48
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        return value
    }

    /// The same for a string.
    public static func read(_ text: String) -> Reading? {
        var text = text
        return text.withUTF8 { read($0) }
    }
}

/// Bytes of a text, borrowed from whoever holds them.
public typealias ByteSlice = UnsafeBufferPointer<UInt8>
